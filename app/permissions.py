"""Who may see and do what: all of it.

Seeing is a query (`visible_…`), doing is a predicate (`can_…`), both denied by default. Routes load with
`find_…`, which is a 404 for what the reader may not see, and ask with `require(can_…)`.
"""

from functools import lru_cache, wraps

from flask import abort
from flask_login import current_user
from sqlalchemy import Integer, and_, bindparam, false, func, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, selectinload, undefer, with_expression

from app.accounts import bylines
from app.accounts.models import Member, owner_count
from app.accounts.roles import HELPER, MEMBER, MODERATOR, NEW, OWNER, TEAM, rank
from app.boards.models import GROUP, MEMBERS, PUBLIC, Board
from app.extensions import db
from app.groups.models import Group, belongs_to
from app.posts.hidden_authors import hidden_texts, is_by
from app.posts.models import Post
from app.topics.merges import Merge, kept_id_of, merges_into
from app.topics.models import DELETED, HELD, HIDDEN, MERGED, PUBLISHED, REMOVED, RETURNED, Topic, was_moved
from app.uploads.models import AVATAR, Upload

# States in which only the author and moderators see a text.
WAITING = (HELD, RETURNED, HIDDEN)


def _kinds():
    """All kinds, asked for late: their routes are written with what stands in this file."""
    from app.kinds import KINDS

    return KINDS


class SignInNeeded(Exception):
    """The reader is not signed in and the act needs a member."""


def public(view):
    """Mark a view whose write needs no member (sign-in, one-click stop, …)."""
    view.is_public = True
    return view


def require(allowed):
    """Go on only when allowed: a visitor is asked to sign in, a member gets 403."""
    if not allowed:
        if not current_user.is_authenticated:
            raise SignInNeeded
        abort(403)


# --- Roles -----------------------------------------------------------------------------------------------


def stands_at_least(reader, role):
    """Whether the reader is signed in and has this role or one further up."""
    return reader.is_authenticated and reader.stands_at_least(role)


def is_moderator(reader):
    return stands_at_least(reader, MODERATOR)


def is_team(reader):
    return stands_at_least(reader, TEAM)


def is_owner(reader):
    return stands_at_least(reader, OWNER)


def wrote(reader, post):
    """Whether the reader wrote this text, with or without a name."""
    if post.author_id is None:
        return post.is_anonymous and reader.is_authenticated and post.id in hidden_texts(reader)[0]
    return post.author_id == reader.id


def opened(reader, topic):
    """Whether the reader opened this topic, with or without a name."""
    if topic.author_id is None:
        return topic.is_anonymous and reader.is_authenticated and topic.id in hidden_texts(reader)[1]
    return topic.author_id == reader.id


# --- Seeing ----------------------------------------------------------------------------------------------


def text_is_visible(model, reader):
    """The SQL condition on Topic or Post: published, or waiting and one's own, or one moderates."""
    if is_moderator(reader):
        return model.state.in_((PUBLISHED, *WAITING, REMOVED))
    if reader.is_authenticated:
        return or_(
            model.state == PUBLISHED, and_(is_by(model, reader), model.state.in_((*WAITING, REMOVED)))
        )
    return model.state == PUBLISHED


class Somebody:
    """In a query that is kept: whoever of this role reads when it runs."""

    id = bindparam("reader_id", callable_=lambda: current_user.id, type_=Integer, unique=True)

    def __init__(self, role):
        self.role, self.is_authenticated = role, role != "visitor"
        # Who is blocked reads as a visitor.
        self.is_active = self.is_authenticated

    def stands_at_least(self, role):
        return rank(self.role) >= rank(role)


def kept_for_each_role(build):
    """Build a query for the current reader once a role: building one costs more than asking it."""
    kept = lru_cache(maxsize=200)(lambda role, *of: build(Somebody(role), *of))

    @wraps(build)
    def query(reader=None, *of):
        reader = reader or current_user
        return kept(reader.role, *of) if _is_current(reader) else build(reader, *of)

    return query


def _is_current(reader):
    return isinstance(reader, Somebody) or reader.id == getattr(current_user, "id", None)


@kept_for_each_role
def board_is_visible(reader):
    """The SQL condition on Board for what this reader may see."""
    if is_team(reader):
        return true()
    allowed = [Board.audience == PUBLIC]
    if reader.is_authenticated:
        allowed.append(Board.audience == MEMBERS)
        allowed.append(and_(Board.audience == GROUP, belongs_to(Board.group_id, reader)))
    return or_(*allowed)


def with_byline(author):
    """Loads the joined author with what a byline shows; the rest comes when somebody asks for it."""
    return contains_eager(author).load_only(*bylines.COLUMNS)


@kept_for_each_role
def visible_boards(reader):
    """The boards this reader may see, in their order."""
    return select(Board).where(board_is_visible(reader)).order_by(Board.position, Board.name, Board.id)


@kept_for_each_role
def visible_topics(reader):
    """The topics this reader may see, each with its board and author."""
    query = _among_topics(select(Topic), reader)
    return query.options(contains_eager(Topic.board), with_byline(Topic.author))


