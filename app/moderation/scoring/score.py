"""How likely a text is spam, and because of what: clues set by hand, and what was learned from decisions."""

from math import exp
from typing import NamedTuple

from app.moderation.scoring.clues import BASE, Clue, clues_in
from app.moderation.scoring.features import features_of, indexes

# After so many examples of the rarer sort, what was learned counts half.
HALF_TRUST = 5
# The learner is more careful than its record: taken three times, it still holds hardly any good text (bench.scores).
BOLDER = 3.0
# Nothing that was learned is surer than this: a learner of words must be able to be outweighed.
SUREST = 10.0
TELLING = 0.4


class Score(NamedTuple):
    """A probability, and the clues behind it, the strongest first. Nothing is ever 100 per cent sure."""

    probability: float
    because: list

    @property
    def percent(self):
        return min(99, round(self.probability * 100))


def score_of(reading, signals, learned=None):
    """Judge a text (see `features.read_text`) with what is known beside it; `learned` is what this community taught."""
    clues = clues_in(reading, signals)
    if learned is not None:
        clues.append(_learned_clue(reading, signals, learned))
    logit = BASE + sum(clue.weight for clue in clues)
    told = sorted((clue for clue in clues if clue.weight >= TELLING), key=lambda clue: -clue.weight)
    return Score(1 / (1 + exp(-logit)), told)


def _learned_clue(reading, signals, learned):
    features = features_of(reading, signals.own_host)
    logit = learned.judge(indexes(features))
    weight = max(-SUREST, min(SUREST, BOLDER * logit)) * trust_in(learned)
    return Clue("words", weight, {"words": learned.explain(features[0])} if weight >= TELLING else {})


def trust_in(learned):
    """How much what was learned counts, from 0 to 1: a handful of examples proves little."""
    fewest = min(learned.bad, learned.good)
    return fewest / (fewest + HALF_TRUST)
