"""Finding every word of the house and keeping the catalogues whole. Only the `words` command and tests use it."""

import re

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.config import ROOT
from app.web.words import FOLDER

KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "translate": None}
METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2")]
# Words of address: a German text that holds one needs its other form in sie.po.
FAMILIAR = re.compile(
    r"\b(du|dich|dir|dein|deine|deinen|deinem|deiner|deines|bist|hast|kannst|willst|möchtest|musst|darfst|sollst|"
    r"wirst|siehst|weißt|findest|schreibst|bekommst|brauchst|deins|euch|euer|eure|eurem|euren|eurer|"
    r"habt|seid|ihr (?:könnt|wollt|dürft)|"
    r"schreib|schick|mach|wähle|prüfe|nenne|öffne|lass|nimm|gib|sieh|lies|geh|komm|setz|bleib|frag|sag|hör|such|"
    r"versuch|lade|stell|hilf|füg|füll|stimm|entscheide|warte|bestätige|melde|fang|wirb|tippe|erwähne|eröffne)\b",
    re.IGNORECASE,
)
HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: Earshot\\n"\n"Language: {language}\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plurals}\\n"\n\n'
)


def find_words():
    """Every message of the program with where it stands, as a Babel catalogue."""
    words = Catalog(project="Earshot", charset="utf-8")
    found = extract_from_dir(
        ROOT,
        METHODS,
        {"templates/**.html": {"trimmed": "true", "silent": "false"}},
        keywords=KEYWORDS,
        comment_tags=("NOTE:",),
        directory_filter=lambda path: not path.rsplit("/", 1)[-1].startswith(".")
        and path.rsplit("/", 1)[-1] not in ("instance", "tests", "node_modules"),
    )
    for file, line, message, comments, context in found:
        words.add(message, locations=[(file, line)], auto_comments=comments, context=context)
    return words


def catalogue_file(language, name="messages"):
    return FOLDER / language / "LC_MESSAGES" / f"{name}.po"


def read_catalogue(language, name="messages"):
    """A catalogue as it is in the house; empty when there is none yet."""
    file = catalogue_file(language, name)
    if not file.exists():
        return Catalog(locale=language, project="Earshot", charset="utf-8")
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def write_catalogue(catalogue, language, name="messages"):
    """Keep a catalogue, its messages in a steady order and without line numbers, so that changes can be read."""
    file = catalogue_file(language, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened:
        opened.write(HEADER.format(language=language, plurals=catalogue.plural_forms).encode())
        write_po(opened, catalogue, width=110, sort_output=True, no_location=True, omit_header=True)


def update(language):
    """Bring a language's catalogues to today's words; returns the messages that still lack a translation."""
    words = find_words()
    catalogue = read_catalogue(language)
    catalogue.update(words, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    write_catalogue(catalogue, language)
    return missing(catalogue) + (_update_formal(language, words, catalogue) if language == "de" else [])


def _update_formal(language, words, familiar):
    """The same for the messages that say Sie: those nobody says any more go, those that lack are added empty."""
    formal = read_catalogue(language, "sie")
    for idle in [message.id for message in formal if message.id and _is_idle(message, words)]:
        formal.delete(idle)
    for message in familiar:
        if message.id and message.id not in formal and FAMILIAR.search(" ".join(texts(message))):
            formal.add(message.id)
    write_catalogue(formal, language, "sie")
    return missing(formal)


def _is_idle(message, words):
    return message.id not in words or not any(texts(message))


def texts(message):
    """What a message says, in the singular and, if it has one, in the plural."""
    return [text or "" for text in (message.string if message.pluralizable else (message.string,))]


def missing(catalogue):
    """The messages of a catalogue without a translation."""
    return [m.id for m in catalogue if m.id and not (all(m.string) if m.pluralizable else m.string)]
