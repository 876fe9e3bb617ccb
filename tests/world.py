"""One sample of everything, written by Gus, for the tests that walk through every rule."""

import re
from datetime import timedelta
from types import SimpleNamespace

from flask import current_app

from app.accounts.models import EMAIL, INVITATION, RESET, SignIn, make_link, sign_up, start_session
from app.attributes.models import Attribute
from app.boards.models import GROUP, PUBLIC
from app.database import now
from app.exchange.batches import ImportBatch
from app.extensions import db
from app.groups.models import Group
from app.insights.cases.asking import name_case
from app.insights.cases.models import open_pulse_case
from app.insights.paper.models import count_paper
from app.insights.priority.models import open_round
from app.insights.pulses.models import add_pulse, today
from app.insights.pulses.once_a_day import name_answer
from app.insights.touchpoints.models import PURCHASE, open_touchpoint
from app.kinds.announcements.drafts import AnnouncementDraft
from app.kinds.announcements.hearers import Hearer
from app.kinds.merging import merge_topic
from app.kinds.polls.asking import Asked, PollQuestion
from app.kinds.polls.invitations import Invitation
from app.kinds.questions.escalation import Escalation
from app.kinds.questions.peaks import Peak
from app.kinds.questions.suggestions import suggest_edit
from app.moderation.models import APPROVE, REPORTED, open_case
from app.moderation.objections import object_to
from app.moderation.reports import give_notice, report_address
from app.moderation.rules import Rule
from app.moderation.sanctions import sanction
from app.moderation.statements import token_of
from app.notifications.models import Mail, Notice
from app.notifications.stopping import DAILY, stop_url
from app.search.synonyms import SynonymGroup
from app.topics.models import HELD
from app.uploads.models import AVATAR
from tests import access_matrix, factories
from tests.conftest import Browser


def build_world(people, *, audience=PUBLIC):
    """The samples by the names that `tests/access_matrix.py` uses; with GROUP on boards for Gus and Ada alone."""
    gus = people.gus
    group = Group(name="Inner circle")
    db.session.add(group)
    db.session.flush()
    for member in (gus, people.ada, people.dora):
        group.include(member, by=people.ada)
    given = {"audience": audience, "group": group if audience == GROUP else None}
    board = {kind: factories.make_board(kind, f"Sample {kind}", **given) for kind in KINDS}
    attribute = Attribute(question="Where do you sit?", kind="choice", options=["Inside", "Outside"], purpose="Sampled")
    db.session.add(attribute)
    db.session.flush()
    world = SimpleNamespace(attribute=attribute.id, board=board, group=group.id, slug=board["discussions"].slug, ideas_slug=board["ideas"].slug, other_slug=board["polls"].slug)
    _add_concept_tests(world, group if audience == GROUP else None)
    _add_topics(world, people)
    _add_texts(world, people)
    _add_moderation(world, people)
    _add_own_things(world, gus)
    _add_pictures(world, gus)
    _add_insights(world, people)
    db.session.commit()
    return world


def _add_concept_tests(world, group):
    """One that runs and one that is still to come; for the group alone where everything is."""
    asked = {"audience": GROUP, "group_id": group.id} if group else {}
    tests = [factories.make_concept_test(opens_in=days, **asked) for days in (-1, 1)]
    world.concept_test, world.coming_concept_test = (test.id for test in tests)


def _add_priority_round(world, people):
    for name in ("Window", "Menu", "Till", "Table"):
        open_touchpoint({"en": name}, "use")
    world.priority_round = open_round(now() + timedelta(days=3), by=people.emil).id


def _add_pictures(world, gus):
    for name in ("reply", "held", "deleted"):
        upload = factories.make_upload(gus)
        upload.post, upload.loose_since = world.posts[name], None
        setattr(world, f"{name}_picture", f"{upload.name}.webp")
    world.picture, world.small_picture = world.reply_picture, world.reply_picture.replace(".", "-480.")
    world.loose_picture, world.no_picture = f"{factories.make_upload(gus).name}.webp", f"{'0' * 32}.webp"
    avatar = factories.make_upload(gus, AVATAR)
    gus.avatar, world.avatar = avatar.name, f"{avatar.name}.webp"


