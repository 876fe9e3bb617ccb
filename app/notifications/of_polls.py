"""What those who were invited to a poll are told: members in their inbox, others by a letter with a link of their own.

It stands apart from the reader, which would grow too long, and because here a letter makes a secret: the token in
its link stands nowhere else, the invitation keeps only its hash.
"""

from flask import current_app
from flask_babel import gettext as _

from app.accounts.addresses import is_mail_address
from app.extensions import db
from app.kinds.polls.invitations import members_to_tell, strangers_to_remind, strangers_to_tell
from app.kinds.polls.models import Poll
from app.notifications.mail import write_mail
from app.notifications.writing import Line, write_lines
from app.site import current_site
from app.web.filters import full_date
from app.web.words import current_language, speaking


def _tell_of_invitation(event, topic, post, batch):
    if topic is not None and (poll := _open_poll(topic)):
        about = dict.fromkeys(members_to_tell(topic.id, after=event.data["after"]), "invited")
        write_lines(Line(event.id, event.actor_id, topic), about)
        for invitation in strangers_to_tell(topic.id):
            _write(invitation, topic, poll, is_reminder=False)


def _tell_of_reminder(event, topic, post, batch):
    if topic is not None and (poll := _open_poll(topic)):
        write_lines(Line(event.id, None, topic), dict.fromkeys(members_to_tell(topic.id), "vote_soon"))
        for invitation in strangers_to_remind(topic.id):
            _write(invitation, topic, poll, is_reminder=True)


TELLING_OF_POLLS = {"poll.invited": _tell_of_invitation, "poll.reminded": _tell_of_reminder}


def _open_poll(topic):
    poll = db.session.get(Poll, topic.id, populate_existing=True)
    return poll if poll is not None and not poll.is_over else None


def _write(invitation, topic, poll, *, is_reminder):
    token = invitation.new_token(is_reminder=is_reminder)
    if not is_mail_address(invitation.email):
        return
    with speaking(invitation.language):
        words = {
            "lines": _lines(topic, poll, is_reminder),
            "link": f"{current_app.config['BASE_URL'] or ''}/polls/by-mail/{token}",
            "site": current_site(),
            "lang": current_language(),
        }
        subject = _("Your voice is still missing: %(title)s", title=topic.title) if is_reminder else topic.title
        letters = (current_app.jinja_env.get_template(f"accounts/mails/letter.{kind}") for kind in ("txt", "html"))
        kind = "reminder" if is_reminder else "invitation"
        write_mail(f"poll-{kind}:{invitation.id}", invitation.email, subject, *(each.render(**words) for each in letters))


def _lines(topic, poll, is_reminder):
    asked = _("You were invited to say what you think: “%(title)s”.", title=topic.title)
    return [
        _("This is the only reminder: “%(title)s” ends soon.", title=topic.title) if is_reminder else asked,
        _("What this decides: %(what)s. Decided by %(who)s.", what=poll.decides, who=poll.decided_by) if poll.decides else "",
        _("With the link below you vote once, without an account. Your ballot is secret: nobody can ever find out what "
          "you chose. It is open until %(when)s.", when=full_date(poll.closes_at)),
        _("Please give the link to nobody: whoever has it votes in your place."),
    ]
