"""Everything the site holds of one member, for them to read and to take along (security L3).

It stands apart because it reads every room. Secret ballots are not here: nobody can say whose they are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, select

from app.accounts.models import SignIn
from app.attributes.models import Attribute, AttributeAnswer
from app.boards.models import Board
from app.extensions import db
from app.follows.models import BoardFollow, TopicFollow
from app.groups.models import Group, is_among
from app.insights.cases.models import PulseContact
from app.insights.concepts.models import ConceptRun, ConceptTest
from app.insights.invitations.models import PulseInvitation
from app.insights.priority.models import PriorityRound, PriorityRun
from app.insights.pulses.models import Pulse
from app.insights.touchpoints.models import Touchpoint
from app.kinds.announcements.hearers import Hearer
from app.kinds.polls.asking import PollOption, PollQuestion
from app.kinds.polls.invitations import Invitation
from app.kinds.polls.voices import OpenBallot, Participation
from app.kinds.questions.faq import CallAnswer
from app.kinds.questions.knowing import Askable, AskedAround
from app.kinds.questions.suggestions import EditSuggestion
from app.moderation.reports import Report
from app.notifications.models import Mail, MailWishes, Notice
from app.permissions import board_is_visible, text_is_visible
from app.posts.hidden_authors import is_by
from app.posts.models import Post, Revision
from app.topics.models import Topic
from app.uploads.models import FOLDER, Upload
from app.votes.models import Vote


@dataclass
class Part:
    """One section: its key in the file, its heading, and its rows as plain values."""

    key: str
    heading: Any
    rows: list


def own_data(member):
    """All sections, in the order a person would ask for them: one query each."""
    return [
        Part("profile", _l("Profile"), [_profile(member)]),
        Part("posts", _l("Posts"), _rows(_posts(member))),
        Part("earlier_versions", _l("Earlier versions of your posts"), _rows(_revisions(member))),
        Part("pictures", _l("Your pictures"), _rows(_pictures(member))),
        Part("votes", _l("Votes"), _rows(_votes(member))),
        Part("polls", _l("Polls you voted in"), _rows(_polls(member))),
        Part("poll_invitations", _l("Polls you were invited to"), _rows(_poll_invitations(member))),
        Part("ballots", _l("Your choices in polls that are not secret"), _rows(_ballots(member))),
        Part("concept_tests", _l("Concept tests you took part in"), _rows(_concept_tests(member))),
        Part("priority_rounds", _l("Times you said what matters to you"), _rows(_priority_rounds(member))),
        Part("followed_topics", _l("Topics you follow"), _rows(_followed_topics(member))),
        Part("followed_boards", _l("Boards you follow"), _rows(_followed_boards(member))),
        Part("groups", _l("Groups"), _rows(_groups(member))),
        Part("attributes", _l("What you told the team about yourself"), _rows(_attributes(member))),
        Part("notices", _l("Notices"), _rows(_notices(member))),
        Part("mail_wishes", _l("What comes by mail"), _rows(_mail_wishes(member))),
        Part("told", _l("What you were told came of it"), _rows(_told(member))),
        Part("mails", _l("Letters to you"), _rows(_mails(member))),
        Part("suggestions", _l("Other words you suggested"), _rows(_suggestions(member))),
        Part("askable", _l("That others may ask you"), _rows(_askable(member))),
        Part("asked_around", _l("Questions somebody asked you to look at"), _rows(_asked_around(member))),
        Part("calls", _l("Whether reading here saved you a call"), _rows(_calls(member))),
        Part("pulses", _l("How you said it felt"), _pulses(member)),
        Part("pulse_invitations", _l("What you were asked to tell us about"), _invitations(member)),
        Part("contacts", _l("How you may be reached about it"), _rows(_contacts(member))),
        Part("reports", _l("Reports you made"), _rows(_reports(member))),
        Part("devices", _l("Devices"), _rows(_devices(member))),
    ]


def _rows(query):
    return [
        {name: _plain(value) for name, value in row._mapping.items()} for row in db.session.execute(query)
    ]


def _plain(value):
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _profile(member):
    names = ("name", "handle", "email", "wanted_email", "about", "role", "language", "theme", "origin")
    return {name: getattr(member, name) for name in names} | {"joined": _plain(member.created_at)}


def _posts(member):
    return (
        select(
            _title(member),
            Post.is_opening.label("opening"),
            Post.body,
            Post.state,
            Post.created_at.label("written"),
            Post.id.label("post"),
        )
        .join(Topic, Topic.id == Post.topic_id)
        .join(Topic.board)
        .where(is_by(Post, member))
        .order_by(Post.id)
    )


def _revisions(member):
    return (
        select(
            Revision.post_id.label("post"),
            Revision.number,
            Revision.title.label("earlier_title"),
            Revision.body,
        )
        .join(Post, Post.id == Revision.post_id)
        .where(is_by(Post, member))
        .order_by(Revision.id)
    )


def _pictures(member):
    return (
        select(
            (FOLDER + Upload.name + ".webp").label("picture"),
            Upload.alt,
            Upload.width,
            Upload.height,
            Upload.bytes,
            Upload.post_id.label("post"),
            Upload.created_at.label("sent"),
        )
        .where(Upload.member_id == member.id)
        .order_by(Upload.id)
    )


def _title(member):
    """A topic's title: one's own, or one that the member may still see, else nothing. Needs Board joined."""
    is_visible = board_is_visible(member) & text_is_visible(Topic, member)
    return case((is_by(Topic, member) | is_visible, Topic.title), else_=None).label("title")


def _votes(member):
    return (
        select(_title(member), Vote.post_id.label("post"), Vote.created_at.label("written"))
        .join(Post, Post.id == Vote.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Topic.board)
        .where(Vote.member_id == member.id)
        .order_by(Vote.created_at)
    )


def _polls(member):
    return (
        select(_title(member))
        .select_from(Topic)
        .join(Topic.board)
        .join(Participation, Participation.poll_id == Topic.id)
        .where(Participation.member_id == member.id)
    )


def _poll_invitations(member):
    return (
        select(_title(member), Invitation.invited_at.label("written"))
        .select_from(Topic)
        .join(Topic.board)
        .join(Invitation, Invitation.poll_id == Topic.id)
        .where(Invitation.member_id == member.id)
    )


def _ballots(member):
    return (
        select(
            _title(member),
            PollQuestion.text.label("question"),
            PollOption.text.label("option"),
            OpenBallot.place,
            OpenBallot.dots,
            OpenBallot.text,
        )
        .select_from(Topic)
        .join(Topic.board)
        .join(OpenBallot, OpenBallot.poll_id == Topic.id)
        .join(PollQuestion, PollQuestion.id == OpenBallot.question_id)
        .outerjoin(PollOption, PollOption.id == OpenBallot.option_id)
        .where(OpenBallot.member_id == member.id)
        .order_by(Topic.id, PollQuestion.position, OpenBallot.place)
    )


def _concept_tests(member):
    """That they took part; what they rated is kept without their name."""
    query = select(ConceptTest.title, ConceptRun.is_finished.label("answered"))
    query = query.join(ConceptRun, ConceptRun.test_id == ConceptTest.id).where(ConceptRun.member_id == member.id)
    return query.order_by(ConceptTest.id)


def _priority_rounds(member):
    """That they took part; what they chose is in the sums alone."""
    query = select(PriorityRound.opened_at.label("since"), PriorityRun.is_finished.label("answered"))
    query = query.join(PriorityRun, PriorityRun.round_id == PriorityRound.id).where(PriorityRun.member_id == member.id)
    return query.order_by(PriorityRound.id)


def _followed_topics(member):
    return (
        select(_title(member), TopicFollow.muted, TopicFollow.created_at.label("written"))
        .select_from(Topic)
        .join(Topic.board)
        .join(TopicFollow, TopicFollow.topic_id == Topic.id)
        .where(TopicFollow.member_id == member.id)
    )


def _followed_boards(member):
    return (
        select(Board.name.label("board"), BoardFollow.created_at.label("written"))
        .join(BoardFollow, BoardFollow.board_id == Board.id)
        .where(BoardFollow.member_id == member.id)
    )


def _groups(member):
    return select(Group.name.label("group")).where(is_among(Group.id, member)).order_by(Group.name)


def _attributes(member):
    return (
        select(
            Attribute.question,
            AttributeAnswer.value.label("answer"),
            AttributeAnswer.consent,
            AttributeAnswer.consented_at.label("agreed"),
        )
        .join(AttributeAnswer, AttributeAnswer.attribute_id == Attribute.id)
        .where(AttributeAnswer.member_id == member.id)
        .order_by(Attribute.position, Attribute.id)
    )


def _notices(member):
    return (
        select(
            Notice.about.label("happened"),
            _title(member),
            Notice.text,
            Notice.count,
            Notice.created_at.label("written"),
            Notice.read_at.label("read"),
        )
        .outerjoin(Topic, Topic.id == Notice.topic_id)
        .outerjoin(Topic.board)
        .where(Notice.member_id == member.id)
        .order_by(Notice.id)
    )


def _mail_wishes(member):
    return select(
        MailWishes.at_once, MailWishes.daily, MailWishes.weekly, MailWishes.timezone, MailWishes.seen_at.label("last_seen")
    ).where(MailWishes.member_id == member.id)


def _told(member):
    return (
        select(_title(member), Hearer.asked, Hearer.told_at.label("sent"), Hearer.read_at.label("read"))
        .select_from(Hearer)
        .join(Topic, Topic.id == Hearer.announcement_id)
        .join(Topic.board)
        .where(Hearer.member_id == member.id)
        .order_by(Hearer.announcement_id)
    )


def _mails(member):
    """Without their text: a link that sets a password stands in some of them."""
    return (
        select(
            Mail.to.label("address"),
            Mail.subject,
            Mail.created_at.label("written"),
            Mail.sent_at.label("sent"),
        )
        .where(Mail.member_id == member.id)
        .order_by(Mail.id)
    )


def _suggestions(member):
    return (
        select(
            EditSuggestion.post_id.label("post"),
            EditSuggestion.body,
            EditSuggestion.note,
            EditSuggestion.is_taken.label("taken"),
            EditSuggestion.created_at.label("written"),
        )
        .where(EditSuggestion.by_id == member.id)
        .order_by(EditSuggestion.id)
    )


def _askable(member):
    return select(Askable.since).where(Askable.member_id == member.id)


def _asked_around(member):
    return (
        select(_title(member), AskedAround.created_at.label("written"))
        .select_from(Topic)
        .join(Topic.board)
        .join(AskedAround, AskedAround.topic_id == Topic.id)
        .where(AskedAround.member_id == member.id)
    )


def _calls(member):
    return (
        select(_title(member), CallAnswer.saved, CallAnswer.created_at.label("written"))
        .select_from(Topic)
        .join(Topic.board)
        .join(CallAnswer, CallAnswer.topic_id == Topic.id)
        .where(CallAnswer.member_id == member.id)
    )


def _pulses(member):
    columns = Touchpoint, Pulse.score, Pulse.why, Pulse.may_quote, Pulse.answered_on
    query = select(*columns).join(Pulse.touchpoint).where(Pulse.member_id == member.id).order_by(Pulse.id)
    return [
        {"touchpoint": row.Touchpoint.name, "score": row.score, "why": row.why, "may_quote": row.may_quote, "day": row.answered_on.isoformat()}
        for row in db.session.execute(query)
    ]


def _invitations(member):
    query = select(Touchpoint, PulseInvitation.invited_at).join(PulseInvitation.touchpoint)
    rows = db.session.execute(query.where(PulseInvitation.member_id == member.id).order_by(PulseInvitation.id))
    return [{"touchpoint": touchpoint.name, "sent": _plain(at)} for touchpoint, at in rows]


def _contacts(member):
    return (
        select(
            PulseContact.name, PulseContact.email, PulseContact.phone, PulseContact.consent,
            PulseContact.given_at.label("sent"), PulseContact.ends_at.label("kept_until"),
        )
        .where(PulseContact.member_id == member.id)
        .order_by(PulseContact.pulse_id)
    )  # fmt: skip


def _reports(member):
    return (
        select(
            Report.post_id.label("post"),
            Report.address,
            Report.reason,
            Report.note,
            Report.upheld,
            Report.created_at.label("written"),
        )
        .where(Report.reporter_id == member.id)
        .order_by(Report.id)
    )


def _devices(member):
    return (
        select(
            SignIn.device,
            SignIn.network,
            SignIn.created_at.label("since"),
            SignIn.seen_at.label("last_seen"),
        )
        .where(SignIn.member_id == member.id)
        .order_by(SignIn.seen_at.desc())
    )
