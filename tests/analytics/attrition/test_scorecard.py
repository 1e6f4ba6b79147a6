"""Weights against the published conversions (identifiers: the project's reference checks)."""

import numpy as np
import pytest
from scipy.special import expit, logit

from analytics.attrition.scorecard import INDICATORS, logit_weight, odds_step, solve_intercept


@pytest.mark.parametrize(
    ("r", "expected"),
    [
        # r2or-02 and eff-tenure: r = -0.20, Rubenstein 2018; LDA identity, checked by fitting a
        # logistic regression to the exact normal mixture
        (-0.20, -0.5208333333333334),
        # eff-performance (without outlier), eff-pay, eff-promotional_chances, eff-stress …
        (-0.21, -0.5492206297729888),
        (-0.17, -0.4376480280094738),
        (-0.12, -0.3043831168831168),
        (-0.24, -0.6366723259762308),
        (0.25, 0.6666666666666666),
        (0.23, 0.6071164607749973),
        (0.40, 1.1904761904761902),
        (0.21, 0.5492206297729888),
        (-0.14, -0.3569971440228478),
    ],
)
def test_weight_of_a_published_correlation(r, expected):
    assert logit_weight(r) == pytest.approx(expected, abs=1e-9)


def test_half_and_half_conversion_would_overstate_a_weight_by_42_per_cent():
    # r2or-01: d = 2r/√(1−r²), ln OR = dπ/√3 (Borenstein 2009) assumes a factor cut in two
    d = 2 * -0.2 / np.sqrt(1 - 0.04)
    assert d * np.pi / np.sqrt(3) / logit_weight(-0.2) == pytest.approx(1.4217, abs=1e-4)


def test_weight_is_the_slope_of_a_logistic_regression_on_the_mixture():
    # Two normal groups of 20 % and 80 %, within-group sd 1, apart by d: the logit slope is d;
    # the total sd is √(1 + b(1−b)d²), so per total sd the slope is d·√(1 + b(1−b)d²).
    b, r = 0.2, -0.2
    d = r / np.sqrt(b * (1 - b) * (1 - r * r))
    assert logit_weight(r) == pytest.approx(d * np.sqrt(1 + b * (1 - b) * d * d), abs=1e-12)


def test_intercept_makes_the_mean_the_base_rate():
    # int-01: root of mean sigmoid(a + x) = 0.2
    scores = np.array([-1.0, 0.0, 1.0, 2.0])
    intercept = solve_intercept(scores, 0.2)
    assert intercept == pytest.approx(-2.237473903157418, abs=1e-8)
    assert intercept != pytest.approx(logit(0.2) - scores.mean(), abs=0.05)


def test_intercept_of_extreme_scores_is_found():
    scores = np.array([-40.0, 0.0, 55.0])
    for target in (0.001, 0.5, 0.999):
        solved = expit(solve_intercept(scores, target) + scores).mean()
        assert solved == pytest.approx(target, abs=1e-9)


def test_log_odds_step_from_the_base_rate():
    # logit-01: base 0.2 and ln OR 0.5 give 0.291875
    assert odds_step(0.2, 0.2918751327405783) == pytest.approx(0.5, abs=1e-12)


def test_every_weight_states_source_status_and_sign():
    more_leaving = {
        "since_promotion",
        "manager_change",
        "team_leavers",
        "handovers_away",
        "recent_exports",
    }
    for code, indicator in INDICATORS.items():
        assert indicator.code == code
        assert indicator.source
        assert str(indicator.name)
        assert (indicator.weight > 0) == (code in more_leaving)
        assert abs(indicator.weight) < 0.5


@pytest.mark.parametrize(
    ("code", "odds"),
    [
        # r / (0.4 · (1 − r²)) · factor, one standard deviation (or event) towards leaving
        ("activity_trend", 1.1391),  # 0.5208 · 0.25
        ("activity_level", 1.2000),  # 0.5208 · 0.35
        ("breadth_trend", 1.0535),  # 0.5208 · 0.10
        ("quota_attainment", 1.2457),  # 0.5492 · 0.4
        ("quota_trend", 1.0787),  # 0.2525 · 0.3
        ("pay_vs_peers", 1.3585),  # 0.4376 · 0.7
        ("commission_vs_peers", 1.1655),  # 0.4376 · 0.35
        ("since_promotion", 1.2375),  # 0.3044 · 0.7
        ("tenure", 1.2316),  # 0.5208 · 0.4
        ("manager_change", 1.4395),  # 0.6071 · 0.6
        ("team_leavers", 1.1164),  # 0.2182 / 0.7818 over 0.2 / 0.8
        ("handovers_away", 1.0518),  # 0.2525 · 0.2
        ("long_term_plan", 1.3045),  # 0.7595 · 0.35
        ("login_trend", 1.0924),  # 0.2525 · 0.35
        ("recent_exports", 1.0924),  # 0.2525 · 0.35
    ],
)
def test_one_step_towards_leaving_multiplies_the_odds_as_the_source_says(code, odds):
    assert np.exp(abs(INDICATORS[code].weight)) == pytest.approx(odds, abs=1e-4)


def test_proxies_weigh_less_than_the_published_effect():
    published = {
        "quota_attainment": -0.21,
        "pay_vs_peers": -0.17,
        "since_promotion": 0.12,
        "tenure": -0.20,
        "long_term_plan": -0.28,
    }
    for code, r in published.items():
        assert INDICATORS[code].weight / logit_weight(r) <= 0.7


def test_table_cannot_be_changed():
    with pytest.raises(TypeError):
        INDICATORS["age"] = INDICATORS["tenure"]  # type: ignore[index]


def test_nothing_forbidden_is_an_indicator():
    forbidden = ("age", "sex", "gender", "origin", "health", "family", "religion", "union")
    for code in INDICATORS:
        assert not set(code.split("_")) & set(forbidden)
