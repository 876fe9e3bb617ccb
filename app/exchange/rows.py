"""Drafts as rows of our tables."""

from app.tags.models import tag_slug
from app.topics.models import PUBLISHED
from app.web.language import guess_language
from app.web.slugs import slugify
from app.web.text import LONGEST, RENDERER_VERSION, excerpt, normalise, render_markdown

LONGEST_TITLE = 300


def post_row(draft, origin, author_id):
    """The columns of Post that a draft fills, all but its place."""
    body = normalise(draft.body())
    return {
        "origin": origin,
        "author_id": author_id,
        "state": PUBLISHED,
        "body": body,
        "html": render(body),
        "renderer_version": RENDERER_VERSION,
        "language": guess_language(body),
        "vote_count": draft.up - draft.down,
        "carried_up": draft.up,
        "carried_down": draft.down,
        "created_at": draft.created_at,
        "edited_at": draft.edited_at,
    }


def topic_row(draft, post, board_id):
    """The columns of Topic for a draft whose opening post is `post`."""
    title = " ".join(draft.title.split())[:LONGEST_TITLE] or excerpt(post["body"], 60) or "…"
    return {
        "origin": post["origin"],
        "board_id": board_id,
        "author_id": post["author_id"],
        "title": title,
        "slug": slugify(title),
        "state": PUBLISHED,
        "excerpt": excerpt(post["body"]),
        "language": post["language"],
        "tag_names": [tag["name"] for tag in tag_rows(draft.tags)],
        "vote_count": post["vote_count"],
        "created_at": draft.created_at,
        "last_activity_at": draft.created_at,
        "closed_at": draft.closed_at,
    }


def tag_rows(names):
    """The tags of a topic, each once; a comma would part a tag when the topic is edited."""
    named = (" ".join(name.replace(",", " ").replace("#", "").split()) for name in names)
    return [
        {"name": name, "slug": slug} for slug, name in {tag_slug(name): name for name in named if name}.items()
    ]


def render(body):
    """Safe HTML; what is longer than a text may be here is rendered in pieces."""
    if len(body) <= LONGEST:
        return render_markdown(body).html
    return "".join(render_markdown(piece).html for piece in _pieces(body))


def _pieces(body):
    piece = ""
    for paragraph in body.split("\n\n"):
        for at in range(0, len(paragraph) or 1, LONGEST):
            part = paragraph[at : at + LONGEST]
            if piece and len(piece) + len(part) + 2 > LONGEST:
                yield piece
                piece = ""
            piece = f"{piece}\n\n{part}" if piece else part
    yield piece
