"""Mail: how letters leave, whether that works, and what waits."""

from flask import Blueprint, current_app, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app.admin.forms import MailForm, MailTestForm
from app.admin.mail_server import form_values, smtp_url
from app.admin.queries import FAILED, MAIL_STATES, WAITING, page_of_mails
from app.audit.models import audit
from app.database import now
from app.events.models import record
from app.extensions import db, limiter
from app.notifications.mail import Letter
from app.permissions import can_administer, find_mail, require
from app.site import current_site
from app.web.limits import writer_key
from app.web.rendering import render, see_other

bp = Blueprint("mail", __name__)


@bp.get("/admin/mail")
def index():
    return _page()


@bp.post("/admin/mail")
def change():
    require(can_administer(current_user))
    form, site = MailForm(), current_site()
    if not form.validate():
        return _page(form=form, status=422)
    site.smtp_url, site.mail_from = smtp_url(form, site.smtp_url), form.mail_from.data
    record("site.changed", actor=current_user)
    audit("site.mail_changed", actor=current_user, after=form.host.data)
    db.session.commit()
    flash(_("Saved. Send yourself a test letter now."), "success")
    return see_other("/admin/mail")


@bp.post("/admin/mail/test")
@limiter.limit("10 per 10 minutes", key_func=writer_key)
def test():
    require(can_administer(current_user))
    form = MailTestForm()
    if not form.validate():
        return _page(test=form, status=422)
    answer = _try(form.to.data)
    return _page(test=form, answer=answer, tried=form.to.data)


@bp.post("/admin/mail/<int:mail_id>/again")
def again(mail_id):
    mail = find_mail(mail_id)
    require(can_administer(current_user))
    if mail.failed_at and not mail.sent_at:
        mail.failed_at, mail.attempts, mail.try_at = None, 0, now()
        audit("mail.tried_again", actor=current_user, after=str(mail.id))
    db.session.commit()
    return see_other(f"/admin/mail?state={WAITING}")


def _try(to):
    """Send a letter at once; the server's own words when it fails, "" when it went."""
    from app.notifications.smtp import deliver, read_settings

    subject = _("A test letter from %(site)s", site=current_site().name)
    text = _("If you can read this, letters leave your community.")
    letter = Letter(
        id=0, key=f"test:{now().timestamp()}", to=to, subject=subject, text=text, html="", attempts=0
    )
    try:
        settings = read_settings()
        # Nobody's writing waits while a slow server is asked.
        db.session.commit()
        if settings is None:
            return _("No mail server is set up yet.")
        deliver(letter, settings)
    except Exception as error:
        return _words_of(error)
    return ""


def _words_of(error):
    """What the server said, with its number, or what kept us from asking it."""
    said = getattr(error, "smtp_error", b"") or getattr(error, "recipients", "") or error
    said = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return f"{getattr(error, 'smtp_code', '')} {said}".strip()[:1000] or type(error).__name__


def _page(*, form=None, test=None, status=200, **more):
    state = request.args.get("state")
    state = state if state in MAIL_STATES else WAITING
    mails, older = page_of_mails(state, request.args.get("before", type=int))
    return render(
        "admin/mail.html",
        form=form or MailForm(formdata=None, data=form_values(current_site())),
        test=test or MailTestForm(formdata=None, to=current_user.email),
        mails=mails,
        older=older,
        state=state,
        failed=FAILED,
        has_address=bool(current_app.config["BASE_URL"]),
        status=status,
        **more,
    )
