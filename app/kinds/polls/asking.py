"""What a poll asks: its questions, and what may be chosen. A file of its own, for a survey has up to twelve of them.

A poll with one question shows it as the topic's title; its `text` is empty then. A question of a survey has
words of its own. Scales have options too, one a step with its `value`, so that every answer but a text is a
row that points at an option, and results are counted the same way everywhere.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base

SINGLE, MULTIPLE, RANKING, SCALE, CSAT, NPS, DOTS, TEXT = QUESTION_KINDS = (
    "single",
    "multiple",
    "ranking",
    "scale",
    "csat",
    "nps",
    "dots",
    "text",
)
QUESTION_KIND_NAMES = {
    SINGLE: _l("One of several"),
    MULTIPLE: _l("Several of several"),
    RANKING: _l("An order of preference"),
    SCALE: _l("A scale from 1 to 5"),
    CSAT: _l("Satisfaction, from 1 to 5"),
    NPS: _l("Recommendation, from 0 to 10"),
    DOTS: _l("Dots to give away"),
    TEXT: _l("A short text"),
}
# The steps of those that are scales: they stand in order, and nobody writes them.
STEPS = {SCALE: range(1, 6), CSAT: range(1, 6), NPS: range(11)}
WRITTEN = (SINGLE, MULTIPLE, RANKING, DOTS)
MOST_QUESTIONS, LONGEST_QUESTION, LONGEST_ANSWER = 12, 200, 500
FEWEST_OPTIONS, MOST_OPTIONS, LONGEST_OPTION, LONGEST_LABEL, MOST_DOTS = 2, 20, 120, 40, 100
# With those that members have added.
MOST_ALTOGETHER = 40
# What the ends of a scale mean where the team says nothing else.
ENDS = {
    SCALE: (_l("not at all"), _l("fully")),
    CSAT: (_l("very dissatisfied"), _l("very satisfied")),
    NPS: (_l("not at all likely"), _l("extremely likely")),
}
# How long one answer takes, in seconds, as people read and tap on a phone; a text is typed.
SECONDS = {SINGLE: 12, MULTIPLE: 18, RANKING: 30, SCALE: 8, CSAT: 8, NPS: 8, DOTS: 30, TEXT: 45}


def minutes(kinds):
    """About how many minutes it takes to answer questions of these kinds; at least one."""
    return max(1, round(sum(SECONDS[kind] for kind in kinds) / 60))


@dataclass(frozen=True)
class Asked:
    """A question as the team wrote it, before it is a row."""

    kind: str = SINGLE
    text: str = ""
    options: tuple = ()
    fewest: int = 1
    most: int = 1
    is_required: bool = True
    low_label: str = ""
    high_label: str = ""
    page: int = 1
    takes_own: bool = False

    def row(self, poll_id, position):
        """The columns of its `PollQuestion`."""
        same = ("kind", "text", "fewest", "most", "is_required", "low_label", "high_label", "page", "takes_own")
        return {"poll_id": poll_id, "position": position} | {name: getattr(self, name) for name in same}

    def option_rows(self, question_id):
        """The columns of its options: what was written, or the steps of a scale."""
        steps = [(str(value), value) for value in STEPS.get(self.kind, ())]
        return [
            {"question_id": question_id, "position": place, "text": text, "value": value}
            for place, (text, value) in enumerate(steps or ((text, None) for text in self.options))
        ]


class PollQuestion(Base):
    """One question of a poll.

    `fewest` and `most` say how many options a ballot names: 1 and 1 for one choice and on scales, how many
    places a ranking wants; of dots `most` is how many each ballot may give away, over all options.
    `answer_count` is how many ballots answered it, which is fewer than all where it may be left out.
    """

    __tablename__ = "poll_questions"
    __table_args__ = (Index("ix_poll_questions_poll", "poll_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.topic_id", ondelete="CASCADE"))
    position: Mapped[int]
    page: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(default=SINGLE)
    text: Mapped[str] = mapped_column(default="")
    fewest: Mapped[int] = mapped_column(default=1)
    most: Mapped[int] = mapped_column(default=1)
    is_required: Mapped[bool] = mapped_column(default=True)
    # What the lowest and the highest step of a scale mean.
    low_label: Mapped[str] = mapped_column(default="")
    high_label: Mapped[str] = mapped_column(default="")
    # Whether members may add options of their own while it is open.
    takes_own: Mapped[bool] = mapped_column(default=False, server_default=false())
    answer_count: Mapped[int] = mapped_column(default=0)

    @property
    def is_scale(self):
        """Whether its options are the steps of a scale, which stand in order and have a `value`."""
        return self.kind in STEPS

    @property
    def lowest(self):
        """What the lowest step means, in the team's words or the usual ones."""
        return self.low_label or ENDS[self.kind][0]

    @property
    def highest(self):
        return self.high_label or ENDS[self.kind][1]

    def hint(self, of):
        """What a ballot may do with `of` options, in words; empty where that is plain to see."""
        if self.kind == MULTIPLE and self.fewest == self.most:
            return _("Choose %(n)s.", n=self.fewest)
        if self.kind == MULTIPLE:
            return _("Choose from %(fewest)s to %(most)s.", fewest=self.fewest, most=self.most)
        if self.kind == RANKING and self.fewest >= of:
            return _("Give each a place: 1 is what you want most.")
        if self.kind == RANKING:
            return _("Give places, at least %(n)s: 1 is what you want most. What you do not know may stay without.", n=self.fewest)
        if self.kind == DOTS:
            return _("Give away up to %(n)s dots. You may give several to one.", n=self.most)
        if self.kind == TEXT:
            return _("The team reads this and may show it to all, without your name.")
        return ""

    def asked(self, options):
        """The question as the team wrote it, with its options in their order."""
        written = [option.text for option in options if option.post_id is None]
        texts = () if self.is_scale else tuple(written)
        same = ("kind", "text", "fewest", "most", "is_required", "low_label", "high_label", "page", "takes_own")
        return Asked(options=texts, **{name: getattr(self, name) for name in same})


class PollOption(Base):
    """One thing to choose, or one step of a scale.

    The counters are kept so that results need no counting: `ballot_count` of ballots on which it stands (in
    a ranking: at any place), `dot_count` of the dots it was given. Who ranked it where stands on the ballots.
    """

    __tablename__ = "poll_options"
    __table_args__ = (Index("ix_poll_options_question", "question_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("poll_questions.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str]
    # What a step of a scale counts for; None for what the team wrote.
    value: Mapped[int | None]
    # The comment with which a member added it: the option is there while that is.
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    ballot_count: Mapped[int] = mapped_column(default=0)
    dot_count: Mapped[int] = mapped_column(default=0)


class Answer:
    """The columns of one row of a ballot, secret or open.

    An answer has as many rows as it names options, counted from place 0, so that the rows at place 0 are the
    number of answers. In a ranking the place is the rank, the most wanted at 0; elsewhere it means nothing.
    """

    option_id: Mapped[int | None] = mapped_column(ForeignKey("poll_options.id", ondelete="CASCADE"))
    dots: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(Text, default="")