def _among_topics(query, reader, *, over_boards=False):
    """The query over Topic, narrowed to those this reader may see."""
    # The sum hides the board from SQLite's planner, which would read and sort all topics of each board in turn.
    query = query.join(Board, Board.id == Topic.board_id + 0) if over_boards else query.join(Topic.board)
    query = query.outerjoin(Topic.author)
    return query.where(board_is_visible(reader), text_is_visible(Topic, reader))


@kept_for_each_role
def visible_posts(reader):
    """The posts this reader may see, each with its author, its topic and the topic's board."""
    return _posts().where(
        board_is_visible(reader), text_is_visible(Topic, reader), text_is_visible(Post, reader)
    )


def _posts():
    return (
        select(Post)
        .join(Post.topic)
        .join(Topic.board)
        .outerjoin(Member, Member.id == Post.author_id)
        .options(
            contains_eager(Post.topic).contains_eager(Topic.board),
            contains_eager(Post.author),
        )
    )


def member_sees_board():
    """The SQL condition, over Member and Board joined, of what `visible_boards` says for one reader."""
    staff = Member.role.in_((TEAM, OWNER))
    in_group = and_(Board.audience == GROUP, belongs_to(Board.group_id, Member))
    return and_(
        Member.left_at.is_(None),
        Member.blocked_at.is_(None),
        or_(staff, Board.audience.in_((PUBLIC, MEMBERS)), in_group),
    )


def member_sees_topic():
    """The SQL condition, over Member, Topic and Board joined, of what `visible_topics` says for one reader."""
    moderators = Member.role.in_((MODERATOR, TEAM, OWNER))
    own_or_judged = and_(
        Topic.state.in_((*WAITING, REMOVED)), or_(is_by(Topic, Member), moderators)
    )
    return and_(member_sees_board(), or_(Topic.state == PUBLISHED, own_or_judged))


@kept_for_each_role
def listed_topics(reader):
    """The visible topics that stand in lists: published ones and, for the author, what still waits."""
    return _only_listed(visible_topics(reader), reader)


def listed_columns(reader, *columns, over_boards=False):
    """The same topics as rows of these columns, for lists that show a little of many.

    `over_boards` for the newest, most voted, … of all boards: read in that order until the page is full.
    """
    topics = _among_topics(select(*columns).select_from(Topic), reader, over_boards=over_boards)
    return _only_listed(topics, reader)


def _only_listed(topics, reader):
    if is_moderator(reader):
        return topics.where(or_(Topic.state == PUBLISHED, is_by(Topic, reader)))
    return topics


def find_board(slug):
    """The board of this address, or 404."""
    return db.session.scalar(_board_of(), {"slug": slug}) or abort(404)


@kept_for_each_role
def _board_of(reader):
    return visible_boards(reader).where(Board.slug == bindparam("slug"))


def find_topic(id, kind=None):
    """The topic with its board, author and part, or 404; with `kind` only a topic of that kind."""
    return db.session.scalar(_topic_of(current_user, kind), {"topic_id": id}) or abort(404)


def find_topic_or_kept(id, kind):
    """The topic as `find_topic`, or where it is now: the one it was merged into, or itself, moved to another kind."""
    topic = db.session.scalar(_topic_of(current_user, kind), {"topic_id": id})
    if topic is None and was_moved(id):
        topic = find_topic(id)
    if topic is None and (home := _home_of_split(id)):
        topic = find_topic(home)
    return topic or find_topic(kept_id_of(id) or abort(404), kind)


def _home_of_split(id):
    from app.moderation.threads.queries import home_of_split

    return home_of_split(id)


def find_topics(ids, kind):
    """All these topics with their parts, in this order, or 404; locked, so that nothing else happens to them."""
    query = visible_topics().where(Topic.id.in_(ids), Board.kind == kind.name).options(*kind.load())
    found = {topic.id: topic for topic in db.session.scalars(query.with_for_update(of=Topic))}
    return [found.get(id) or abort(404) for id in ids]


@kept_for_each_role
def _topic_of(reader, kind):
    query = visible_topics(reader).where(Topic.id == bindparam("topic_id"))
    return query.where(Board.kind == kind.name).options(*kind.load()) if kind else query


def find_post(id):
    """The post with its author, topic, part and board, or 404."""
    return db.session.scalar(_post_of(), {"post_id": id}) or abort(404)


def find_opening(topic_id):
    """The opening post of a topic, loaded like `find_post`, or 404."""
    return db.session.scalar(_opening_of(), {"topic_id": topic_id}) or abort(404)


@kept_for_each_role
def _post_of(reader):
    return _reachable_posts(reader).where(Post.id == bindparam("post_id"))


@kept_for_each_role
def _opening_of(reader):
    return _reachable_posts(reader).where(Post.topic_id == bindparam("topic_id"), Post.is_opening)


