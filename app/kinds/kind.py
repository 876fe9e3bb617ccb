"""Kind: what the spine knows of a kind of board."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import joinedload

from app.extensions import db
from app.topics.models import Topic


# Each kind is itself and no other: comparing and hashing all its words would cost more than a page.
@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of board.

    `part` is the table 1:1 with the topic that holds the kind's own state, or None; it has
    `open(topic, form=None)` (form None: plain defaults) and, when there is something to edit,
    `change(form, by=…)`. Its attribute on Topic is `part_name`. `form` is the form of the new and edit
    pages, `panel(topic, reader)` gives the `_panel` template its variables, `answers_order(topic)` the
    order of the replies, `takes_votes(topic)` says whether the
    opening may still be voted for, `count_replies(topic)` the number beside `replies_label`,
    `badge_facts(topic)` all that the `_badge` template shows, for cards are drawn once and kept. `filters()` names the choices of the kind's list as
    (parameter, words, [(value, words)]) and `list_filter(args)` gives the conditions for what was chosen.
    Templates stand in templates/kinds/<name>/: `_fields`, `_badge`, `_panel`.
    """

    name: str
    noun: Any
    one: Any
    open_label: Any
    icon: str
    form: type
    blueprint: Any = None
    part: type | None = None
    part_name: str = ""
    team_only: bool = False
    # A topic starts with its author's vote, and so with some heat.
    author_votes: bool = False
    first_heat: float = 0.0
    # While a title is typed, what is similar stands below it: here, and in the other kinds of which this is true.
    shows_similar: bool = False
    # What a vote for an opening says; whoever gives it hears what comes, where `voters_follow`.
    vote_label: Any = None
    voters_follow: bool = False
    replies_label: Any = None
    reply_label: Any = None
    sorts: tuple = ("active", "new")
    panel: Callable = lambda topic, reader: {}
    answers_order: Callable = lambda topic: {}
    takes_votes: Callable = lambda topic: True
    # Sets `topic.votes_left` where the reader's votes are counted; `hold_budget` keeps them for one transaction.
    count_votes_left: Callable = lambda reader, topics: None
    hold_budget: Callable = lambda member, board: None
    count_replies: Callable = lambda topic: topic.reply_count
    badge_facts: Callable = lambda topic: ()
    # What many say right now on these boards: topics that whoever is about to write sees first.
    rush: Callable = lambda reader, boards: ()
    # What search engines are told of a topic and its page of posts: plain values, or None.
    structured: Callable = lambda topic, page: None
    # What the page of a board shows beside its list: variables for its templates.
    beside_board: Callable = lambda board: {}
    # Whether one can be taken up into another; `restate(topic_id, status)` then says where its part stands.
    merges: bool = False
    merged_status: str = ""
    restate: Callable = lambda topic_id, status: None
    filters: Callable = lambda: ()
    list_filter: Callable = lambda args: ()

    def open(self, topic, form=None):
        """Make the part of a new topic."""
        if self.part is not None:
            self.part.open(topic, form)

    def change(self, topic, form, *, by):
        """Take over what the edit form says about the part."""
        if self.part is not None and hasattr(self.part, "change"):
            self.part_of(topic).change(form, by=by)

    def drop(self, topic):
        """Take the part away, because the topic moves to a board of another kind."""
        if self.part is not None and self.part_of(topic) is not None:
            db.session.delete(self.part_of(topic))

    def part_of(self, topic):
        """The topic's part. It must have been loaded (`load`)."""
        return getattr(topic, self.part_name) if self.part is not None else None

    def load(self):
        """The loader options that bring the part with the topic, in the same query."""
        return [joinedload(getattr(Topic, self.part_name))] if self.part is not None else []
