"""Forms for reporting a text and for deciding on it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.moderation.models import ACTS, APPROVE, REMOVE, RETURN
from app.moderation.reasons import STORED_REASONS
from app.moderation.reports import REASON_NAMES
from app.web.forms import REQUIRED, HouseForm
from app.web.text import normalise
from app.web.words import speaking

LONGEST_NOTE = 1000


class ReportForm(HouseForm):
    """Why somebody thinks that a text breaks a rule."""

    reason = RadioField(
        _l("What is wrong with it?"),
        [DataRequired(REQUIRED)],
        choices=[SelectChoice(*reason) for reason in REASON_NAMES.items()],
    )
    note = TextAreaField(
        _l("What should the moderators know?"), [Length(max=LONGEST_NOTE)], filters=[lambda text: normalise(text or "")]
    )


class DecisionForm(HouseForm):
    """What to do with a text, and for the author: why."""

    act = RadioField(_l("What to do"), choices=[SelectChoice(act, act) for act in ACTS])
    rule = SelectField(
        _l("Reason"),
        choices=[
            SelectChoice("", _l("In your own words")),
            *(SelectChoice(*reason) for reason in STORED_REASONS.items()),
        ],
        default="",
    )
    because = TextAreaField(
        _l("Words to the author"), [Length(max=LONGEST_NOTE)], filters=[lambda text: normalise(text or "")]
    )

    act_words = {RETURN: _l("Send back to be reworded"), REMOVE: _l("Remove")}

    def validate(self, extra_validators=None):
        """Whoever is sent away is told why."""
        whole = super().validate(extra_validators)
        if self.act.data == APPROVE or self.rule.data or (self.because.data or "").strip():
            return whole
        self.because.errors = [*self.because.errors, _("Please choose a reason above or write one.")]
        return False

    def words_for(self, author):
        """The reason as the author will read it: the stored one in the author's language, then one's own."""
        if self.act.data == APPROVE:
            return ""
        with speaking(author.language if author else None):
            stored = str(STORED_REASONS[self.rule.data]) if self.rule.data else ""
        return "\n\n".join(filter(None, (stored, self.because.data.strip())))
