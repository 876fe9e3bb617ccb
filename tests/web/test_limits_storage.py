"""Rate limits are counted exactly, in a file that outlives the process."""

import multiprocessing
import os
import threading
import time

import pytest
import time_machine
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from app.web.limits_storage import SWEEP_EVERY, SqliteStorage

MINUTE = 60
PROCESSES, THREADS, HITS = 2, 4, 150


@pytest.fixture
def address(tmp_path):
    return f"earshot-sqlite://{tmp_path}/limits.sqlite3"


@pytest.fixture
def storage(address):
    return SqliteStorage(address)


def test_it_is_found_by_its_address(address):
    assert isinstance(storage_from_string(address), SqliteStorage)


def test_it_opens_no_file_before_the_first_count(storage):
    assert not storage.path.exists()


def test_it_keeps_the_path_whatever_the_folder_is_called(tmp_path):
    folder = tmp_path / "50% off? #1"
    folder.mkdir()
    storage = SqliteStorage(f"earshot-sqlite://{folder}/limits.sqlite3")
    assert storage.incr("a", MINUTE) == 1
    assert (folder / "limits.sqlite3").exists()


def test_it_counts_each_key_alone(storage):
    assert [storage.incr("a", MINUTE), storage.incr("a", MINUTE, amount=3), storage.incr("b", MINUTE)] == [1, 4, 1]
    assert (storage.get("a"), storage.get("b"), storage.get("c")) == (4, 1, 0)


def test_it_says_when_a_window_ends(storage):
    with time_machine.travel(1_000_000, tick=False):
        assert storage.get_expiry("a") == 1_000_000
        storage.incr("a", MINUTE)
        storage.incr("a", MINUTE)
        assert storage.get_expiry("a") == 1_000_060


def test_it_starts_again_when_the_window_has_ended(storage):
    with time_machine.travel(1_000_000, tick=False) as clock:
        storage.incr("a", MINUTE, amount=5)
        clock.shift(59)
        assert storage.get("a") == 5
        clock.shift(1)
        assert storage.get("a") == 0
        assert storage.incr("a", MINUTE) == 1
        assert storage.get_expiry("a") == 1_000_120


def test_r7_a_clock_set_back_does_not_lock_out_for_longer_than_a_window(storage):
    with time_machine.travel(1_000_000, tick=False) as clock:
        storage.incr("a", MINUTE)
        clock.shift(-3600)
        assert storage.incr("a", MINUTE) == 2
        assert storage.get_expiry("a") == 1_000_000 - 3600 + MINUTE


def test_it_moves_a_window_with_the_clock(storage):
    with time_machine.travel(1_000_000, tick=False) as clock:
        assert storage.get_moving_window("a", 2, MINUTE) == (1_000_000, 0)
        assert storage.acquire_entry("a", 2, MINUTE)
        clock.shift(30)
        assert storage.acquire_entry("a", 2, MINUTE)
        assert not storage.acquire_entry("a", 2, MINUTE)
        assert storage.get_moving_window("a", 2, MINUTE) == (1_000_000, 2)
        clock.shift(30)
        assert storage.acquire_entry("a", 2, MINUTE)
        assert not storage.acquire_entry("a", 2, MINUTE)
        assert storage.get_moving_window("a", 2, MINUTE) == (1_000_030, 2)


def test_it_refuses_more_than_the_room_left_and_counts_nothing_then(storage):
    assert not storage.acquire_entry("a", 3, MINUTE, amount=4)
    assert storage.acquire_entry("a", 3, MINUTE, amount=2)
    assert not storage.acquire_entry("a", 3, MINUTE, amount=2)
    assert storage.acquire_entry("a", 3, MINUTE)


def test_r7_a_clock_set_back_neither_stretches_nor_forgets_a_moving_window(storage):
    with time_machine.travel(1_000_000, tick=False) as clock:
        assert storage.acquire_entry("a", 1, MINUTE)
        clock.shift(-3600)
        assert not storage.acquire_entry("a", 1, MINUTE)
        clock.shift(MINUTE)
        assert storage.acquire_entry("a", 1, MINUTE)


