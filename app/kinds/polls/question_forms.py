"""The part of the poll's form that is there once a question; apart because a survey has up to twelve of them.

The first question's fields have plain names (`options`), those of the third begin with `q3-`. Questions are added,
taken out and moved by buttons that send the whole form, so that it works without a script and loses nothing.
"""

import re

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.kinds.polls.asking import (
    DOTS,
    FEWEST_OPTIONS,
    LONGEST_LABEL,
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MOST_DOTS,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    MULTIPLE,
    QUESTION_KIND_NAMES,
    RANKING,
    SINGLE,
    STEPS,
    WRITTEN,
    Asked,
)
from app.web.forms import REQUIRED, HouseForm, Words


class NumberField(IntegerField):
    """A whole number; anything else is None, and the form says what is wanted."""

    def process_formdata(self, values):
        try:
            super().process_formdata(values)
        except ValueError:
            self.data = None


class QuestionForm(HouseForm):
    """One question. `is_one_of_several` says whether it needs words of its own."""

    class Meta(HouseForm.Meta):
        csrf = False

    question = StringField(_l("Question"), [Words(0, LONGEST_QUESTION)])
    choice = SelectField(
        _l("How it is answered"),
        choices=[SelectChoice(*kind) for kind in QUESTION_KIND_NAMES.items()],
        default=SINGLE,
    )
    options = TextAreaField(_l("Options"), description=_l("One a line, from 2 to 20."))
    fewest = NumberField(_l("At least"), default=1)
    most = NumberField(_l("At most"), default=2)
    low_label = StringField(_l("What the lowest step means"), [Words(0, LONGEST_LABEL)])
    high_label = StringField(_l("What the highest step means"), [Words(0, LONGEST_LABEL)])
    skippable = BooleanField(_l("May be left out"))
    new_page = BooleanField(_l("Begins a new page"))
    takes_own = BooleanField(_l("Members may add options of their own"))

    is_one_of_several = False

    @classmethod
    def fields_of(cls, asked, before=None):
        """What the fields hold for a question that is there; `before` is the one above it."""
        same = ("fewest", "most", "low_label", "high_label")
        return {name: getattr(asked, name) for name in same} | {
            "question": asked.text,
            "choice": asked.kind,
            "options": "\n".join(asked.options),
            "skippable": not asked.is_required,
            "takes_own": asked.takes_own,
            "new_page": before is not None and asked.page > before.page,
        }

    def asked(self, page):
        """The question on this page of the survey, once it was validated."""
        kind = self.choice.data
        options = self.option_texts if kind in WRITTEN else ()
        numbers = {
            MULTIPLE: (self.fewest.data, self.most.data),
            RANKING: (self.fewest.data, len(options)),
            DOTS: (1, self.most.data),
        }
        fewest, most = numbers.get(kind, (1, 1))
        ends = (self.low_label.data, self.high_label.data) if kind in STEPS else ("", "")
        takes_own = self.takes_own.data and kind in (SINGLE, MULTIPLE)
        return Asked(kind, self.question.data, options, fewest, most, not self.skippable.data, *ends, page, takes_own)

    @property
    def option_texts(self):
        lines = (self.options.data or "").splitlines()
        return tuple(" ".join(line.split()) for line in lines if line.strip())

    def validate_question(self, field):
        if self.is_one_of_several and not field.data:
            raise ValidationError(REQUIRED)

    def validate_options(self, field):
        texts = self.option_texts
        if self.choice.data not in WRITTEN:
            return
        if not FEWEST_OPTIONS <= len(texts) <= MOST_OPTIONS:
            raise ValidationError(_l("Please write from 2 to 20 options, one a line."))
        if len({text.casefold() for text in texts}) < len(texts):
            raise ValidationError(_l("Two options are the same."))
        if any(len(text) > LONGEST_OPTION for text in texts):
            raise ValidationError(_l("An option may have at most %(n)s characters.", n=LONGEST_OPTION))

    def validate_fewest(self, field):
        if self.choice.data in (MULTIPLE, RANKING) and not 1 <= (field.data or 0) <= len(self.option_texts):
            raise ValidationError(_l("Please choose a number from 1 to the number of options."))

    def validate_most(self, field):
        if self.choice.data == DOTS and not 1 <= (field.data or 0) <= MOST_DOTS:
            raise ValidationError(_l("Please choose a number of dots from 1 to %(n)s.", n=MOST_DOTS))
        if self.choice.data == MULTIPLE:
            if not 1 <= (field.data or 0) <= len(self.option_texts):
                raise ValidationError(_l("Please choose a number from 1 to the number of options."))
            if field.data < (self.fewest.data or 0):
                raise ValidationError(_l("This must not be less than the number above."))


def question_forms(known, number):
    """As many forms as were sent (`number`), else one a question that is there."""
    fields = [QuestionForm.fields_of(asked, before) for asked, before in zip(known, [None, *known], strict=False)]
    count = min(max(number or len(known), 1), MOST_QUESTIONS)
    given = fields[:count] + [{}] * (count - len(fields))
    return _several([QuestionForm(prefix=_prefix(place), **each) for place, each in enumerate(given)])


def rearranged(forms, act):
    """The forms after "add", "remove-2", "up-2" or "down-2", with all that was typed; any other act changes nothing."""
    given = [form.data for form in forms]
    verb, place = re.fullmatch(r"([a-z]+)(?:-(\d{1,2}))?", act).groups() if re.fullmatch(r"[a-z]+(-\d{1,2})?", act) else ("", None)
    place = int(place or 0) - 1
    if verb == "add" and len(given) < MOST_QUESTIONS:
        given.append({})
    elif verb == "remove" and 0 <= place < len(given) > 1:
        del given[place]
    elif verb in ("up", "down"):
        _swap(given, place, place + (1 if verb == "down" else -1))
    return _several([QuestionForm(formdata=None, prefix=_prefix(n), **each) for n, each in enumerate(given)])


def asked_by(forms):
    """The questions of validated forms, each on its page."""
    page, found = 1, []
    for place, form in enumerate(forms):
        page += bool(place and form.new_page.data)
        found.append(form.asked(page))
    return found


def _several(forms):
    for form in forms:
        form.is_one_of_several = len(forms) > 1
    return forms


def _swap(given, one, other):
    if 0 <= one < len(given) and 0 <= other < len(given):
        given[one], given[other] = given[other], given[one]


def _prefix(place):
    return f"q{place + 1}" if place else ""
