"""Sending once: a form that is sent twice (double tap, retry on a slow line) acts once and lands where it landed."""

import hashlib
import re
import secrets
import time
from datetime import datetime

from flask import has_request_context, request
from sqlalchemy import ForeignKey, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.extensions import db, write_past_session


class SentForm(Base):
    """That a form was sent, and where it led. Kept for a day."""

    __tablename__ = "sent_forms"

    key: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


SENT = insert(SentForm.__table__)


def new_form_key():
    """A key for a form's hidden field `form_key`; it also tells when the form was shown."""
    return f"{int(time.time()):x}.{secrets.token_urlsafe(12)}"


def signals_sent():
    """What this form tells of how it was filled in: {"trap": whether the hidden field was, "seconds": how long it took}.

    Whoever forges the key only hides how fast they were: a clue, never a proof.
    """
    if not has_request_context() or request.method != "POST":
        return {}
    shown = re.match(r"([0-9a-f]{8})\.", request.form.get("form_key", ""))
    seconds = time.time() - int(shown[1], 16) if shown else None
    return {"trap": bool(request.form.get("website")), "seconds": seconds}


def sent_before(member):
    """The id of the post that this very form made when it was sent before, or None; see errors.sent_twice.

    The key and all that was typed count together: going back, changing the text and sending again is new.
    """
    key = _key()
    if key is None:
        return None
    return db.session.scalar(
        select(SentForm.post_id).where(SentForm.key == key, SentForm.member_id == member.id)
    )


def remember_sent(member, post):
    """Note that this form has been sent; needs the post's id. Sent again it meets its own key here, and nothing is kept."""
    key = _key()
    if key is not None:
        sent = {"key": key, "member_id": member.id, "post_id": post.id}
        write_past_session(SENT, sent)


def _key():
    given = request.form.get("form_key", "")
    if not given:
        return None
    typed = sorted((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token")
    return hashlib.sha256(repr((request.path, typed)).encode()).hexdigest()
