"""What search should know: words that mean the same, and words that people looked for in vain."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from app.admin.forms import SynonymForm
from app.audit.models import audit
from app.boards.queries import shown_boards
from app.extensions import db
from app.permissions import can_keep_synonyms, find_synonyms, require
from app.search.missed import forget_missed, missed_lately
from app.search.synonyms import (
    MOST_GROUPS,
    MOST_IN_GROUP,
    SynonymGroup,
    all_groups,
    can_be_searched,
    group_with,
    keep_group,
    synonyms_changed,
)
from app.web.rendering import render, see_other

bp = Blueprint("synonyms", __name__)
PAGE = "/admin/synonyms"


@bp.get("/admin/synonyms")
def index():
    return _page()


@bp.post("/admin/synonyms")
def create():
    require(can_keep_synonyms(current_user))
    form = SynonymForm()
    if not form.validate() or _is_taken(form, all_groups()):
        return _page(form, status=422)
    return _keep(SynonymGroup(), form.entries)


@bp.post("/admin/synonyms/<int:synonym_id>")
def change(synonym_id):
    group, form = find_synonyms(synonym_id), SynonymForm()
    if not form.validate() or _is_taken(form, [other for other in all_groups() if other.id != group.id]):
        return _page(form, group, status=422)
    return _keep(group, form.entries)


@bp.post("/admin/synonyms/<int:synonym_id>/removal")
def remove(synonym_id):
    group = find_synonyms(synonym_id)
    audit("synonyms.removed", actor=current_user, before=", ".join(group.words))
    db.session.delete(group)
    synonyms_changed()
    db.session.commit()
    flash(_("The group is gone. Each word finds only itself again."), "success")
    return see_other(PAGE)


@bp.post("/admin/synonyms/missed")
def join():
    """One tap: a word that found nothing means the same as one that is there."""
    require(can_keep_synonyms(current_user))
    word, other = (request.form.get(name, "").strip()[:40] for name in ("word", "other"))
    groups = all_groups()
    group = group_with(other, groups) or group_with(word, groups) or SynonymGroup(words=[])
    entries = [*group.words]
    for each in (other, word):
        if group_with(each, [SynonymGroup(words=entries)]) is None:
            entries.append(each)
    if not (can_be_searched(word) and can_be_searched(other)) or not 2 <= len(entries) <= MOST_IN_GROUP or len(groups) >= MOST_GROUPS:
        flash(_("These two cannot be put together. Please write the group yourself."), "warning")
        return see_other(PAGE)
    return _keep(group, entries)


@bp.post("/admin/synonyms/missed/removal")
def dismiss():
    require(can_keep_synonyms(current_user))
    forget_missed(request.form.get("word", "")[:100])
    db.session.commit()
    return see_other(f"{PAGE}#missed")


def _keep(group, entries):
    before = ", ".join(group.words or [])
    keep_group(group, entries)
    audit("synonyms.kept", actor=current_user, before=before, after=", ".join(entries))
    db.session.commit()
    flash(_("From now on these find one another: %(words)s.", words=", ".join(entries)), "success")
    return see_other(PAGE)


def _is_taken(form, others):
    """A word stands in one group only: otherwise nobody could tell what it finds."""
    taken = next((entry for entry in form.entries if group_with(entry, others)), None)
    if taken:
        form.words.errors = [_("“%(word)s” stands in another group already. Please add the words there.", word=taken)]
    elif len(others) >= MOST_GROUPS:
        form.words.errors = [_("There can be %(n)s groups. Please remove one first.", n=MOST_GROUPS)]
    return bool(form.words.errors)


def _page(sent=None, sent_for=None, status=200):
    """Every group with its form; the one that was sent with what was typed."""
    forms = [(group, _form_of(group, sent if group is sent_for else None)) for group in all_groups()]
    new = sent if sent and sent_for is None else SynonymForm(formdata=None)
    if not new.words.data:
        new.words.data = request.args.get("words", "")[:200]
    return render("admin/synonyms.html", forms=forms, form=new, missed=missed_lately(shown_boards()), status=status)


def _form_of(group, sent):
    form = sent or SynonymForm(formdata=None, words=", ".join(group.words))
    form.words.id = f"words-{group.id}"
    return form
