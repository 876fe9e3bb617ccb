"""What a text is made of, as numbers that a learner can count: words, pieces of words, and marks such as links.

It stands apart because the same features are taken when a text is judged and when a decision teaches.
"""

import re
from math import log10
from typing import NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

from flask import current_app

from app.web.text import inlines, parse, plain_text, written

# Texts say what they want at the start; all of a long one would only cost time.
ENOUGH = 1000
BUCKETS = 1 << 17
PIECES = (4,)
# How much each block of features may say: words, pieces of words, marks.
BLOCK_WEIGHTS = (1.0, 1.0, 0.5)
WORD = re.compile(r"[^\W_]+(?:'\w+)?|[^\w\s]+")
# Addresses that are no link, because whoever wrote them hopes that nobody looks.
BARE_HOST = re.compile(
    r"(?<![@\w./])(?:[\w-]+\.)+(?:com|net|org|info|biz|shop|site|online|top|xyz|club|io|co|me|tv|ru|cn|de|eu|uk)(?![a-z])",
    re.IGNORECASE,
)
MONEY = re.compile(r"[£$€]\s?\d|\d\s?[£$€]|\b\d+p\b")


class Reading(NamedTuple):
    """The words that an author wrote, without quotes and addresses, and the hosts of the links among them."""

    text: str
    links: tuple = ()

    @property
    def hosts(self):
        """The hosts linked to, each once."""
        return tuple(dict.fromkeys(filter(None, map(host_of, self.links))))


def read_text(body, title=""):
    """Read a text as Markdown: only its author's own words, never quotes."""
    source = body[:ENOUGH]
    links = [
        str(child.attrs["href"])
        for child in inlines(written(parse(source), True))
        if child.type == "link_open" and str(child.attrs["href"]).lower().startswith(("http:", "https:"))
    ]
    return Reading(f"{title}\n{plain_text(source, own_words=True)}".strip(), tuple(links))


def host_of(address):
    """The host of an address in small letters, without www."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def own_host():
    """The host of this site; empty where it is not told by EARSHOT_BASE_URL, because the worker knows no other."""
    return host_of(current_app.config["BASE_URL"])


def features_of(reading, own=""):
    """Three sets of strings: words and pairs, pieces of words, marks. Links to the host `own` are no strange ones."""
    low = re.sub(r"\d{5,}", lambda digits: "0" * len(digits[0]), reading.text.lower())
    words = WORD.findall(low)
    return _words(words, reading.text), _pieces(low), _marks(reading, own)


def indexes(features):
    """Where each block of features is counted: sorted arrays of numbers below BUCKETS."""
    import numpy as np

    return [np.unique(np.fromiter(map(index_of, block), np.int32, len(block))) for block in features]


def index_of(feature):
    """Where one feature is counted; several may share a place."""
    return crc32(feature.encode("utf-8", "ignore")) & (BUCKETS - 1)


def _words(words, text):
    found = {f"w {word}" for word in words}
    found |= {f"p {one} {other}" for one, other in zip(["<", *words], [*words, ">"], strict=True)}
    found |= {f"W {word}" for word in re.findall(r"\b[A-Z]{2,}\b", text)}
    return found | {f"U {word.lower()}" for word in re.findall(r"\b[A-Z][a-z]+\b", text)}


def _pieces(low):
    line = f" {' '.join(low.split())} "
    return {f"c{line[at : at + size]}" for size in PIECES for at in range(len(line) - size + 1)}


def _marks(reading, own):
    text, marks = reading.text, {f"# size {int(2 * log10(len(reading.text) + 1))}"}
    numbers = re.findall(r"\d+", text)
    letters = [letter for letter in text if letter.isalpha()]
    says = {
        "long number": any(len(number) >= 5 for number in numbers),
        "telephone": any(len(number) >= 10 for number in numbers),
        "money": MONEY.search(text),
        "shouts": re.search("[!?]{2,}", text),
        "calls": "!" in text,
        "capitals": len(text) > 10 and sum(map(str.isupper, letters)) > 0.5 * max(1, len(letters)),
        "several links": len(reading.links) > 1,
    }
    marks |= {f"# {name}" for name, found in says.items() if found}
    for link in (*reading.links, *(f"http://{host.lower()}" for host in BARE_HOST.findall(text)[:20])):
        marks |= _marks_of_link(link, own)
    return marks


def _marks_of_link(link, own):
    host = host_of(link)
    if host and host == own:
        return {"# link", "# own link"} | ({"# own moment"} if re.search(r"[?&]t=", link) else set())
    return {"# link", "# strange link", f"# host {host}", f"# ending {host.rpartition('.')[2]}"}