def _add_insights(world, people):
    touchpoint = open_touchpoint({"en": "Sample"}, PURCHASE, by=people.emil)
    pulse = add_pulse(touchpoint, -2, "Sampled.")
    open_pulse_case(pulse)
    _add_priority_round(world, people)
    world.paper = count_paper(touchpoint, today(), "", [1, 0, 2, 3, 4], by=people.emil).id
    world.touchpoint, world.poster_token, world.pulse = touchpoint.id, touchpoint.token, pulse.id
    world.answer_name, world.case_name = name_answer(pulse), name_case(pulse.id)


KINDS = ("ideas", "questions", "polls", "announcements", "discussions")


def _add_topics(world, people):
    gus, board = people.gus, world.board
    topics = {
        "discussion": factories.make_topic(board["discussions"], gus, "Sample", tags=["sampled"]),
        "idea": factories.make_topic(board["ideas"], gus, "Sample"),
        "hidden_idea": factories.make_topic(board["ideas"], gus, "Sample", hidden=True),
        "merged_idea": factories.make_topic(board["ideas"], gus, "Sample"),
        "question": factories.make_topic(board["questions"], gus, "Sample"),
        "young_question": factories.make_topic(board["questions"], gus, "Sample"),
        "announcement": factories.make_topic(board["announcements"], people.emil, "Sample"),
        "poll": factories.make_poll(board["polls"], people.emil, title="Sample"),
        "ended_poll": factories.make_poll(
            board["polls"],
            people.emil,
            title="Sample",
            results_shown="when_published",
            closes_at=now() - timedelta(days=1),
        ),
        "written_poll": factories.make_poll(
            board["polls"], people.emil, title="Sample", asked=[Asked("text", "What is missing?")], closed_at=now()
        ),
    }
    world.text_question = db.session.scalar(db.select(PollQuestion.id).where(PollQuestion.poll_id == topics["written_poll"].id))
    invitation = Invitation(poll_id=topics["poll"].id, email="sample@example.org")
    world.poll_token = invitation.new_token()
    db.session.add(invitation)
    topics["question"].created_at = now() - timedelta(days=4)
    peak = Peak(board_id=board["questions"].id, topic_id=topics["question"].id, alike=[topics["question"].id])
    db.session.add(peak)
    db.session.flush()
    world.peak = peak.id
    db.session.add(Escalation(topic_id=topics["young_question"].id, owner_id=people.emil.id, due_at=now()))
    db.session.flush()
    reason = "The same sample stands there already, and once is enough."
    world.merge = merge_topic(topics["merged_idea"], topics["idea"], by=people.dora, because=reason).id
    checked = factories.make_topic(board["announcements"], people.emil, "Sample", outcome="done", checked_at=now())
    db.session.add(Hearer(announcement_id=checked.id, member_id=gus.id, checked_at=now()))
    world.checked = checked.id
    drafts = [AnnouncementDraft(board=board["announcements"], author_id=people.emil.id, title="Sample", body="Sample") for _ in "ab"]
    db.session.add_all(drafts)
    db.session.flush()
    synonyms = SynonymGroup(words=["Sample", "Specimen"])
    db.session.add(synonyms)
    db.session.flush()
    world.synonym = synonyms.id
    batch = ImportBatch(format="ideas", file="Sample", board_name="Sample ideas", columns={"title": "Title"}, content=b"Title\n")
    db.session.add(batch)
    db.session.flush()
    world.batch = batch.id
    world.draft, world.other_draft = (draft.id for draft in drafts)
    world.topics = topics
    vars(world).update({name: topic.id for name, topic in topics.items()})
    world.topic_slug, world.tag = "sample", "sampled"


