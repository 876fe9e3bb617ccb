"""The scenes of the story: what happens in one talk, each with its moment. Apart from the stage that plays them."""

from datetime import timedelta
from itertools import pairwise

from app.accounts.models import sign_up
from app.accounts.roles import MODERATOR, NEW, TEAM
from app.demo.voters import plan_answers, rows_of
from app.extensions import db
from app.follows.models import follow_by_writing, follow_own_topic
from app.kinds import KINDS
from app.kinds.merging import merge_topic
from app.kinds.polls.asking import MULTIPLE, SINGLE, TEXT, Asked, PollQuestion
from app.kinds.polls.ballots import cast_ballot
from app.kinds.polls.closing import close_poll
from app.kinds.polls.quotes import set_quotes
from app.kinds.questions.models import close_as_duplicate
from app.moderation.models import FIRST_POSTS, REMOVE, REPORTED, Case, open_case
from app.moderation.reports import report
from app.posts.models import add_post, open_topic
from app.votes.models import give_first_vote, set_vote

ADVERTISER = "Uhren Discount24"
SHORTEST_PAUSE = timedelta(minutes=6)


def plan_talk(story, talk):
    """Everything about one topic: its opening, what was answered, who voted, what the team did."""
    opened = story.plan(talk.day, talk.key, lambda: _open(story, talk))
    moved = [_plan_move(story, talk, move) for move in talk.moves]
    if talk.merged_into:
        moved.append(story.plan(talk.merged_into[1], talk.key, lambda: _merge(story, talk)))
    if talk.votes:
        _plan_votes(story, talk, talk.key, opened, talk.by, talk.votes, moved[-1] if moved else None)
    moments = [opened]
    for number, reply in enumerate(talk.replies):
        moments.append(_plan_reply(story, talk, (talk.key, number), reply, moments[-1]))
    assert all(before < after for before, after in pairwise(moments))
    if talk.accepted is not None:
        after = moments[talk.accepted + 1] + timedelta(hours=2)
        story.plan_at(min(after, story.clock.started), lambda: _accept(story, talk))
    if talk.duplicate_of:
        story.plan_at(moments[-1] + SHORTEST_PAUSE, lambda: _close_as_duplicate(story, talk))
    if talk.ballot:
        _plan_ballots(story, talk, opened)


def plan_moderation(story, reports, removed):
    """What was reported, and what a moderator has taken away."""
    for by, key, number, reason, note, day in reports:
        story.plan(day, "report", lambda a=(by, key, number, reason, note): _report(story, *a))
    for key, text, day, because in removed:
        story.plan(day + 0.3, "advertiser", lambda k=key, t=text: _advertise(story, k, t))
        story.plan(day, "decision", lambda k=key, b=because: _remove(story, k, b))


def _open(story, talk):
    author, board, at = story.members[talk.by], story.boards[talk.board], story.clock.moment
    kind = KINDS[board.kind]
    votes = int(kind.author_votes)
    topic = open_topic(board, author, talk.title, talk.text, at=at, tags=talk.tags, votes=votes, hidden=talk.is_hidden)
    kind.open(topic)
    follow_own_topic(topic, author)
    if votes:
        give_first_vote(topic, author)
    if talk.ballot:
        _set_up_poll(story, topic, talk.ballot)
    if talk.outcome:
        topic.announcement.outcome = talk.outcome
        topic.announcement.publish([story.topics[key] for key in talk.sources], by=author)
    if talk.is_pinned:
        topic.pin(by=author)
    if author.role == NEW:
        open_case(topic.opening, FIRST_POSTS)
    story.topics[talk.key], story.posts[talk.key] = topic, topic.opening


def _set_up_poll(story, topic, ballot):
    poll = topic.poll
    # A poll that has closed long ago takes no ballots: its end comes with the scene of its closing.
    poll.closes_at = story.clock.started + timedelta(days=abs(ballot.closes))
    poll.is_secret = ballot.is_secret
    poll.decides, poll.decided_by = ballot.decides, ballot.decided_by
    poll.decided_until = ballot.decided_until
    poll.results_shown = ballot.results_shown
    poll.ask(ballot.asked or [Asked(MULTIPLE if ballot.most > 1 else SINGLE, options=ballot.options, most=ballot.most)])


def _plan_reply(story, talk, key, reply, after):
    """One answer with its comments and votes; never before what it answers."""
    moment = max(story.clock.at(reply.day, str(key)), after + SHORTEST_PAUSE)
    story.plan_at(moment, lambda: _reply(story, talk, key, reply))
    if reply.votes:
        _plan_votes(story, talk, key, moment, reply.by, reply.votes)
    last = moment
    for number, comment in enumerate(reply.comments):
        last = max(story.clock.at(comment.day, f"{key}{number}"), last + SHORTEST_PAUSE)
        story.plan_at(last, lambda c=comment, n=number: _reply(story, talk, (*key, n), c, parent=key))
    return moment


