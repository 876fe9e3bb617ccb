"""Casting a ballot: apart from the tables, because it touches five of them and must be right under haste.

Whether a member has voted is decided by the unique key of `participations`, so that two tabs, a double tap
or two machines at once count once. Counters move in the same transaction.
"""

import secrets

from sqlalchemy import delete, func, insert, select, text, update

from app.database import now
from app.events.models import record
from app.extensions import db
from app.kinds.polls.models import OpenBallot, Participation, Poll, PollOption, SecretBallot

TAKE_PART = text(
    "INSERT INTO participations (poll_id, member_id) VALUES (:poll, :member) ON CONFLICT DO NOTHING"
)


class PollIsOver(Exception):
    """The poll closed before the ballot arrived."""


class BallotIsFinal(Exception):
    """The member has voted already, and a secret ballot cannot be found again to change it."""


def cast_ballot(poll, member, option_ids):
    """Count a member's ballot; in an open poll a second one replaces the first. The options must be checked.

    Raises PollIsOver, or BallotIsFinal for a second ballot in a secret poll; the caller then rolls back.
    """
    is_first = _take_part(poll, member)
    if not is_first and poll.is_secret:
        raise BallotIsFinal
    _count_ballot(poll, 1 if is_first else 0)
    if poll.is_secret:
        _cast_secretly(poll, option_ids)
        record("ballot.cast", topic=poll.topic)
    else:
        _cast_openly(poll, member, option_ids, again=not is_first)
        record("ballot.cast", actor=member, topic=poll.topic)


def chosen_option_ids(poll, member):
    """What a member chose in a poll that is not secret."""
    query = select(OpenBallot.option_id).where(
        OpenBallot.poll_id == poll.topic_id, OpenBallot.member_id == member.id
    )
    return set(db.session.scalars(query))


def seal(poll):
    """Write the rows of a closed secret poll anew, in an order that has nothing to do with time.

    PostgreSQL keeps rows in the order of their coming and notes each one's transaction, which would lead from
    a participation to the ballot beside it; SQLite keeps both tables in the order of their keys.
    """
    if not poll.is_secret or db.engine.dialect.name != "postgresql":
        return
    for model in (Participation, SecretBallot):
        columns = model.__table__.columns
        mine = columns.poll_id == poll.topic_id
        rows = [dict(row) for row in db.session.execute(select(*columns).where(mine)).mappings()]
        db.session.execute(delete(model.__table__).where(mine))
        secrets.SystemRandom().shuffle(rows)
        if rows:
            db.session.execute(insert(model.__table__), rows)


def _take_part(poll, member):
    done = db.session.execute(TAKE_PART, {"poll": poll.topic_id, "member": member.id})
    return done.rowcount == 1


def _count_ballot(poll, change):
    """Count on the poll and, by touching its row, put ballots of one poll in line (PostgreSQL)."""
    done = db.session.execute(
        update(Poll)
        .where(Poll.topic_id == poll.topic_id, Poll.closed_at.is_(None), Poll.closes_at > now())
        .values(ballot_count=Poll.ballot_count + change)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:
        raise PollIsOver


def _cast_secretly(poll, option_ids):
    number = secrets.token_hex(16)
    db.session.execute(
        insert(SecretBallot),
        [{"ballot": number, "option_id": id, "poll_id": poll.topic_id} for id in sorted(option_ids)],
    )
    db.session.execute(
        update(PollOption)
        .where(PollOption.id.in_(option_ids))
        .values(ballot_count=PollOption.ballot_count + 1)
        .execution_options(synchronize_session=False)
    )


def _cast_openly(poll, member, option_ids, *, again):
    if again:
        mine = (OpenBallot.poll_id == poll.topic_id, OpenBallot.member_id == member.id)
        db.session.execute(delete(OpenBallot).where(*mine))
    db.session.execute(
        insert(OpenBallot),
        [{"poll_id": poll.topic_id, "member_id": member.id, "option_id": id} for id in sorted(option_ids)],
    )
    counted = (
        select(func.count()).where(OpenBallot.option_id == PollOption.id).correlate(PollOption).scalar_subquery()
    )
    db.session.execute(
        update(PollOption)
        .where(PollOption.poll_id == poll.topic_id, PollOption.ballot_count != counted)
        .values(ballot_count=counted)
        .execution_options(synchronize_session=False)
    )
