"""Axes: round ticks in the reader's habit, names as text, bars told apart without colour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.axes import (
    LONGEST_NAME,
    hatched,
    money_axis,
    name_axis,
    percent_axis,
    round_steps,
)
from pages.components.catalogue import speaking
from pages.components.theme import DARK, LIGHT, Palette


@given(st.floats(min_value=1e-3, max_value=1e12))
def test_steps_cover_the_largest_value_and_are_few(top: float) -> None:
    steps = round_steps(top)
    assert steps[0] == 0.0
    assert steps[-1] >= top * (1 - 1e-6)
    assert 3 <= len(steps) <= 8
    assert steps == sorted(set(steps))


@pytest.mark.parametrize("top", [0.0, -5.0, float("nan")])
def test_nothing_to_show_still_has_an_axis(top: float) -> None:
    assert round_steps(top) == [0.0, 1.0]


def test_amounts_are_written_in_the_readers_habit() -> None:
    with speaking("en"):
        labels = [label.replace("\xa0", " ") for label in money_axis(3e6, "CNY")["ticktext"]]
    assert labels == ["¥0", "¥1.0 M", "¥2.0 M", "¥3.0 M"]
    with speaking("zh"):
        assert "万" in money_axis(3e6, "CNY")["ticktext"][-1]


def test_shares_never_pass_one() -> None:
    assert max(percent_axis(1.4)["tickvals"]) == 1.0
    assert percent_axis(0.04)["tickvals"][-1] == pytest.approx(0.04)


def test_long_names_are_cut_and_markup_is_text() -> None:
    axis = name_axis(["a", 2], ["x" * 40, "<b>&</b>"])
    assert axis["tickvals"] == ["a", "2"]
    assert axis["ticktext"][0] == "x" * (LONGEST_NAME - 1) + "…"
    assert axis["ticktext"][1] == "&lt;b&gt;&amp;&lt;/b&gt;"


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_hatched_bars_are_an_outline_on_the_page(colours: Palette) -> None:
    marker = hatched(colours.unknown, colours)
    assert marker["color"] == colours.surface
    assert marker["pattern"]["shape"] == "/"
    assert marker["line"]["color"] == colours.unknown
