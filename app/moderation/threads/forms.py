"""The forms of what moderators do with whole threads."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from app.kinds.merging import SHORTEST_REASON
from app.moderation.forms import LONGEST_NOTE, ReasonForm
from app.topics.forms import LONGEST_TITLE, SHORTEST_TITLE
from app.web.forms import HouseForm, Words

MOST_SPLIT = 100


class CloseForm(ReasonForm):
    """Why nobody can reply any more."""


class ThreadForm(ReasonForm):
    """An act that owes nobody a reason; who gives one tells the author."""

    may_be_silent = True


class TitleForm(ThreadForm):
    """Another title."""

    title = StringField(_l("New title"), [Words(SHORTEST_TITLE, LONGEST_TITLE)])


class MoveForm(ThreadForm):
    """To which board."""

    board = SelectField(_l("Board"))


class SplitForm(ThreadForm):
    """Which replies become a thread of their own, what it is called and where it stands."""

    post = SelectMultipleField(_l("Which replies?"), coerce=int, validate_choice=False)
    title = StringField(_l("Title of the new thread"), [Words(SHORTEST_TITLE, LONGEST_TITLE)])
    board = SelectField(_l("Board"))

    def validate_post(self, field):
        if not field.data or len(field.data) > MOST_SPLIT:
            raise ValidationError(_l("Please choose at least one reply."))


class MergeForm(HouseForm):
    """Into which one, and why."""

    into = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    reason = TextAreaField(
        _l("Why do they belong together?"),
        [Length(max=LONGEST_NOTE)],
        description=_l("Everybody reads it who opens what was merged."),
        default=_l("Both are about the same. Together they are easier to find and to answer."),
        filters=[lambda text: (text or "").strip().replace("\r\n", "\n")],
    )

    def validate_reason(self, field):
        if len(field.data) < SHORTEST_REASON:
            raise ValidationError(_l("Please write at least %(n)s characters.", n=SHORTEST_REASON))
