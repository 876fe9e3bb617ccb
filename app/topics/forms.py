"""The form of the new and edit pages; a kind adds its own fields by deriving from it."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from app.tags.models import split_tags
from app.uploads.forms import PictureForm
from app.web.forms import PostText, Words

SHORTEST_TITLE = 4
LONGEST_TITLE = 150


class TopicForm(PictureForm):
    """Title, text and tags of a topic. `own_fields` names a kind's fields for its `_fields` template."""

    board = SelectField(_l("Board"))
    title = StringField(_l("Title"), [Words(SHORTEST_TITLE, LONGEST_TITLE)])
    body = TextAreaField(_l("Text"), [PostText()])
    tags = StringField(
        _l("Tags"), [Words(0, 200)], description=_l("Up to five, with commas between them.")
    )
    version = HiddenField()
    # Whether it is posted without a name; a kind that lets members choose says so.
    is_hidden = False

    @property
    def tag_names(self):
        return split_tags(self.tags.data or "")

    def offer_boards(self, boards):
        """The boards this topic may be opened in."""
        self.board.choices = [(board.slug, board.name) for board in boards]

    def without_board(self):
        """For the edit page: a topic is moved by an act of its own."""
        del self.board
        return self
