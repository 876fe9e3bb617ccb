"""The layout and the shared parts: whole with very little, named landmarks, fields that explain themselves."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from flask import g, render_template, render_template_string
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app import House
from app.web.assets import STATIC, register_assets
from app.web.filters import add_filters
from app.web.pieces import add_pieces
from app.web.words import find_catalogue, translate, translate_number

ALONE = {"site": SimpleNamespace(name="Lindenhof", accent_hue=40)}
ADA = SimpleNamespace(id=1, name="Ada", url="/members/ada", hue=0, left_at=None, avatar=None, is_authenticated=True, unread_notices=3)


class Wish(FlaskForm):
    title = StringField("Title", [DataRequired("Please name it."), Length(max=80)], description="One sentence.")
    body = TextAreaField("Text", [Length(max=500)])
    board = SelectField("Board", choices=["Milk"])
    reader = RadioField("Who may read it?", choices=["all", "us"])
    tell = BooleanField("Tell me")


@pytest.fixture
def small_app():
    app = House("small", template_folder=STATIC.parent / "templates", static_folder=None)
    app.config.update(SECRET_KEY="small", TESTING=True)
    CSRFProtect(app)
    register_assets(app)
    app.jinja_env.globals.update(_=translate, ngettext=translate_number)
    add_filters(app)
    add_pieces(app)
    return app


def page_of(app, **context):
    with app.test_request_context():
        g.catalogue = find_catalogue("en")
        return BeautifulSoup(render_template("layouts/base.html", **context), "html.parser")


def fields_of(app, source, data):
    with app.test_request_context(method="POST", data=data):
        g.catalogue = find_catalogue("en")
        form = Wish(meta={"csrf": False})
        form.validate()
        return BeautifulSoup(render_template_string(source, form=form), "html.parser")


@pytest.mark.parametrize("context", [ALONE, {"site": None}, {}], ids=["site", "no site yet", "nothing"])
def test_it_shows_a_whole_page_with_very_little(small_app, context):
    page = page_of(small_app, **context)
    assert page.select_one(".skip-link")["href"] == "#" + page.main["id"]
    assert page.select('a[href="/sign-in"]')
    assert not page.select('[action="/sign-out"]')


def test_it_gives_a_visitor_no_token(small_app):
    assert "csrf" not in str(page_of(small_app, **ALONE)).lower()


def test_it_gives_a_member_the_token_once_for_htmx(small_app):
    page = page_of(small_app, **ALONE, current_user=ADA, csrf_needed=True)
    assert "X-CSRFToken" in page.body["hx-headers:inherited"]
    assert page.select_one('form[action="/sign-out"] input[name=csrf_token]')
    assert page.select_one('a[href="/inbox"]')["aria-label"] == "Inbox, 3 new"


def test_it_names_every_landmark_that_comes_twice(small_app):
    page = page_of(small_app, **ALONE, is_team=True, is_moderator=True)
    names = [nav["aria-label"] for nav in page.select("nav")]
    assert len(names) == len(set(names))
    assert len(page.select("main")) == len(page.select("header.header")) == len(page.select("footer")) == 1


def test_it_rounds_the_hue_to_one_that_has_a_rule(small_app):
    css = (STATIC / "css" / "tokens.css").read_text("utf-8")
    for hue in (0, 33, 199, 351, 360):
        site = SimpleNamespace(name="Lindenhof", accent_hue=hue)
        assert f'[data-hue="{page_of(small_app, site=site).html["data-hue"]}"]' in css


def test_it_ties_hint_and_error_to_the_field_and_keeps_the_value(small_app):
    html = fields_of(small_app, "{{ field(form.title, autocomplete='off') }}{{ field(form.body) }}", {"body": "Oats"})
    title = html.select_one("input")
    assert title["aria-invalid"] == "true"
    assert title["autocomplete"] == "off"
    told = [html.find(id=name).get_text(strip=True) for name in title["aria-describedby"].split()]
    assert told == ["One sentence.", "Please name it."]
    assert html.textarea.get_text(strip=True) == "Oats"
    assert html.select_one("char-count")["words"] == "%d characters left"


def test_it_groups_choices_under_a_legend(small_app):
    html = fields_of(small_app, "{{ field(form.reader) }}{{ field(form.tell) }}{{ field(form.board) }}", {})
    assert html.legend.get_text() == "Who may read it?"
    assert len(html.select("fieldset input[type=radio]")) == 2
    assert html.select_one("label input[type=checkbox]")
    assert html.select_one('label[for="board"]')


def test_it_leads_from_the_summary_to_each_wrong_field(small_app):
    html = fields_of(small_app, "{{ form_start(form) }}{{ field(form.title) }}", {})
    link = html.select_one('.form__errors a[href="#title"]')
    assert html.select_one(link["href"]).name == "input"
