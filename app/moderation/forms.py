"""Forms for reporting a text and for deciding on it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length, NumberRange, Optional

from app.accounts.forms import MailAddress
from app.moderation import stored
from app.moderation.models import APPROVE, BLOCK, REMOVE, RETURN, TRUST
from app.moderation.reports import REASON_NAMES
from app.moderation.rules import DEFAULTS, LISTS, NAMES
from app.moderation.sanctions import OF_MODERATORS, SANCTION_WORDS
from app.web.forms import REQUIRED, HouseForm, PostText, Words
from app.web.text import normalise
from app.web.words import speaking

LONGEST_NOTE = 1000
SHORTEST_NOTICE = 20
LONGEST_LIST = 20_000
LONGEST_STORED = 500
MOST_AT_ONCE = 50
# How many days a sanction holds.
LENGTHS = {1: _l("One day"), 7: _l("A week"), 30: _l("A month"), 365: _l("A year"), 0: _l("Until it is lifted")}
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


class NoticeForm(HouseForm):
    """That a text is against the law, by anybody, with what the law asks for (Art. 16 of the Digital Services Act)."""

    note = TextAreaField(
        _l("Why is it against the law?"),
        [DataRequired(REQUIRED), Length(min=SHORTEST_NOTICE, max=2 * LONGEST_NOTE)],
        filters=[lambda text: normalise(text or "")],
        description=_l("At least %(n)s characters: what it says, and what is wrong with it.", n=SHORTEST_NOTICE),
    )
    name = StringField(_l("Your name"), [Words(0, 100)])
    email = EmailField(_l("Your e-mail"), [MailAddress()])
    is_abuse = BooleanField(_l("It shows the abuse of children: then you need not say who you are."))
    is_honest = BooleanField(_l("I believe in good faith that what I say here is right and complete."), [DataRequired(REQUIRED)])
    website = StringField(_l("Please leave this empty"))

    def validate(self, extra_validators=None):
        whole = super().validate(extra_validators) and not self.website.data
        if self.is_abuse.data:
            return whole
        for field in (self.name, self.email):
            if not (field.data or "").strip():
                field.errors, whole = [*field.errors, REQUIRED], False
        return whole


class AddressForm(NoticeForm):
    """The same about anything on this site, by its address; members also say which rule it breaks."""

    address = StringField(
        _l("Address of what you report"),
        [DataRequired(REQUIRED)],
        description=_l("As it stands in the browser's line, or copied by holding a link or a picture."),
    )
    reason = RadioField(
        _l("What is wrong with it?"),
        choices=[SelectChoice(*reason) for reason in REASON_NAMES.items()],
        default="unlawful",
    )

    def for_member(self):
        """Who is known need not say who they are, and may report what breaks a rule of the house."""
        for name in ("name", "email", "is_abuse", "is_honest", "website"):
            del self[name]
        self.note.label.text, self.note.description = _("What should the moderators know?"), ""
        self.note.validators = [Length(max=2 * LONGEST_NOTE)]
        self.note.flags.required = False
        return self

    def for_stranger(self):
        """What the law asks for."""
        del self.reason
        return self

    def validate(self, extra_validators=None):
        return HouseForm.validate(self, extra_validators) if "name" not in self else super().validate(extra_validators)


class SettleForm(HouseForm):
    """What came of a notice."""

    upheld = RadioField(
        _l("What came of it?"),
        [DataRequired(REQUIRED)],
        choices=[SelectChoice("yes", _l("It was right, and it is dealt with")), SelectChoice("no", _l("It may stay"))],
    )
    note = TextAreaField(
        _l("Note for the log"), [Length(max=LONGEST_NOTE)], filters=[lambda text: normalise(text or "").strip()]
    )


class WordsForm(HouseForm):
    """Other words for a text that is then published: without its title where it has none."""

    title = StringField(_l("Title"), [Words(4, 150)])
    body = TextAreaField(_l("Text"), [PostText()])


class ReasonForm(HouseForm):
    """Why something is done about a text or a member: a stored reason, words of one's own, or both."""

    rule = SelectField(_l("Reason"), default="")
    because = TextAreaField(
        _l("Words to the author"), [Length(max=LONGEST_NOTE)], filters=[lambda text: normalise(text or "")]
    )
    # Whether the text is shown: then nobody needs a reason; and whether one may be given but need not be.
    publishes = False
    may_be_silent = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        none = _l("None, or in your own words") if self.may_be_silent else _l("In your own words")
        self.rule.choices = [SelectChoice("", none), *(SelectChoice(*reason) for reason in stored.choices())]

    def validate(self, extra_validators=None):
        """Whoever is sent away is told why."""
        whole = super().validate(extra_validators)
        if self.publishes or self.may_be_silent or self.rule.data or (self.because.data or "").strip():
            return whole
        self.because.errors = [*self.because.errors, _("Please choose a reason above or write one.")]
        return False

    def words_for(self, reader):
        """The reason as whom it is about will read it: the stored one in their language, then one's own."""
        if self.publishes:
            return ""
        with speaking(reader.language if reader else None):
            said = stored.words_of(self.rule.data)
        return "\n\n".join(filter(None, (said, self.because.data.strip())))


