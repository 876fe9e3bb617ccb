"""Joining in."""

import pytest

from app.accounts.models import Member
from app.notifications.mail import write_mail
from app.site import current_site
from tests.people import PASSWORD

GOOD = {"name": "Hanna Höch", "password": PASSWORD, "agreed": "y"}


@pytest.fixture
def at_once(app):
    app.config["QUICKEST_SIGN_UP"] = 0


@pytest.fixture
def shown(app):
    from app.accounts.forms import SignUpForm

    with app.test_request_context():
        return {"shown": SignUpForm(formdata=None).shown.data}


@pytest.fixture
def join(visitor, at_once, shown):
    def send(**typed):
        visitor.token = None
        return visitor.post("/sign-up", GOOD | shown | typed)

    return send


def member(db, name="Hanna Höch"):
    return db.session.scalar(
        db.select(Member).where(Member.name == name).execution_options(populate_existing=True)
    )


def test_it_makes_a_new_member_and_signs_in(join, visitor, db, who_is):
    answer = join(next="/ideas")
    assert (answer.status_code, answer.location) == (303, "/ideas")
    assert member(db).role == "new"
    assert member(db).password_hash.startswith("$argon2id$")
    assert who_is(visitor)


def test_it_keeps_what_was_typed_but_no_password(join):
    answer = join(name="Hanna Höch", agreed="")
    assert answer.status_code == 422
    assert "Hanna Höch" in answer.text
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    "email", ['ha"nna@example.org', 'hanna@example.o"rg', "hanna@example.o\x01rg", "hanna@exa\x85mple.org", "hanna@example.o\x9frg"]
)
def test_e6_it_refuses_an_address_that_no_letter_can_go_to(join, db, email):
    answer = join(email=email)
    assert answer.status_code == 422 and "does not look like an e-mail address" in answer.text
    assert member(db) is None
    with pytest.raises(ValueError):
        write_mail("email:1", email, "Hello", "Text")


@pytest.mark.parametrize("password", ["short", "password123", "hannahöch 1889", "x" * 129, "cafénordlicht!"])
def test_a1_it_refuses_bad_passwords(join, db, password):
    assert join(password=password).status_code == 422
    assert member(db) is None


@pytest.mark.parametrize("password", ["x y z " * 11, "пароль из слов", "🌧️ rain and rain 🌧️"])
def test_a1_it_takes_long_and_foreign_passwords(join, password):
    assert join(password=password).status_code == 303


@pytest.mark.parametrize("name", ["Ben", "BEN", "Веn", "admin", "Team", "Café Nordlicht", "x"])
def test_e8_it_refuses_taken_confusable_and_reserved_names(join, ben, name):
    answer = join(name=name)
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text


def test_e8_it_strips_what_turns_the_writing_round(join, db):
    assert join(name="\u202eHanna Höch").status_code == 303
    assert member(db)


def test_l11_it_asks_for_the_rules_and_offers_no_digest(join, visitor, db):
    assert join(agreed="").status_code == 422
    assert member(db) is None
    page = visitor.get("/sign-up").text
    assert 'href="/rules"' in page
    assert 'href="/privacy"' in page
    assert "checked" not in page


def test_h4_it_refuses_robots(visitor, shown, app, db):
    app.config["QUICKEST_SIGN_UP"] = 0
    assert visitor.post("/sign-up", GOOD | shown | {"website": "http://spam.example"}).status_code == 422
    app.config["QUICKEST_SIGN_UP"] = 60
    assert visitor.post("/sign-up", GOOD | shown).status_code == 422
    assert visitor.post("/sign-up", GOOD).status_code == 422
    assert member(db) is None


def test_a5_it_tells_nobody_which_addresses_are_known(
    app, join, make_app, at_once, shown, ben, outbox, mail_works, db
):
    from tests.conftest import Browser

    known = join(name="Hanna One", email="BEN@example.org")
    other = Browser(app)
    unknown = other.post("/sign-up", GOOD | shown | {"name": "Hanna Two", "email": "new@example.org"})
    assert (known.status_code, known.location, known.text) == (
        unknown.status_code,
        unknown.location,
        unknown.text,
    )
    assert [m.to for m in outbox()] == ["BEN@example.org", "new@example.org"]
    assert "Somebody" in outbox()[0].subject
    assert member(db, "Hanna One").email is member(db, "Hanna Two").email is None
    assert member(db, "Hanna One").wanted_email


def test_the_letter_confirms_the_address(join, visitor, outbox, link_in, mail_works, db):
    join(email="hanna@example.org")
    path = link_in(outbox()[0])
    page = visitor.get(path)
    assert page.status_code == 200
    assert member(db).email is None
    visitor.token = None
    assert visitor.post(path).status_code == 303
    assert member(db).email == "hanna@example.org"
    assert visitor.post(path).status_code == 404


def test_it_says_when_sign_up_is_closed(join, visitor, db):
    current_site().sign_up_open = False
    db.session.commit()
    page = visitor.get("/sign-up")
    assert "by the team" in page.text
    assert '<form class="form"' not in page.text
    assert join().status_code == 403


def test_h2_five_in_half_an_hour(make_app, blank, site, shown, db):
    from tests.conftest import Browser

    app = make_app(RATELIMIT_ENABLED=True, QUICKEST_SIGN_UP=0)
    codes = []
    for _turn in range(6):
        codes.append(Browser(app).post("/sign-up", {"name": ""}).status_code)
    assert codes == [422] * 5 + [429]


def test_it_costs_few_queries(join, count_queries, mail_works):
    with count_queries() as queries:
        join(email="hanna@example.org")
    assert len(queries) <= 10, "\n".join(queries)
