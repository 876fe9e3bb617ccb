"""Topics that say something similar to a title: for whoever is about to write, or to put two together.

Its own file because it is asked letter by letter: it wants topics, in few statements, and no snippets.
"""

from sqlalchemy import or_

from app.extensions import db
from app.kinds import KINDS
from app.permissions import visible_topics
from app.search.asked import understand
from app.search.here import index_of
from app.search.index import SearchUnavailable
from app.search.rounds import Rounds
from app.topics.models import PUBLISHED, Topic

SHORTEST = 4
MOST = 5
# Compared with the best: what shares no more than a common word with the title only stands in the way.
WEAKEST = 0.1
ALIKE = tuple(kind.name for kind in KINDS.values() if kind.shows_similar)


def find_similar(title, reader, *, boards, kinds=ALIKE, but=None, limit=MOST):
    """Published topics of these kinds that this reader may see and that say something similar, best first.

    Declined and solved ones too. One query besides the index; without an index the titles themselves are read.
    """
    boards = {board.id for board in boards if board.kind in kinds}
    asked = understand(title, typing=True)
    if len(title.strip()) < SHORTEST or not asked.words or not boards:
        return []
    ids = _ask_index(asked, boards, limit + 1)
    query = visible_topics(reader).where(Topic.state == PUBLISHED, Topic.board_id.in_(boards), Topic.id != (but or 0))
    for name in kinds:
        query = query.options(*KINDS[name].load())
    if ids is None:
        query = query.where(_titled(asked)).order_by(Topic.vote_count.desc(), Topic.id.desc())
        return list(db.session.scalars(query.limit(limit)))
    found = {topic.id: topic for topic in db.session.scalars(query.where(Topic.id.in_(ids)))} if ids else {}
    return [found[id] for id in ids if id in found][:limit]


def _ask_index(asked, boards, limit):
    """The topics' ids, best first; None while there is no index that could answer."""
    index = index_of()
    if not Rounds(index).is_complete:
        return None
    try:
        hits = index.search(asked, boards=boards, limit=limit).hits
        return [hit.topic for hit in hits if hit.score > WEAKEST * hits[0].score]
    except SearchUnavailable:
        return None


def _titled(asked):
    """SQLite knows capitals of plain letters only, so a word is tried in lower case and with a capital."""
    forms = {form for word in asked.words for form in (word.text, word.text.capitalize())}
    return or_(*(Topic.title.icontains(form, autoescape=True) for form in forms))
