"""What every template can rely on: the site, the reader, the kinds, and the same questions routes ask."""

from flask_login import current_user

from app import permissions
from app.kinds import KINDS
from app.site import current_site
from app.web.once import new_form_key
from app.web.words import current_language, translate


def add_context(app):
    """Give templates their globals. Permissions come as they are, so a button shows when its route accepts."""
    questions = {
        name: asked(getattr(permissions, name)) for name in dir(permissions) if name.startswith("can_")
    }
    app.jinja_env.globals.update(questions)
    app.jinja_env.globals.update(
        new_form_key=new_form_key, name_of=name_of, kind_of=kind_of, KINDS=KINDS
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(page_context)


def asked(question):
    """The question for the current reader: `can_vote(post)` in a template is `can_vote(current_user, post)`."""
    return lambda *of: question(current_user, *of)


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
        return translate("Unknown author")
    return translate("Former member") if member.left_at else member.name


def kind_of(topic):
    """The Kind of a topic whose board is loaded."""
    return KINDS[topic.board.kind]
