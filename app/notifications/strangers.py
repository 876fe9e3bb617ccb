"""The letter to whoever reported a text without an account: what came of it (security L6).

It stands apart because nobody else is written to who is no member.
"""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from app.extensions import db
from app.moderation.reports import Report
from app.notifications.mail import write_mail
from app.site import current_site
from app.web.words import speaking


def write_to_strangers(decision_id):
    """Tell them once, each of them, what was decided and where they read it."""
    query = select(Report).where(Report.decision_id == decision_id, Report.email != "")
    for made in db.session.scalars(query):
        with speaking(None):
            _write(made)


def write_to_stranger(report_id):
    """The same of a notice that is about no text."""
    made = db.session.get(Report, report_id)
    if made is not None and made.email:
        with speaking(None):
            _write(made)


def _write(made):
    outcome = _("It was dealt with. Thank you.") if made.upheld else _("It was looked at and may stay.")
    objection = _("If you do not agree, answer the team; the imprint says how to reach them. Courts are open to you as well.")
    lines = [_("You have told us that something here is against the law. A person has looked at it."), outcome, objection]
    words = {"lines": lines, "link": f"{current_app.config['BASE_URL'] or ''}/notices/{made.token}", "site": current_site()}
    write_mail(
        f"notice-answer:{made.id}",
        made.email,
        _("What came of your notice"),
        *(current_app.jinja_env.get_template(f"accounts/mails/letter.{kind}").render(**words) for kind in ("txt", "html")),
    )
