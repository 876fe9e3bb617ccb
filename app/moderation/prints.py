"""Print: what remains of a removed advertisement, so that one like it is known again without keeping it.

A print is the smallest sixteen of the numbers of its three-word pieces; two texts that share most of their pieces
share most of these.
"""

import hashlib

from sqlalchemy import BigInteger, ForeignKey, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.extensions import db
from app.search.analysis import fold, words

SIZE, PIECE = 16, 3
# Below this many words a text says too little to be like another.
FEWEST_WORDS = 6


class SpamPrint(Base):
    """One of the numbers of a text that was removed as advertising."""

    __tablename__ = "spam_prints"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, index=True)


def print_of(text):
    """The numbers of a text; none when it is too short to be compared."""
    found = [fold(word) for word in words(text)]
    if len(found) < FEWEST_WORDS:
        return frozenset()
    pieces = {" ".join(found[at : at + PIECE]) for at in range(len(found) - PIECE + 1)}
    return frozenset(sorted(_number(piece) for piece in pieces)[:SIZE])


def _number(piece):
    return int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=7).digest())


def likeness(one, other):
    """How much of two prints is the same, from 0 to 1."""
    return len(one & other) / max(1, min(len(one), len(other)))


def keep_print(post_id, text):
    """Remember a removed advertisement; a second time changes nothing."""
    forget_print(post_id)
    if numbers := print_of(text):
        db.session.execute(insert(SpamPrint), [{"number": number, "post_id": post_id} for number in numbers])


def forget_print(post_id):
    """It was no advertisement after all."""
    db.session.execute(
        delete(SpamPrint).where(SpamPrint.post_id == post_id).execution_options(synchronize_session=False)
    )


def shared_with_nearest(numbers):
    """A scalar query: how many of these numbers the nearest removed advertisement has; NULL where none has any."""
    query = select(func.count()).where(SpamPrint.number.in_(numbers)).group_by(SpamPrint.post_id)
    return query.order_by(func.count().desc()).limit(1).scalar_subquery()
