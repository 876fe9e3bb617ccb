"""The mail server as one address, smtp://user:password@host:587, and as the fields of a form.

It stands apart because the address is also what EARSHOT_SMTP_URL holds.
"""

from urllib.parse import quote, unquote, urlsplit

from app.admin.forms import STARTTLS, TLS

SCHEMES = {STARTTLS: "smtp", TLS: "smtps"}


def smtp_url(form, stored=""):
    """The address for what was typed; without a new password the stored one is kept for the same server."""
    if not form.host.data:
        return ""
    password = form.password.data
    if not password and stored and urlsplit(stored).hostname == form.host.data.lower():
        password = unquote(urlsplit(stored).password or "")
    login = f"{quote(form.user.data, safe='')}:{quote(password or '', safe='')}@" if form.user.data else ""
    return f"{SCHEMES[form.safety.data]}://{login}{form.host.data}:{form.port.data or 587}"


def form_values(site):
    """The fields for the stored address; never the password."""
    parts = urlsplit(site.smtp_url)
    safety = {scheme: name for name, scheme in SCHEMES.items()}.get(parts.scheme, STARTTLS)
    return {
        "host": parts.hostname or "",
        "port": parts.port or 587,
        "safety": safety,
        "user": unquote(parts.username or ""),
        "mail_from": site.mail_from,
    }
