"""A member votes, answers, mends and takes back, follows, is told; writes through an ended session; leaves."""

import re

import pytest
from playwright.sync_api import expect

from app.demo.story import FRAUKE, LENA, OLE, PIOTR, SVEN, TOM
from tests.journeys.pages import DISCUSSION, IDEA, topic
from tests.journeys.test_moderator import join
from tests.journeys.visit import everywhere

pytestmark = pytest.mark.journey
SOUP = "Mittags eine Suppe"


@everywhere(slow=("de", True))
def test_a_member_votes_and_answers_with_one_tap_and_is_told_once(visit, place, choices, request):
    """On the bus: the voice counts at once, a double tap writes once (R5), and what came of it is one line."""
    ole, soup, tag = visit(OLE, **choices), topic(place, SOUP), request.node.callspec.id
    ole.open("/")
    ole.heading("What is new")
    ole.open(soup.url)
    name = ole.says("Vote for “%(title)s”", title=SOUP)
    vote = ole.main.get_by_role("button", name=re.compile(re.escape(name)))
    before, count = vote.get_attribute("aria-pressed"), number_in(vote)
    step = -1 if before == "true" else 1
    vote.click()
    expect(vote).to_have_attribute("aria-pressed", "false" if before == "true" else "true")
    assert number_in(vote) == count + step
    if choices["javascript"]:
        expect(vote).to_be_focused()

    words = f"Mit Brot dazu? ({tag})"
    ole.page.locator("#body").fill(words)
    ole.button("Send").dblclick()
    if choices["javascript"] and choices["slow"]:
        expect(ole.button("Send")).to_have_attribute("aria-disabled", "true")
    expect(ole.main.get_by_role("article").filter(has_text=words)).to_have_count(1)
    follow = ole.page.locator(f'form[action="/topics/{soup.id}/follow"] button')
    ole.open(soup.url)
    expect(follow).to_have_attribute("aria-pressed", "true")
    assert place.ask("SELECT count(*) FROM posts WHERE body = ?", words) == [(1,)]

    tom = visit(TOM, language="de", javascript=False)
    tom.open(soup.url)
    tom.page.locator("#body").fill(f"Natürlich mit Brot ({tag}).")
    tom.press("Send")
    tom.sees(f"Natürlich mit Brot ({tag}).")
    notice = ole.main.get_by_role("button", name=re.compile(f"{TOM}.*{SOUP}"))
    ole.comes_with_time("/inbox", notice)
    expect(notice).to_have_count(1)
    notice.click()
    ole.sees(f"Natürlich mit Brot ({tag}).")
    ole.open("/inbox")
    expect(notice).to_have_count(0)
    ole.open(soup.url)
    vote.click()
    expect(vote).to_have_attribute("aria-pressed", before)
    assert number_in(vote) == count


@pytest.mark.parametrize(("language", "javascript"), [("en", True), ("de", False)])
def test_it_replies_edits_deletes_and_brings_back(visit, place, language, javascript):
    frauke = visit(FRAUKE, language=language, javascript=javascript)
    address, words = topic(place, DISCUSSION).url, f"Mir gefällt der Klang der Mühle ({language})."
    frauke.open(address)
    frauke.page.locator("#body").fill(words)
    frauke.press("Send")
    post = frauke.main.get_by_role("article").filter(has_text=words).last
    expect(post).to_be_visible()
    if javascript:
        expect(frauke.page.locator("#body")).to_have_value("")
        expect(frauke.page.locator("#announcer")).to_have_text(frauke.says("Your text is there."))

    open_menu(frauke, post)
    frauke.main.get_by_role("link", name=frauke.says("Edit"), exact=True).click()
    expect(frauke.main.get_by_label(frauke.says("Your text"))).to_have_value(words)
    frauke.fill("Your text", f"{words} Meistens.")
    frauke.press("Save")
    post = frauke.main.get_by_role("article").filter(has_text=f"{words} Meistens.").last
    expect(post).to_contain_text(frauke.says("edited"))

    open_menu(frauke, post)
    frauke.press("Delete")
    if javascript:
        frauke.press("Bring back")
    else:
        frauke.sees("Deleted. You can bring it back from your profile.")
        frauke.open("/members/frauke-thomsen")
        frauke.press("Bring back")
    expect(frauke.main.get_by_role("article").filter(has_text=f"{words} Meistens.").last).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_it_keeps_the_words_when_the_session_ends_while_writing(visit, place, javascript):
    sven = visit(language="de", javascript=javascript)
    sven.sign_in(SVEN).is_at("/")
    sven.open(topic(place, DISCUSSION).url)
    words = f"Die alte Mühle war leiser ({'mit' if javascript else 'ohne'})."
    sven.page.locator("#body").fill(words)
    sven.context.clear_cookies(name="member")
    sven.expected = {401, 400}
    sven.press("Send")
    sven.sees("You were signed out meanwhile. What you wrote is kept: sign in, and you can send it.")
    sven.sign_in(SVEN)
    sven.sees(words)
    sven.press("Send now")
    sven.is_at(topic(place, DISCUSSION).url)
    expect(sven.main.get_by_role("article").filter(has_text=words)).to_have_count(1)


