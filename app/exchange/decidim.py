"""A Decidim export in JSON lines as drafts: proposals become ideas, their comments threads."""

import json
from functools import partial

from flask_babel import lazy_gettext as _l

from app.kinds.ideas.models import NEW, NOT_NOW, PLANNED, Idea

from .drafts import Author, OpeningDraft, ReplyDraft, Survey
from .html import html_to_markdown
from .markdown import plain_to_markdown
from .sources import DAMAGED, LARGEST_ROW, BrokenFile, Record, find_source, open_source, site_name

STATUSES = {"accepted": PLANNED, "rejected": NOT_NOW}
TAG_FIELDS = ("category", "subcategory", "district")
DATES = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y", None)
DEEPEST = 100


class Decidim:
    """Proposals and comments in a folder. `check()` comes first; only then may the rest be asked."""

    kind = "ideas"
    part = Idea

    def __init__(self, folder):
        self.site = site_name(folder)
        self.prefix = f"decidim:{self.site}"
        self.proposals = find_source(folder, "proposals.jsonl")
        self.comments = find_source(folder, "comments.jsonl", required=False)

    def check(self):
        """Read every row of both files; returns the Survey. Raises BrokenFile."""
        self.survey = Survey()
        self.ideas, self.threads, self.people = set(), {}, {}
        for row in _rows(self.proposals):
            self._check_proposal(row)
        for row in self._comment_rows():
            self._check_comment(row)
        lost = [id for id, chain in self.threads.items() if any(each not in self.threads for each in chain)]
        self.survey.noted["replies_to_missing"] = len(lost)
        self.threads.update(dict.fromkeys(lost, ()))
        self.survey.found["member"] = len(self.people)
        return self.survey

    def authors(self):
        for id, name in self.people.items():
            yield Author(f"user:{id}", name, None)

    def openings(self):
        for row in _rows(self.proposals):
            if not row.values.get("hidden"):
                yield self._opening(row)

    def replies(self):
        """In the order of time, which is how threads are read; what is answered always comes first."""
        drafts = [self._reply(row, self.threads[id]) for id, row in self._known_comments()]
        written = {draft.key: draft.created_at for draft in drafts}

        def place(draft):
            id = int(draft.key.removeprefix("comment:"))
            above = [f"comment:{each}" for each in self.threads[id]]
            return max(written[key] for key in (draft.key, *above)), len(above), id

        yield sorted(drafts, key=place)

    def links(self):
        return ()

    def _check_proposal(self, row):
        draft = self._opening(row)
        if draft.key in self.ideas:
            raise row.broken(_l("the Id %(id)s stands in the file twice", id=row.integer("id")))
        if row.values.get("hidden"):
            self.survey.noted["hidden"] += 1
            return
        self.ideas.add(draft.key)
        self.survey.found["idea"] += 1
        self.survey.found["up"] += draft.up
        self._note_author(row, draft.author, "ideas_without_author")

    def _check_comment(self, row):
        draft, id = self._reply(row, ()), row.integer("id")
        if id in self.threads:
            raise row.broken(_l("the Id %(id)s stands in the file twice", id=id))
        if row.values.get("hidden"):
            self.survey.noted["hidden"] += 1
        elif row.text("commentable_type", "Proposal") != "Proposal" or draft.topic not in self.ideas:
            self.survey.noted["comments_on_missing"] += 1
        else:
            self.threads[id] = _chain(row)
            self.survey.found["comment"] += 1
            self.survey.found["comment_up"] += draft.up
            self.survey.found["comment_down"] += draft.down
            self._note_author(row, draft.author, "comments_without_owner")

    def _note_author(self, row, key, missing):
        if key is None:
            self.survey.noted[missing] += 1
        else:
            self.people[key.removeprefix("user:")] = row.values["author"].get("name") or key.replace(":", "")

    def _opening(self, row):
        status = row.text("status", "")
        return OpeningDraft(
            f"proposal:{row.integer('id')}",
            "idea",
            _author(row),
            row.text("title"),
            partial(_summary, row.text("summary", "")),
            row.date("created_at", *DATES),
            tags=tuple(_names(row)),
            up=row.integer("total_votes", 0, least=0),
            part={
                "status": STATUSES.get(status, NEW),
                "reason": row.text("answer", "") or row.text("reason", ""),
            },
        )

    def _comment_rows(self):
        return _rows(self.comments) if self.comments else ()

    def _known_comments(self):
        for row in self._comment_rows():
            if (id := row.integer("id")) in self.threads:
                yield id, row

    def _reply(self, row, chain):
        return ReplyDraft(
            f"comment:{row.integer('id')}",
            "comment",
            _author(row),
            f"proposal:{row.integer('commentable_id')}",
            f"comment:{chain[-1]}" if chain else None,
            partial(html_to_markdown, row.text("body")),
            row.date("created_at", *DATES),
            up=row.integer("total_likes", 0, least=0),
            down=row.integer("total_dislikes", 0, least=0),
        )


def _rows(path):
    number = 0
    try:
        with open_source(path) as stream:
            while line := stream.readline(LARGEST_ROW):
                number += 1
                if line.strip():
                    yield _record(path, number, line)
    except DAMAGED as error:
        raise BrokenFile(path, number + 1, _l("the file is cut off or damaged")) from error


def _record(path, number, line):
    try:
        values = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (ValueError, RecursionError) as error:
        raise BrokenFile(path, number, _l("this is not sound JSON")) from error
    if not isinstance(values, dict):
        raise BrokenFile(path, number, _l("this is not a JSON object"))
    return Record(path, number, values)


def _chain(row):
    """The ids of the comments above, from the top of the thread down."""
    chain = row.text("ancestry", "") or ""
    parts = chain.split("/") if chain else []
    if (
        not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts)
        or len(parts) > DEEPEST
    ):
        raise row.broken(_l("“%(name)s” is not a chain of ids", name="ancestry"))
    return tuple(int(part) for part in parts)


def _author(row):
    author = row.values.get("author")
    if author is None:
        return None
    if not isinstance(author, dict) or not isinstance(author.get("name") or "", str):
        raise row.broken(_l("“%(name)s” is not an author", name="author"))
    return f"user:{Record(row.file, row.row, author).integer('id')}"


def _names(row):
    for field in TAG_FIELDS:
        value = row.values.get(field)
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            yield value["name"]


def _summary(text):
    return html_to_markdown(text) if text.lstrip().startswith("<") else plain_to_markdown(text)