@kept_for_each_role
def _reachable_posts(reader):
    """What `visible_posts` has and the openings of merged ideas for who may still change or remove them, with parts."""
    parts = [contains_eager(Post.topic).options(*kind.load()) for kind in _kinds().values() if kind.part]
    mine = is_by(Post, reader) if reader.is_authenticated else false()
    merged = and_(Topic.state == MERGED, Post.is_opening, true() if is_moderator(reader) else mine)
    return _posts().options(*parts).where(
        board_is_visible(reader), or_(text_is_visible(Topic, reader), merged), text_is_visible(Post, reader)
    )


def find_post_or_deleted(id):
    """The post as `find_post`, or one that was taken away as `find_deleted_post`: taking away may be sent twice."""
    return db.session.scalar(_post_of(), {"post_id": id}) or find_deleted_post(id)


def find_deleted_post(id):
    """A post that its author took away, or has just brought back, for its author, or 404."""
    query = (
        select(Post)
        .join(Post.topic)
        .join(Topic.board)
        .outerjoin(Member, Member.id == Post.author_id)
        .options(contains_eager(Post.topic).contains_eager(Topic.board), contains_eager(Post.author))
        .where(Post.id == id, board_is_visible(current_user))
    )
    post = db.session.scalar(query)
    return post if post and (can_restore(current_user, post) or has_come_back(current_user, post)) else abort(404)


def find_member(handle):
    """The member of this address, or 404; who has left is not shown."""
    query = select(Member).where(Member.handle == handle, Member.left_at.is_(None))
    return db.session.scalar(query) or abort(404)


def find_upload(name):
    """Whether everybody may see this picture, or 404 for who may not: it is as visible as its post.

    A member's own picture is everybody's; one that is in no post yet only its sender's.
    """
    is_for_all = or_(
        Upload.kind == AVATAR,
        and_(Board.audience == PUBLIC, Topic.state == PUBLISHED, Post.state == PUBLISHED),
    )
    is_in_sight = and_(
        board_is_visible(current_user), text_is_visible(Topic, current_user), text_is_visible(Post, current_user)
    )
    is_own = and_(Upload.post_id.is_(None), Upload.member_id == (current_user.id or 0))
    query = (
        select(func.coalesce(is_for_all, false()))
        .select_from(Upload)
        .outerjoin(Post, Post.id == Upload.post_id)
        .outerjoin(Topic, Topic.id == Post.topic_id)
        .outerjoin(Board, Board.id == Topic.board_id)
        .where(Upload.name == name, or_(is_for_all, is_in_sight, is_own))
    )
    found = db.session.scalar(query)
    return abort(404) if found is None else bool(found)


def find_merge(id):
    """A merge with the topic that it took up, or 404 where the reader may not see that topic's board; locked."""
    query = _standing_merges(current_user).where(Merge.id == id)
    return db.session.scalar(query.with_for_update(of=Merge)) or abort(404)


def find_merge_into(topic, id):
    """A merge that brought something into this topic, loaded as `find_merge`, or 404."""
    query = _standing_merges(current_user).where(Merge.id == id, Merge.id.in_(merges_into(topic.id)))
    return db.session.scalar(query) or abort(404)


def visible_merges(topic, reader):
    """The merges that brought something into this topic, as far as the reader sees where it came from."""
    return _standing_merges(reader).where(Merge.id.in_(merges_into(topic.id))).order_by(Merge.id)


def _standing_merges(reader):
    author, by = aliased(Member), aliased(Member)
    return (
        select(Merge)
        .join(Merge.merged)
        .join(Topic.board)
        .outerjoin(author, author.id == Topic.author_id)
        .outerjoin(by, by.id == Merge.by_id)
        .options(
            contains_eager(Merge.merged).contains_eager(Topic.board),
            contains_eager(Merge.merged).contains_eager(Topic.author.of_type(author)),
            contains_eager(Merge.by.of_type(by)),
            with_expression(Merge.is_named, _opening_is_named(reader)),
        )
        .where(Merge.undone_at.is_(None), board_is_visible(reader))
    )


def _opening_is_named(reader):
    """Under a merged opening that was taken away, title and name are told to moderators and its author alone."""
    if is_moderator(reader):
        return true()
    in_sight = or_(Post.state == PUBLISHED, is_by(Post, reader) if reader.is_authenticated else false())
    return select(Post.id).where(Post.topic_id == Merge.merged_id, Post.is_opening, in_sight).exists()


def find_suggestion(id):
    """An edit suggestion with its post, topic and board, for its author, the text's and who moderates, or 404."""
    from app.kinds.questions.suggestions import EditSuggestion

    query = visible_suggestions(current_user).where(EditSuggestion.id == id)
    return db.session.scalar(query) or abort(404)


