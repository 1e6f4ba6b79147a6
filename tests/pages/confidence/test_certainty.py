"""How sure the figures are: sentences, frames and charts, on the hand-countable company."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analytics.attrition.backtest import Backtest
from analytics.attrition.model import AttritionModel
from analytics.attrition.stacking import Stacking
from analytics.calibration import Estimate
from analytics.follow.model import FollowCalibration
from analytics.losses.sensitivity import Moved, what_matters
from analytics.losses.stress import JointStress
from analytics.policy import LossRules, Policy
from pages.components.catalogue import speaking
from pages.components.text import tm_text
from pages.components.theme import DARK, LIGHT, Palette
from pages.confidence.assumptions import moves, stress_bars, stress_finding
from pages.confidence.basis_of_estimates import bases
from pages.confidence.certainty import certainty
from pages.confidence.charts import moves_chart, stress_chart
from tests.pages import cast
from tests.pages.cast import THOUSAND
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")

PALETTES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def model(leavers: int) -> AttritionModel:
    fit: Any = None
    return AttritionModel((), (), fit, fit, fit, leavers, float(leavers > 0))


def checked(gain: Estimate) -> Backtest:
    nothing = Estimate(0.1, 0.1, 0.1)
    return Backtest(
        days=(date(2025, 6, 30),),
        people=40,
        leavers=6,
        auc=Estimate(0.75, 0.60, 0.90),
        brier=nothing,
        slope=nothing,
        level=2.0,
        scorecard_auc=nothing,
        scorecard_brier=0.1,
        base_brier=0.1,
        gain=gain,
        stacking=Stacking(),
        stacked_brier=0.1,
        stacked_slope=nothing,
        tenure_brier=None,
    )


def leaving_lines(**changes: Any) -> list[str]:
    company = cast.assessment(attrition=cast.leaving(**changes))
    return [said(line) for line in bases(company)[0].lines]


def test_without_own_model_everybody_has_the_usual_rate_and_why() -> None:
    assert leaving_lines() == [
        "The usual rate for everybody: individual estimates are switched off"
    ]


def test_without_own_departures_the_evidence_is_published_only() -> None:
    lines = leaving_lines(model=model(0))
    assert lines[0] == "Published evidence only: no departure of this company to learn from"
    assert lines[1].startswith("Not yet checked: ")


def test_the_check_on_the_past_is_said_in_plain_words() -> None:
    lines = leaving_lines(model=model(9), check=checked(Estimate(0.0, -0.1, 0.1)))
    assert lines == [
        "Published evidence, and what was learned from 9 departures of this company",
        "Checked on the past: of 40 people 3 were expected to leave within a year, and 6 left",
        "Who left had been given the higher chance in 75 % of comparisons with who stayed "
        "(range 60–90 %, 4 of 5 times); guessing would reach half",
        "Own departures do not make these estimates better than published evidence alone so far; "
        "the difference may be chance",
    ]


@pytest.mark.parametrize(
    ("gain", "verdict"),
    [
        (Estimate(0.2, 0.1, 0.3), "Own departures make these estimates better"),
        (Estimate(-0.2, -0.3, -0.1), "Own departures have made these estimates worse"),
    ],
)
def test_better_and_worse_are_only_said_beyond_chance(gain: Estimate, verdict: str) -> None:
    assert leaving_lines(model=model(9), check=checked(gain))[-1].startswith(verdict)


def test_the_follow_model_says_what_it_was_learned_from() -> None:
    published = bases(cast.assessment())[1].lines
    assert said(published[0]).startswith("Published evidence only")
    learned = cast.assessment(follow=cast.following(cast.departures()))
    lines = [said(line) for line in bases(learned)[1].lines]
    assert lines[0] == "Published evidence, and what became of 4 customers of people who left"
    assert lines[1].startswith("Not yet checked: too few departures")


@pytest.mark.parametrize(
    ("fraction", "customers", "line"),
    [
        (None, 0, "Whether customers who stay buy less is left out (own policy)"),
        (0.0, 0, "Customers who stay are expected to buy as before: no departure to learn from"),
        (0.0, 1, "1 customer of people who left stayed, and bought no less than comparable ones, "
                 "beyond chance"),
        (0.25, 90, "A customer of one person alone who stays is expected to buy 25 % less, learned "
                   "from 90 customers of people who left"),
    ],
)  # fmt: skip
def test_what_is_expected_of_who_stays_says_on_what_it_rests(
    fraction: float | None, customers: int, line: str
) -> None:
    figures = cast.portfolio(shrinking_fraction=fraction, shrinking_learned_from=customers)
    assert said(bases(cast.assessment(portfolio=figures))[1].lines[-1]) == line


@pytest.mark.parametrize(("brier", "verdict"), [(0.1, "come nearer"), (0.3, "do not come nearer")])
def test_the_follow_check_names_both_shares_and_the_verdict(brier: float, verdict: str) -> None:
    check = FollowCalibration(60, 0.22, 0.20, 0.15, brier, 0.2, 1.0, 0.5, 1.5)
    follow = replace(cast.following(cast.departures()), calibration=check)
    lines = [said(line) for line in bases(cast.assessment(follow=follow))[1].lines]
    assert lines[1].endswith(
        "60 customers of later ones: 20 % were expected to stop buying, 22 % did"
    )
    assert verdict in lines[2]


def test_how_departures_depend_on_each_other_follows_the_policy() -> None:
    company = cast.assessment()
    lines = [said(line) for line in bases(company)[2].lines]
    assert lines == [
        "Every possible set of departures is counted; nothing is simulated",
        "Holds that the chances of leaving and following may be wrong, too",
        "A departure makes others in the same team a little more likely",
    ]
    apart = cast.assessment(policy=Policy(losses=LossRules(contagion=0.0)))
    assert said(bases(apart)[2].lines[2]).startswith("Departures are taken as independent")
    common = cast.assessment(policy=Policy(losses=LossRules(contagion=0.0, correlation=0.2)))
    assert said(bases(common)[2].lines[2]).startswith("In some years everybody")


def test_no_accuracy_where_nothing_can_be_lost() -> None:
    drawn = replace(cast.nothing().losses, method="simulated")
    lines = [said(line) for line in bases(cast.assessment(losses=drawn))[2].lines]
    assert not any("Technical remark" in line for line in lines)


def test_draw_of_years_is_a_technical_remark_and_not_below_a_tenth_of_a_per_cent() -> None:
    exact = cast.assessment().losses
    errors = {"var_95": exact.var_95 * 1e-6}
    drawn = replace(exact, method="simulated", scenarios=500, standard_errors=errors)
    lines = [said(line) for line in bases(cast.assessment(losses=drawn))[2].lines]
    assert lines[0].endswith("500 years are simulated; another draw would move it by 0.1 %")


def assumed() -> pd.DataFrame:
    """Only the rate of following moves the loss: 80 to 200 thousand around 120.5."""

    def answers(policy: Policy, _read_again: bool) -> Moved:
        loss = {0.15: 80.0, 0.80: 200.0}.get(policy.follow.base_rate, 120.5)
        alone = {0.1: 0.34, 0.4: 0.55}.get(policy.relationships.meaningful_share, 0.42)
        return Moved(loss * THOUSAND, alone)

    return what_matters(Policy(), answers)


def test_the_widest_assumption_is_the_finding() -> None:
    found = moves(assumed(), 120.5 * THOUSAND, "CNY")
    assert said(found.finding.title) == (
        "“How many customers would follow” matters most: expected loss from ¥80.0 k to ¥200 k"
    )
    assert said(found.finding.subtitle).endswith("the line is today's ¥120 k")


def test_what_is_on_record_with_one_only_has_an_assumption_of_its_own() -> None:
    assert said(moves(assumed(), 120.5 * THOUSAND, "CNY").alone) == (
        "What is on record with one person only depends most on “How much of the closest one's "
        "contact counts as knowing”: from 34 % to 55 % of yearly customer revenue."
    )


def test_settings_are_in_words() -> None:
    rows = moves(assumed(), 120.5 * THOUSAND, "CNY").frame.set_index("key")
    texts = ["low_text", "now_text", "high_text"]
    plain = rows[texts].apply(lambda column: column.str.replace("\xa0", " "))
    assert plain.loc["base_rate"].iloc[0].tolist() == ["15 %", "30 %", "80 %"]
    assert plain.loc["half_life_days"].tolist() == ["45 days", "90 days", "180 days"]
    assert plain.loc["weights"].tolist() == ["all alike", "as in the policy", "twice as much"]
    assert plain.loc["min_strength"].tolist() == ["0.25", "0.5", "1"]


def test_every_column_of_the_file_is_there() -> None:
    found = moves(assumed(), 120.5 * THOUSAND, "CNY")
    assert {column.name for column in found.columns} <= set(found.frame.columns)


def test_where_no_assumption_moves_anything_it_says_so() -> None:
    still = what_matters(Policy(), lambda _policy, _read_again: Moved(0.0, 0.0))
    found = moves(still, 0.0, "CNY")
    assert said(found.finding.title) == "No assumption moves the expected loss"
    assert found.alone is None


@PALETTES
def test_ranges_begin_at_the_smaller_loss_and_end_at_the_larger(colours: Palette) -> None:
    found = moves(assumed(), 120.5 * THOUSAND, "CNY")
    drawing = moves_chart(found.frame, colours, "CNY", found.today)
    (bars,) = drawing.data
    assert (bars.base[0], bars.x[0]) == (80 * THOUSAND, 120 * THOUSAND)
    assert bars.marker.color == colours.neutral
    assert drawing.layout.annotations[0].text == "How many customers would follow"
    assert {shape.x0 for shape in drawing.layout.shapes} == {120.5 * THOUSAND}


def test_each_setting_stands_at_its_own_end() -> None:
    falling = assumed().head(1).assign(loss_low=200.0 * THOUSAND, loss_high=80.0 * THOUSAND)
    found = moves(falling, 120.5 * THOUSAND, "CNY")
    drawing = moves_chart(found.frame, LIGHT, "CNY", found.today)
    ends = {each.text.replace("\xa0", " "): each for each in drawing.layout.annotations[1:]}
    assert (ends["15 %"].x, ends["15 %"].xanchor) == (200 * THOUSAND, "left")
    assert (ends["80 %"].x, ends["80 %"].xanchor) == (80 * THOUSAND, "right")


def test_both_settings_stand_at_the_far_end_where_today_is_outside_of_the_range() -> None:
    above = assumed().head(1).assign(loss_low=150.0 * THOUSAND, loss_high=200.0 * THOUSAND)
    found = moves(above, 120.5 * THOUSAND, "CNY")
    drawing = moves_chart(found.frame, LIGHT, "CNY", found.today)
    (label,) = drawing.layout.annotations[1:]
    assert label.text.replace("\xa0", " ") == "15 % – 80 %"
    assert (label.x, label.xanchor) == (200 * THOUSAND, "left")
    below = assumed().head(1).assign(loss_low=80.0 * THOUSAND, loss_high=60.0 * THOUSAND)
    found = moves(below, 120.5 * THOUSAND, "CNY")
    (label,) = moves_chart(found.frame, LIGHT, "CNY", found.today).layout.annotations[1:]
    assert (label.x, label.xanchor) == (60 * THOUSAND, "right")


def test_the_stress_says_what_instead_of_what() -> None:
    words = stress_finding(cast.stress(), "CNY")
    assert said(words.title) == (
        "If people left more often where customers can follow easily: ¥210 k instead of ¥120 k"
    )
    # 210 − 150 − 160 + 120.5
    assert "¥20.5 k of it only because both come together" in said(words.subtitle)


@PALETTES
def test_the_stress_has_a_bar_for_each_part(colours: Palette) -> None:
    bars = stress_bars(JointStress(100.0, 150.0, 160.0, 230.0))
    drawing = stress_chart(bars, colours, "CNY")
    assert list(drawing.data[0].x) == [100, 150, 160, 230]
    assert drawing.data[0].marker.color[-1] == colours.brand
    assert len(drawing.layout.annotations) == 4


def test_one_person_without_departures_still_has_this_part() -> None:
    alone = cast.assessment(reps=cast.reps().head(1), departures=cast.nobody_left())
    assert len(certainty(alone).bases) == 3


def test_all_sentences_are_there_in_chinese() -> None:
    with speaking("zh"):
        shown = certainty(cast.assessment(attrition=cast.leaving(model=model(9))))
        texts = [tm_text(line) for basis in shown.bases for line in (basis.title, *basis.lines)]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in texts)
