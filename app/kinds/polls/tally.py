"""Reading the ballots themselves, where counters are not enough: rankings and short texts. Never who cast them."""

import hashlib
from itertools import groupby

from sqlalchemy import select

from app.extensions import db
from app.kinds.polls.voices import OpenBallot, SecretBallot


def rankings_in(poll, question_ids):
    """The ballots of rankings, as question's id → {option ids, the most wanted first: how many}: one query, or none."""
    counted = {id: {} for id in question_ids}
    if not counted:
        return counted
    ballots, ballot = _ballots(poll)
    query = select(ballots.question_id, ballot, ballots.option_id).where(ballots.question_id.in_(counted))
    rows = db.session.execute(query.order_by(ballots.question_id, ballot, ballots.place)).all()
    for (question_id, _ballot), each in groupby(rows, lambda row: row[:2]):
        ranked = tuple(option_id for *_, option_id in each)
        counted[question_id][ranked] = counted[question_id].get(ranked, 0) + 1
    return counted


def texts_in(poll, question_id):
    """The short texts to a question, equal ones once, in an order that tells nothing of when they came: one query."""
    ballots, _ballot = _ballots(poll)
    query = select(ballots.text).where(ballots.question_id == question_id, ballots.text != "").distinct()
    return sorted(db.session.scalars(query), key=lambda text: mark_of(poll, text))


def mark_of(poll, text):
    """What stands for a text in a form: it says nothing of the ballot on which the text came."""
    return hashlib.sha256(f"{poll.shuffle_key}:{text}".encode()).hexdigest()[:24]


def _ballots(poll):
    """The table of this poll's ballots, and the column that keeps the rows of one together."""
    return (SecretBallot, SecretBallot.ballot) if poll.is_secret else (OpenBallot, OpenBallot.member_id)
