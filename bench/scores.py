"""Measure what the spam score and the tone learn from real texts, and print the tables.

    python -m bench.scores FOLDER [--only spam|forum|tone]

FOLDER holds the data sets, which are not part of this repository: spam/, qa/ and moderation/ as their README says.
Each learner is trained on the first part and tested on texts that it has never seen; nothing is kept.
"""

import argparse
import csv
import gzip
import time
from pathlib import Path

from app.exchange.html import html_to_markdown
from app.moderation.scoring.features import features_of, indexes, read_text
from app.moderation.scoring.learner import Learned, learn

FALSE_ALARMS = 0.005


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=["spam", "forum", "tone"])
    chosen = parser.parse_args()
    if chosen.only in (None, "spam"):
        print(spam_table(chosen.folder))


def spam_table(folder):
    """Short messages and comments: trained on the first half, tested on the second."""
    lines = ["| spam | trained on | tested on (spam) | recall at 0.5 % false alarms | bar | area | ms a score | model |"]
    lines.append("|--|--|--|--|--|--|--|--|")
    for name, texts, own_host, bar in (
        ("SMS, in the order of the file", short_messages(folder), "", 0.97),
        ("YouTube comments, by date", comments(folder), "youtube.com", 0.85),
    ):
        half = len(texts) // 2
        learned, _ = taught(texts[:half], own_host)
        logits, cost = judged(learned, texts[half:], own_host)
        bad = [is_bad for _text, is_bad in texts[half:]]
        lines.append(
            f"| {name} | {half} | {len(bad)} ({sum(bad)}) | {recall(logits, bad):.3f} | {bar} "
            f"| {area(logits, bad):.4f} | {cost:.2f} | {size_of(learned)} |"
        )
    return "\n".join(lines)


def short_messages(folder):
    with gzip.open(folder / "spam/sms-spam-en.tsv.gz", "rt", encoding="utf-8") as file:
        rows = file.read().split("\n")[1:]
    return [(text, label == "spam") for label, _tab, text in (row.partition("\t") for row in rows if row)]


def comments(folder):
    with gzip.open(folder / "spam/youtube-comments-en.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["date"])
    return [(html_to_markdown(row["text"]), row["label"] == "spam") for row in rows]


def taught(texts, own_host=""):
    """What is learned from [(text, is_bad)], and the seconds that took."""
    examples = [(features(text, own_host), is_bad) for text, is_bad in texts]
    began = time.process_time()
    learned = learn(examples)
    # As it is kept and loaded again, with what rounding costs.
    return Learned.unpack(learned.pack()), time.process_time() - began


def judged(learned, texts, own_host=""):
    """The logits of texts, and the milliseconds each cost from the written text on."""
    began = time.process_time()
    logits = [learned.judge(features(text, own_host)) for text, _bad in texts]
    return logits, (time.process_time() - began) * 1000 / len(texts)


def features(text, own_host=""):
    return indexes(features_of(read_text(text), own_host))


def recall(logits, bad):
    """Which share of the bad is found when no more than one in 200 of the good is held."""
    good = sorted((logit for logit, is_bad in zip(logits, bad, strict=True) if not is_bad), reverse=True)
    bar = good[int(FALSE_ALARMS * len(good))]
    return sum(logit > bar for logit, is_bad in zip(logits, bad, strict=True) if is_bad) / sum(bad)


def area(logits, bad):
    """How often a bad text stands above a good one (area under the ROC curve)."""
    ranked = sorted(range(len(bad)), key=logits.__getitem__)
    total = sum(rank for rank, at in enumerate(ranked, 1) if bad[at])
    count = sum(bad)
    return (total - count * (count + 1) / 2) / (count * (len(bad) - count))


def size_of(learned):
    held = sum(array.nbytes for array in (learned.weights, learned.rareness, learned.odds))
    return f"{held / 1e6:.1f} MB in memory, {len(learned.pack()) / 1e6:.2f} MB kept"


if __name__ == "__main__":
    main()
