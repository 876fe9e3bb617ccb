"""What announcements answer, and what the answered topics show of it."""

from sqlalchemy import Integer, and_, cast, null, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Member
from app.boards.models import AUDIENCES, GROUP, Board
from app.extensions import db
from app.kinds.announcements.drafts import NO_AUTHOR, NO_BOARD, NO_SOURCE, NOT_SEEN, TOO_WIDE, CannotPublish
from app.kinds.announcements.hearers import hearer_of
from app.kinds.announcements.models import NEWS, OUTCOMES, Announcement, AnnouncementSource
from app.permissions import board_is_visible, can_draft, can_open_topic, text_is_visible, visible_topics
from app.topics.merges import kept_id_of
from app.topics.models import PUBLISHED, Topic

SOURCE_KINDS = ("ideas", "questions", "polls")


def panel(topic, reader):
    """The sources that this reader may see, and once those who asked were asked back their own row: two queries."""
    hearer = hearer_of(topic.announcement, reader)
    return {"sources": sources_of([topic], reader).get(topic.id, []), "hearer": hearer}


def outcomes_of(topic, reader):
    """The announcements about a topic that this reader may see, newest first: one query."""
    query = (
        visible_topics(reader)
        .join(AnnouncementSource, AnnouncementSource.announcement_id == Topic.id)
        .options(joinedload(Topic.announcement))
        .where(AnnouncementSource.topic_id == topic.id, Topic.state == PUBLISHED)
    )
    return list(db.session.scalars(query.order_by(Topic.id.desc())))


def sources_of(announcements, reader):
    """What these announcements answer, as this reader may see it: announcement's id → topics. One query."""
    from app.kinds import KINDS

    query = (
        visible_topics(reader)
        .join(AnnouncementSource, AnnouncementSource.topic_id == Topic.id)
        .where(AnnouncementSource.announcement_id.in_([topic.id for topic in announcements]))
        .add_columns(AnnouncementSource.announcement_id)
        .order_by(Topic.vote_count.desc(), Topic.id)
    )
    for kind in KINDS.values():
        query = query.options(*kind.load())
    found = {}
    if announcements:
        for source, announcement_id in db.session.execute(query):
            found.setdefault(announcement_id, []).append(source)
    return found


def rows_and_outcomes(topic, reader, model, *, where, columns=(), extend=lambda query: query):
    """A topic's rows of a kind's own table, and the announcements about the topic, in one query.

    A topic page has few queries to spend, so both come in one list of ids and are told apart afterwards.
    Returns the rows as (row, *columns) and the outcomes, newest first; `extend` adds joins for the rows.
    """
    ids = union_all(
        select(model.id.label("row_id"), cast(null(), Integer).label("told_id")).where(where),
        select(cast(null(), Integer), AnnouncementSource.announcement_id).where(
            AnnouncementSource.topic_id == topic.id
        ),
    ).subquery()
    query = (
        select(model, Topic, *columns)
        .select_from(ids)
        .outerjoin(model, model.id == ids.c.row_id)
        .outerjoin(Topic, Topic.id == ids.c.told_id)
        .outerjoin(Board, Board.id == Topic.board_id)
        .outerjoin(Announcement, Announcement.topic_id == Topic.id)
        .options(contains_eager(Topic.board), contains_eager(Topic.announcement))
        .where(
            or_(
                ids.c.row_id.is_not(None),
                and_(board_is_visible(reader), text_is_visible(Topic, reader), Topic.state == PUBLISHED),
            )
        )
    )
    rows, outcomes = [], []
    for row, told, *more in db.session.execute(extend(query)):
        if told is None:
            rows.append((row, *more))
        else:
            outcomes.append(told)
    return rows, sorted(outcomes, key=lambda told: told.id, reverse=True)


def filters():
    """The choices above the list of announcements."""
    from flask_babel import gettext as _

    from app.kinds.announcements.models import OUTCOME_NAMES

    return [("outcome", _("Outcome"), list(OUTCOME_NAMES.items()))]


def list_filter(args):
    """The conditions for `?outcome=`; an unknown outcome filters nothing."""
    outcome = args.get("outcome")
    return (_with_outcome(Announcement.outcome == outcome),) if outcome in OUTCOMES else ()


def answers_only(args):
    """The conditions of /listened: a chosen outcome, or every announcement that answers something."""
    return list_filter(args) or (_with_outcome(Announcement.outcome != NEWS),)


def _with_outcome(condition):
    return Topic.id.in_(select(Announcement.topic_id).where(condition))


def find_sources(numbers, reader):
    """The published ideas, questions and polls of these numbers that the reader may see, by number.

    The number of a merged idea finds the one that took it up.
    """
    found = _sources(numbers, reader)
    kept = {number: kept_id_of(number) for number in set(numbers) - set(found)}
    there = _sources(set(kept.values()) - {None}, reader)
    return found | {number: there[id] for number, id in kept.items() if id in there}


def _sources(ids, reader):
    query = visible_topics(reader).where(
        Topic.id.in_(ids), Board.kind.in_(SOURCE_KINDS), Topic.state == PUBLISHED
    )
    return {topic.id: topic for topic in db.session.scalars(query)} if ids else {}


def source_lines(announcement):
    """The addresses of an announcement's sources, one a line, for its form."""
    query = (
        select(Topic)
        .join(AnnouncementSource, AnnouncementSource.topic_id == Topic.id)
        .join(Topic.board)
        .outerjoin(Member, Member.id == Topic.author_id)
        .options(contains_eager(Topic.board))
        .where(AnnouncementSource.announcement_id == announcement.topic_id)
    )
    return "\n".join(source.url for source in db.session.scalars(query.order_by(Topic.id)))


def check_draft(draft, author):
    """The sources of a draft, found as its author sees them now. Raises CannotPublish."""
    if author is None or not can_draft(author):
        raise CannotPublish(NO_AUTHOR)
    if not can_open_topic(author, draft.board):
        raise CannotPublish(NO_BOARD)
    found = find_sources(set(draft.source_ids), author)
    if len(found) < len(set(draft.source_ids)):
        raise CannotPublish(NOT_SEEN)
    if not found and draft.outcome != NEWS:
        raise CannotPublish(NO_SOURCE)
    if any(is_wider(draft.board, source.board) for source in found.values()):
        raise CannotPublish(TOO_WIDE)
    return list({found[id].id: found[id] for id in draft.source_ids}.values())


def is_wider(board, source_board):
    """Whether more people may read the one board than the other."""
    if board.audience == source_board.audience == GROUP:
        return board.group_id != source_board.group_id
    return AUDIENCES.index(board.audience) < AUDIENCES.index(source_board.audience)
