"""What the team is told of low scores, and whoever gave one 14 days later.

It stands apart from the reader, which would grow too long; and strangers are written to here as well, who gave a mail
address by a poster.
"""

from flask import current_app
from flask_babel import gettext as _

from app.extensions import db
from app.insights.cases.asking import name_case
from app.insights.cases.models import PulseContact
from app.insights.pulses.models import Pulse
from app.notifications.mail import write_mail
from app.notifications.models import PULSE_AGAIN, PULSE_CASE, PULSE_FIXED
from app.notifications.writing import Line, write_lines
from app.site import current_site
from app.web.words import speaking


def _tell_of_case(event, topic, post, batch):
    """Whoever of the team is to look after it."""
    write_lines(Line(event.id, event.actor_id, None, detail=str(event.data["pulse"])), {event.member_id: PULSE_CASE})


def _tell_of_reopened_case(event, topic, post, batch):
    about = {event.data["owner"]: PULSE_AGAIN}
    write_lines(Line(event.id, event.actor_id, None, detail=str(event.data["pulse"])), about)


def _ask_whether_fixed(event, topic, post, batch):
    """A member in the inbox, anybody else by mail; who left only a number is called by the team."""
    name = name_case(event.data["pulse"])
    if event.data["asked"]:
        write_lines(Line(event.id, None, None, detail=name), {event.data["asked"]: PULSE_FIXED})
        return
    contact = db.session.get(PulseContact, event.data["pulse"])
    if contact is not None and contact.email:
        with speaking(contact.language):
            _write(event, contact, name)


def _write(event, contact, name):
    pulse = db.session.scalar(db.select(Pulse).options(db.joinedload(Pulse.touchpoint)).where(Pulse.id == contact.pulse_id))
    greeting = _("Hello %(name)s,", name=contact.name) if contact.name else _("Hello,")
    lines = [
        greeting,
        _("14 days ago you told us that something was not right: %(name)s.", name=pulse.touchpoint.name),
        _("Is it fixed? One tap is enough, without signing in:"),
    ]
    words = {"lines": lines, "link": f"{current_app.config['BASE_URL'] or ''}/pulse/fixed/{name}", "site": current_site()}
    write_mail(
        f"pulse-fixed:{event.id}",
        contact.email,
        _("Is it fixed?"),
        *(current_app.jinja_env.get_template(f"accounts/mails/letter.{kind}").render(**words) for kind in ("txt", "html")),
    )


TELLING_OF_PULSES = {
    "pulse.asked_back": _ask_whether_fixed,
    "pulse.case_handed": _tell_of_case,
    "pulse.case_opened": _tell_of_case,
    "pulse.case_reopened": _tell_of_reopened_case,
}
