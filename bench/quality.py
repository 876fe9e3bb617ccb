"""Measure how well search and likeness answer, and print one table.

    python -m bench.quality DATA [--only xquad,pairs,banking,duplicates] [--some 1500] [--postgres ADDRESS]

DATA is a folder of public data sets: search/xquad-{de,en}.json.gz, duplicates/covid-question-pairs-{de,en}.csv,
duplicates/banking77-*.csv.gz and Stack Exchange dumps in qa/. Everything goes through the index of the product;
--some limits the questions put to the largest set (0: all of them). The pairs of the house are tests.
"""

import argparse
import csv
import gzip
import json
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from xml.etree import ElementTree

from app.search.analysis import guess_language
from app.search.asked import understand
from app.search.documents import Document
from app.search.likeness import likeness
from app.search.similar import likeness_of, propose
from bench import engines

BOARD, NOW = 1, 1_790_000_000
LANGUAGES = ("de", "en")
DUMPS = ("german.meta.stackexchange.com-2022-03", "beer.stackexchange.com-2016-12")
DUPLICATE = "3"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", default="xquad,pairs,banking,duplicates")
    parser.add_argument("--some", type=int, default=1500)
    parser.add_argument("--postgres", help=engines.POSTGRES_HELP)
    chosen = parser.parse_args()
    _Filled.postgres = chosen.postgres
    print("| measured | figure | bar | | ms a question |\n|---|--:|--:|---|--:|")
    for name in chosen.only.split(","):
        for what, figure, bar, cost in MEASURES[name](chosen.data, chosen.some):
            verdict = "" if bar is None else ("ok" if figure >= bar else "**under**")
            print(f"| {what} | {figure:.4f} | {bar or ''} | {verdict} | {cost:.1f} |", flush=True)


def xquad(data, _some):
    """Is the paragraph that answers a question found first?"""
    for language, bar in zip(LANGUAGES, (0.89, 0.94), strict=True):
        paragraphs, questions = read_xquad(data / "search" / f"xquad-{language}.json.gz")
        with filled(enumerate(paragraphs, 1)) as index:
            first, cost = share(questions, lambda question, index=index: [best(index, question)])
        yield f"XQuAD {language}: found first, of {len(questions)}", first, bar, cost


def pairs(data, _some):
    """Do pairs that mean the same look more alike than pairs that do not?"""
    for language, bar in zip(LANGUAGES, (0.83, 0.95), strict=True):
        rows = list(csv.DictReader((data / "duplicates" / f"covid-question-pairs-{language}.csv").open(newline="")))
        texts = dict.fromkeys(row[name] for row in rows for name in ("question_1", "question_2"))
        with filled(enumerate(texts, 1)) as index:
            rarities = {}
            for text in texts:
                rarities |= index.rarities(understand(text))
        began = time.process_time()
        scores = [likeness(row["question_1"], row["question_2"], rarities) for row in rows]
        cost = 1000 * (time.process_time() - began) / len(rows)
        yield f"COVID pairs {language}: AUC, of {len(rows)}", area(scores, [row["similar"] == "1" for row in rows]), bar, cost


def banking(data, some):
    """Is one with the same intent among the five most similar?"""
    file = next((data / "duplicates").glob("banking77-*.csv.gz"))
    with gzip.open(file, "rt", newline="") as opened:
        rows = list(csv.DictReader(opened))
    texts, intents = [row["text"] for row in rows], [row["category"] for row in rows]
    asked = range(len(texts)) if not some else random.Random(1).sample(range(len(texts)), some)
    questions = [(number, intents[number]) for number in asked]
    with filled(((id, "") for id in range(1, len(texts) + 1)), titles=dict(enumerate(texts, 1))) as index:

        def find(number):
            ids = similar(index, texts[number], dict(enumerate(texts, 1)), but=number + 1)
            return [intents[id - 1] for id in ids]

        found, cost = share(questions, find)
    yield f"Banking77: same intent within five, of {len(questions)}", found, 0.935, cost


