"""Trying a rule on what was written lately: what would it have held? Nothing is changed by it."""

import time
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.accounts.models import Member
from app.accounts.roles import MEMBER, NEW
from app.database import now
from app.extensions import db
from app.moderation.checks import A_DAY, Text, check
from app.moderation.prints import SpamPrint, likeness
from app.permissions import board_is_visible
from app.posts.holding import Writing
from app.posts.models import Post
from app.topics.models import DELETED, PUBLISHED, Topic

DAYS, MOST, SHOWN, SECONDS = 30, 2000, 10, 2.0


@dataclass
class Trial:
    """How many texts were looked at, which a rule would have held, and how many of those stand there unharmed."""

    looked_at: int = 0
    held: int = 0
    stand: int = 0
    samples: list = field(default_factory=list)

    def note(self, post, reasons):
        self.held += 1
        self.stand += post.state == PUBLISHED
        if len(self.samples) < SHOWN:
            self.samples.append((post, [piece for reason in reasons for piece in reason.matches]))


def try_rule(rule, reader):
    """A Trial of this rule (Said) on the newest texts of 30 days that the reader may see; it takes two seconds at most."""
    trial, until, posts = Trial(), time.monotonic() + SECONDS, _recent_posts(reader)
    nearest = _nearest_of_others()
    for post in posts:
        if time.monotonic() > until:
            break
        trial.looked_at += 1
        text = Text(
            _writing_of(post),
            lambda post=post: _written_before(post, posts),
            nearest=lambda numbers, post=post: nearest(numbers, post.id),
            at=post.created_at,
        )
        if reasons := list(check(rule, text)):
            trial.note(post, reasons)
    return trial


def _recent_posts(reader):
    query = (
        select(Post)
        .join(Post.topic)
        .join(Topic.board)
        .join(Member, Member.id == Post.author_id)
        .options(
            contains_eager(Post.topic).contains_eager(Topic.board),
            contains_eager(Post.author),
        )
        .where(Post.created_at > now() - timedelta(days=DAYS), Post.state != DELETED, Member.role.in_((NEW, MEMBER)))
        .where(Post.origin.is_(None), board_is_visible(reader))
    )
    return list(db.session.scalars(query.order_by(Post.id.desc()).limit(MOST)))


def _writing_of(post):
    title = post.topic.title if post.is_opening else ""
    return Writing(post.author, post.topic.board, post.body, title, is_topic=post.is_opening)


def _written_before(post, posts):
    return [
        (other.created_at, other.body)
        for other in posts
        if other.author_id == post.author_id
        and other.id < post.id
        and post.created_at - other.created_at <= A_DAY
    ]


def _nearest_of_others():
    """How near a text is to removed advertisements other than itself; each is read once."""
    prints = {}
    for number, post_id in db.session.execute(select(SpamPrint.number, SpamPrint.post_id)):
        prints.setdefault(post_id, set()).add(number)

    def nearest(numbers, id):
        return max((likeness(numbers, other) for post_id, other in prints.items() if post_id != id), default=0.0)

    return nearest
