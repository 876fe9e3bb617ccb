"""Forms for reporting a text and for deciding on it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.moderation.models import APPROVE, BLOCK, REMOVE, RETURN, TRUST
from app.moderation.reasons import STORED_REASONS
from app.moderation.reports import REASON_NAMES
from app.web.forms import REQUIRED, HouseForm, PostText, Words
from app.web.text import normalise
from app.web.words import speaking

LONGEST_NOTE = 1000
MOST_AT_ONCE = 50
# What one tap does: the decision, and what is done with it. Editing has a page of its own.
TAPS = {
    "approve": (APPROVE, ""),
    "trust": (APPROVE, TRUST),
    "return": (RETURN, ""),
    "remove": (REMOVE, ""),
    "block": (REMOVE, BLOCK),
}


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


class WordsForm(HouseForm):
    """Other words for a text that is then published: without its title where it has none."""

    title = StringField(_l("Title"), [Words(4, 150)])
    body = TextAreaField(_l("Text"), [PostText()])


class DecisionForm(HouseForm):
    """What to do with a text, and for the author: why."""

    act = RadioField(_l("What to do"), choices=[SelectChoice(tap, tap) for tap in TAPS])
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

    @property
    def tap(self):
        """(what is decided, what is done with it)."""
        return TAPS[self.act.data]

    @property
    def publishes(self):
        """Whether the text is shown: then nobody needs a reason."""
        return self.act.data in TAPS and self.tap[0] == APPROVE

    def validate(self, extra_validators=None):
        """Whoever is sent away is told why."""
        whole = super().validate(extra_validators)
        if self.publishes or self.rule.data or (self.because.data or "").strip():
            return whole
        self.because.errors = [*self.because.errors, _("Please choose a reason above or write one.")]
        return False

    def words_for(self, author):
        """The reason as the author will read it: the stored one in the author's language, then one's own."""
        if self.publishes:
            return ""
        with speaking(author.language if author else None):
            stored = str(STORED_REASONS[self.rule.data]) if self.rule.data else ""
        return "\n\n".join(filter(None, (stored, self.because.data.strip())))
