"""Receipts of secret ballots: a random code that its voter sees once, and everybody can find among those counted.

A receipt proves that a ballot was counted, never what stands on it: nothing leads from the code to the ballot or to
the member, so nobody can be made to show how they voted. Their number must be that of the ballots.
"""

import re
import secrets

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.extensions import db

# Without letters and figures that look alike on paper.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 12


class Receipt(Base):
    """One code. The table lies in the order of the codes, so that none tells when it was given."""

    __tablename__ = "ballot_receipts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.topic_id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)


def give_receipt(poll):
    """A new code, kept as counted."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    db.session.execute(insert(Receipt), [{"poll_id": poll.topic_id, "code": code}])
    return code


def spaced(code):
    """The code as it is read and copied: ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def thanks(code):
    """What whoever has voted reads. The receipt of a secret ballot stands in this one answer and nowhere else."""
    if code is None:
        return _("Thank you, your ballot is counted.")
    return _("Thank you, your ballot is counted. Your receipt, shown this once: %(code)s", code=spaced(code))


def is_counted(poll, typed):
    """Whether the ballot with this receipt was counted; spaces, strokes and small letters do not matter."""
    code = re.sub(r"[^A-Z0-9]", "", typed.upper())
    return db.session.get(Receipt, (poll.topic_id, code)) is not None


def receipts_of(poll):
    """All codes in the order of the alphabet, once the poll is over: before, each new one would tell of its moment."""
    query = select(Receipt.code).where(Receipt.poll_id == poll.topic_id).order_by(Receipt.code)
    return [spaced(code) for code in db.session.scalars(query)] if poll.is_over else []
