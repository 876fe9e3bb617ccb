"""What all forms share: the base class and the checks of text fields."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, ValidationError

from app.web.once import new_form_key
from app.web.text import LONGEST, check_text

REQUIRED = _l("Please fill this in.")


class HouseForm(FlaskForm):
    """The base of every form: shown empty, or again with what was typed and what to mend."""


class OnceForm(HouseForm):
    """A form that acts once however often it is sent; see app/web/once.py."""

    form_key = HiddenField(default=new_form_key)


class PostText:
    """Validator: the text may be posted (length, links, mentions, nesting, not invisible)."""

    field_flags = {"maxlength": LONGEST, "required": True}

    def __call__(self, form, field):
        problems = check_text(field.data or "")
        if problems:
            raise ValidationError(problems[0].message)


class Words:
    """Validator: a line of text, stripped, within its length; `Words(4, 150)`."""

    def __init__(self, shortest, longest):
        self.shortest, self.longest = shortest, longest
        self.field_flags = {"maxlength": longest, "minlength": shortest}
        if shortest:
            self.field_flags["required"] = True

    def __call__(self, form, field):
        text = " ".join((field.data or "").split())
        field.data = text
        if not text and self.shortest:
            raise ValidationError(REQUIRED)
        if len(text) < self.shortest:
            raise ValidationError(_l("Please write at least %(n)s characters.", n=self.shortest))
        if len(text) > self.longest:
            raise ValidationError(_l("Please write at most %(n)s characters.", n=self.longest))


