"""The index and what it is filled with: posts as the index wants them.

Its own file because readers, routes and the health probe share it, and most of them never search.
"""

import re
from html import unescape

from flask import current_app
from sqlalchemy import select

from app.boards.models import Board
from app.config import POSTGRES, WHOOSH
from app.database import reading
from app.extensions import db
from app.posts.models import Post
from app.search.documents import Document
from app.search.folder import FOLDER
from app.search.index import SearchIndex
from app.search.postgres.index import PostgresIndex
from app.topics.models import PUBLISHED, Topic

CHUNK = 500
_INLINE = re.compile(r"</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|s|span|strong|sub|sup)\b[^>]*>")
_BLOCK = re.compile(r"<[^>]*>")


def index_of(app=None):
    """The index, one object a process, kept on the app."""
    app = app or current_app
    if "search" not in app.extensions:
        app.extensions["search"] = ENGINES[app.config["SEARCH"]](app)
    return app.extensions["search"]


# What EARSHOT_SEARCH may say.
ENGINES = {
    WHOOSH: lambda app: SearchIndex(app.config["INSTANCE"] / FOLDER),
    POSTGRES: lambda app: PostgresIndex(lambda: db.engine),
}


def words_of(html):
    """The words of a post's HTML as one plain text; not for showing without escaping."""
    return unescape(_BLOCK.sub(" ", _INLINE.sub("", html)))


def load_documents(ids):
    """The published posts of published topics among these, ready for the index."""
    ids, found = sorted(ids), []
    with reading(), db.engine.connect() as connection:
        for start in range(0, len(ids), CHUNK):
            query = _posts.where(Post.id.in_(ids[start : start + CHUNK]))
            found += [_document(row) for row in connection.execute(query)]
    return found


_posts = (
    select(
        Post.id,
        Post.topic_id,
        Topic.board_id,
        Board.kind,
        Post.author_id,
        Post.created_at,
        Post.is_opening,
        Post.html,
        Post.language,
        Topic.title,
        Topic.tag_names,
    )
    .join(Topic, Topic.id == Post.topic_id)
    .join(Board, Board.id == Topic.board_id)
    .where(Post.state == PUBLISHED, Topic.state == PUBLISHED)
)


def _document(row):
    return Document(
        pid=row.id,
        topic=row.topic_id,
        board=row.board_id,
        kind=row.kind,
        author=row.author_id or 0,
        ts=max(0, int(row.created_at.timestamp())),
        opening=row.is_opening,
        body=words_of(row.html),
        title=row.title if row.is_opening else "",
        tags=" ".join(row.tag_names) if row.is_opening else "",
        language=row.language,
    )
