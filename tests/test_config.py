"""Settings: a typo stops the start, and the secret key can be changed without signing anybody out (security O8)."""

import os
import stat

import pytest

from app.config import BadSetting, load_config
from tests.conftest import Browser

BAD = {
    "EARSHOT_LIMITS": "maybe",
    "EARSHOT_WORKER": "1",
    "EARSHOT_PAGE_MEMORY": "a lot",
    "EARSHOT_TRUSTED_PROXIES": "-1",
    "EARSHOT_LOG_LEVEL": "LOUD",
    "EARSHOT_BASE_URL": "community.example.org",
    "EARSHOT_SEARCH": "elsewhere",
    "DATABASE_URL": "mysql://elsewhere/earshot",
}


@pytest.fixture
def instance(tmp_path, monkeypatch):
    for name in os.environ:
        if name.startswith("EARSHOT_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("EARSHOT_INSTANCE", str(tmp_path))
    return tmp_path


def test_o8_the_first_start_makes_a_key_that_only_we_may_read(instance):
    key = load_config()["SECRET_KEY"]
    file = instance / "secret-key"
    assert len(key) >= 32 and load_config()["SECRET_KEY"] == key == file.read_text().strip()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_o8_a_new_key_signs_nobody_out(make_app, people, monkeypatch):
    before = make_app(SECRET_KEY="the old key of this house")
    browser = Browser(before, people.ben)
    token = browser.form_token()
    after = Browser(make_app(SECRET_KEY="the new key of this house", SECRET_KEY_FALLBACKS=["the old key of this house"]))
    after.client._cookies.update(browser.client._cookies)
    page = after.get("/account")
    assert page.status_code == 200 and "Ben" in page.text
    # A form that stood open meanwhile keeps what was typed, if it has to be sent again.
    answer = after.post("/account", {"name": "Ben", "about": "A lover of oats.", "csrf_token": token}, token=False)
    assert answer.status_code in (303, 400) and (answer.status_code == 303 or "A lover of oats." in answer.text)


def test_search_in_the_database_needs_one_that_can(instance, monkeypatch):
    monkeypatch.setenv("EARSHOT_SEARCH", "postgres")
    with pytest.raises(BadSetting, match="EARSHOT_SEARCH=postgres needs a DATABASE_URL"):
        load_config()
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.org/earshot")
    assert load_config()["SEARCH"] == "postgres"


@pytest.mark.parametrize("name", BAD)
def test_a_setting_that_cannot_be_used_is_named(instance, monkeypatch, name):
    monkeypatch.setenv(name, BAD[name])
    with pytest.raises(BadSetting, match=name):
        load_config()
