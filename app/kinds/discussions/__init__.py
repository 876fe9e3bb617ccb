"""Discussions: the plain kind, an open corner. It has no part."""

from flask_babel import lazy_gettext as _l

from app.kinds.kind import Kind
from app.topics.forms import TopicForm

KIND = Kind(
    name="discussions",
    noun=_l("Discussions"),
    one=_l("Discussion"),
    open_label=_l("Start a discussion"),
    icon="messages-square",
    form=TopicForm,
    merges=True,
    replies_label=_l("Replies"),
    reply_label=_l("Reply"),
)
