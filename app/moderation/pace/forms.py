"""The forms of a thread's pace: slow mode, and letting it run."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from app.web.forms import REQUIRED, HouseForm, Words

MINUTES = {
    2: _l("2 minutes"),
    5: _l("5 minutes"),
    10: _l("10 minutes"),
    30: _l("30 minutes"),
    60: _l("One hour"),
}
HOURS = {1: _l("One hour"), 6: _l("6 hours"), 24: _l("One day"), 72: _l("3 days"), 168: _l("One week")}


class SlowForm(HouseForm):
    """How long a member waits between two replies, and for how long that holds."""

    minutes = SelectField(
        _l("Time between two replies of one member"),
        coerce=int,
        choices=[SelectChoice(*choice) for choice in MINUTES.items()],
        default=10,
    )
    hours = SelectField(
        _l("For how long"), coerce=int, choices=[SelectChoice(*choice) for choice in HOURS.items()], default=24
    )


class RunForm(HouseForm):
    """For how many days a heated thread is borne with, and why: everybody can read that in the log."""

    days = IntegerField(_l("Days"), [InputRequired(REQUIRED), NumberRange(1, 14)], default=3)
    because = StringField(_l("Why?"), [Words(10, 300)], description=_l("It stands in the log that everybody can read."))
