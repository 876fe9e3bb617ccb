"""What a member wants by mail: the page where they say so, and the link in every letter that ends letters like it.

Routes of their own: the second needs no sign-in, so it stands apart from the inbox.
"""

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.letters import can_mail
from app.extensions import csrf, db
from app.notifications.forms import MailWishesForm
from app.notifications.models import keep_wishes, wishes_of
from app.notifications.stopping import AT_ONCE, COLLECTED, DAILY, ENDS, WEEKLY, read_stop
from app.permissions import can_write, public, require
from app.web.page_memory import never_kept
from app.web.rendering import behind_secret, render, see_other

bp = Blueprint("wishes", __name__)


@bp.get("/account/mail")
def wishes():
    require(can_write(current_user))
    return _page(MailWishesForm(formdata=None, obj=wishes_of(current_user.id)))


@bp.post("/account/mail")
def change_wishes():
    require(can_write(current_user))
    form = MailWishesForm()
    if not form.validate():
        return _page(form, status=422)
    keep_wishes(current_user.id, **form.wanted)
    db.session.commit()
    flash(_("Saved. That is what comes by mail from now on."), "success")
    return see_other("/account/mail")


@bp.get("/mail/stop/<token>")
@never_kept
def ask_to_stop(token):
    """A page with a button, for looking at a link must change nothing."""
    _member_id, what = read_stop(token) or abort(404)
    return behind_secret(render("notifications/stop.html", token=token, words=_words_of(what), is_done=False))


# Whoever has the letter has the right; mail programs send no token of a form of ours (RFC 8058).
@bp.post("/mail/stop/<token>")
@csrf.exempt
@public
def stop(token):
    member_id, what = read_stop(token) or abort(404)
    keep_wishes(member_id, **dict.fromkeys(ENDS[what], False))
    db.session.commit()
    return behind_secret(render("notifications/stop.html", token=token, words=_words_of(what), is_done=True))


def _page(form, status=200):
    return render("notifications/wishes.html", form=form, can_mail=can_mail(), status=status)


def _words_of(what):
    return {
        AT_ONCE: _("letters about mentions and answers"),
        DAILY: _("the letter of the day"),
        WEEKLY: _("the week on Thursdays"),
        COLLECTED: _("the letter of the day and the week on Thursdays"),
    }[what]
