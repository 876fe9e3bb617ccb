"""What the team says about a case: who looks after it, how far it is, a note, and what was heard by phone."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.insights.cases.models import STATE_NAMES
from app.web.forms import REQUIRED, HouseForm
from app.web.text import normalise

LONGEST_NOTE = 2000
YES, NO = ANSWERS = ("yes", "no")


class HandForm(HouseForm):
    """Who of the team looks after it."""

    owner_id = SelectField(_l("Who looks after it"), coerce=int)

    def offer(self, members):
        """The members of the team."""
        self.owner_id.choices = [SelectChoice(each.id, each.name) for each in members]


class StateForm(HouseForm):
    """How far it is."""

    state = RadioField(_l("How far it is"), choices=[SelectChoice(*each) for each in STATE_NAMES.items()])


class NoteForm(HouseForm):
    """A note that only the team reads."""

    body = TextAreaField(
        _l("Note"),
        [DataRequired(REQUIRED), Length(max=LONGEST_NOTE)],
        filters=[lambda text: normalise(text or "").strip()],
        description=_l("Only the team reads it."),
    )


class FixedForm(HouseForm):
    """Whether it is fixed, as the person says."""

    answer = RadioField(
        _l("Is it fixed?"), choices=[SelectChoice(YES, _l("Yes, it is fixed")), SelectChoice(NO, _l("No, not yet"))]
    )

    @property
    def is_fixed(self):
        return self.answer.data == YES
