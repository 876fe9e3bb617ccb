"""Talking to the mail server: where it is, what a letter looks like, and handing it over.

It stands apart from the outbox so that the mail libraries are loaded only by whoever sends.
"""

import hashlib
import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import select

from app.database import now
from app.extensions import db
from app.notifications.mail import one_line
from app.site import Site

SECONDS = 10
# Folding at 78 would turn the long address of List-Unsubscribe into an encoded word, which no mail program reads.
LONG_LINES = SMTP.clone(max_line_length=990)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Unreachable(OSError):
    """There was no talking to the mail server: not there, not encrypted, or it does not know us."""


@dataclass(frozen=True)
class MailSettings:
    """Where letters are handed over, and who they come from."""

    host: str
    port: int
    user: str
    password: str
    encrypted: bool
    sender: str
    sender_name: str

    @property
    def domain(self):
        return self.sender.rpartition("@")[2]


def read_settings():
    """What the owner set up in the browser, else the environment; None without a mail server.

    Raises ValueError when the address of the server cannot be read.
    """
    site = db.session.execute(select(Site.smtp_url, Site.mail_from, Site.name)).first()
    own_url, sender, name = site or ("", "", "")
    url = own_url or current_app.config["SMTP_URL"]
    return parse_settings(url, sender, name) if url else None


def parse_settings(url, sender="", name=""):
    """Settings from an address: smtp://user:password@host:587, or smtps:// for encryption from the start."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("a mail server's address starts with smtp:// or smtps:// and names the server")
    user = unquote(parts.username or "")
    return MailSettings(
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 587),
        user=user,
        password=unquote(parts.password or ""),
        encrypted=parts.scheme == "smtps",
        sender=sender or (user if "@" in user else f"noreply@{parts.hostname}"),
        sender_name=name,
    )


def deliver(letter, settings):
    """Hand one letter to the server.

    Raises Unreachable, or what the server said (smtplib's errors).
    """
    message = compose(letter, settings)
    try:
        server = _connect(settings)
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(str(error)) from error
    try:
        server.send_message(message, from_addr=settings.sender, to_addrs=[letter.to])
    finally:
        _say_goodbye(server)


def compose(letter, settings):
    """The letter as it goes out: plain text and, when there is one, HTML."""
    message = EmailMessage(policy=LONG_LINES)
    message["Subject"] = one_line(letter.subject)
    message["From"] = Address(one_line(settings.sender_name), addr_spec=settings.sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Date"] = format_datetime(now())
    # The same for every try, so that a letter sent twice is known as one.
    message["Message-ID"] = f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:32]}@{settings.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.stop_url:
        # RFC 8058: mail programs show a button of their own that needs no page.
        message["List-Unsubscribe"] = f"<{one_line(letter.stop_url)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message


def _connect(settings):
    context = ssl.create_default_context()
    if settings.encrypted:
        server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=SECONDS)
    try:
        if not settings.encrypted:
            _encrypt(server, settings, context)
        if settings.user:
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server


def _encrypt(server, settings, context):
    """STARTTLS where it is offered; a password never leaves this machine without it."""
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
    elif settings.user and settings.host not in LOOPBACK:
        raise smtplib.SMTPNotSupportedError("the server offers no encryption, and a password is set")


def _say_goodbye(server):
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        # The letter is handed over; how the server ends the talk changes nothing.
        server.close()
