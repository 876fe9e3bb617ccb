"""What each rule looks at in a text: a member's own words, never quotes.

It stands apart from the rules because the trial on old texts asks the same checks.
"""

from datetime import timedelta
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from app.accounts.roles import NEW
from app.database import now
from app.moderation.matching import Words, visible
from app.moderation.prints import likeness, print_of
from app.moderation.rules import FIRST_POSTS, HOSTS, LINKS, REPETITION, SIMILAR, SPEED, WORDS
from app.posts.holding import Reason
from app.web.text import inlines, parse, plain_text, written

# So much of a text must be the same for it to be like another.
LIKE = 0.7
A_DAY = timedelta(days=1)
# What a new member may put into one text.
MOST_OF_THE_NEW = 1


class Text:
    """A text as the rules read it.

    `recent` gives the author's texts of the last day as (moment, body); `nearest` takes the text's print and tells
    how much of it a removed advertisement shares, from 0 to 1.
    """

    def __init__(self, writing, recent=(), *, nearest, at=None):
        self.writing, self._recent, self.at, self._nearest = writing, recent, at or now(), nearest

    @cached_property
    def words(self):
        """The author's own words, with the title, without what nobody sees."""
        return visible(f"{self.writing.title}\n{plain_text(self.writing.body, own_words=True)}".strip())

    @cached_property
    def links(self):
        """The hosts that the author's own words lead to, each as often as it is named."""
        return [host for address in self._addresses if (host := _host_of(address))]

    @cached_property
    def _addresses(self):
        tokens = (child for token in written(parse(self.writing.body), True) for child in token.children or ())
        return [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]

    @cached_property
    def pictures(self):
        return sum(token.type == "image" for token in inlines(parse(self.writing.body)))

    @cached_property
    def recent(self):
        return list(self._recent() if callable(self._recent) else self._recent)

    @cached_property
    def print(self):
        return print_of(self.words)

    @cached_property
    def nearest(self):
        return self._nearest(self.print)


def check(rule, text):
    """The Reasons that one rule has against a text."""
    if rule.board_id and rule.board_id != text.writing.board.id:
        return
    for facts, matches in CHECKS[rule.name](rule, text):
        yield Reason(rule.name, facts, tuple(matches), rule.id)


def _first_posts(rule, text):
    if text.writing.author.role == NEW and not text.writing.is_edit:
        yield {}, ()


def _links(rule, text):
    most = MOST_OF_THE_NEW if text.writing.author.role == NEW else rule.most
    if len(text.links) > most:
        yield {"num": len(text.links), "most": most}, dict.fromkeys(text.links)
    elif text.writing.author.role == NEW and text.pictures > MOST_OF_THE_NEW:
        yield {"num": text.pictures, "most": MOST_OF_THE_NEW}, ()


def _hosts(rule, text):
    found = [host for host in dict.fromkeys(text.links) if _is_listed(host, rule.lines)]
    if found:
        yield {"found": ", ".join(found[:5])}, found


def _words(rule, text):
    found = [text.words[start:end] for start, end in _compiled(rule.lines).find(text.words)]
    if found:
        yield {"found": ", ".join(list(dict.fromkeys(found))[:5])}, found


def _speed(rule, text):
    if text.writing.is_edit:
        return
    count = 1 + sum(text.at - moment <= timedelta(minutes=rule.minutes) for moment, _body in text.recent)
    if count > rule.most:
        yield {"num": count, "minutes": rule.minutes}, ()


def _repetition(rule, text):
    if text.writing.is_edit or len(text.words) < 12:
        return
    same = sum(_is_alike(text, body) for _moment, body in text.recent)
    if same >= max(1, rule.most):
        yield {"num": same}, ()


def _similar(rule, text):
    if text.print and text.nearest >= LIKE:
        yield {"share": round(100 * text.nearest)}, ()


def _is_alike(text, body):
    return body == text.writing.body or bool(text.print) and likeness(text.print, _print_of_body(body)) >= LIKE


# Whoever writes much is compared with the same texts each time; reading them anew would cost more than all the rest.
@lru_cache(128)
def _print_of_body(body):
    return print_of(plain_text(body, own_words=True))


def _is_listed(host, hosts):
    return any(host == listed or host.endswith(f".{listed}") for listed in map(str.lower, hosts))


def _host_of(address):
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(64)
def _compiled(lines):
    return Words.of(lines)


CHECKS = {
    FIRST_POSTS: _first_posts,
    LINKS: _links,
    HOSTS: _hosts,
    WORDS: _words,
    SPEED: _speed,
    REPETITION: _repetition,
    SIMILAR: _similar,
}
