"""Announcements: the business says what came of what members said."""

from flask_babel import lazy_gettext as _l

from app.kinds.announcements import hearers  # noqa: F401 - its table belongs to the kind
from app.kinds.announcements.forms import AnnouncementForm
from app.kinds.announcements.models import Announcement
from app.kinds.announcements.queries import filters, list_filter, panel
from app.kinds.announcements.routes import bp
from app.kinds.kind import Kind

KIND = Kind(
    name="announcements",
    noun=_l("Announcements"),
    one=_l("Announcement"),
    open_label=_l("Publish an announcement"),
    icon="megaphone",
    form=AnnouncementForm,
    blueprint=bp,
    part=Announcement,
    part_name="announcement",
    team_only=True,
    replies_label=_l("Comments"),
    reply_label=_l("Comment"),
    sorts=("new", "active"),
    panel=panel,
    filters=filters,
    list_filter=list_filter,
    badge_facts=lambda topic: (topic.announcement.outcome, topic.announcement.reopened_at is None),
    takes_votes=lambda topic: False,
)
