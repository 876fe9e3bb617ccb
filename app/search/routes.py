"""The search page, and similar topics for whoever is about to write."""

from urllib.parse import quote_plus

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app.boards.queries import shown_boards
from app.extensions import csrf, db, limiter
from app.follows.models import follow_topic
from app.kinds import KINDS
from app.permissions import can_open_topic, can_write, find_opening, find_topic, public, require
from app.search.asked import LONGEST_QUESTION
from app.search.missed import note_missed
from app.search.models import count_suggestions
from app.search.narrowing import Addresses, narrowing_of
from app.search.queries import LAST_PAGE, find_results, finds_nothing
from app.search.similar import PLAINLY, find_similar
from app.topics.forms import LONGEST_TITLE
from app.topics.queries import voted_topic_ids
from app.topics.routes import boards_to_open_in
from app.votes.routes import cast_vote, none_left
from app.web.limits import SEARCHES, SIMILAR, searches, writer_key
from app.web.page_memory import never_kept
from app.web.rendering import render, reply, see_other, target_id, wants_fragment

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
    narrowed = narrowing_of(request.args, boards)
    found = find_results(
        request.args.get("q", ""),
        boards=[narrowed.board] if narrowed.board else boards,
        narrowed=narrowed,
        page=page,
        typing=target_id() == "results",
    )
    menus = narrowed.menus(boards)
    chosen = narrowed.chosen(menus)
    return render(
        "search/index.html",
        question=question,
        boards=boards,
        narrowed=narrowed,
        chosen=chosen,
        menus=menus,
        address=Addresses(question, chosen),
        number=page,
        found=found,
        ask=_where_to_ask(boards),
    )


# As visitors' other acts: their pages hold no token, and check_origin keeps strangers out.
@bp.post("/search/missed")
@csrf.exempt
@public
@limiter.limit(SEARCHES, key_func=writer_key)
def missed():
    """A search that found nothing was looked at for a while, or somebody without scripts says so: its words are counted."""
    question = request.form.get("q", "")[:LONGEST_QUESTION].strip()
    if question and finds_nothing(question, shown_boards()):
        note_missed(question)
        db.session.commit()
    if not wants_fragment():
        flash(_("Thank you. The team sees which words found nothing."), "success")
    return reply("search/_noted.html", or_redirect=f"/search?q={quote_plus(question)}")


def _where_to_ask(boards):
    """The kind in which a visitor or member can put the words as a question of their own, or None."""
    by_kind = {name: [board for board in boards if board.kind == name] for name in ASKED_IN}
    return next((KINDS[name] for name, boards in by_kind.items() if any(map(_may_ask_in, boards))), None)


def _may_ask_in(board):
    return can_open_topic(current_user, board) or not (current_user.is_authenticated or board.archived_at)


@bp.get("/<kind:kind>/new/similar")
@limiter.limit(SIMILAR, key_func=writer_key)
def similar(kind):
    """What others have said already, while a title is typed."""
    if wants_fragment() and not current_user.is_authenticated:
        # It asks by itself: that leads nobody away from the form, nor from the page that comes after signing out.
        return "", 204
    require(can_write(current_user))
    title = request.args.get("title", "")[:LONGEST_TITLE]
    return render("search/similar.html", kind=_alike(kind), title=title, **_similar_to(title))


@bp.get("/topics/<int:topic_id>/similar")
@limiter.limit(SIMILAR, key_func=writer_key)
def beside(topic_id):
    """What was said about the same, for the side of a topic: fetched when its reader comes there."""
    topic = find_topic(topic_id)
    found = find_similar(topic.title, current_user, boards=shown_boards(), kinds=tuple(KINDS), but=topic.id, least=PLAINLY)
    return render("search/beside.html", topic=topic, similar=found)


@bp.post("/<kind:kind>/new/similar")
@limiter.limit(SIMILAR, key_func=writer_key)
def look_for_similar(kind):
    """The same without JavaScript: the page once more, with everything typed."""
    form, boards = _alike(kind).form(), boards_to_open_in(kind)
    form.offer_boards(boards)
    found = _similar_to((form.title.data or "")[:LONGEST_TITLE])
    return render("topics/new.html", kind=kind, form=form, boards=boards, **found)


@bp.post("/<kind:kind>/new/similar/<int:topic_id>")
@limiter.limit(SIMILAR, key_func=writer_key)
def take_similar(kind, topic_id):
    """"That is mine too": a vote there, and what was typed here is not needed any more."""
    _alike(kind)
    post = find_opening(topic_id)
    if cast_vote(post, wanted=True) is None:
        return none_left(post)
    follow_topic(post.topic, current_user, wanted=True)
    count_suggestions(taken=True)
    db.session.commit()
    flash(_("Thank you! Your vote counts here, and you will hear what comes of it."), "success")
    return see_other(post.topic.url)


def _alike(kind):
    return kind if kind.shows_similar else abort(404)


def _similar_to(title):
    found = find_similar(title, current_user, boards=shown_boards())
    return {"similar": found, "voted": voted_topic_ids(current_user, found)}
