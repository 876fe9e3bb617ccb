"""Blocks written as Markdown, and the small Markdown of comments read into runs."""

import re

from .inline import write_line, write_lines

COMMENT_PART = re.compile(
    r"(?P<code>`(?P<ticked>[^`\n]+)`)"
    r"|\[(?P<label>[^\[\]\n]+)\]"
    r"\((?P<address>https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)(?:\s+\"[^\"\n]*\")?\)"
    r"|\[(?:meta-)?tag:(?P<tag>[^\]\s]+)\]"
    r"|(?<![\w*])\*\*(?P<strong>\S(?:[^*\n]*[^\s*])?)\*\*(?![\w*])"
    r"|(?<![\w*])\*(?P<star>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<score>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])"
    r"|\\(?P<plain>[*_`\[\]\\])"
)


def write_blocks(blocks):
    """The Markdown of a list of blocks."""
    return "\n".join(_lines_of_all(blocks))


def plain_to_markdown(text):
    """Plain text as Markdown that shows it unchanged: an empty line parts paragraphs."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "\n\n".join("\n".join(write_lines(_plain_runs(each))) for each in paragraphs)


def comment_to_markdown(text):
    """The subset of Markdown that Stack Exchange comments know: emphasis, code, links and [tag:…]."""
    return "\n".join(write_lines(_comment_runs(" ".join(text.split()))))


def _plain_runs(text):
    runs = []
    for line in text.split("\n"):
        runs += [("break", ""), ("text", line)]
    return runs[1:]


def _comment_runs(text):
    runs, at = [], 0
    for found in COMMENT_PART.finditer(text):
        runs.append(("text", text[at : found.start()]))
        runs += _part_runs(found)
        at = found.end()
    return [*runs, ("text", text[at:])]


def _part_runs(found):
    if found["ticked"] is not None:
        return [("code", found["ticked"])]
    if found["plain"] or found["tag"]:
        return [("text", found["plain"] or f"[{found['tag']}]")]
    words = found["label"] or found["strong"] or found["star"] or found["score"]
    mark = ("link", found["address"]) if found["label"] else "strong" if found["strong"] else "em"
    inner = _comment_runs(words) if found["label"] else _nested_runs(words)
    return [("open", mark), *inner, ("close", mark)]


def _nested_runs(words):
    """Inside emphasis only code and links still count."""
    return [run for run in _comment_runs(words) if run[1] not in ("em", "strong")]


def _lines_of_all(blocks, tight=False, nested=False):
    lines, before, other = [], None, False
    for block in blocks:
        other = not other if _follows(before, block) else False
        added = _lines_of(block, other, nested)
        if added and lines and not tight:
            lines.append("")
        lines += added
        before = block if added else before
    return lines


def _follows(before, block):
    """Two lists in a row would run together if they did not use different markers."""
    return before and before.kind == block.kind == "list" and (before.level is None) == (block.level is None)


def _lines_of(block, other, nested):
    if block.kind == "text":
        return _heading(block) if block.level else write_lines(block.runs)
    if block.kind == "pre":
        return _fenced(block)
    if block.kind == "rule":
        return ["___" if nested else "---"]
    if block.kind == "quote":
        return [f"> {line}".rstrip() for line in _lines_of_all(block.children, nested=nested)]
    if block.kind == "list":
        return _list_lines(block, other)
    return _table_lines(block)


def _heading(block):
    words = re.sub(r"(^|\s)(#+)$", r"\1\\\2", write_line(block.runs))
    return [f"{'#' * block.level} {words}"]


def _fenced(block):
    longest = max((len(run) for run in re.findall("`{3,}", block.words)), default=2)
    fence = "`" * (longest + 1)
    return [fence + block.language, *re.split(r"\r\n|\r|\n", block.words), fence]


def _list_lines(block, other):
    items = [item for item in block.children if item.children]
    tight = all(_is_tight(item) for item in items)
    lines = []
    for number, item in enumerate(items, start=block.level or 0):
        marker = f"{number}{')' if other else '.'} " if block.level is not None else "* " if other else "- "
        inner = _lines_of_all(item.children, tight, nested=True)
        if lines and not tight:
            lines.append("")
        lines += [
            (marker if at == 0 else " " * len(marker)) + line if line else "" for at, line in enumerate(inner)
        ]
    return lines


def _is_tight(item):
    first, *rest = item.children
    nested_lists = all(child.kind == "list" and child.level in (None, 1) for child in rest)
    return not item.loose and (not rest or (first.kind == "text" and not first.level and nested_lists))


def _table_lines(block):
    rows = [
        [write_line(_cell_runs(cell), in_cell=True).strip() for cell in line.children]
        for line in block.children
    ]
    rows = [row for row in rows if row]
    if not rows:
        return []
    width = max(len(row) for row in rows)
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    return [lines[0], "|" + " --- |" * width, *lines[1:]]


def _cell_runs(block):
    if block.kind == "pre":
        return [("code", block.words), ("text", " ")]
    runs = [*block.runs, ("text", " ")]
    for child in block.children:
        runs += _cell_runs(child)
    return runs
