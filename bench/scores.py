"""Measure what the spam score and the tone learn from real texts, and print the tables.

    python -m bench.scores FOLDER [--only spam|forum|tone]

FOLDER holds the data sets, which are not part of this repository: spam/, qa/ and moderation/ as their README says.
Each learner is trained on the first part and tested on texts that it has never seen; nothing is kept.
"""

import argparse
import csv
import gzip
import json
import lzma
import time
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

from app.exchange.html import html_to_markdown
from app.moderation.scoring.clues import KNOWN_POSTS, Signals
from app.moderation.scoring.features import features_of, indexes, read_text
from app.moderation.scoring.learner import Learned, learn
from app.moderation.scoring.reader import MOST_LESSONS
from app.moderation.scoring.score import score_of
from app.moderation.tone.engine import tone_of
from app.moderation.tone.models import Tone
from app.site import SPAM_CARE

FALSE_ALARMS = 0.005
FORUM = "support.mozilla.org"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=["spam", "forum", "tone"])
    chosen = parser.parse_args()
    for name, table in (("spam", spam_table), ("forum", forum_table), ("tone", tone_tables)):
        if chosen.only in (None, name):
            print(table(chosen.folder), flush=True)


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


def forum_table(folder):
    """Answers of a help forum with its moderators' spam flag: clues alone, words alone, and both as the site judges."""
    answers = forum_answers(folder)
    half = len(answers) // 2
    before, after = answers[:half], answers[half:]
    spam = [(text, True) for text, _signals, is_bad in before if is_bad]
    good = [(text, False) for text, _signals, is_bad in before if not is_bad][-MOST_LESSONS:]
    learned, seconds = taught(spam + good, FORUM)
    bad = [is_bad for _text, _signals, is_bad in after]
    readings = [(read_text(text), signals) for text, signals, _bad in after]
    began = time.process_time()
    scores = [score_of(reading, signals, learned) for reading, signals in readings]
    cost = (time.process_time() - began) * 1000 / len(after)
    alone = [score_of(reading, signals).probability for reading, signals in readings]
    words, _cost = judged(learned, [(text, is_bad) for text, _signals, is_bad in after], FORUM)
    both = [score.probability for score in scores]
    life = in_life(answers, half)
    lines = [
        f"\nForum answers: learned from {len(spam)} spam and {len(good)} good ones in {seconds:.1f} s, tested on "
        f"{len(after)} ({sum(bad)} spam), {cost:.2f} ms a score",
        "| judged by | recall at 0.5 % false alarms | at 2 % | area |",
        "|--|--|--|--|",
    ]
    for name, values in (("clues alone, nothing learned", alone), ("words alone", words), ("both", both), ("both, learning on as in life", life)):
        lines.append(
            f"| {name} | {recall(values, bad):.3f} | {recall(values, bad, 0.02):.3f} | {area(values, bad):.4f} |"
        )
    for care, bar in SPAM_CARE.items():
        if bar < 1:
            held = [value >= bar for value in life]
            caught = sum(h for h, is_bad in zip(held, bad, strict=True) if is_bad)
            lines.append(f"| learning on, held at “{care}” | {caught / sum(bad):.3f} with {sum(held) - caught} of {len(bad) - sum(bad)} held in vain | | |")
    return "\n".join(lines)


def in_life(answers, half):
    """The second half judged by a site that learns on from each decision, now and then, as the worker does."""
    learned, examples, values = None, [(features(text, FORUM), is_bad) for text, _signals, is_bad in answers[:half]], []
    for at, (text, signals, is_bad) in enumerate(answers[half:]):
        if at % 500 == 0:
            newest = [[one for one in examples if one[1] is sort][-MOST_LESSONS:] for sort in (True, False)]
            learned = learn(newest[0] + newest[1], learned)
        values.append(score_of(read_text(text), signals, learned).probability)
        examples.append((features(text, FORUM), is_bad))
    return values


