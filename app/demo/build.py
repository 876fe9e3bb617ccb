"""Filling an empty instance with the story, scene by scene in the order of time, through the verbs of the house."""

import random
from datetime import timedelta

from flask import current_app, g
from sqlalchemy import func, select, update

from app.accounts.models import Member, sign_up
from app.accounts.passwords import hash_password
from app.accounts.roles import NEW, OWNER, TEAM
from app.boards.models import open_board
from app.demo import scenes
from app.demo.clock import Clock
from app.demo.concepts import add_concepts
from app.demo.decisions import ANNOUNCEMENTS, DISCUSSIONS, DRAFT, FILE, POLLS, REMOVED, REPORTS
from app.demo.helping import plan_helping
from app.demo.ideas import IDEAS
from app.demo.journey import plan_journey
from app.demo.priority import add_priority
from app.demo.questions import QUESTIONS
from app.demo.research import add_research
from app.demo.story import BOARD_FOLLOWS, BOARDS, OPENED, PASSWORD, PEOPLE, QUESTION_HOURS, SIGN_INS, SITE
from app.events.models import Event
from app.events.readers import run_reader
from app.extensions import db
from app.follows.models import follow_board
from app.kinds.announcements.drafts import AnnouncementDraft
from app.kinds.announcements.hearers import Hearer
from app.kinds.announcements.models import Announcement
from app.notifications.models import Notice, read_notices
from app.site import open_site

TALKS = (*ANNOUNCEMENTS, *IDEAS, *QUESTIONS, *POLLS, *DISCUSSIONS)
# What the sign-ins of the demo have not read yet, and what everybody else has not.
UNREAD_DAYS, UNREAD_DAYS_OF_OTHERS = 6, 2


class SiteExists(RuntimeError):
    """There is a community here already; the demo never touches one."""


def build_demo(app):
    """Fill the instance; returns the lines that tell how to sign in. Raises SiteExists."""
    if db.session.execute(db.text("SELECT 1 FROM site UNION SELECT 1 FROM members")).first():
        raise SiteExists("There is a community here already. The demo only fills an empty instance.")
    story = Story(Clock(SITE["timezone"]))
    with story.clock.dating():
        story.play()
        story.write_draft(*DRAFT)
        add_research(story)
        add_concepts(story)
        add_priority(story)
        story.send_in(*FILE)
        db.session.commit()
    _let_readers_read(app)
    _date_and_read_notices(story)
    db.session.commit()
    return _told()


