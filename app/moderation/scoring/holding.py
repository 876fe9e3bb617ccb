"""Holds a new text whose score is above what the owner allows; it stands beside the other rules of moderation."""

from datetime import timedelta

from sqlalchemy import distinct, func, select

from app.accounts.models import Member
from app.database import now
from app.extensions import db
from app.moderation.scoring.clues import KNOWN_POSTS, Signals
from app.moderation.scoring.features import own_host, read_text
from app.moderation.scoring.knowledge import known_of
from app.moderation.scoring.models import SPAM, LinkedHost
from app.moderation.scoring.score import score_of
from app.moderation.scoring.words import SCORE
from app.posts.holding import Reason
from app.posts.models import Post
from app.site import SPAM_CARE, current_site

WEEK = timedelta(days=7)
# One member may promote a site; when two who are known link to it, it belongs here.
USUAL_FROM = 2


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
    lately, usual = _look_up([host for host in reading.hosts if host != own])
    return Signals(
        trap=bool(writing.signals.get("trap")),
        seconds=None if writing.is_edit else writing.signals.get("seconds"),
        account_days=(now() - author.created_at) / timedelta(days=1),
        posts=author.post_count,
        mail=author.email or author.wanted_email or "",
        hosts=lately,
        usual_hosts=usual,
        own_host=own,
    )


def _look_up(hosts):
    """({host: texts of new accounts that linked to it this week}, the hosts that known members link to)."""
    if not hosts:
        return {}, frozenset()
    is_known = Member.post_count >= KNOWN_POSTS
    query = (
        select(
            LinkedHost.host,
            func.count().filter(~is_known, LinkedHost.created_at > now() - WEEK),
            func.count(distinct(Member.id)).filter(is_known),
        )
        .join(Post, Post.id == LinkedHost.post_id)
        .join(Member, Member.id == Post.author_id)
        .where(LinkedHost.host.in_(hosts[:20]))
        .group_by(LinkedHost.host)
    )
    found = list(db.session.execute(query))
    return {host: new for host, new, _known in found}, frozenset(
        host for host, _new, known in found if known >= USUAL_FROM
    )


def _matches(score, reading):
    for clue in score.because:
        yield from clue.facts.get("words", ())
        if clue.name in ("links", "repeated"):
            yield from reading.hosts
