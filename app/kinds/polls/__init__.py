"""Polls: the team asks, members choose, and everybody learns what was decided with it."""

from flask_babel import lazy_gettext as _l

from app.kinds.kind import Kind
from app.kinds.polls.forms import PollForm
from app.kinds.polls.models import Poll
from app.kinds.polls.queries import panel
from app.kinds.polls.routes import bp

KIND = Kind(
    name="polls",
    noun=_l("Polls"),
    one=_l("Poll"),
    open_label=_l("Start a poll"),
    icon="vote",
    form=PollForm,
    blueprint=bp,
    part=Poll,
    part_name="poll",
    team_only=True,
    replies_label=_l("Comments"),
    reply_label=_l("Comment"),
    panel=panel,
    badge_facts=lambda topic: (topic.poll.is_over, topic.poll.closes_at),
    takes_votes=lambda topic: False,
)
