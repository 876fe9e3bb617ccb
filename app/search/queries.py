"""Reading a page of search results: never more than the reader may see."""

import logging
import re
from dataclasses import dataclass, field
from math import log10

from sqlalchemy import Row, and_, bindparam, func, or_, select
from sqlalchemy.orm import load_only

from app.accounts.bylines import Byline
from app.accounts.models import Member
from app.boards.models import Board
from app.extensions import db
from app.kinds import KINDS
from app.permissions import kept_for_each_role, visible_posts
from app.posts.models import Post
from app.search.analysis import fold, stems_of, words
from app.search.asked import understand
from app.search.engine import SearchUnavailable
from app.search.here import index_of, words_of
from app.search.letters import is_slip, kinship
from app.search.narrowing import Narrowing
from app.search.rounds import Rounds
from app.search.snippets import LOOKED_AT, snippet
from app.search.synonyms import synonyms_in_force
from app.topics.models import PUBLISHED, Topic

PAGE = 10
LAST_PAGE = 50
# Two lines of a card on a phone hold little more than half of it.
SNIPPET = 160
# While there is no index the texts themselves are read: the newest only, for it takes long.
READ_AT_MOST = 5_000
VOTES_COUNT = 0.05

log = logging.getLogger(__name__)


# Plain columns: making forty objects for ten results takes longer than searching.
COLUMNS = (
    Post.id,
    Post.topic_id,
    Post.is_opening,
    Post.language,
    Post.created_at,
    Post.html,
    Post.author_id,
    Post.vote_count,
    Member.name.label("author_name"),
    Member.handle,
    Member.role,
    Member.avatar,
    Member.left_at,
    Topic.title,
    Topic.slug,
    Board.name.label("board"),
    Board.kind,
)


@dataclass
class Result:
    """A post that was found (a row of COLUMNS), its topic's title and a part of its text, the words marked.

    `topic` is there when its kind has a part.
    """

    post: Row
    title: str
    snippet: str
    topic: Topic | None = None

    @property
    def url(self):
        """As `Post.url`."""
        topic = f"/{self.post.kind}/{self.post.topic_id}-{self.post.slug}"
        return topic if self.post.is_opening else f"{topic}?post={self.post.id}#post-{self.post.id}"

    @property
    def author(self):
        post = self.post
        if post.author_id is None:
            return None
        return Byline(post.author_id, post.author_name, post.handle, post.role, post.avatar, post.left_at)


@dataclass
class ResultPage:
    """A page of results. `matching` is None and `is_makeshift` true while the index is being built.

    `is_loose` says that nothing has the words and this comes closest; `instead` is the line as it was probably meant.
    """

    results: list = field(default_factory=list)
    matching: int | None = 0
    has_more: bool = False
    is_makeshift: bool = False
    is_loose: bool = False
    instead: str | None = None


def finds_nothing(question, boards):
    """Whether nothing that this reader may see has any of the words."""
    page = find_results(question, boards=boards, narrowed=Narrowing({}, None, None, None))
    return not page.is_makeshift and (page.is_loose or not page.results)


def find_results(question, *, boards, narrowed, page=1, typing=False):
    """Page `page` of what answers a search line, the best post of each topic; `boards` are all it may come from.

    One query besides the index, one more where topics are narrowed by what their kind knows of them.
    """
    boards = {board.id for board in boards if narrowed.kind is None or board.kind == narrowed.kind.name}
    asked = understand(question, typing=typing, synonyms=synonyms_in_force())
    if not asked.words or not boards or narrowed.is_impossible:
        return ResultPage()
    limits = {"limit": PAGE, "offset": (page - 1) * PAGE}
    hits = found_by_index(asked, boards=boards, **narrowed.for_index(), **limits)
    if hits is None:
        return _makeshift(asked, boards, narrowed, page)
    posts = rows_of([hit.pid for hit in hits.hits], boards)
    best = sorted(hits.hits, key=lambda hit: -hit.score * _said_by_votes(posts.get(hit.pid)))
    found = [posts[hit.pid] for hit in best if hit.pid in posts]
    more = hits.has_more and page < LAST_PAGE
    instead = meant_instead(question, asked, found) if hits.is_loose else None
    return ResultPage(_results(found, hits.terms), hits.matching, more, is_loose=hits.is_loose, instead=instead)


