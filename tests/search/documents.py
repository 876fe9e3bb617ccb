"""Documents for the tests of the search index."""

import random

from app.search.documents import Document

NOW = 1_790_000_000
WORDS = "garten hund katze milch brot server plugin theme browser kaffee laden kasse preis wunsch farbe".split()  # noqa: SIM905


def document(pid, body, **changes):
    """One post; a reply to a topic of its own unless said otherwise."""
    given = dict(topic=pid, board=1, kind="ideas", author=7, ts=NOW, opening=False, language="de")
    return Document(pid=pid, body=body, **{**given, **changes})


def many(count, *, seed=1, first=1, topics=None):
    """Posts of random words, some common and some rare, the openings among them with titles and tags."""
    dice = random.Random(seed)
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    for pid in range(first, first + count):
        text = " ".join(dice.choices(WORDS, weights, k=dice.randint(5, 80)))
        opening = dice.random() < 0.2
        title = " ".join(dice.choices(WORDS, k=4)) if opening else ""
        tags = dice.choice(WORDS) if opening else ""
        topic = pid if topics is None else pid % topics + 1
        board, ts = dice.randint(1, 5), NOW - dice.randrange(10**8)
        yield document(pid, text, title=title, tags=tags, opening=opening, topic=topic, board=board, ts=ts)


def pids(hits):
    return [hit.pid for hit in hits.hits]
