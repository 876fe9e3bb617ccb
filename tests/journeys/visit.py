"""Somebody at the site with a phone or a desktop: opens pages, says words in their language, notes all trouble."""

from functools import cache
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app.demo.story import PASSWORD
from app.translating import read_catalogue

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""
PATIENCE = 10_000
expect.set_options(timeout=PATIENCE)
# One question that waits by itself: the content policy lets Playwright's own waiting ask only once.
AWAKE = """() => new Promise((done) => {
    const look = () => window.htmx || !document.querySelector("script[data-app]") ? done() : setTimeout(look, 10);
    look();
})"""
# What browsers call "slow 4G": milliseconds a request, bytes a second down and up.
SLOW_LINE = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}


def everywhere(slow):
    """Tell a journey in both languages, with and without JavaScript; the `slow` one of the four on a slow line."""
    each = [(language, javascript) for language in ("de", "en") for javascript in (True, False)]
    return pytest.mark.parametrize("choices", [
        pytest.param(
            {"language": language, "javascript": javascript, "slow": (language, javascript) == slow},
            id=f"{language} {'script' if javascript else 'plain'}{' slow' * ((language, javascript) == slow)}",
        )
        for language, javascript in each
    ])  # fmt: skip


class Visit:
    """One browser context with one page, `slow` on a bad line. What goes wrong in it gathers in `trouble`."""

    def __init__(
        self, browser, address, *, phone=True, dark=False, language="en", javascript=True, slow=False, state=None, **more
    ):
        self.address, self.language, self.javascript = address, language, javascript
        self.trouble, self.expected = [], set()
        self.context = browser.new_context(
            base_url=address,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            locale={"en": "en-GB", "de": "de-DE"}[language],
            java_script_enabled=javascript,
            storage_state=state,
            **more,
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(TELL_VIOLATIONS)
        self._watch()
        self.page = self.context.new_page()
        if slow:
            line = self.context.new_cdp_session(self.page)
            line.send("Network.enable")
            line.send("Network.emulateNetworkConditions", SLOW_LINE)

    def leave(self, picture=None):
        """End the visit; `picture` is where to keep what was seen last."""
        if picture and self.page.url != "about:blank":
            self.page.screenshot(path=picture, type="jpeg", quality=70)
        self.context.close()

    def open(self, path):
        """Load a page of the site."""
        answer = self.page.goto(path)
        self.wakes()
        return answer

    def wakes(self, page=None):
        """Wait for the script of the page, which comes only after the first paint."""
        if self.javascript:
            (page or self.page).evaluate(AWAKE)

    def tab(self, path):
        """One more tab of the same browser, with a page of the site; the visit itself stays where it is."""
        page = self.context.new_page()
        page.goto(path)
        self.wakes(page)
        return page

    def sign_in(self, name, password=PASSWORD):
        """Through the real form: the one that is open, or that of the sign-in page at the start of a visit."""
        if self.page.url == "about:blank":
            self.open("/sign-in")
        self.page.get_by_label(self.says("Name or e-mail"), exact=True).fill(name)
        self.page.get_by_label(self.says("Password"), exact=True).fill(password)
        self.press("Sign in")
        return self

    def press(self, words, **values):
        """The button of the page's own content that is called so."""
        self.button(words, **values).click()

    def button(self, words, **values):
        return self.main.get_by_role("button", name=self.says(words, **values), exact=True)

    def link(self, words, **values):
        return self.main.get_by_role("link", name=self.says(words, **values), exact=True)

    def fill(self, label, text):
        self.main.get_by_label(self.says(label), exact=True).fill(text)

    @property
    def main(self):
        return self.page.get_by_role("main")

    def sees(self, text, **values):
        """Wait until these words of the house, or of a member, stand on the page."""
        expect(self.main.get_by_text(self.says(text, **values)).first).to_be_visible()

    def misses(self, text):
        expect(self.page.get_by_text(text)).to_have_count(0)

    def says(self, words, **values):
        """The house's words in this visit's language."""
        message = german().get(words) if self.language == "de" else None
        text = message.string if message and message.string else words
        return text % values if values else text

    def heading(self, words, **values):
        expect(self.main.get_by_role("heading", name=self.says(words, **values)).first).to_be_visible()

    def is_at(self, path):
        """Wait until a tap has led there and the page has come, with its script."""
        self.page.wait_for_url(lambda url: urlsplit(url).path == path)
        self.wakes()

    def comes_with_time(self, path, locator):
        """Load the page again until the worker has done what shows there."""
        for _ in range(60):
            self.open(path)
            if locator.count():
                return
            self.page.wait_for_timeout(250)
        raise AssertionError(f"It never came to {path}: {locator}")

    def _watch(self):
        self.context.on("console", self._note_console)
        self.context.on("weberror", self._note_error)
        self.context.on("request", self._note_request)
        self.context.on("response", self._note_response)

    def _note_console(self, message):
        told_already = message.text.startswith("Failed to load resource: the server responded with a status of")
        if message.type in ("error", "warning") and not told_already:
            self.trouble.append(f"console: {message.text}")

    def _note_error(self, error):
        # The first page that a service worker looks after may come without its transition; Chromium counts that.
        if "Transition was aborted" not in str(error.error):
            self.trouble.append(f"script: {error.error}")

    def _note_request(self, request):
        if not request.url.startswith((f"{self.address}/", "data:")):
            self.trouble.append(f"another host: {request.url}")

    def _note_response(self, response):
        if response.status >= 400 and response.status not in self.expected:
            self.trouble.append(f"status {response.status}: {response.request.method} {response.url}")


@cache
def german():
    """The German words with du, as the demo says them."""
    return read_catalogue("de")
