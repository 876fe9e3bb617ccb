"""The worker: one of all processes is elected, and whatever stumbles, the rest goes on."""

import threading
from datetime import timedelta

import pytest
import time_machine

from app.database import now
from app.events.models import record
from app.events.readers import Reader
from app.events.schedule import TimedAct, TimedRun
from app.events.worker import LEASE, Lease, Worker, take_lease


@pytest.fixture
def worker(make_app, site):
    """A worker of an app of its own, with nothing to read and nothing to do."""
    app = make_app()
    app.readers, app.timed_acts = [], []
    return Worker(app)


def test_it_is_elected_alone(worker, db):
    assert worker.elected()
    assert not Worker(worker.app).elected() and not take_lease("worker", "another")
    assert db.session.get(Lease, "worker").holder == worker.holder


def test_it_does_both_readings_in_one_process_while_that_one_lives(worker, db):
    other = Worker(worker.app)
    assert worker.elected_on_this_machine()
    other.step()
    assert db.session.get(Lease, "worker") is None
    db.session.rollback()
    worker.step()
    other._began -= LEASE.total_seconds() + 1
    other.step()
    assert db.session.get(Lease, "worker").holder == worker.holder
    db.session.rollback()
    with time_machine.travel(now() + LEASE + timedelta(seconds=1)):
        other.step()
    assert db.session.get(Lease, "worker", populate_existing=True).holder == other.holder
    db.session.rollback()
    worker.release()


def test_it_is_followed_by_another_when_it_is_gone(worker, db):
    assert worker.elected()
    with time_machine.travel(now() + LEASE + timedelta(seconds=1)):
        assert take_lease("worker", "another")


def test_it_gives_the_lease_back_when_it_stops(worker):
    assert worker.elected() and worker.elected_on_this_machine()
    worker.release()
    other = Worker(worker.app)
    assert other.elected() and other.elected_on_this_machine()
    other.release()


def test_r6_a_reader_that_fails_stops_neither_the_others_nor_the_acts(worker, ben, db):
    done = []
    record("member.changed", actor=ben, member=ben)
    db.session.commit()

    def fail(*given):
        raise RuntimeError("the disk is on fire")

    def read(events):
        done.append("read")

    worker.app.readers = [Reader("broken", fail), Reader("well", read)]
    acts = [TimedAct("broken", timedelta(hours=1), fail), TimedAct("well", timedelta(hours=1), lambda: done.append("act"))]
    worker.app.timed_acts = acts
    worker.step()
    assert done == ["read", "act"]
    runs = {run.name: run for run in db.session.scalars(db.select(TimedRun))}
    assert runs["broken"].error == "RuntimeError: the disk is on fire" and runs["well"].error == ""
    db.session.rollback()
    worker.step()
    assert done == ["read", "act"], "an act comes when it is due, a reader when something happened"
    worker.release()


def test_it_stops_when_told_to(worker):
    thread = threading.Thread(target=worker.run)
    thread.start()
    worker.stopping.set()
    thread.join(10)
    assert not thread.is_alive()
