"""The queue and its decisions."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.extensions import db
from app.moderation import logs, notices, reasons, removing
from app.moderation.forms import MOST_AT_ONCE, DecisionForm, WordsForm
from app.moderation.marking import marked_html
from app.moderation.members import tell_kept_out
from app.moderation.models import APPROVE, BLOCK, EDIT, TRUST, NotAsItWas
from app.moderation.pace.routes import add_pace
from app.moderation.queries import (
    beside,
    find_case,
    find_cases,
    find_decision,
    find_decisions,
    find_last_decision,
    median_waiting_hours,
    page_of_cases,
)
from app.moderation.reporting import add_reporting
from app.moderation.sanctions import SANCTION_WORDS, find_of_decision
from app.moderation.threads import routes as threads
from app.moderation.tone.words import tone_in_words
from app.moderation.waiting import SHOWN, waiting, what_waits
from app.permissions import (
    can_decide,
    can_sanction,
    can_see_queue,
    can_trust,
    can_undo,
    require,
)
from app.web.rendering import came_from, render, reply, see_other, wants_fragment

bp = Blueprint("moderation", __name__)
bp.add_app_template_global(median_waiting_hours, "waiting_hours")
bp.add_app_template_filter(marked_html, "marked_html")
add_reporting(bp)
logs.add_logs(bp)
add_pace(bp)
bp.register_blueprint(threads.bp)
bp.register_blueprint(removing.bp)
bp.register_blueprint(notices.bp)
bp.add_app_template_filter(tone_in_words, "tone_in_words")


@bp.get("/moderation")
def queue():
    require(can_see_queue(current_user))
    page = page_of_cases(current_user, request.args.get("after"), what_waits())
    also = waiting(current_user, page.cases[0].also_waits if page.cases else None)
    beside = {"waiting": also, "shown": SHOWN, "sanction_words": SANCTION_WORDS}
    return render("moderation/queue.html", page=page, form=DecisionForm(), reasons=reasons, done=_ids("undo"), **beside)


@bp.get("/moderation/cases/<int:case_id>")
def show(case_id):
    return _case_page(_find(case_id), DecisionForm())


@bp.post("/moderation/cases/<int:case_id>/claim")
def claim(case_id):
    case = _find(case_id)
    case.claim(by=current_user)
    db.session.commit()
    return ("", 204) if wants_fragment() else see_other(f"/moderation/cases/{case.id}")


@bp.post("/moderation/cases/<int:case_id>/decision")
def decide(case_id):
    case, form = _find(case_id), DecisionForm()
    require(can_decide(current_user, case))
    if not case.is_open:
        return _done([find_last_decision(case)], case)
    if case.is_claimed_by_other(current_user):
        return _case_page(case, form, status=409)
    if not form.validate():
        return _case_page(case, form, status=422)
    decision = _decide(case, form)
    db.session.commit()
    return _done([decision], case)


@bp.route("/moderation/cases/<int:case_id>/words", methods=["GET", "POST"])
def edit(case_id):
    case = _find(case_id)
    require(can_decide(current_user, case))
    post = case.post
    form = WordsForm(title=post.topic.title, body=post.body)
    if not post.is_opening:
        del form.title
    if not case.is_open or case.is_claimed_by_other(current_user):
        return see_other(f"/moderation/cases/{case.id}")
    if not form.validate_on_submit():
        return render("moderation/words.html", case=case, form=form, status=422 if form.errors else 200)
    words = form.title.data if post.is_opening else None, form.body.data
    decision = case.decide(APPROVE, by=current_user, also=EDIT, words=words)
    db.session.commit()
    return _done([decision])


@bp.post("/moderation/decisions")
def decide_together():
    require(can_see_queue(current_user))
    form, cases = DecisionForm(), find_cases(current_user, _ids("case", request.form))
    if not form.validate():
        flash(_("Please choose at least one text and, unless you approve, a reason."), "warning")
        return see_other("/moderation")
    mine = [case for case in cases if _is_free(case)]
    made = [_decide(case, form) for case in mine if can_decide(current_user, case)]
    db.session.commit()
    return _done(made)


@bp.post("/moderation/decisions/undo")
def undo_together():
    require(can_see_queue(current_user))
    undone = [_undo(decision) for decision in find_decisions(current_user, _ids("decision", request.form))]
    db.session.commit()
    flash(ngettext("%(num)s decision undone.", "%(num)s decisions undone.", sum(undone)), "success")
    return see_other("/moderation")


@bp.post("/moderation/decisions/<int:decision_id>/undo")
def undo(decision_id):
    require(can_see_queue(current_user))
    decision = find_decision(current_user, decision_id)
    require(decision.undone_at or can_undo(current_user, decision))
    if not _undo(decision):
        flash(_("This text was changed or decided on again since. Nothing was undone."), "warning")
        return see_other("/moderation/log")
    db.session.commit()
    if not wants_fragment():
        flash(_("Undone. The text waits in the queue again."), "success")
        return see_other(came_from("/moderation").partition("?")[0])
    if decision.case is None:
        return see_other("/moderation/log")
    return render("moderation/undone.swap.html", **_beside(decision.case, DecisionForm(formdata=None)))


def _find(case_id):
    require(can_see_queue(current_user))
    return find_case(current_user, case_id)


def _is_free(case):
    return case.is_open and not case.is_claimed_by_other(current_user)


def _decide(case, form):
    """What the form says, as far as the author may be trusted or kept out; the Decision."""
    (act, also), author = form.tap, case.post.author
    require(also != TRUST or can_trust(current_user, author))
    require(also != BLOCK or can_sanction(current_user, author))
    because = form.words_for(author)
    decision = case.decide(act, by=current_user, because=because, rule=form.rule.data, also=also)
    if also == BLOCK:
        tell_kept_out(find_of_decision(decision))
    return decision


def _undo(decision):
    """Whether it was undone, now or before; each one by itself, so that one that cannot be stops no other."""
    if decision.undone_at:
        return True
    if not can_undo(current_user, decision):
        return False
    try:
        decision.undo(by=current_user)
    except NotAsItWas:
        return False
    return True


def _ids(name, given=None):
    """The numbers under this name: given once each, or with commas between."""
    words = ",".join((request.args if given is None else given).getlist(name)).split(",")
    return [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 16][:MOST_AT_ONCE]


def _case_page(case, form, status=200):
    """The case in the place of its row, or on a page of its own."""
    if wants_fragment():
        return reply("moderation/_case.html", or_redirect="", status=status, **_beside(case, form))
    return render("moderation/case.html", status=status, **_beside(case, form))


def _beside(case, form):
    return {"case": case, "page": beside([case]), "form": form, "reasons": reasons}


def _done(decisions, case=None):
    """Out of the queue, with the way back."""
    made = [decision for decision in decisions if decision]
    said = _said(made)
    if not wants_fragment():
        flash(said, "success")
    undo = ",".join(str(decision.id) for decision in made)
    back = f"/moderation?undo={undo}" if undo else "/moderation"
    if case is None:
        return see_other(back)
    return reply("moderation/decided.swap.html", or_redirect=back, case=case, decisions=made, said=said)


def _said(decisions):
    if not decisions:
        return _("There is nothing left to decide.")
    if len(decisions) > 1:
        return ngettext("%(num)s text decided.", "%(num)s texts decided.", len(decisions))
    return str(reasons.SAID[decisions[0].also or decisions[0].act])
