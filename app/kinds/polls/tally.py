"""Reading what counters do not tell: the ballots of rankings, and short texts. Never who cast them."""

import hashlib
from itertools import groupby

from sqlalchemy import Integer, String, cast, literal, null, select, union_all

from app.extensions import db
from app.kinds.polls.quotes import PollQuote
from app.kinds.polls.voices import OpenBallot, SecretBallot


def rankings_and_quotes(poll, ranked, written):
    """The ballots of rankings and what the team shows of short texts, in one query, or none.

    Two dicts by question's id: {option ids, the most wanted first: how many}, and texts in the order of choosing.
    """
    rankings, quotes = {id: {} for id in ranked}, {id: [] for id in written}
    if not (rankings or quotes):
        return rankings, quotes
    for question_id, ballot in groupby(db.session.execute(_rows(poll, ranked, written)), lambda row: row[0]):
        if question_id in quotes:
            quotes[question_id] = [row.text for row in ballot]
            continue
        for _ballot, rows in groupby(ballot, lambda row: row.ballot):
            order = tuple(row.option_id for row in rows)
            rankings[question_id][order] = rankings[question_id].get(order, 0) + 1
    return rankings, quotes


def texts_in(poll, question_id):
    """The short texts to a question, equal ones once, in an order that tells nothing of when they came: one query."""
    ballots, _ballot = _ballots(poll)
    query = select(ballots.text).where(ballots.question_id == question_id, ballots.text != "").distinct()
    return sorted(db.session.scalars(query), key=lambda text: mark_of(poll, text))


def mark_of(poll, text):
    """What stands for a text in a form: it says nothing of the ballot on which the text came."""
    return hashlib.sha256(f"{poll.shuffle_key}:{text}".encode()).hexdigest()[:24]


def _rows(poll, ranked, written):
    ballots, ballot = _ballots(poll)
    places = select(
        ballots.question_id,
        cast(ballot, String).label("ballot"),
        ballots.place.label("place"),
        ballots.option_id,
        literal("").label("text"),
    ).where(ballots.question_id.in_(ranked))
    chosen = select(
        PollQuote.question_id, literal(""), PollQuote.id, cast(null(), Integer), PollQuote.text
    ).where(PollQuote.question_id.in_(written))
    return union_all(places, chosen).order_by("question_id", "ballot", "place")


def _ballots(poll):
    """The table of this poll's ballots, and the column that keeps the rows of one together."""
    return (SecretBallot, SecretBallot.ballot) if poll.is_secret else (OpenBallot, OpenBallot.member_id)
