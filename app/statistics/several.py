"""Several tests at once: what is still worth calling a difference when many were looked for."""


def holm(values):
    """Each p corrected for how many were looked at together, in the order given; never above 1.

    S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6
    (1979), 65–70: the smallest times their number, the next times one less, and none below one before it.
    """
    corrected, highest = [0.0] * len(values), 0.0
    for place, index in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        highest = max(highest, min(1.0, (len(values) - place) * values[index]))
        corrected[index] = highest
    return corrected
