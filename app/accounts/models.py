"""Member, and the rows that let one sign in: sessions and one-time links."""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, Text, and_, case, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.names import handle, name_key, skeleton
from app.accounts.roles import MEMBER, NEW, OWNER, rank
from app.database import Base, now
from app.events.models import record
from app.extensions import db

# Two approved posts make a new member a member.
APPROVED_POSTS_TO_JOIN = 2
IDLE_DAYS = {False: 30, True: 0.5}
ABSOLUTE_DAYS = {False: 180, True: 30}
# What a one-time link is for, and how long it holds.
RESET, INVITATION, EMAIL = "reset", "invitation", "email"
LINK_MINUTES = {RESET: 30, INVITATION: 7 * 24 * 60, EMAIL: 3 * 24 * 60}


class Member(UserMixin, Base):
    """An account. Imported authors are members without a password who can later claim their name."""

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    skeleton: Mapped[str] = mapped_column(index=True)
    handle: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None]
    email_key: Mapped[str | None] = mapped_column(unique=True)
    # An address that was asked for; it becomes `email` when the letter sent there has been answered.
    wanted_email: Mapped[str | None]
    password_hash: Mapped[str | None]
    role: Mapped[str] = mapped_column(default=NEW)
    language: Mapped[str | None]
    theme: Mapped[str] = mapped_column(default="auto")
    about: Mapped[str] = mapped_column(Text, default="")
    # The name of the upload that shows this member; None shows a letter.
    avatar: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    blocked_at: Mapped[datetime | None]
    # Until when a moderator keeps this member out, silent, or slow; `blocked_at` without an end is for good.
    blocked_until: Mapped[datetime | None]
    silenced_until: Mapped[datetime | None]
    slowed_until: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    # A moderator knows this member: the rules do not hold their texts any more.
    trusted_at: Mapped[datetime | None]
    approved_posts: Mapped[int] = mapped_column(default=0)
    post_count: Mapped[int] = mapped_column(default=0)
    unread_notices: Mapped[int] = mapped_column(default=0)
    # Where an imported author came from: "stackexchange:beer.stackexchange.com:user:12".
    origin: Mapped[str | None] = mapped_column(unique=True)

    sessions: Mapped[list["SignIn"]] = relationship(
        back_populates="member", lazy="raise_on_sql", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def url(self):
        return f"/members/{self.handle}"

    @property
    def is_active(self):
        return self.blocked_at is None and self.left_at is None

    @property
    def is_silenced(self):
        return self.silenced_until is not None and self.silenced_until > now()

    @property
    def is_slowed(self):
        return self.slowed_until is not None and self.slowed_until > now()

    @property
    def is_imported(self):
        """Whether this member came with an import and nobody has claimed the name yet."""
        return self.origin is not None and self.password_hash is None

    @property
    def initial(self):
        return self.name[:1].upper()

    @property
    def hue(self):
        """Which of the eight avatar colours: the same for the same member everywhere."""
        return self.id % 8

    def stands_at_least(self, role):
        return rank(self.role) >= rank(role)

    def rename(self, name):
        """Take another name, and with it another address."""
        self.name, self.name_key, self.skeleton = name, name_key(name), skeleton(name)
        self.handle = free_handle(name, but=self)
        record("member.changed", actor=self, member=self)

    def change_profile(self, about, language, theme):
        """What the member says of themselves, and how the site looks to them."""
        self.about, self.language, self.theme = about, language, theme
        record("member.changed", actor=self, member=self)

    def change_role(self, role, *, by):
        """Give another role; every session ends, so that rights never outlive the role."""
        if role != self.role:
            self.role = role
            self.end_sessions()
            record("member.role_changed", actor=by, member=self, role=role)

    def count_approved_post(self):
        """Two approved posts make a new member a member."""
        joins = and_(Member.role == NEW, Member.approved_posts + 1 >= APPROVED_POSTS_TO_JOIN)
        counted = (
            update(Member)
            .where(Member.id == self.id)
            .values(approved_posts=Member.approved_posts + 1, role=case((joins, MEMBER), else_=Member.role))
            .returning(Member.approved_posts, Member.role)
            .execution_options(synchronize_session=False)
        )
        approved_posts, role = db.session.execute(counted).one()
        has_joined = role != self.role
        set_committed_value(self, "approved_posts", approved_posts)
        set_committed_value(self, "role", role)
        if has_joined:
            record("member.role_changed", actor=None, member=self, role=MEMBER)

    def trust(self, *, by):
        """Hold nothing of this member any more; whoever was new is a member now, without signing in again."""
        self.trusted_at = self.trusted_at or now()
        if self.role == NEW:
            self.role = MEMBER
            record("member.role_changed", actor=by, member=self, role=MEMBER)

    def set_password(self, password):
        """Store a new password; all sessions and open links end with the old one."""
        from app.accounts.passwords import hash_password

        self.password_hash = hash_password(password)
        self.end_sessions()
        self.end_links()

    def confirm_email(self):
        """The letter to the wished address was answered; False when the address belongs to another by now."""
        if not self.wanted_email or email_taken(self.wanted_email, but=self):
            return False
        self.set_email(self.wanted_email)
        return True

    def set_email(self, email):
        """Take a mail address, or None; open links to set a password end with the old one (security A6)."""
        self.email, self.email_key, self.wanted_email = email or None, email_key(email), None
        self.end_links()
        record("member.changed", actor=self, member=self)

    def accept_invitation(self, password):
        """Claim the account with a first password; whom the team invited is no longer new."""
        self.set_password(password)
        if self.role == NEW:
            self.change_role(MEMBER, by=None)

    def block(self, *, by):
        """Keep this member out. Sending it again changes nothing."""
        if not self.blocked_at:
            self.blocked_at = now()
            self.end_sessions()
            record("member.blocked", actor=by, member=self)

    def unblock(self, *, by):
        if self.blocked_at:
            self.blocked_at = self.blocked_until = None
            record("member.unblocked", actor=by, member=self)

    def leave(self):
        """Take name, mail address and password out of the account; the row stays as a former member."""
        self.left_at = now()
        self.name = f"former-member-{self.id}"
        self.name_key = self.skeleton = self.handle = self.name
        self.email = self.email_key = self.wanted_email = self.password_hash = self.origin = None
        self.language, self.theme, self.role = None, "auto", MEMBER
        self.about = ""
        self.end_sessions()
        self.end_links()
        record("member.left", actor=self, member=self)

    def end_sessions(self, *, but=None):
        """Sign this member out everywhere, or everywhere but in one session."""
        db.session.execute(
            db.delete(SignIn).where(SignIn.member_id == self.id, SignIn.id != (but.id if but else 0))
        )

    def end_links(self, *purposes):
        """Make open one-time links useless: those for these purposes, or all."""
        query = update(OneTimeLink).where(OneTimeLink.member_id == self.id, OneTimeLink.used_at.is_(None))
        if purposes:
            query = query.where(OneTimeLink.purpose.in_(purposes))
        db.session.execute(query.values(used_at=now()))


class SignIn(Base):
    """One device that is signed in. The cookie holds a random token, this row only its SHA-256."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    device: Mapped[str] = mapped_column(default="")
    network: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)

    member: Mapped[Member] = relationship(back_populates="sessions", lazy="raise_on_sql")

    def is_over(self, at):
        """Whether idle or absolute time has run out; shorter for the staff (security B4)."""
        staff = self.member.stands_at_least("moderator")
        return at - self.seen_at > timedelta(days=IDLE_DAYS[staff]) or at - self.created_at > timedelta(
            days=ABSOLUTE_DAYS[staff]
        )


class OneTimeLink(Base):
    """A link for one purpose and one use: a new password, an invitation, or a mail address to confirm."""

    __tablename__ = "one_time_links"
    __table_args__ = (Index("ix_one_time_links_open", "member_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    member: Mapped[Member] = relationship(lazy="raise_on_sql")


def token_hash(token):
    """What the database holds of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_up(name, *, email=None, wanted_email=None, password=None, language=None, role=NEW, origin=None):
    """Make a member. The name must have passed `name_problem` and must be free (`name_taken`)."""
    from app.accounts.passwords import hash_password

    member = Member(
        name=name,
        name_key=name_key(name),
        skeleton=skeleton(name),
        handle=free_handle(name),
        email=email or None,
        email_key=email_key(email),
        wanted_email=wanted_email or None,
        password_hash=hash_password(password) if password else None,
        language=language,
        role=role,
        origin=origin,
    )
    db.session.add(member)
    db.session.flush()
    record("member.joined", actor=member, member=member)
    return member


def email_key(email):
    """The form of a mail address in which two spellings of one address are equal; None for none."""
    return email.strip().casefold() if email and email.strip() else None


def email_taken(email, *, but=None):
    """Whether another member has this mail address. Never said to whoever asks (security A5)."""
    query = select(Member.id).where(Member.email_key == email_key(email), Member.id != (but.id if but else 0))
    return db.session.scalar(query.limit(1)) is not None


def name_taken(name, *, but=None):
    """Whether a name, or one that looks the same, belongs to somebody else."""
    query = select(Member.id).where(
        (Member.name_key == name_key(name)) | (Member.skeleton == skeleton(name)),
        Member.id != (but.id if but else 0),
    )
    return db.session.scalar(query.limit(1)) is not None


def is_claimed():
    """The SQL condition on Member that somebody stands behind it: not only a name that came with an import."""
    return or_(Member.origin.is_(None), Member.password_hash.is_not(None))


def free_handle(name, *, but=None):
    """The handle for a name's address and mentions, with a number behind it when it is taken."""
    wanted = handle(name)
    query = select(Member.handle).where(
        Member.handle.startswith(wanted, autoescape=True), Member.id != (but.id if but and but.id else 0)
    )
    taken = set(db.session.scalars(query))
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{n}" for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)


def find_by_sign_in_name(text):
    """The member whose name or mail address this is, or None."""
    # PostgreSQL refuses to look for a NUL, and no address holds one.
    name, email = name_key(text), email_key(text.replace("\0", ""))
    return db.session.scalar(select(Member).where((Member.name_key == name) | (Member.email_key == email)))


def start_session(member, *, device="", network=""):
    """Open a session; returns the token for the cookie, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(token_hash=token_hash(token), member_id=member.id, device=device[:200], network=network)
    )
    return token


def make_link(member, purpose):
    """A one-time token for this member; earlier links for the same purpose end."""
    member.end_links(purpose)
    token = secrets.token_urlsafe(32)
    db.session.add(
        OneTimeLink(
            token_hash=token_hash(token),
            member_id=member.id,
            purpose=purpose,
            expires_at=now() + timedelta(minutes=LINK_MINUTES[purpose]),
        )
    )
    return token


def open_link(token, purpose):
    """The unused, unexpired link for this token with its member, or None."""
    return db.session.scalar(
        select(OneTimeLink)
        .join(OneTimeLink.member)
        .options(db.contains_eager(OneTimeLink.member))
        .where(
            OneTimeLink.token_hash == token_hash(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now(),
            Member.left_at.is_(None),
            Member.blocked_at.is_(None),
        )
    )


def owner_count():
    """How many owners could sign in: the last one cannot be removed."""
    query = select(db.func.count(Member.id)).where(
        Member.role == OWNER, Member.blocked_at.is_(None), Member.left_at.is_(None)
    )
    return db.session.scalar(query)
