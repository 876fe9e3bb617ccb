"""Topics that say something similar to a title: for whoever is about to write, reads one, or puts two together.

Its own file because it is asked letter by letter: it wants topics, in few statements, and no snippets.
The index proposes, and the likeness of the titles decides (likeness.py, measured by bench/quality.py).
"""

from typing import NamedTuple

from sqlalchemy import or_

from app.extensions import db
from app.kinds import KINDS
from app.permissions import visible_topics
from app.search.asked import understand
from app.search.engine import SearchUnavailable
from app.search.here import index_of
from app.search.likeness import Likeness
from app.search.rounds import Rounds
from app.search.synonyms import synonyms_in_force
from app.topics.models import PUBLISHED, Topic

SHORTEST = 4
MOST = 5
PROPOSED = 50
# What the index says of a whole topic, beside the likeness of its title.
SAID_BY_INDEX = 0.3
# Beside a topic, where nobody asked: of pairs that mean the same half are that much alike in German and four of five in
# English, of other pairs about the same matter one in thirty (bench/quality.py, COVID pairs).
PLAINLY = 0.25
# Compared with the best: what shares no more than a common word with the title only stands in the way.
WEAKEST = 0.1
ALIKE = tuple(kind.name for kind in KINDS.values() if kind.shows_similar)


class Proposed(NamedTuple):
    """Topics with the index's score of each, and how much each word of the question counts."""

    scores: dict
    rarities: dict


def find_similar(title, reader, *, boards, kinds=ALIKE, but=None, limit=MOST, least=0.0):
    """Published topics of these kinds that this reader may see and that say something similar, best first.

    Declined and solved ones too. Two queries besides the index; without an index the titles themselves are read, but
    not for who wants titles that are alike to some degree, `least`.
    """
    boards = {board.id for board in boards if board.kind in kinds}
    asked = understand(title, typing=True, synonyms=synonyms_in_force())
    if len(title.strip()) < SHORTEST or not asked.words or not boards:
        return []
    here = visible_topics(reader).where(Topic.state == PUBLISHED, Topic.board_id.in_(boards), Topic.id != (but or 0))
    query = here
    for name in kinds:
        query = query.options(*KINDS[name].load())
    proposed = _ask_index(asked, boards)
    if proposed is None:
        if least:
            return []
        query = query.where(_titled(asked)).order_by(Topic.vote_count.desc(), Topic.id.desc())
        return list(db.session.scalars(query.limit(limit)))
    titles = _titles_of(here, proposed.scores)
    likenesses = likeness_of(title, titles, proposed, asked.same, least)
    ids = sorted(likenesses, key=likenesses.get, reverse=True)[:limit]
    found = {topic.id: topic for topic in db.session.scalars(query.where(Topic.id.in_(ids)))} if ids else {}
    return [found[id] for id in ids if id in found]


def likeness_of(title, titles, proposed, same=None, least=0.0):
    """How alike each of these topics (id → title) is to a title: id → number, without those whose titles are less."""
    mine, best = Likeness(title, proposed.rarities, same), max(proposed.scores.values(), default=1)
    alike = {id: mine.to(titles[id]) for id in titles}
    return {id: number + SAID_BY_INDEX * proposed.scores[id] / best for id, number in alike.items() if number >= least}


def propose(index, asked, boards, limit=PROPOSED):
    """What an index has to say to a title, before the titles are compared."""
    found = index.search(asked.broadly(), boards=boards, limit=limit)
    scores = {hit.topic: hit.score for hit in found.hits if hit.score > WEAKEST * found.hits[0].score}
    return Proposed(scores, found.rarities)


def _ask_index(asked, boards):
    """What the index proposes; None while there is none that could answer."""
    index = index_of()
    if not Rounds(index).is_complete:
        return None
    try:
        return propose(index, asked, boards)
    except SearchUnavailable:
        return None


def _titles_of(here, ids):
    if not ids:
        return {}
    query = here.with_only_columns(Topic.id, Topic.title).order_by(None).where(Topic.id.in_(ids))
    return {id: title for id, title in db.session.execute(query)}


def _titled(asked):
    """SQLite knows capitals of plain letters only, so a word is tried in lower case and with a capital."""
    meant = [one.text for word in asked.words for one in (word, *word.others)]
    forms = {form for text in meant for form in (text, text.capitalize())}
    return or_(*(Topic.title.icontains(form, autoescape=True) for form in forms))
