"""The page of the rules: what is held, and what a rule would have held in the last 30 days.

It stands apart from the queue because it is the owner's.
"""

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.audit.models import audit
from app.extensions import db
from app.moderation import stored
from app.moderation.forms import RuleForm, StoredForm
from app.moderation.rules import (
    DEFAULTS,
    FIRST_POSTS,
    HOSTS,
    LINKS,
    LISTS,
    REPETITION,
    SIMILAR,
    SPEED,
    WORDS,
    Rule,
    Said,
    find_rules,
    rules_changed,
)
from app.moderation.trial import DAYS, try_rule
from app.permissions import can_change_rules, can_see_queue, find_rule, require, visible_boards
from app.site import LANGUAGES
from app.web.rendering import render, see_other
from app.web.words import current_language

bp = Blueprint("rules", __name__)

PAGE = "/moderation/rules"
# Each in its own words.
LANGUAGE_NAMES = {"en": "English", "de": "Deutsch"}
# Of each rule: what it is called, and what it does in one sentence.
TITLES = {
    FIRST_POSTS: (_l("First texts"), _l("The first two texts of a new member wait until somebody has looked.")),
    LINKS: (_l("Links"), _l("A text with more links than this waits. Of new members one link and one picture pass.")),
    HOSTS: (_l("Places on the net"), _l("A text that leads to one of these waits: example.org, and all below it.")),
    WORDS: (
        _l("Words and phrases"),
        _l("A text with one of these waits, however it is inflected or disguised. A * at the end finds all that begins so."),
    ),
    SPEED: (_l("Speed"), _l("Who writes more texts than this in a short time waits with the next one.")),
    REPETITION: (_l("Repetition"), _l("A text that its author has posted within a day already waits.")),
    SIMILAR: (_l("Like removed advertising"), _l("A text that is largely the same as one removed as advertising waits.")),
}


@bp.get("/moderation/rules")
def index():
    require(can_see_queue(current_user))
    return _page()


@bp.post("/moderation/rules/<name>")
def change(name):
    require(can_change_rules(current_user))
    form = _form()
    if name not in DEFAULTS or not form.validate() or form.name.data != name:
        return _refused()
    rule = next(rule for rule in find_rules() if rule.name == name)
    return _keep(rule, form)


@bp.post("/moderation/rules")
def add():
    require(can_change_rules(current_user))
    form = _form()
    if not form.validate() or form.name.data not in LISTS or not form.lines.data.strip():
        return _refused()
    return _keep(Rule(), form)


@bp.post("/moderation/rules/lists/<int:rule_id>")
def change_list(rule_id):
    rule, form = find_rule(rule_id), _form()
    if not form.validate() or form.name.data != rule.name:
        return _refused()
    return _keep(rule, form)


@bp.post("/moderation/rules/lists/<int:rule_id>/removal")
def remove_list(rule_id):
    rule = find_rule(rule_id)
    audit("rule.removed", actor=current_user, before=_in_short(rule))
    db.session.delete(rule)
    rules_changed()
    db.session.commit()
    flash(_("The list is gone."), "success")
    return see_other(PAGE)


@bp.post("/moderation/rules/trial")
def trial():
    require(can_see_queue(current_user))
    form = _form()
    if not form.validate():
        return _refused()
    rule = form.fill(Rule())
    tried = try_rule(Said.of(rule), current_user)
    return _page(form, tried=tried, name=rule.name, template="moderation/trial.html")


@bp.get("/moderation/reasons")
def reasons():
    require(can_see_queue(current_user))
    language = request.args.get("language")
    language = language if language in LANGUAGES else current_language()
    return _reasons_page(language, StoredForm(formdata=None))


@bp.post("/moderation/reasons/<language>")
def change_reasons(language):
    require(can_change_rules(current_user))
    form = StoredForm()
    if language not in LANGUAGES or not form.validate():
        return _reasons_page(language if language in LANGUAGES else current_language(), form, status=422)
    stored.change_reasons(language, form.wanted)
    changed = ", ".join(name for name, (said, house) in stored.reasons_in(language).items() if said != house)
    audit("reasons.changed", actor=current_user, after=f"{language}: {changed}")
    db.session.commit()
    flash(_("Saved. From now on these words are sent."), "success")
    return see_other(f"/moderation/reasons?language={language}")


def _reasons_page(language, form, status=200):
    form.offer(stored.reasons_in(language))
    page = {"language": language, "languages": LANGUAGE_NAMES, "names": stored.NAMES}
    return render("moderation/reasons.html", form=form, status=status, **page)


def _keep(rule, form):
    before = _in_short(rule)
    db.session.add(form.fill(rule))
    audit("rule.changed", actor=current_user, before=before, after=_in_short(rule))
    rules_changed()
    db.session.commit()
    flash(_("Saved. It counts from the next text on."), "success")
    return see_other(f"{PAGE}#{rule.name}")


def _form_of(rule, sent):
    if sent and (rule.name, str(rule.id or "")) == (sent.name.data, request.form.get("list", "")):
        return RuleForm(formdata=None, data=sent.data)
    return RuleForm(formdata=None, obj=rule, board=str(rule.board_id or ""))


def _in_short(rule):
    if rule.name is None:
        return ""
    said = [rule.name, "on" if rule.is_on else "off", *(str(n) for n in (rule.most, rule.minutes) if n)]
    return " ".join(said + (rule.lines or "").split("\n"))[:500]


def _form():
    """What was sent."""
    return RuleForm().offer_boards(db.session.scalars(visible_boards()))


def _refused():
    flash(_("That did not work: please look at the numbers and lines again."), "warning")
    return _page(status=422)


def _page(sent=None, *, template="moderation/rules.html", status=200, **more):
    """Every rule with its form; the one in `sent` with what was typed."""
    boards = list(db.session.scalars(visible_boards()))
    empty = [Rule(name=name, is_on=True, lines="") for name in LISTS]
    forms = [
        (rule, _form_of(rule, sent).offer_boards(boards).number(number))
        for number, rule in enumerate([*find_rules(), *empty])
    ]
    return render(
        template, status=status, forms=forms, titles=TITLES, defaults=DEFAULTS, days=DAYS, **more
    )
