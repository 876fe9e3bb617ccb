"""Forms for replies, comments and edits."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from app.uploads.forms import PictureForm
from app.web.forms import PostText


class ReplyForm(PictureForm):
    """A reply, an answer or a comment."""

    body = TextAreaField(_l("Your text"), [PostText()])


class EditForm(ReplyForm):
    """Another wording; `version` is the one the editor saw."""

    version = HiddenField()
