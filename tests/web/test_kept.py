"""Pieces of pages are drawn once from the same facts, and never shown to whom they do not belong."""

import pytest
from flask import g
from markupsafe import Markup

from app.database import now
from app.kinds.announcements.models import Announcement
from app.web import kept
from app.web.kept import kept_piece
from app.web.words import speaking


@pytest.fixture
def drawn(site, app, monkeypatch):
    """What was drawn, in order: draw(token) notes it and gives a piece that holds the token."""
    monkeypatch.setattr(kept, "checked", False)
    monkeypatch.setattr(kept, "_pieces", {})
    calls = []

    def draw(token):
        calls.append(token)
        return Markup("<form>{}</form><b>&lt;3</b>").format(Markup(token))

    draw.calls = calls
    with app.test_request_context("/"):
        yield draw


def test_it_draws_once_and_gives_each_reader_their_own_token(drawn):
    first = kept_piece(("a", 1), "<i>ada's</i>", drawn, "<i>ada's</i>")
    second = kept_piece(("a", 1), "<i>ben's</i>", drawn, "<i>ben's</i>")
    assert first == "<form><i>ada's</i></form><b>&lt;3</b>"
    assert second == "<form><i>ben's</i></form><b>&lt;3</b>"
    assert len(drawn.calls) == 1


def test_it_draws_again_from_other_facts_and_in_another_language(drawn):
    kept_piece(("a", 1), "", drawn, "")
    kept_piece(("a", 2), "", drawn, "")
    g.pop("catalogue", None)
    with speaking("de"):
        kept_piece(("a", 1), "", drawn, "")
    assert len(drawn.calls) == 3


def test_it_draws_each_time_what_has_no_facts(drawn):
    assert kept_piece(None, "", drawn, "") == kept_piece(None, "", drawn, "")
    assert len(drawn.calls) == 2


def test_it_keeps_only_so_many(drawn, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 10)
    for number in range(25):
        kept_piece((number,), "", drawn, "")
    assert len(kept._pieces) == 10
    assert (24,) in {facts for _catalogue, facts in kept._pieces}


def test_a_card_says_at_once_that_an_answer_is_open_again(make_topic, emil, visitor, db):
    topic = make_topic("announcements", emil, "The ramp is there")
    assert "Open again" not in visitor.get("/announcements").text
    db.session.get(Announcement, topic.id).reopened_at = now()
    db.session.commit()
    assert "Open again" in visitor.get("/announcements").text
