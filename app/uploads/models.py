"""Upload: a picture in a post, or the picture of a member."""

import re
import shutil
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.roles import NEW
from app.database import Base, now
from app.events.models import record
from app.extensions import db
from app.uploads.files import discard, store, uploads_folder
from app.uploads.pictures import SMALL, BadPicture

PICTURE, AVATAR = KINDS = ("picture", "avatar")
MEGABYTE = 2**20
# Security G5.
A_DAY_FOR_NEW = 20
MOST_BYTES = 100 * MEGABYTE
LEAST_FREE, LEAST_SHARE_FREE = 200 * MEGABYTE, 0.05
# How long a picture may be in no post.
LOOSE = timedelta(hours=24)
# A post shows a picture at most this large; the whole one is a tap away.
SHOWN = (680, 720)
FOLDER = "/uploads/"
ADDRESS = re.compile(rf"{FOLDER}([0-9a-f]{{32}})(?:-{SMALL})?\.webp")


class Upload(Base):
    """One picture. It is seen by whoever sees its post; while it is in none, only by who sent it."""

    __tablename__ = "uploads"
    __table_args__ = (
        Index("ix_uploads_member", "member_id", "created_at"),
        Index("ix_uploads_loose", "loose_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Random, so that nobody can guess an address or count pictures.
    name: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(default=PICTURE)
    alt: Mapped[str] = mapped_column(Text, default="")
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    sha256: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    # Since when no post shows it; None while one does, and for avatars.
    loose_since: Mapped[datetime | None] = mapped_column(index=False)

    post: Mapped["Post | None"] = relationship(lazy="raise_on_sql")  # noqa: F821 - posts know uploads

    @property
    def url(self):
        return f"{FOLDER}{self.name}.webp"

    @property
    def attributes(self):
        """How a text shows it: with its size, so that nothing jumps, and a smaller file for phones."""
        scale = min(1, SHOWN[0] / self.width, SHOWN[1] / self.height)
        width, height = max(1, round(self.width * scale)), max(1, round(self.height * scale))
        shown = {"src": self.url, "width": str(width), "height": str(height), "decoding": "async"}
        if self.width > SMALL:
            shown["srcset"] = f"{FOLDER}{self.name}-{SMALL}.webp {SMALL}w, {self.url} {self.width}w"
            shown["sizes"] = f"min(92vw, {width}px)"
        return shown

    def show_in(self, post, alt, *, by_id):
        """Bind it to the post that shows it, if whoever writes there sent it; the first post keeps it."""
        is_loose = self.post_id is None and self.member_id == by_id
        if is_loose:
            self.post, self.loose_since = post, None
        if is_loose or self.post_id == post.id:
            self.alt = alt


def keep_upload(member, picture, *, kind=PICTURE, alt=""):
    """Store a picture that was read (`NewPicture`); returns the Upload, in no post yet."""
    upload = Upload(
        name=store(picture.files),
        member_id=member.id,
        kind=kind,
        alt=alt,
        width=picture.width,
        height=picture.height,
        bytes=picture.bytes,
        sha256=picture.sha256,
        loose_since=now() if kind == PICTURE else None,
    )
    db.session.add(upload)
    return upload


def check_room(member):
    """Whether this member may send one more picture now. Raises BadPicture with the reason."""
    disk = shutil.disk_usage(uploads_folder().parent)
    if disk.free < max(LEAST_FREE, disk.total * LEAST_SHARE_FREE):
        raise BadPicture(_l("There is no room for pictures here right now. Please tell the team."), 507)
    of_today = func.count(Upload.id).filter(Upload.created_at > now() - timedelta(days=1))
    today, used = db.session.execute(
        select(of_today, func.coalesce(func.sum(Upload.bytes), 0)).where(Upload.member_id == member.id)
    ).one()
    if used >= MOST_BYTES:
        raise BadPicture(_l("Your pictures take 100 MB, and that is all there is for one member."))
    if member.role == NEW and today >= A_DAY_FOR_NEW:
        raise BadPicture(_l("That is enough pictures for a first day. Please send more tomorrow."))


def find_pictures(addresses):
    """The pictures behind addresses in a text: {address: Upload}. Asks nothing when there are none."""
    named = {address: found[1] for address in addresses if (found := ADDRESS.fullmatch(address))}
    if not named:
        return {}
    query = select(Upload).where(Upload.name.in_(set(named.values())), Upload.kind == PICTURE)
    known = {upload.name: upload for upload in db.session.scalars(query)}
    return {address: known[name] for address, name in named.items() if name in known}


def hand_over_pictures(addresses, *, sender_id, writer_id):
    """Pictures that one member sent for a text of another become that writer's, as long as no post shows them."""
    for upload in find_pictures(addresses).values():
        if upload.post_id is None and upload.member_id == sender_id:
            upload.member_id = writer_id


def loosen_pictures(post, *, but=()):
    """The post does not show its other pictures any more: after a day they go."""
    others = update(Upload).where(Upload.post_id == post.id, Upload.name.not_in({each.name for each in but}))
    db.session.execute(others.values(post_id=None, loose_since=now()))


def set_avatar(member, upload, *, by):
    """Another picture of a member, or None; the earlier one goes."""
    _remove(Upload.member_id == member.id, Upload.kind == AVATAR, Upload.name != (upload.name if upload else ""))
    member.avatar = upload.name if upload else None
    record("member.changed", actor=by, member=member)


def remove_own_pictures(member, *, posts=None):
    """What goes when a member leaves: the picture of them, loose ones, and with `posts` (a query of ids) all."""
    member.avatar = None
    own = Upload.member_id == member.id
    if posts is None:
        _remove(own, Upload.post_id.is_(None))
    else:
        _remove(own | Upload.post_id.in_(posts))


def remove_loose_pictures():
    """Take away what has been in no post for a day."""
    _remove(Upload.loose_since < now() - LOOSE)


def known_names(names):
    """Which of these names belong to an upload."""
    found = set()
    for start in range(0, len(names), 500):
        found.update(db.session.scalars(select(Upload.name).where(Upload.name.in_(names[start : start + 500]))))
    return found


def _remove(*conditions):
    names = list(db.session.scalars(select(Upload.name).where(*conditions)))
    if names:
        db.session.execute(delete(Upload).where(*conditions))
        discard(names)
