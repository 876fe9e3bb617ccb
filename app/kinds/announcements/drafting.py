"""Writing an announcement together before anybody hears of it: drafts, who will hear, the moment of publishing.

Routes of their own beside the page of all announcements, because none but the team comes here.
"""

from datetime import timedelta

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app import kinds
from app.database import now
from app.extensions import db
from app.kinds.announcements.drafts import TROUBLES, AnnouncementDraft, CannotPublish
from app.kinds.announcements.forms import DraftForm, ScheduleForm
from app.kinds.announcements.queries import check_draft, find_sources
from app.permissions import (
    can_draft,
    can_open_topic,
    find_draft,
    find_topic,
    require,
    visible_boards,
    visible_drafts,
)
from app.uploads.forms import limit_pictures
from app.web.rendering import render, see_other

bp = Blueprint("drafting", __name__)
LIST = "/announcements/drafts"
MOMENT = timedelta(minutes=1)


@bp.get(LIST)
def index():
    require(can_draft(current_user))
    query = visible_drafts(current_user).where(AnnouncementDraft.topic_id.is_(None))
    drafts = list(db.session.scalars(query.order_by(AnnouncementDraft.changed_at.desc())))
    return render("kinds/announcements/drafts.html", drafts=drafts)


@bp.post(LIST)
@limit_pictures
def create():
    require(can_draft(current_user))
    form, boards = _form()
    if not form.validate():
        kind = kinds.KINDS["announcements"]
        return render("topics/new.html", kind=kind, form=form, boards=boards, status=422)
    if known := _sent_before(form):
        return see_other(known.url)
    draft = AnnouncementDraft(author_id=current_user.id)
    draft.take(form, _chosen(form, boards), by=current_user)
    db.session.add(draft)
    db.session.commit()
    return see_other(draft.url)


@bp.get(f"{LIST}/<int:draft_id>")
def show(draft_id):
    draft = find_draft(draft_id)
    return see_other(find_topic(draft.topic_id).url) if draft.topic_id else _page(draft)


@bp.get(f"{LIST}/<int:draft_id>/edit")
def edit(draft_id):
    draft = _unpublished(draft_id)
    return _edit_page(draft, _form_of(draft))


@bp.post(f"{LIST}/<int:draft_id>/edit")
@limit_pictures
def update(draft_id):
    draft = _unpublished(draft_id)
    form, boards = _form()
    if not form.validate():
        return _edit_page(draft, form, status=422)
    draft.take(form, _chosen(form, boards), by=current_user)
    db.session.commit()
    return see_other(draft.url)


@bp.post(f"{LIST}/<int:draft_id>/publication")
def publish(draft_id):
    draft = find_draft(draft_id, locked=True)
    require(can_draft(current_user))
    if draft.topic_id is None:
        try:
            draft.publish(check_draft(draft, draft.author))
        except CannotPublish as trouble:
            draft.trouble = trouble.args[0]
            db.session.commit()
            flash(TROUBLES[draft.trouble], "error")
            return see_other(draft.url)
    topic_id = draft.topic_id
    db.session.commit()
    return see_other(find_topic(topic_id).url)


@bp.post(f"{LIST}/<int:draft_id>/schedule")
def schedule(draft_id):
    draft, form = _unpublished(draft_id), ScheduleForm()
    if not form.validate():
        return _page(draft, form=form, status=422)
    draft.schedule(form.publish_at.moment)
    db.session.commit()
    flash(_("It will be published by itself."), "success")
    return see_other(draft.url)


@bp.post(f"{LIST}/<int:draft_id>/schedule/removal")
def unschedule(draft_id):
    draft = _unpublished(draft_id)
    draft.schedule(None)
    db.session.commit()
    return see_other(draft.url)


@bp.post(f"{LIST}/<int:draft_id>/removal")
def throw_away(draft_id):
    draft = _unpublished(draft_id)
    db.session.delete(draft)
    db.session.commit()
    flash(_("The draft is gone."), "info")
    return see_other(LIST)


def _sent_before(form):
    """The draft that the same words made a moment ago: a double tap writes one."""
    same = (AnnouncementDraft.title == form.title.data, AnnouncementDraft.body == form.body.data)
    young = AnnouncementDraft.created_at > now() - MOMENT
    query = visible_drafts(current_user).where(AnnouncementDraft.author_id == current_user.id, *same, young)
    return db.session.scalar(query.order_by(AnnouncementDraft.id.desc()).limit(1))


def _unpublished(draft_id):
    """A draft that nobody has published; what is published is edited like every topic."""
    draft = find_draft(draft_id, locked=request.method == "POST")
    require(can_draft(current_user))
    return abort(404) if draft.topic_id else draft


def _form(**more):
    form, boards = DraftForm(**more), _boards()
    form.offer_boards(boards)
    return form, boards


def _form_of(draft):
    sources = find_sources(set(draft.source_ids), current_user)
    lines = "\n".join(sources[id].url for id in draft.source_ids if id in sources)
    data = {name: getattr(draft, name) for name in ("title", "body", "outcome")}
    more = {"board": draft.board.slug, "source_lines": lines, "tags": ", ".join(draft.tag_names)}
    return _form(formdata=None, data=data | more)[0]


def _boards():
    boards = db.session.scalars(visible_boards())
    return [board for board in boards if board.kind == "announcements" and can_open_topic(current_user, board)]


def _chosen(form, boards):
    return next(board for board in boards if board.slug == form.board.data)


def _edit_page(draft, form, status=200):
    return render("kinds/announcements/draft_edit.html", draft=draft, form=form, boards=form.boards, status=status)


def _page(draft, *, form=None, status=200):
    from app.notifications.audience import audience_of
    from app.writing.preview import preview_of

    found = find_sources(set(draft.source_ids), current_user).values()
    sources = {source.id: source for source in found}
    return render(
        "kinds/announcements/draft.html",
        draft=draft,
        sources=list(sources.values()),
        audience=audience_of(list(sources), draft.board, draft.author),
        preview=preview_of(draft.body),
        form=form or ScheduleForm(formdata=None, publish_at=draft.publish_at),
        is_due=bool(draft.publish_at and draft.publish_at <= now()),
        status=status,
    )