def _said_by_votes(post):
    """Ten votes move a post up a little among those that answer nearly as well."""
    return 1 + VOTES_COUNT * log10(1 + max(0, post.vote_count)) if post else 1


def meant_instead(question, asked, found):
    """The line as it was probably meant: words that nothing has, as somebody wrote them in what was found."""
    there = {word for post in found for word in words(f"{post.title} {words_of(post.html[:LOOKED_AT])}")}
    stems, meant = {stem for word in there for stem in stems_of(word)}, question
    for word in asked.words:
        like = {other: kinship(fold(other), fold(word.text)) for other in there if is_slip(fold(other), fold(word.text))}
        if stems.isdisjoint(word.stems) and like:
            meant = re.sub(rf"\b{re.escape(word.text)}\b", max(like, key=like.get), meant, flags=re.IGNORECASE)
    return meant if meant != question else None


def found_by_index(asked, **narrowed):
    """The index's answer, or None when it has none now: then it is begun anew if that is what helps."""
    index = index_of()
    if not Rounds(index).is_complete:
        return None
    try:
        return index.search(asked, **narrowed)
    except SearchUnavailable:
        try:
            index.open_or_create()
        except Exception as error:
            log.warning("There can be no search index now: %r", error)
        return None


def rows_of(ids, boards):
    """The posts among these that are still there for this reader, as the database has them now: id → row."""
    given = {"ids": list(ids), "boards": list(boards)}
    return {post.id: post for post in db.session.execute(_these(), given)} if ids else {}


@kept_for_each_role
def _these(reader):
    return _published(reader).where(Post.id.in_(bindparam("ids", expanding=True)))


@kept_for_each_role
def _published(reader):
    """What can be found at all on these boards: published posts of published topics, though moderators see more."""
    on_these = Topic.board_id.in_(bindparam("boards", expanding=True))
    is_published = and_(Post.state == PUBLISHED, Topic.state == PUBLISHED, on_these)
    return visible_posts(reader).with_only_columns(*COLUMNS).where(is_published)


def _results(posts, terms):
    topics = _topics_with_parts(posts)
    return [
        Result(
            post,
            snippet(post.title, terms, post.language, length=300),
            snippet(words_of(post.html[: 2 * LOOKED_AT]), terms, post.language, SNIPPET),
            topics.get(post.topic_id),
        )
        for post in posts
    ]


def _topics_with_parts(posts):
    """The topics whose kind has a badge to show, with what it shows: id → topic."""
    kinds = [KINDS[name] for name in {post.kind for post in posts} if KINDS[name].part]
    if not kinds:
        return {}
    query = select(Topic).where(Topic.id.in_([post.topic_id for post in posts]))
    parts = [option for kind in kinds for option in kind.load()]
    return {topic.id: topic for topic in db.session.scalars(query.options(load_only(Topic.id), *parts))}


def _makeshift(asked, boards, narrowed, page):
    """Titles, and the newest texts, that hold the words as they were typed."""
    query = _published().where(_holding(asked), *narrowed.conditions())
    query = query.order_by(Post.id.desc()).limit(PAGE + 1).offset((page - 1) * PAGE)
    posts = db.session.execute(query, {"boards": list(boards)}).all()
    results = _results(posts[:PAGE], asked.stems)
    return ResultPage(results, None, len(posts) > PAGE and page < LAST_PAGE, is_makeshift=True)


def _holding(asked):
    newest = select(func.max(Post.id)).scalar_subquery()
    titled = select(Topic.id).where(_all_words(Topic.title, asked))
    return or_(
        and_(Post.is_opening, Post.topic_id.in_(titled)),
        and_(Post.id > newest - READ_AT_MOST, _all_words(Post.body, asked)),
    )


def _forms(text):
    return {text, text.capitalize()}


def _all_words(column, asked):
    """SQLite knows capitals of plain letters only, so a word is tried in lower case and with a capital."""
    return and_(
        or_(*(column.icontains(form, autoescape=True) for one in (word, *word.others) for form in _forms(one.text)))
        for word in asked.words
    )
