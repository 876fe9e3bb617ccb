"""HTML that others rendered becomes Markdown that reads the same."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from .document import Block, Document
from .markdown import write_blocks

LONGEST = 1_000_000
MOST_UNENDED = 20
COMMENT = re.compile(r"<!--.*?(?:-->|$)|<[!?][^>]*(?:>|$)", re.DOTALL)
UNENDED = re.compile(r"<(?![^<>]*>)")
MARKS = {
    "em": "em",
    "i": "em",
    "cite": "em",
    "var": "em",
    "dfn": "em",
    "strong": "strong",
    "b": "strong",
    "del": "del",
    "s": "del",
    "strike": "del",
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
PARAGRAPHS = {
    "p",
    "address",
    "article",
    "aside",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "html",
    "main",
    "nav",
    "section",
    "summary",
}
CODE = {"code", "tt", "samp"}
CONTAINERS = {
    "ul": "list",
    "menu": "list",
    "ol": "list",
    "blockquote": "quote",
    "table": "table",
    "li": "item",
    "tr": "line",
    "td": "cell",
    "th": "cell",
}
UNREAD = {"script", "style", "head", "title", "template", "iframe", "object", "noscript", "svg", "math"}
SAFE_SCHEMES = {"http", "https", "mailto", "ftp"}


def html_to_markdown(html, base=None):
    """Markdown for a piece of HTML. Addresses are joined to `base`; pictures become links to them."""
    reader = _Reader(base)
    reader.feed(_without_loose_ends(html[:LONGEST]))
    reader.close()
    return write_blocks(reader.finish())


def _without_loose_ends(html):
    """Comments go, and tags that never end become text: the parser would seek their ends over and over."""
    html = COMMENT.sub("", html)
    return UNENDED.sub("&lt;", html) if html.count("<") > html.count(">") + MOST_UNENDED else html


class _Reader(HTMLParser):
    """Tells the document what each tag means; unknown tags mean nothing, their text stays."""

    def __init__(self, base):
        super().__init__(convert_charrefs=True)
        self.base = base
        self.document = Document()
        self.pre = None
        self.code = None
        self.unread = []

    def finish(self):
        self._end_pre()
        self._end_code()
        return self.document.finish()

    def handle_starttag(self, tag, attrs):
        if tag in UNREAD:
            self.unread.append(tag)
        if self.unread:
            return
        attrs = {name: value or "" for name, value in attrs}
        if self.pre is not None:
            self._inside_pre(tag, attrs)
        elif self.code is not None and tag in ("br", "img", "a"):
            self.code.append(" " if tag == "br" else "")
        elif tag in self.SIMPLE:
            self.SIMPLE[tag](self, attrs)
        elif tag in MARKS:
            if self.code is None:
                self.document.start_mark(MARKS[tag])
        else:
            self._start_block(tag, attrs)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if self.unread and tag in UNREAD:
            self.unread.pop()

    def handle_endtag(self, tag):
        if self.unread:
            if tag in self.unread:
                del self.unread[self.unread.index(tag) :]
        elif self.pre is not None:
            if tag == "pre":
                self._end_pre()
        elif tag in CODE:
            self._end_code()
        elif tag in MARKS:
            self.document.end_mark(MARKS[tag])
        elif tag == "a":
            self._end_link()
        elif tag in CONTAINERS or tag in PARAGRAPHS or tag in HEADINGS:
            self._end_code()
            self.document.end(CONTAINERS[tag]) if tag in CONTAINERS else self.document.end_text()

    def handle_data(self, text):
        if self.unread:
            return
        if self.pre is not None:
            self.pre.words += text
        elif self.code is not None:
            self.code.append(text)
        else:
            self.document.add_text(text)

    def _start_block(self, tag, attrs):
        if tag not in CONTAINERS and tag not in PARAGRAPHS and tag not in HEADINGS:
            return
        self._end_code()
        if tag in ("li", "tr", "td", "th"):
            self._start_part(tag)
        elif tag in CONTAINERS:
            self.document.start(CONTAINERS[tag], _first_number(attrs) if tag == "ol" else None)
        else:
            self.document.start_text(HEADINGS.get(tag), loose=tag == "p")

    def _start_part(self, tag):
        kind = CONTAINERS[tag]
        if kind == "cell":
            if not self.document.start_part("cell", "line") and self.document.start_part("line", "table"):
                self.document.start_part("cell", "line")
        elif not self.document.start_part(kind, "list" if kind == "item" else "table") and kind == "item":
            self.document.start("list")
            self.document.start_part("item", "list")

    def _start_pre(self, attrs):
        self._end_code()
        self.pre = Block("pre")
        self._inside_pre("pre", attrs)

    def _inside_pre(self, tag, attrs):
        if tag == "br":
            self.pre.words += "\n"
        for name in attrs.get("class", "").split():
            language = name.partition("lang-")[2] or name.partition("language-")[2]
            if language.isascii() and language.isalnum():
                self.pre.language = language

    def _end_pre(self):
        if self.pre is not None and self.pre.words.strip():
            self.pre.words = self.pre.words.removeprefix("\n").removesuffix("\n")
            self.document.add_block(self.pre)
        self.pre = None

    def _start_code(self, attrs):
        self.code = self.code or []

    def _end_code(self):
        if self.code is not None:
            self.document.add_text("".join(self.code), kind="code")
        self.code = None

    def _start_link(self, attrs):
        self._end_link()
        if address := self._address(attrs.get("href", "")):
            self.document.start_mark(("link", address))

    def _end_link(self):
        self.document.end_mark(self.document.open_link())

    def _picture(self, attrs):
        address = self._address(attrs.get("src", ""))
        name = " ".join(attrs.get("alt", "").split()) or (address or "").rstrip("/").rsplit("/", 1)[-1]
        if self.document.open_link() or not address:
            self.document.add_text(name)
        elif name:
            self.document.start_mark(("link", address))
            self.document.add_text(name)
            self._end_link()

    def _address(self, address):
        address = "".join(address.split())
        try:
            address = urljoin(self.base, address) if self.base else address
            parts = urlsplit(address)
        except ValueError:
            return None
        known = parts.scheme in SAFE_SCHEMES or (not parts.scheme and address.startswith(("/", "#")))
        return address if known else None

    SIMPLE = {
        "br": lambda reader, attrs: reader.document.add_break(),
        "hr": lambda reader, attrs: reader.document.add_block(Block("rule")),
        "img": _picture,
        "a": _start_link,
        "pre": _start_pre,
        **dict.fromkeys(CODE, _start_code),
    }


def _first_number(attrs):
    start = attrs.get("start", "1")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
