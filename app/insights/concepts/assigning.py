"""Who is shown what: always the concepts that were shown least, and each place equally often.

Apart from the tables because it must be right under haste. One transaction at a time hands out concepts of a test, on
SQLite by the write gate, on PostgreSQL by the lock on the test's row; so at no moment do the counters of two concepts
differ by more than one: k of the least shown are raised by one, and those below are taken before those above.
"""

import random
from itertools import permutations

from sqlalchemy import delete, insert, select, text, update

from app.extensions import db
from app.insights.concepts.models import Concept, ConceptRating, ConceptRun, ConceptTest

BEGIN = text(
    "INSERT INTO concept_runs (test_id, member_id, concept_ids, is_finished)"
    " VALUES (:test, :member, '[]', false) ON CONFLICT DO NOTHING"
)
PLACES = ("shown_first", "shown_second", "shown_third")


class TestIsOver(Exception):
    """The test closed before the member began, or before the answer arrived."""

    # Its name begins like those of tests.
    __test__ = False


def begin_run(test, member):
    """Show the member their concepts, once: whoever begins again goes on with the same.

    Somebody who never answers still counts as shown; the results say how many those are. Raises TestIsOver.
    """
    begun = db.session.execute(BEGIN, {"test": test.id, "member": member.id})
    if begun.rowcount == 1:
        _lock(test)
        order = _in_rotation(_least_shown(test))
        _count_shown(order)
        run = update(ConceptRun).where(ConceptRun.test_id == test.id, ConceptRun.member_id == member.id)
        db.session.execute(_quietly(run.values(concept_ids=[concept.id for concept in order])))


def finish_run(test, member, ratings, chosen_id):
    """Keep a member's answers without the member; a second time changes nothing. Returns whether it was the first.

    `ratings` as (concept id, score, why) of exactly what they were shown; `chosen_id` is one of them, or None for none.
    Raises TestIsOver.
    """
    # What was shown goes at the same time: with it, answers of few could be told apart.
    open_run = update(ConceptRun).where(
        ConceptRun.test_id == test.id, ConceptRun.member_id == member.id, ConceptRun.is_finished.is_(False)
    )
    if db.session.execute(_quietly(open_run.values(is_finished=True, concept_ids=[]))).rowcount != 1:
        return False
    _lock(test)
    rows = [{"concept_id": id, "score": score, "why": why} for id, score, why in ratings]
    db.session.execute(insert(ConceptRating), sorted(rows, key=lambda row: row["concept_id"]))
    _count_choice([id for id, _score, _why in ratings], chosen_id)
    return True


def _lock(test):
    """Wait for whoever is handing out concepts of this test (PostgreSQL). Raises TestIsOver."""
    # Not the key as well: each who begins holds that already, and two of them would wait for each other.
    query = select(ConceptTest).where(ConceptTest.id == test.id).with_for_update(key_share=True)
    if not db.session.scalar(query.execution_options(populate_existing=True)).is_open:
        raise TestIsOver


def _least_shown(test):
    """So many concepts as each member sees, those shown least first; among equal ones chance decides."""
    query = select(Concept).where(Concept.test_id == test.id)
    concepts = list(db.session.scalars(query.execution_options(populate_existing=True)))
    return sorted(concepts, key=lambda concept: (concept.shown, random.random()))[: test.seen_each]


def _in_rotation(concepts):
    """The order in which these concepts stand at the places where they stood least; among equal ones chance decides."""
    orders = list(permutations(concepts))
    random.shuffle(orders)
    return min(orders, key=lambda order: sum(getattr(each, place) for place, each in zip(PLACES, order, strict=False)))


def _count_shown(order):
    for place, concept in zip(PLACES, order, strict=False):
        column = getattr(Concept, place)
        counted = update(Concept).where(Concept.id == concept.id).values({"shown": Concept.shown + 1, place: column + 1})
        db.session.execute(_quietly(counted))


def _count_choice(seen_ids, chosen_id):
    seen = update(Concept).where(Concept.id.in_(seen_ids)).values(compared=Concept.compared + 1)
    db.session.execute(_quietly(seen))
    if chosen_id is not None:
        chosen = update(Concept).where(Concept.id == chosen_id).values(chosen=Concept.chosen + 1)
        db.session.execute(_quietly(chosen))


def _quietly(statement):
    """Rows in memory are not brought up to date: nobody looks at them afterwards."""
    return statement.execution_options(synchronize_session=False)


def seal(test):
    """Write the rows of a closed test anew, in an order that has nothing to do with time.

    PostgreSQL notes each row's transaction, which would lead from who answered to what was rated beside it; SQLite
    keeps both tables in the order of their keys.
    """
    if db.engine.dialect.name != "postgresql":
        return
    of_test = select(Concept.id).where(Concept.test_id == test.id)
    for model, mine in ((ConceptRun, ConceptRun.test_id == test.id), (ConceptRating, ConceptRating.concept_id.in_(of_test))):
        rows = [dict(row) for row in db.session.execute(select(*model.__table__.columns).where(mine)).mappings()]
        db.session.execute(delete(model.__table__).where(mine))
        random.SystemRandom().shuffle(rows)
        if rows:
            db.session.execute(insert(model.__table__), rows)
