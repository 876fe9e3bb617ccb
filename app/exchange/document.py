"""What a text consists of, whatever format it came in: blocks, and marked runs inside a line.

A run is a pair: ("text", words), ("code", words), ("break", ""), ("open", mark) or ("close", mark), where a
mark is "em", "strong", "del" or ("link", address). Runs of a block are always balanced.
"""

DEEPEST = 24
PARTS = {"list": "item", "table": "line", "line": "cell"}
HELD_BY = {
    "item": {"list", "quote", "table"},
    "list": {"quote", "cell"},
    "quote": {"cell"},
    "line": {"table"},
    "cell": {"line", "table"},
    "table": set(),
}


class Block:
    """A paragraph ("text"), "pre", "rule", or a "quote", "list", "item", "table", "line", "cell"."""

    __slots__ = ("kind", "children", "runs", "level", "words", "language", "loose")

    def __init__(self, kind, runs=(), level=None, words=""):
        self.kind, self.runs, self.level, self.words = kind, runs, level, words
        self.children, self.language, self.loose = [], "", False


class Document:
    """Builds blocks from a stream of starts and ends that need not match."""

    def __init__(self):
        self.root = Block("root")
        self.open = [self.root]
        self.runs = []
        self.marks = []
        self.heading = None

    def finish(self):
        self.end_text()
        return self.root.children

    def add_text(self, words, kind="text"):
        if words:
            self.runs.append((kind, words))

    def add_break(self):
        """A new line; two in a row part paragraphs."""
        written = [run for run in self.runs[-2:] if run[0] != "text" or run[1].strip()]
        if written and written[-1][0] == "break":
            self.end_text()
        else:
            self.runs.append(("break", ""))

    def start_mark(self, mark):
        if mark not in self.marks:
            self.marks.append(mark)
            self.runs.append(("open", mark))

    def end_mark(self, mark):
        """Marks opened inside the one that ends are closed and opened again: HTML may cross them."""
        if mark in self.marks:
            at = self.marks.index(mark)
            inner = self.marks[at + 1 :]
            self.runs += [("close", each) for each in reversed(self.marks[at:])]
            self.runs += [("open", each) for each in inner]
            self.marks[at:] = inner

    def open_link(self):
        return next((mark for mark in self.marks if isinstance(mark, tuple)), None)

    def start_text(self, level=None, loose=False):
        """A new paragraph, or a heading; a paragraph makes the list around it a loose one."""
        self.end_text()
        self.heading = level
        if loose and self.open[-1].kind == "item":
            self.open[-1].loose = True

    def end_text(self):
        """Close the running text, and go on after it with the marks that are still open."""
        if any(kind in ("text", "code") and words.strip() for kind, words in self.runs):
            closing = [("close", mark) for mark in reversed(self.marks)]
            self._place(Block("text", self.runs + closing, self.heading))
        self.runs = [("open", mark) for mark in self.marks]
        self.heading = None

    def add_block(self, block):
        self.end_text()
        self._place(block)

    def start(self, kind, level=None):
        """Open a quote, list or table; too deep a nest goes on flat."""
        self.end_text()
        if len(self.open) < DEEPEST:
            self._fill_gap()
            self._enter(kind, level)

    def start_part(self, kind, holder):
        """Open an item, line or cell; True if there is something that may hold it."""
        self.end(kind)
        if self.open[-1].kind == holder:
            self._enter(kind)
            return True
        return False

    def end(self, kind):
        self.end_text()
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].kind == kind:
                del self.open[at:]
                return
            if self.open[at].kind in HELD_BY[kind]:
                return

    def _enter(self, kind, level=None):
        block = Block(kind, level=level)
        self.open[-1].children.append(block)
        self.open.append(block)

    def _fill_gap(self):
        while part := PARTS.get(self.open[-1].kind):
            self._enter(part)

    def _place(self, block):
        self._fill_gap()
        self.open[-1].children.append(block)
