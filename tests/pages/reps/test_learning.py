"""What the estimates were learned from, and the honest check."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analytics.attrition.backtest import Backtest
from analytics.attrition.discrete_hazard import DiscreteHazard
from analytics.attrition.model import AttritionModel
from analytics.attrition.stacking import Stacking
from analytics.calibration import Estimate
from analytics.messages import Message, message
from analytics.mode import UNSETTLED
from pages.confidence.basis_of_estimates import bases
from pages.customers.following import follow_learned
from pages.reps.learning import Learning, learning
from tests.pages import cast
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")

CHECK = Backtest(
    days=(date(2025, 6, 30),),
    people=34,
    leavers=6,
    auc=Estimate(0.756, 0.599, 1.08),
    brier=Estimate(0.144, 0.078, 0.21),
    slope=Estimate(1.2, -0.1, 2.5),
    level=1.5,
    scorecard_auc=Estimate(0.7, 0.5, 0.9),
    scorecard_brier=0.15,
    base_brier=0.16,
    gain=Estimate(0.006, -0.001, 0.013),
    stacking=Stacking(),
    stacked_brier=0.144,
    stacked_slope=Estimate(1.2, -0.1, 2.5),
    tenure_brier=0.155,
)


def model(leavers: int) -> AttritionModel:
    fit = DiscreteHazard(np.zeros(1), np.zeros(0), np.eye(1), 0.0)
    return AttritionModel((), (), fit, fit, fit, leavers, float(leavers > 0))


def found(check: Backtest | Message = CHECK, leavers: int | None = 9) -> Learning:
    learned = None if leavers is None else model(leavers)
    return learning(cast.assessment(attrition=cast.leaving(check=check, model=learned)))


@pytest.mark.parametrize(
    ("leavers", "sentence"),
    [
        (9, "Learned from 9 departures of this company, starting from published evidence."),
        (1, "Learned from 1 departure of this company, starting from published evidence."),
        (0, "Published evidence only: nobody is on record as having left."),
        (None, "No personal estimates are made: everybody has the usual rate."),
    ],
)
def test_it_is_said_from_what_was_learned(leavers: int | None, sentence: str) -> None:
    assert said(found(leavers=leavers).learned) == sentence


def test_the_check_is_told_in_cases_of_a_hundred() -> None:
    assert [said(each) for each in found().check] == [
        "Estimates made a year before, for 34 people of whom 6 left: of two people, the one who "
        "left had the higher estimate in 76 of 100 cases (60–100); 50 would be chance.",
        "4 departures were predicted, 6 happened.",
        "Own history does not predict better than published evidence yet.",
    ]


@pytest.mark.parametrize(
    ("mixed", "parts"),
    [
        (Stacking(0.5, 0.2, 0.3), "30 % is the same for everybody and 20 % rests on time with the"),
        (Stacking(0.6, 0.4, 0.0), "40 % rests on time with the company alone"),
        (Stacking(0.25, 0.0, 0.75), "75 % is the same for everybody"),
        (Stacking(0.998, 0.0, 0.002), None),
    ],
)
def test_what_is_no_longer_the_models_is_said(mixed: Stacking, parts: str | None) -> None:
    assessed = cast.assessment(
        attrition=cast.leaving(check=replace(CHECK, stacking=mixed), model=model(9))
    )
    learned, based = learning(assessed).check[3:], bases(assessed)[0].lines
    assert [said(each) for each in learned] == [
        f"{said(each)}." for each in based if "something simpler" in said(each)
    ]
    assert [parts in said(each) for each in learned] == ([] if parts is None else [True])


def test_own_history_that_predicts_better_may_say_so() -> None:
    better = replace(CHECK, gain=Estimate(0.006, 0.001, 0.011))
    assert said(found(better).check[-1]) == (
        "Own history predicts better than published evidence alone."
    )


def test_without_a_check_its_reason_is_told() -> None:
    nothing = found(message("individual estimates are switched off"))
    assert [said(each) for each in nothing.check] == [
        "Not checked against the past: individual estimates are switched off."
    ]
    assert nothing.measures.empty


def test_measures_stand_beside_those_of_simpler_ways() -> None:
    rows = found().measures
    assert rows["model"].tolist() == [
        "0.76 (0.60 to 1.00)",
        "0.144 (0.078 to 0.210)",
        "1.20 (−0.10 to 2.50)",
    ]
    assert rows["published"].tolist() == ["0.70 (0.50 to 0.90)", "0.150", "–"]
    assert rows["base"].tolist() == ["0.50", "0.160", "–"]
    assert {column.name for column in found().columns} <= set(rows.columns)


def test_a_fit_that_did_not_settle_is_not_called_a_lack_of_departures() -> None:
    prior = replace(model(0), unsettled=UNSETTLED)
    learned = learning(cast.assessment(attrition=cast.leaving(model=prior)))
    assert said(learned.learned).startswith("Published evidence only: what own departures teach")


def test_customers_are_told_when_the_follow_model_did_not_settle() -> None:
    unsettled = replace(cast.following(), unsettled=UNSETTLED)
    assert follow_learned(unsettled) == UNSETTLED
    assert UNSETTLED in cast.assessment(follow=unsettled).unavailable
    sentences = [line for basis in bases(cast.assessment(follow=unsettled)) for line in basis.lines]
    assert UNSETTLED in sentences
