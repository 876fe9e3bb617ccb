"""The forms of accounts: joining in, signing in, passwords, profile, leaving."""

import time

from flask import current_app
from flask_babel import lazy_gettext as _l
from itsdangerous import BadData, URLSafeSerializer
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.accounts.addresses import LONGEST as LONGEST_ADDRESS
from app.accounts.addresses import is_mail_address
from app.accounts.models import name_taken
from app.accounts.names import LONGEST as LONGEST_NAME
from app.accounts.names import clean_name, name_problem
from app.accounts.passwords import LONGEST, SHORTEST, password_problem
from app.site import current_site
from app.web.forms import REQUIRED, HouseForm, Words

KEEP, REMOVE = "keep", "remove"
LANGUAGE_CHOICES = [
    SelectChoice("", _l("Automatic")),
    SelectChoice("en", "English"),
    SelectChoice("de", "Deutsch"),
]
THEME_CHOICES = [
    SelectChoice("auto", _l("Like the device")),
    SelectChoice("light", _l("Light")),
    SelectChoice("dark", _l("Dark")),
]
QUICKEST_SECONDS = 2


class MemberName:
    """Validator: somebody may be called this, and nobody else is; `but` on the form is the member it is for."""

    field_flags = {"required": True, "maxlength": LONGEST_NAME}

    def __call__(self, form, field):
        field.data = clean_name((field.data or "")[: LONGEST_NAME * 4])
        site = current_site()
        if problem := name_problem(field.data, reserved=[site.name] if site else []):
            raise ValidationError(problem)
        if name_taken(field.data, but=getattr(form, "but", None)):
            raise ValidationError(
                _l("Somebody is already called that, or almost. Please choose another name.")
            )


class MailAddress:
    """Validator: nothing, or what looks like a mail address."""

    field_flags = {"maxlength": LONGEST_ADDRESS}

    def __call__(self, form, field):
        field.data = (field.data or "").strip()
        if field.data and not is_mail_address(field.data):
            raise ValidationError(_l("This does not look like an e-mail address. Please check it."))


class NewPassword:
    """Validator: a password that may be chosen. Name and address come from the form or its `but` member."""

    field_flags = {"required": True, "minlength": SHORTEST, "maxlength": LONGEST}

    def __call__(self, form, field):
        member, site = getattr(form, "but", None), current_site()
        name = form.name.data if "name" in form else (member.name if member else "")
        email = form.email.data if "email" in form else (member.email if member else "")
        site_name = form.site_name.data if "site_name" in form else (site.name if site else "")
        problem = password_problem(field.data or "", name=name or "", email=email or "", site=site_name or "")
        if problem:
            raise ValidationError(problem)


def password_to_choose(label):
    """A field for a password that is chosen now."""
    return PasswordField(
        label,
        [NewPassword()],
        description=_l(
            "At least %(least)s characters. A few words in a row are easy to keep.", least=SHORTEST
        ),
    )


class SignUpForm(HouseForm):
    """Joining in. `website` stands where only robots see it, and `shown` knows when the form was opened."""

    name = StringField(
        _l("Name"), [MemberName()], description=_l("What the others see. It need not be your real name.")
    )
    email = EmailField(
        _l("E-mail"),
        [MailAddress()],
        description=_l("Only for notices and a forgotten password. Never shown."),
    )
    password = password_to_choose(_l("Password"))
    agreed = BooleanField(_l("I have read the rules and how my data is treated."), [InputRequired(REQUIRED)])
    website = StringField(_l("Please leave this empty"))
    shown = HiddenField(default=lambda: stamp().dumps(time.time()))
    next = HiddenField()

    def validate(self, extra_validators=None):
        if not super().validate(extra_validators):
            return False
        if self.website.data or self.was_too_quick():
            self.form_errors.append(
                _l("That was very quick. Please wait a moment and press the button again.")
            )
            return False
        return True

    def was_too_quick(self):
        try:
            seconds = time.time() - stamp().loads(self.shown.data or "")
        except BadData:
            return True
        return seconds < current_app.config.get("QUICKEST_SIGN_UP", QUICKEST_SECONDS)


class SignInForm(HouseForm):
    """Name or mail address, and the password."""

    name = StringField(_l("Name or e-mail"), [InputRequired(REQUIRED), Length(max=300)])
    password = PasswordField(_l("Password"), [InputRequired(REQUIRED)])
    next = HiddenField()
    resume = HiddenField()


class ForgottenForm(HouseForm):
    """Whose password is forgotten."""

    name = StringField(_l("Name or e-mail"), [InputRequired(REQUIRED), Length(max=300)])


class ResetForm(HouseForm):
    """A new password by a one-time link."""

    new_password = password_to_choose(_l("New password"))

    def __init__(self, member, **given):
        self.but = member
        super().__init__(**given)


class InvitationForm(ResetForm):
    """The first password of an invited or imported member."""

    agreed = BooleanField(_l("I have read the rules and how my data is treated."), [InputRequired(REQUIRED)])


class ProfileForm(HouseForm):
    """What others see of a member, and how the site looks to them."""

    name = StringField(_l("Name"), [MemberName()])
    about = TextAreaField(
        _l("About you"), [Words(0, 500)], description=_l("One or two sentences, if you like.")
    )
    language = SelectField(_l("Language"), choices=LANGUAGE_CHOICES)
    theme = SelectField(_l("Light or dark"), choices=THEME_CHOICES)

    def __init__(self, member, **given):
        self.but = member
        super().__init__(**given)


class EmailForm(HouseForm):
    """Another mail address; asks for the password (security A10)."""

    email = EmailField(_l("E-mail"), [MailAddress()])
    password = PasswordField(_l("Your password"), [InputRequired(REQUIRED)])


class PasswordForm(ResetForm):
    """Another password; asks for the present one."""

    password = PasswordField(_l("Your present password"), [InputRequired(REQUIRED)])


class LeavingForm(HouseForm):
    """Leaving, with or without one's posts."""

    posts = RadioField(
        _l("What becomes of your posts?"),
        choices=[
            SelectChoice(KEEP, _l("Keep my posts without my name")),
            SelectChoice(REMOVE, _l("Remove my posts")),
        ],
        default=KEEP,
    )
    password = PasswordField(_l("Your password"), [InputRequired(REQUIRED)])


def stamp():
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="form-shown")
