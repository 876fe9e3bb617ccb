"""Atom feeds of what a visitor may see, whoever asks: a feed reader has no session, and feeds get passed on."""

import re
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from flask import abort, request
from sqlalchemy import func
from sqlalchemy.orm import contains_eager

from app.accounts.signing_in import Visitor
from app.boards.models import Board
from app.events.models import Event
from app.extensions import db
from app.kinds import KINDS
from app.permissions import visible_boards, visible_posts, visible_topics
from app.posts.models import Post
from app.site import current_site
from app.topics.models import Topic
from app.web.addresses import whole_url
from app.web.templates import name_of
from app.web.words import speaking, translate

ENTRIES = 30
ATOM, XML = "http://www.w3.org/2005/Atom", "http://www.w3.org/XML/1998/namespace"
# XML 1.0 has no way to write these.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Feed:
    """A list of posts with a name; `page` is the page of the site that shows the same."""

    title: str
    page: str
    posts: list
    changed_at: datetime

    def xml(self):
        """The Atom document."""
        ET.register_namespace("", ATOM)
        feed = ET.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}base": whole_url("/"), f"{{{XML}}}lang": current_site().language})
        _add(feed, "id", _tag(self.page))
        _add(feed, "title", self.title)
        _add(feed, "updated", _stamp(max((_changed(post) for post in self.posts), default=current_site().opened_at)))
        _link(feed, "self", whole_url(request.path), "application/atom+xml")
        _link(feed, "alternate", whole_url(self.page), "text/html")
        _add(feed, "generator", "Earshot")
        for post in self.posts:
            _add_entry(feed, post)
        return ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def feed_of_all():
    """The newest topics of all public boards."""
    return _feed_of_topics(_site().name, "/")


def kind_feed(kind):
    """The newest topics of one kind."""
    site = _site()
    with speaking(site.language):
        title = f"{kind.noun} · {site.name}"
    return _feed_of_topics(title, f"/{kind.name}", Board.kind == kind.name)


def board_feed(slug):
    """The newest topics of one board, or 404 for a board that is not public."""
    site = _site()
    board = db.session.scalar(visible_boards(Visitor()).where(Board.slug == slug)) or abort(404)
    return _feed_of_topics(f"{board.name} · {site.name}", board.url, Topic.board_id == board.id)


def topic_feed(topic_id, kind):
    """The newest posts of one topic, or 404 for one that is not public."""
    site = _site()
    query = visible_topics(Visitor()).where(Topic.id == topic_id, Board.kind == kind.name)
    topic = db.session.scalar(query) or abort(404)
    posts = visible_posts(Visitor()).where(Post.topic_id == topic.id).order_by(Post.id.desc()).limit(ENTRIES)
    return Feed(f"{topic.title} · {site.name}", topic.url, list(db.session.scalars(posts)), _last_change())


def _site():
    return current_site() or abort(404)


def _feed_of_topics(title, page, *conditions):
    query = visible_posts(Visitor()).where(Post.is_opening, *conditions)
    query = query.options(contains_eager(Post.topic).contains_eager(Topic.board))
    newest = query.order_by(Topic.created_at.desc(), Topic.id.desc()).limit(ENTRIES)
    return Feed(title, page, list(db.session.scalars(newest)), _last_change())


def _last_change():
    """When something last happened here: also what went away changes a feed."""
    return db.session.scalar(db.select(func.max(Event.created_at))) or current_site().opened_at


def _add_entry(feed, post):
    topic = post.topic
    entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
    _add(entry, "id", _tag(f"/posts/{post.id}"))
    _add(entry, "title", topic.title if post.is_opening else _answer_title(post))
    _add(entry, "published", _stamp(post.created_at))
    _add(entry, "updated", _stamp(_changed(post)))
    with speaking(current_site().language):
        _add(ET.SubElement(entry, f"{{{ATOM}}}author"), "name", str(name_of(post.author)))
        _category(entry, topic.kind, str(KINDS[topic.kind].one))
    for tag in topic.tag_names:
        _category(entry, tag, tag)
    _link(entry, "alternate", whole_url(post.url), "text/html")
    _add(entry, "content", post.html, type="html")


def _answer_title(post):
    with speaking(current_site().language):
        return str(translate("%(name)s in “%(title)s”", name=name_of(post.author), title=post.topic.title).unescape())


def _changed(post):
    return post.edited_at or post.created_at


def _add(parent, name, text, **attributes):
    ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = UNWRITABLE.sub("", text)


def _link(parent, rel, href, type):
    ET.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": href, "type": type})


def _category(entry, term, label):
    ET.SubElement(entry, f"{{{ATOM}}}category", {"term": UNWRITABLE.sub("", term), "label": UNWRITABLE.sub("", label)})


def _tag(path):
    """A name that stays the same when the address of the page changes (RFC 4151)."""
    host = whole_url().split("://", 1)[1].split("/", 1)[0].split(":", 1)[0]
    return f"tag:{host},{current_site().opened_at:%Y-%m-%d}:{path}"


def _stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
