"""Small pieces of pages that stand on them hundreds of times: icons, avatars, moments, form tokens.

They are functions and not templates because a page of twenty posts needs two hundred of them. The macros of
templates/shared are known to every template too, so that no template imports anything: an import costs more
than what it brings.
"""

from functools import lru_cache

from flask import current_app, g
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from app.web.filters import ago as ago_words
from app.web.filters import full_date
from app.web.kept import kept_piece
from app.web.words import current_catalogue, translate

SHARED = (
    "bar", "bottombar", "editor", "empty", "field", "form_end", "form_start", "nav", "pager", "tabs", "topic_vote", "vote_button"
)
# Those that say the same whenever they are given the same: drawn once a language.
KEPT = ("bottombar", "nav")
UNKNOWN_HUE = 1
# How large an avatar stands on the page, and which of its files has twice as many pixels.
AVATAR_SIZES = {"s": (22, "-72"), None: (36, "-72"), "l": (72, "")}


def add_pieces(app):
    """Give every template the pieces and the macros of templates/shared."""
    from app.posts.facts import facts_of_page, facts_of_post
    from app.topics.facts import facts_of_card

    app.jinja_env.globals.update(icon=icon, avatar=avatar, ago=ago, csrf=csrf)
    app.jinja_env.globals.update(
        kept_piece=kept_piece, facts_of_page=facts_of_page, facts_of_post=facts_of_post, facts_of_card=facts_of_card
    )
    with app.app_context():
        app.jinja_env.prepare(catalogue_of_reader, SHARED, KEPT)


def catalogue_of_reader():
    """Whose words the reader gets: a key for compiled templates, and the catalogue itself."""
    catalogue = current_catalogue()
    return id(catalogue), catalogue


def icon(name, label=None, **more):
    """An icon of one of the sprites: silent, or speaking when it has a label."""
    return _icon(current_app.jinja_env.globals["sprite_of"](name), name, label, more.get("class", ""))


@lru_cache(maxsize=1000)
def _icon(sprite, name, label, classes):
    speaks = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    classes = f"icon {escape(classes)}" if classes else "icon"
    return Markup(f'<svg class="{classes}" {speaks} focusable="false"><use href="{sprite}#{name}"/></svg>')


def avatar(member, size=None):
    """The member's own picture, or the first letter of the name on the colour that is theirs."""
    if member and member.avatar:
        return _picture(member.avatar, size)
    name = translate("Former member") if member and member.left_at else (member.name if member else "?")
    return _avatar(str(name)[:1].upper(), member.hue + 1 if member else UNKNOWN_HUE, size)


@lru_cache(maxsize=1000)
def _avatar(letter, hue, size):
    classes = f"avatar avatar--{hue}" + (f" avatar--{size}" if size else "")
    return Markup(f'<span class="{classes}" aria-hidden="true">{escape(letter)}</span>')


@lru_cache(maxsize=1000)
def _picture(name, size):
    classes = f"avatar avatar--{size}" if size else "avatar"
    pixels, end = AVATAR_SIZES[size]
    return Markup(
        f'<img class="{classes}" src="/uploads/{escape(name)}{end}.webp" width="{pixels}" height="{pixels}" '
        'alt="" loading="lazy" decoding="async">'
    )


def ago(moment):
    """How long ago, with the exact moment for machines and on hover."""
    if moment is None:
        return ""
    return _ago(moment, ago_words(moment), full_date(moment))


@lru_cache(maxsize=4000)
def _ago(moment, words, date):
    written = moment.isoformat(timespec="seconds")
    return Markup(f'<time datetime="{written}" title="{date}">{words}</time>')


def csrf():
    """The hidden token of a hand-written form, made once a page."""
    token = g.get("form_token")
    if token is None:
        token = Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
        g.form_token = token
    return token
