"""The editor's own parts: the emoji it knows, and that every Markdown field is one."""

import json
import re
import unicodedata

from bs4 import BeautifulSoup

from app.config import ROOT

EMOJI = json.loads((ROOT / "static" / "emoji.json").read_text("utf-8"))


def test_it_knows_each_emoji_by_a_german_and_an_english_name():
    assert 150 <= len(EMOJI) <= 200
    assert len({row[0] for row in EMOJI}) == len(EMOJI)
    for sign, english, german, _more in EMOJI:
        assert english and german and not sign.isascii()
        assert unicodedata.normalize("NFC", sign) == sign


def test_it_serves_the_emoji_only_when_asked(sign_in, ben, make_topic):
    page = sign_in(ben).get(make_topic("discussions", ben).url)
    address = re.search(r'data-emoji="([^"]+)"', page.text)[1]
    answer = sign_in(ben).get(address)
    assert answer.content_type == "application/json; charset=utf-8"
    assert answer.json == EMOJI
    assert "emoji" not in "".join(re.findall(r"<(?:script|link)[^>]*>", page.text))


def test_it_is_a_plain_field_with_named_tools_around_it(sign_in, ben, make_topic):
    page = BeautifulSoup(sign_in(ben).get(make_topic("discussions", ben).url).text, "html.parser")
    form = page.select_one("form[data-draft]")
    field, tools = form.textarea, form.select_one("[role=toolbar]")
    assert tools["aria-controls"] == field["id"] == "body"
    assert form.select_one(f"label[for={field['id']}]")
    assert all(button["aria-label"] and button["type"] == "button" for button in tools.find_all("button"))
    assert form.select_one("[role=listbox]").has_attr("hidden")
