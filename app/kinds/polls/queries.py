"""What a reader may see of a poll: the options in an order of their own, and the results where they are open."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from flask_login import AnonymousUserMixin
from sqlalchemy import and_, case, exists, false, func, literal, null, or_, select

from app.accounts.models import Member
from app.boards.models import Board
from app.extensions import db
from app.kinds.announcements.queries import rows_and_outcomes
from app.kinds.polls import drawing, wording
from app.kinds.polls.answers import Ballot
from app.kinds.polls.asking import DOTS, RANKING, TEXT, PollOption, PollQuestion, minutes
from app.kinds.polls.audience import asked_members, electorate_of
from app.kinds.polls.checker import likely
from app.kinds.polls.models import Poll
from app.kinds.polls.paper import slips_of
from app.kinds.polls.results import Results, results_of
from app.kinds.polls.splits import parts_in, shown_splits
from app.kinds.polls.tally import rankings_and_quotes
from app.kinds.polls.voices import OpenBallot, Participation
from app.permissions import is_team
from app.posts.models import Post
from app.topics.models import PUBLISHED, Topic

LAST_POLLS = 5


@dataclass
class QuestionView:
    """A question as one reader may see it: its options in their order for this reader, and what they answered.

    `mine` has the rows of the reader's own ballot, where it is open. `results` is None where they are hidden.
    """

    question: PollQuestion
    options: list
    mine: list
    results: Results | None = None
    splits: list = field(default_factory=list)

    @property
    def chosen(self):
        """The ids of the options on the reader's own ballot."""
        return frozenset(row.option_id for row in self.mine)

    @property
    def favoured(self):
        """The same; of a ranking only what stands first, of dots only what was given some."""
        if self.question.kind == RANKING:
            return frozenset(row.option_id for row in self.mine if row.place == 0)
        return frozenset(row.option_id for row in self.mine if row.dots or self.question.kind != DOTS)


@dataclass
class PollView:
    """A poll as one reader may see it."""

    questions: list
    has_voted: bool = False
    shows_results: bool = False
    electorate: int = 0
    # Who took part, by parts of the members, once it has closed.
    turnout: list = field(default_factory=list)

    @property
    def is_survey(self):
        """Whether there are several questions: each has words of its own then, for the title names them all."""
        return len(self.questions) > 1

    @cached_property
    def pages(self):
        """The questions page by page."""
        return [list(on_page) for _page, on_page in groupby(self.questions, key=lambda asked: asked.question.page)]

    @property
    def minutes(self):
        """About how long the answers take."""
        return minutes([asked.question.kind for asked in self.questions])

    def besides(self, page):
        """The questions that do not stand on this page, counted from 1."""
        return [asked for number, on_page in enumerate(self.pages, 1) if number != page for asked in on_page]

    @cached_property
    def ballot(self):
        """The ballot as this reader gave it before, where it is open; else an empty one."""
        return Ballot(self.questions)


def panel(topic, reader):
    """The poll as this reader may see it, and what announcements said of it: one query.

    Where results are shown, one more for rankings and short texts, and after the end one for parts of the members.
    """
    rows, outcomes = rows_and_outcomes(
        topic,
        reader,
        PollQuestion,
        where=PollQuestion.poll_id == topic.poll.topic_id,
        columns=(PollOption, OpenBallot, *_marks(topic, reader)),
        extend=lambda query: _with_options(query, reader),
    )
    view = _view(topic.poll, rows, reader)
    slips = slips_of(topic.poll) if view.shows_results else []
    return {"view": view, "outcomes": outcomes, "told": wording, "drawn": drawing, "slips": slips}


def panel_by_mail(invitation):
    """The poll as somebody sees it who was invited by mail, and the results where it is their turn to see them."""
    view = view_for_all(invitation.poll, has_voted=invitation.has_voted)
    return {"view": view, "told": wording, "drawn": drawing}


def view_for_all(poll, *, has_voted=False):
    """The poll as somebody sees it who is no member, and has or has not voted. Needs the topic and its board."""
    nobody = AnonymousUserMixin()
    query = select(PollQuestion, PollOption, OpenBallot, literal(has_voted), electorate_of(poll, poll.topic.board))
    query = _with_options(query.select_from(PollQuestion).where(PollQuestion.poll_id == poll.topic_id), nobody)
    return _view(poll, db.session.execute(query).all(), nobody)


def view_to_vote(poll):
    """The questions and options alone, for a ballot that was sent: half as costly as what a page shows."""
    query = select(PollQuestion, PollOption).where(PollQuestion.poll_id == poll.topic_id)
    query = query.outerjoin(PollOption, and_(PollOption.question_id == PollQuestion.id, is_shown()))
    options = {}
    for question, option in db.session.execute(query.order_by(PollQuestion.position, PollOption.position)):
        options.setdefault(question, []).extend([option] if option else [])
    return PollView([QuestionView(question, found, []) for question, found in options.items()])


def count_asked(topic):
    """How many members and invited people the poll asks."""
    return db.session.scalar(select(electorate_of(topic.poll, topic.board)))


