"""Holds a new text whose score is above what the owner allows; it stands beside the other rules of moderation."""

from datetime import timedelta

from sqlalchemy import func, select

from app.database import now
from app.extensions import db
from app.moderation.scoring.clues import Signals
from app.moderation.scoring.features import own_host, read_text
from app.moderation.scoring.knowledge import known_of
from app.moderation.scoring.models import SPAM, LinkedHost
from app.moderation.scoring.score import score_of
from app.moderation.scoring.words import SCORE
from app.posts.holding import Reason
from app.site import SPAM_CARE, current_site

WEEK = timedelta(days=7)


def too_likely_spam(writing):
    """The rule: a reason to hold this text, with the clues behind its score, or nothing."""
    site = current_site()
    bar = SPAM_CARE.get(site.spam_care, 1) if site else 1
    if bar > 1:
        return
    reading = read_text(writing.body, writing.title)
    score = score_of(reading, signals_of(writing, reading), known_of(SPAM))
    if score.probability >= bar:
        because = [[clue.name, clue.facts] for clue in score.because]
        yield Reason(SCORE, {"percent": score.percent, "because": because}, tuple(_matches(score, reading)))


def signals_of(writing, reading):
    """What is known about a text beside its words; one statement, and only where it links to somewhere."""
    author, own = writing.author, own_host()
    return Signals(
        trap=bool(writing.signals.get("trap")),
        seconds=None if writing.is_edit else writing.signals.get("seconds"),
        account_days=(now() - author.created_at) / timedelta(days=1),
        posts=author.post_count,
        mail=author.email or author.wanted_email or "",
        hosts=_count_hosts([host for host in reading.hosts if host != own]),
        own_host=own,
    )


def _count_hosts(hosts):
    if not hosts:
        return {}
    query = select(LinkedHost.host, func.count(LinkedHost.post_id)).where(
        LinkedHost.host.in_(hosts[:20]), LinkedHost.created_at > now() - WEEK
    )
    return {host: count for host, count in db.session.execute(query.group_by(LinkedHost.host))}


def _matches(score, reading):
    for clue in score.because:
        yield from clue.facts.get("words", ())
        if clue.name in ("links", "repeated"):
            yield from reading.hosts
