"""Showing a text with what matched marked. It stands apart because the marks go into HTML that is already safe."""

import html
import re

# A tag with its attributes, whatever stands in their quotes.
TAG = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")
MOST_PIECES = 20


def mark(source, pieces):
    """The HTML with each of these pieces of its text in a <mark>; addresses are marked at the words of their link."""
    pieces = sorted(filter(None, map(str.strip, pieces)), key=len, reverse=True)[:MOST_PIECES]
    if not pieces:
        return source
    plain = re.compile("|".join(re.escape(html.escape(piece, quote=False)) for piece in pieces), re.IGNORECASE)
    parts, in_link = TAG.split(source), False
    for at, part in enumerate(parts):
        if at % 2:
            in_link = _leads_to(part, pieces) if part.startswith("<a ") else in_link and part != "</a>"
        elif part:
            parts[at] = f"<mark>{part}</mark>" if in_link else plain.sub(r"<mark>\g<0></mark>", part)
    return "".join(parts)


def marked_html(post):
    """What a moderator sees of a post: with what its reasons matched marked."""
    return mark(post.html, [piece for reason in post.held_for or () for piece in reason["matches"]])


def _leads_to(tag, pieces):
    return any("." in piece and html.escape(piece) in tag for piece in pieces)
