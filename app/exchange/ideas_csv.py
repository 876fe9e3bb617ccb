"""The ideas of a board as CSV, for a spreadsheet and for another site; nothing in it runs as a formula."""

import csv
import io

from sqlalchemy import select

from app.accounts.models import Member
from app.extensions import db
from app.kinds.ideas.models import Idea
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic

from .cells import defuse

HEADER = ("id", "title", "text", "status", "reason", "tags", "author", "votes", "created")
PAGE = 500
# Spreadsheets on Windows take a file without this for one in an old encoding.
MARK = "\ufeff"


def ideas_as_csv(board_id):
    """The published ideas of a board as lines of CSV, read a page at a time, oldest first."""
    yield MARK + _line(HEADER)
    last = 0
    while rows := db.session.execute(_ideas(board_id, last)).all():
        yield "".join(_line(_cells(row)) for row in rows)
        last = rows[-1].id


def _ideas(board_id, last):
    return (
        select(
            Topic.id, Topic.title, Post.body, Idea.status, Idea.reason, Topic.tag_names,
            Member.name, Member.left_at, Topic.vote_count, Topic.created_at,
        )
        .join(Idea, Idea.topic_id == Topic.id)
        .join(Post, (Post.topic_id == Topic.id) & Post.is_opening)
        .outerjoin(Member, Member.id == Topic.author_id)
        .where(Topic.board_id == board_id, Topic.state == PUBLISHED, Topic.id > last)
        .order_by(Topic.id)
        .limit(PAGE)
    )  # fmt: skip


def _cells(row):
    author = row.name if row.name and not row.left_at else ""
    tags = ", ".join(row.tag_names)
    texts = (row.title, row.body, row.status, row.reason, tags, author)
    return (row.id, *(defuse(text) for text in texts), row.vote_count, row.created_at.isoformat())


def _line(cells):
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
