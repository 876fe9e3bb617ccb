"""Ideas: what members wish for, with votes and a status that says what becomes of it."""

from flask_babel import lazy_gettext as _l

from app.kinds.ideas.budget import count_votes_left, hold_budget
from app.kinds.ideas.forms import IdeaForm
from app.kinds.ideas.models import MERGED, Idea, heat, restate
from app.kinds.ideas.queries import filters, list_filter, panel
from app.kinds.ideas.routes import bp
from app.kinds.kind import Kind

KIND = Kind(
    name="ideas",
    noun=_l("Ideas"),
    one=_l("Idea"),
    open_label=_l("Post an idea"),
    icon="lightbulb",
    form=IdeaForm,
    blueprint=bp,
    part=Idea,
    part_name="idea",
    author_votes=True,
    first_heat=heat(1, 0, 0),
    shows_similar=True,
    replies_label=_l("Replies"),
    reply_label=_l("Reply"),
    sorts=("trending", "new", "votes", "active"),
    panel=panel,
    filters=filters,
    list_filter=list_filter,
    badge_facts=lambda topic: (topic.idea.status, str(topic.idea.status_name)),
    takes_votes=lambda topic: not topic.idea.is_final,
    merges=True,
    merged_status=MERGED,
    restate=restate,
    count_votes_left=count_votes_left,
    hold_budget=hold_budget,
)
