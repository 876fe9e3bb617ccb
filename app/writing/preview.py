"""How a text will look, made by the same means as posts; apart from the routes because six of them show it."""

from typing import NamedTuple

from app.uploads.models import find_pictures
from app.web.text import check_text, normalise, pictures_in, render_markdown


class Preview(NamedTuple):
    """A text as safe HTML, or in its place why it could not be posted."""

    html: str
    problem: object = None


def preview_of(body):
    """The Preview of a text as it was typed. Nothing is bound or kept."""
    problems = check_text(body)
    if problems:
        return Preview("", problems[0].message)
    body = normalise(body)
    pictures = find_pictures(pictures_in(body))
    return Preview(render_markdown(body, {address: each.attributes for address, each in pictures.items()}).html)