def forum_answers(folder):
    """Every answer in its order as (text, signals, is_spam); what a site would know is counted along the way."""
    path = folder / "qa/mozilla-support-firefox/threads-2019-08_2019-12.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as file:
        threads = [json.loads(line) for line in file]
    answers = sorted((a for thread in threads for a in thread["answers"]), key=lambda answer: answer["created"])
    first, count, linked, usual, told = {}, Counter(), defaultdict(list), set(), []
    for answer in answers:
        text, who = html_to_markdown(answer["html"]), answer["author"]
        at = datetime.strptime(answer["created"][:19], "%Y-%m-%d %H:%M:%S")
        age = (at - first.setdefault(who, at)) / timedelta(days=1)
        hosts = read_text(text).hosts
        lately = {host: sum(at - when < timedelta(days=7) for when in linked[host]) for host in hosts}
        signals = Signals(
            account_days=age,
            posts=count[who],
            hosts=lately,
            usual_hosts=frozenset(usual.intersection(hosts)),
            own_host=FORUM,
        )
        told.append((text, signals, answer["is_spam"]))
        count[who] += 1
        if count[who] > KNOWN_POSTS:
            usual.update(hosts)
        else:
            for host in hosts:
                linked[host].append(at)
    return told


def tone_tables(folder):
    """Unfriendly texts: learned from tweets, tested on others; then which kinds of sentence it gets wrong."""
    with gzip.open(folder / "moderation/germeval2018-offensive-tweets-de/train.tsv.gz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file][1:]
    german = [(text.replace("|LBR|", "\n"), coarse == "OFFENSE") for coarse, _fine, text in rows]
    tested = german[4::5]
    trained = [one for at, one in enumerate(german) if at % 5 != 4]
    with gzip.open(folder / "moderation/davidson-tweets-en.csv.gz", "rt", encoding="utf-8", newline="") as file:
        english = [(row["text"], row["label"] != "neither") for row in csv.DictReader(file)][::3]
    in_german, seconds = taught(trained)
    logits, cost = judged(in_german, tested)
    bad = [is_bad for _text, is_bad in tested]
    guessed = [logit > 0 for logit in logits]
    lines = [
        f"\nOffensive German (GermEval 2018): learned from {len(trained)} in {seconds:.1f} s, tested on every fifth "
        f"({len(tested)}): macro-F1 {macro_f1(guessed, bad):.3f} (bar 0.70), area {area(logits, bad):.3f}, "
        f"{cost:.2f} ms, {size_of(in_german)}",
    ]
    for language, learned in (("de", in_german), ("en", taught(english)[0])):
        lines.append(hate_table(folder, language, learned))
    return "\n".join(lines)


def hate_table(folder, language, learned):
    """HateCheck by function: how many sentences what was learned and the tone from word lists call unfriendly."""
    with gzip.open(folder / f"moderation/hatecheck-{language}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    functions = defaultdict(list)
    for row in rows:
        functions[row["label_gold"], row["functionality"]].append(row["test_case"])
    lines = [
        f"\n| HateCheck {language} | is | sentences | called unfriendly | right | tone sharp | tone unknown |",
        "|--|--|--|--|--|--|--|",
    ]
    for (gold, function), texts in sorted(functions.items()):
        called = sum(logit > 0 for logit in judged(learned, [(text, None) for text in texts])[0]) / len(texts)
        tones = Counter(Tone(polarity=tone_of(text)[0]).word for text in texts)
        right = called if gold == "hateful" else 1 - called
        lines.append(
            f"| {function} | {gold} | {len(texts)} | {called:.0%} | {right:.0%} "
            f"| {tones['sharp'] / len(texts):.0%} | {tones['unknown'] / len(texts):.0%} |"
        )
    return "\n".join(lines)


def macro_f1(guessed, bad):
    """The mean over both sorts of the harmonic mean of precision and recall."""
    pairs = Counter(zip(guessed, bad, strict=True))
    wrong = pairs[True, False] + pairs[False, True]
    return sum(2 * pairs[sort, sort] / max(1, 2 * pairs[sort, sort] + wrong) for sort in (True, False)) / 2


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


def recall(logits, bad, false_alarms=FALSE_ALARMS):
    """Which share of the bad is found when no more than one in 200 of the good is held."""
    good = sorted((logit for logit, is_bad in zip(logits, bad, strict=True) if not is_bad), reverse=True)
    bar = good[int(false_alarms * len(good))]
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
