"""Lists, pages and acts of topics of every kind."""

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.routing import BaseConverter, ValidationError

from app.boards.queries import shown_boards
from app.extensions import db, limiter
from app.follows.models import follow_own_topic, follows_topic
from app.kinds import KINDS
from app.kinds.merged import merged_place, merged_posts, merges_of, place_of_merged
from app.permissions import (
    can_edit,
    can_open_topic,
    find_merge_into,
    find_opening,
    find_topic,
    find_topic_or_kept,
    require,
    visible_boards,
    wrote,
)
from app.posts.hidden_authors import known_as
from app.posts.holding import Writing, why_held
from app.posts.models import EditConflict, open_topic
from app.posts.queries import page_holding, page_of_posts
from app.search.models import count_suggestions
from app.tags.models import set_tags
from app.topics.queries import page_of_topics
from app.uploads.forms import limit_pictures
from app.votes.models import give_first_vote
from app.web.forms import version_in
from app.web.limits import new_topics
from app.web.once import remember_sent
from app.web.rendering import render, see_other

bp = Blueprint("topics", __name__)


class KindConverter(BaseConverter):
    """The first part of an address that names a kind: <kind:kind> gives the Kind."""

    # A kind's list must not be mistaken for a page of that name: fixed addresses win.
    regex = "[a-z]+"

    def to_python(self, value):
        if value not in KINDS:
            raise ValidationError
        return KINDS[value]

    def to_url(self, kind):
        return kind.name


@bp.record_once
def know_kinds(state):
    state.app.url_map.converters["kind"] = KindConverter


@bp.get("/<kind:kind>")
def index(kind):
    boards = shown_boards(kind=kind)
    sort = request.args.get("sort", kind.sorts[0])
    chosen = next((board for board in boards if board.slug == request.args.get("board")), None)
    page = page_of_topics(
        reader=current_user,
        kind=kind,
        board=chosen,
        tag=request.args.get("tag"),
        sort=sort if sort in kind.sorts else kind.sorts[0],
        before=request.args.get("before"),
        where=kind.list_filter(request.args),
    )
    kind.count_votes_left(current_user, page.topics)
    return render("topics/index.html", kind=kind, boards=boards, board=chosen, page=page, sort=sort)


@bp.get("/<kind:kind>/<int:topic_id>")
@bp.get("/<kind:kind>/<int:topic_id>-<slug>")
def show(kind, topic_id, slug=""):
    topic = find_topic_or_kept(topic_id, kind)
    if (topic.kind, topic.id, topic.slug) != (kind.name, topic_id, slug):
        query = request.query_string.decode()
        # A merge can be undone and a topic moved back, so nobody is to remember where they lead.
        is_for_good = (topic.kind, topic.id) == (kind.name, topic_id)
        return redirect(topic.url + (f"?{query}" if query else ""), 301 if is_for_good else 302)
    if elsewhere := place_of_merged(topic, request.args.get("post", type=int)):
        return see_other(elsewhere)
    return topic_page(topic, kind)


def topic_page(topic, kind, **variables):
    """A topic's page; `variables` carry a reply form that needs another look."""
    from app.moderation.threads.queries import notes_of

    order = kind.answers_order(topic)
    number = request.args.get("page", 1, type=int)
    if wanted := request.args.get("post", type=int):
        number = page_holding(topic, current_user, wanted, **order)
    page = page_of_posts(topic, current_user, page=max(1, number), **order)
    kind.count_votes_left(current_user, [topic])
    return render(
        "topics/show.html",
        kind=kind,
        topic=topic,
        page=page,
        follows=follows_topic(current_user, topic),
        panel=kind.panel(topic, current_user),
        merges=merges_of(topic, current_user),
        notes=notes_of(topic, current_user),
        structured=None if current_user.is_authenticated else kind.structured(topic, page),
        **variables,
    )


