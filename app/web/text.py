"""What members write: cleaned on the way in, Markdown to safe HTML, and the plain words of it."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

# Raise it when the same source gives other HTML, so that stored HTML is made anew.
RENDERER_VERSION = 1
LONGEST = 20_000
MOST_LINKS = 50
MOST_MENTIONS = 20
DEEPEST_NESTING = 20


class TextTooLong(ValueError):
    """More than the parser may be given; `check_text` says so to the writer beforehand."""


class Rendered(NamedTuple):
    """A text as safe HTML, whom it names (as typed, case-folded; pass to `names.handle`) and where it links."""

    html: str
    mentions: tuple
    links: tuple


class Problem(NamedTuple):
    """Why a text is refused: a code for the program and a sentence for the writer."""

    code: str
    message: object


def render_markdown(source, pictures=None):
    """Return the text as `Rendered`; raises `TextTooLong` above 20,000 characters.

    `pictures` says how own pictures are shown: {address: attributes of the img}; of one that is not in it only
    the words stay.
    """
    from .markdown import cleaner, parser

    tokens = parse(source)
    html = cleaner().clean(parser().renderer.render(tokens, parser().options, {"pictures": pictures}))
    return Rendered(html, tuple(mentions_in(tokens))[:MOST_MENTIONS], tuple(links_in(tokens)))


def pictures_in(source):
    """Return the addresses of the pictures in a text, each with the words for those who cannot see it."""
    from .markdown import words_of

    if len(source) > LONGEST or "![" not in source:
        return {}
    images = (token for token in inlines(parse(source)) if token.type == "image")
    return {str(image.attrs["src"]): words_of(image.children) for image in images}


def check_text(source, limit=LONGEST):
    """Return the problems of a text as a list; an empty list means that it may be posted."""
    # Browsers send a line's end as two characters and count it as one.
    if len(source) > 2 * limit or len(source := normalise(source)) > limit:
        return [Problem("too_long", _l("Please shorten your text to %(limit)s characters.", limit=limit))]
    tokens = parse(source)
    return [Problem(code, message) for code, message, found in problems_in(source, tokens) if found]


def problems_in(source, tokens):
    yield "no_words", _l("Please write something."), not has_words(tokens)
    yield (
        "too_many_links",
        _l("Please use at most %(most)s links in one text.", most=MOST_LINKS),
        sum(token.type == "link_open" for token in inlines(tokens)) > MOST_LINKS,
    )
    yield (
        "too_many_mentions",
        _l("Please mention at most %(most)s people in one text.", most=MOST_MENTIONS),
        sum(1 for _ in mentions_in(tokens)) > MOST_MENTIONS,
    )
    yield (
        "too_tangled",
        _l("Please make your text simpler: fewer quotes and lists inside each other, smaller tables."),
        any(token.meta.get("tangled") for token in tokens),
    )


def normalise(text):
    """Return the text as it is stored: NFC, plain line ends, no control characters."""
    lines = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    return unicodedata.normalize("NFC", UNWANTED.sub("", lines)).rstrip().lstrip("\n")


def plain_text(source, own_words=False):
    """Return the words without markup; `own_words` leaves out quotes, code and addresses.

    Reads the first 20,000 characters.
    """
    blocks = (block_words(token, own_words) for token in written(parse(source[:LONGEST]), own_words))
    return "\n".join(filter(None, blocks))


def excerpt(source, length=200):
    """Return the first words on one line, cut between words."""
    words = " ".join(plain_text(source[: max(length, 100) * 10]).split())
    if len(words) <= length:
        return words
    cut = words[:length]
    return (cut.rpartition(" ")[0] or cut[:-1]).rstrip(" ,;:–-") + "…"


# A form checks a text and then renders it: the last few are remembered.
@lru_cache(maxsize=4)
def parse(source):
    from .markdown import parser, unparsed

    if len(source) > LONGEST:
        raise TextTooLong(f"{len(source)} characters")
    if is_slow_to_parse(source):
        return unparsed(source)
    tokens = parser().parse(source, {})
    return unparsed(source) if nesting(tokens) > DEEPEST_NESTING else tokens


def is_slow_to_parse(source):
    """Whether thousands of brackets, broken addresses or table cells would keep the parser busy for seconds."""
    columns = max((line.count("|") for line in TABLE_RULE.findall(source)), default=0)
    cells = columns * source.count("\n")
    return cells > 10_000 or source.count("://") > 400 or source.count("[") > 3_000


def inlines(tokens):
    return (child for token in tokens if token.type == "inline" for child in token.children)


def mentions_in(tokens):
    named = (token for token in inlines(tokens) if token.type == "mention")
    return {token.meta["handle"]: token.content.casefold() for token in named}.values()


def links_in(tokens):
    addresses = (str(token.attrs["href"]) for token in inlines(tokens) if token.type == "link_open")
    return dict.fromkeys(address for address in addresses if re.match("https?:", address, re.IGNORECASE))


def nesting(tokens):
    deepest = depth = 0
    for token in tokens:
        if token.type in CONTAINERS:
            depth += token.nesting
            deepest = max(deepest, depth)
    return deepest


def has_words(tokens):
    if any(child.type == "image" for child in inlines(tokens)):
        return True
    return any(is_visible(c) for token in written(tokens, False) for c in block_words(token, False))


def is_visible(character):
    return unicodedata.category(character)[0] in "LNPS" and character not in BLANK_LETTERS


def written(tokens, own_words):
    quotes = 0
    for token in tokens:
        quotes += token.nesting if token.type.startswith("blockquote") else 0
        if token.type in WRITTEN and not (own_words and (quotes or token.type != "inline")):
            yield token


def block_words(token, own_words):
    from .markdown import words_of

    if token.type != "inline":
        return token.content.rstrip("\n")
    children = own_inlines(token.children) if own_words else token.children
    return words_of(children).strip()


def own_inlines(children):
    in_address = False
    for child in children:
        if child.type == "link_open":
            in_address = child.info == "auto"
        if child.type != "code_inline" and not in_address:
            yield child
        if child.type == "link_close":
            in_address = False


CONTAINERS = {f"{name}_{end}" for name in ("blockquote", "list_item") for end in ("open", "close")}
TABLE_RULE = re.compile(r"^[ \t>]*[|:-][|: \t-]*$", re.MULTILINE)
WRITTEN = {"inline", "fence", "code_block"}
# Control characters, lone surrogates, the marks that turn the reading direction over, and other non-characters.
UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
BLANK_LETTERS = set("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\U0001d159")
