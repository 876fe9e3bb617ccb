"""A member's browser in a few lines: keeps its cookies and form token, one connection, no redirects followed."""

import http.client
import re
import secrets
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    """One member (or a visitor, without `session`) of a running site."""

    def __init__(self, url, session=""):
        self.address = urlsplit(url).netloc
        self.cookies = {"member": session} if session else {}
        self.connection = http.client.HTTPConnection(self.address, timeout=30)
        self.token = ""

    def get(self, path, **headers):
        """The status, headers and text of a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path, **fields):
        """Send a form with the token of the last page that had one; the status, headers and text."""
        body = urlencode({"csrf_token": self.token, **fields})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def reply(self, topic_id, text, key=None):
        """Write a reply; the same text with the same key is the same reply."""
        return self.post(f"/topics/{topic_id}/posts", body=text, form_key=key or secrets.token_urlsafe(12))

    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def close(self):
        self.connection.close()

    def _ask(self, method, path, body, headers):
        if self.cookies:
            headers = headers | {"Cookie": self.cookie()}
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        for line in answer.headers.get_all("Set-Cookie", ()):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        if answer.headers.get("Content-Encoding") != "gzip":
            text = text.decode()
            self.token = (TOKEN.findall(text) or [self.token])[0]
        return answer.status, answer.headers, text