def _add_texts(world, people):
    gus, topic = people.gus, world.topics["discussion"]
    posts = {
        "reply": factories.make_reply(topic, gus, "A reply."),
        "held": factories.make_reply(topic, gus, "A held reply."),
        "deleted": factories.make_reply(topic, gus, "A deleted reply."),
        "answer": factories.make_reply(world.topics["question"], people.finn, "An answer."),
        "young_answer": factories.make_reply(world.topics["young_question"], people.finn, "An answer."),
    }
    posts["held"]._set_state(HELD)
    posts["deleted"].delete(by=gus)
    posts["own_answer"] = factories.make_reply(world.topics["question"], gus, "An answer of one's own.")
    doubted = factories.make_topic(world.board["questions"], gus, "Sample")
    doubted.question.accept(factories.make_reply(doubted, people.finn, "An answer."), by=people.dora)
    world.suggestion, world.doubted = suggest_edit(posts["own_answer"], "Other words.", "", by=people.finn).id, doubted.id
    world.posts = posts
    vars(world).update({name: post.id for name, post in posts.items()})


def _add_moderation(world, people):
    topic = world.topics["discussion"]
    waiting, decided, raised = (
        factories.make_reply(topic, author, body)
        for author, body in ((people.gus, "Waits."), (people.gus, "Decided."), (people.ada, "The owner's."))
    )
    done = open_case(decided, REPORTED)
    # Loaded as the queue loads it.
    done.post = decided
    world.decision = done.decide(APPROVE, by=people.finn).id
    made = sanction(people.gus, "warned", by=people.finn, because="Sampled.")
    other = sanction(people.gus, "warned", by=people.finn, because="Sampled.")
    world.sanction, world.sanction_token = made.id, token_of(made)
    world.objection = object_to(other, people.gus, "No.").id
    rule = Rule(name="words", lines="sampled")
    db.session.add(rule)
    db.session.flush()
    world.rule = rule.id
    world.address_report = report_address("/members/gus", people.gus, "unlawful", "The picture.", name="Anna").id
    world.notice_token = give_notice(waiting, "It is against the law.", name="Anna", email="").token
    world.case = open_case(waiting, REPORTED).id
    world.case_of_the_owner = open_case(raised, REPORTED).id


def _add_own_things(world, gus):
    start_session(gus)
    db.session.flush()
    world.session = db.session.scalar(db.select(db.func.max(SignIn.id)).where(SignIn.member_id == gus.id))
    notice = Notice(member_id=gus.id, about="reply", topic_id=world.discussion, post_id=world.reply)
    letter = Mail(key="sample", member_id=gus.id, to="gus@example.org", subject="Sample", text="Sample")
    db.session.add_all([notice, letter])
    db.session.flush()
    world.notice, world.mail, world.handle = notice.id, letter.id, gus.handle
    world.reset_token, world.wrong_token = make_link(gus, RESET), "x" * 43
    world.stop_token = stop_url(gus.id, DAILY).rpartition("/")[2]
    newcomer = sign_up("Imke", wanted_email="imke@example.org")
    world.invitation_token, world.email_token = make_link(newcomer, INVITATION), make_link(newcomer, EMAIL)
    world.asset = current_app.extensions["assets"].by_name["app.css"].filename


def rules_of(app, *methods):
    """Every (method, rule) that the app answers, as "GET /boards": itself and its Rule."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & set(methods)):
            yield f"{method} {rule.rule}", rule


def address_of(app, line, world):
    """(method, path) of a line of the matrix, with the samples of this world."""
    name, _roles, *own = line
    method, rule = name.split(" ", 1)
    samples = access_matrix.SAMPLES | (own[0] if own else {})

    def fill(variable):
        sample = samples[variable[1]]
        return str(getattr(world, sample, sample))

    return method, re.sub(r"<(?:[^<>:]*:)?(\w+)>", fill, rule)


def browser_of(app, role, people):
    """The browser of one of the roles of the matrix."""
    if role == access_matrix.VISITOR:
        return Browser(app)
    if role == access_matrix.BLOCKED:
        member = sign_up("Hugo")
        member.block(by=people.ada)
        return Browser(app, member)
    return Browser(app, people.ben if role == access_matrix.OUTSIDER else getattr(people, role))


def world_of(role, people):
    """The samples that this role meets."""
    return build_world(people, audience=GROUP if role == access_matrix.OUTSIDER else PUBLIC)


def is_refused(answer):
    """Whether the answer is one of the four ways to say no."""
    to_the_door = answer.status_code in (302, 303) and answer.location.startswith("/sign-in")
    return answer.status_code in (401, 403, 404) or to_the_door


