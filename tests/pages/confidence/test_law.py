"""How departures add up: what the two charts draw, and that their titles are true to it."""

from dataclasses import replace

import pandas as pd
import pytest

from pages.components.theme import DARK, LIGHT, Palette
from pages.confidence.findings import bad_year_finding, half_point, resilience_finding
from pages.confidence.law_charts import losses_chart, resilience_chart
from pages.confidence.model import confidence, evidence_line
from tests.pages import cast
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")

PALETTES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def curve() -> pd.DataFrame:
    return cast.resilience().assign(name=["", "Ann", "Bo", "Cy", "Sue"])


def test_proven_inferred_and_unknown_are_told_apart() -> None:
    line = said(confidence(cast.assessment()).answer)
    assert "proven for 88 % of ¥1.2 M of yearly customer revenue" in line
    assert "inferred from the name in the file for 5 %" in line
    assert "not known for 8 %" in line
    assert said(evidence_line(cast.nothing().portfolio)) == (
        "No customer bought anything in the last 12 months."
    )


def test_the_resilience_title_is_true_to_the_curve() -> None:
    words = resilience_finding(cast.assessment())
    assert said(words.title).startswith("After 2 departures, half of the revenue has nobody")
    assert half_point(cast.resilience()) == 2


def test_exactly_half_left_is_not_yet_less_than_half() -> None:
    assert half_point(cast.resilience().assign(share_left=[1.0, 0.5, 0.4, 0.1, 0.0])) == 2


def test_without_losses_the_bad_year_says_so() -> None:
    assert said(bad_year_finding(cast.nothing()).title).startswith("No year in twenty")


def test_a_bad_year_claims_no_accuracy() -> None:
    exact = cast.assessment().losses
    drawn = replace(
        exact,
        method="simulated",
        scenarios=12_000,
        standard_errors={"var_95": exact.var_95 * 0.012},
    )
    words = bad_year_finding(cast.assessment(losses=drawn))
    assert not any(word in said(words.subtitle) for word in ("simulated", "accurate", "±"))


@PALETTES
def test_the_resilience_curve_falls_in_steps_and_marks_half(colours: Palette) -> None:
    drawing = resilience_chart(curve(), colours)
    line, mark = drawing.data
    assert line.line.shape == "hv"
    assert list(line.y) == [1.0, 0.6, 0.3, 0.1, 0.0]
    assert (mark.x[0], mark.y[0]) == (2, 0.3)
    assert mark.marker.color == colours.risk
    assert drawing.layout.annotations[0].text == "2 departures: half has nobody"


def test_the_resilience_axis_has_whole_departures_only() -> None:
    ticks = resilience_chart(curve(), LIGHT).layout.xaxis.tickvals
    assert all(float(tick).is_integer() for tick in ticks)


def test_a_curve_that_never_reaches_half_has_no_mark() -> None:
    drawing = resilience_chart(curve().head(2), LIGHT)
    assert len(drawing.data) == 1


def test_bad_years_are_filled_and_both_lines_named() -> None:
    bins = pd.DataFrame(
        {
            "loss_from": [0.0, 100.0, 200.0],
            "loss_to": [100.0, 200.0, 300.0],
            "probability": [0.6, 0.35, 0.05],
        }
    )
    drawing = losses_chart(bins, LIGHT, "CNY", expected=95.0, bad=200.0)
    assert list(drawing.data[0].marker.color) == [LIGHT.neutral, LIGHT.neutral, LIGHT.risk]
    assert [each.text for each in drawing.layout.annotations] == [
        "on average ¥95",
        "1 in 20: ¥200 or more",
    ]
    assert [each.x0 for each in drawing.layout.shapes] == [95.0, 200.0]
