"""No attack that somebody posts runs in a real browser, even where no content policy would stop it."""

import pytest

from app.web.text import LONGEST, render_markdown
from tests.data import attacks, disguises

pytestmark = pytest.mark.journey

TRAP = """
window.sprung = [];
for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch"]) {
    window[name] = () => window.sprung.push(name);
}
"""
PROVOKE = """() => {
    addEventListener("click", event => event.preventDefault());
    const provoked = ["click", "mouseover", "mouseenter", "mousemove", "focus", "pointerdown", "pointerover",
        "animationstart", "toggle", "error", "load", "keydown", "wheel"];
    const odd = [];
    for (const element of document.body.querySelectorAll("*")) {
        for (const { name } of element.attributes) {
            if (/^(on|hx-|data-|style$|id$|name$|srcdoc$|action$)/i.test(name)) odd.push(element.outerHTML);
        }
        if (/^(javascript|data|vbscript):/i.test(element.protocol ?? "")) odd.push(element.outerHTML);
        if (/^(script|iframe|object|embed|form|input|svg|math|base|meta|link|style)$/i.test(element.tagName)) {
            odd.push(element.outerHTML);
        }
        for (const type of provoked) element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    }
    return odd;
}"""
POSTS_A_PAGE = 2_000
ADDRESS = "http://forum.example/"


@pytest.fixture
def page(chromium):
    page = chromium.new_page()
    page.add_init_script(TRAP)
    page.document, page.requests = "", []
    page.route("**/*", lambda route: answer(page, route))
    yield page
    page.close()


def test_e1_no_attack_runs_in_a_browser(page):
    lines = attacks()
    assert len(lines) > 6_900
    texts = (text[:LONGEST] for line in lines for text in disguises(line))
    posts = list(dict.fromkeys(render_markdown(text).html for text in texts))
    for start in range(0, len(posts), POSTS_A_PAGE):
        batch = posts[start : start + POSTS_A_PAGE]
        show(page, batch)
        assert page.locator("article").count() == len(batch)
        assert page.evaluate(PROVOKE) == []
        assert page.evaluate("window.sprung") == []
    assert page.requests == []


def test_e1_the_trap_springs(page):
    show(
        page,
        ["<img src=x onerror=alert(1)>", "<script>prompt(1)</script>", '<p onmouseover="confirm(1)">x</p>'],
    )
    assert page.evaluate(PROVOKE) != []
    assert {"alert", "prompt", "confirm"} <= set(page.evaluate("window.sprung"))


def show(page, posts):
    page.document = "<!doctype html><title>x</title>" + "".join(
        f"<article>{post}</article>" for post in posts
    )
    page.goto(ADDRESS)


def answer(page, route):
    if route.request.url == ADDRESS:
        return route.fulfill(body=page.document, content_type="text/html; charset=utf-8")
    page.requests.append(route.request.url)
    return route.abort()
