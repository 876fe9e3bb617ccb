"""Several tests at once, against values worked out by hand and those of R's p.adjust."""

import pytest

from app.statistics.several import holm


@pytest.mark.parametrize(("values", "corrected"), [
    # p.adjust(p, "holm") in R.
    ([0.01, 0.02, 0.03, 0.04], [0.04, 0.06, 0.06, 0.06]),
    ([0.04, 0.01, 0.005], [0.04, 0.02, 0.015]),
    ([0.6, 0.5], [1.0, 1.0]),
    ([0.03], [0.03]),
    ([], []),
])
def test_it_corrects_as_holm_does(values, corrected):
    assert holm(values) == pytest.approx(corrected)