def duplicates(data, _some):
    """Is the question that people closed another for among the five most similar to it?"""
    for name in DUMPS:
        posts = {id: (title, body) for id, title, body in read_questions(data / "qa" / name)}
        titles = {id: title for id, (title, _) in posts.items()}
        closed = [(one, other) for one, other in read_duplicates(data / "qa" / name) if {one, other} <= posts.keys()]
        with filled(((id, body) for id, (_, body) in posts.items()), titles=titles) as index:
            questions = [(one, other) for pair in closed for one, other in (pair, pair[::-1])]

            def find(id, index=index, titles=titles):
                return similar(index, titles[id], titles, but=id)

            found, cost = share(questions, find)
        yield f"{name}: duplicates within five, of {len(questions)}", found, None, cost


def filled(texts, titles=None):
    """An index with these texts, a topic each: `with filled(…) as index`."""
    return _Filled(texts, titles or {})


class _Filled:
    postgres = None

    def __init__(self, texts, titles):
        self.texts, self.titles = texts, titles

    def __enter__(self):
        self.stack = ExitStack()
        folder = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-quality-"))
        index = self.stack.enter_context(engines.empty_index(Path(folder), self.postgres))
        index.write(document(id, text, self.titles.get(id, "")) for id, text in self.texts)
        return index

    def __exit__(self, *error):
        self.stack.close()


def document(id, body, title=""):
    language = guess_language(f"{title} {body}")
    return Document(id, id, BOARD, "questions", 1, NOW, True, body, title, language=language)


def best(index, question):
    hits = index.search(question, boards={BOARD}, limit=1).hits
    return hits[0].topic if hits else None


def similar(index, title, titles, but):
    """The five topics most similar to a title, as the product offers them."""
    asked = understand(title, typing=True)
    if not asked.words:
        return []
    proposed = propose(index, asked, {BOARD})
    proposed.scores.pop(but, None)
    here = {id: titles[id] for id in proposed.scores}
    likenesses = likeness_of(title, here, proposed)
    return sorted(here, key=likenesses.get, reverse=True)[:5]


def share(questions, find):
    """The share of questions whose answer is found, and milliseconds of this process for each."""
    began = time.process_time()
    hits = sum(answer in find(question) for question, answer in questions)
    return hits / max(1, len(questions)), 1000 * (time.process_time() - began) / max(1, len(questions))


def area(scores, same):
    """The area under the curve: how often a pair that means the same has the higher score."""
    yes = [score for score, is_same in zip(scores, same, strict=True) if is_same]
    no = [score for score, is_same in zip(scores, same, strict=True) if not is_same]
    return sum((one > other) + (one == other) / 2 for one in yes for other in no) / (len(yes) * len(no))


def read_xquad(path):
    paragraphs, questions = [], []
    with gzip.open(path) as file:
        articles = json.load(file)["data"]
    for article in articles:
        for paragraph in article["paragraphs"]:
            paragraphs.append(paragraph["context"])
            questions += [(asked["question"], len(paragraphs)) for asked in paragraph["qas"]]
    return paragraphs, questions


def read_questions(folder):
    from app.search.here import words_of

    for row in rows_of(folder / "Posts.xml.gz"):
        if row.get("PostTypeId") == "1":
            yield int(row.get("Id")), row.get("Title"), words_of(row.get("Body"))


def read_duplicates(folder):
    for row in rows_of(folder / "PostLinks.xml.gz"):
        if row.get("LinkTypeId") == DUPLICATE:
            yield int(row.get("PostId")), int(row.get("RelatedPostId"))


def rows_of(path):
    with gzip.open(path) as file:
        return ElementTree.parse(file).getroot()


MEASURES = {"xquad": xquad, "pairs": pairs, "banking": banking, "duplicates": duplicates}

if __name__ == "__main__":
    sys.exit(main())
