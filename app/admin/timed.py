"""What is thrown away by the clock: nothing of a member is kept longer than it is needed (security L5)."""

from datetime import timedelta

from sqlalchemy import delete, or_, update

from app.accounts.models import ABSOLUTE_DAYS, IDLE_DAYS, OneTimeLink, SignIn
from app.database import now
from app.events.schedule import TimedAct
from app.exchange.batches import forget_old_files
from app.extensions import db
from app.web.once import SentForm

KEEP_SENT_FORMS = timedelta(days=1)
KEEP_LINKS = timedelta(days=30)
KEEP_NETWORKS = timedelta(days=7)


def forget_what_is_over():
    """Remove sent forms, files that were only looked at, links and sessions that no longer serve, and old networks."""
    at = now()
    forget_old_files()
    db.session.execute(delete(SentForm).where(SentForm.created_at < at - KEEP_SENT_FORMS))
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.created_at < at - KEEP_LINKS))
    # The staff's sessions end sooner; those are refused when they come, and go with the others here.
    idle, absolute = at - timedelta(days=IDLE_DAYS[False]), at - timedelta(days=ABSOLUTE_DAYS[False])
    db.session.execute(delete(SignIn).where(or_(SignIn.seen_at < idle, SignIn.created_at < absolute)))
    db.session.execute(
        update(SignIn).where(SignIn.created_at < at - KEEP_NETWORKS, SignIn.network != "").values(network="")
    )


TIMED = [TimedAct("forget what is over", timedelta(hours=1), forget_what_is_over)]
