"""The score of new texts: useful from the start, learned from decisions, untaught by undo, explained in words."""

import pytest

from app.accounts.models import Member
from app.moderation.models import Case
from app.moderation.queries import find_decision
from app.moderation.scoring.clues import Signals
from app.moderation.scoring.features import read_text
from app.moderation.scoring.knowledge import forget_kept, known_of
from app.moderation.scoring.models import SPAM, UNFRIENDLY, Knowledge, Lesson, LinkedHost
from app.moderation.scoring.reader import learn_anew
from app.moderation.scoring.score import score_of
from app.moderation.scoring.words import in_words
from app.posts.models import Post
from app.site import Site
from app.web.words import speaking

OFFERS = [
    f"Earn {n} dollars a week from home, casino bonus and cheap loans for everybody, call now" for n in range(20)
]
CHATS = [
    f"I was in the shop on day {n}, the oat milk tasted fine and the people at the till were nice" for n in range(20)
]
OFFER = "Everybody can earn dollars from home: a casino bonus and cheap loans, call now"


@pytest.fixture
def topic(make_topic, people):
    return make_topic("discussions", people.gus)


@pytest.fixture
def send(sign_in, people, topic, db):
    """send(body, **fields): a reply by Ben; the post."""

    def act(body, by=None, **fields):
        sign_in(by or people.ben).post(f"/topics/{topic.id}/posts", {"body": body, **fields})
        return db.session.scalar(db.select(Post).order_by(Post.id.desc()))

    return act


@pytest.fixture
def taught(db, people, topic, make_reply, run_readers):
    """taught(): twenty offers were removed as advertising and twenty chats approved; the decisions."""

    def teach(rule="advertising"):
        made = []
        for act, bodies in (("remove", OFFERS), ("approve", CHATS)):
            for body in bodies:
                post = make_reply(topic, people.gus, body)
                case = Case(post=post, post_id=post.id, why="reported")
                db.session.add(case)
                db.session.flush()
                because = "No." if act == "remove" else ""
                made.append(case.decide(act, by=people.dora, because=because, rule=rule if because else ""))
                db.session.commit()
        run_readers("scoring")
        learn_anew()
        db.session.commit()
        return made

    return teach


def test_it_starts_useful(send, sign_in, people, run_readers):
    """A hidden field that was filled in is enough, also for a member; the queue says why in both languages."""
    assert send("Nice to meet you all, how are you?").state == "published"
    post = send("Nice to meet you all, how are you?", website="https://spam.example")
    assert post.state == "held" and post.held_for[-1]["rule"] == "spam_score"
    run_readers("moderation")
    queue = sign_in(people.dora).get("/moderation").text
    assert "a field was filled in that people do not see" in queue
    with speaking("de"):
        assert "ein Feld ist ausgefüllt, das Menschen nicht sehen" in in_words(post.held_for[-1]["facts"])


def test_it_adds_up_small_clues_and_holds_for_none_of_them_alone():
    text = read_text("Have a look at [this](https://cheap.example/a) and [that](https://cheap.example/b), it is cheap.")
    alone = [
        Signals(),
        Signals(seconds=1.0),
        Signals(mail="x@sub.mailinator.com"),
        Signals(account_days=0.1),
        Signals(hosts={"cheap.example": 9}),
    ]
    assert all(score_of(text, signals).probability < 0.5 for signals in alone)
    all_of_it = Signals(
        seconds=1.0, mail="x@mailinator.com", account_days=0.1, hosts={"cheap.example": 9}, own_host="cafe.example"
    )
    score = score_of(text, all_of_it)
    assert score.probability > 0.8
    names = [clue.name for clue in score.because]
    assert set(names) == {"repeated", "throwaway", "fast", "links", "young"} and names[-1] == "young"
    # One's own site, somebody known, and what was only quoted say nothing.
    known = Signals(account_days=400, posts=50, own_host="cheap.example")
    assert not score_of(text, known).because
    quoted = read_text("> [casino](https://cheap.example/a)\n\nI do not like this.")
    assert not quoted.links and "casino" not in quoted.text


def test_it_learns_from_decisions_and_says_from_which_words(taught, send, db):
    assert send(OFFER).state == "published"
    taught()
    held, fine = send(OFFER + "!"), send("The oat milk in the shop tasted fine to me, the people were nice.")
    assert (held.state, fine.state) == ("held", "published")
    clue = dict(held.held_for[-1]["facts"]["because"])["words"]
    assert clue["words"] and set(" ".join(clue["words"]).split()) <= set(" ".join(OFFERS).split())
    assert clue["words"][0] in held.held_for[-1]["matches"]
    db.session.get(Site, 1).spam_care = "off"
    db.session.commit()
    assert "spam_score" not in [reason["rule"] for reason in send(OFFER + "?").held_for or ()]


def test_it_unlearns_what_was_undone(taught, db, people, run_readers, app):
    made = taught()
    assert db.session.query(Lesson).filter_by(subject=SPAM, is_bad=True).count() == 20
    reading = read_text(OFFER)
    assert score_of(reading, Signals(), known_of(SPAM)).probability > 0.8
    for decision in made[:20]:
        find_decision(people.dora, decision.id).undo(by=people.dora)
        db.session.commit()
    run_readers("scoring")
    run_readers("scoring")
    learn_anew()
    db.session.commit()
    assert db.session.query(Lesson).filter_by(is_bad=True).count() == 0
    assert known_of(SPAM) is None and score_of(reading, Signals(), known_of(SPAM)).probability < 0.1


def test_it_keeps_apart_what_was_removed_for_what(taught, db):
    taught(rule="unfriendly")
    lessons = db.session.query(Lesson)
    assert lessons.filter_by(subject=UNFRIENDLY, is_bad=True).count() == 20
    assert lessons.filter_by(subject=SPAM, is_bad=True).count() == 0
    assert known_of(SPAM) is None and known_of(UNFRIENDLY).bad == 20


def test_it_keeps_what_was_learned_small_and_asks_seldom(taught, db, count_queries):
    taught()
    assert len(db.session.get(Knowledge, SPAM).packed) < 500_000
    forget_kept()
    with count_queries() as queries:
        learned = known_of(SPAM)
        known_of(SPAM)
    assert len(queries) == 2
    assert sum(array.nbytes for array in (learned.weights, learned.rareness, learned.odds)) < 2_000_000


def test_it_counts_which_sites_new_accounts_and_known_ones_link_to(send, run_readers, db, people):
    for n in range(3):
        send(f"Look at https://www.cheap.example/{n} please")
    run_readers("scoring")
    run_readers("scoring")
    assert [row.host for row in db.session.query(LinkedHost)] == ["cheap.example"] * 3
    because = send("Look at https://cheap.example/4 please", website="x").held_for[-1]["facts"]["because"]
    assert ["repeated", {"host": "cheap.example", "count": 3}] in because
    # When known members link to a site, it is nothing strange.
    for member in (people.finn, people.gus):
        send("I found it on https://cheap.example/5 too", by=member)
        db.session.get(Member, member.id).post_count = 10
    db.session.commit()
    run_readers("scoring")
    because = send("Look at https://cheap.example/6 please", website="x").held_for[-1]["facts"]["because"]
    assert [name for name, _facts in because if name in ("repeated", "links")] == []
