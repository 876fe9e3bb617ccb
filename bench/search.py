"""Measure what search costs with many posts, beside SQLite's FTS5 over the same texts, and print one table.

    python -m bench.search DATA [--posts 100000] [--questions 300] [--postgres ADDRESS]

DATA is a folder of public data sets (qa/mozilla-support-firefox, ideas/cimt-german-citizen-proposals,
search/xquad-de.json.gz); its texts are recombined until there are enough. Times are CPU milliseconds of one client; with
--postgres, whose work another process does, they are milliseconds by the clock.
"""

import argparse
import csv
import gzip
import json
import lzma
import random
import re
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from app.search.analysis import guess_language
from app.search.asked import understand
from app.search.documents import Document
from app.search.rounds import STRETCH
from app.search.similar import likeness_of, propose
from bench import engines

BOARDS, NOW, ONE_BY_ONE = range(1, 21), 1_790_000_000, 30
# What the table calls a figure → the most it may be.
BARS = {"search p95": 60, "similar p95": 80, "one new post p95": 100, "all posts anew, s": 600, "memory, MB": 300, "index / text": 2}
_TAG = re.compile(r"<[^>]+>")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--postgres", help=engines.POSTGRES_HELP)
    chosen = parser.parse_args()
    if chosen.postgres:
        Clock.read = time.perf_counter
    dice = random.Random(1)
    texts = list(read_texts(chosen.data))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-search-"))
        posts, size = (lambda: make_posts(texts, chosen.posts, random.Random(2))), 0
        index = stack.enter_context(engines.empty_index(Path(folder), chosen.postgres))
        ours = measure_index(index, posts)
        ours["memory, MB"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        theirs = measure_fts(Path(folder), posts)
        size = sum(len(post.body.encode()) + len(post.title.encode()) for post in posts())
        ours["index / text"], theirs["index / text"] = ours.pop("size") / size, theirs.pop("size") / size
        titles = {post.topic: post.title for post in posts() if post.title}
        asked = [ask(dice, titles) for _ in range(chosen.questions)]
        ours |= measure_questions(index, asked, titles, dice)
        theirs |= measure_fts_questions(Path(folder), asked)
        print(table(ours, theirs, "PostgreSQL" if chosen.postgres else "Whoosh"))


def read_texts(data):
    """(title, text) of English questions and answers and of German proposals and paragraphs."""
    with lzma.open(data / "qa" / "mozilla-support-firefox" / "threads-2019-08_2019-12.jsonl.xz", "rt") as lines:
        for line in lines:
            thread = json.loads(line)
            yield thread["title"] or "", _TAG.sub(" ", thread["html"] or "")[:20_000]
            yield from (("", _TAG.sub(" ", answer["html"] or "")[:20_000]) for answer in thread["answers"])
    for path in sorted((data / "ideas" / "cimt-german-citizen-proposals").glob("*.tsv.gz")):
        yield from read_proposals(path)
    with gzip.open(data / "search" / "xquad-de.json.gz") as file:
        for article in json.load(file)["data"]:
            yield from (("", paragraph["context"]) for paragraph in article["paragraphs"])


def read_proposals(path):
    sentences = {}
    with gzip.open(path, "rt", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            title, text = sentences.setdefault(row["document_id"], ([], []))
            (title if row.get("title/text") == "title" else text).append(row["content"])
    yield from ((" ".join(title), " ".join(text)) for title, text in sentences.values())


def make_posts(texts, count, dice):
    """So many posts, five to a topic: first the texts themselves, then halves of them put together."""
    titled = [title for title, _ in texts if title]
    for pid in range(1, count + 1):
        one, other = texts[(pid - 1) % len(texts)][1], dice.choice(texts)[1]
        body = one if pid <= len(texts) else f"{one[: len(one) // 2]} {other[len(other) // 2 :]}"
        topic, opening = (pid - 1) // 5 + 1, pid % 5 == 1
        title = titled[topic % len(titled)] if opening else ""
        ts, board = NOW - dice.randrange(10**8), topic % len(BOARDS) + 1
        language = guess_language(body)
        yield Document(pid, topic, board, "questions", pid % 200 + 1, ts, opening, body, title, language=language)


class Clock:
    read = time.process_time


def measure_index(index, posts):
    """Fill an index as a rebuild does, stretch by stretch, and then post by post."""
    began, stretch = Clock.read(), []
    for post in posts():
        stretch.append(post)
        if len(stretch) == STRETCH:
            index.write(stretch)
            stretch = []
            print(f"{post.pid} posts, {Clock.read() - began:.0f} s", file=sys.stderr, flush=True)
    index.write(stretch)
    whole = Clock.read() - began
    size = engines.size_of(index)
    last, costs = None, []
    for last, _ in zip(posts(), range(ONE_BY_ONE), strict=False):
        costs.append(timed(lambda post=last: index.write([post]))[1])
    return {"all posts anew, s": whole, "size": size, "one new post p95": percentile(costs, 95)}


def measure_questions(index, asked, titles, dice):
    search = [timed(lambda words=words: index.search(words, boards=BOARDS))[1] for words, _ in asked]
    again = [timed(lambda words=words: index.search(words, boards=BOARDS))[1] for words, _ in asked]
    some = set(dice.sample(list(BOARDS), 15))
    masked = [timed(lambda words=words: index.search(words, boards=some))[1] for words, _ in asked]
    alike = [timed(lambda title=title: similar(index, title, titles))[1] for _, title in asked]
    found = {"search": search, "search again": again, "search on some boards": masked, "similar": alike}
    return {f"{name} p{p}": percentile(costs, p) for name, costs in found.items() for p in (50, 95)}


def similar(index, title, titles):
    asked = understand(title, typing=True)
    if asked.words:
        proposed = propose(index, asked, BOARDS)
        likeness_of(title, {id: titles[id] for id in proposed.scores if id in titles}, proposed)


def measure_fts(folder, posts):
    database = sqlite3.connect(folder / "fts.db")
    database.execute("CREATE VIRTUAL TABLE posts USING fts5(title, body, content='', tokenize='porter unicode61')")
    began = Clock.read()
    rows = ((post.pid, post.title, post.body) for post in posts())
    database.executemany("INSERT INTO posts (rowid, title, body) VALUES (?, ?, ?)", rows)
    database.commit()
    whole = Clock.read() - began
    one = [timed(lambda n=n: _add(database, n))[1] for n in range(ONE_BY_ONE)]
    database.close()
    return {"all posts anew, s": whole, "size": (folder / "fts.db").stat().st_size, "one new post p95": percentile(one, 95)}


def _add(database, number):
    database.execute("INSERT INTO posts (rowid, title, body) VALUES (?, '', 'one more')", (10**7 + number,))
    database.commit()


def measure_fts_questions(folder, asked):
    database = sqlite3.connect(folder / "fts.db")
    said = "SELECT rowid FROM posts WHERE posts MATCH ? ORDER BY rank LIMIT 10"

    def find(text, joined):
        words = re.findall(r"\w+", text)
        database.execute(said, (joined.join(f'"{word}"' for word in words),)).fetchall()

    search = [timed(lambda words=words: find(words, " "))[1] for words, _ in asked]
    alike = [timed(lambda title=title: find(title, " OR "))[1] for _, title in asked]
    found = {"search": search, "similar": alike}
    return {f"{name} p{p}": percentile(costs, p) for name, costs in found.items() for p in (50, 95)}


def ask(dice, titles):
    """One to three words of a title, and a title."""
    while True:
        title = dice.choice(list(titles.values()))
        words = [word for word in re.findall(r"\w{4,}", title)]
        if words:
            return " ".join(dice.sample(words, min(len(words), dice.randint(1, 3)))), title


def timed(work):
    began = Clock.read()
    result = work()
    return result, 1000 * (Clock.read() - began)


def percentile(costs, part):
    return statistics.quantiles(costs, n=100)[part - 1]


def table(ours, theirs, name):
    lines = [f"| measured | {name} | FTS5 | bar | |", "|---|--:|--:|--:|---|"]
    for name, figure in ours.items():
        other, bar = theirs.get(name), BARS.get(name)
        verdict = "" if bar is None else ("ok" if figure <= bar else "**over**")
        lines.append(f"| {name} | {figure:.1f} | {'' if other is None else format(other, '.1f')} | {bar or ''} | {verdict} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
