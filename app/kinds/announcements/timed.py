"""What is done for announcements by the clock: drafts are published at their moment."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from app.database import now
from app.events.schedule import TimedAct
from app.extensions import db
from app.kinds.announcements.drafts import AnnouncementDraft, CannotPublish
from app.kinds.announcements.queries import check_draft
from app.uploads.models import Upload
from app.web.text import pictures_in


def publish_due_drafts():
    """Publish every draft whose moment has come, once; one that cannot be says why to the team."""
    due = (
        select(AnnouncementDraft)
        .join(AnnouncementDraft.board)
        .outerjoin(AnnouncementDraft.author)
        .options(contains_eager(AnnouncementDraft.board), contains_eager(AnnouncementDraft.author))
        .where(AnnouncementDraft.publish_at <= now(), AnnouncementDraft.topic_id.is_(None))
        .where(AnnouncementDraft.trouble == "")
        .order_by(AnnouncementDraft.publish_at)
        .with_for_update(of=AnnouncementDraft)
    )
    for draft in db.session.scalars(due).all():
        try:
            draft.publish(check_draft(draft, draft.author))
        except CannotPublish as trouble:
            draft.trouble = trouble.args[0]


def keep_pictures_of_drafts():
    """A picture in a draft is in no post yet, and must not be taken away for that."""
    bodies = db.session.scalars(select(AnnouncementDraft.body).where(AnnouncementDraft.topic_id.is_(None)))
    names = {address.rpartition("/")[2].partition(".")[0] for body in bodies for address in pictures_in(body)}
    if names:
        keep = update(Upload).where(Upload.name.in_(names), Upload.loose_since.is_not(None))
        db.session.execute(keep.values(loose_since=now()).execution_options(synchronize_session=False))


TIMED = [
    TimedAct("drafts.publish", timedelta(seconds=20), publish_due_drafts),
    TimedAct("drafts.pictures", timedelta(hours=6), keep_pictures_of_drafts),
]
