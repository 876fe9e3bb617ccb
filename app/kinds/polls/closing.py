"""The end of a poll, early or by the clock: a file of its own, for it touches the poll, its parts and its ballots."""

from app.extensions import db
from app.kinds.polls.ballots import seal
from app.kinds.polls.splits import keep_parts


def close_poll(poll, *, by, at=None):
    """No more ballots; what may be told of parts of the members is counted. A second time changes nothing."""
    if poll.closed_at:
        return
    poll.close(by=by, at=at)
    # From here on the database refuses ballots, so that nothing comes between counting and the end.
    db.session.flush()
    keep_parts(poll)
    seal(poll)
