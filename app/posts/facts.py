"""What a reply and its page are drawn from, so that the drawn piece can be kept (app.web.kept)."""

from flask_login import current_user

from app.accounts.bylines import byline_facts
from app.permissions import can_accept, can_see_history, can_vote
from app.site import current_site
from app.topics.models import PUBLISHED
from app.web.filters import ago


def facts_of_page(topic, kind, lang):
    """What all replies of a topic's page share; None where they are drawn each time, because they wait."""
    if topic.state != PUBLISHED:
        return None
    accepted_id = topic.question.accepted_id if kind.name == "questions" else None
    accepts = kind.name == "questions" and can_accept(current_user, topic)
    reader, site = current_user._get_current_object(), current_site()
    open_now = topic.closed_at is None
    return reader, accepted_id, (
        topic.url, kind.name, open_now, accepts, lang, reader.is_authenticated, site and site.timezone
    )


def facts_of_post(page, post, is_voted):
    """What this reply is drawn from: `page` is what `facts_of_page` gave. None for what is drawn each time."""
    if page is None or post.is_opening or post.state != PUBLISHED:
        return None
    reader, accepted_id, shared = page
    return (
        shared,
        post.id,
        post.html,
        post.language,
        post.thread_id,
        post.vote_count,
        post.created_at,
        ago(post.created_at),
        post.edited_at is not None and (True, can_see_history(reader, post), post.edited_for_author),
        byline_facts(post.author),
        post.is_anonymous,
        post.id == accepted_id,
        is_voted,
        can_vote(reader, post),
    )
