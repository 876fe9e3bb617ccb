"""Readers: each reads every event once and in order, tries again what failed, and holds up no other."""

from datetime import timedelta

import pytest
import time_machine

from app.database import now
from app.events import readers as module
from app.events.models import last_event_id, record
from app.events.readers import BATCH, Cursor, Reader, run_reader


@pytest.fixture
def happen(db, ben):
    """happen(3): three things happen, each in a transaction of its own; returns their ids."""

    def happen(times):
        ids = []
        for _n in range(times):
            record("member.changed", actor=ben, member=ben)
            db.session.commit()
            ids.append(last_event_id())
        return ids

    return happen


@pytest.fixture
def follow(db, happen):
    """follow("name"): a reader that stands at today's end, and the ids it has seen."""

    def follow(name, read=None, **more):
        seen = []
        reader = Reader(name, lambda events: (seen.extend(event.id for event in events), read and read(events)), **more)
        db.session.add(Cursor(reader=name, position=last_event_id(), failures=0))
        db.session.commit()
        return reader, seen

    return follow


def test_it_reads_each_event_once_and_in_order(follow, happen):
    reader, seen = follow("sample")
    ids = happen(5)
    assert run_reader(reader) == 5
    assert run_reader(reader) == 0
    assert seen == ids


def test_it_takes_a_batch_at_a_time(follow, happen, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 4)
    reader, seen = follow("sample")
    ids = happen(6)
    assert run_reader(reader) == 4 and seen == ids[:4]
    assert run_reader(reader) == 2 and seen == ids
    assert BATCH == 200


def test_r6_a_failing_one_writes_nothing_waits_longer_each_time_and_holds_up_no_other(follow, happen, db, ben):
    def fail(events):
        record("member.changed", actor=ben, member=ben)
        raise RuntimeError("the disk is on fire")

    broken, tried = follow("broken", fail)
    well, seen = follow("well")
    ids = happen(1)
    waits = []
    for _try in range(3):
        with pytest.raises(RuntimeError):
            run_reader(broken)
        cursor = db.session.get(Cursor, "broken", populate_existing=True)
        assert (cursor.position, cursor.error) == (ids[0] - 1, "RuntimeError: the disk is on fire")
        waits.append((cursor.retry_at - now()).total_seconds())
        assert run_reader(broken) == 0, "it waits"
        db.session.get(Cursor, "broken").retry_at = now()
        db.session.commit()
    assert waits[0] < waits[1] < waits[2] and len(tried) == 3
    assert run_reader(well) == 1 and seen == ids
    assert last_event_id() == ids[0], "what the failing one had begun is undone"


def test_r6_it_goes_on_where_it_was_when_it_works_again(follow, happen, db):
    trouble = [RuntimeError("once")]

    def read(events):
        if trouble:
            raise trouble.pop()

    reader, seen = follow("sample", read)
    ids = happen(2)
    with pytest.raises(RuntimeError):
        run_reader(reader)
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert run_reader(reader) == 2
    cursor = db.session.get(Cursor, "sample", populate_existing=True)
    assert (cursor.position, cursor.failures, cursor.retry_at, seen) == (ids[-1], 0, None, ids + ids)


def test_r6_when_another_process_was_faster_it_keeps_nothing(follow, happen, db, ben):
    def read(events):
        record("member.changed", actor=ben, member=ben)
        cursor = db.session.get(Cursor, "sample")
        cursor.position = events[-1].id
        db.session.flush()

    reader, _seen = follow("sample", read)
    ids = happen(1)
    run_reader(reader)
    assert last_event_id() == ids[0]


def test_p8_looking_whether_there_is_anything_takes_no_turn_at_writing(follow, db, count_queries):
    reader, _seen = follow("sample")
    with count_queries() as queries:
        run_reader(reader)
    assert queries and all(sql.startswith("SELECT") for sql in queries)
