"""What all forms share: the base class and the checks of text fields."""

from flask import current_app, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, ValidationError

from app.web.once import new_form_key
from app.web.text import LONGEST, check_text, is_visible, normalise

REQUIRED = _l("Please fill this in.")

# What WTForms says by itself, in the words of the house.
OWN_WORDS = {
    "This field is required.": REQUIRED,
    "Not a valid choice.": _l("Please choose one of these."),
    "'%(value)s' are not valid choices for this field.": _l("Please choose one of these."),
    "Invalid Choice: could not coerce.": _l("Please choose one of these."),
    "Not a valid integer value.": _l("Please write a whole number."),
    "Not a valid date value.": _l("Please write a date like 2026-11-30."),
    "Not a valid datetime value.": _l("Please write day and time like 2026-11-30 18:00."),
    "Number must be at least %(min)s.": _l("Please write a number from %(min)s on."),
    "Number must be at most %(max)s.": _l("Please write a number up to %(max)s."),
    "Number must be between %(min)s and %(max)s.": _l("Please write a number from %(min)s to %(max)s."),
    "Field cannot be longer than %(max)d characters.": _l("Please write at most %(max)s characters."),
}


class FormWords:
    """Translations as WTForms asks for them."""

    @staticmethod
    def gettext(text):
        return str(OWN_WORDS.get(text, text))

    @staticmethod
    def ngettext(singular, plural, number):
        return str(OWN_WORDS.get(plural, singular if number == 1 else plural))


def bound_form():
    """Hold plain forms to the limit of typed text: what is read into memory whole must not be as long as a file."""
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


class HouseForm(FlaskForm):
    """The base of every form: shown empty, or again with what was typed and what to mend."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form):
            return FormWords


class OnceForm(HouseForm):
    """A form that acts once however often it is sent; see app/web/once.py."""

    form_key = HiddenField(default=new_form_key)


def version_in(form):
    """The version that an editor saw; for anything that is no number 0, which no text has."""
    given = str(form.version.data or "").strip()
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


class PostText:
    """Validator: the text may be posted (length, links, mentions, nesting, not invisible)."""

    field_flags = {"maxlength": LONGEST, "required": True}

    def __call__(self, form, field):
        problems = check_text(field.data or "")
        if problems:
            raise ValidationError(problems[0].message)
        field.data = normalise(field.data)


class Words:
    """Validator: a line of text, stripped and normalised, something to see, within its length; `Words(4, 150)`."""

    def __init__(self, shortest, longest):
        self.shortest, self.longest = shortest, longest
        self.field_flags = {"maxlength": longest, "minlength": shortest}
        if shortest:
            self.field_flags["required"] = True

    def __call__(self, form, field):
        text = " ".join(normalise(field.data or "").split())
        text = text if any(map(is_visible, text)) else ""
        field.data = text
        if not text and self.shortest:
            raise ValidationError(REQUIRED)
        if len(text) < self.shortest:
            raise ValidationError(_l("Please write at least %(n)s characters.", n=self.shortest))
        if len(text) > self.longest:
            raise ValidationError(_l("Please write at most %(n)s characters.", n=self.longest))


