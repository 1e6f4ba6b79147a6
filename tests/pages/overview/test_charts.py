"""The overview's charts: what is drawn, in which colours, and that nothing rests on colour."""

from collections.abc import Iterator

import pandas as pd
import pytest

from pages.components.catalogue import speaking
from pages.components.theme import DARK, LIGHT, Palette
from pages.overview import charts, findings
from pages.overview.names import NAMED
from tests.pages import cast

PALETTES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def holders() -> pd.DataFrame:
    return findings.holders(cast.assessment())


def leavers() -> pd.DataFrame:
    return findings.leavers(cast.assessment())


def curve() -> pd.DataFrame:
    return cast.resilience().assign(name=["", "Ann", "Bo", "Cy", "Sue"])


@PALETTES
def test_bars_add_up_to_the_total_of_each_person(colours: Palette) -> None:
    drawing = charts.holders_chart(holders(), colours, "CNY", 1_200_000)
    bars = [trace for trace in drawing.data if trace.type == "bar"]
    assert [bar.name for bar in bars] == [
        "on record with this person only",
        "only this name on file",
        "others know them too",
        "nobody in touch",
    ]
    total = sum(pd.Series(bar.x, index=bar.y) for bar in bars)
    assert total.to_dict() == {"ann": 610_000, "bo": 300_000, "cy": 200_000}


@PALETTES
def test_kinds_of_bars_differ_by_pattern_and_take_the_theme(colours: Palette) -> None:
    drawing = charts.holders_chart(holders(), colours, "CNY", 1_200_000)
    alone, inferred, shared, untended = drawing.data[:4]
    assert alone.marker.color == colours.risk
    patterns = [trace.marker.pattern.shape for trace in (inferred, shared, untended)]
    assert len(set(patterns)) == 3
    assert drawing.layout.font.color == colours.ink


def test_kinds_that_do_not_occur_are_not_in_the_legend() -> None:
    table = holders().query("rep_id == 'bo'")
    drawing = charts.holders_chart(table, LIGHT, "CNY", 1_200_000)
    assert [trace.name for trace in drawing.data if trace.type == "bar"] == [
        "on record with this person only"
    ]


def test_bars_are_labelled_with_their_share_of_all_revenue() -> None:
    drawing = charts.holders_chart(holders(), LIGHT, "CNY", 1_200_000)
    assert [text.strip("\u2002").replace("\xa0", " ") for text in drawing.data[-1].text] == [
        "51 %",
        "25 %",
        "17 %",
    ]


def test_two_people_of_one_name_keep_their_own_bars() -> None:
    table = holders().assign(name="Li Wei")
    drawing = charts.holders_chart(table, LIGHT, "CNY", 1_200_000)
    assert len(set(drawing.data[0].y)) == 3
    assert list(drawing.layout.yaxis.ticktext) == ["Li Wei"] * 3


def test_names_never_become_markup_in_a_chart() -> None:
    table = holders().assign(name="<b>x</b> & <a href='https://tracker.example'>y</a>")
    drawing = charts.holders_chart(table, LIGHT, "CNY", 1_200_000)
    assert "<b>" not in drawing.to_json()
    assert "<a " not in drawing.to_json()


def test_points_are_coloured_by_the_chance_of_leaving() -> None:
    drawing = charts.leavers_chart(leavers(), LIGHT, "CNY")
    points = next(trace for trace in drawing.data if trace.mode == "markers")
    assert list(points.x) == [0.4, 0.1, 0.1]
    assert list(points.marker.color) == [LIGHT.risk_colour(each) for each in points.x]


def test_lines_join_points_of_equal_expected_loss() -> None:
    drawing = charts.leavers_chart(leavers(), LIGHT, "CNY")
    lines = [trace for trace in drawing.data if trace.line.dash == "dot"]
    assert len(lines) == 2
    for line in lines:
        losses = [x * y for x, y in zip(line.x, line.y, strict=True)]
        assert max(losses) == pytest.approx(min(losses))