class DecisionForm(ReasonForm):
    """What to do with a text, and for the author: why."""

    act = RadioField(_l("What to do"), choices=[SelectChoice(tap, tap) for tap in TAPS])

    @property
    def tap(self):
        """(what is decided, what is done with it)."""
        return TAPS[self.act.data]

    @property
    def publishes(self):
        return self.act.data in TAPS and self.tap[0] == APPROVE


class SanctionForm(ReasonForm):
    """What to say against a member, why, and until when."""

    kind = RadioField(_l("What to do"), choices=[SelectChoice(kind, SANCTION_WORDS[kind]) for kind in OF_MODERATORS], default="warned")
    days = SelectField(
        _l("How long"),
        coerce=int,
        choices=[SelectChoice(*length) for length in LENGTHS.items()],
        default=7,
    )


class ObjectionForm(HouseForm):
    """Why one does not agree."""

    words = TextAreaField(
        _l("Why do you not agree?"),
        [DataRequired(REQUIRED), Length(max=2 * LONGEST_NOTE)],
        filters=[lambda text: normalise(text or "")],
    )


class AnswerForm(HouseForm):
    """What comes of an objection, and why."""

    upheld = RadioField(
        _l("Is the member right?"),
        [DataRequired(REQUIRED)],
        choices=[SelectChoice("yes", _l("Yes: take it back")), SelectChoice("no", _l("No: it stays"))],
    )
    answer = TextAreaField(
        _l("Answer to the member"),
        [DataRequired(REQUIRED), Length(max=LONGEST_NOTE)],
        filters=[lambda text: normalise(text or "")],
    )


class StoredForm(HouseForm):
    """What each stored reason says in one language."""

    def offer(self, reasons):
        """Fill each field with what is said now, where nothing was sent."""
        for name, (said, house) in reasons.items():
            field = self[name]
            field.label.text, field.data = house, field.data if self.is_submitted() else said
        return self

    @property
    def wanted(self):
        """{name: words}."""
        return {name: self[name].data for name in stored.NAMES}


for _name in stored.NAMES:
    setattr(
        StoredForm,
        _name,
        TextAreaField("", [Length(max=LONGEST_STORED)], filters=[lambda text: normalise(text or "").strip()]),
    )


class RuleForm(HouseForm):
    """What the owner says about one rule; each rule shows only what it has."""

    name = HiddenField(validators=[AnyOf(NAMES)])
    is_on = BooleanField(_l("On"))
    lines = TextAreaField(_l("One a line"), [Length(max=LONGEST_LIST)], filters=[lambda text: normalise(text or "")])
    most = IntegerField(_l("How many may pass"), [Optional(), NumberRange(1, 50)])
    minutes = IntegerField(_l("Within how many minutes"), [Optional(), NumberRange(1, 24 * 60)])
    board = SelectField(_l("In which board"), default="")

    def number(self, number):
        """Ids of its own, for several of these stand on one page."""
        for field in self:
            field.id = f"{field.id}-{number}"
        return self

    def offer_boards(self, boards):
        """The boards that a list can be for."""
        self.board.choices = [
            SelectChoice("", _l("In all of them")),
            *(SelectChoice(str(board.id), board.name) for board in boards),
        ]
        return self

    def fill(self, rule):
        """Write into the rule what belongs to it."""
        rule.name, rule.is_on = self.name.data, self.is_on.data
        if rule.name in LISTS:
            rule.lines, rule.board_id = self.lines.data.strip(), int(self.board.data) if self.board.data else None
        elif rule.name in DEFAULTS:
            wanted = {name: self[name].data for name in ("most", "minutes") if name in DEFAULTS[rule.name]}
            rule.most, rule.minutes = 0, 0
            for name, value in (DEFAULTS[rule.name] | {key: value for key, value in wanted.items() if value}).items():
                if name != "is_on":
                    setattr(rule, name, value)
        return rule
