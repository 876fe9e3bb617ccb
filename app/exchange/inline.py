"""Runs written as a line of Markdown."""

import re
import unicodedata

from .escaping import Specials, guard_start

MARKERS = {"em": "*", "strong": "**", "del": "~~"}
STARS_END, STARS_START = {("close", "em"), ("close", "strong")}, {("open", "em"), ("open", "strong")}
SPACE = re.compile(r"[ \t\n\r\f]+")


def write_lines(runs):
    """Markdown for a paragraph, line by line: a line break in the text is one on the page, too."""
    lines = [line.strip(" ") for line in _write(_settle(runs)).split("\n")]
    return [guard_start(line, at == 0) for at, line in enumerate(filter(None, lines))]


def write_line(runs, in_cell=False):
    """Markdown for what has room on one line only: a heading, a cell of a table."""
    line = " ".join(_write(_settle(runs)).split("\n"))
    return line.replace("|", "\\|") if in_cell else line


def _settle(runs):
    """White space collapsed and outside the marks, no empty marks, no mark that ends and starts at once."""
    runs = _push_out(_split_spaces(runs), "open")
    runs = _push_out(runs[::-1], "close")[::-1]
    return _join_spaces(_drop_empty(runs))


def _split_spaces(runs):
    for kind, words in runs:
        if kind != "text":
            if kind != "code" or words.strip():
                yield kind, words
            continue
        words = SPACE.sub(" ", words)
        core = words.strip()
        if not core:
            yield "space", words
            continue
        at = words.index(core)
        yield "space", words[:at]
        yield "text", core
        yield "space", words[at + len(core) :]


def _push_out(runs, edge):
    settled = []
    for run in runs:
        held = []
        while run[0] in ("space", "break") and settled and settled[-1][0] == edge:
            held.append(settled.pop())
        settled.append(run)
        settled += held[::-1]
    return settled


def _drop_empty(runs):
    settled = []
    for kind, body in runs:
        if kind == "space" and not body:
            continue
        before = settled[-1] if settled else None
        ends_at_once = kind == "close" and before == ("open", body)
        if ends_at_once or (kind == "open" and before == ("close", body) and body in MARKERS):
            settled.pop()
        elif kind == "code" and before and before[0] == "code":
            settled[-1] = ("code", before[1] + body)
        else:
            settled.append((kind, body))
    return settled


def _join_spaces(runs):
    """One blank where several met, none beside a break or at an end; text beside text becomes one."""
    settled = []
    for kind, body in runs:
        before = settled[-1] if settled else ("break", "")
        if kind == "space":
            if before[0] == "break":
                continue
            kind = "text"
            body = "" if before[0] == "text" and before[1][-1].isspace() else body
        elif kind == "break" and before[0] == "text":
            settled[-1] = ("text", before[1].rstrip(" ") or " ")
        if kind == "text" and before[0] == "text":
            settled[-1] = ("text", before[1] + body)
        elif body or kind == "break":
            settled.append((kind, body))
    return settled


def _write(runs):
    special = Specials(runs)
    pieces = [_marker(run, runs, at) for at, run in enumerate(runs)]
    if _part_marks(runs, pieces):
        special.scored = True
    for at, (kind, words) in enumerate(runs):
        if kind == "text":
            before = pieces[at - 1][-1:] if at else ""
            after = pieces[at + 1][:1] if at + 1 < len(runs) else ""
            pieces[at] = special.escape(words, before, after, runs[at + 1 : at + 2])
        special.follow(kind, words)
    return "".join(_fit_marks(runs, pieces))


def _part_marks(runs, pieces):
    """Emphasis that touches other marks from outside is written with _, or their stars would run together."""
    opened, parted = None, False
    for at, run in enumerate(runs):
        if run == ("open", "em"):
            opened = at
        elif run == ("close", "em") and opened is not None:
            before, after = runs[opened - 1] if opened else None, runs[at + 1] if at + 1 < len(runs) else None
            if before in STARS_END or after in STARS_START:
                pieces[opened] = pieces[at] = "_"
                parted = True
            opened = None
    return parted


def _marker(run, runs, at):
    kind, body = run
    if kind in ("text", "code"):
        return body if kind == "text" else _ticked(body)
    if kind == "break":
        return "\n"
    if body in MARKERS:
        return MARKERS[body]
    if _is_bare(runs, at if kind == "open" else at - 2):
        return "<" if kind == "open" else ">"
    return "[" if kind == "open" else f"]({_address(body[1])})"


def _is_bare(runs, at):
    """A link whose words are its own address is written <address>."""
    if at < 0 or [kind for kind, _ in runs[at : at + 3]] != ["open", "text", "close"]:
        return False
    (_, mark), (_, words), _ = runs[at : at + 3]
    return words == mark[1] and re.match(r"(https?|ftp)://[^\s<>\\]+$", words) is not None


def _ticked(words):
    words = SPACE.sub(lambda found: found[0].replace("\n", " ").replace("\r", " "), words)
    longest = [len(run) for run in re.findall("`+", words)]
    fence = "`" * next(size for size in range(1, len(longest) + 2) if size not in longest)
    pad = " " if words[0] == "`" or words[-1] == "`" or (words[0] == words[-1] == " ") else ""
    return fence + pad + words + pad + fence


def _address(address):
    for bad, good in (("<", "%3C"), (">", "%3E"), ("\\", "%5C"), ("|", "%7C"), ("(", "%28"), (")", "%29")):
        address = address.replace(bad, good)
    return re.sub(r"&(?=#?[A-Za-z0-9]{1,32};)", "%26", address)


def _fit_marks(runs, pieces):
    """A mark between a letter and a sign would not count: the letter is then written as a number."""
    for at, (kind, body) in enumerate(runs):
        if body not in MARKERS or kind not in ("open", "close"):
            continue
        outside, inside = (at - 1, at + 1) if kind == "open" else (at + 1, at - 1)
        if not (0 <= outside < len(runs) and runs[outside][0] == "text"):
            continue
        edge = pieces[outside][-1 if kind == "open" else 0]
        inner = pieces[inside][0 if kind == "open" else -1]
        if not edge.isspace() and not _is_sign(edge) and _is_sign(inner):
            rest = pieces[outside][:-1] if kind == "open" else pieces[outside][1:]
            pieces[outside] = f"{rest}&#{ord(edge)};" if kind == "open" else f"&#{ord(edge)};{rest}"
    return pieces


def _is_sign(character):
    return unicodedata.category(character)[0] in "PS"