def test_ranges_of_the_named_are_thin_lines_at_their_height() -> None:
    drawing = charts.leavers_chart(leavers(), LIGHT, "CNY")
    lines = [trace for trace in drawing.data if trace.mode == "lines" and trace.line.dash is None]
    assert [(*line.x, *line.y) for line in lines] == [
        pytest.approx((0.2, 0.6, 90_000, 90_000)),
        pytest.approx((0.05, 0.15, 160_000, 160_000)),
        pytest.approx((0.05, 0.15, 5_000, 5_000)),
    ]
    assert drawing.layout.xaxis.range[1] >= 0.6


def test_without_ranges_there_are_no_lines_and_the_axis_ends_with_the_points() -> None:
    table = leavers().assign(attrition_low=float("nan"), attrition_high=float("nan"))
    drawing = charts.leavers_chart(table, LIGHT, "CNY")
    assert [trace.line.dash for trace in drawing.data if trace.mode == "lines"] == ["dot", "dot"]
    assert drawing.layout.xaxis.range[1] == pytest.approx(0.5)


def test_only_a_few_people_are_named() -> None:
    many = pd.concat([leavers()] * 10, ignore_index=True)
    many = many.assign(
        attrition_probability=[0.01 * place for place in range(1, 31)],
        departure_loss=[1000.0 * (place % 7 + 1) for place in range(30)],
    )
    drawing = charts.leavers_chart(many, LIGHT, "CNY")
    named = [each.text for each in drawing.layout.annotations if "¥" not in each.text]
    assert 1 <= len(named) <= NAMED


def test_a_name_is_left_out_rather_than_cover_many_points() -> None:
    crowd = pd.concat([leavers().head(1)] * 60, ignore_index=True).assign(
        name=[f"Person {place}" for place in range(60)],
        attrition_probability=[0.1 + 0.005 * (place % 10) for place in range(60)],
        departure_loss=[50_000.0 + 1500 * (place // 10) for place in range(60)],
        attrition_low=float("nan"),
        attrition_high=float("nan"),
    )
    middle = crowd.iloc[[25, *range(25), *range(26, 60)]].reset_index(drop=True)
    drawing = charts.leavers_chart(middle, LIGHT, "CNY")
    assert "Person 25" not in [each.text for each in drawing.layout.annotations]


def test_names_that_would_cover_each_other_are_left_out() -> None:
    same = pd.concat([leavers().head(1)] * 8, ignore_index=True)
    drawing = charts.leavers_chart(same, LIGHT, "CNY")
    named = [each for each in drawing.layout.annotations if "¥" not in each.text]
    places = {(each.xanchor, each.yanchor, each.xshift, each.yshift) for each in named}
    assert len(places) == len(named)


@PALETTES
def test_the_resilience_curve_falls_in_steps_and_marks_half(colours: Palette) -> None:
    drawing = charts.resilience_chart(curve(), colours)
    line, mark = drawing.data
    assert line.line.shape == "hv"
    assert list(line.y) == [1.0, 0.6, 0.3, 0.1, 0.0]
    assert (mark.x[0], mark.y[0]) == (2, 0.3)
    assert mark.marker.color == colours.risk
    assert drawing.layout.annotations[0].text == "2 departures: half has nobody"


def test_the_resilience_axis_has_whole_departures_only() -> None:
    ticks = charts.resilience_chart(curve(), LIGHT).layout.xaxis.tickvals
    assert all(float(tick).is_integer() for tick in ticks)


def test_a_curve_that_never_reaches_half_has_no_mark() -> None:
    drawing = charts.resilience_chart(curve().head(2), LIGHT)
    assert len(drawing.data) == 1


def test_bad_years_are_filled_and_both_lines_named() -> None:
    bins = pd.DataFrame(
        {
            "loss_from": [0.0, 100.0, 200.0],
            "loss_to": [100.0, 200.0, 300.0],
            "probability": [0.6, 0.35, 0.05],
        }
    )
    drawing = charts.losses_chart(bins, LIGHT, "CNY", expected=95.0, bad=200.0)
    assert list(drawing.data[0].marker.color) == [LIGHT.neutral, LIGHT.neutral, LIGHT.risk]
    assert [each.text for each in drawing.layout.annotations] == [
        "on average ¥95",
        "1 in 20: ¥200 or more",
    ]
    assert [each.x0 for each in drawing.layout.shapes] == [95.0, 200.0]
