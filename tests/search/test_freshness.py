"""With the worker that a site has: what is new is found, and what may not be seen any more is not, within two seconds."""

import threading
import time

import pytest

from app.boards.models import Board
from app.events.worker import Worker
from app.extensions import db as database
from app.posts.models import Post
from app.search.here import index_of
from app.topics.models import Topic
from tests.factories import make_board
from tests.factories import make_topic as topic_in

LONGEST = 2.0


@pytest.fixture
def worker(app, run_readers):
    """The site's own worker, in a thread of its own as in life."""
    run_readers()
    worker = Worker(app)
    thread = threading.Thread(target=worker.run, name="worker")
    thread.start()
    yield worker
    worker.stopping.set()
    thread.join(20)


def seconds_until(is_so):
    """How long it takes from now until something is so; never longer than ten seconds."""
    began = time.monotonic()
    while not is_so() and time.monotonic() - began < 10:
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.mark.flaky(reruns=2)
def test_it_is_found_and_gone_within_two_seconds(visitor, boards, people, worker):
    """In the index itself: the page asks the database besides, and never shows what is gone."""
    secret = make_board("ideas", "Back room", audience="members")
    everywhere = {board.id for board in [*boards.values(), secret]}

    def found(boards=everywhere):
        return {hit.pid for hit in index_of().search("walrus", boards=boards).hits}

    acts = {
        "hidden": lambda opening: opening.hide(),
        "removed": lambda opening: opening.remove(by=people.dora),
        "deleted": lambda opening: opening.delete(by=people.ben),
    }
    for name, act in acts.items():
        id = topic_in(boards["ideas"], people.ben, f"Walrus {name}").opening.id
        assert seconds_until(lambda id=id: id in found()) <= LONGEST, name
        assert f"Walrus</mark> {name}" in visitor.get("/search?q=walrus").text
        act(loaded(id))
        database.session.commit()
        assert f"Walrus</mark> {name}" not in visitor.get("/search?q=walrus").text
        assert seconds_until(lambda id=id: id not in found()) <= LONGEST, name
    id = topic_in(boards["ideas"], people.ben, "Walrus moved").opening.id
    assert seconds_until(lambda: id in found({boards["ideas"].id})) <= LONGEST
    loaded(id).topic.move_to(database.session.merge(secret), by=people.dora)
    database.session.commit()
    assert seconds_until(lambda: id not in found({boards["ideas"].id}) and id in found({secret.id})) <= LONGEST


def loaded(id):
    opening = database.session.get(Post, id)
    opening.topic = database.session.get(Topic, opening.topic_id)
    opening.topic.board = database.session.get(Board, opening.topic.board_id)
    return opening
