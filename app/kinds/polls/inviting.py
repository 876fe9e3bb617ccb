"""The team invites to a poll and sees how many have come; whoever was invited by mail votes with their link.

Routes of their own beside those of the poll: most of them need no member, or only the team.
"""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app import kinds
from app.extensions import db, limiter
from app.kinds.polls.answers import Ballot, page_to_show
from app.kinds.polls.ballots import BallotIsFinal, PollIsOver, cast_by_mail, forget_how_it_came
from app.kinds.polls.forms import InviteForm
from app.kinds.polls.invitations import invite_members, invite_strangers, turnout_of
from app.kinds.polls.queries import count_asked, panel_by_mail, view_to_vote
from app.kinds.polls.receipts import thanks
from app.permissions import (
    can_invite,
    can_see_turnout,
    find_invitation,
    find_topic,
    public,
    require,
    takes_ballots,
)
from app.web.limits import VOTES, writer_key
from app.web.rendering import behind_secret, render, see_other

bp = Blueprint("inviting", __name__)


@bp.get("/polls/<int:topic_id>/invitations")
def invitations(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["polls"])
    require(can_see_turnout(current_user, topic))
    return _page(topic, InviteForm(poll=topic.poll))


@bp.post("/polls/<int:topic_id>/invitations")
def invite(topic_id):
    topic = find_topic(topic_id, kinds.KINDS["polls"])
    require(can_invite(current_user, topic))
    form = InviteForm(poll=topic.poll)
    if not form.validate():
        return _page(topic, form, status=422)
    number = invite_members(topic.poll, topic.board, by=current_user) if form.members.data else 0
    number += invite_strangers(topic.poll, form.emails, form.language.data, by=current_user)
    db.session.commit()
    flash(_("Invited now: %(n)s", n=number), "success")
    return see_other(f"/polls/{topic.id}/invitations")


@bp.get("/polls/by-mail/<token>")
@public
def by_mail(token):
    return _ballot_page(find_invitation(token), token)


@bp.post("/polls/by-mail/<token>/ballot")
@public
@limiter.limit(VOTES, key_func=writer_key)
def vote(token):
    invitation = find_invitation(token)
    view = view_to_vote(invitation.poll)
    ballot = Ballot(view.questions, request.form)
    if not takes_ballots(invitation.poll.topic) or invitation.has_voted:
        return _ballot_page(invitation, token, status=409)
    if page := page_to_show(view, ballot):
        return _ballot_page(invitation, token, ballot=ballot, survey_page=page, status=422 if ballot.errors else 200)
    try:
        receipt = cast_by_mail(invitation.poll, invitation, ballot.rows)
    except (PollIsOver, BallotIsFinal):
        db.session.rollback()
        return _ballot_page(find_invitation(token), token, status=409)
    db.session.commit()
    forget_how_it_came(invitation.poll)
    flash(thanks(receipt), "success")
    return behind_secret(see_other(f"/polls/by-mail/{token}#poll"))


@bp.post("/polls/by-mail/<token>/stop")
@public
def stop(token):
    """No more letters about this poll."""
    invitation = find_invitation(token)
    invitation.has_declined = "on" in request.form
    db.session.commit()
    return see_other(f"/polls/by-mail/{token}")


def _page(topic, form, **more):
    numbers = {"turnout": turnout_of(topic.poll), "asked": count_asked(topic)}
    return render("kinds/polls/invitations.html", topic=topic, form=form, **numbers, **more)


def _ballot_page(invitation, token, **more):
    panel = panel_by_mail(invitation)
    words = {"topic": invitation.poll.topic, "poll": invitation.poll, "panel": panel, "view": panel["view"]}
    return behind_secret(render("kinds/polls/by_mail.html", invitation=invitation, token=token, **words, **more))
