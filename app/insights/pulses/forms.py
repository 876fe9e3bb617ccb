"""The two questions of a pulse, and how somebody who was not happy may be reached."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, HiddenField, RadioField, StringField, TelField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.accounts.forms import MailAddress
from app.insights.pulses.models import LONGEST_WHY, SCORE_NAMES, SCORES
from app.web.forms import HouseForm, Words
from app.web.once import new_form_key
from app.web.text import normalise

# Without a session: the pages of a poster are open to everybody and set no cookie.
OPEN = {"csrf": False}


class PulseForm(HouseForm):
    """How did it feel, and why."""

    score = RadioField(
        _l("How did it feel?"),
        [InputRequired(_l("Please choose a face."))],
        coerce=int,
        choices=[SelectChoice(score, SCORE_NAMES[score]) for score in SCORES],
    )
    why = TextAreaField(
        _l("Why?"), [Length(max=LONGEST_WHY)], filters=[lambda text: normalise(text or "").strip()]
    )
    may_quote = BooleanField(_l("You may show my words to others, without my name."))
    form_key = HiddenField(default=new_form_key)


class ContactForm(HouseForm):
    """How to reach whoever was not happy: a mail address or a number is enough."""

    name = StringField(_l("Your name"), [Words(0, 100)])
    email = EmailField(_l("Your e-mail"), [MailAddress()])
    phone = TelField(_l("Your phone number"), [Words(0, 40)])

    def validate(self, extra_validators=None):
        whole = super().validate(extra_validators)
        if whole and not self.email.data and not self.phone.data:
            self.email.errors, whole = [_l("Please give an e-mail address or a phone number.")], False
        return whole
