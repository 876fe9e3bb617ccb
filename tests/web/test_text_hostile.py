"""Hostile, odd and standard texts from the collections: nothing but allowed HTML comes out."""

import json
import re
import time
from html import unescape
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from app.web.text import check_text, excerpt, normalise, parse, plain_text, render_markdown
from tests.data import attacks, data, disguises
from tests.rounds import share

ALLOWED = {
    "a": {"href", "title", "class", "rel"},
    "img": {"src", "alt", "loading"},
    "ol": {"start"},
    "li": {"class"},
    "th": {"align"},
    "td": {"align"},
    **dict.fromkeys(
        ["p", "br", "hr", "em", "strong", "s", "ul", "blockquote", "pre", "code", "h3", "h4", "h5", "h6",
         "table", "thead", "tbody", "tr"], set()),
}  # fmt: skip
ADDRESS = re.compile(r"(https?:|mailto:|/(?![/\\]))", re.IGNORECASE)
LONGEST = 20_000


def fill(unit):
    return (unit * (LONGEST // len(unit) + 1))[:LONGEST]


PATTERNS = [
    "[", "![", "](", "[a](", "[](", "![](", "[a][", "![a][b]", "<", "<!--", "<a ", "<![CDATA[", "<div>", "`", "a`", "*", "_", "~~",
    "*a ", "a**b", "**a *b ", "*a **b _c __d ", ">", "> ", "- ", "1. ", "* a\n", "> - ", "- a\n\n", "- [ ] a\n", "#", "\\", "&",
    "&#1234567;", "|", "a|", "a|b\n", "a|b\n-|-\n1|2\n\n", "http://", "http://[", "https://a.", "://", "www.", "www.a.", "mailto:a@",
    "a@", "@a ", "@_", "a.b@", "<a@b.c>", "(", "http://a.b/(", "\n", "\t", "```\n", "a\n=\n", "[x]: /a\n", "e\u0301", "\u0315\u0300",
]  # fmt: skip
TANGLES = {
    **{pattern: fill(pattern) for pattern in PATTERNS},
    "nested lists": "".join("  " * n + "- a\n" for n in range(200)),
    "nested quotes": "".join(">" * n + "a\n" for n in range(200)),
    "growing backticks": "".join("a" + "`" * n for n in range(200)),
    "brackets": "[" * 10_000 + "]" * 10_000,
    "parentheses": "[a](" + "(" * 9_000 + ")" * 9_000,
    "one reference, many uses": "[a]: /u\n\n" + "[a]" * 2_900,
    "many references": "".join(f"[r{n}]: /u\n" for n in range(1_500)),
    "wide and long table": "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n" + "|\n" * 8_000,
    "stars around": "*" * 9_999 + "a" + "*" * 9_999,
}


def test_e1_no_attack_leaves_more_than_allowed_html():
    lines = attacks()
    assert len(lines) > 6_900
    lines = share(lines, of=4)
    for start in range(0, len(lines), 100):
        batch = [text for line in lines[start : start + 100] for text in disguises(line)]
        assert_allowed("\n".join(render_markdown(text[:LONGEST]).html for text in batch))


def assert_allowed(html):
    checker = AllowedOnly()
    checker.feed(html)
    checker.close()


class AllowedOnly(HTMLParser):
    """Fails at the first tag, attribute or address that a post may not hold; quicker than a tree."""

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        assert tag in ALLOWED, self.get_starttag_text()
        assert set(attributes) <= ALLOWED[tag], self.get_starttag_text()
        assert attributes.get("class") in (None, "mention", "task"), self.get_starttag_text()
        if "href" in attributes:
            assert ADDRESS.match(attributes["href"]), self.get_starttag_text()
        if tag == "a":
            assert attributes["rel"] == "nofollow ugc noopener", self.get_starttag_text()
        if tag == "img":
            assert attributes["src"].startswith("/uploads/"), self.get_starttag_text()

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def test_e1_the_check_itself_sees_what_is_forbidden():
    for html in (
        "<script>1</script>",
        '<p onclick="a">',
        '<a href="javascript:a" rel="nofollow ugc noopener">',
        "<p id=a>",
    ):
        with pytest.raises(AssertionError):
            assert_allowed(html)


@pytest.mark.parametrize("name", TANGLES)
def test_e3_no_tangle_takes_two_seconds(name):
    text = TANGLES[name][:LONGEST]
    parse.cache_clear()
    started = time.process_time()
    check_text(text)
    render_markdown(text)
    plain_text(text, own_words=True)
    excerpt(text)
    assert time.process_time() - started < 2


def test_it_is_quick_with_an_ordinary_post():
    text = "Größe über Äpfel: **bitte** mehr Hafermilch, @anna! Siehe https://shop.example/a\n\n" * 12
    render_markdown(text)
    started = time.process_time()
    for n in range(20):
        render_markdown(f"{text}{n}")
    assert (time.process_time() - started) / 20 < 0.05


def test_it_follows_the_commonmark_specification():
    examples = commonmark_examples()
    assert len(examples) > 550
    same = [words(render_markdown(source).html) == words(expected) for source, expected in examples]
    assert sum(same) / len(same) >= 0.85


def commonmark_examples():
    spec = data("security/markdown/commonmark-spec-0.31.2.txt")
    fence = "`" * 32
    found = re.findall(
        rf"^{fence} example\n(.*?)^\.\n(.*?)^{fence}$", spec.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert len(found) == 652
    pairs = [(source.replace("→", "\t"), expected.replace("→", "\t")) for source, expected in found]
    for source, _ in pairs:
        render_markdown(source)
    return [pair for pair in pairs if not has_raw_html(pair[0])]


def has_raw_html(source):
    tokens = MarkdownIt("commonmark").parse(source)
    kinds = {child.type for token in tokens for child in [token, *(token.children or [])]}
    return bool(kinds & {"html_block", "html_inline"})


def words(html):
    page = BeautifulSoup(html, "html.parser")
    for picture in page.find_all("img"):
        picture.replace_with(picture.get("alt", ""))
    return page.get_text().split()


def test_it_takes_every_naughty_string():
    strings = json.loads(data("security/strings/blns.json").read_text("utf-8"))
    assert len(strings) > 450
    for text in strings:
        clean = normalise(text)
        check_text(text)
        assert_allowed(render_markdown(clean).html)
        assert isinstance(excerpt(clean), str)


def test_harmless_texts_that_look_like_attacks_keep_their_words():
    lines = data("security/sqli/false-positives-libinjection.txt").read_text("utf-8").splitlines()
    texts = [line for line in lines if line.strip() and not line.startswith("#")]
    assert len(texts) > 400
    changed = [text for text in texts if letters(plain_text(normalise(text))) != letters(text)]
    assert changed == []


def letters(text):
    return re.findall(r"\w+", unescape(re.sub(r"^\s*\d{1,9}[.)]\s", "", text)))