def _reply(story, talk, key, reply, parent=None):
    topic, author = story.topics[talk.key], story.members[reply.by]
    above = story.posts[parent] if parent else None
    hidden = talk.is_hidden and reply.by == talk.by
    story.posts[key] = add_post(topic, author, reply.text, parent=above, at=story.clock.moment, hidden=hidden)
    topic.last_activity_at = story.clock.moment
    follow_by_writing(topic, author)


def _plan_votes(story, talk, key, opened, by, count, end=None):
    """Most votes come in the first days, and none after the end."""
    last = end or story.clock.at(0.2)
    # An idea's number holds its author's own vote.
    count -= talk.key == key and KINDS[story.boards[talk.board].kind].author_votes
    for name in story.some_members(count, by, last):
        first = max(opened, story.joined_at(name)) + SHORTEST_PAUSE
        share = story.chance.random() ** 2.5
        moment = min(first + (last - first) * share, last - SHORTEST_PAUSE) if first < last else first
        story.plan_at(moment, lambda name=name: set_vote(story.posts[key], story.members[name], wanted=True))


def _plan_move(story, talk, move):
    return story.plan(move.day, f"{talk.key} moves", lambda: _move(story, talk, move))


def _move(story, talk, move):
    by, idea = story.members[move.by], story.topics[talk.key].idea
    idea.move_to(move.status, by=by, because=move.because, what_would_change=move.what_would_change, at=story.clock.moment)


def _accept(story, talk):
    topic = story.topics[talk.key]
    topic.question.accept(story.posts[talk.key, talk.accepted], by=story.members[talk.by])


def _close_as_duplicate(story, talk):
    topic = story.topics[talk.key]
    team = next(member for member in story.members.values() if member.role == TEAM)
    close_as_duplicate(topic, story.topics[talk.duplicate_of], by=team)


def _merge(story, talk):
    key, _day, because = talk.merged_into
    moderator = next(member for member in story.members.values() if member.role == MODERATOR)
    topic, kept = story.topics[talk.key], story.topics[key]
    merge_topic(topic, kept, by=moderator, because=because)
    # The rows were changed past the session.
    for each in (topic, kept):
        db.session.refresh(each, ["state", "vote_count", "reply_count", "comment_count", "merged_count"])
        db.session.refresh(each.idea, ["status"])
        db.session.refresh(each.opening, ["vote_count"])


def _plan_ballots(story, talk, opened):
    """As many voices as the story says, by as many members as it takes."""
    closes = story.clock.at(talk.ballot.closes) if talk.ballot.closes > 0 else story.clock.started
    ballots = plan_answers(story.chance, talk.ballot)
    names = story.some_members(len(ballots), None, closes)
    for name, given in zip(names, ballots, strict=False):
        first = max(opened, story.joined_at(name)) + SHORTEST_PAUSE
        moment = first + (closes - first - SHORTEST_PAUSE) * story.chance.random() ** 2
        story.plan_at(moment, lambda name=name, given=given: _cast(story, talk, name, given))
    if talk.ballot.closes > 0:
        story.plan_at(closes, lambda: _close_poll(story.topics[talk.key], talk, closes))


def _close_poll(topic, talk, at):
    topic.poll.closes_at = at
    close_poll(topic.poll, by=None, at=at)
    if quotes := talk.ballot.quotes:
        asked = db.select(PollQuestion).where(PollQuestion.poll_id == topic.id, PollQuestion.kind == TEXT)
        set_quotes(topic, db.session.scalar(asked), quotes, quotes, by=topic.author)


def _cast(story, talk, name, given):
    poll = story.topics[talk.key].poll
    cast_ballot(poll, story.members[name], rows_of(poll, given))


def _report(story, by, key, number, reason, note):
    post = story.posts[key, number]
    report(post, story.members[by], reason, note)
    open_case(post, REPORTED)


def _advertise(story, key, text):
    topic = story.topics[key]
    member = sign_up(ADVERTISER, role=NEW)
    story.posts["advert"] = add_post(topic, member, text, at=story.clock.moment)
    open_case(story.posts["advert"], FIRST_POSTS)


def _remove(story, key, because):
    moderator = next(member for member in story.members.values() if member.role == MODERATOR)
    post = story.posts["advert"]
    case = db.session.scalar(db.select(Case).where(Case.post_id == post.id))
    case.post = post
    case.decide(REMOVE, by=moderator, because=because, rule="advertising")
    post.author.block(by=moderator)
