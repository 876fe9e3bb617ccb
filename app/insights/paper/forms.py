"""The form in which the team writes down what cards on the counter say."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from app.insights.pulses.models import SCORE_NAMES, SCORES, today
from app.web.forms import REQUIRED, HouseForm, Words

MOST = 9999


class PaperForm(HouseForm):
    """Where and when, and how often each face was ticked: count_0 for −2 up to count_4 for +2."""

    touchpoint_id = SelectField(_l("Touchpoint"), coerce=int)
    counted_on = DateField(_l("Day"), [InputRequired(REQUIRED)])
    place = StringField(_l("Where the cards lay"), [Words(0, 60)])

    def offer(self, touchpoints):
        """The touchpoints to choose from."""
        self.touchpoint_id.choices = [SelectChoice(each.id, each.name) for each in touchpoints]

    def count_fields(self):
        return [self[f"count_{number}"] for number in range(len(SCORES))]

    @property
    def counts(self):
        """Five numbers from −2 to +2; what was left empty is none."""
        return [field.data or 0 for field in self.count_fields()]

    def validate_counted_on(self, field):
        if field.data and field.data > today():
            raise ValidationError(_l("This day is still to come."))

    def validate(self, extra_validators=None):
        whole = super().validate(extra_validators)
        if whole and not sum(self.counts):
            self.count_fields()[0].errors, whole = [_l("Please write how many cards there are for at least one face.")], False
        return whole


for _number, _score in enumerate(SCORES):
    setattr(PaperForm, f"count_{_number}", IntegerField(SCORE_NAMES[_score], [Optional(), NumberRange(0, MOST)]))