def visible_suggestions(reader):
    """The edit suggestions that this reader made, may decide on or moderates, with who made them."""
    from app.kinds.questions.suggestions import EditSuggestion

    maker, mine = aliased(Member), reader.id or 0
    own = or_(EditSuggestion.by_id == mine, Post.author_id == mine)
    query = select(EditSuggestion).join(EditSuggestion.post).join(Post.topic).join(Topic.board)
    query = query.outerjoin(Member, Member.id == Post.author_id).outerjoin(maker, maker.id == EditSuggestion.by_id)
    post = contains_eager(EditSuggestion.post)
    return query.options(
        post.contains_eager(Post.topic).contains_eager(Topic.board),
        post.contains_eager(Post.author),
        contains_eager(EditSuggestion.by.of_type(maker)),
    ).where(
        board_is_visible(reader),
        text_is_visible(Topic, reader),
        text_is_visible(Post, reader),
        true() if is_moderator(reader) else own,
    )


def visible_escalations(reader):
    """The questions that are with the team and wait, the most urgent first, each with question, topic, owner."""
    from app.kinds.questions.escalation import Escalation
    from app.kinds.questions.models import Question

    owner, question = aliased(Member), contains_eager(Escalation.question)
    query = select(Escalation).join(Escalation.question).join(Question.topic).join(Topic.board)
    query = query.outerjoin(Topic.author).outerjoin(owner, owner.id == Escalation.owner_id)
    return query.options(
        question.contains_eager(Question.topic).contains_eager(Topic.board),
        question.contains_eager(Question.topic).contains_eager(Topic.author),
        contains_eager(Escalation.owner.of_type(owner)),
    ).where(
        board_is_visible(reader) if is_moderator(reader) else false(),
        Topic.state == PUBLISHED,
        Topic.closed_at.is_(None),
        Escalation.done_at.is_(None),
    ).order_by(Escalation.due_at, Escalation.topic_id)


def find_escalation(topic_id):
    """The open escalation of a question with its topic, for who sees those, or 404."""
    from app.kinds.questions.escalation import Escalation

    return db.session.scalar(visible_escalations(current_user).where(Escalation.topic_id == topic_id)) or abort(404)


def find_peak(id):
    """What many ask at once, with its thread, where the reader sees that, or 404."""
    from app.kinds.questions.peaks import Peak

    query = select(Peak).join(Peak.topic).join(Topic.board).options(contains_eager(Peak.topic))
    query = query.where(Peak.id == id, board_is_visible(current_user), text_is_visible(Topic, current_user))
    return db.session.scalar(query) or abort(404)


def visible_answers(reader):
    """The prepared answers, for the team alone, each with its idea, topic, board and who prepared it."""
    from app.kinds.ideas.prepared import PreparedAnswer, published_together

    seen = board_is_visible(reader) if is_team(reader) else false()
    return published_together(select(PreparedAnswer)).where(seen)


def find_group(id):
    """The group, for who manages boards, or 404."""
    group = db.session.get(Group, id) if can_manage_boards(current_user) else None
    return group or abort(404)


def find_touchpoint(id):
    """The touchpoint, for the team, or 404."""
    from app.insights.touchpoints.models import Touchpoint

    return db.session.scalar(visible_touchpoints(current_user).where(Touchpoint.id == id)) or abort(404)


def visible_touchpoints(reader):
    """All touchpoints, put away ones too, for the team alone."""
    from app.insights.touchpoints.models import Touchpoint

    return select(Touchpoint).where(true() if can_see_insights(reader) else false())


def find_concept_test(id, *, locked=False):
    """The concept test with its concepts, for the team, or 404; locked, so that nothing else happens to it."""
    from app.insights.concepts.models import ConceptTest

    query = visible_concept_tests(current_user).where(ConceptTest.id == id).options(selectinload(ConceptTest.concepts))
    if locked:
        query = query.with_for_update(of=ConceptTest, key_share=True)
    return db.session.scalar(query) or abort(404)


def visible_concept_tests(reader):
    """All concept tests, for the team alone."""
    from app.insights.concepts.models import ConceptTest

    return select(ConceptTest).where(true() if can_see_insights(reader) else false())


def find_concepts_to_rate(id):
    """The concept test that has begun, running or over, for who is or was invited, or 404."""
    from app.insights.concepts.models import ConceptTest, has_begun, is_invited

    require(can_write(current_user))
    query = select(ConceptTest).where(ConceptTest.id == id, has_begun(), is_invited(current_user))
    test = db.session.scalar(query) if can_be_asked(current_user) else None
    return test or abort(404)


def find_priority_round(id, *, locked=False):
    """The priority round, for the team, or 404; locked, so that nothing else happens to it."""
    from app.insights.priority.models import PriorityRound

    query = visible_priority_rounds(current_user).where(PriorityRound.id == id)
    return db.session.scalar(query.with_for_update(key_share=True) if locked else query) or abort(404)


def visible_priority_rounds(reader):
    """All priority rounds, for the team alone."""
    from app.insights.priority.models import PriorityRound

    return select(PriorityRound).where(true() if can_see_insights(reader) else false())


def find_priorities_to_set(id):
    """The priority round, running or over, for members, or 404."""
    from app.insights.priority.models import PriorityRound

    require(can_write(current_user))
    asked = db.session.get(PriorityRound, id) if can_be_asked(current_user) else None
    return asked or abort(404)


