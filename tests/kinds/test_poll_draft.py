"""A poll that has closed owes its result: the announcement is drafted with its figures, and published with one tap."""

import pytest

from app.kinds.announcements.drafts import AnnouncementDraft
from app.kinds.polls.asking import Asked, PollOption, PollQuestion
from app.kinds.polls.models import Poll
from app.topics.models import Topic
from tests.factories import make_board
from tests.factories import make_poll as make_poll_on


@pytest.fixture
def end(sign_in, emil, ben, db, run_readers):
    """Ben chooses the first option (or answers as told), the poll closes, the reader reads; returns the draft or None."""

    def act(topic, again=False, **sent):
        option = db.session.scalar(db.select(db.func.min(PollOption.id)))
        sign_in(ben).post(f"/polls/{topic.id}/ballot", sent or {"option": str(option)})
        browser = sign_in(emil)
        browser.post(f"/polls/{topic.id}/closure")
        db.session.remove()
        run_readers("polls")
        return db.session.scalar(db.select(AnnouncementDraft))

    return act


def test_it_is_drafted_with_its_figures_and_published_with_one_tap(make_poll, end, sign_in, emil, visitor, db, run_readers):
    topic = make_poll(emil, decided_until="May")
    draft = end(topic)
    assert (draft.title, draft.outcome, draft.source_ids, draft.author_id) == ("Result: Which milk?", "interim", [topic.id], emil.id)
    for words in ("Which milk we buy", "1 of 7 took part", "- Oat: 1 of 1 (100%)", "- Soy: 0 of 1 (0%)", "until May"):
        assert words in draft.body
    browser = sign_in(emil)
    assert f'href="{draft.url}"' in browser.get(topic.url).text and draft.url not in visitor.get(topic.url).text
    answer = browser.post(f"{draft.url}/publication")
    told = db.session.scalar(db.select(Topic).order_by(Topic.id.desc()).limit(1))
    assert answer.location == f"/announcements/{told.id}-{told.slug}" and "Oat: 1 of 1" in visitor.get(answer.location).text
    run_readers("polls")
    assert db.session.scalar(db.select(db.func.count(AnnouncementDraft.id))) == 1


def test_it_tells_every_kind_of_answer(boards, end, emil, db):
    kinds = [
        Asked("multiple", "What?", ("A", "B"), 1, 2), Asked("nps", "Again?"), Asked("csat", "Happy?"), Asked("scale", "Calm?"),
        Asked("ranking", "First?", ("C", "D"), 1, 2), Asked("dots", "Money?", ("E", "F"), most=3), Asked("text", "Else?"),
    ]  # fmt: skip
    topic = make_poll_on(boards["polls"], emil, asked=kinds)
    ids = {q.kind: (q.id, list(db.session.scalars(db.select(PollOption.id).where(PollOption.question_id == q.id).order_by(PollOption.position))))
           for q in db.session.scalars(db.select(PollQuestion).where(PollQuestion.poll_id == topic.id))}  # fmt: skip
    sent = {f"option-{ids[kind][0]}": str(ids[kind][1][place]) for kind, place in (("multiple", 0), ("nps", 10), ("csat", 3), ("scale", 1))}
    sent |= {f"rank-{ids['ranking'][1][1]}": "1", f"dots-{ids['dots'][1][0]}": "3", f"text-{ids['text'][0]}": "Light"}
    body = end(topic, **sent).body
    for words in ("A: 1 of 1", "Net promoter score: +100", "Satisfied (4 or 5): 100%", "In the middle: 2", "D wins in round 1", "E: 3 dots",
                  "1 answer in own words"):  # fmt: skip
        assert words in body, (words, body)
    assert "Light" not in body


def test_it_is_not_drafted_while_the_results_are_hidden(make_poll, end, sign_in, emil, db, run_readers):
    topic = make_poll(emil, results_shown="when_published")
    assert end(topic) is None
    sign_in(emil).post(f"/polls/{topic.id}/publication")
    run_readers("polls")
    assert "Oat: 1 of 1" in db.session.scalar(db.select(AnnouncementDraft.body))


def test_it_is_not_drafted_for_more_readers_than_the_poll_had(end, emil, ben, db, people):
    topic = make_poll_on(make_board("polls", "Inner", audience="members"), emil)
    db.session.execute(db.text("UPDATE boards SET audience = 'public' WHERE kind = 'announcements'"))
    db.session.commit()
    assert end(topic) is None
    make_board("announcements", "Inside", audience="members")
    db.session.execute(db.update(Poll).values(draft_id=None))
    from app.kinds.polls.reader import _draft_for

    _draft_for({topic.id})
    assert db.session.scalar(db.select(AnnouncementDraft.board_id)) is not None


def test_it_is_not_drafted_where_nobody_voted(make_poll, sign_in, emil, db, run_readers):
    topic = make_poll(emil)
    sign_in(emil).post(f"/polls/{topic.id}/closure")
    run_readers("polls")
    assert db.session.scalar(db.select(AnnouncementDraft.id)) is None
