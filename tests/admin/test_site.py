"""Settings, legal pages, mail and the machine room."""

import pytest

from app.notifications.models import Mail
from app.site import Site

SETTINGS = {
    "name": "Café Südlicht",
    "tagline": "Open from eight",
    "language": "de",
    "address": "sie",
    "timezone": "Europe/Vienna",
    "accent_hue": "240",
    "sign_up_open": "y",
    "spam_care": "strict",
    "contact": "At the till",
}


@pytest.fixture
def browser(sign_in, ada):
    return sign_in(ada)


@pytest.fixture
def now_site(db):
    return lambda: db.session.get(Site, 1, populate_existing=True)


def test_settings_are_changed_and_noted(browser, now_site, acts, events):
    assert browser.post("/admin/settings", SETTINGS).status_code == 303
    site = now_site()
    assert (site.name, site.formal, site.timezone, site.accent_hue) == (
        "Café Südlicht",
        True,
        "Europe/Vienna",
        240,
    )
    assert "site.changed" in acts()
    assert "site.changed" in events()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("language", "fr"),
        ("timezone", "Mars/Base"),
        ("accent_hue", "999"),
        ("accent_hue", "x"),
        ("address", "ihr"),
    ],
)
def test_settings_refuse_what_cannot_be(browser, now_site, field, value):
    assert browser.post("/admin/settings", SETTINGS | {field: value}).status_code == 422
    assert now_site().name == "Café Nordlicht"


def test_page_memory_forgets(make_app, ada, browser, db):
    from tests.conftest import Browser

    app = make_app(PAGE_MEMORY_BYTES=1_000_000)
    assert "Café Nordlicht" in Browser(app).get("/sign-in").text
    assert "Café Nordlicht" in Browser(app).get("/boards").text
    browser.post("/admin/settings", SETTINGS)
    assert "Café Südlicht" in Browser(app).get("/boards").text


def test_the_owner_has_words_for_statuses(browser, now_site):
    browser.post("/admin/settings/statuses", {"planned": "Coming soon", "done": " "})
    assert now_site().status_words == {"planned": "Coming soon"}
    assert "Coming soon" in browser.get("/admin/settings").text


def test_a_legal_page_is_previewed_and_saved(browser, now_site, acts):
    shown = browser.post("/admin/pages/rules/preview", {"text": "Be **kind**. <script>alert(1)</script>"})
    assert "<strong>kind</strong>" in shown.text
    assert "<script>alert" not in shown.text
    assert now_site().rules == "Be kind."
    assert browser.post("/admin/pages/rules", {"text": "Be **kind**."}).status_code == 303
    assert now_site().rules == "Be **kind**."
    assert "site.page_changed" in acts()
    assert browser.post("/admin/pages/nothing", {"text": "x y z"}).status_code == 404


def test_l10_it_says_which_pages_have_gaps(browser, now_site, db):
    from app.admin.starting import default_page, has_gaps

    for page in ("imprint", "privacy", "rules", "accessibility"):
        for language in ("en", "de"):
            text = default_page(page, language, "Café Nordlicht")
            assert has_gaps(text) == (page != "rules")
            assert "{{" not in text
    assert browser.get("/admin/pages").text.count("has gaps") == 3


def test_mail_settings_keep_the_password_to_themselves(browser, now_site):
    from app.notifications.smtp import parse_settings

    typed = {
        "host": "smtp.example.org",
        "port": "465",
        "safety": "tls",
        "user": "café@x",
        "password": "p@ss/:word",
        "mail_from": "us@example.org",
    }
    assert browser.post("/admin/mail", typed).status_code == 303
    settings = parse_settings(now_site().smtp_url, now_site().mail_from)
    assert (settings.host, settings.port, settings.user, settings.password) == (
        "smtp.example.org",
        465,
        "café@x",
        "p@ss/:word",
    )
    assert settings.encrypted
    page = browser.get("/admin/mail").text
    assert "p@ss" not in page
    assert "smtp.example.org" in page
    browser.post("/admin/mail", typed | {"password": "", "port": "587", "safety": "starttls"})
    assert parse_settings(now_site().smtp_url).password == "p@ss/:word"
    browser.post("/admin/mail", typed | {"password": "", "host": "smtp.other.example"})
    assert parse_settings(now_site().smtp_url).password == ""


def test_a_test_letter_shows_the_servers_own_words(browser, db):
    browser.post(
        "/admin/mail",
        {"host": "127.0.0.1", "port": "1", "safety": "starttls", "user": "", "mail_from": "us@example.org"},
    )
    page = browser.post("/admin/mail/test", {"to": "ada@example.org"}).text
    assert "did not go" in page
    assert "refused" in page


def test_the_outbox_shows_failures_and_tries_again(browser, sign_in, emil, db):
    from app.database import now

    db.session.add(
        Mail(
            key="x:1",
            to="ben@example.org",
            subject="Hello",
            text="/reset/secret",
            error="550 no such user",
            failed_at=now(),
            attempts=5,
        )
    )
    db.session.commit()
    page = browser.get("/admin/mail?state=failed").text
    assert "550 no such user" in page
    assert "secret" not in page
    assert "550 no such user" in sign_in(emil).get("/admin/mail?state=failed").text
    id = db.session.scalar(db.select(Mail.id))
    assert browser.post(f"/admin/mail/{id}/again").status_code == 303
    assert "ben@example.org" in browser.get("/admin/mail?state=waiting").text
    assert sign_in(emil).post(f"/admin/mail/{id}/again").status_code == 404


def test_the_overview_and_the_machine_room_open(browser, count_queries, run_readers):
    run_readers("notifications", "moderation", "search")
    with count_queries() as queries:
        page = browser.get("/admin")
    assert "What to do next" in page.text
    assert len(queries) <= 9
    page = browser.get("/admin/system").text
    assert "SQLite" in page or "PostgreSQL" in page
    assert "moderation" in page


def test_the_search_index_is_built_anew(browser, acts, monkeypatch):
    from app.search import reader

    done = []
    monkeypatch.setattr(reader, "rebuild", lambda: done.append(1) or iter(()), raising=False)
    assert browser.post("/admin/system/reindex").status_code == 303
    assert "search.rebuilt" in acts()
    import time

    for _turn in range(50):
        if done:
            break
        time.sleep(0.02)
    assert done
