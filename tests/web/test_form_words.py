"""What forms say by themselves is said in the reader's words, not in those of WTForms."""

import pytest
from flask import g
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app.web.forms import HouseForm


class Everything(HouseForm):
    needed = StringField("", [InputRequired()])
    short = StringField("", [Length(max=3)])
    count = IntegerField("", [NumberRange(1, 9)])
    many = IntegerField("")
    day = DateField("")
    choice = SelectField("", choices=["a"])


TYPED = {"short": "long", "count": "12", "many": "some", "day": "today", "choice": "b"}
SAID = {
    "needed": "Bitte ausfüllen.",
    "short": "Bitte schreib höchstens 3\xa0Zeichen.",
    "count": "Bitte schreib eine Zahl von 1 bis 9.",
    "many": "Bitte schreib eine ganze Zahl.",
    "day": "Bitte schreib ein Datum wie 2026-11-30.",
    "choice": "Bitte wähle eins davon.",
}


@pytest.fixture
def said(app, site):
    """What the form says to what was typed, in a language."""

    def say(language):
        app.config["WTF_CSRF_ENABLED"] = False
        with app.test_request_context("/", method="POST", data=TYPED):
            g.language = language
            form = Everything()
            assert not form.validate()
            return {name: str(problems[0]) for name, problems in form.errors.items()}

    return say


def test_it_speaks_german(said):
    assert {name: words.replace("\xa0", " ") for name, words in said("de").items()} == {
        name: words.replace("\xa0", " ") for name, words in SAID.items()
    }


def test_it_says_nothing_that_wtforms_says(said):
    assert said("en")["needed"] == "Please fill this in."
    assert said("en")["short"] == "Please write at most 3 characters."
