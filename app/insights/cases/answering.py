"""Is it fixed? Answered from the link of a letter, without signing in.

Routes of their own beside the team's, because whoever has the letter has the right.
"""

from flask import Blueprint, abort

from app.extensions import csrf, db
from app.insights.cases.asking import read_case
from app.insights.cases.forms import FixedForm
from app.insights.cases.models import PulseCase
from app.insights.pulses.forms import OPEN
from app.insights.pulses.models import Pulse
from app.permissions import public
from app.web.page_memory import never_kept
from app.web.rendering import behind_secret, render

bp = Blueprint("fixed", __name__)


@bp.get("/pulse/fixed/<name>")
@never_kept
def ask(name):
    """A page with two buttons, for looking at a link must change nothing."""
    return _page(_find(name))


@bp.post("/pulse/fixed/<name>")
@csrf.exempt
@public
def answer(name):
    case, form = _find(name), FixedForm(meta=OPEN)
    if not form.validate():
        return _page(case, status=422)
    case.hear(form.is_fixed)
    db.session.commit()
    return _page(case, is_said=True)


def _find(name):
    id = read_case(name)
    query = db.select(PulseCase).where(PulseCase.pulse_id == id)
    query = query.options(db.joinedload(PulseCase.pulse).joinedload(Pulse.touchpoint))
    return (db.session.scalar(query) if id is not None else None) or abort(404)


def _page(case, *, is_said=False, status=200):
    return behind_secret(render("insights/fixed.html", case=case, is_said=is_said, status=status))
