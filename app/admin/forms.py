"""The forms of the team's and the owner's pages."""

from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.forms import MailAddress, MemberName, password_to_choose
from app.accounts.roles import ROLE_NAMES, ROLES
from app.admin.starting import FIRST_BOARDS
from app.boards.models import AUDIENCE_NAMES, GROUP
from app.kinds import KINDS
from app.kinds.ideas.models import STATUS_NAMES
from app.search.analysis import LONGEST_WORD, fold
from app.search.synonyms import MOST_IN_GROUP, can_be_searched
from app.topics.merges import joins_another_board
from app.web.forms import REQUIRED, HouseForm, PostText, Words

LANGUAGE_NAMES = [SelectChoice("en", "English"), SelectChoice("de", "Deutsch")]
ADDRESS_NAMES = [SelectChoice("du", "Du"), SelectChoice("sie", "Sie")]
ACCENTS = [
    SelectChoice(160, _l("Green")),
    SelectChoice(200, _l("Teal")),
    SelectChoice(240, _l("Blue")),
    SelectChoice(300, _l("Violet")),
    SelectChoice(340, _l("Pink")),
    SelectChoice(20, _l("Red")),
    SelectChoice(40, _l("Orange")),
    SelectChoice(80, _l("Olive")),
]
SPAM_CARE_NAMES = {
    "off": _l("Hold nothing because of the score"),
    "calm": _l("Hold only what is almost surely spam"),
    "normal": _l("Hold what is probably spam"),
    "strict": _l("Hold whatever may be spam"),
}
JOINED_MESSAGE = _l("Ideas of this board and of another one were merged, so the same people have to read both.")
STARTTLS, TLS = SAFETY = ("starttls", "tls")


