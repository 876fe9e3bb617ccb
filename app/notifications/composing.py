"""What a letter about notices says: only what its reader may still see, in their language, nothing loaded.

It stands apart because the day's letter and those that go at once are made of the same lines.
"""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.orm import aliased, contains_eager

from app.accounts.addresses import is_mail_address
from app.accounts.models import Member
from app.boards.models import Board
from app.database import now
from app.extensions import db
from app.notifications.mail import write_mail
from app.notifications.models import MailWishes, Notice
from app.notifications.stopping import stop_url
from app.notifications.wording import words_of, words_of_urgent
from app.notifications.writing import URGENT
from app.permissions import member_sees_topic
from app.posts.hidden_authors import is_by
from app.posts.models import Post
from app.site import Site, current_site
from app.topics.models import PUBLISHED, Topic
from app.web.words import speaking

log = logging.getLogger("earshot.mail")

# Lines that nobody could mail for so long are old news; they stand in the inbox.
OLDEST = timedelta(days=7)
MOST_LINES = 30
# No colour of ours, so that light and dark are the reader's; nothing that would be loaded.
STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:0 auto;padding:1em}"
    "h1{font-size:1.25em}h2{font-size:1.1em}li{margin:.5em 0}p{margin:.5em 0}blockquote{margin:.5em 1em}"
)
# Whether a member wants it when they have never said so.
USUAL = {"at_once": True, "daily": True, "weekly": False}


@dataclass
class NewLetter:
    """A letter that is not in the outbox yet, and the lines that stand in it."""

    key: str
    member: Member
    subject: str
    text: str
    html: str
    stop_url: str
    lines: list = field(default_factory=list)
    week: list = field(default_factory=list)

    def write(self):
        """Put it into the outbox and note what it told; False when it is there already, or can never be."""
        told = {"notices": [line.id for line in self.lines], "topics": [topic.id for topic in self.week]}
        words = (self.subject, self.text, self.html)
        # An address that nobody can write to must not keep the others waiting, nor be tried again.
        is_refused = not is_mail_address(self.member.email)
        if is_refused:
            log.warning("letter %s is not written: this is no mail address", self.key)
        is_new = not is_refused and write_mail(
            self.key, self.member.email, *words, self.member, self.stop_url, told
        )
        if (is_new or is_refused) and self.lines:
            mailed = [{"id": line.id, "mailed_event_id": line.last_event_id} for line in self.lines]
            db.session.execute(update(Notice), mailed)
        return is_new


def can_mail_from_here():
    """Whether letters leave this site, and know where their links lead without a request to ask."""
    config = current_app.config
    return bool(config["BASE_URL"] and (config["SMTP_URL"] or db.session.scalar(select(Site.smtp_url))))


def wants(name):
    """The SQL condition that a member wants this by mail. Needs MailWishes joined from the outside."""
    wish = getattr(MailWishes, name)
    return func.coalesce(wish, USUAL[name])


def is_reachable():
    """The SQL condition on Member that letters reach them."""
    return and_(Member.email.is_not(None), Member.left_at.is_(None), Member.blocked_at.is_(None))


def is_unmailed():
    """The SQL conditions on Notice that it is unread and its news stood in no letter; an outcome never does twice.

    Whoever is spoken to under an outcome that stood in a letter is told of that.
    """
    again = and_(Notice.about == "outcome", Notice.mailed_event_id > 0)
    spoken_to = Notice.urgent_event_id > Notice.mailed_event_id
    fresh = Notice.mailed_event_id < Notice.last_event_id
    return Notice.read_at.is_(None), fresh, ~again | spoken_to, Notice.created_at > now() - OLDEST


def find_lines(*where):
    """Unmailed notices that match and that their readers may still see, as (Notice, Member), oldest first."""
    actor = aliased(Member)
    query = (
        visible_lines(Notice, Member)
        .outerjoin(actor, actor.id == Notice.actor_id)
        .outerjoin(MailWishes, MailWishes.member_id == Member.id)
        .options(
            contains_eager(Notice.topic).contains_eager(Topic.board),
            contains_eager(Notice.actor.of_type(actor)),
        )
        .where(*is_unmailed(), is_reachable(), *where)
    )
    return db.session.execute(query.order_by(Notice.member_id, Notice.last_event_id)).all()


def visible_lines(*columns):
    """A query of notices whose readers may still see the topic and the post that they speak of."""
    shown = or_(Notice.post_id.is_(None), Post.state == PUBLISHED, is_by(Post, Member))
    return (
        select(*columns)
        .select_from(Notice)
        .join(Member, Member.id == Notice.member_id)
        .outerjoin(Topic, Topic.id == Notice.topic_id)
        .outerjoin(Board, Board.id == Topic.board_id)
        .outerjoin(Post, Post.id == Notice.post_id)
        .where(shown, or_(Notice.topic_id.is_(None), member_sees_topic()))
    )


def topics_of_week(member, since):
    """The topics that were talked of most among those opened since then which this member may see."""
    weight = Topic.vote_count + Topic.reply_count + case((Board.kind == "announcements", 5), else_=0)
    query = (
        select(Topic)
        .join(Topic.board)
        .join(Member, Member.id == member.id)
        .options(contains_eager(Topic.board))
        .where(Topic.created_at > since, Topic.state == PUBLISHED, member_sees_topic())
        .where(or_(Topic.author_id.is_(None), Topic.author_id != member.id))
        .order_by(weight.desc(), Topic.id.desc())
    )
    return list(db.session.scalars(query.limit(7)))


def compose_letter(key, member, lines, *, what, because, week=(), subject=None):
    """The letter in its reader's language. `subject`, `because`: called in it; without a subject the line is one."""
    base = current_app.config["BASE_URL"]
    with speaking(member.language):
        told = [entry for line in lines[:MOST_LINES] for entry in _told(line, base)]
        words = {
            "subject": subject() if subject else told[0][0],
            "lines": told,
            "more": len(lines[MOST_LINES:]),
            "week": [(topic.title, base + topic.url, topic.vote_count) for topic in week],
            "because": because(),
            "stop": stop_url(member.id, what),
            "base": base,
            "style": STYLE,
            "site": current_site(),
            "lang": member.language or current_site().language,
        }
        html, text = (_render(f"notifications/mail/letter.{kind}", words) for kind in ("html", "txt"))
    return NewLetter(key, member, words["subject"], text, html, words["stop"], list(lines), list(week))


def _told(line, base):
    """(sentence, address, words) for a line: who was spoken to learns it, whatever the line itself says."""
    own = (words_of(line, _name_of(line.actor)), base + line.url, line.text)
    if line.about in URGENT or line.urgent_event_id <= line.mailed_event_id:
        return [own]
    spoken_to = (words_of_urgent(line, _("Somebody")), base + line.topic.url, "")
    return [spoken_to] if line.about == "outcome" and line.mailed_event_id else [spoken_to, own]


def _render(template, words):
    # Without what pages need: there is no request and no reader here.
    return current_app.jinja_env.get_template(template).render(**words)


def _name_of(member):
    if member is None:
        return _("Somebody")
    return _("Former member") if member.left_at else member.name
