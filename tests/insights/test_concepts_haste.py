"""Many begin at once: the counters of two concepts never differ by more than one, whoever looks at whatever moment."""

import threading
from collections import Counter

import pytest

from app.accounts.models import Member, sign_up
from app.database import reading
from app.insights.concepts.assigning import begin_run
from app.insights.concepts.models import Concept, ConceptRun, ConceptTest
from tests.factories import make_concept_test

MEMBERS, AT_ONCE = 96, 8


@pytest.mark.parametrize(("concepts", "seen"), [(8, 3), (7, 2)])
def test_counters_differ_by_at_most_one_at_any_moment(app, db, site, concepts, seen):
    test = make_concept_test([f"Concept {n}" for n in range(concepts)], seen_each=seen)
    ids = [sign_up(f"Taster {n}").id for n in range(MEMBERS)]
    db.session.commit()
    test_id, gaps, done, troubles = test.id, [], threading.Event(), []

    def arrive(mine):
        with app.app_context():
            for id in mine:
                try:
                    begin_run(db.session.get(ConceptTest, test_id), db.session.get(Member, id))
                    db.session.commit()
                except Exception as trouble:
                    troubles.append(trouble)
            db.session.remove()

    def watch():
        with app.app_context(), reading():
            while not done.is_set():
                shown = db.session.scalars(db.select(Concept.shown)).all()
                gaps.append(max(shown) - min(shown))
                db.session.remove()

    watcher = threading.Thread(target=watch)
    # Twice each: whoever begins again on another phone is shown the same.
    arriving = [threading.Thread(target=arrive, args=(ids[n % AT_ONCE :: AT_ONCE],)) for n in range(2 * AT_ONCE)]
    watcher.start()
    for thread in arriving:
        thread.start()
    for thread in arriving:
        thread.join()
    done.set()
    watcher.join()
    db.session.remove()

    assert troubles == [] and gaps and max(gaps) <= 1
    rows = db.session.scalars(db.select(ConceptRun.concept_ids)).all()
    assert len(rows) == MEMBERS and all(len(set(row)) == seen for row in rows)
    counted = Counter(id for row in rows for id in row)
    places = [Counter(row[place] for row in rows) for place in range(seen)]
    for concept in db.session.scalars(db.select(Concept)):
        assert concept.shown == counted[concept.id]
        stood = (concept.shown_first, concept.shown_second, concept.shown_third)[:seen]
        assert stood == tuple(place[concept.id] for place in places)
        assert max(stood) - min(stood) <= 4, "each stands about equally often at each place"
