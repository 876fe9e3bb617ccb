"""What somebody sees who is too fast."""

from tests.conftest import Browser


def test_h3_it_says_when_to_come_back(make_app, site):
    app = make_app(RATELIMIT_ENABLED=True)
    answers = [Browser(app).post("/sign-in", {"name": "", "password": ""}) for _turn in range(11)]
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 180


def test_h3_it_keeps_what_was_typed(make_app, ben, boards):
    app = make_app(RATELIMIT_ENABLED=True)
    browser = Browser(app, ben)
    form = {"board": boards["discussions"].slug, "title": "A title", "body": "What I thought about"}
    codes = [browser.post("/discussions/new", form | {"title": f"Title number {n}"}) for n in range(4)]
    assert codes[-1].status_code == 429
    assert "What I thought about" in codes[-1].text
    assert codes[-1].headers["Retry-After"]
