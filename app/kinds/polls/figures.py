"""Results as files: the same figures as on the page, one a line (CSV) or nested (JSON). Named apart from the page.

Totals and parts of five or more only: no ballot, no member. What the team or members wrote cannot run as a
formula in a spreadsheet.
"""

import csv
import io
import json

from app.exchange.cells import defuse
from app.kinds.polls.asking import CSAT, NPS
from app.kinds.polls.results import GIVEN, ORDER, SCALES

HEADER = ("question", "text", "kind", "answers", "split", "group", "part", "figure", "option", "value", "low", "high")
# Spreadsheets on Windows take a file without this for one in an old encoding.
MARK = "\ufeff"


def as_json(topic, view):
    """All results as a JSON text. Shares are in per cent, with their 95 % intervals."""
    poll = topic.poll
    whole = {
        "title": topic.title,
        "secret": poll.is_secret,
        "closes_at": poll.closes_at.isoformat(),
        "closed": poll.is_over,
        "ballots": poll.ballot_count,
        "electorate": view.electorate,
        "turnout": [_part(part) for part in view.turnout],
        "questions": [_question(topic, asked) for asked in view.questions],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def as_csv(topic, view):
    """All results as CSV, one figure a line."""
    lines = [("", topic.title, "", "", "", "", "", name, "", value, "", "") for name, value in (
        ("ballots", topic.poll.ballot_count), ("electorate", view.electorate),
    )]  # fmt: skip
    for part in view.turnout:
        lines.append(("", topic.title, "", "", part.name, part.group_name, part.part, "took_part", "", part.n, "", ""))
        lines.append(("", topic.title, "", "", part.name, part.group_name, part.part, "could", "", part.of, "", ""))
    for number, asked in enumerate(view.questions, start=1):
        lines += _lines(number, topic, asked)
    return _written(HEADER, lines)


def texts_as_csv(title, texts):
    """Short texts, one a line, under their question."""
    return _written((title,), [(text,) for text in texts])


def _question(topic, asked):
    results = asked.results
    found = {
        "text": asked.question.text or topic.title,
        "kind": asked.question.kind,
        "answers": results.n,
        "options": [_option(results, row) for row in results.rows],
    }
    if results.spread:
        found |= {"median": results.spread.median, "middle_half": [results.spread.low, results.spread.high]}
    if results.score:
        found[asked.question.kind] = {"score": results.score.score, "interval": [results.score.low, results.score.high]}
    if results.runoff:
        found |= _runoff(results)
    if results.quotes:
        found["quotes"] = results.quotes
    found["splits"] = [
        _part(part) | {"options": [{"text": row.option.text, "share": split.share(part, row.option)} for row in results.rows]}
        for split in asked.splits
        for part in split.parts
    ]
    return found


def _option(results, row):
    found = {"text": row.option.text, "votes": row.count, "share": row.share, "interval": [row.low, row.high]}
    if results.shape == GIVEN:
        found |= {"dots": row.dots, "share_of_dots": row.dot_share}
    if results.shape == ORDER:
        found["borda"] = row.points
    return found


def _runoff(results):
    named = results.named
    rounds = [
        {
            "votes": {named[id]: count for id, count in each.votes.items()},
            "exhausted": each.exhausted,
            "leaving": [named[id] for id in each.leaving],
            "tied": [named[id] for id in each.tied],
            "tie_decided_by": each.tie_rule,
        }
        for each in results.runoff.rounds
    ]
    return {"winners": [named[id] for id in results.runoff.winners], "rounds": rounds}


def _part(part):
    return {"split": part.name, "group": part.group_name, "part": part.part, "n": part.n, "of": part.of}


def _lines(number, topic, asked):
    """Every figure of one question: of all, then of each part."""
    question, results = asked.question, asked.results
    start = (number, question.text or topic.title, question.kind)
    for figure in _figures(question.kind, results):
        yield (*start, results.n, "", "", "", *figure)
    for split in asked.splits:
        for part in split.parts:
            where = (*start, part.n, part.name, part.group_name, part.part)
            for row in results.rows:
                yield (*where, "share", row.option.text, _round(split.share(part, row.option)), "", "")


def _figures(kind, results):
    """(figure, option, value, low, high)"""
    for row in results.rows:
        yield ("first_choices" if results.shape == ORDER else "votes", row.option.text, row.count, "", "")
        yield ("share", row.option.text, _round(row.share), _round(row.low), _round(row.high))
        if results.shape == GIVEN:
            yield ("dots", row.option.text, row.dots, "", "")
            yield ("share_of_dots", row.option.text, _round(row.dot_share), "", "")
        if results.shape == ORDER:
            yield ("borda", row.option.text, row.points, "", "")
    if results.shape == SCALES and results.spread:
        yield ("median", "", results.spread.median, results.spread.low, results.spread.high)
    if kind in (NPS, CSAT) and results.score:
        yield (kind, "", _round(results.score.score), _round(results.score.low), _round(results.score.high))
    for place, each in enumerate(results.runoff.rounds if results.runoff else (), start=1):
        for id, votes in each.votes.items():
            yield (f"round_{place}", results.named[id], votes, "", "")
        yield (f"round_{place}_exhausted", "", each.exhausted, "", "")
    for text in results.quotes:
        yield ("quote", "", text, "", "")


def _round(value):
    return round(value, 2)


def _written(header, lines):
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows(_defused(line) for line in (header, *lines))
    return MARK + file.getvalue()


def _defused(line):
    return [defuse(cell) if isinstance(cell, str) else cell for cell in line]
