"""The manifest: how a phone or desktop installs the site."""

from app.kinds import KINDS
from app.offline.colours import accent, paper
from app.web.words import current_language, translate

# What fits under an icon.
SHORT = 12
SHORTCUTS = ("ideas", "questions")


def manifest_of(site):
    """The manifest in the reader's language, as a dict."""
    return {
        "id": "/",
        "name": site.name,
        "short_name": short_name(site.name),
        "description": site.tagline,
        "lang": current_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": accent(site.accent_hue),
        "background_color": paper(),
        "icons": [
            _icon("/icon-192.png", "192x192"),
            _icon("/icon-512.png", "512x512"),
            _icon("/icon-maskable.png", "512x512", "maskable"),
            {"src": "/icon.svg", "sizes": "any", "type": "image/svg+xml"},
        ],
        "shortcuts": [
            *({"name": str(KINDS[kind].noun), "url": f"/{kind}"} for kind in SHORTCUTS),
            {"name": translate("Search"), "url": "/search"},
        ],
    }


def short_name(name):
    """As many whole words as fit under an icon, or the beginning of the first."""
    words, short = name.split(), ""
    while words and len(f"{short} {words[0]}".strip()) <= SHORT:
        short = f"{short} {words.pop(0)}".strip()
    return short or name[:SHORT]


def _icon(src, sizes, purpose="any"):
    return {"src": src, "sizes": sizes, "type": "image/png", "purpose": purpose}
