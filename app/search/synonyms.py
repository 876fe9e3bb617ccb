"""SynonymGroup: words that mean the same here, as the team keeps them, and how a search line is read with them.

Its own file because they are no part of any index: they are applied to what is asked, each time, in every process.
"""

import secrets
from dataclasses import replace

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.extensions import db
from app.search.analysis import also_written, phrase_stems, words
from app.search.asked import Word
from app.site import current_site

MOST_GROUPS, MOST_IN_GROUP = 300, 12
# "click & collect" is two words to a search, and more than three are a sentence.
LONGEST_ENTRY = 3


class SynonymGroup(Base):
    """One group: `["WLAN", "Wi-Fi", "Funknetz"]`. Any of them finds what has any other."""

    __tablename__ = "synonym_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[list] = mapped_column(db.JSON, default=list)


class Synonyms:
    """Groups of words, ready to read search lines with."""

    def __init__(self, groups=()):
        self._others, self._longest = {}, 1
        for group in groups:
            entries = [entry for entry in map(_entry, group) if entry]
            for entry in entries:
                self._longest = max(self._longest, len(words(entry.text)))
                for stem in entry.stems:
                    known = self._others.setdefault(stem, {})
                    known.update({other.text: other for other in entries if other.text != entry.text})

    def of(self, asked):
        """The words with those that mean the same beside them; what is one entry of several words becomes one word."""
        found, at = [], 0
        while at < len(asked):
            word, size = self._longest_entry(asked, at)
            found.append(word)
            at += size
        return found

    def knows(self, text):
        """Whether these words stand in a group."""
        return any(stem in self._others for stem in _ways_to_write(words(text)))

    def _longest_entry(self, asked, at):
        for size in range(min(self._longest, len(asked) - at), 0, -1):
            part = asked[at : at + size]
            text = " ".join(word.text for word in part)
            others = {} if any(word.is_quoted for word in part) else self._beside(text)
            if others:
                own = part[0].stems if size == 1 else phrase_stems(text.split())
                return replace(part[0], text=text, stems=own, others=tuple(others.values())), size
        return asked[at], 1

    def _beside(self, text):
        found = {}
        for stem in _ways_to_write(text.split()):
            found |= self._others.get(stem, {})
        return found


def synonyms_in_force():
    """The team's synonyms. Asked for at every search, so they are kept until somebody changes one."""
    site = current_site()
    stamp = site.synonyms_stamp if site else ""
    kept = current_app.extensions.get("earshot_synonyms")
    if kept is None or kept[0] != stamp:
        # Nobody has ever written one: then there is nothing to look up.
        groups = db.session.scalars(select(SynonymGroup.words)) if stamp else ()
        kept = current_app.extensions["earshot_synonyms"] = stamp, Synonyms(groups)
    return kept[1]


def all_groups():
    """Every group, in the order of their first words."""
    return sorted(db.session.scalars(select(SynonymGroup)), key=lambda group: group.words[0].casefold())


def group_with(entry, groups):
    """The group among these in which this entry stands, in whatever form; or None."""
    return next((group for group in groups if Synonyms([group.words]).knows(entry)), None)


def keep_group(group, entries):
    """Write a group; from now on every process searches with it."""
    group.words = entries
    db.session.add(group)
    synonyms_changed()


def synonyms_changed():
    current_site().synonyms_stamp = secrets.token_hex(8)


def can_be_searched(entry):
    """Whether an entry holds words that are looked for at all (not "and"), and few enough."""
    found = words(entry)
    return bool(phrase_stems(found)) and len(found) <= LONGEST_ENTRY


def _ways_to_write(found):
    """The stems of an entry (its words), also of its other number."""
    forms = [found, *([*found[:-1], form] for form in also_written(found[-1]))] if found else []
    return [stem for form in forms for stem in phrase_stems(form)]


def _entry(text):
    found = words(text)
    stems = phrase_stems(found) if len(found) <= LONGEST_ENTRY else ()
    return Word(" ".join(found), stems) if stems else None
