"""Imprint, privacy, rules and accessibility."""

import pytest

from app.site import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_it_says_honestly_that_a_page_is_not_written(visitor, db, site, name):
    setattr(site, name, "")
    db.session.commit()
    page = visitor.get(f"/{name}")
    assert page.status_code == 200
    assert "Not written yet" in page.text
    assert "/admin/pages" not in page.text


def test_it_hints_the_team_and_leads_the_owner_to_the_page(sign_in, emil, ada):
    emils = sign_in(emil).get("/imprint").text
    assert "Only the team sees this" in emils
    assert "/admin/pages/imprint" not in emils
    assert "/admin/pages/imprint" in sign_in(ada).get("/imprint").text


def test_x6_it_shows_the_owners_markdown_and_the_contact(visitor, db, site):
    site.accessibility, site.contact = "We want **everybody** to read along.", "team@example.org"
    db.session.commit()
    page = visitor.get("/accessibility").text
    assert "<strong>everybody</strong>" in page
    assert 'href="mailto:team@example.org"' in page


def test_it_takes_texts_longer_than_a_members(visitor, db, site):
    site.privacy = "\n\n".join(f"Paragraph {n}. " + "We store little. " * 40 for n in range(60)) + "\n\n**The end**"
    db.session.commit()
    page = visitor.get("/privacy").text
    assert "Paragraph 0." in page
    assert "<strong>The end</strong>" in page


def test_it_shows_no_hostile_html(visitor, db, site):
    site.rules = "<script>alert(1)</script> [x](javascript:alert(1))"
    db.session.commit()
    page = visitor.get("/rules").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_it_leads_to_the_set_up_before_there_is_a_site(app):
    assert app.test_client().get("/imprint").location == "/setup"


@pytest.mark.parametrize("who", [None, "ben"])
def test_l10_imprint_and_privacy_are_one_tap_from_every_page(visitor, sign_in, people, make_topic, who):
    topic = make_topic("ideas", people.gus)
    reader = sign_in(getattr(people, who)) if who else visitor
    own = "/account" if who else "/sign-up"
    for address in ("/", "/ideas", topic.url, topic.board.url, "/search?q=x", "/members/gus", "/nothing", own):
        foot = reader.get(address).text.rpartition("<footer")[2]
        assert 'href="/imprint"' in foot and 'href="/privacy"' in foot and 'href="/rules"' in foot, address
    assert [visitor.get(path).status_code for path in ("/imprint", "/privacy", "/rules")] == [200] * 3


def test_l9_the_rules_and_where_to_write_are_for_everybody_in_both_languages(visitor, db, site):
    site.rules, site.contact, site.imprint = "Be kind to **each other**.", "team@example.org", "Café Nordlicht, Kiel"
    db.session.commit()
    for language, title in (("en", "Rules"), ("de", "Regeln")):
        page = visitor.get("/rules", headers={"Accept-Language": language}).text
        assert f"<h1>{title}</h1>" in page and "<strong>each other</strong>" in page
        assert "Café Nordlicht, Kiel" in visitor.get("/imprint", headers={"Accept-Language": language}).text
