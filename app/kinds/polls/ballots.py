"""Casting a ballot: apart from the tables, because it touches five of them and must be right under haste.

Whether a member has voted is decided by the unique key of `participations`, so that two tabs, a double tap
or two machines at once count once. Counters move in the same transaction.
"""

import secrets

from sqlalchemy import case, delete, func, insert, or_, select, text, update

from app.database import empty_log, now
from app.events.models import record
from app.extensions import db
from app.kinds.polls.asking import PollOption, PollQuestion
from app.kinds.polls.invitations import Invitation
from app.kinds.polls.models import Poll
from app.kinds.polls.receipts import Receipt, give_receipt
from app.kinds.polls.voices import OpenBallot, Participation, SecretBallot

TAKE_PART = text(
    "INSERT INTO participations (poll_id, member_id) VALUES (:poll, :member) ON CONFLICT DO NOTHING"
)


class PollIsOver(Exception):
    """The poll closed before the ballot arrived."""


class BallotIsFinal(Exception):
    """The member has voted already, and a secret ballot cannot be found again to change it."""


def rows_for(question_id, option_ids):
    """An answer that names these options, in this order: rows for `cast_ballot`."""
    places = enumerate(option_ids)
    return [{"question_id": question_id, "place": n, "option_id": id, "dots": 0, "text": ""} for n, id in places]


def cast_ballot(poll, member, rows):
    """Count a member's ballot; in an open poll a second one replaces the first.

    `rows` are the answers as rows of a ballot (`rows_for`, app/kinds/polls/answers.py), and must be checked.
    Returns the receipt of a secret ballot, else None. Raises PollIsOver, or BallotIsFinal for a second ballot in
    a secret poll; the caller then rolls back.
    """
    is_first = _take_part(poll, member)
    if not is_first and poll.is_secret:
        raise BallotIsFinal
    _count_ballot(poll, 1 if is_first else 0)
    if poll.is_secret:
        return _cast_secretly(poll, rows)
    _cast_openly(poll, member, rows)
    record("ballot.cast", actor=member, topic=poll.topic)
    return None


def cast_by_mail(poll, invitation, rows):
    """Count the ballot of somebody invited by mail, as `cast_ballot` does; only in a secret poll."""
    used = update(Invitation).where(Invitation.id == invitation.id, ~Invitation.has_voted).values(has_voted=True)
    if db.session.execute(used.execution_options(synchronize_session=False)).rowcount != 1:
        raise BallotIsFinal
    _count_ballot(poll, 1)
    return _cast_secretly(poll, rows)


def forget_how_it_came(poll):
    """After a secret ballot was committed: keep no trace of what was written together with it.

    SQLite's write-ahead log holds every page as it was after each transaction, so its copies would lead from a new
    participation to the new ballot beside it. Where somebody reads at this moment the worker does it soon after.
    """
    if poll.is_secret:
        empty_log(db.engine)


def seal(poll):
    """Write the rows of a closed secret poll anew, in an order that has nothing to do with time.

    PostgreSQL keeps rows in the order of their coming and notes each one's transaction, which would lead from
    a participation to the ballot beside it; SQLite keeps both tables in the order of their keys.
    """
    if not poll.is_secret or db.engine.dialect.name != "postgresql":
        return
    for model in (Participation, SecretBallot, Receipt):
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


def _cast_secretly(poll, rows):
    ballot = {"ballot": secrets.token_hex(16), "poll_id": poll.topic_id}
    db.session.execute(insert(SecretBallot), [ballot | row for row in rows])
    _count_answers({row["question_id"] for row in rows})
    _count_options([row for row in rows if row["option_id"]])
    record("ballot.cast", topic=poll.topic)
    return give_receipt(poll)


def _count_answers(question_ids):
    _set(PollQuestion, PollQuestion.id.in_(question_ids), {"answer_count": PollQuestion.answer_count + 1})


def _count_options(rows):
    """Two statements at most, however long the ballot: one more for each option, and the dots it was given."""
    if rows:
        chosen = PollOption.id.in_([row["option_id"] for row in rows])
        _set(PollOption, chosen, {"ballot_count": PollOption.ballot_count + 1})
    if dots := {row["option_id"]: row["dots"] for row in rows if row["dots"]}:
        given = case(dots, value=PollOption.id, else_=0)
        _set(PollOption, PollOption.id.in_(dots), {"dot_count": PollOption.dot_count + given})


def _cast_openly(poll, member, rows):
    mine = (OpenBallot.poll_id == poll.topic_id, OpenBallot.member_id == member.id)
    db.session.execute(delete(OpenBallot).where(*mine))
    ballot = {"poll_id": poll.topic_id, "member_id": member.id}
    db.session.execute(insert(OpenBallot), [ballot | row for row in rows])
    # A ballot that replaces another takes away as well as gives: what it touches is counted anew.
    mine = PollQuestion.poll_id == poll.topic_id
    _set(PollQuestion, mine, {"answer_count": answers_to(OpenBallot)})
    asked = PollOption.question_id.in_(select(PollQuestion.id).where(mine))
    _set(PollOption, asked, {"ballot_count": ballots_with(OpenBallot), "dot_count": dots_for(OpenBallot)})


def answers_to(ballots):
    """How many of these ballots answer the question of the row around it, as a scalar query."""
    return _over(PollQuestion, func.count(), ballots.question_id == PollQuestion.id, ballots.place == 0)


def ballots_with(ballots):
    """On how many of these ballots the option of the row around it stands, as a scalar query."""
    return _over(PollOption, func.count(), *_names_it(ballots))


def dots_for(ballots):
    """How many dots these ballots give to the option of the row around it, as a scalar query."""
    return _over(PollOption, func.coalesce(func.sum(ballots.dots), 0), *_names_it(ballots))


def _names_it(ballots):
    # The question first: it has an index, and a poll's ballots are few of all.
    return ballots.question_id == PollOption.question_id, ballots.option_id == PollOption.id


def _over(row, number, *conditions):
    return select(number).where(*conditions).correlate(row).scalar_subquery()


def _set(model, where, values):
    """Only rows that change are written."""
    wrong = or_(*(getattr(model, name) != value for name, value in values.items()))
    change = update(model).where(where, wrong).values(values)
    db.session.execute(change.execution_options(synchronize_session=False))
