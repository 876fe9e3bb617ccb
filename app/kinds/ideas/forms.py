"""The fields of an idea, and the form in which the team says what becomes of it."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.database import now
from app.kinds.ideas.models import CHOOSABLE, FINAL, NOT_NOW, SHORTEST_REASON, status_name
from app.kinds.polls.forms import LocalTimeField
from app.topics.forms import TopicForm
from app.web.forms import HouseForm

LONGEST_REASON = 2000
LONGEST_WAIT = timedelta(days=366)


class IdeaForm(TopicForm):
    """An idea is a title and a text; on boards that allow it, it can be posted without a name."""

    without_name = BooleanField(
        _l("Post it without my name"),
        description=_l("Members never see who you are. The team sees it only with a reason, and that is kept in its log."),
    )

    @property
    def is_hidden(self):
        return bool(self.without_name and self.without_name.data)

    def offer_boards(self, boards):
        super().offer_boards(boards)
        self.boards_without_names = [board.slug for board in boards if board.allows_anonymous]

    def without_board(self):
        del self.without_name
        return super().without_board()

    def validate_without_name(self, field):
        # Nobody who ticked it is ever named instead, whatever the owner has changed meanwhile.
        if field.data and self.board.data not in self.boards_without_names:
            raise ValidationError(_l("On this board ideas carry a name."))


class UnveilForm(HouseForm):
    """Why the team has to know who posted an idea without a name."""

    reason = TextAreaField(_l("Why do you need to know?"), description=_l("It is kept in the log, with your name."))

    def validate_reason(self, field):
        field.data = _checked_length(field)
        if len(field.data) < SHORTEST_REASON:
            raise ValidationError(_l("Please write at least %(n)s characters.", n=SHORTEST_REASON))


class StatusForm(HouseForm):
    """Another status; a final one says why, and "not now" what would change our mind."""

    status = RadioField(_l("Status"), validate_choice=False)
    reason = TextAreaField(
        _l("Reason"), description=_l("Everybody reads it as your official answer. A final status needs one.")
    )
    what_would_change = TextAreaField(
        _l("What would change our mind"), description=_l("Only for an idea that you decline for now.")
    )

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.status.choices = [SelectChoice(status, status_name(status)) for status in CHOOSABLE]

    def validate_status(self, field):
        if field.data not in CHOOSABLE:
            raise ValidationError(_l("Please choose one of these."))

    def validate_reason(self, field):
        field.data = _checked_length(field)
        if self.status.data in FINAL and len(field.data) < SHORTEST_REASON:
            raise ValidationError(
                _l("A final status needs a reason of at least %(n)s characters.", n=SHORTEST_REASON)
            )

    def validate_what_would_change(self, field):
        field.data = _checked_length(field)
        if self.status.data != NOT_NOW:
            field.data = ""
        elif not field.data:
            raise ValidationError(_l("Please say what would change your mind."))


class AnswersForm(HouseForm):
    """When prepared answers are published together; empty: not by themselves."""

    publish_at = LocalTimeField(_l("Publish together on"), [Optional()], format="%Y-%m-%dT%H:%M")

    def validate_publish_at(self, field):
        if field.data is None:
            raise ValidationError(_l("Please write day and time like 2026-11-30 18:00."))
        if not now() < field.moment < now() + LONGEST_WAIT:
            raise ValidationError(_l("Please choose a moment within the next year."))


class CareForm(HouseForm):
    """Who of the team looks after an idea, and until when."""

    owner_id = SelectField(_l("Who looks after it"), coerce=int)
    due_on = DateField(_l("Until"), [Optional()])

    def offer(self, members):
        """The members of the team; before them nobody in particular."""
        self.owner_id.choices = [SelectChoice(0, "–"), *(SelectChoice(each.id, each.name) for each in members)]
        if not self.is_submitted():
            self.owner_id.data = self.owner_id.data or 0


def _checked_length(field):
    text = (field.data or "").strip().replace("\r\n", "\n")
    if len(text) > LONGEST_REASON:
        raise ValidationError(_l("Please write at most %(n)s characters.", n=LONGEST_REASON))
    return text