def test_it_writes_in_two_tabs(visit, place):
    piotr = visit(PIOTR, language="de")
    first, address = piotr.page, topic(place, DISCUSSION).url
    piotr.open(address)
    second = piotr.tab(address)
    for page, words in ((second, "Aus dem zweiten Fenster."), (first, "Aus dem ersten Fenster.")):
        page.locator("#body").fill(words)
        page.get_by_role("main").get_by_role("button", name="Abschicken").click()
        expect(page.get_by_role("article").filter(has_text=words)).to_have_count(1)


def test_it_goes_back_to_the_right_page_after_paging_and_voting(visit):
    lena = visit(LENA, language="de")
    lena.open("/")
    first = titles(lena)
    lena.link("More").click()
    lena.page.wait_for_url("**/?before=*")
    expect(lena.page.locator(".card__link").first).not_to_have_text(first[0])
    expect(lena.page.locator("[id=topics]")).to_have_count(1)
    second = titles(lena)
    lena.main.locator(".card__link").first.click()
    lena.page.wait_for_url(lambda url: "before" not in url)
    lena.page.go_back()
    lena.page.wait_for_url("**/?before=*")
    expect(lena.page.locator(".card__link").first).to_have_text(second[0])
    assert titles(lena) == second
    lena.page.go_back()
    expect(lena.page.locator(".card__link").first).to_have_text(first[0])
    assert titles(lena) == first
    expect(lena.page.get_by_role("banner")).to_have_count(1)


def test_it_goes_back_to_the_whole_list_after_a_vote(visit):
    frauke = visit(FRAUKE, language="de")
    frauke.open("/ideas")
    frauke.link("Newest").click()
    frauke.page.wait_for_url("**sort=new*")
    vote = frauke.page.locator(".card__vote button[aria-pressed=false]").first
    name = vote.evaluate("button => button.id")
    vote.click()
    vote = frauke.page.locator(f"#{name}")
    expect(vote).to_have_attribute("aria-pressed", "true")
    expect(vote).to_be_focused()
    frauke.main.get_by_role("link", name=IDEA).click()
    frauke.page.wait_for_url("**/ideas/*")
    frauke.page.go_back()
    frauke.page.wait_for_url("**sort=new*")
    expect(vote).to_have_attribute("aria-pressed", "true")
    expect(frauke.page.get_by_role("banner")).to_have_count(1)
    vote.click()
    expect(vote).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("javascript", [True, False])
def test_it_leaves_in_two_taps(visit, javascript):
    guest = visit(language="de", javascript=javascript)
    join(guest, f"Tjark {javascript}")
    guest.open("/account")
    guest.main.locator('a[href="/account/leaving"]').click()
    guest.fill("Your password", "sieben Möwen über dem Hafen")
    guest.press("Leave for good")
    guest.heading("Goodbye")
    guest.open("/inbox")
    guest.is_at("/sign-in")


def number_in(button):
    return int(re.search(r"\d+", button.inner_text())[0])


def titles(visit):
    return visit.page.locator(".card__link").all_text_contents()


def open_menu(visit, post):
    post.get_by_role("link", name=visit.says("More about this text")).click()
