"""The search page."""

from flask import Blueprint, request
from flask_login import current_user
from sqlalchemy import select

from app.accounts.models import Member
from app.boards.queries import shown_boards
from app.extensions import db, limiter
from app.kinds import KINDS
from app.permissions import can_open_topic
from app.search.asked import LONGEST_QUESTION
from app.search.queries import LAST_PAGE, ResultPage, find_results
from app.web.limits import searches, writer_key
from app.web.page_memory import never_kept
from app.web.rendering import render, target_id

bp = Blueprint("search", __name__)

# Where somebody may go on who found nothing.
ASKED_IN = ("questions", "discussions", "ideas")


@bp.get("/search")
@limiter.limit(searches, key_func=writer_key)
@never_kept
def search():
    boards = shown_boards()
    question = request.args.get("q", "")[:LONGEST_QUESTION].strip()
    page = max(1, min(request.args.get("page", 1, type=int), LAST_PAGE))
    kind, board, author = _chosen_kind(), _chosen_board(boards), _chosen_author()
    found = _find(request.args.get("q", ""), boards, kind, board, author, page)
    return render(
        "search/index.html",
        question=question,
        boards=boards,
        kind=kind,
        board=board,
        author=author,
        number=page,
        found=found,
        ask=_where_to_ask(boards),
    )


def _find(typed, boards, kind, board, author, page):
    if author is None and request.args.get("author"):
        return ResultPage()
    boards = [board] if board else boards
    return find_results(
        typed,
        boards=boards,
        kind=kind,
        author_id=author.id if author else None,
        page=page,
        typing=target_id() == "results",
    )


def _chosen_kind():
    return KINDS.get(request.args.get("kind"))


def _chosen_board(boards):
    return next((board for board in boards if board.slug == request.args.get("board")), None)


def _chosen_author():
    handle = request.args.get("author")
    if not handle:
        return None
    return db.session.scalar(select(Member).where(Member.handle == handle, Member.left_at.is_(None)))


def _where_to_ask(boards):
    """The kind in which a visitor or member can put the words as a question of their own, or None."""
    open_kinds = {
        board.kind
        for board in boards
        if can_open_topic(current_user, board) or not (current_user.is_authenticated or board.archived_at)
    }
    return next((KINDS[name] for name in ASKED_IN if name in open_kinds), None)
