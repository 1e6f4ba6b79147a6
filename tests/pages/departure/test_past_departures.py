"""What happened when people left: sentences, rows, the customers left behind, and the chart."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.follow.model import FollowCalibration
from pages.components.theme import DARK, LIGHT, Palette
from pages.departure import charts
from pages.departure.left_customers import left_customers
from pages.departure.past_departures import DepartureRecords, past_departures
from tests.pages import cast
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")


def past(**changes: Any) -> DepartureRecords:
    return past_departures(cast.assessment(**changes))


def changed(**values: Any) -> Any:
    """The departures of the cast with other figures in summary and pooled."""
    found = cast.departures()
    return replace(
        found, summary=found.summary.assign(**values), pooled=found.pooled.assign(**values)
    )


def test_the_average_is_a_sentence_with_its_range() -> None:
    assert [said(each) for each in past().sentences] == [
        "On average the customers of leavers bought 40 % less than comparable customers "
        "(55 % less to 20 % less).",
        "1 person has left; for 1 of them the year after can be compared.",
        "33 % of those who used to buy stopped; of comparable customers, 4 % did.",
        "It goes both ways: 1 of 3 customers bought more than comparable ones after the handover.",
    ]


def test_a_range_around_zero_is_said_to_be_chance() -> None:
    first = said(past(departures=changed(effect=-0.13, effect_high=0.01)).sentences[0])
    assert first.endswith("(55 % less to 1 % more), which can still be chance.")


def test_more_than_comparable_customers_is_said_as_more() -> None:
    found = past(departures=changed(effect=0.05, effect_low=0.02, effect_high=0.09))
    assert "bought 5 % more than" in said(found.sentences[0])
    assert said(found.finding).startswith("After 0 of 1 departure")


def test_nobody_left_is_empty_and_the_chance_to_follow_an_assumption() -> None:
    found = past(departures=cast.nobody_left())
    assert found.rows.empty
    assert found.effects.empty
    assert found.sentences == ()
    assert said(found.learned[0]).endswith(
        "published assumption, 30 % for a customer held by one person alone."
    )


def test_a_year_that_is_not_over_is_said_and_not_guessed() -> None:
    unknown = dict.fromkeys(
        ("revenue_before", "effect", "effect_low", "effect_high", "walked_share"), np.nan
    )
    found = past(departures=changed(left_on=pd.Timestamp("2026-01-31"), **unknown))
    assert found.rows["range_words"].tolist() == ["the year after ends on 31 Jan 2027"]
    assert found.effects.empty
    assert [said(each) for each in found.sentences[:2]] == [
        "What departures change on average cannot be said: it takes 3 of them whose customers can "
        "be compared before and after.",
        "1 person has left; for 0 of them the year after can be compared.",
    ]


def test_departures_without_comparison_say_why() -> None:
    gone = changed(effect=np.nan, effect_low=np.nan, effect_high=np.nan)
    assert past(departures=gone).rows["range_words"].tolist() == [
        "no bookings before, or nobody to compare with"
    ]


NO_EFFECT = dict.fromkeys(
    ("effect", "effect_low", "effect_high", "raised", "comparable_walked_share"), np.nan
)


@pytest.mark.parametrize(
    ("withheld", "reason"),
    [
        ("before", "already 23 % less before"),
        ("common", "customers of leavers already bought otherwise before"),
        ("few", "too few customers to compare before and after"),
    ],
)
def test_a_withheld_effect_is_no_number_but_its_reason(withheld: str, reason: str) -> None:
    gone = changed(withheld=withheld, placebo=-0.23, **NO_EFFECT)
    found = past(departures=gone)
    assert found.effects.empty
    assert [each.replace("\xa0", " ") for each in found.rows["range_words"]] == [reason]
    left = left_customers(cast.assessment(departures=gone), "gil")
    assert left is not None
    assert left.change is None
    assert said(left.sentences[-1]) == f"What the departure changed cannot be said: {reason}."


@pytest.mark.parametrize(("placebo", "more"), [(-0.23, "23 % less"), (0.1, "10 % more")])
def test_where_the_placebo_fails_no_sentence_compares_customers(placebo: float, more: str) -> None:
    gone = changed(withheld="before", placebo=placebo, **NO_EFFECT)
    assert [said(each) for each in past(departures=gone).sentences] == [
        "What departures change cannot be said: already before them, customers bought "
        f"{more} than comparable ones.",
        "1 person has left; for 0 of them the year after can be compared.",
    ]
    left = left_customers(cast.assessment(departures=gone), "gil")
    assert left is not None
    assert left.rows.set_index("customer_id")["outcome_words"].to_dict() == {
        "lamb": "stopped buying",
        "mill": "bought more than in the year before",
        "fort": "bought no more than before",
    }


def test_departures_are_shown_without_an_average_that_is_withheld() -> None:
    early = cast.departures()
    both = pd.concat([early.summary, early.summary.assign(rep_id="dee")], ignore_index=True)
    pooled = early.pooled.assign(withheld="few", **dict.fromkeys(["effect"], np.nan))
    found = past(departures=replace(early, summary=both, pooled=pooled))
    assert found.effects["rep_id"].tolist() == ["dee", "gil"]


def test_every_column_is_in_the_rows_and_the_newest_departure_is_first() -> None:
    early = cast.departures()
    later = early.summary.assign(rep_id="dee", left_on=pd.Timestamp("2026-05-15"))
    both = replace(early, summary=pd.concat([early.summary, later], ignore_index=True))
    found = past(departures=both)
    assert found.rows["name"].tolist() == ["Dee", "gil"]
    assert {column.name for column in found.columns} <= set(found.rows.columns)
    assert found.effects["name"].tolist() == ["all together", "Dee", "gil"]


def test_what_was_learned_is_said_with_its_check() -> None:
    model = replace(
        cast.following(),
        outcomes=117,
        leavers=3,
        calibration=FollowCalibration(60, 0.2, 0.25, 0.3, 0.1, 0.12, 1.0, 0.5, 1.5),
    )
    learned = [said(each) for each in past(follow=model).learned]
    assert learned[0].startswith(
        "The chance to follow is learned from the 117 customers who had bought in the year before "
        "one of 3 leavers left: "
    )
    assert learned[1] == (
        "Checked on the later departures: 25 % were predicted to stop buying, 20 % did; own "
        "history predicts better than the assumption."
    )
    unchecked = past(follow=replace(model, calibration=None)).learned[1]
    assert "too few departures" in said(unchecked)


def test_own_history_that_does_not_predict_better_is_admitted() -> None:
    worse = FollowCalibration(60, 0.2, 0.25, 0.3, 0.13, 0.12, 1.0, 0.5, 1.5)
    model = replace(cast.following(), outcomes=117, leavers=3, calibration=worse)
    assert "does not predict better" in said(past(follow=model).learned[1])


def test_the_customers_left_behind_are_those_the_leaver_knew() -> None:
    found = left_customers(cast.assessment(), "gil")
    assert found is not None
    rows = found.rows.set_index("customer_id")
    assert rows.index.tolist() == ["lamb", "mill", "fort"]
    assert rows["outcome_words"].to_dict() == {
        "lamb": "stopped buying",
        "mill": "bought more than comparable ones",
        "fort": "bought less than comparable ones",
    }
    assert rows.loc["mill", "successor"] == "Bo"
    assert pd.isna(rows.loc["lamb", "successor"])
    assert {column.name for column in found.columns} <= set(found.rows.columns)
    assert [said(each) for each in found.sentences] == [
        "Left behind: 3 customers; went to: a competitor.",
        "They bought 40 % less than comparable customers (55 % less to 20 % less), after ¥190 k "
        "in the year before.",
    ]


def test_what_is_not_over_is_not_known_yet() -> None:
    open_year = cast.departures()
    customers = open_year.customers.assign(
        revenue_after=np.nan, expected_after=np.nan, walked=pd.array([None] * 4, "boolean")
    )
    summary = open_year.summary.assign(effect=np.nan, effect_low=np.nan, effect_high=np.nan)
    summary["left_on"] = pd.Timestamp(date(2026, 1, 31))
    gone = replace(open_year, customers=customers, summary=summary)
    found = left_customers(cast.assessment(departures=gone), "gil")
    assert found is not None
    assert set(found.rows["outcome_words"]) == {"not known yet"}
    assert said(found.sentences[1]) == (
        "What they bought afterwards is not known: the year after ends on 31 Jan 2027."
    )


def test_who_is_still_here_has_left_nobody_behind() -> None:
    assert left_customers(cast.assessment(), "ann") is None


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_chart_holds_zero_and_every_range(colours: Palette) -> None:
    drawing = charts.effects_chart(past().effects, colours)
    first, last = drawing.layout.xaxis.range
    assert first <= -0.55
    assert last == 0.0
    assert list(drawing.layout.xaxis.ticktext)[-1] == "0\xa0%"
    (dots,) = drawing.data
    assert dots.error_x.array[0] == pytest.approx(-0.20 - (105 / 174 - 1))


def test_all_together_is_told_apart_by_its_shape() -> None:
    rows = past().effects
    both = pd.concat([rows.assign(rep_id="", name="all together"), rows], ignore_index=True)
    (dots,) = charts.effects_chart(both, LIGHT).data
    assert list(dots.marker.symbol) == ["circle", "diamond"]
