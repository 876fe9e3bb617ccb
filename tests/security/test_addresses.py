"""Addresses that open something by themselves cannot be guessed (security D5)."""

import re

import pytest

from app.accounts.models import EMAIL, INVITATION, RESET, OneTimeLink, make_link
from app.extensions import db
from tests.conftest import Browser
from tests.factories import make_upload

# So many characters of their alphabets hold 128 bits.
HEX, URL_SAFE = re.compile(r"[0-9a-f]{32,}"), re.compile(r"[\w-]{22,}")


def test_d5_an_invitation_is_a_random_address_of_which_only_a_hash_is_kept(sign_in, emil, visitor):
    browser, tokens = sign_in(emil), set()
    for name in ("Hanna", "Paul"):
        page = browser.post("/admin/members/new", {"name": name, "email": f"{name.lower()}@example.org"}).text
        tokens.add(re.search(r"/invitation/([\w-]+)", page)[1])
    assert len(tokens) == 2 and all(URL_SAFE.fullmatch(token) for token in tokens)
    kept = set(db.session.scalars(db.select(OneTimeLink.token_hash)))
    assert len(kept) == 2 and not kept & tokens
    for token in tokens:
        assert visitor.get(f"/invitation/{token}").status_code == 200
        # Nothing is opened by a part of it, by another purpose or by a number.
        for wrong in (f"/invitation/{token[:-1]}", f"/reset/{token}", "/invitation/1", f"/invitation/{next(iter(kept))}"):
            assert visitor.get(wrong).status_code == 404, wrong


@pytest.mark.parametrize("purpose", [RESET, INVITATION, EMAIL])
def test_d5_no_two_links_are_alike(people, purpose):
    tokens = [make_link(member, purpose) for member in (people.ben, people.gus, people.ben)]
    assert len({token[:6] for token in tokens}) == 3 and all(URL_SAFE.fullmatch(token) for token in tokens)


def test_d5_a_picture_has_a_random_name_that_says_nothing(app, ben, make_topic):
    uploads = [make_upload(ben) for _turn in range(3)]
    db.session.commit()
    names = {upload.name for upload in uploads}
    assert len({name[:6] for name in names}) == 3 and all(HEX.fullmatch(name) for name in names)
    visitor = Browser(app)
    assert {visitor.get(f"/uploads/{upload.id}.webp").status_code for upload in uploads} == {404}


def test_d5_what_is_taken_along_has_no_address_of_its_own(app, sign_in, visitor, ben):
    """One's own data is made when it is asked for, for whoever is signed in: there is nothing to guess."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if re.search(r"data|export|backup", rule.rule)]
    assert {"/account/data", "/account/data.json"} <= set(rules)
    assert not [rule for rule in rules if "<" in rule and not rule.startswith("/admin")]
    assert "ben@example.org" in sign_in(ben).get("/account/data.json").text
    assert "/sign-in" in visitor.get("/account/data.json").location
