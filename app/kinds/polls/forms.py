"""The fields of a poll, and the ballot."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import Choice, SelectChoice

from app.accounts.addresses import is_mail_address
from app.database import now
from app.extensions import db
from app.groups.models import Group
from app.kinds.polls.asking import LONGEST_OPTION
from app.kinds.polls.audience import EVERYBODY, MEMBERS, ONE_GROUP
from app.kinds.polls.checker import Advice, check
from app.kinds.polls.invitations import MOST_ADDRESSES, has_strangers
from app.kinds.polls.models import AFTER_BALLOT, OPEN, OPEN_DAYS, RESULT_MODE_NAMES, SECRET, Poll
from app.kinds.polls.paper import LONGEST_PLACE, MOST_SLIPS
from app.kinds.polls.queries import asked_in, likely_answers, view_of
from app.kinds.polls.question_forms import NumberField, asked_by, question_forms, rearranged
from app.site import current_site
from app.topics.forms import TopicForm
from app.web.forms import REQUIRED, HouseForm, OnceForm, PostText, Words

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


class GroupField(SelectField):
    """One of the groups, read when it is shown: a form that is taken needs no list of them."""

    def iter_choices(self):
        names = db.session.execute(db.select(Group.id, Group.name).order_by(Group.name))
        for id, name in [(0, _l("Please choose")), *names]:
            yield Choice(id, name, id == self.data, {})


class PollForm(TopicForm):
    """A poll with one question, which is the title, or a survey of several. After validation `asked` holds them."""

    body = TextAreaField(
        _l("Background"), [PostText()], description=_l("What members should know before they choose.")
    )
    # How many questions the form has: each has fields of its own (app/kinds/polls/question_forms.py).
    question_count = HiddenField(default=1)
    secrecy = RadioField(
        _l("Ballots"),
        choices=[
            SelectChoice(SECRET, _l("Secret: nobody can ever find out who chose what")),
            SelectChoice(OPEN, _l("Open: kept with the member's name, and may be changed until the end")),
        ],
        default=SECRET,
    )
    audience = RadioField(
        _l("Who is asked"),
        choices=[
            SelectChoice(EVERYBODY, _l("Every member who sees the board")),
            SelectChoice(MEMBERS, _l("Members, but not those who are new here")),
            SelectChoice(ONE_GROUP, _l("A group")),
        ],
        default=EVERYBODY,
    )
    group = GroupField(_l("Group"), coerce=int, choices=(), validate_choice=False, default=0)
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
    anyway = BooleanField(_l("Publish anyway"))

    def __init__(self, *args, obj=None, **more):
        super().__init__(*args, obj=obj, **({"group": obj.group_id or 0} if obj else {}), **more)
        self.poll = obj
        self.known = self.asked = asked_in(obj) if obj else []
        number = str(self.question_count.data)
        sent = int(number) if self.is_submitted() and number.isascii() and number.isdigit() and len(number) < 3 else 0
        self._take(question_forms(self.known, sent))
        # What a member will see, and what the checker says, once the team has asked for it.
        self.look = self.advice = None

    def __iter__(self):
        """All fields, those of the questions as well."""
        yield from super().__iter__()
        for form in self.questions:
            yield from form

    @property
    def errors(self):
        return super().errors | {name: said for form in self.questions for name, said in form.errors.items()}

    def rearrange(self, act):
        """Add a question, take one out, move one, show what members will see (`look`), or `check` the words."""
        self._take(rearranged(self.questions, act))
        if act in ("look", "check") and all([form.validate() for form in self.questions]):
            self.asked = asked_by(self.questions)
            self.look = view_of(self.asked) if act == "look" else None
            self.advice = self._look_over() if act == "check" else None

    def validate(self, *args, **more):
        is_valid = super().validate(*args, **more)
        if self.is_locked:
            return self._asks_the_same() and is_valid
        are_valid = all([form.validate() for form in self.questions])
        if are_valid:
            self.asked = asked_by(self.questions)
        return is_valid and are_valid and self._is_good_or_wanted()

    def _is_good_or_wanted(self):
        """Whether the checker has nothing to say against new questions, or the team wants them as they are."""
        if self.anyway.data or self.asked == self.known:
            return True
        if found := check(self.asked, self.title.data):
            self.advice = self._look_over()
            self.form_errors = [_l("Please read what the checker says beside the questions. You may publish them as they are.")]
        return not found

    def _look_over(self):
        board = self.poll.topic.board.slug if self.poll else self.board.data
        wanted = Poll(audience=self.audience.data, group_id=self.group.data or None)
        return Advice(check(self.asked, self.title.data or ""), likely_answers(board, wanted))

    def _take(self, forms):
        self.questions = forms
        self.question_count.data = len(forms)

    def _asks_the_same(self):
        """Once somebody has voted the page does not show the questions; whoever sends them must not change any."""
        sent = any(field.raw_data for form in self.questions for field in form)
        is_same = not sent or all([form.validate() for form in self.questions]) and asked_by(self.questions) == self.known
        if not is_same:
            self.form_errors = [LOCKED_MESSAGE]
        return is_same

    @property
    def is_locked(self):
        """Whether somebody has voted, so that only words and a later end may change."""
        return self.poll is not None and self.poll.ballot_count > 0

    def validate_secrecy(self, field):
        self._refuse(self.is_locked and field.data != self.poll.secrecy)
        if self.poll and field.data == OPEN and has_strangers(self.poll):
            raise ValidationError(_l("Somebody without an account was invited: their ballots can only be secret."))

    def validate_audience(self, field):
        self._refuse(self.is_locked and field.data != self.poll.audience)

    def validate_group(self, field):
        if self.is_locked:
            self._refuse(self.poll.audience == ONE_GROUP and field.data != self.poll.group_id)
        elif self.audience.data == ONE_GROUP and db.session.get(Group, field.data or 0) is None:
            raise ValidationError(_l("Please choose a group."))

    def validate_results_shown(self, field):
        self._refuse(self.is_locked and field.data != self.poll.results_shown)

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


class InviteForm(HouseForm):
    """Whom to invite: every member the poll asks, and mail addresses of people without an account."""

    members = BooleanField(_l("Every member whom the poll asks and who was not invited yet"))
    addresses = TextAreaField(
        _l("Mail addresses of people without an account"),
        description=_l("One a line. Each gets a letter with a link of their own, and one reminder. Invite only who agreed to it."),
    )
    language = SelectField(_l("Language of the letters"), choices=[SelectChoice("en", "English"), SelectChoice("de", "Deutsch")])

    def __init__(self, *args, poll, **more):
        super().__init__(*args, language=current_site().language, **more)
        self.poll = poll

    @property
    def emails(self):
        """The addresses, one each, in small letters."""
        return {line.strip().lower() for line in (self.addresses.data or "").splitlines() if line.strip()}

    def validate_addresses(self, field):
        if self.emails and not self.poll.is_secret:
            raise ValidationError(_l("Without an account one can vote only in a secret poll."))
        if len(self.emails) > MOST_ADDRESSES:
            raise ValidationError(_l("Please write at most %(n)s addresses at once.", n=MOST_ADDRESSES))
        wrong = [email for email in sorted(self.emails) if not is_mail_address(email)]
        if wrong:
            raise ValidationError(_l("This is no mail address: %(text)s", text=wrong[0]))
        if not self.emails and not self.members.data:
            raise ValidationError(_l("Please say whom to invite."))


class OptionForm(OnceForm):
    """An option that a member adds to a question."""

    question = NumberField()
    text = StringField(_l("Your own option"), [Words(1, LONGEST_OPTION)])


class SlipsForm(HouseForm):
    """What was counted on paper: where, when, and how many for each option."""

    place = StringField(_l("Where"), [Words(2, LONGEST_PLACE)])
    day = DateField(_l("Which day"), default=lambda: now().astimezone(_timezone()).date())

    def __init__(self, *args, options, **more):
        super().__init__(*args, **more)
        self.options, self.numbers, self.numbers_error = options, {}, None

    def typed(self, option):
        """What was typed for an option."""
        return request.form.get(f"paper-{option.id}", "")

    def validate_day(self, field):
        if field.data is None or not field.data.year >= 2000 or field.data > now().astimezone(_timezone()).date():
            raise ValidationError(_l("Please choose a day that has been."))

    def validate(self, *args, **more):
        is_valid = super().validate(*args, **more)
        typed = {option.id: self.typed(option).strip() or "0" for option in self.options}
        if not all(each.isascii() and each.isdigit() and int(each[:9]) <= MOST_SLIPS for each in typed.values()):
            self.numbers_error = _l("Please write whole numbers from 0 to 10,000.")
            return False
        self.numbers = {id: int(each) for id, each in typed.items()}
        return is_valid


def _timezone():
    site = current_site()
    return ZoneInfo(site.timezone if site else "UTC")


def _next_week():
    return now().replace(minute=0, second=0, microsecond=0) + timedelta(days=OPEN_DAYS, hours=1)