@bp.get("/<kind:kind>/<int:topic_id>/merges/<int:merge_id>")
def merged(kind, topic_id, merge_id):
    """What was said under one that was merged into this one."""
    topic = find_topic(topic_id, kind)
    merge = find_merge_into(topic, merge_id)
    page = merged_posts(topic, merge, current_user, **merged_place(request.args))
    return render("topics/merged.html", kind=kind, topic=topic, merge=merge, page=page)


@bp.get("/<kind:kind>/new")
def new(kind):
    boards = boards_to_open_in(kind)
    form = kind.form(board=request.args.get("board"), title=request.args.get("title", "")[:150])
    form.offer_boards(boards)
    return render("topics/new.html", kind=kind, form=form, boards=boards, rush=kind.rush(current_user, boards))


@bp.post("/<kind:kind>/new")
@limiter.limit(new_topics)
@limit_pictures
def create(kind):
    form = kind.form()
    boards = boards_to_open_in(kind)
    form.offer_boards(boards)
    if not form.validate():
        return render("topics/new.html", kind=kind, form=form, boards=boards, status=422)
    board = next(board for board in boards if board.slug == form.board.data)
    body = form.take_text()
    topic = open_topic(
        board,
        current_user,
        form.title.data,
        body,
        tags=form.tag_names,
        votes=int(kind.author_votes),
        heat=kind.first_heat,
        held_for=why_held(Writing(current_user, board, body, form.title.data, is_topic=True)),
        hidden=form.is_hidden,
    )
    kind.open(topic, form)
    follow_own_topic(topic, current_user)
    if kind.author_votes:
        give_first_vote(topic, current_user)
    remember_sent(current_user, topic.opening)
    if "suggested" in request.form:
        count_suggestions(taken=False)
    db.session.commit()
    if not topic.is_published:
        flash(_("Thank you! The team looks at your text before everybody sees it."), "info")
    return see_other(topic.url)


def boards_to_open_in(kind):
    """The boards of this kind in which the reader may open a topic; refused where there is none for them."""
    boards = [b for b in db.session.scalars(visible_boards()) if b.kind == kind.name]
    open_boards = [board for board in boards if can_open_topic(current_user, board)]
    # Without any board the page itself says what to do next; with boards but no right it is refused.
    require(open_boards or (not boards and current_user.is_authenticated))
    return open_boards


@bp.get("/topics/<int:topic_id>/edit")
def edit(topic_id):
    topic, kind, opening = find_to_edit(topic_id)
    form = kind.form(
        obj=kind.part_of(topic),
        title=topic.title,
        body=opening.body,
        tags=", ".join(topic.tag_names),
        version=opening.version,
    ).without_board()
    return render("topics/edit.html", kind=kind, topic=topic, form=form)


@bp.post("/topics/<int:topic_id>/edit")
@limit_pictures
def update(topic_id):
    topic, kind, opening = find_to_edit(topic_id)
    form = kind.form(obj=kind.part_of(topic)).without_board()
    if not form.validate():
        return render("topics/edit.html", kind=kind, topic=topic, form=form, status=422)
    try:
        changed = opening.edit(
            form.take_text(), by=current_user, title=form.title.data, version=version_in(form)
        )
    except EditConflict:
        # The next try starts from the text that is there now, shown beside one's own.
        form.version.process_data(opening.version)
        form.version.raw_data = None
        return render("topics/edit.html", kind=kind, topic=topic, form=form, theirs=opening, status=409)
    kind.change(topic, form, by=current_user)
    set_tags(topic, form.tag_names, by=known_as(current_user, topic))
    opening.hold_again(by=current_user)
    if changed and wrote(current_user, opening):
        writing = Writing(current_user, topic.board, opening.body, topic.title, is_topic=True, is_edit=True)
        opening.hold_edited(why_held(writing), by=current_user)
    db.session.commit()
    return see_other(topic.url)


def find_to_edit(topic_id):
    """(topic, kind, opening) for who may edit it."""
    opening = find_opening(topic_id)
    require(can_edit(current_user, opening))
    return opening.topic, KINDS[opening.topic.kind], opening
