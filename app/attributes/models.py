"""Attribute: a question of the owner about members. AttributeAnswer: one member's answer, and the consent to it."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Text, and_, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Member
from app.database import Base, now
from app.extensions import db

CHOICE, NUMBER, TEXT = ("choice", "number", "text")
KIND_NAMES = {
    CHOICE: _l("One of several answers"),
    NUMBER: _l("A number"),
    TEXT: _l("A short text"),
}
MOST, LONGEST_ANSWER = 12, 200


class Attribute(Base):
    """A question that members may answer about themselves. `purpose` says what for, `version` which wording it is."""

    __tablename__ = "attributes"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]
    kind: Mapped[str]
    # The answers of a choice, in their order.
    options: Mapped[list] = mapped_column(JSON, default=list)
    purpose: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def consent(self):
        """The sentence a member agrees to, in the reader's language."""
        return _("The team may see my answer and use it for this alone: %(purpose)s", purpose=self.purpose)

    def change(self, *, question, options, purpose, position):
        """Ask in other words. Who agreed to other words or another purpose is asked anew; returns whether so."""
        is_new = (question, options, purpose) != (self.question, self.options, self.purpose)
        self.question, self.options, self.purpose, self.position = question, options, purpose, position
        self.version += is_new
        return is_new


class AttributeAnswer(Base):
    """What a member answered. It stands only while the consent does: who withdraws it takes the answer away."""

    __tablename__ = "attribute_answers"

    attribute_id: Mapped[int] = mapped_column(ForeignKey("attributes.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    value: Mapped[str] = mapped_column(Text)
    # The same as a number, where one was asked for.
    number: Mapped[float | None]
    # Which wording was agreed to, in which words, and when.
    version: Mapped[int]
    consent: Mapped[str] = mapped_column(Text)
    consented_at: Mapped[datetime] = mapped_column(default=now)

    attribute: Mapped[Attribute] = relationship(lazy="raise_on_sql")


def consent_holds():
    """The SQL condition, over AttributeAnswer and Attribute joined, that the consent is to today's words."""
    return AttributeAnswer.version == Attribute.version


def keep_answer(attribute, member, value, number=None):
    """Store an answer with the consent to the words of today; the same once more changes nothing."""
    kept = db.session.get(AttributeAnswer, (attribute.id, member.id))
    if kept is not None and (kept.value, kept.version) == (value, attribute.version):
        return
    kept = kept or AttributeAnswer(attribute_id=attribute.id, member_id=member.id)
    kept.value, kept.number, kept.version = value, number, attribute.version
    kept.consent, kept.consented_at = attribute.consent, now()
    db.session.add(kept)


def withdraw_consent(attribute, member):
    """Take the consent back, and with it the answer; twice changes nothing."""
    kept = db.session.get(AttributeAnswer, (attribute.id, member.id))
    if kept is not None:
        db.session.delete(kept)


def all_attributes():
    """What the owner asks, in its order."""
    return list(db.session.scalars(select(Attribute).order_by(Attribute.position, Attribute.id)))


def answer_counts():
    """Attribute id → how many answers stand with a consent that holds."""
    query = select(Attribute.id, func.count()).join(AttributeAnswer, AttributeAnswer.attribute_id == Attribute.id)
    return dict(db.session.execute(query.where(consent_holds()).group_by(Attribute.id)).all())


def attributes_with_answers(member):
    """(question, this member's answer or None) in their order, for the member alone: also answers to earlier words."""
    mine = and_(AttributeAnswer.attribute_id == Attribute.id, AttributeAnswer.member_id == member.id)
    query = select(Attribute, AttributeAnswer).outerjoin(AttributeAnswer, mine)
    return list(db.session.execute(query.order_by(Attribute.position, Attribute.id)))


def answers_of(member):
    """(question, answer) of a member as the team may see them: where the consent holds, and the member is here."""
    query = select(Attribute, AttributeAnswer).join(AttributeAnswer, AttributeAnswer.attribute_id == Attribute.id)
    query = query.join(Member, Member.id == AttributeAnswer.member_id)
    query = query.where(AttributeAnswer.member_id == member.id, consent_holds(), Member.left_at.is_(None))
    return list(db.session.execute(query.order_by(Attribute.position, Attribute.id)))
