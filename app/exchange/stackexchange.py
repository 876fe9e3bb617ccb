"""A Stack Exchange data dump as drafts: questions with answers, comments, tags, links and scores."""

import re
from collections import defaultdict
from functools import partial

from flask_babel import lazy_gettext as _l

from app.kinds.questions.models import Question
from app.topics.models import DUPLICATE, LINKED

from .drafts import Author, LinkDraft, OpeningDraft, ReplyDraft, Survey
from .html import html_to_markdown
from .markdown import comment_to_markdown
from .sources import find_source, site_name
from .xml_rows import read_rows

QUESTION, ANSWER = 1, 2
ACCEPTED, UP, DOWN = 1, 2, 3
LINK_KINDS = {1: LINKED, 3: DUPLICATE}


class StackExchange:
    """One site's dump in a folder. `check()` reads everything first; only then may the rest be asked."""

    kind = "questions"
    part = Question

    def __init__(self, folder):
        self.site = site_name(folder)
        self.prefix = f"stackexchange:{self.site}"
        self.base = f"https://{self.site}/" if re.fullmatch(r"[\w-]+(\.[\w-]+)+", self.site) else None
        self.files = {
            name: find_source(folder, f"{name}.xml", required=name in ("Posts", "Users"))
            for name in ("Posts", "Users", "Comments", "Votes", "PostLinks")
        }

    def check(self):
        """Read every row of every file; returns the Survey. Raises BrokenFile."""
        self.survey = Survey()
        self.questions, self.answers, self.accepted = set(), {}, {}
        self.accepted_on, self.left_out = {}, set()
        self.writers, self.votes = set(), defaultdict(lambda: [0, 0])
        users = self._check_users()
        for check in (self._check_posts, self._check_accepted, self._check_comments, self._check_votes):
            check()
        self._check_links()
        self.writers &= users
        self.survey.found["member"] = len(self.writers)
        return self.survey

    def authors(self):
        for row in self._rows("Users"):
            if (user := row.integer("Id")) in self.writers:
                name = row.text("DisplayName", "") or f"user{user}"
                yield Author(f"user:{user}", name, row.date("CreationDate"))

    def openings(self):
        for row in self._rows("Posts"):
            if row.integer("PostTypeId") == QUESTION:
                yield self._opening(row)

    def replies(self):
        """Answers first, then the comments on both: whatever is answered comes before its answer."""
        yield self._answers()
        yield self._comments()

    def links(self):
        for row in self._rows("PostLinks"):
            topic, other = self._topic(row.integer("PostId")), self._topic(row.integer("RelatedPostId"))
            kind = LINK_KINDS.get(row.integer("LinkTypeId"))
            if kind and topic and other and topic != other:
                yield LinkDraft(f"post:{topic}", f"post:{other}", kind, row.date("CreationDate"))

    # The first reading

    def _check_users(self):
        users = set()
        for row in self._rows("Users"):
            row.text("DisplayName", "")
            row.date("CreationDate")
            users.add(row.integer("Id"))
        return users

    def _check_posts(self):
        owners = {}
        for row in self._rows("Posts"):
            post, kind = row.integer("Id"), row.integer("PostTypeId")
            if post in owners:
                raise row.broken(_l("the Id %(id)s stands in the file twice", id=post))
            owners[post] = row.integer("OwnerUserId", None)
            if kind == QUESTION:
                self._opening(row)
                self.questions.add(post)
                self.accepted[post] = row.integer("AcceptedAnswerId", None)
            elif kind == ANSWER:
                self._answer(row)
                self.answers[post] = row.integer("ParentId")
            else:
                self.left_out.add(post)
        self._drop_orphans()
        for post in (*self.questions, *self.answers):
            self._note_writer(owners[post], "posts_without_owner")
        self.survey.found["question"], self.survey.found["answer"] = len(self.questions), len(self.answers)
        self.survey.noted["other_posts"] = len(self.left_out)

    def _drop_orphans(self):
        orphans = [post for post, question in self.answers.items() if question not in self.questions]
        for post in orphans:
            del self.answers[post]
        self.survey.noted["answers_without_question"] = len(orphans)

    def _check_accepted(self):
        """From here on `accepted` holds the answers that solved their question."""
        named = {answer: question for question, answer in self.accepted.items() if answer is not None}
        self.accepted = {answer for answer, question in named.items() if self.answers.get(answer) == question}
        self.survey.found["accepted"] = len(self.accepted)
        self.survey.noted["accepted_missing"] = len(named) - len(self.accepted)

    def _check_comments(self):
        for row in self._rows("Comments"):
            draft = self._comment(row)
            if draft is None:
                self.survey.noted["comments_on_missing"] += 1
                continue
            self.survey.found["comment"] += 1
            self.survey.found["comment_up"] += draft.up
            self._note_writer(row.integer("UserId", None), "comments_without_owner")

    def _check_votes(self):
        for row in self._rows("Votes"):
            post, kind, day = row.integer("PostId"), row.integer("VoteTypeId"), row.date("CreationDate")
            if post in self.left_out:
                self.survey.noted["other_votes"] += 1
            elif post not in self.questions and post not in self.answers:
                self.survey.noted["votes_on_missing"] += 1
            elif kind == ACCEPTED:
                self.accepted_on[post] = day
            elif kind in (UP, DOWN):
                self.votes[post][kind == DOWN] += 1
                self.survey.found["up" if kind == UP else "down"] += 1
            else:
                self.survey.noted["other_votes"] += 1

    def _check_links(self):
        pairs = set()
        for row in self._rows("PostLinks"):
            topic, other = self._topic(row.integer("PostId")), self._topic(row.integer("RelatedPostId"))
            kind = LINK_KINDS.get(row.integer("LinkTypeId"))
            row.date("CreationDate")
            if not (topic and other):
                self.survey.noted["links_to_missing"] += 1
            elif kind is None or topic == other or (topic, other, kind) in pairs:
                self.survey.noted["other_links"] += 1
            else:
                pairs.add((topic, other, kind))
                self.survey.found[kind] += 1

    def _note_writer(self, writer, missing):
        if writer is None:
            self.survey.noted[missing] += 1
        else:
            self.writers.add(writer)

    # Rows and what they become

    def _rows(self, name):
        return read_rows(self.files[name]) if self.files[name] else ()

    def _topic(self, post):
        return post if post in self.questions else self.answers.get(post)

    def _opening(self, row):
        post = row.integer("Id")
        return OpeningDraft(
            f"post:{post}",
            "question",
            self._author(row, "OwnerUserId"),
            row.text("Title"),
            partial(html_to_markdown, row.text("Body"), self.base),
            row.date("CreationDate"),
            row.date("LastEditDate", default=None),
            row.date("ClosedDate", default=None),
            tuple(re.findall(r"[^<>|]+", row.text("Tags", ""))),
            *self._score(row, post),
        )

    def _answers(self):
        for row in self._rows("Posts"):
            if row.integer("PostTypeId") == ANSWER and row.integer("Id") in self.answers:
                yield self._answer(row)

    def _answer(self, row):
        post = row.integer("Id")
        return ReplyDraft(
            f"post:{post}",
            "answer",
            self._author(row, "OwnerUserId"),
            f"post:{row.integer('ParentId')}",
            None,
            partial(html_to_markdown, row.text("Body"), self.base),
            row.date("CreationDate"),
            row.date("LastEditDate", default=None),
            *self._score(row, post),
            self._accepted_at(row, post),
        )

    def _comments(self):
        for row in self._rows("Comments"):
            if draft := self._comment(row):
                yield draft

    def _comment(self, row):
        post = row.integer("PostId")
        draft = ReplyDraft(
            f"comment:{row.integer('Id')}",
            "comment",
            self._author(row, "UserId"),
            f"post:{self._topic(post)}",
            f"post:{post}",
            partial(comment_to_markdown, row.text("Text")),
            row.date("CreationDate"),
            up=row.integer("Score", 0, least=0),
        )
        return draft if self._topic(post) else None

    def _accepted_at(self, row, post):
        """The day is known from the asker's vote; without one, the answer's own time stands for it."""
        written = row.date("CreationDate")
        return max(self.accepted_on.get(post, written), written) if post in self.accepted else None

    def _author(self, row, name):
        user = row.integer(name, None)
        return f"user:{user}" if user in self.writers else None

    def _score(self, row, post):
        """The votes themselves count; without a file of votes, what their difference was."""
        score = row.integer("Score", 0)
        if self.files["Votes"]:
            return tuple(self.votes[post]) if post in self.votes else (0, 0)
        return max(score, 0), max(-score, 0)
