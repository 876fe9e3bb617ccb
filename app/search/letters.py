"""How words look beside each other: made with another, akin to it, or mistyped.

Its own file because the page of results asks this too, and it needs no index.
"""

# Of all three letters in a row of two words: how many they have in common at least, to be taken for akin.
AKIN = 0.5
SHORTEST_PART, LONGER = 4, 3


def is_longer(word, stem):
    """Whether a word begins or ends with a stem and has more to it than an ending."""
    is_part = len(stem) >= SHORTEST_PART and len(word) >= len(stem) + LONGER
    return is_part and (word.startswith(stem) or word.endswith(stem))


def kinship(one, other):
    """How much two words have in common, from 0 to 1: all three letters in a row, edges too (Dice)."""
    ours, theirs = grams(one), grams(other)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def is_slip(one, other):
    """Whether one may be the other, mistyped: one letter wrong, missing, too many or in its neighbour's place; or two."""
    shorter = min(len(one), len(other))
    most = 0 if shorter < 4 else 1 if shorter < 8 else 2
    return abs(len(one) - len(other)) <= most and _distance(one, other) <= most


def grams(word):
    """All three letters in a row of a word with its edges."""
    edged = f"_{word}_"
    return {edged[at : at + 3] for at in range(len(edged) - 2)}


def _distance(one, other):
    before, last = None, list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, sign in enumerate(other, 1):
            line.append(min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != sign)))
            if row > 1 < column and letter == other[column - 2] and one[row - 2] == sign:
                line[-1] = min(line[-1], before[column - 2] + 1)
        before, last = last, line
    return last[-1]
