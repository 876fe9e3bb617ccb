"""The catalogue: which words a reader gets, in their language and with the site's form of address.

English is the source. German stands in translations/de as `messages.po` (du) and `sie.po`, which holds only
the messages that differ when the owner chose Sie. The files are read when first needed; there is no build.
"""

import gettext as gettext_module
import io
import threading
from contextlib import contextmanager

from flask import g, has_request_context, request
from flask_babel import Babel, force_locale
from flask_login import current_user
from markupsafe import Markup

from app.config import ROOT
from app.site import LANGUAGES, current_site

FOLDER = ROOT / "app" / "translations"

_catalogues = {}
_reading = threading.Lock()


class Catalogue(gettext_module.GNUTranslations):
    """Translations with the names that Flask-Babel asks for."""

    ugettext = gettext_module.GNUTranslations.gettext
    ungettext = gettext_module.GNUTranslations.ngettext
    upgettext = gettext_module.GNUTranslations.pgettext
    unpgettext = gettext_module.GNUTranslations.npgettext


class HouseBabel(Babel):
    """Flask-Babel with the house's catalogues in place of compiled files."""

    class Domain:
        @staticmethod
        def get_translations():
            return current_catalogue()

        @staticmethod
        def gettext(message, **variables):
            text = current_catalogue().gettext(message)
            return text % variables if variables else text

        @staticmethod
        def ngettext(singular, plural, num, **variables):
            variables.setdefault("num", num)
            return current_catalogue().ngettext(singular, plural, num) % variables

    @property
    def domain_instance(self):
        return self.Domain


def current_language():
    """The language of this reader: their own choice, their browser's wish, or the site's."""
    try:
        return g.language
    except AttributeError:
        g.language = language = _choose_language()
        return language


def _choose_language():
    if current_user and current_user.is_authenticated and current_user.language in LANGUAGES:
        return current_user.language
    if has_request_context():
        chosen = request.cookies.get("language")
        if chosen in LANGUAGES:
            return chosen
        wished = request.accept_languages.best_match(LANGUAGES) if request.accept_languages else None
        if wished:
            return wished
    site = current_site()
    return site.language if site else "en"


@contextmanager
def speaking(language):
    """Within this block all words are in this language: for mails and for what the worker writes."""
    before = g.get("language"), g.get("catalogue")
    g.language = language or (current_site().language if current_site() else "en")
    g.pop("catalogue", None)
    try:
        with force_locale(g.language):
            yield
    finally:
        for name, value in zip(("language", "catalogue"), before, strict=True):
            if value is None:
                g.pop(name, None)
            else:
                setattr(g, name, value)


def current_catalogue():
    """The catalogue of the current reader."""
    try:
        return g.catalogue
    except AttributeError:
        site = current_site()
        g.catalogue = catalogue = find_catalogue(current_language(), formal=bool(site and site.formal))
        return catalogue


def find_catalogue(language, *, formal=False):
    """The catalogue of a language; `formal` for the German that says Sie."""
    key = (language, formal and language == "de")
    if key not in _catalogues:
        with _reading:
            _catalogues.setdefault(key, _read(*key))
    return _catalogues[key]


def _read(language, formal):
    catalogue = _read_file(FOLDER / language / "LC_MESSAGES" / "messages.po")
    if formal:
        catalogue._catalog.update(_read_file(FOLDER / language / "LC_MESSAGES" / "sie.po")._catalog)
    return catalogue


def _read_file(path):
    if not path.exists():
        empty = Catalogue()
        empty._catalog, empty.plural = {}, lambda n: int(n != 1)
        return empty
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=path.parent.parent.name))
    compiled.seek(0)
    return Catalogue(compiled)


def translate(message, **variables):
    """`_()` in templates: the reader's words, with variables escaped."""
    text = Markup(current_catalogue().gettext(str(message)))  # noqa: S704 - catalogues are ours
    return text % variables if variables else text


def translate_number(singular, plural, num, **variables):
    """`ngettext()` in templates."""
    variables.setdefault("num", num)
    return Markup(current_catalogue().ngettext(singular, plural, num)) % variables  # noqa: S704


def use_words(app):
    """Let the app speak: the language selector, and fast translation functions for templates."""
    HouseBabel().init_app(app, locale_selector=current_language)
    app.jinja_env.install_gettext_callables(translate, translate_number, newstyle=False)
    app.jinja_env.globals.update(_=translate, gettext=translate, ngettext=translate_number)
