"""Pieces of pages that are drawn once and kept: a reply under its topic, a card in a list.

A page that has changed is made anew, but nineteen of its twenty posts say what they said before. A piece is
kept under its facts: everything that it is drawn from, the reader's rights among them. So nothing ever has to
be thrown away by hand; from other facts another piece is drawn. One memory per process.
"""

import threading

from markupsafe import Markup

from app.web.words import current_catalogue

MOST = 3000
# The tests draw every kept piece once more and compare: what is not among the facts shows there.
checked = False

_pieces = {}
_growing = threading.Lock()


def kept_piece(facts, token, draw, *of):
    """What `draw(*of)` gives, from memory where it was drawn from the same facts in the same words before.

    `facts` is a tuple that names everything the drawing depends on, or None for what is drawn each time; no lazy
    words, for they change their hash with the language.
    `token` is the reader's form token, or "": it is left out of what is kept, and put back in.
    """
    if facts is None:
        return draw(*of)
    # Plain text: joining with what is marked as safe would escape the parts once more.
    token, key = str(token), (id(current_catalogue()), facts)
    parts = _pieces.get(key)
    if parts is None:
        drawn = draw(*of)
        _keep(key, str(drawn).split(token) if token else (str(drawn),))
        return drawn
    piece = Markup(token.join(parts))  # noqa: S704 - drawn by a template
    if checked and piece != draw(*of):
        raise AssertionError(f"this piece depends on more than its facts: {facts!r}")
    return piece


def _keep(key, parts):
    with _growing:
        while len(_pieces) >= MOST:
            del _pieces[next(iter(_pieces))]
        _pieces[key] = parts
