"""A picture that comes with a form, so that it works without JavaScript too."""

import re

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.file import FileField
from wtforms import StringField, ValidationError

from app.accounts.roles import NEW
from app.extensions import db, limiter
from app.uploads.models import ADDRESS, check_room, keep_upload
from app.uploads.pictures import BadPicture, read_picture
from app.web.forms import OnceForm, Words
from app.web.limits import PICTURES, writer_key
from app.web.text import LONGEST, pictures_in

MOST_PICTURES = {NEW: 1}
MOST = 10
LONGEST_ALT = 300
# What the address of a picture takes in a text, with the words for it.
ROOM = 2 * LONGEST_ALT + 100

# One count for every way to send a picture; a form without one counts nothing.
limit_pictures = limiter.shared_limit(
    PICTURES, scope="pictures", key_func=writer_key, exempt_when=lambda: not request.files.get("picture")
)


class SentPicture:
    """Validator: a picture or nothing; what was read stands in `field.read`."""

    def __call__(self, form, field):
        field.read = None
        if field.data:
            try:
                field.read = take_picture(field.data)
            except BadPicture as bad:
                raise ValidationError(bad.words) from bad


class PictureForm(OnceForm):
    """A text (`body`) and perhaps a picture that is to stand below it."""

    picture = FileField(_l("Picture"), [SentPicture()])
    picture_alt = StringField(_l("What does the picture show?"), [Words(0, LONGEST_ALT)])

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators) and self._fits()
        if not fine and self.picture.data and not self.picture.errors:
            self.picture.errors = [_("Please choose your picture once more.")]
        return fine

    def take_text(self):
        """The text with the picture below it; the picture is kept with this transaction."""
        if not self.picture.read:
            return self.body.data
        upload = keep_upload(current_user, self.picture.read)
        return f"{self.body.data.rstrip()}\n\n![{escape_alt(self.picture_alt.data)}]({upload.url})"

    def _fits(self):
        text, sent = self.body.data or "", bool(self.picture.read)
        shown = {found[1] for address in pictures_in(text) if (found := ADDRESS.fullmatch(address))}
        most = MOST_PICTURES.get(current_user.role, MOST)
        if len(shown) + sent > most:
            self.body.errors = [_("Please show at most %(most)s pictures in one text.", most=most)]
            if most == 1:
                self.body.errors = [_("Your first texts may show one picture each.")]
        elif sent and len(text) > LONGEST - ROOM:
            self.body.errors = [_("Please shorten your text to %(limit)s characters.", limit=LONGEST - ROOM)]
        elif sent and not self.picture_alt.data:
            self.picture_alt.errors = [_("Please say what the picture shows, for those who cannot see it.")]
        return not self.errors


def take_picture(file, read=read_picture):
    """Read a picture that the reader sends. Raises BadPicture."""
    check_room(current_user)
    # Nothing has been written yet; others must not wait for the write gate while a picture is decoded.
    db.session.commit()
    return read(file.stream)


def escape_alt(words):
    """Words as they stand between the brackets of a picture."""
    return re.sub(r"([\\\[\]`*_<>!])", r"\\\1", words or "")
