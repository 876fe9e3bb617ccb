"""What the browser itself must see: nothing private after signing out, no foreign host, no cookie that is not needed."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app.demo.story import HANNAH, KARIN, LENA

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("javascript", [True, False])
def test_b5_back_after_signing_out_shows_nothing_private(visit, javascript):
    karin = visit(language="de", phone=False, javascript=javascript)
    karin.sign_in(KARIN).is_at("/")
    karin.open("/account")
    expect(karin.page.get_by_role("main")).to_contain_text("karin@cafe-nordlicht.example")
    karin.open("/inbox")
    karin.page.locator(".menu summary:visible").first.click()
    karin.page.get_by_role("banner").get_by_role("button", name="Abmelden").click()
    karin.is_at("/")
    for _ in range(2):
        karin.page.go_back()
        karin.is_at("/sign-in")
        assert KARIN not in karin.page.content()
        assert "karin@cafe-nordlicht.example" not in karin.page.content()


def test_b5_drafts_do_not_outlive_the_visit(visit, place):
    hannah = visit()
    hannah.sign_in(HANNAH).is_at("/")
    hannah.open("/ideas/new")
    hannah.fill("Title", "Something private")
    assert "Something private" in str(hannah.page.evaluate("Object.values(localStorage)"))
    hannah.page.locator(".menu summary:visible").first.click()
    hannah.page.get_by_role("banner").get_by_role("button", name="Sign out").filter(visible=True).click()
    hannah.is_at("/")
    assert "Something private" not in str(hannah.page.evaluate("Object.values(localStorage)"))


def test_l2_reading_alone_leaves_no_cookie(visit):
    passer_by = visit()
    for path in ("/", "/ideas", "/listened", "/search?q=Hund", "/imprint"):
        passer_by.open(path)
    assert passer_by.context.cookies() == []


def test_l2_a_member_has_only_the_cookies_of_the_visit(visit):
    lena = visit(LENA)
    lena.open("/ideas")
    cookies = {cookie["name"]: cookie for cookie in lena.context.cookies()}
    assert set(cookies) <= {"member", "visit", "device"}
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in cookies.values())


def test_c4_the_watch_notices_a_violation(chromium, place):
    """A watch that never barks proves nothing."""
    from tests.journeys.visit import Visit

    thief = Visit(chromium, place.address)
    thief.open("/")
    with thief.page.expect_console_message(lambda message: "content policy" in message.text):
        thief.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"https://elsewhere.example/x.png\">')")
    assert any("content policy" in line for line in thief.trouble)
    thief.trouble.clear()
    thief.open("/there/is/no/such/page")
    assert any("status 404" in line for line in thief.trouble)
    thief.context.close()


@pytest.mark.parametrize("evil", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"])
def test_c7_signing_in_leads_nowhere_else(visit, evil):
    lena = visit()
    lena.open("/sign-in?next=" + evil.replace("\\", "%5C"))
    lena.sign_in(LENA)
    lena.page.wait_for_url(lambda url: urlsplit(url).path != "/sign-in")
    assert lena.page.url.startswith(f"{lena.address}/")