def test_it_forgets_one_key(storage):
    for key in ("a", "b"):
        storage.incr(key, MINUTE)
        storage.acquire_entry(key, 1, MINUTE)
    storage.clear("a")
    assert (storage.get("a"), storage.get("b")) == (0, 1)
    assert storage.acquire_entry("a", 1, MINUTE)
    assert not storage.acquire_entry("b", 1, MINUTE)


def test_it_forgets_everything(storage):
    storage.incr("a", MINUTE)
    storage.acquire_entry("b", 1, MINUTE)
    assert storage.reset() == 2
    assert storage.get("a") == 0
    assert storage.acquire_entry("b", 1, MINUTE)


def test_it_sweeps_out_ended_windows_now_and_then(storage):
    with time_machine.travel(1_000_000, tick=False) as clock:
        storage.incr("ended", MINUTE)
        storage.acquire_entry("ended", 1, MINUTE)
        clock.shift(MINUTE)
        for _ in range(SWEEP_EVERY - 2):
            storage.incr("running", MINUTE)
    assert storage._run("SELECT key FROM windows UNION ALL SELECT key FROM moving") == [("running",)]


def test_it_is_well_and_says_when_it_is_not(storage, tmp_path):
    assert storage.check()
    assert not SqliteStorage(f"earshot-sqlite://{tmp_path}/missing/limits.sqlite3").check()


def test_it_replaces_a_damaged_file(storage):
    storage.path.write_bytes(b"this was a database once" * 400)
    assert storage.incr("a", MINUTE) == 1


def test_it_can_be_wrapped_by_the_limits_library(tmp_path):
    from limits.errors import StorageError

    storage = SqliteStorage(f"earshot-sqlite://{tmp_path}/missing/limits.sqlite3", wrap_exceptions=True)
    with pytest.raises(StorageError):
        storage.incr("a", MINUTE)


@pytest.mark.parametrize("strategy", [FixedWindowRateLimiter, MovingWindowRateLimiter])
def test_it_limits(storage, strategy):
    limiter, limit = strategy(storage), parse("3/minute")
    assert [limiter.hit(limit, "anna") for _ in range(5)] == [True, True, True, False, False]
    assert limiter.hit(limit, "ben")
    assert limiter.get_window_stats(limit, "anna").remaining == 0


def test_h1_no_hit_is_lost_between_processes_and_threads(storage):
    # Some counts before the fork: a child must not use its parent's connection.
    storage.incr("shared", MINUTE)
    counting = [multiprocessing.get_context("fork").Process(target=_count, args=(storage,)) for _ in range(PROCESSES)]
    for process in counting:
        process.start()
    for process in counting:
        process.join(60)
    assert [process.exitcode for process in counting] == [0] * PROCESSES
    assert storage.get("shared") == 1 + PROCESSES * THREADS * HITS
    assert storage.get_moving_window("half", 0, MINUTE)[1] == PROCESSES * THREADS * HITS // 2


def test_h1_each_number_is_handed_out_once(storage):
    numbers = []
    threads = [
        threading.Thread(target=lambda: numbers.extend(storage.incr("shared", MINUTE) for _ in range(50)))
        for _ in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, THREADS * 50 + 1))


def test_h1_counts_outlive_a_restart(storage, address):
    storage.incr("a", MINUTE, amount=7)
    assert SqliteStorage(address).get("a") == 7


def test_it_is_quick(storage):
    storage.incr("a", MINUTE)
    began = time.perf_counter()
    for _ in range(200):
        storage.incr("a", MINUTE)
    assert time.perf_counter() - began < 1


def _count(storage):
    failures = []

    def hit():
        try:
            for _ in range(HITS):
                storage.incr("shared", MINUTE)
                storage.acquire_entry("half", PROCESSES * THREADS * HITS // 2, MINUTE)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=hit) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Not sys.exit(): the test runner's own farewell belongs to the parent.
    os._exit(1 if failures else 0)
