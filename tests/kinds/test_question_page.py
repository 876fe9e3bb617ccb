"""The page of a question with everything that can stand on it at once keeps to its budget of statements."""

import pytest

from app.database import now
from app.kinds.questions.escalation import Escalation
from app.kinds.questions.models import close_as_duplicate
from app.kinds.questions.suggestions import suggest_edit

PAGE = 8


@pytest.fixture
def full(make_topic, make_reply, ben, gus, finn, emil, db):
    """With the team, with answers, comments, suggested words and duplicates."""
    topic = make_topic("questions", ben, "Where is the key?")
    answer = make_reply(topic, gus, "Under the mat.")
    make_reply(topic, ben, "Which mat?", parent=answer)
    suggest_edit(answer, "Under the blue mat.", "", by=finn)
    topic.question.with_team_at = now()
    db.session.add(Escalation(topic_id=topic.id, owner_id=emil.id, due_at=now()))
    for n in range(3):
        close_as_duplicate(make_topic("questions", gus, f"Key: where? {n}"), topic, by=finn)
    db.session.commit()
    return topic


@pytest.mark.parametrize("who", ["visitor", "ben", "gus", "finn", "dora", "emil"])
@pytest.mark.parametrize("solved", [False, True])
def test_it_needs_few_queries(full, solved, who, people, visitor, sign_in, count_queries, db):
    if solved:
        full.question.accept(db.session.get_one(type(full.opening), full.opening.id + 1), by=people.ben)
        db.session.commit()
    browser = visitor if who == "visitor" else sign_in(getattr(people, who))
    browser.get("/")
    with count_queries() as queries:
        page = browser.get(full.url)
    assert page.status_code == 200 and "Also asked as" in page.text
    assert ("Suggested words" in page.text) == (who in ("gus", "finn", "dora", "emil"))
    assert len(queries) <= PAGE, "\n".join(sql[:120] for sql in queries)
