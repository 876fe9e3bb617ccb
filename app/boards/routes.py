"""All boards, and the page of one."""

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_login import current_user

from app.boards.queries import activity
from app.extensions import db
from app.follows.models import follows_board
from app.kinds import KINDS
from app.permissions import find_board, visible_boards
from app.topics.queries import page_of_topics, pinned_topics
from app.web.charts import WeekChart
from app.web.rendering import render

bp = Blueprint("boards", __name__)


@bp.get("/boards")
def index():
    return render("boards/index.html", boards=list(db.session.scalars(visible_boards())))


@bp.get("/boards/<slug>")
def show(slug):
    board = find_board(slug)
    kind = KINDS[board.kind]
    sort = request.args.get("sort", kind.sorts[0])
    before = request.args.get("before")
    page = page_of_topics(
        reader=current_user,
        kind=kind,
        board=board,
        sort=sort if sort in kind.sorts else kind.sorts[0],
        before=before,
        unpinned=True,
    )
    pinned = [] if before else pinned_topics(board, current_user)
    kind.count_votes_left(current_user, [*page.topics, *pinned])
    return render(
        "boards/show.html",
        board=board,
        kind=kind,
        page=page,
        pinned=pinned,
        sort=sort,
        follows=follows_board(current_user, board),
        **kind.beside_board(board),
    )


@bp.get("/boards/<slug>/activity")
def activity_page(slug):
    board = find_board(slug)
    chart = WeekChart("activity", _("Activity a week"), (_("Topics"), _("Replies")), activity(board))
    return render("boards/activity.html", board=board, chart=chart)
