"""The fields of this kind on the new and edit pages."""

from app.topics.forms import TopicForm


class QuestionForm(TopicForm):
    pass
