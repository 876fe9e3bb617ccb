"""The eight stored reasons, in each language: what the house says, or what the owner says instead.

They stand apart from the other words of moderation because the owner reads and changes them in the page.
"""

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.extensions import db
from app.moderation.rules import rules_changed
from app.site import current_site
from app.web.words import current_language, speaking

# The public log repeats these; a moderator's own words it never does.
HOUSE_WORDS = {
    "advertising": _l("Please do not advertise here."),
    "unfriendly": _l("Please stay friendly: speak about the matter, not against people."),
    "private_data": _l("Your text holds somebody's private data."),
    "unlawful": _l("Your text seems to be against the law."),
    "untrue": _l("Your text says something about others that cannot be checked."),
    "misplaced": _l("Your text belongs somewhere else. Please post it in the board that fits."),
    "repeated": _l("This is already here. Please take part there."),
    "unclear": _l("We do not understand it yet. Please say in one or two more sentences what you mean."),
}
NAMES = tuple(HOUSE_WORDS)


class StoredReason(Base):
    """What the owner says in one language instead of the house's words."""

    __tablename__ = "stored_reasons"

    name: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Text)


def words_of(name):
    """What a stored reason says, in the reader's language; nothing for a name that is none."""
    if name not in HOUSE_WORDS:
        return ""
    return _own_words().get((name, current_language())) or str(HOUSE_WORDS[name])


def choices():
    """[(name, words)] in the reader's language."""
    return [(name, words_of(name)) for name in NAMES]


def reasons_in(language):
    """{name: (what is said, what the house says)} in a language."""
    with speaking(language):
        return {name: (words_of(name), str(HOUSE_WORDS[name])) for name in NAMES}


def change_reasons(language, wanted):
    """Say these words ({name: words}) in a language from now on; the house's own, or none, are not stored."""
    house = {name: own for name, (_said, own) in reasons_in(language).items()}
    db.session.execute(delete(StoredReason).where(StoredReason.language == language))
    for name, words in wanted.items():
        if words and words != house[name]:
            db.session.add(StoredReason(name=name, language=language, words=words))
    rules_changed()


def _own_words():
    """{(name, language): words}. Read with every page of the queue, so they are kept until the owner changes one."""
    stamp = current_site().rules_stamp if current_site() else ""
    kept = current_app.extensions.get("earshot_reasons")
    if kept is None or kept[0] != stamp:
        # Nobody has ever changed one: then there is nothing to look up.
        rows = db.session.execute(select(StoredReason.name, StoredReason.language, StoredReason.words)) if stamp else ()
        kept = stamp, {(name, language): words for name, language, words in rows}
        current_app.extensions["earshot_reasons"] = kept
    return kept[1]