def visible_priorities_to_set(reader):
    """The priority rounds that run, for members."""
    from app.insights.priority.models import PriorityRound, is_running

    return select(PriorityRound).where(is_running() if can_be_asked(reader) else false())


def visible_concepts_to_rate(reader):
    """The concept tests that run and to which this member is invited."""
    from app.insights.concepts.models import ConceptTest, is_invited, is_running

    return select(ConceptTest).where(*[is_running(), is_invited(reader)] if can_be_asked(reader) else [false()])


def find_attribute(id):
    """A question of the owner about members, for who may answer it, or 404."""
    from app.attributes.models import Attribute

    attribute = db.session.get(Attribute, id) if can_write(current_user) else None
    return attribute or abort(404)


def visible_paper_counts(reader):
    """What cards on the counter said, with the touchpoints, for the team alone."""
    from app.insights.paper.models import PaperCount

    query = select(PaperCount).join(PaperCount.touchpoint).options(contains_eager(PaperCount.touchpoint))
    return query.where(true() if can_see_insights(reader) else false())


def find_paper_count(id):
    """What cards on the counter said on one day, for the team, or 404."""
    from app.insights.paper.models import PaperCount

    return db.session.scalar(visible_paper_counts(current_user).where(PaperCount.id == id)) or abort(404)


def find_poster(token):
    """The touchpoint to which this poster leads, for everybody who has its address, or 404."""
    from app.insights.touchpoints.models import Touchpoint

    return db.session.scalar(select(Touchpoint).where(Touchpoint.token == token)) or abort(404)


def askable_touchpoints():
    """The touchpoints about which members are asked in the app, in no order."""
    from app.insights.touchpoints.models import Touchpoint, is_asked_in_app

    return select(Touchpoint).where(is_asked_in_app())


def find_askable_touchpoint(id):
    """A touchpoint about which this reader may say how it felt, or 404."""
    from app.insights.touchpoints.models import Touchpoint

    require(can_answer_pulse(current_user))
    return db.session.scalar(askable_touchpoints().where(Touchpoint.id == id)) or abort(404)


def visible_pulse_cases(reader):
    """The low scores that are with the team, for the team alone: each with answer, touchpoint, owner and contact."""
    from app.insights.cases.models import PulseCase
    from app.insights.pulses.models import Pulse

    query = select(PulseCase).join(PulseCase.pulse).join(Pulse.touchpoint)
    query = query.outerjoin(PulseCase.owner).outerjoin(PulseCase.contact)
    return query.options(
        contains_eager(PulseCase.pulse).contains_eager(Pulse.touchpoint),
        contains_eager(PulseCase.owner),
        contains_eager(PulseCase.contact),
    ).where(true() if can_see_insights(reader) else false())


def find_pulse_case(id):
    """A low score that is with the team, loaded as `visible_pulse_cases`, for the team, or 404."""
    from app.insights.cases.models import PulseCase

    return db.session.scalar(visible_pulse_cases(current_user).where(PulseCase.pulse_id == id)) or abort(404)


def find_draft(id, *, locked=False):
    """An announcement that is not published yet, with its board and author, for the team, or 404.

    Locked it is what others have made of it by now, also when they have thrown it away.
    """
    from app.kinds.announcements.drafts import AnnouncementDraft

    query = visible_drafts(current_user).where(AnnouncementDraft.id == id)
    if locked:
        query = query.with_for_update(of=AnnouncementDraft)
    return db.session.scalar(query) or abort(404)


def visible_drafts(reader):
    """The announcements that the team still writes, each with its board and author: nobody else sees them."""
    from app.kinds.announcements.drafts import AnnouncementDraft

    return (
        select(AnnouncementDraft)
        .join(AnnouncementDraft.board)
        .outerjoin(AnnouncementDraft.author)
        .options(contains_eager(AnnouncementDraft.board), contains_eager(AnnouncementDraft.author))
        .where(true() if is_team(reader) else false())
    )


def find_batch(id, *, locked=False):
    """A file that was brought in, or waits to be, with its board, for the owner, or 404."""
    from app.exchange.batches import ImportBatch

    query = select(ImportBatch).outerjoin(ImportBatch.board).options(contains_eager(ImportBatch.board))
    query = query.options(undefer(ImportBatch.content)).where(ImportBatch.id == id)
    if locked:
        query = query.with_for_update(of=ImportBatch)
    return (db.session.scalar(query) if can_administer(current_user) else None) or abort(404)


def find_invitation(token):
    """Somebody's invitation by mail to a poll, with topic and board, or 404: whoever holds the link may vote.

    The topic must be there for everybody who sees its board.
    """
    from app.kinds.polls.invitations import Invitation, is_invitation
    from app.kinds.polls.models import Poll

    query = select(Invitation).join(Invitation.poll).join(Poll.topic).join(Topic.board)
    query = query.options(contains_eager(Invitation.poll).contains_eager(Poll.topic).contains_eager(Topic.board))
    return db.session.scalar(query.where(is_invitation(token), Topic.state == PUBLISHED)) or abort(404)


