"""The fields of an announcement: its outcome, and the topics that it answers."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.database import now
from app.kinds.announcements.models import IT_FAILED, NEWS, OUTCOME_NAMES, OUTCOMES, SPARED
from app.kinds.announcements.queries import find_sources, is_wider, source_lines
from app.kinds.polls.forms import LocalTimeField
from app.topics.forms import TopicForm
from app.web.forms import HouseForm

MOST_SOURCES = 20
LONGEST_WAIT = timedelta(days=366)
# "/ideas/12-more-oat-milk", "ideas/12", "#12", "12"
ADDRESS = re.compile(r"^/?(?:(?P<kind>[a-z]+)/)?#?(?P<number>\d{1,9})(?:-[^/]*)?/?$")


class AnnouncementForm(TopicForm):
    """Title, text, outcome and sources. After validation `found_sources` holds the topics."""

    outcome = SelectField(_l("Outcome"), choices=[SelectChoice(*outcome) for outcome in OUTCOME_NAMES.items()])
    source_lines = TextAreaField(
        _l("What it answers"),
        description=_l("The addresses or numbers of ideas, questions and polls, one a line."),
    )

    # Whether what it answers may still be found out.
    may_wait = False

    def __init__(self, *args, obj=None, **more):
        super().__init__(*args, obj=obj, **more)
        self.part, self.boards, self.found_sources = obj, [], []
        if not self.is_submitted():
            self._prefill()

    def offer_boards(self, boards):
        super().offer_boards(boards)
        self.boards = list(boards)

    def validate_source_lines(self, field):
        lines = [line.strip() for line in (field.data or "").splitlines() if line.strip()]
        if len(lines) > MOST_SOURCES:
            raise ValidationError(_l("Please name at most %(n)s.", n=MOST_SOURCES))
        if not lines and self.outcome.data != NEWS and not self.may_wait:
            raise ValidationError(_l("Please name at least one idea, question or poll; only news has none."))
        self.found_sources = self._find(lines)

    def _find(self, lines):
        """The topics of these lines, each once. Raises ValidationError naming the first line that is wrong."""
        parsed = [_parse(line) for line in lines]
        found = find_sources({number for _kind, number in parsed if number}, current_user)
        for place, (line, (kind, number)) in enumerate(zip(lines, parsed, strict=True), 1):
            source = found.get(number)
            if source is None or kind not in (None, source.kind):
                raise ValidationError(
                    _l("Line %(n)s, “%(line)s”: there is no such idea, question or poll.", n=place, line=line)
                )
            if self._is_wider_than(source.board):
                raise ValidationError(
                    _l(
                        "Line %(n)s: more people may read this announcement than “%(title)s”. Please choose"
                        " a board with the same audience.",
                        n=place,
                        title=source.title,
                    )
                )
        return list({found[number].id: found[number] for _kind, number in parsed}.values())

    @property
    def audience(self):
        """Who would hear of it, as far as its sources are known by now; None for one that is published."""
        from app.notifications.audience import audience_of

        numbers = {_parse(line.strip())[1] for line in (self.source_lines.data or "").splitlines()[:MOST_SOURCES]}
        found = find_sources(numbers - {None}, current_user)
        board = self._board() or next(iter(self.boards), None)
        ids = {source.id for source in found.values()}
        return audience_of(ids, board, current_user) if found and board and not self.part else None

    def _is_wider_than(self, board):
        ours = self._board()
        return ours is not None and is_wider(ours, board)

    def _board(self):
        if self.part is not None:
            return self.part.topic.board
        return next((board for board in self.boards if board.slug == self.board.data), None)

    def _prefill(self):
        """What the page starts with: the sources there are, or what the address asks for."""
        if self.part is not None:
            self.source_lines.data = source_lines(self.part)
            return
        outcome = request.args.get("outcome")
        if outcome in OUTCOMES:
            self.outcome.data = outcome
            self.body.data = template_text(outcome)
        self.source_lines.data = "\n".join(request.args.getlist("source")[:MOST_SOURCES])


class DraftForm(AnnouncementForm):
    """An announcement that is not published yet: what it answers may still be left open."""

    may_wait = True

    def _prefill(self):
        """A new draft comes from the form of a new announcement, and an old one brings its own words."""


class ScheduleForm(HouseForm):
    """When a draft is published by itself."""

    publish_at = LocalTimeField(_l("Publish on"), format="%Y-%m-%dT%H:%M")

    def validate_publish_at(self, field):
        if field.data is None:
            raise ValidationError(_l("Please write day and time like 2026-11-30 18:00."))
        if not now() < field.moment < now() + LONGEST_WAIT:
            raise ValidationError(_l("Please choose a moment within the next year."))


def template_text(outcome):
    """The frame of an announcement that is hard to write; empty for the others."""
    if outcome not in (IT_FAILED, SPARED):
        return ""
    parts = (_("What we planned"), _("What you said"), _("What we drop"), _("What we learnt"))
    return "\n\n".join(f"## {part}\n\n…" for part in parts)


def _parse(line):
    """(kind or None, number) of a line; (None, None) when it is neither an address of ours nor a number."""
    parts = urlsplit(line)
    if parts.netloc and parts.netloc != request.host:
        return None, None
    # "#12" is a number to people and a fragment to urlsplit.
    match = ADDRESS.match(parts.path or line)
    return (match["kind"], int(match["number"])) if match else (None, None)
