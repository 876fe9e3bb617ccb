"""Says where a form may lead afterwards: only to a page of this site."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit


def safe_next(value, fallback="/"):
    """Return `value` if it is an address inside this site, else `fallback`."""
    return value if is_inside(value) else fallback


def is_inside(value):
    if not isinstance(value, str) or len(value) > 2000 or not value.startswith("/"):
        return False
    # Proxies and browsers disagree on what they decode first, so every reading has to be harmless.
    return all(is_plain_path(reading) for reading in readings(value))


def readings(value):
    once = unquote(value)
    twice = unquote(once)
    return {value, once, twice, unicodedata.normalize("NFKC", twice)}


def is_plain_path(value):
    path = re.split(r"[?#]", value, maxsplit=1)[0]
    if "//" in path or ODD_CHARACTERS.search(value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc and not SCHEME_IN_PATH.search(path)


ODD_CHARACTERS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\\\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
SCHEME_IN_PATH = re.compile(r"^/+[a-z][a-z0-9+.-]*:", re.IGNORECASE)
