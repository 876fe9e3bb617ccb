"""The forms of questions about members: the owner's, and the one in which a member answers."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DecimalField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from app.attributes.models import CHOICE, KIND_NAMES, LONGEST_ANSWER, NUMBER, TEXT
from app.web.forms import REQUIRED, HouseForm, Words

FEWEST_OPTIONS, MOST_OPTIONS, LONGEST_OPTION = 2, 12, 60
LARGEST = 1_000_000


class NumberField(DecimalField):
    """A number with a point or a comma; anything else is None, and the form says what is wanted."""

    def process_formdata(self, values):
        try:
            super().process_formdata([value.strip().replace(",", ".") for value in values])
        except ValueError:
            self.data = None
        # "NaN" and "Infinity" are numbers to Python.
        if self.data is not None and not self.data.is_finite():
            self.data = None
        if self.data is None and any(value.strip() for value in values):
            raise ValueError(_l("Please write a number."))


class AttributeForm(HouseForm):
    """A question of the owner. After validation `option_texts` holds the answers of a choice."""

    question = StringField(_l("Question"), [Words(4, 150)])
    kind = RadioField(_l("How it is answered"), choices=[SelectChoice(*kind) for kind in KIND_NAMES.items()], default=CHOICE)
    options = TextAreaField(_l("Answers to choose from"), description=_l("Only for a choice: one a line, from 2 to 12."))
    purpose = StringField(
        _l("What you need it for"),
        [Words(4, 200)],
        description=_l("Stands in the consent, such as: to ask those about the terrace who sit there."),
    )
    position = IntegerField(_l("Place in the list"), [InputRequired(REQUIRED), NumberRange(0, 999)], default=0)

    option_texts = ()
    stored_kind = None

    def of(self, attribute):
        """For a question that is there already: how it is answered stays."""
        self.stored_kind = attribute.kind
        del self.kind
        return self

    def validate_options(self, field):
        if (self.stored_kind or self.kind.data) != CHOICE:
            return
        lines = dict.fromkeys(" ".join(line.split()) for line in (field.data or "").splitlines())
        self.option_texts = [line for line in lines if line]
        if not FEWEST_OPTIONS <= len(self.option_texts) <= MOST_OPTIONS:
            raise ValidationError(_l("Please write from 2 to 12 answers, one a line."))
        if any(len(text) > LONGEST_OPTION or "\0" in text for text in self.option_texts):
            raise ValidationError(_l("Please write at most %(n)s characters in a line.", n=LONGEST_OPTION))

    @property
    def wanted(self):
        return {
            "question": self.question.data,
            "options": list(self.option_texts),
            "purpose": self.purpose.data,
            "position": self.position.data,
        }


class AnswerForm(HouseForm):
    """A member's answer to a question, and the consent to it, which is the owner's sentence."""

    agreed = BooleanField("", [InputRequired(_l("Without your consent nothing is stored."))])


class ChoiceForm(AnswerForm):
    value = RadioField(_l("Your answer"), [InputRequired(REQUIRED)])


class NumberForm(AnswerForm):
    value = NumberField(_l("Your answer"), [InputRequired(REQUIRED), NumberRange(-LARGEST, LARGEST)], places=None)


class TextForm(AnswerForm):
    value = StringField(_l("Your answer"), [Words(1, LONGEST_ANSWER)])


def answer_form(attribute, answer=None, **more):
    """The form in which a member answers this question; `answer` is what is kept of it."""
    form = {CHOICE: ChoiceForm, NUMBER: NumberForm, TEXT: TextForm}[attribute.kind]
    holds = answer is not None and answer.version == attribute.version
    data = {"value": answer and answer.value, "agreed": holds}
    form = form(prefix=f"attribute-{attribute.id}-", data=data, **more)
    form.agreed.label.text = attribute.consent
    if attribute.kind == CHOICE:
        form.value.choices = [SelectChoice(text, text) for text in attribute.options]
    return form


def value_of(form):
    """What was answered, as text and, where a number was asked for, as a number."""
    given = form.value.data
    return (f"{given.normalize():f}", float(given)) if isinstance(form.value, NumberField) else (given, None)