def find_rule(id):
    """A list of words or hosts, for who may change it, or 404."""
    from app.moderation.rules import LISTS, Rule

    rule = db.session.get(Rule, id) if can_change_rules(current_user) else None
    return rule if rule is not None and rule.name in LISTS else abort(404)


def find_synonyms(id):
    """A group of words that mean the same, for the team, or 404."""
    from app.search.synonyms import SynonymGroup

    group = db.session.get(SynonymGroup, id) if can_keep_synonyms(current_user) else None
    return group or abort(404)


def find_mail(id):
    """A letter of the outbox, for the owner, or 404: letters hold links that only their reader may use."""
    from app.notifications.models import Mail

    mail = db.session.get(Mail, id) if can_administer(current_user) else None
    return mail or abort(404)


# --- Doing -----------------------------------------------------------------------------------------------


def can_write(reader):
    return reader.is_authenticated and reader.is_active


def can_speak(reader):
    """Write texts: everybody who may write but those whom a moderator has silenced for a time."""
    return can_write(reader) and not reader.is_silenced


def can_open_topic(reader, board):
    """Announcements and polls are the team's; the other kinds are everybody's."""
    if board.archived_at or not can_speak(reader):
        return False
    return is_team(reader) if _kinds()[board.kind].team_only else True


def can_reply(reader, topic):
    if not can_speak(reader) or topic.state != PUBLISHED:
        return False
    return topic.closed_at is None or is_moderator(reader)


def can_vote(reader, post):
    """One's own post has no vote to give, except where a topic starts with its author's voice (ideas)."""
    if not can_write(reader) or post.state != PUBLISHED or post.topic.state != PUBLISHED:
        return False
    kind = _kinds()[post.topic.kind]
    if wrote(reader, post) and not (post.is_opening and kind.author_votes):
        return False
    return not post.is_opening or kind.takes_votes(post.topic)


def can_edit(reader, post):
    """Authors their own words while the topic is open; moderators every text but the staff's above them."""
    if not can_speak(reader) or post.is_gone:
        return False
    if wrote(reader, post):
        return post.topic.closed_at is None or is_moderator(reader)
    return can_moderate(reader, post)


def can_see_history(reader, post):
    return wrote(reader, post) or is_moderator(reader)


def can_delete(reader, post):
    """One's own words. What others wrote moderators remove, with a reason."""
    if not can_write(reader) or post.is_gone or not wrote(reader, post):
        return False
    return not (post.is_opening and _holds_others(post.topic)) or is_moderator(reader)


def can_remove(reader, post):
    """Take somebody else's text away, saying why."""
    return post.state != DELETED and not wrote(reader, post) and can_moderate(reader, post)


def _holds_others(topic):
    """Whether others have written in a topic, or their ideas were merged into it."""
    return topic.reply_count > 0 or topic.merged_count > 0


def can_restore(reader, post):
    """What one has deleted oneself; what was removed comes back with its decision (`can_undo`)."""
    return can_write(reader) and post.state == DELETED and wrote(reader, post)


def has_come_back(reader, post):
    """Whether what this reader might bring back has been brought back already, by a form that is sent again."""
    came_back = not post.is_gone and post.earlier_state == DELETED
    return came_back and can_write(reader) and wrote(reader, post)


def can_moderate(reader, post):
    """Moderators act on texts of those below the team; the team on all (security D6)."""
    if not is_moderator(reader) or not reader.is_active:
        return False
    author = post.author
    return is_team(reader) or author is None or not author.stands_at_least(TEAM)


def can_report(reader, post):
    return can_write(reader) and not wrote(reader, post) and post.state == PUBLISHED


def can_follow(reader):
    return can_write(reader)


def can_close(reader, topic):
    """Close, or open again: whoever opened it, unless a moderator has closed it, and who moderates."""
    return can_write(reader) and (is_moderator(reader) or opened(reader, topic) and not topic.is_locked)


def can_pin(reader, topic):
    return is_moderator(reader) and reader.is_active


def can_split(reader, topic):
    """Make a thread of its own of some replies."""
    return is_moderator(reader) and reader.is_active and topic.state == PUBLISHED and topic.reply_count > 0


def can_split_to(reader, board):
    """Only what members open, too: a poll or an announcement is more than its text."""
    return not board.archived_at and not _kinds()[board.kind].team_only and is_moderator(reader)


def can_retitle(reader, topic):
    """Give somebody else's thread another title."""
    return is_moderator(reader) and reader.is_active and not opened(reader, topic)


def can_pace(reader, topic):
    """Slow a thread down, or let it run."""
    return is_moderator(reader) and reader.is_active


def can_write_at_once(reader, topic):
    """Reply without the waiting that slow mode asks of members."""
    return stands_at_least(reader, HELPER)


