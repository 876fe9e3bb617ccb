"""The forms of a priority round: the team's two, and the screen on which a member chooses."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from app.database import now
from app.insights.priority.models import OPEN_DAYS
from app.kinds.polls.forms import LocalTimeField
from app.web.forms import REQUIRED, HouseForm

LONGEST_RUN = timedelta(days=366)


class RoundForm(HouseForm):
    """Until when members are asked."""

    closes_at = LocalTimeField(
        _l("Closes"),
        [DataRequired(_l("Please write day and time like 2026-11-30 18:00."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        default=lambda: now().replace(minute=0, second=0, microsecond=0) + timedelta(days=OPEN_DAYS, hours=1),
    )

    def validate_closes_at(self, field):
        if field.data and not now() < field.moment <= now() + LONGEST_RUN:
            raise ValidationError(_l("Please choose a moment within a year."))


class ReviewForm(HouseForm):
    """The day on which the team looks at a touchpoint again; empty: not planned."""

    review_on = DateField(_l("Look at it again on"), [Optional()])


class ScreenForm(HouseForm):
    """The most and the least important of four. The page's own token stands beside it."""

    class Meta(HouseForm.Meta):
        csrf = False

    best = RadioField(_l("Which of these matters most to you?"), [InputRequired(REQUIRED)], coerce=int)
    worst = RadioField(_l("And which matters least?"), [InputRequired(REQUIRED)], coerce=int)

    @classmethod
    def between(cls, number, touchpoints):
        """The form of screen `number` (from 1) with these touchpoints."""
        form = cls(prefix=f"screen-{number}-")
        form.best.choices = form.worst.choices = [SelectChoice(each.id, each.name) for each in touchpoints]
        return form

    def validate_worst(self, field):
        if field.data == self.best.data:
            raise ValidationError(_l("Please choose another one here: this is your most important one."))
