"""The result of a concept test as a draft announcement: its figures in words, for the team to say what follows."""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.boards.models import Board
from app.extensions import db
from app.insights.concepts.models import count_runs
from app.insights.concepts.queries import results_of
from app.kinds.announcements.drafts import AnnouncementDraft
from app.site import current_site
from app.web.filters import number, percent
from app.web.words import speaking


def draft_result(test, *, by):
    """The draft of a test that is over, made at the first time; None where there is no board for announcements."""
    if test.draft_id is not None:
        return db.session.get(AnnouncementDraft, test.draft_id)
    board = select(Board.id).where(Board.kind == "announcements", Board.archived_at.is_(None))
    board_id = db.session.scalar(board.order_by(Board.position, Board.id).limit(1))
    if board_id is None:
        return None
    with speaking(current_site().language):
        title, body = _("What came of “%(title)s”", title=test.title), _body(test)
    draft = AnnouncementDraft(board_id=board_id, author_id=by.id, title=title, body=body)
    db.session.add(draft)
    db.session.flush()
    test.draft_id = draft.id
    return draft


def _body(test):
    _begun, answered = count_runs(test)
    intro = ngettext("%(num)s member rated concepts.", "%(num)s members rated concepts.", answered)
    lines = [f"- **{result.concept.title}**: {_line(result)}" for result in results_of(test)]
    return "\n\n".join([intro, "\n".join(lines), _("What we do with it: …")])


def _line(result):
    if result.mean is None:
        return _("too few ratings to say anything")
    line = _("%(mean)s of 5 on average, from %(n)s ratings", mean=number(round(result.mean.mean, 1)), n=number(result.n))
    if result.chosen_share is None:
        return line
    return _("%(line)s; chosen by %(share)s of those who compared it", line=line, share=percent(result.chosen_share[0]))
