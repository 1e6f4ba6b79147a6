"""Measures of concentration against published and closed-form values.

Identifiers in the parameters are those of the project's table of reference checks; the source of
each value is named with it.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from analytics.concentration.inequality import effective_number, gini, hhi, top_shares

amounts = st.lists(st.floats(0, 1e6), min_size=1, max_size=30).filter(lambda x: sum(x) > 1e-3)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        # hhi-01: US DOJ, Herfindahl-Hirschman index page, 2,600 points
        ([30, 30, 20, 20], 0.26),
        # hhi-02, hhi-03, hhi-04: industrialorganization.blogspot.com, worked merger example
        ([25, 20, 15, 10, 8, 7, 6, 5, 4], 0.154),
        ([25, 20, 15, 10, 9, 8, 7, 6], 0.158),
        ([45, 15, 10, 8, 7, 6, 5, 4], 0.254),
        # hhi-06: a rep without revenue changes nothing
        ([30, 30, 20, 20, 0], 0.26),
    ],
)
def test_hhi_of_published_markets(shares, expected):
    assert hhi(shares) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        # eff-01: Laakso & Taagepera 1979, Hill 1973 (N2)
        ([30, 30, 20, 20], 1 / 0.26),
        # eff-02, eff-03, hill-2: Hill 1973
        ([0.7, 0.2, 0.1], 1 / 0.54),
        ([1.0], 1.0),
        ([0.5, 0.3, 0.2], 2.6315789473684212),
        # kish: (Σw)²/Σw², Kish 1965
        ([4, 3, 2, 1], 3.3333333333333335),
        # part-05: ten points of contact against two
        ([10, 2], 1.3846153846153844),
    ],
)
def test_effective_number_of_published_shares(shares, expected):
    assert effective_number(shares) == pytest.approx(expected, abs=1e-9)


def test_participation_coefficient_is_what_hhi_leaves_of_one():
    # part-01: Guimerà & Amaral 2005, 1 − Σp²
    assert 1 - hhi([0.7, 0.2, 0.1]) == pytest.approx(0.46, abs=1e-12)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # gini-01 to gini-05: mean absolute difference, Σ|xi − xj| / (2 n² mean)
        ([1, 2, 3, 4, 5], 0.26666666666666666),
        ([0, 0, 0, 1], 0.75),
        ([7, 7, 7, 7], 0.0),
        ([1, 2, 3, 4], 0.25),
        ([2, 8], 0.3),
    ],
)
def test_gini_of_small_populations(values, expected):
    assert gini(values) == pytest.approx(expected, abs=1e-12)


def test_gini_of_known_distributions():
    # gini-08: exponential, closed form 1/2; gini-09: lognormal, closed form erf(σ/2)
    middle = (np.arange(1, 20_001) - 0.5) / 20_000
    assert gini(-np.log1p(-middle)) == pytest.approx(0.5, abs=2e-4)
    assert gini(np.exp(norm.ppf(middle))) == pytest.approx(0.5204998778130465, abs=1e-3)


def test_top_shares_add_up_from_the_largest():
    # topn-01
    assert top_shares([50, 30, 15, 5], [1, 2, 3]) == pytest.approx((0.5, 0.8, 0.95), abs=1e-12)
    assert top_shares([5, 50, 15, 30], [10]) == pytest.approx((1.0,))


@pytest.mark.parametrize("measure", [hhi, gini, effective_number])
def test_negative_amounts_are_refused(measure):
    # gini-10: −5, 2, 3, 4 would give a Gini of 1.75
    with pytest.raises(ValueError, match="negative amounts mean nothing"):
        measure([-5, 2, 3, 4])


@pytest.mark.parametrize("values", [[], [0.0], [0.0, 0.0]])
def test_nothing_to_share_is_not_a_number(values):
    assert math.isnan(hhi(values))
    assert math.isnan(gini(values))
    assert math.isnan(effective_number(values))
    assert all(math.isnan(share) for share in top_shares(values, [1, 3]))


@given(amounts)
def test_gini_equals_the_mean_absolute_difference(values):
    n, mean = len(values), sum(values) / len(values)
    slow = sum(abs(a - b) for a in values for b in values) / (2 * n * n * mean)
    assert gini(values) == pytest.approx(slow, abs=1e-9)


@given(amounts, st.floats(0.01, 100))
def test_order_and_unit_change_no_measure(values, factor):
    other = [factor * value for value in reversed(values)]
    assert hhi(other) == pytest.approx(hhi(values), rel=1e-9)
    assert gini(other) == pytest.approx(gini(values), abs=1e-9)
    assert top_shares(other, [1, 2]) == pytest.approx(top_shares(values, [1, 2]), rel=1e-9)


@given(amounts)
def test_effective_number_lies_between_one_and_all(values):
    assert 1 - 1e-9 <= effective_number(values) <= len(values) + 1e-9
