"""Every setting that comes from the environment: its name, its default, and why it exists.

What the owner changes in the browser lives in the database (`app.site`), not here.
"""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# name → (default, why). The README's table is checked against this list.
SETTINGS = {
    "EARSHOT_INSTANCE": ("instance", "folder that holds all data of one site: database, index, backups, secret"),
    "DATABASE_URL": ("", "a postgresql:// address when SQLite is outgrown; empty means SQLite in the instance"),
    "EARSHOT_SEARCH": ("whoosh", "where posts are searched: whoosh (an index on each machine) or postgres (in the database itself)"),
    "EARSHOT_BASE_URL": ("", "public address, used in mails and feeds; also the only host that is answered"),
    "EARSHOT_SECRET_KEY": ("", "signs cookies; made and kept in the instance when empty"),
    "EARSHOT_SECRET_KEY_FILE": ("", "file that holds the secret key"),
    "EARSHOT_OLD_SECRET_KEYS": ("", "earlier keys, separated by commas, still accepted while the key is rotated"),
    "EARSHOT_TRUSTED_PROXIES": ("0", "how many proxies in front are believed about address, host and scheme"),
    "EARSHOT_LIMITS": ("on", "off switches the rate limits off, for load trials on your own machine only"),
    "EARSHOT_LIMITS_URL": ("", "where limits are counted: empty for the instance, or a redis:// address"),
    "EARSHOT_SMTP_URL": ("", "smtp://user:password@host:587 when mail is not set up in the admin pages"),
    "EARSHOT_WORKER": ("on", "off keeps this process from doing the community's background work"),
    "EARSHOT_PAGE_MEMORY": ("16", "megabytes each process may keep of pages for visitors; 0 switches it off"),
    "EARSHOT_LOG_LEVEL": ("INFO", "how much is logged: DEBUG, INFO, WARNING, ERROR"),
}


# Where posts are searched.
WHOOSH, POSTGRES = "whoosh", "postgres"


class BadSetting(ValueError):
    """A setting holds something that cannot be used; the message names it and what it takes."""


def setting(name):
    """The value of one of SETTINGS from the environment, or its default."""
    return os.environ.get(name, "").strip() or SETTINGS[name][0]


def load_config():
    """Flask's configuration from the environment.

    Raises BadSetting when a value cannot be used, so that a typo stops the start and not a request.
    """
    instance = _instance()
    https = setting("EARSHOT_BASE_URL").startswith("https://")
    return {
        "INSTANCE": instance,
        "BASE_URL": _base_url(),
        "SECRET_KEY": _secret_key(instance),
        "SECRET_KEY_FALLBACKS": [key for key in setting("EARSHOT_OLD_SECRET_KEYS").split(",") if key],
        "SQLALCHEMY_DATABASE_URI": _database_url(instance),
        "SEARCH": _search(instance),
        "TRUSTED_PROXIES": _number("EARSHOT_TRUSTED_PROXIES", 0, 5),
        "TRUSTED_HOSTS": _trusted_hosts(),
        "RATELIMIT_ENABLED": _switch("EARSHOT_LIMITS"),
        "RATELIMIT_STORAGE_URI": setting("EARSHOT_LIMITS_URL") or f"earshot-sqlite://{instance}/limits.sqlite3",
        "RATELIMIT_STORAGE_OPTIONS": {"wrap_exceptions": True},
        "RATELIMIT_HEADERS_ENABLED": False,
        "SMTP_URL": setting("EARSHOT_SMTP_URL"),
        "WORKER": _switch("EARSHOT_WORKER"),
        "PAGE_MEMORY_BYTES": _number("EARSHOT_PAGE_MEMORY", 0, 1024) * 1024 * 1024,
        "LOG_LEVEL": _log_level(),
        "HTTPS": https,
        "SESSION_COOKIE_NAME": "__Host-visit" if https else "visit",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SIGN_IN_COOKIE": "__Host-member" if https else "member",
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        # Long texts are written on phones: the token lives as long as the visit, and the
        # Origin check in app/web/origin.py replaces the Referer check.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "app" / "translations"),
        "PREFERRED_URL_SCHEME": "https" if https else "http",
    }


def _instance():
    folder = Path(setting("EARSHOT_INSTANCE"))
    folder = folder if folder.is_absolute() else ROOT / folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"EARSHOT_INSTANCE: cannot make {folder}: {error.strerror}") from error
    return folder


def _base_url():
    url = setting("EARSHOT_BASE_URL").rstrip("/")
    if url and not url.startswith(("http://", "https://")):
        raise BadSetting(f"EARSHOT_BASE_URL must start with http:// or https://, not {url!r}")
    return url


def _trusted_hosts():
    url = _base_url()
    return [url.split("://", 1)[1], "127.0.0.1", "localhost", "[::1]"] if url else None


def _database_url(instance):
    url = setting("DATABASE_URL")
    if not url:
        return f"sqlite:///{instance}/earshot.sqlite3"
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    if url.startswith("postgresql://"):
        return "postgresql+psycopg://" + url.removeprefix("postgresql://")
    if url.startswith(("postgresql+psycopg://", "sqlite:///")):
        return url
    raise BadSetting("DATABASE_URL must start with postgresql:// or sqlite:///")


def _search(instance):
    engine = setting("EARSHOT_SEARCH").lower()
    if engine not in (WHOOSH, POSTGRES):
        raise BadSetting(f"EARSHOT_SEARCH takes {WHOOSH} or {POSTGRES}, not {engine!r}")
    if engine == POSTGRES and _database_url(instance).startswith("sqlite"):
        raise BadSetting("EARSHOT_SEARCH=postgres needs a DATABASE_URL that starts with postgresql://")
    return engine


def _secret_key(instance):
    if key := setting("EARSHOT_SECRET_KEY"):
        return key
    given = setting("EARSHOT_SECRET_KEY_FILE")
    file = Path(given) if given else instance / "secret-key"
    if given and not file.is_file():
        raise BadSetting(f"EARSHOT_SECRET_KEY_FILE: there is no file {file}")
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(48))
    return file.read_text().strip()


def _write_once(file, text):
    """Two processes starting together must end up with the same secret: the first one wins."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _number(name, low, high):
    text = setting(name)
    if not text.isdigit() or not low <= int(text) <= high:
        raise BadSetting(f"{name} takes a whole number from {low} to {high}, not {text!r}")
    return int(text)


def _switch(name):
    text = setting(name).lower()
    if text not in ("on", "off"):
        raise BadSetting(f"{name} takes on or off, not {text!r}")
    return text == "on"


def _log_level():
    text = setting("EARSHOT_LOG_LEVEL").upper()
    if text not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise BadSetting(f"EARSHOT_LOG_LEVEL takes DEBUG, INFO, WARNING or ERROR, not {text!r}")
    return text
