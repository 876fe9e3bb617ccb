"""The results of a concept test as CSV, for a spreadsheet; nothing in it runs as a formula."""

import csv
import io

from app.exchange.cells import defuse
from app.insights.concepts.models import BEST, WORST
from app.insights.concepts.queries import results_of

# Spreadsheets on Windows take a file without this for one in an old encoding.
MARK = "\ufeff"
HEADER = (
    *("concept", "shown", "rated", *(f"rated_{n}" for n in range(WORST, BEST + 1))),
    *("mean", "mean_low", "mean_high", "median", "compared", "chosen"),
)


def results_as_csv(test):
    """One row a concept, the best mean first. Concepts with too few ratings have only their name and how often shown."""
    lines = io.StringIO()
    lines.write(MARK)
    csv.writer(lines).writerows([HEADER, *map(_cells, results_of(test))])
    return lines.getvalue()


def _cells(result):
    concept = result.concept
    named = (defuse(concept.title), concept.shown)
    if result.mean is None:
        return named
    counts = [result.counts.get(score, 0) for score in range(WORST, BEST + 1)]
    figures = [round(value, 3) for value in (result.mean.mean, *result.likely, result.spread.median)]
    return (*named, result.n, *counts, *figures, concept.compared, concept.chosen)
