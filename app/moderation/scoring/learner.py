"""Learning to tell two sorts of text apart from examples: two simple ways together, explained word by word.

Measured on real spam (`python -m bench.scores`), the two together find more at few false alarms than either alone:
a logistic regression over weighted words, and counting how often a feature came in each sort.
"""

import zlib
from dataclasses import dataclass

from app.moderation.scoring.features import BLOCK_WEIGHTS, BUCKETS

# Where to stop: more rounds change no decision. A model that learns on needs fewer.
ROUNDS, FEWER_ROUNDS = 180, 40
TAME = 0.01
COUNT_AT_LEAST, STRONGEST = 0.02, 120


@dataclass
class Learned:
    """What was learned: arrays over all features. `judge` gives a logit: 0 is undecided, 3 is rather sure."""

    weights: object
    rareness: object
    odds: object
    bias: float = 0.0
    odds_scale: float = 0.0
    bad: int = 0
    good: int = 0

    def judge(self, blocks):
        """How likely these features (see `features.indexes`) are of the bad sort, as a logit."""
        import numpy as np

        found = np.concatenate(blocks)
        return (self._by_weights(blocks, found) + 2 * self._by_odds(found) * self.odds_scale) / 3

    def explain(self, features, most=4):
        """The words and pairs that speak most for the bad sort, strongest first, as they stand in the text."""
        from app.moderation.scoring.features import index_of

        said = {}
        for feature in features:
            kind, _space, words = feature.partition(" ")
            if kind in ("w", "p") and words.replace(" ", "").isalnum() and max(map(len, words.split())) > 3:
                at = index_of(feature)
                said[words] = float(self.weights[at] * self.rareness[at])
        best = sorted((words for words in said if said[words] > 0), key=lambda words: (-said[words], words))
        return _without_repeats(best)[:most]

    def _by_weights(self, blocks, found):
        return float(self.weights[found] @ values_of(blocks, self.rareness)) + self.bias

    def _by_odds(self, found):
        import numpy as np

        odds = self.odds[found]
        if len(odds) > STRONGEST:
            odds = odds[np.argpartition(-abs(odds), STRONGEST)[:STRONGEST]]
        return float(odds.sum())

    def pack(self):
        """As bytes to keep, about a tenth of a megabyte for each hundred examples."""
        import numpy as np

        arrays = (self.weights, self.rareness, self.odds)
        numbers = np.array([self.bias, self.odds_scale, self.bad, self.good], np.float32)
        return zlib.compress(b"".join([numbers.tobytes(), *(array.astype(np.float16).tobytes() for array in arrays)]), 6)

    @classmethod
    def unpack(cls, packed):
        """The other way round. Raises ValueError for bytes of another size."""
        import numpy as np

        raw = zlib.decompress(packed)
        bias, scale, bad, good = np.frombuffer(raw[:16], np.float32).tolist()
        arrays = np.frombuffer(raw[16:], np.float16).astype(np.float32).reshape(3, BUCKETS)
        return cls(*arrays, bias, scale, int(bad), int(good))


def learn(examples, before=None):
    """Learn from [(blocks, is_bad)]; with `before`, starting from what was known. None without both sorts."""
    import numpy as np

    bad = np.array([is_bad for _blocks, is_bad in examples], bool)
    if not len(bad) or bad.all() or not bad.any():
        return None
    found = [np.concatenate(blocks) for blocks, _is_bad in examples]
    rows = np.repeat(np.arange(len(found), dtype=np.int32), [len(one) for one in found])
    columns = np.concatenate(found)
    seen = np.bincount(columns, minlength=BUCKETS)
    rareness = np.where(seen, np.log((1 + len(found)) / (1 + seen)) + 1, 0).astype(np.float32)
    learned = Learned(None, rareness, _odds(columns, bad[rows], bad), bad=int(bad.sum()), good=int((~bad).sum()))
    values = np.concatenate([values_of(blocks, rareness) for blocks, _is_bad in examples]).astype(np.float32)
    start = (before.weights, before.bias) if before else (np.zeros(BUCKETS), 0.0)
    rounds = FEWER_ROUNDS if before else ROUNDS
    learned.weights, learned.bias = _regress(rows, columns, values, bad, start, rounds)
    learned.odds_scale = _scale(learned, examples, found)
    return learned


def values_of(blocks, rareness):
    """What each feature counts in its text: rare ones more, and long texts no more than short ones."""
    import numpy as np

    values = [rareness[block] for block in blocks]
    lengths = [np.sqrt((value * value).sum() + 1e-9) for value in values]
    return np.concatenate([w * v / n for w, v, n in zip(BLOCK_WEIGHTS, values, lengths, strict=True)])


def _odds(columns, is_bad, bad):
    """How much likelier each feature is in the bad sort; nothing is said about what was never seen."""
    import numpy as np

    counts = [np.bincount(columns[is_bad == sort], minlength=BUCKETS) for sort in (True, False)]
    sizes = [bad.sum(), (~bad).sum()]
    shares = [(n + COUNT_AT_LEAST) / (size + 2 * COUNT_AT_LEAST) for n, size in zip(counts, sizes, strict=True)]
    return np.where(counts[0] + counts[1], np.log(shares[0] / shares[1]), 0).astype(np.float32)


def _regress(rows, columns, values, bad, start, rounds):
    """Logistic regression by accelerated gradient descent; both sorts weigh the same, however many there are."""
    import numpy as np

    count = len(bad)
    weigh = np.where(bad, count / 2 / bad.sum(), count / 2 / (~bad).sum())
    step = 1 / (0.25 * weigh.max() * (_longest(rows, columns, values, count) * 1.2 + 0.1 * count) + TAME)
    bias_step = 1 / (0.25 * weigh.sum() + 0.1 * count)
    weights, bias = (np.array(start[0], float), start[1])
    ahead, bias_ahead = weights.copy(), bias
    for at in range(rounds):
        logits = np.bincount(rows, values * ahead[columns], count) + bias_ahead
        errors = (1 / (1 + np.exp(-np.clip(logits, -30, 30))) - bad) * weigh
        pull = np.bincount(columns, values * errors[rows], BUCKETS) + TAME * ahead
        moved, bias_moved = ahead - step * pull, bias_ahead - bias_step * errors.sum()
        swing = at / (at + 3)
        ahead, bias_ahead = moved + swing * (moved - weights), bias_moved + swing * (bias_moved - bias)
        weights, bias = moved, bias_moved
    return weights.astype(np.float32), float(bias)


def _longest(rows, columns, values, count):
    """How far the examples pull together at most: the largest eigenvalue, by a few steps of power iteration."""
    import numpy as np

    direction, length = np.full(BUCKETS, BUCKETS**-0.5), 1.0
    for _step in range(8):
        pull = np.bincount(rows, values * direction[columns], count)
        direction = np.bincount(columns, values * pull[rows], BUCKETS)
        length = float(np.linalg.norm(direction)) or 1.0
        direction /= length
    return length


def _scale(learned, examples, found):
    """What brings the sum of odds to the size of the other logit."""
    import numpy as np

    one = [learned._by_weights(blocks, columns) for (blocks, _bad), columns in zip(examples, found, strict=True)]
    other = [learned._by_odds(columns) for columns in found]
    return float(np.std(one) / (np.std(other) or 1.0))


def _without_repeats(words):
    """A pair of words says all that its parts say."""
    kept = []
    for one in words:
        if not any(f" {one} " in f" {other} " or f" {other} " in f" {one} " for other in kept):
            kept.append(one)
    return kept
