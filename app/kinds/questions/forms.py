"""The fields of a question, and the form that names the question it repeats."""

import re

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import joinedload
from wtforms import HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.boards.models import Board
from app.extensions import db
from app.kinds.questions.models import kept_id_of_duplicate
from app.permissions import visible_topics
from app.topics.forms import TopicForm
from app.topics.models import PUBLISHED, Topic
from app.web.forms import HouseForm, PostText, Words

NUMBER = re.compile(r"(?:^#?|/questions/)(\d{1,9})(?:-|/|\?|#|$)")


class QuestionForm(TopicForm):
    """A question is a title and a text."""


class DuplicateForm(HouseForm):
    """Which question is kept. After validation `found` is that topic."""

    kept = StringField(
        _l("The question that is kept"),
        [Words(1, 300)],
        description=_l("Its address, or its number."),
    )

    def __init__(self, *args, topic, **more):
        super().__init__(*args, **more)
        self.topic, self.found = topic, None

    def validate_kept(self, field):
        match = NUMBER.search(field.data)
        self.found = _find_question(int(match[1])) if match else None
        # One hop, also when the other one was closed for a third.
        if self.found is not None and (kept_id := kept_id_of_duplicate(self.found.id)):
            self.found = _find_question(kept_id) or self.found
        if self.found is None:
            raise ValidationError(_l("There is no such question."))
        if self.found.id == self.topic.id:
            raise ValidationError(_l("This is the same question. Please name the other one."))


class SuggestionForm(HouseForm):
    """Other words for somebody's text; `version` is the one the helper saw."""

    body = TextAreaField(_l("The text as you would word it"), [PostText()])
    note = StringField(_l("Why?"), [Words(0, 200)], description=_l("One line for the author, if it is not plain to see."))
    version = HiddenField()


class OwnerForm(HouseForm):
    """Who of the team looks after a question."""

    owner_id = SelectField(_l("Who looks after it"), coerce=int)

    def offer(self, members):
        """The members of the team."""
        self.owner_id.choices = [SelectChoice(each.id, each.name) for each in members]


def _find_question(number):
    query = visible_topics(current_user).options(joinedload(Topic.question)).where(
        Topic.id == number, Board.kind == "questions", Topic.state == PUBLISHED
    )
    return db.session.scalar(query)
