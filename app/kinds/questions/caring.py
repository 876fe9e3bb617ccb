"""What waits: questions without an answer for whoever can help, and those that are with the team.

Routes of their own beside those of the questions, because they show many and not one.
"""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app import kinds
from app.extensions import db
from app.kinds.ideas.queries import team_members
from app.kinds.questions.forms import OwnerForm
from app.kinds.questions.peaks import proposed_peaks
from app.kinds.questions.queries import UNANSWERED, UNSOLVED, due_page, still_open
from app.permissions import can_hand_over, can_see_due, find_escalation, require
from app.web.rendering import render, see_other

bp = Blueprint("caring", __name__)


@bp.get("/questions/unanswered")
def unanswered():
    from app.topics.queries import page_of_topics

    kind, state = kinds.KINDS["questions"], request.args.get("state")
    state = state if state == UNSOLVED else UNANSWERED
    page = page_of_topics(
        reader=current_user, kind=kind, sort="new", before=request.args.get("before"), where=still_open(state)
    )
    return render("kinds/questions/unanswered.html", kind=kind, page=page, state=state)


@bp.get("/questions/due")
def due():
    require(can_see_due(current_user))
    peaks = proposed_peaks(current_user)
    return render("kinds/questions/due.html", due=due_page(current_user), team=team_members(), peaks=peaks)


@bp.post("/questions/<int:topic_id>/owner")
def hand_over(topic_id):
    """Somebody else of the team looks after it, or oneself."""
    escalation = find_escalation(topic_id)
    require(can_hand_over(current_user))
    form, team = OwnerForm(), team_members()
    form.offer(team)
    if not form.validate():
        return render("kinds/questions/due.html", due=due_page(current_user), team=team, status=422)
    owner = next(member for member in team if member.id == form.owner_id.data)
    escalation.hand_to(owner, by=current_user)
    db.session.commit()
    flash(_("%(name)s looks after it now.", name=owner.name), "success")
    return see_other("/questions/due")
