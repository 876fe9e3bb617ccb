"""The letters about an account: written into the outbox in the caller's transaction, sent by the worker.

It stands apart because sign-up, a forgotten password and the account page all write them.
"""

import secrets
from urllib.parse import urlsplit

from flask import current_app, render_template, request
from flask_babel import gettext as _

from app.accounts.models import EMAIL, RESET, email_taken, make_link
from app.site import current_site
from app.web.words import speaking


def can_mail():
    """Whether letters leave this site: a mail server is set up and the site knows its public address."""
    site = current_site()
    return base_address() is not None and bool(current_app.config["SMTP_URL"] or (site and site.smtp_url))


def base_address():
    """The address that letters lead to, or None.

    A Host header is anybody's word, and a letter with a link that sets a password must never follow it.
    """
    if current_app.config["BASE_URL"]:
        return current_app.config["BASE_URL"]
    here = urlsplit(request.host_url)
    return request.host_url.rstrip("/") if here.hostname in ("127.0.0.1", "localhost", "::1") else None


def send_reset(member):
    """A letter with a link to set a new password."""
    link = f"{base_address() or ''}/reset/{make_link(member, RESET)}"
    write(
        "reset",
        member.email,
        member=member,
        link=link,
        subject=lambda: _("Set a new password"),
        lines=lambda: [
            _("Somebody, most likely you, asked for a new password for %(name)s.", name=member.name),
            _("The link works once and for 30 minutes."),
            _("If it was not you, do nothing: your password stays as it is."),
        ],
    )


def send_confirmation(member, email):
    """To an address somebody wishes to use: a link to confirm it, or word that it was tried.

    Both look the same to whoever asked, so nobody learns which addresses are known (security A5).
    """
    member.wanted_email = email
    if email_taken(email, but=member):
        _send_tried(email)
    else:
        _send_link(member, email)


def _send_link(member, email):
    write(
        "email",
        email,
        member=member,
        link=f"{base_address() or ''}/account/email/{make_link(member, EMAIL)}",
        subject=lambda: _("Please confirm your e-mail address"),
        lines=lambda: [
            _("%(name)s would like to get mail at this address.", name=member.name),
            _("The link works once and for three days."),
            _("If you do not know why you get this letter, do nothing: nothing more will come."),
        ],
    )


def _send_tried(email):
    write(
        "tried",
        email,
        subject=lambda: _("Somebody wanted to use your e-mail address"),
        lines=lambda: [
            _("Somebody, perhaps you, wanted to use this e-mail address for another account."),
            _(
                "You already have an account with it. If you have forgotten your password, set a new one there."
            ),
        ],
        link=f"{base_address() or ''}/forgotten",
    )


def send_notice(member, *, subject, lines, to=None):
    """Tell a member of a change to their account, when they have a mail address."""
    if to or member.email:
        write("account", to or member.email, member=member, subject=subject, lines=lines)


def write(about, to, *, subject, lines, member=None, link=None):
    """Put a letter into the outbox in its reader's language; `subject` and `lines` are called in it."""
    from app.notifications.mail import write_mail

    with speaking(member.language if member else None):
        words = {"lines": lines(), "link": link, "site": current_site()}
        write_mail(
            f"{about}:{secrets.token_hex(12)}",
            to,
            subject(),
            render_template("accounts/mails/letter.txt", **words),
            render_template("accounts/mails/letter.html", **words),
            member,
        )