def asked_in(poll):
    """The questions as the team wrote them: one query."""
    query = select(PollQuestion, PollOption).where(PollQuestion.poll_id == poll.topic_id)
    query = query.outerjoin(PollOption, PollOption.question_id == PollQuestion.id)
    found = {}
    for question, option in db.session.execute(query.order_by(PollQuestion.position, PollOption.position)):
        found.setdefault(question, []).append(option)
    return [question.asked([option for option in options if option]) for question, options in found.items()]


def view_of(asked):
    """Questions that are no rows yet, as a member would see them; the numbers of their options are made up."""
    rows = [PollQuestion(id=-place, **each.row(None, place - 1)) for place, each in enumerate(asked, 1)]
    return PollView([QuestionView(row, _made_up(row, each), []) for row, each in zip(rows, asked, strict=True)])


def _made_up(question, asked):
    rows = asked.option_rows(question.id)
    return [PollOption(id=100 * question.id - place, **row) for place, row in enumerate(rows)]


def likely_answers(board_slug, poll):
    """How many answers to expect of those whom a poll would ask on a board, going by its last polls: three queries.

    `poll` need not be kept yet. None where there is no board.
    """
    board = db.session.scalar(select(Board).where(Board.slug == (board_slug or "")))
    if board is None:
        return None
    last = select(Poll.ballot_count, Poll.electorate).join(Poll.topic).where(Topic.board_id == board.id)
    last = last.where(Poll.closed_at.is_not(None), Poll.electorate > 0).order_by(Poll.closed_at.desc()).limit(LAST_POLLS)
    turnouts = [min(1.0, ballots / electorate) for ballots, electorate in db.session.execute(last)]
    members = db.session.scalar(select(func.count(Member.id)).where(*asked_members(poll, board)))
    return likely(members, turnouts)


def shuffled(options, poll, reader):
    """The options in an order that is this reader's own and stays the same, so that no option gains by place.

    The steps of a scale stand in their order for everybody.
    """
    if any(option.value is not None for option in options):
        return sorted(options, key=lambda option: option.value)
    who = reader.id if reader.is_authenticated else 0
    return sorted(
        options, key=lambda option: hashlib.sha256(f"{poll.shuffle_key}:{who}:{option.id}".encode()).digest()
    )


def _with_options(query, reader):
    """Joins to every question its options, and to these what stands on the reader's own ballot."""
    mine = and_(
        OpenBallot.question_id == PollQuestion.id,
        or_(OpenBallot.option_id == PollOption.id, PollOption.id.is_(None)),
        OpenBallot.member_id == reader.id if reader.is_authenticated else false(),
    )
    shown = and_(PollOption.question_id == PollQuestion.id, is_shown())
    query = query.outerjoin(PollOption, shown).outerjoin(OpenBallot, mine)
    return query.order_by(PollQuestion.position, PollOption.position)


def is_shown():
    """The SQL condition on PollOption: the team's, or a member's whose comment with it is there."""
    return or_(PollOption.post_id.is_(None), exists().where(Post.id == PollOption.post_id, Post.state == PUBLISHED))


def _marks(topic, reader):
    """Columns beside every row: has the reader voted, how many could vote."""
    if not reader.is_authenticated:
        return false(), _electorate(topic, false())
    voted = exists().where(Participation.poll_id == topic.id, Participation.member_id == reader.id)
    return voted, _electorate(topic, voted)


def _electorate(topic, voted):
    """How many could vote, counted only where the results will be shown."""
    poll = topic.poll
    if poll.electorate is not None:
        return literal(poll.electorate)
    if poll.results_are_open:
        return electorate_of(poll, topic.board)
    return case((voted, electorate_of(poll, topic.board)), else_=null())


def _view(poll, rows, reader):
    options, mine = {}, {}
    for question, option, own, *_marks in rows:
        options.setdefault(question, []).extend([option] if option else [])
        mine.setdefault(question, []).extend([own] if own else [])
    view = PollView([QuestionView(q, shuffled(options[q], poll, reader), mine[q]) for q in options])
    if rows:
        view.has_voted = bool(rows[0][3])
        view.shows_results = poll.shows_results_to(voted=view.has_voted)
    if view.shows_results:
        view.electorate = max(rows[0][4] or 0, poll.ballot_count)
        _count(poll, view, with_groups=is_team(reader))
    return view


def _count(poll, view, *, with_groups):
    """The results of every question, and after the end by parts of the members."""
    ids = {kind: [each.question.id for each in view.questions if each.question.kind == kind] for kind in (RANKING, TEXT)}
    rankings, quotes = rankings_and_quotes(poll, ids[RANKING], ids[TEXT])
    parts = parts_in(poll, with_groups=with_groups) if poll.closed_at else {}
    view.turnout = parts.get(None, [])
    for each in view.questions:
        id, more = each.question.id, {"rankings": rankings.get(each.question.id), "quotes": quotes.get(each.question.id, ())}
        each.results = results_of(each.question, each.options, chosen=each.favoured, **more)
        each.splits = shown_splits(parts.get(id, ()), of_dots=each.question.kind == DOTS)
