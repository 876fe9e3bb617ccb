"""The sitemap: every public topic, in parts that stay the same while topics are added."""

from xml.sax.saxutils import escape

from flask import abort
from sqlalchemy import func, select

from app.accounts.signing_in import Visitor
from app.boards.models import Board
from app.extensions import db
from app.kinds import KINDS
from app.permissions import board_is_visible, text_is_visible, visible_boards
from app.topics.models import Topic
from app.web.addresses import whole_url

PART = 5000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_of(part=None):
    """The whole sitemap where it fits in one file; else the list of its parts, or one of them. XML text."""
    parts = (db.session.scalar(select(func.max(Topic.id))) or 0) // PART + 1
    if part is None and parts > 1:
        return _index(parts)
    if not 1 <= (part or 1) <= parts:
        abort(404)
    lines = [_address(path) for path in _fixed_pages()] if part in (None, 1) else []
    return _document("urlset", [*lines, *_topics(part or 1)])


def _index(parts):
    addresses = (whole_url(f"/sitemap.xml?part={n}") for n in range(1, parts + 1))
    return _document("sitemapindex", [f"<sitemap><loc>{escape(address)}</loc></sitemap>" for address in addresses])


def _fixed_pages():
    boards = db.session.scalars(visible_boards(Visitor()))
    return ["/", "/faq", *(f"/{name}" for name in KINDS), *(board.url for board in boards)]


def _topics(part):
    """One line a topic; by id, so that a topic never moves to another part."""
    query = (
        select(Topic.id, Topic.slug, Topic.last_activity_at, Board.kind)
        .join(Topic.board)
        .where(board_is_visible(Visitor()), text_is_visible(Topic, Visitor()))
        .where(Topic.id >= (part - 1) * PART, Topic.id < part * PART)
        .order_by(Topic.id)
    )
    for id, slug, changed_at, kind in db.session.execute(query):
        yield _address(f"/{kind}/{id}-{slug}", changed_at)


def _address(path, changed_at=None):
    changed = f"<lastmod>{changed_at:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed_at else ""
    return f"<url><loc>{escape(whole_url(path))}</loc>{changed}</url>"


def _document(name, lines):
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{NAMESPACE}">\n'
    return head + "\n".join(lines) + f"\n</{name}>\n"