class Story:
    """The stage: members, boards and topics by their keys, and the scenes still to be played."""

    def __init__(self, clock):
        self.clock = clock
        self.chance = random.Random("nordlicht")
        self.members, self.boards, self.topics, self.posts = {}, {}, {}, {}
        self.joined = {person.name: person.joined for person in PEOPLE}
        self._scenes = []

    def plan(self, day, key, scene):
        """Put a scene on the programme; returns its moment."""
        moment = self.clock.at(day, key)
        self._scenes.append((moment, len(self._scenes), scene))
        return moment

    def plan_at(self, moment, scene):
        self._scenes.append((moment, len(self._scenes), scene))

    def play(self):
        """Play every scene at its moment, the earliest first."""
        self._open_house()
        for person in PEOPLE:
            self.plan_at(self.joined_at(person.name), lambda person=person: self._join(person))
        for name, board in BOARD_FOLLOWS:
            follow = lambda n=name, b=board: follow_board(self.boards[b], self.members[n], wanted=True)  # noqa: E731
            self.plan_at(self.joined_at(name) + timedelta(minutes=30), follow)
        for talk in TALKS:
            scenes.plan_talk(self, talk)
        scenes.plan_moderation(self, REPORTS, REMOVED)
        plan_helping(self)
        plan_journey(self)
        for moment, _, scene in sorted(self._scenes, key=lambda each: each[:2]):
            self.clock.moment = moment
            scene()
            db.session.flush()
            self.clock.date_events()

    def write_draft(self, title, text, outcome, sources):
        """What the team has not published yet."""
        author = next(member for member in self.members.values() if member.role == TEAM)
        board = next(board for board in self.boards.values() if board.kind == "announcements")
        ids = [self.topics[key].id for key in sources]
        draft = {"title": title, "body": text, "outcome": outcome, "source_ids": ids}
        db.session.add(AnnouncementDraft(board_id=board.id, author_id=author.id, **draft))

    def send_in(self, name, board, text):
        """A file of wishes that the owner has looked at and not brought in yet."""
        from app.exchange.batch_writing import look_at
        from app.exchange.tables import Table

        owner = next(member for member in self.members.values() if member.role == OWNER)
        content = text.encode()
        look_at(Table.of_bytes(name, content), self.boards[board].name, by=owner, content=content)

    def _open_house(self):
        self.clock.moment = self.clock.at(OPENED + 1)
        g.site = open_site(opened_at=self.clock.moment, **SITE)
        for position, (key, kind, name, description) in enumerate(BOARDS):
            self.boards[key] = open_board(name, kind, description=description, position=position)
            self.boards[key].allows_anonymous = kind == "ideas"
        self.boards["questions"].change(by=None, **QUESTION_HOURS)
        self._password = hash_password(PASSWORD)

    def _join(self, person):
        # One hash for all: to make it thirty times would take longer than the rest.
        first_name = person.name.split()[0].lower().translate(str.maketrans("öıś", "ois"))
        email = f"{first_name}@cafe-nordlicht.example"
        member = sign_up(person.name, email=email, role=person.role, language=person.language)
        member.password_hash, member.about = self._password, person.about
        self.members[person.name] = member

    def joined_at(self, name):
        """When this member came: early on the day, before anything that is told of it."""
        return self.clock.at(int(self.joined[name]) + 0.99)

    def some_members(self, count, by, before):
        """So many members that had joined by then; whoever is new does not vote yet."""
        known = [name for name in self.joined if name != by and self.role_of(name) != NEW]
        known = [name for name in known if self.joined_at(name) < before - timedelta(days=1)]
        return self.chance.sample(known, min(count, len(known)))

    @staticmethod
    def role_of(name):
        return next(person.role for person in PEOPLE if person.name == name)


def _let_readers_read(app):
    """Inboxes, queue and index are full at the first look; the index also mends itself once the site runs."""
    db.session.remove()
    for reader in app.readers:
        try:
            while run_reader(reader):
                pass
        except Exception:
            if not reader.local:
                raise
            current_app.logger.exception("the search index will be filled when the site runs")
    for timed in app.timed_acts:
        if timed.name in ("outcomes.tell", "ideas.heat", "questions.escalate"):
            timed.act()
    db.session.commit()


def _date_and_read_notices(story):
    """Notices carry the day of what they tell; the older ones have been read."""
    told_at = select(Event.created_at).where(Event.id == Notice.last_event_id).scalar_subquery()
    db.session.execute(update(Notice).where(Notice.last_event_id > 0).values(created_at=told_at))
    sign_ins = {name for name, _ in SIGN_INS}
    for member in db.session.scalars(select(Member)):
        days = UNREAD_DAYS if member.name in sign_ins else UNREAD_DAYS_OF_OTHERS
        read_notices(member, Notice.created_at < story.clock.started - timedelta(days=days))
    _note_who_read_outcomes()


def _note_who_read_outcomes():
    """Whoever has read the line has opened the announcement, in the story."""
    mine = (Notice.member_id == Hearer.member_id, Notice.topic_id == Hearer.announcement_id)
    db.session.execute(update(Hearer).values(read_at=select(func.max(Notice.read_at)).where(*mine).scalar_subquery()))
    read = select(func.count()).where(
        Hearer.announcement_id == Announcement.topic_id, Hearer.asked, Hearer.read_at.is_not(None)
    )
    db.session.execute(update(Announcement).values(read_count=read.scalar_subquery()))


def _told():
    width = max(len(name) for name, _ in SIGN_INS)
    return [
        "Café Nordlicht is filled. Everybody in it is made up. Sign in as:",
        *(f"  {name:<{width}}  {what}" for name, what in SIGN_INS),
        f"The password of all of them: {PASSWORD}",
    ]
