"""The forms of a concept test: the team's, and those in which a member rates and chooses."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from app.boards.models import GROUP, MEMBERS
from app.database import now
from app.insights.concepts.models import BEST, LONGEST_WHY, MOST_CONCEPTS, THREE, TWO, WORST
from app.kinds.polls.forms import LocalTimeField
from app.web.forms import REQUIRED, HouseForm, Words
from app.web.text import normalise

OPEN_DAYS, LONGEST_RUN = 14, timedelta(days=366)
TIME = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
WHEN = _l("Please write day and time like 2026-11-30 18:00.")
LONGEST_BODY = 2000
NONE = 0


class Paragraphs:
    """Validator: a text of several lines, or nothing, within its length."""

    def __init__(self, longest):
        self.longest = longest
        self.field_flags = {"maxlength": longest}

    def __call__(self, form, field):
        field.data = normalise(field.data or "").strip()
        if len(field.data) > self.longest:
            raise ValidationError(_l("Please write at most %(n)s characters.", n=self.longest))


class ConceptTestForm(HouseForm):
    """A test with up to eight concepts; empty ones are left out. `concepts_wanted` as (title, text)."""

    title = StringField(_l("Name of the test"), [Words(4, 100)])
    intro = TextAreaField(_l("What members should know before"), [Paragraphs(LONGEST_BODY)])
    question = StringField(_l("What you ask about each concept"), [Words(4, 150)], default=lambda: _("How much do you like this?"))
    seen_each = RadioField(
        _l("How many each member sees"),
        coerce=int,
        choices=[SelectChoice(TWO, _l("Two")), SelectChoice(THREE, _l("Three"))],
        default=THREE,
    )
    audience = RadioField(
        _l("Who is asked"),
        choices=[SelectChoice(MEMBERS, _l("All members")), SelectChoice(GROUP, _l("One group"))],
        default=MEMBERS,
    )
    group_id = SelectField(_l("Group"), coerce=int, default=0)
    opens_at = LocalTimeField(_l("Opens"), [DataRequired(WHEN)], format=TIME, default=lambda: _in_days(0))
    closes_at = LocalTimeField(_l("Closes"), [DataRequired(WHEN)], format=TIME, default=lambda: _in_days(OPEN_DAYS))

    @classmethod
    def offering(cls, groups, *, of=None, **more):
        """The form with the groups that can be asked, filled in with a test that is there."""
        data = {f"title_{n}": concept.title for n, concept in enumerate(of.concepts)} if of else {}
        data |= {f"body_{n}": concept.body for n, concept in enumerate(of.concepts)} if of else {}
        form = cls(obj=of, data=data or None, **more)
        form.group_id.choices = [SelectChoice(0, "–"), *(SelectChoice(group.id, group.name) for group in groups)]
        form.group_id.data = form.group_id.data or 0
        return form

    def concept_fields(self):
        """(title, text) of each place for a concept."""
        return [(self[f"title_{n}"], self[f"body_{n}"]) for n in range(MOST_CONCEPTS)]

    @property
    def concepts_wanted(self):
        return [(title.data, body.data) for title, body in self.concept_fields() if title.data]

    @property
    def wanted(self):
        names = ("title", "intro", "question", "seen_each", "audience")
        group_id = self.group_id.data if self.audience.data == GROUP else None
        moments = {"opens_at": self.opens_at.moment, "closes_at": self.closes_at.moment}
        return {name: self[name].data for name in names} | moments | {"group_id": group_id}

    def validate_group_id(self, field):
        if self.audience.data == GROUP and not field.data:
            raise ValidationError(_l("Please choose the group that is asked."))

    def validate_closes_at(self, field):
        if not field.data or not self.opens_at.data:
            return
        if field.moment <= max(now(), self.opens_at.moment):
            raise ValidationError(_l("Please choose a moment after the opening that is still to come."))
        if field.moment > now() + LONGEST_RUN:
            raise ValidationError(_l("Please choose a moment within a year."))

    def validate_title_0(self, field):
        if len(self.concepts_wanted) < (self.seen_each.data or THREE):
            raise ValidationError(_l("Please write at least as many concepts as each member sees."))


for _n in range(MOST_CONCEPTS):
    setattr(ConceptTestForm, f"title_{_n}", StringField(_l("Name of concept %(n)s", n=_n + 1), [Words(0, 100)]))
    setattr(ConceptTestForm, f"body_{_n}", TextAreaField(_l("What it is"), [Paragraphs(LONGEST_BODY)]))


class RatingForm(HouseForm):
    """One concept, rated alone. The page's own token stands beside it."""

    class Meta(HouseForm.Meta):
        csrf = False

    score = RadioField(
        _l("Your rating"),
        [InputRequired(REQUIRED)],
        choices=[SelectChoice(str(n), str(n)) for n in range(WORST, BEST + 1)],
    )
    why = TextAreaField(_l("Why?"), [Paragraphs(LONGEST_WHY)])


class ChoiceForm(HouseForm):
    """Which of those that were seen."""

    class Meta(HouseForm.Meta):
        csrf = False

    chosen = RadioField(_l("Which of them would you choose?"), [InputRequired(REQUIRED)], coerce=int)

    @classmethod
    def between(cls, concepts, **more):
        form = cls(**more)
        form.chosen.choices = [*(SelectChoice(each.id, each.title) for each in concepts), SelectChoice(NONE, _l("None of them"))]
        return form


def _in_days(days):
    return now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days, hours=1)
