"""What a topic's card in a list is drawn from, so that the drawn piece can be kept (app.web.kept)."""

from app.accounts.bylines import byline_facts
from app.site import current_site
from app.topics.models import PUBLISHED
from app.web.filters import ago


def facts_of_card(topic, kind, lang, signed_in, *shown):
    """What this card is drawn from; `shown` says how the list shows it. None for what waits: drawn each time."""
    if topic.state != PUBLISHED:
        return None
    site = current_site()
    return (
        topic.url,
        topic.title,
        topic.excerpt,
        topic.language,
        tuple(topic.tag_names),
        topic.vote_count,
        topic.votes_left,
        topic.vote_budget,
        kind.count_replies(topic),
        kind.takes_votes(topic),
        kind.badge_facts(topic),
        topic.pinned_at is None,
        topic.closed_at is None,
        topic.last_activity_at,
        ago(topic.last_activity_at),
        byline_facts(topic.author),
        lang,
        signed_in,
        site and site.timezone,
        shown,
    )