def can_move(reader, topic):
    """Not a poll in which somebody has voted, for another kind of board would take the ballots away.

    Nor a topic that has taken up others, for those who wrote there would be read by others than before.
    """
    has_ballots = topic.kind == "polls" and topic.poll.ballot_count > 0
    has_merged = topic.merged_count > 0
    return is_moderator(reader) and reader.is_active and not has_ballots and not has_merged


def can_see_queue(reader):
    return is_moderator(reader) and reader.is_active


def can_decide(reader, case):
    """Nobody judges their own words. Also asked of a decision: it has a post as well."""
    return can_see_queue(reader) and not wrote(reader, case.post) and can_moderate(reader, case.post)


def can_sanction(reader, member):
    """Keep somebody out, or slow them down: only those who stand below oneself, and never oneself."""
    if not can_see_queue(reader) or member is None or member.id == reader.id or member.left_at:
        return False
    return rank(member.role) < rank(reader.role)


def can_settle(reader, objection):
    """Decide on an objection: somebody else than who objects and than who decided before."""
    if not can_see_queue(reader) or reader.id in (objection.member_id, objection.judge_id):
        return False
    return objection.sanction is None or can_lift(reader, objection.sanction)


def can_lift(reader, sanction):
    """A role is given back only by who may give it; all else is every moderator's, as far as they may act on the member."""
    return sanction.role_before is None or can_give_role(reader, sanction.member, sanction.role_before)


def can_settle_notice(reader, report):
    """Answer a report of what is no text: nobody about themselves or what they reported, nor about somebody above."""
    if not can_see_queue(reader) or reader.id in (report.about_id, report.reporter_id):
        return False
    return report.about is None or is_team(reader) or not report.about.stands_at_least(TEAM)


def can_trust(reader, member):
    """Hold nothing of this member any more: asked of those whose texts are held at all."""
    return can_see_queue(reader) and member is not None and member.role in (NEW, MEMBER) and not member.trusted_at


def can_undo(reader, decision):
    """Every moderator who could have taken it, for 30 days; what is undone stays undone."""
    if decision.undone_at or not decision.is_young or not can_see_queue(reader):
        return False
    # What one did to a thread oneself, one may take back, also in one's own.
    is_own_act = decision.case_id is None and decision.by_id == reader.id
    return is_own_act or can_decide(reader, decision)


def can_set_status(reader, topic):
    return is_team(reader) and reader.is_active


def can_unveil(reader, topic):
    """See who posted an idea without a name: the team, and only with a reason that is kept."""
    return is_team(reader) and reader.is_active and topic.is_anonymous


def can_write_hidden(reader, topic):
    """Who opened a topic without a name writes there without one."""
    return topic.is_anonymous and opened(reader, topic)


def can_answer(reader):
    """See and publish what the team has prepared."""
    return is_team(reader) and reader.is_active


def can_merge(reader, topic):
    """Take up one topic into another: moderators and the team, for it can be undone."""
    return _kinds()[topic.kind].merges and is_moderator(reader) and reader.is_active and topic.state == PUBLISHED


def can_merge_into(reader, topic, kept):
    """Only where the same people read: merging must show nobody what they could not see before."""
    same_readers = (topic.board.audience, topic.board.group_id) == (kept.board.audience, kept.board.group_id)
    return topic.id != kept.id and topic.kind == kept.kind and same_readers and can_merge(reader, topic) and can_merge(reader, kept)


def can_undo_merge(reader, merge):
    """Every moderator, for 30 days; what is undone stays undone."""
    return is_moderator(reader) and reader.is_active and merge.is_young


def can_accept(reader, topic):
    """The asker at once; helpers, moderators and team after three days, unless the asker has said it."""
    if not can_write(reader) or topic.state != PUBLISHED:
        return False
    if opened(reader, topic):
        return True
    asker_has_said = topic.question.is_solved and topic.question.accepted_by_id == topic.author_id
    return stands_at_least(reader, HELPER) and _three_days_old(topic) and not asker_has_said


def _three_days_old(topic):
    from datetime import timedelta

    from app.database import now

    return now() - topic.created_at >= timedelta(days=3)


def can_doubt(reader, topic):
    """Say that it is still not solved: the asker, for 14 days; sent twice it is open already."""
    if not can_write(reader) or topic.state != PUBLISHED or not opened(reader, topic):
        return False
    return topic.question.can_be_doubted or topic.question.reopened_at is not None and not topic.question.is_solved


def can_suggest_edit(reader, post):
    """Helpers and above, other words for a published text under a question that they cannot edit themselves."""
    if not stands_at_least(reader, HELPER) or not reader.is_active or post.topic.kind != "questions":
        return False
    return post.state == PUBLISHED and post.author is not None and not can_edit(reader, post)


def can_decide_suggestion(reader, suggestion):
    """Whoever may edit the text; nobody takes their own words over somebody else's."""
    return suggestion.by_id != reader.id and can_edit(reader, suggestion.post)


def can_see_due(reader):
    """The questions that are with the team: the team, and moderators in their queue."""
    return is_moderator(reader) and reader.is_active


def can_hand_over(reader):
    """Say who of the team looks after a question."""
    return is_team(reader) and reader.is_active


