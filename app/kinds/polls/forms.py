"""The fields of a poll, and the ballot."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice

from app.database import now
from app.kinds.polls.asking import FEWEST_OPTIONS, LONGEST_OPTION, MOST_OPTIONS, MULTIPLE, SINGLE, Asked
from app.kinds.polls.models import AFTER_BALLOT, OPEN, OPEN_DAYS, RESULT_MODE_NAMES, SECRET
from app.kinds.polls.queries import asked_in
from app.site import current_site
from app.topics.forms import TopicForm
from app.web.forms import REQUIRED, PostText, Words

LONGEST_RUN = timedelta(days=366)
LOCKED_MESSAGE = _l("This cannot be changed any more: somebody has voted.")


class LocalTimeField(DateTimeLocalField):
    """A moment, typed and shown in the site's time zone; `moment` is aware and in UTC."""

    def process_data(self, value):
        self.data = value.astimezone(_timezone()).replace(tzinfo=None) if value else None

    def process_formdata(self, values):
        try:
            super().process_formdata(values)
        except ValueError:
            self.data = None
        # Far-off years do not fit into every time zone.
        if self.data is not None and not 2000 <= self.data.year <= 2100:
            self.data = None

    @property
    def moment(self):
        return self.data.replace(tzinfo=_timezone()).astimezone(UTC)


class NumberField(IntegerField):
    """A whole number; anything else is None, and the form says what is wanted."""

    def process_formdata(self, values):
        try:
            super().process_formdata(values)
        except ValueError:
            self.data = None


class PollForm(TopicForm):
    """The question is the title. After validation `asked` holds it."""

    body = TextAreaField(
        _l("Background"), [PostText()], description=_l("What members should know before they choose.")
    )
    options = TextAreaField(_l("Options"), description=_l("One a line, from 2 to 20."))
    choice = RadioField(
        _l("How many may be chosen"),
        choices=[SelectChoice(SINGLE, _l("One")), SelectChoice(MULTIPLE, _l("Several"))],
        default=SINGLE,
    )
    fewest = NumberField(_l("At least"), default=1)
    most = NumberField(_l("At most"), default=2)
    secrecy = RadioField(
        _l("Ballots"),
        choices=[
            SelectChoice(SECRET, _l("Secret: nobody can ever find out who chose what")),
            SelectChoice(OPEN, _l("Open: kept with the member's name, and may be changed until the end")),
        ],
        default=SECRET,
    )
    results_shown = SelectField(
        _l("Results are shown"),
        choices=[SelectChoice(*mode) for mode in RESULT_MODE_NAMES.items()],
        default=AFTER_BALLOT,
    )
    closes_at = LocalTimeField(
        _l("Closes"), format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], default=lambda: _next_week()
    )
    decides = StringField(_l("What is decided with it"), [Words(4, 200)])
    decided_by = StringField(_l("Who decides"), [Words(2, 100)])
    decided_until = StringField(_l("Until when"), [Words(2, 100)])

    def __init__(self, *args, obj=None, **more):
        self.poll = obj
        self.known = self.asked = asked_in(obj) if obj else []
        now_there = self.known[0] if self.known else None
        if now_there:
            more |= {"choice": now_there.kind, "fewest": now_there.fewest, "most": now_there.most}
            more["options"] = "\n".join(now_there.options)
        super().__init__(*args, obj=obj, **more)

    @property
    def is_locked(self):
        """Whether somebody has voted, so that only words and a later end may change."""
        return self.poll is not None and self.poll.ballot_count > 0

    def validate_options(self, field):
        texts = self.option_texts
        if self.is_locked:
            self._refuse(texts != self.known[0].options)
        elif not FEWEST_OPTIONS <= len(texts) <= MOST_OPTIONS:
            raise ValidationError(_l("Please write from 2 to 20 options, one a line."))
        elif len({text.casefold() for text in texts}) < len(texts):
            raise ValidationError(_l("Two options are the same."))
        elif any(len(text) > LONGEST_OPTION for text in texts):
            raise ValidationError(_l("An option may have at most %(n)s characters.", n=LONGEST_OPTION))

    @property
    def option_texts(self):
        lines = (self.options.data or "").splitlines()
        return tuple(" ".join(line.split()) for line in lines if line.strip())

    def validate(self, *args, **more):
        is_valid = super().validate(*args, **more)
        if is_valid and not self.is_locked:
            several = self.choice.data == MULTIPLE
            numbers = {"fewest": self.fewest.data, "most": self.most.data} if several else {}
            self.asked = [Asked(self.choice.data, options=self.option_texts, **numbers)]
        return is_valid

    def validate_choice(self, field):
        self._refuse(self.is_locked and field.data != self.known[0].kind)

    def validate_secrecy(self, field):
        self._refuse(self.is_locked and field.data != self.poll.secrecy)

    def validate_results_shown(self, field):
        self._refuse(self.is_locked and field.data != self.poll.results_shown)

    def validate_fewest(self, field):
        if self.is_locked:
            self._refuse(field.data != self.known[0].fewest)
        elif self.choice.data == MULTIPLE and not 1 <= (field.data or 0) <= len(self.option_texts):
            raise ValidationError(_l("Please choose a number from 1 to the number of options."))

    def validate_most(self, field):
        if self.is_locked:
            self._refuse(field.data != self.known[0].most)
        elif self.choice.data == MULTIPLE:
            if not 1 <= (field.data or 0) <= len(self.option_texts):
                raise ValidationError(_l("Please choose a number from 1 to the number of options."))
            if field.data < (self.fewest.data or 0):
                raise ValidationError(_l("This must not be less than the number above."))

    def validate_closes_at(self, field):
        if field.data is None:
            raise ValidationError(REQUIRED)
        before = self.poll and self.poll.closes_at.replace(second=0, microsecond=0)
        if before and field.moment == before:
            return
        if self.poll and self.poll.is_over:
            raise ValidationError(_l("The poll has closed; it stays closed."))
        if self.is_locked and field.moment < before:
            raise ValidationError(_l("Somebody has voted: the end can only be put off."))
        if not now() < field.moment <= now() + LONGEST_RUN:
            raise ValidationError(_l("Please choose a time within the next year."))

    @staticmethod
    def _refuse(changed):
        if changed:
            raise ValidationError(LOCKED_MESSAGE)


def _timezone():
    site = current_site()
    return ZoneInfo(site.timezone if site else "UTC")


def _next_week():
    return now().replace(minute=0, second=0, microsecond=0) + timedelta(days=OPEN_DAYS, hours=1)
