"""The Markdown parser with the house's own rules; imported at the first text only, because it is heavy."""

import re
import unicodedata
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from .slugs import slugify

# Lists count twice, so this holds the 20 levels a text may have and a few that are refused with a message.
DEEPEST = 64
MENTION_LIMIT = 40
TAGS = {
    "p", "br", "hr", "em", "strong", "del", "s", "a", "ul", "ol", "li", "blockquote", "pre", "code",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "img",
}  # fmt: skip
PICTURE = {"src", "alt", "width", "height", "srcset", "sizes", "decoding"}
TASKS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}


@cache
def parser():
    """Return the one parser of this process; it keeps no state between texts."""
    # People on phones press Enter once and expect a new line, hence `breaks`.
    options = {"html": False, "breaks": True, "linkify": True, "maxNesting": DEEPEST}
    md = MarkdownIt("commonmark", options)
    md.enable(["table", "strikethrough", "linkify"])
    # Bare "Wort.so" is nearly always a missing space, so only addresses that begin with www. become links.
    md.linkify.set({"fuzzy_link": False, "fuzzy_email": True, "fuzzy_ip": False})
    md.linkify.add("www.", {"validate": find_bare_host, "normalize": add_scheme})
    md.normalizeLink = complete_address
    md.validateLink = is_allowed_address
    md.inline.ruler.before("autolink", "mention", read_mention)
    for name, rule in (("headings", lower_headings), ("tasks", mark_tasks), ("pictures", link_pictures)):
        md.core.ruler.push(name, rule)
    md.add_render_rule("mention", render_mention)
    md.add_render_rule("image", render_picture)
    md.add_render_rule("th_open", render_cell)
    md.add_render_rule("td_open", render_cell)
    return md


@cache
def cleaner():
    """Return the allow-list that everything passes after the parser."""
    return nh3.Cleaner(
        tags=TAGS,
        attributes={"a": {"href", "title"}, "img": PICTURE, "ol": {"start"}},
        tag_attribute_values={cell: {"align": {"left", "center", "right"}} for cell in ("th", "td")},
        allowed_classes={"a": {"mention"}, "li": {"task"}},
        set_tag_attribute_values={"img": {"loading": "lazy"}},
        link_rel="nofollow ugc noopener",
        url_schemes={"http", "https", "mailto"},
        url_relative=keep_inside,
    )


def is_allowed_address(url):
    scheme = re.match(r"\s*([^/?#]*?):", url)
    return not scheme or scheme[1].lower() in {"http", "https", "mailto"}


def complete_address(url):
    return normalizeLink("https://" + url if re.match(r"www\.", url, re.IGNORECASE) else url)


def keep_inside(url):
    return url if re.match(r"/(?![/\\])", url) else None


def find_bare_host(linkify, text, pos):
    found = re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?#][^\s<>\"'`„“”]*)?", text[pos:])
    return len(found[0].rstrip(".,;:!?)]*_~")) if found else 0


def add_scheme(linkify, match):
    match.url = "https://" + match.url


def read_mention(state, silent):
    """Read `@name` as an inline rule; never in a link, an address or a word."""
    if state.src[state.pos] != "@" or state.linkLevel or not may_begin_mention(state.src, state.pos):
        return False
    name = name_at(state.src, state.pos + 1, state.posMax)
    handle = slugify(name, MENTION_LIMIT, fallback="")
    if not handle or len(name) > MENTION_LIMIT:
        return False
    if not silent:
        token = state.push("mention", "a", 0)
        token.content, token.meta = name, {"handle": handle}
    state.pos += 1 + len(name)
    return True


def may_begin_mention(source, at):
    return at == 0 or not (source[at - 1].isalnum() or source[at - 1] in "./+=&%#@-")


def name_at(source, start, end):
    stop = start
    while stop < min(end, start + MENTION_LIMIT + 2) and may_stand_in_name(source[stop]):
        stop += 1
    return source[start:stop].rstrip("-_.")


def may_stand_in_name(character):
    return character.isalnum() or character in "-_." or unicodedata.category(character).startswith("M")


def render_mention(self, tokens, index, options, env):
    token = tokens[index]
    return f'<a class="mention" href="/members/{token.meta["handle"]}">@{token.content}</a>'


def render_picture(self, tokens, index, options, env):
    """A picture as the text's `pictures` say, with a way to the whole of it."""
    image, pictures = tokens[index], env.get("pictures")
    if pictures is None:
        return self.image(tokens, index, options, env)
    address, words = image.attrs["src"], escapeHtml(words_of(image.children))
    if address not in pictures:
        return words
    attributes = "".join(f' {name}="{escapeHtml(value)}"' for name, value in pictures[address].items())
    shown = f'<img alt="{words}"{attributes}>'
    is_a_way = words and not image.meta.get("in_link")
    return f'<a href="{escapeHtml(pictures[address]["src"])}">{shown}</a>' if is_a_way else shown


def render_cell(self, tokens, index, options, env):
    token = tokens[index]
    aligned = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return f'<{token.tag} align="{aligned}">' if aligned else f"<{token.tag}>"


def lower_headings(state):
    """Start headings at h3, since h1 is the page's and h2 its parts'."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"


def mark_tasks(state):
    """Show `[ ]` and `[x]` at the start of a list item as boxes: characters, so that nothing looks like a form."""
    for item, _paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type != "list_item_open" or inline.type != "inline" or not inline.children:
            continue
        first = inline.children[0]
        if first.type == "text" and first.content[:4] in TASKS:
            first.content = TASKS[first.content[:4]] + first.content[4:]
            item.attrSet("class", "task")


def link_pictures(state):
    """Make links of pictures from elsewhere: nothing is loaded from outside."""
    for token in state.tokens:
        if token.type == "inline" and any(child.type == "image" for child in token.children):
            token.children = list(without_foreign_pictures(token.children))


def without_foreign_pictures(children):
    depth = 0
    for child in children:
        depth += (child.type == "link_open") - (child.type == "link_close")
        if child.type == "image":
            yield from picture_tokens(child, inside_link=depth > 0)
        else:
            yield child


def picture_tokens(image, inside_link):
    address, label = image.attrs["src"], text_token(words_of(image.children or []))
    if is_own_picture(address):
        image.children, image.meta["in_link"] = [label], inside_link
        return [image]
    if inside_link:
        return [label]
    label.content = label.content or address
    return [Token("link_open", "a", 1, attrs={"href": address}), label, Token("link_close", "a", -1)]


def is_own_picture(address):
    return re.fullmatch(r"/uploads/[\w./-]+", address) and ".." not in address


def unparsed(source):
    """Return tokens that show a text as it was typed, for what is too tangled to parse."""
    return [Token("code_block", "code", 0, content=source, meta={"tangled": True})]


def text_token(words):
    return Token("text", "", 0, content=words)


def words_of(tokens):
    """Return the words of inline tokens."""
    return "".join(
        "@" + token.content if token.type == "mention"
        else "\n" if token.type in ("softbreak", "hardbreak")
        else words_of(token.children) if token.children
        else token.content
        for token in tokens
    )  # fmt: skip
