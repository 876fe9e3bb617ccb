"""The site's logo: an upload that belongs to no member and to no post."""

from sqlalchemy import delete, select

from app.extensions import db
from app.uploads.files import discard, file_of
from app.uploads.models import Upload, keep_upload

LOGO = "logo"


def logo_file():
    """Where the logo lies, or None."""
    name = db.session.scalar(select(Upload.name).where(Upload.kind == LOGO).order_by(Upload.id.desc()).limit(1))
    file = file_of(name) if name else None
    return file if file and file.is_file() else None


def set_logo(picture, *, by):
    """Take this picture (`NewPicture`) as the site's logo, or None for none; the earlier one goes."""
    discard(db.session.scalars(select(Upload.name).where(Upload.kind == LOGO)).all())
    db.session.execute(delete(Upload).where(Upload.kind == LOGO))
    if picture:
        # It stays when whoever sent it leaves.
        keep_upload(by, picture, kind=LOGO).member_id = None
