"""What every template can rely on: the site, the reader, the kinds, and the same questions routes ask."""

from flask import g
from flask_login import current_user

from app import permissions
from app.accounts.roles import ROLE_NAMES
from app.kinds import KINDS
from app.site import current_site
from app.tags.models import tag_slug
from app.web.once import new_form_key
from app.web.words import current_language, translate


def add_context(app):
    """Give templates their globals. Permissions come as they are, so a button shows when its route accepts."""
    questions = {
        name: asked(getattr(permissions, name)) for name in dir(permissions) if name.startswith("can_") or name in ("wrote", "opened")
    }
    app.jinja_env.globals.update(questions)
    app.jinja_env.globals.update(
        new_form_key=new_form_key,
        name_of=name_of,
        kind_of=kind_of,
        role_name=role_name,
        is_signed_in=lambda: _reader().is_authenticated,
        sort_tabs=sort_tabs,
        board_tabs=board_tabs,
        KINDS=KINDS,
    )
    app.jinja_env.filters["tag_slug"] = tag_slug
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(page_context)


def asked(question):
    """The question for the current reader: `can_vote(post)` in a template is `can_vote(current_user, post)`."""
    return lambda *of: question(_reader(), *of)


def _reader():
    # Asked a hundred times a page; the proxy looks in five places each time.
    return getattr(g, "_login_user", None) or current_user._get_current_object()


def page_context():
    return {
        "site": current_site(),
        "lang": current_language(),
        "theme": current_user.theme,
        "kinds": KINDS.values(),
        "csrf_needed": current_user.is_authenticated,
        "is_team": permissions.is_team(current_user),
        "is_moderator": permissions.is_moderator(current_user),
    }


def name_of(member):
    """How a member is called on a page: also those who have left and authors nobody knows."""
    if member is None:
        return translate("Somebody")
    return translate("Former member") if member.left_at else member.name


def role_name(role):
    """A role in the reader's words."""
    return ROLE_NAMES[role]


def sort_tabs(kind, address, chosen, rest=""):
    """The orders a list of this kind can have, as (address, words, is chosen)."""
    names = {
        "active": translate("Recently active"),
        "new": translate("Newest"),
        "votes": translate("Most votes"),
        "trending": translate("Trending"),
    }
    return [(f"{address}?sort={sort}{rest}", names[sort], sort == chosen) for sort in kind.sorts]


def board_tabs(kind, boards, chosen, sort):
    """All boards of a kind and each of them, as (address, words, is chosen)."""
    rows = [(f"/{kind.name}?sort={sort}", translate("All"), chosen is None)]
    for board in boards:
        is_chosen = chosen is not None and chosen.id == board.id
        rows.append((f"/{kind.name}?sort={sort}&board={board.slug}", board.name, is_chosen))
    return rows


def kind_of(topic):
    """The Kind of a topic."""
    return KINDS[topic.kind]