def can_keep_faq(reader):
    """Choose and order what stands on the page of often asked questions."""
    return is_team(reader) and reader.is_active


def can_ask_around(reader, topic):
    """Ask who might know: the asker and helpers, while the question is open."""
    if not can_write(reader) or topic.state != PUBLISHED or topic.closed_at is not None:
        return False
    return topic.author_id == reader.id or stands_at_least(reader, HELPER)


def can_mark_duplicate(reader, topic):
    """Point a question at the one that is kept, and close it."""
    return stands_at_least(reader, HELPER) and reader.is_active


def can_vote_in_poll(reader, topic):
    """Whom it asks, while it is open: its clock counts, not whether the worker has already closed it."""
    from app.kinds.polls.audience import is_asked

    return can_write(reader) and takes_ballots(topic) and is_asked(reader, topic.poll)


def takes_ballots(topic):
    return topic.state == PUBLISHED and topic.closed_at is None and not topic.poll.is_over


def can_add_option(reader, topic, question):
    """Add an option of one's own, where the team allows it: whom the poll asks and who may write here."""
    if question.poll_id != topic.id or not question.takes_own:
        return False
    return can_speak(reader) and can_vote_in_poll(reader, topic)


def can_invite(reader, topic):
    """Say who should vote: the team, while the poll is open."""
    return is_team(reader) and reader.is_active and takes_ballots(topic)


def can_see_turnout(reader, topic):
    """How many of those invited have voted, and what was entered from paper."""
    return is_team(reader) and reader.is_active


def can_run_poll(reader, topic):
    """Close it early."""
    return is_team(reader) and reader.is_active


def can_publish_results(reader, topic):
    """Never before the end: hidden results cannot be revealed early."""
    return is_team(reader) and reader.is_active and topic.poll.is_over and topic.poll.waits_for_publication


def can_see_results(reader, topic, has_voted):
    """As the poll promised when it was opened: the same for the team."""
    return topic.poll.shows_results_to(voted=has_voted)


def can_read_texts(reader, topic):
    """All short texts, and choose what is shown of them: the team, and not before the end, which hides who wrote when."""
    return is_team(reader) and reader.is_active and topic.poll.closed_at is not None and topic.poll.results_are_open


def can_draft(reader):
    """Write announcements that the team looks at together, or that are published later."""
    return is_team(reader) and reader.is_active


def can_say_whether_right(reader, hearer):
    """Whoever asked and was asked back; `hearer` is their own row, or None."""
    return can_write(reader) and hearer is not None and hearer.checked_at is not None


def can_administer(reader):
    return is_owner(reader) and reader.is_active


def can_change_rules(reader):
    """Say which texts are held: the owner. Moderators read it and try it."""
    return is_owner(reader) and reader.is_active


def can_keep_synonyms(reader):
    """Say which words mean the same to the search: the team."""
    return is_team(reader) and reader.is_active


def can_see_admin(reader):
    return is_team(reader) and reader.is_active


def can_see_insights(reader):
    """How customers feel along their journey: the team alone."""
    return is_team(reader) and reader.is_active


def can_answer_pulse(reader):
    """Say in the app how it felt: every member. By a poster everybody may, who has its address."""
    return can_write(reader)


def can_care_for_pulses(reader):
    """Look after somebody who was not happy."""
    return is_team(reader) and reader.is_active


def can_keep_touchpoints(reader):
    """Say where customers meet the business."""
    return is_team(reader) and reader.is_active


def can_keep_concepts(reader):
    """Make concept tests and close them."""
    return is_team(reader) and reader.is_active


def can_change_concepts(reader, test):
    """Change or delete a test, until it opens: then everybody is asked the same."""
    return can_keep_concepts(reader) and not test.has_begun


def can_be_asked(reader):
    """Take part in concept tests and priority rounds: the team does not answer what it asks itself."""
    return can_write(reader) and not is_team(reader)


def can_upload(reader):
    return can_write(reader)


def can_remove_avatar(reader, member):
    """Everybody their own, and the team that of those below them."""
    return can_write(reader) and (reader.id == member.id or can_manage_member(reader, member))


def can_manage_boards(reader):
    return is_team(reader) and reader.is_active


def can_manage_member(reader, member):
    """Nobody acts on themselves or on somebody of their own height or above; the owner on all others."""
    if not can_see_admin(reader) or reader.id == member.id or member.left_at:
        return False
    return is_owner(reader) or not member.stands_at_least(TEAM)


def can_give_role(reader, member, role):
    if not can_manage_member(reader, member):
        return False
    return is_owner(reader) or role in (NEW, MEMBER, HELPER, MODERATOR)


def can_leave(reader):
    """Everybody but the last owner: a community without one could not be run any more."""
    return can_write(reader) and not (is_owner(reader) and owner_count() == 1)


def can_see_email(reader, member):
    """Mail addresses never leave the team's pages."""
    return reader.is_authenticated and (reader.id == member.id or is_team(reader))
