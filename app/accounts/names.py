"""What a member may be called, and when two names are the same to a person's eye."""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

from flask_babel import lazy_gettext as _l

from app.web.slugs import slugify

SHORTEST, LONGEST = 2, 40
# Room for the number that a second member of the same name gets, within the 40 characters of a mention.
LONGEST_HANDLE = 36
RESERVED = (
    "admin", "administrator", "administratorin", "administration", "earshot", "team", "teams",
    "moderator", "moderatorin", "moderation", "mod", "owner", "inhaber", "inhaberin", "besitzer",
    "besitzerin", "support", "kundendienst", "kundenservice", "system", "root", "webmaster",
    "postmaster", "official", "offiziell", "staff", "anonymous", "anonym", "deleted", "geloescht",
    "gelöscht", "guest", "gast", "everyone", "alle", "former", "former-member", "ehemalig",
    "ehemaliges", "ehemaliges-mitglied", "member", "mitglied",
)  # fmt: skip
ADDRESSES = {"me", "new", "edit", "search"}


def clean_name(name):
    """Return the name as it is stored: NFC, single spaces, without invisible and direction characters."""
    visible = "".join(c for c in name if c.isspace() or not is_invisible(c))
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def name_problem(name, reserved=()):
    """Return why nobody may be called this, or None; `reserved` adds words such as the site's name.

    Whether somebody else has the name, or one that looks the same, is asked of the members.
    """
    if not SHORTEST <= len(name) <= LONGEST:
        return _l("Please choose a name of %(least)s to %(most)s characters.", least=SHORTEST, most=LONGEST)
    if name != clean_name(name):
        return _l("Your name holds characters that nobody can see. Please type it again.")
    if not is_well_formed(name):
        return _l(
            "Please use letters, digits, single spaces and - _ . ' only, starting with a letter or digit."
        )
    if is_reserved(name, reserved):
        return _l("This name is kept for the people who run the community. Please choose another.")
    return None


def name_key(name):
    """Return the form in which two spellings of one name are equal."""
    folded = unicodedata.normalize("NFKC", clean_name(name)).casefold()
    return clean_name(unicodedata.normalize("NFKC", folded))


def skeleton(name):
    """Return the form in which two names that look the same are equal."""
    drawn = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", clean_name(name)))
    # Look-alikes of capitals are only found before folding, those of small letters only after it.
    folded = drawn.translate(look_alikes()).casefold()
    return folded.translate(look_alikes()).casefold()


def handle(name):
    """Return the lower-case ASCII form of a name for its address and for mentions."""
    wanted = slugify(name, limit=LONGEST_HANDLE, fallback="member")
    return f"{wanted}-1" if wanted in ADDRESSES else wanted


@cache
def look_alikes():
    table = json.loads(Path(__file__).with_name("confusables.json").read_text(encoding="utf-8"))
    return {ord(character): plain for plain, characters in table.items() for character in characters}


def is_invisible(character):
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") or character in BLANKS


def is_well_formed(name):
    if not name[0].isalnum() or re.search(r"[-_.'’ ]{2}", re.sub(r"\. ", " ", name)):
        return False
    if sum(c.isalnum() for c in name) < SHORTEST or has_piled_marks(name):
        return False
    return all(unicodedata.category(c)[0] in "LM" or c.isdecimal() or c in "-_.'’ " for c in name)


def has_piled_marks(name):
    kinds = "".join(unicodedata.category(c)[0] for c in unicodedata.normalize("NFD", name))
    return "MMMM" in kinds


def is_reserved(name, reserved):
    """Whether a name consists of reserved words alone, however spelled, with or without a number."""
    words = "|".join(sorted(filter(None, map(squeeze, [*RESERVED, *reserved])), key=len, reverse=True))
    return re.fullmatch(rf"(?:{words})+[\dlo]*", squeeze(name)) is not None


def squeeze(name):
    return "".join(c for c in skeleton(name) if c.isalnum())


# Letters, spaces and marks that show nothing.
BLANKS = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0\U0001d159") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}
