"""What pages of concept tests read: what a member is shown, and the results once a test is closed."""

from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.insights.concepts.models import (
    BEST,
    FEWEST_SHOWN,
    FEWEST_SURE,
    WORST,
    Concept,
    ConceptRating,
    ConceptRun,
    ConceptTest,
)
from app.statistics.ratings import mann_whitney
from app.statistics.several import holm
from app.statistics.shares import wilson
from app.statistics.spread import mean, spread


def run_of(test, member):
    """How this member takes part, or None."""
    return db.session.get(ConceptRun, (test.id, member.id)) if member.is_authenticated else None


def seen_concepts(test, member):
    """The concepts of a member who has begun and not answered yet, in their order; else none."""
    run = run_of(test, member)
    if run is None or not run.concept_ids:
        return []
    found = {each.id: each for each in db.session.scalars(select(Concept).where(Concept.id.in_(run.concept_ids)))}
    return [found[id] for id in run.concept_ids]


def all_tests(query):
    """The tests of this query with their concepts, the newest first."""
    query = query.options(selectinload(ConceptTest.concepts))
    return list(db.session.scalars(query.order_by(ConceptTest.opens_at.desc(), ConceptTest.id.desc())))


@dataclass(frozen=True)
class Result:
    """A concept with its ratings: `counts` as {score: count}; mean, spread and difference are None below five.

    `difference` is how likely chance alone sets it so far apart from the first, corrected for comparing several.
    """

    concept: Concept
    counts: dict
    mean: object
    spread: object
    difference: float | None = None

    @property
    def n(self):
        return sum(self.counts.values())

    @property
    def likely(self):
        """(low, high) of the mean's interval, as far as the scale goes."""
        return max(self.mean.low, WORST), min(self.mean.high, BEST)

    @property
    def is_uncertain(self):
        return self.n < FEWEST_SURE

    @property
    def chosen_share(self):
        """(share, low, high) in per cent of how often it was chosen where it was seen; None below five."""
        if self.concept.compared < FEWEST_SHOWN:
            return None
        low, high = wilson(self.concept.chosen, self.concept.compared)
        return 100 * self.concept.chosen / self.concept.compared, 100 * low, 100 * high

    def place(self, value):
        """Where a rating lies between the worst and the best, in per cent."""
        return round(100 * (value - WORST) / (BEST - WORST), 1)


def results_of(test):
    """A Result for each concept, the best mean first. Only of a closed test: nobody watches answers come in."""
    if not test.is_over:
        raise ValueError("results are shown when the test is over")
    counts = {concept.id: {} for concept in test.concepts}
    rows = select(ConceptRating.concept_id, ConceptRating.score, func.count()).where(ConceptRating.concept_id.in_(counts))
    for id, score, count in db.session.execute(rows.group_by(ConceptRating.concept_id, ConceptRating.score)):
        counts[id][score] = count
    return _compared(sorted((_result(concept, counts[concept.id]) for concept in test.concepts), key=_best_first))


def _result(concept, counts):
    if sum(counts.values()) < FEWEST_SHOWN:
        return Result(concept, counts, None, None)
    return Result(concept, counts, mean(counts), spread(counts))


def _best_first(result):
    return result.mean is None, -(result.mean.mean if result.mean else 0), result.concept.position


def _compared(results):
    """Each with how it differs from the first: Mann–Whitney, corrected by Holm for the number of comparisons."""
    shown = [result for result in results if result.mean]
    found = holm([mann_whitney(shown[0].counts, other.counts).p for other in shown[1:]])
    return [*shown[:1], *(replace(each, difference=p) for each, p in zip(shown[1:], found, strict=True)), *results[len(shown) :]]


def reasons_of(test):
    """{concept id: [why, …]} in no order that says anything, for concepts with at least five ratings."""
    enough = select(ConceptRating.concept_id).group_by(ConceptRating.concept_id).having(func.count() >= FEWEST_SHOWN)
    query = select(ConceptRating.concept_id, ConceptRating.why).join(Concept, Concept.id == ConceptRating.concept_id)
    query = query.where(Concept.test_id == test.id, ConceptRating.why != "", ConceptRating.concept_id.in_(enough))
    reasons = {}
    for id, why in db.session.execute(query.order_by(ConceptRating.key)):
        reasons.setdefault(id, []).append(why)
    return reasons
