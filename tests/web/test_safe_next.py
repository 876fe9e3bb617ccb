"""Where a form may lead: never to another site."""

from urllib.parse import urljoin, urlsplit

import pytest

from app.web.safe_next import safe_next
from tests.data import data

EVIL = [
    None, "", 7, b"/inbox", "inbox", "?a", "#a", "http://evil.example", "https://evil.example/", "HTTP://evil.example",
    "https:evil.example", "https:/evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)",
    "data:text/html,x", "mailto:a@b.c", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example",
    "\\/evil.example", "\\\\evil.example", "/\\/evil.example", "/\t/evil.example", "/\n/evil.example",
    "/\r/evil.example", "\t//evil.example", " //evil.example", "\x00//evil.example", "/\x00/evil.example",
    "/%2Fevil.example", "/%2fevil.example", "/%5Cevil.example", "/%252fevil.example", "/%09/evil.example",
    "/%0d%0aLocation:%20//evil.example", "/inbox\r\nSet-Cookie: a=b", "/inbox\x7f", "/inbox\u2028x", "/\u200b/evil.example",
    "/..//evil.example", "/.//evil.example", "/inbox//evil.example", "/／evil.example", "/＼evil.example",
    "/https://evil.example", "/javascript:alert(1)", "/\u202eelpmaxe.live", "//[evil", "/" + "a" * 3000,
    "ftp://evil.example", "//evil.example@host", "/.evil\\.example", "//0x7f.1/", "/;@\\evil.example",
]  # fmt: skip


@pytest.mark.parametrize("value", EVIL)
def test_c7_it_stays_on_the_site(value):
    assert safe_next(value, "/start") == "/start"


def test_c7_more_than_40_evil_values():
    assert len(EVIL) > 40


@pytest.mark.parametrize(
    "value",
    [
        "/", "/inbox", "/ideas/12-more-oat-milk", "/search?q=https://shop.example/a&page=2", "/ideas?sort=new#post-3",
        "/search?q=Größe", "/members/anna.b", "/search?q=100%25", "/questions/3-was:nun",
    ],
)  # fmt: skip
def test_it_leads_where_the_member_was(value):
    assert safe_next(value, "/start") == value


def test_c7_no_known_redirect_trick_leaves_the_site():
    tricks = data("security/links/open-redirect-urls.txt").read_text("utf-8").splitlines()
    assert len(tricks) > 200
    for trick in tricks:
        target = urlsplit(urljoin("https://ours.example/sign-in", safe_next(trick, "/start")))
        assert (target.scheme, target.netloc) == ("https", "ours.example"), trick
        assert "//" not in target.path and "\\" not in target.path, trick
