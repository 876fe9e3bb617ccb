"""Drafts become rows: in batches, one transaction each, so that a stopped import goes on where it was.

What already has its origin in the database is left as it is. No event is recorded for single rows: nobody is
to be told today what somebody wrote years ago.
"""

from collections import Counter

from sqlalchemy import insert, select, update

from app.accounts.models import APPROVED_POSTS_TO_JOIN, Member
from app.accounts.roles import MEMBER
from app.database import now
from app.extensions import db
from app.kinds.questions.models import Question
from app.posts.models import Post
from app.tags.models import Tag, TopicTag
from app.topics.models import Topic, TopicLink

from .author_names import AuthorNames
from .origins import Origins, add_rows, look_up
from .rows import post_row, tag_rows, topic_row

BATCH = 500


class Writer:
    """Writes a checked source into a board. `added` counts what was new; `renamed` holds (there, here)."""

    def __init__(self, source, board_id, progress=lambda steps: None):
        self.source, self.board_id, self.progress = source, board_id, progress
        self.origins = Origins(source.prefix)
        self.added = Counter()
        self.renamed = []
        self.names = None

    def write(self):
        """All of it, in an order in which whatever is pointed at is there first."""
        self._write_each(self.source.authors(), self._write_authors)
        self._write_each(self.source.openings(), self._write_openings)
        for stage in self.source.replies():
            self._write_each(stage, self._write_replies)
        self._write_each(self.source.links(), self._write_links)

    def _write_each(self, drafts, write):
        for batch in _batches(drafts):
            write(batch)
            self._commit()
            self.progress(len(batch))

    def _commit(self):
        db.session.commit()
        db.session.expunge_all()

    def _write_authors(self, authors):
        if missing := self.origins.missing(Member, authors):
            self.names = self.names or AuthorNames()
            ids = self.origins.make(Member, [self._member_row(author) for author in missing])
            self._note("member_id", ids.values())
            self.added["member"] += len(missing)

    def _member_row(self, author):
        given, is_another = self.names.give(author.name, fallback=author.key.replace(":", ""))
        if is_another:
            self.renamed.append((author.name, given["name"]))
        return given | {
            "origin": self.origins.of(author.key),
            "created_at": author.created_at or now(),
            "role": MEMBER,
            "approved_posts": APPROVED_POSTS_TO_JOIN,
        }

    def _write_openings(self, drafts):
        if not (missing := self.origins.missing(Topic, drafts)):
            return
        posts = self._post_rows(missing)
        pairs = zip(missing, posts, strict=True)
        ids = self.origins.make(Topic, [topic_row(draft, post, self.board_id) for draft, post in pairs])
        placed = [post | {"topic_id": ids[post["origin"]], "is_opening": True} for post in posts]
        add_rows(insert(Post), placed)
        drafts_of_topics = {ids[self.origins.of(draft.key)]: draft for draft in missing}
        parts = [{"topic_id": topic_id} | draft.part for topic_id, draft in drafts_of_topics.items()]
        add_rows(insert(self.source.part), parts)
        new_tags = _write_tags({topic_id: tag_rows(draft.tags) for topic_id, draft in drafts_of_topics.items()})
        self._note("topic_id", ids.values())
        self._note("tag_id", new_tags)
        self._count(missing)

    def _write_replies(self, drafts):
        if not (missing := self.origins.missing(Post, drafts)):
            return
        topics = self.origins.topics(draft.topic for draft in missing)
        places = self.origins.places({draft.parent for draft in missing}) | {
            None: {"parent_id": None, "thread_id": None}
        }
        missing = [draft for draft in missing if draft.topic in topics and draft.parent in places]
        placed = [
            row | {"topic_id": topics[draft.topic], "is_opening": False} | places[draft.parent]
            for draft, row in zip(missing, self._post_rows(missing), strict=True)
        ]
        ids = self.origins.make(Post, placed)
        for draft in missing:
            if draft.accepted_at:
                _accept(topics[draft.topic], ids[self.origins.of(draft.key)], draft.accepted_at)
        self._count(missing)

    def _write_links(self, drafts):
        ids = self.origins.topics(key for draft in drafts for key in (draft.topic, draft.other))
        rows = {
            (ids[draft.topic], ids[draft.other], draft.kind): draft.created_at
            for draft in drafts
            if draft.topic in ids and draft.other in ids
        }
        known = select(TopicLink.topic_id, TopicLink.other_id, TopicLink.kind)
        for link in look_up(known.where(TopicLink.topic_id.in_({topic for topic, _, _ in rows}))):
            rows.pop(tuple(link), None)
        columns = ("topic_id", "other_id", "kind", "created_at")
        if rows:
            values = [dict(zip(columns, (*link, at), strict=True)) for link, at in rows.items()]
            add_rows(insert(TopicLink), values)
        self.added.update(kind for _, _, kind in rows)

    def _note(self, column, ids):
        """These rows are new: only batches, which can be undone, keep a list of them."""

    def _post_rows(self, drafts):
        authors = self.origins.authors(drafts)
        return [post_row(draft, self.origins.of(draft.key), authors.get(draft.author)) for draft in drafts]

    def _count(self, drafts):
        for draft in drafts:
            self.added[draft.noun] += 1
            self.added["accepted"] += draft.accepted_at is not None
            self.added["comment_up" if draft.noun == "comment" else "up"] += draft.up
            self.added["comment_down" if draft.noun == "comment" else "down"] += draft.down


def _batches(drafts):
    """At most BATCH drafts at a time, none together with the one it answers: that must have its row first."""
    batch, keys = [], set()
    for draft in drafts:
        if len(batch) == BATCH or getattr(draft, "parent", None) in keys:
            yield batch
            batch, keys = [], set()
        batch.append(draft)
        keys |= {getattr(draft, "key", None)} - {None}
    if batch:
        yield batch


def _write_tags(tags_of_topics):
    """File the topics under these tags; returns the ids of the tags that are new."""
    wanted = {tag["slug"]: tag for tags in tags_of_topics.values() for tag in tags}
    ids = dict(db.session.execute(select(Tag.slug, Tag.id).where(Tag.slug.in_(wanted))).all())
    made = {}
    if new := [tag for slug, tag in wanted.items() if slug not in ids]:
        made = dict(db.session.execute(insert(Tag).returning(Tag.slug, Tag.id), new).all())
        ids |= made
    rows = [
        {"topic_id": topic_id, "tag_id": ids[tag["slug"]]}
        for topic_id, tags in tags_of_topics.items()
        for tag in tags
    ]
    if rows:
        add_rows(insert(TopicTag), rows)
    return made.values()


def _accept(topic_id, answer_id, at):
    """The asker said so, there; a question without owner was accepted by nobody we know."""
    asker = select(Topic.author_id).where(Topic.id == topic_id).scalar_subquery()
    db.session.execute(
        update(Question)
        .where(Question.topic_id == topic_id)
        .values(accepted_id=answer_id, accepted_by_id=asker, accepted_at=at)
        .execution_options(synchronize_session=False)
    )
