"""MissedWord: what people look for and nothing has, so that the team learns the words they use.

Its own file because it is kept with care: single words, counts and days, and nothing of whoever asked.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Member
from app.database import Base, now
from app.events.schedule import TimedAct
from app.extensions import db, insert_into
from app.search.analysis import LONGEST_WORD, WORD, fold, stems_of
from app.search.asked import understand
from app.search.here import words_of
from app.search.letters import AKIN, is_longer, is_slip, kinship
from app.search.queries import found_by_index, rows_of
from app.search.snippets import LOOKED_AT
from app.search.synonyms import synonyms_in_force

KEPT_DAYS = 90
SHORTEST, SHOWN = 3, 20
MOST_NEIGHBOURS, LOOKED_THROUGH = 3, 8
# An address, or a number by which somebody could be known (telephone, customer, order, bank): of such a line nothing is kept.
_PERSONAL = re.compile(r"@|://|www\.|(?:\d\W?){4}")


class MissedWord(Base):
    """How often on one day (UTC) a word was looked for of which nothing was found."""

    __tablename__ = "missed_words"

    day: Mapped[date] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int] = mapped_column(default=0)


@dataclass
class Missed:
    """A word of the last days, with words that look like it where everybody can find something.

    `is_found` says that meanwhile something has it.
    """

    word: str
    times: int
    last: datetime
    neighbours: list = field(default_factory=list)
    is_found: bool = False


def note_missed(question):
    """Count the words of a search line that found nothing."""
    today = now().date()
    for word in words_to_keep(question):
        added = insert_into(MissedWord).values(day=today, word=word, times=1)
        db.session.execute(
            added.on_conflict_do_update(index_elements=["day", "word"], set_={"times": MissedWord.times + 1})
        )


def words_to_keep(question):
    """The words of a line that may be kept: no numbers, no names of members, nothing that looks like an address."""
    asked = understand(question)
    if _PERSONAL.search(question) or asked.phrases or asked.not_words or asked.not_phrases:
        return []
    texts = dict.fromkeys(word.text for word in asked.words if SHORTEST <= len(word.text) <= LONGEST_WORD)
    texts = [text for text in texts if text.isalpha()]
    return [text for text in texts if not _is_called(text)]


def _is_called(word):
    """Whether a member, or a part of a member's name, is called this."""
    parts = (word, f"{word} %", f"% {word}", f"% {word} %")
    is_named = or_(*(func.lower(Member.name).like(part) for part in parts), Member.handle == word)
    return db.session.scalar(select(Member.id).where(is_named).limit(1)) is not None


def missed_lately(boards):
    """What was missed most, without what the synonyms answer by now; `boards` are all the reader sees."""
    times, last = func.sum(MissedWord.times), func.max(MissedWord.day)
    query = select(MissedWord.word, times, last).group_by(MissedWord.word)
    query = query.order_by(times.desc(), last.desc(), MissedWord.word).limit(5 * SHOWN)
    synonyms = synonyms_in_force()
    rows = [row for row in db.session.execute(query) if not synonyms.knows(row[0])]
    # Noon is the same day everywhere that matters.
    found = [Missed(word, times, datetime.combine(day, time(12), UTC)) for word, times, day in rows[:SHOWN]]
    return _with_neighbours(found, boards)


def forget_missed(word):
    """The team has seen it."""
    db.session.execute(delete(MissedWord).where(MissedWord.word == word))


def _with_neighbours(missed, boards):
    ids = {board.id for board in boards}
    hits = {each.word: found_by_index(understand(each.word), boards=ids, limit=LOOKED_THROUGH) for each in missed}
    posts = rows_of({hit.pid for found in hits.values() if found for hit in found.hits}, ids)
    texts = {id: f"{post.title} {words_of(post.html[:LOOKED_AT])}" for id, post in posts.items()}
    for each in missed:
        found = hits[each.word]
        if found:
            each.is_found = bool(found.hits) and not found.is_loose
            near = [texts[hit.pid] for hit in found.hits if hit.pid in texts]
            each.neighbours = [] if each.is_found else neighbours(each.word, near)
    return missed


def neighbours(word, texts):
    """The words of these texts that look most like a word, as somebody wrote them."""
    own, best = fold(word), {}
    for other in {other for text in texts for other in WORD.findall(text)}:
        folded = fold(other.lower())
        if folded != own and folded.isalpha() and stems_of(other.lower()):
            alike = kinship(folded, own)
            is_near = alike >= AKIN or is_slip(folded, own) or is_longer(folded, own) or is_longer(own, folded)
            if is_near and alike > best.get(folded, (0, ""))[0]:
                best[folded] = alike, other
    return [other for _, other in sorted(best.values(), reverse=True)[:MOST_NEIGHBOURS]]


def _forget_old():
    db.session.execute(delete(MissedWord).where(MissedWord.day < now().date() - timedelta(days=KEPT_DAYS)))


TIMED = [TimedAct("search.forget_missed", timedelta(hours=6), _forget_old)]