class MultiCheckboxField(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SetupForm(HouseForm):
    """The whole set-up on one page."""

    token = HiddenField()
    language = HiddenField(default="en")
    site_name = StringField(
        _l("Name of the community"), [Words(2, 60)], description=_l("Mostly the name of your business.")
    )
    address = RadioField(_l("How do you speak to members?"), choices=ADDRESS_NAMES, default="du")
    name = StringField(_l("Your name"), [MemberName()], description=_l("What members see when you write."))
    email = EmailField(
        _l("Your e-mail"), [MailAddress()], description=_l("For a forgotten password. Never shown.")
    )
    password = password_to_choose(_l("Password"))
    boards = MultiCheckboxField(
        _l("First boards"),
        choices=[SelectChoice(board.kind, board.name) for board in FIRST_BOARDS],
        default=[board.kind for board in FIRST_BOARDS],
        description=_l("You can change them and add others later."),
    )


class SettingsForm(HouseForm):
    """What the owner decides about the whole community."""

    name = StringField(_l("Name"), [Words(2, 60)])
    tagline = StringField(_l("One line about it"), [Words(0, 160)])
    language = SelectField(_l("Language"), choices=LANGUAGE_NAMES)
    address = RadioField(
        _l("German says"), choices=ADDRESS_NAMES, description=_l("Only matters where the pages are German.")
    )
    timezone = SelectField(_l("Time zone"))
    accent_hue = RadioField(_l("Colour"), coerce=int, choices=ACCENTS)
    sign_up_open = BooleanField(_l("Everybody may join in by themselves"))
    spam_care = RadioField(
        _l("How careful to be about spam"),
        choices=[SelectChoice(*care) for care in SPAM_CARE_NAMES.items()],
        description=_l("Each new text gets a score from how it was sent and from what your team has removed before. Nothing leaves this server."),
    )
    contact = StringField(
        _l("How to reach you"),
        [Words(0, 200)],
        description=_l("Shown to members who cannot get in. Phone, or where to find you."),
    )

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        zones = [zone for zone in sorted(available_timezones()) if "/" in zone and "Etc" not in zone]
        self.timezone.choices = [SelectChoice(zone, zone) for zone in [*zones, "UTC"]]


def nearest_accent(hue):
    """The colour on offer that comes nearest to a stored one."""
    return min((accent.value for accent in ACCENTS), key=lambda value: abs(value - hue))


def status_words_form(site=None, **more):
    """The form of the owner's words for the statuses of an idea: an empty one keeps our word."""
    fields = {
        status: StringField(name, [Words(0, 30)], default=(site.status_words.get(status, "") if site else ""))
        for status, name in STATUS_NAMES.items()
    }
    return type("StatusWordsForm", (HouseForm,), fields)(**more)


class PageForm(HouseForm):
    """The text of a legal page."""

    text = TextAreaField(
        _l("Text"),
        [PostText()],
        description=_l("Markdown: **bold**, lists with -, links as [words](address)."),
    )


class BoardForm(HouseForm):
    """A board; its kind is chosen once, because everything in it hangs on it."""

    board = None

    name = StringField(_l("Name"), [Words(2, 60)])
    kind = SelectField(
        _l("What it holds"), choices=lambda: [SelectChoice(kind.name, kind.noun) for kind in KINDS.values()]
    )
    description = StringField(_l("One sentence about it"), [Words(0, 200)])
    audience = RadioField(
        _l("Who may read it"),
        choices=[SelectChoice(*audience) for audience in AUDIENCE_NAMES.items()],
        default="public",
    )
    group_id = SelectField(_l("Group"), coerce=int, description=_l("Only for boards of one group."))
    position = IntegerField(
        _l("Place in the list"),
        [InputRequired(REQUIRED), NumberRange(0, 999)],
        default=0,
        description=_l("Small numbers stand first."),
    )
    answer_from = IntegerField(
        _l("Ideas are answered from so many votes on"),
        [Optional(), NumberRange(1, 100_000)],
        default=10,
        description=_l("Without an answer for 30 days, they stand among what you owe."),
    )
    vote_budget = IntegerField(
        _l("Votes a member has here at the same time"),
        [Optional(), NumberRange(0, 100)],
        default=0,
        description=_l("0: as many as they like. 10 makes people choose; a vote comes back when its idea has a final status."),
    )

    escalate_hours = IntegerField(
        _l("Hours until an unsolved question goes to the team"),
        [Optional(), NumberRange(0, 1000)],
        default=48,
        description=_l("Counted in your opening hours. 0: never."),
    )
    promise_hours = IntegerField(
        _l("We promise an answer within so many hours"),
        [Optional(), NumberRange(0, 1000)],
        default=0,
        description=_l("Counted in your opening hours, and shown on the board with how often you kept it. 0: no promise."),
    )
    allows_anonymous = BooleanField(
        _l("Ideas may be posted without a name"),
        description=_l("Who it was is shown to the team only with a reason, which is kept in the log."),
    )

    def offer_groups(self, groups):
        """The groups that a board may be opened to."""
        self.group_id.choices = [
            SelectChoice(0, "–"),
            *(SelectChoice(group.id, group.name) for group in groups),
        ]

    def of_board(self, board):
        """For a board that is there already."""
        self.board = board
        del self.kind
        return self

    def validate_audience(self, field):
        if self.board and field.data != self.board.audience:
            self._keep_readers()

    def validate_group_id(self, field):
        if self.audience.data != GROUP:
            return
        if not field.data:
            raise ValidationError(_l("Please choose the group that may read this board."))
        if self.board and self.board.audience == GROUP and field.data != self.board.group_id:
            self._keep_readers()

    def _keep_readers(self):
        """Replies that a merge brought here must not be opened to others than could read them before."""
        if joins_another_board(self.board.id):
            raise ValidationError(JOINED_MESSAGE)

    @property
    def group_wanted(self):
        return self.group_id.data if self.audience.data == GROUP else None


class GroupForm(HouseForm):
    """A group by hand."""

    name = StringField(_l("Name"), [Words(2, 60)])
    ends_on = DateField(_l("Ends on"), [Optional()], description=_l("Afterwards it opens no board any more."))


class IncludeForm(HouseForm):
    """Whom to take into a group."""

    member = StringField(_l("Name of the member"), [InputRequired(REQUIRED)])


class SameWords:
    """Validator: words that mean the same, with commas between; the field's data becomes their list."""

    def __call__(self, form, field):
        given = " ".join((field.data or "").replace("\n", ",").split())
        entries = {fold(entry.casefold()): entry for entry in (part.strip() for part in given.split(",")) if entry}
        form.entries = list(entries.values())
        if len(entries) < 2:
            raise ValidationError(_l("Please write at least two different words, with a comma between."))
        if len(entries) > MOST_IN_GROUP:
            raise ValidationError(_l("Please write at most %(n)s words into one group.", n=MOST_IN_GROUP))
        for entry in form.entries:
            if len(entry) > LONGEST_WORD:
                raise ValidationError(_l("“%(word)s” is too long.", word=entry[:LONGEST_WORD] + "…"))
            if not can_be_searched(entry):
                raise ValidationError(
                    _l("“%(word)s” cannot be searched for: at most three words each, and no small ones like “and”.", word=entry)
                )


class SynonymForm(HouseForm):
    """Words that mean the same."""

    words = TextAreaField(_l("Words that mean the same"), [SameWords()])
    entries = ()


class InviteForm(HouseForm):
    """An account that the team prepares for somebody."""

    name = StringField(_l("Name"), [MemberName()])
    email = EmailField(
        _l("E-mail"), [MailAddress()], description=_l("You can also hand over the link yourself.")
    )


class RoleForm(HouseForm):
    """Another role."""

    role = SelectField(_l("Role"), choices=[SelectChoice(role, ROLE_NAMES[role]) for role in ROLES])
    because = StringField(
        _l("Why, if it is a smaller one?"), [Words(0, 300)], description=_l("The member gets to read this and may object.")
    )


class BlockForm(HouseForm):
    """Why somebody is kept out; they are told."""

    reason = StringField(_l("Why?"), [Words(4, 300)], description=_l("The member gets to read this."))


class MailForm(HouseForm):
    """How letters leave this site."""

    host = StringField(
        _l("Mail server"), [Words(0, 200)], description=_l("Such as smtp.example.org. Empty: no mail.")
    )
    port = IntegerField(_l("Port"), [Optional(), NumberRange(1, 65535)], default=587)
    safety = SelectField(
        _l("Safety"),
        choices=[
            SelectChoice(STARTTLS, "STARTTLS (587)"),
            SelectChoice(TLS, "TLS (465)"),
        ],
    )
    user = StringField(_l("User name"), [Words(0, 200)])
    password = PasswordField(_l("Password"), description=_l("Leave it empty to keep the one that is stored."))
    mail_from = EmailField(_l("Sender"), [MailAddress()], description=_l("The address letters come from."))


class MailTestForm(HouseForm):
    """Where to send a test letter."""

    to = EmailField(_l("Send a test letter to"), [InputRequired(REQUIRED), MailAddress()])
