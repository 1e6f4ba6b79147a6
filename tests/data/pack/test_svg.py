"""Charts as SVG: well-formed whatever the texts, lengths in proportion, gaps left open."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from data.pack.said import SaidChart, SaidFigure, SaidQuarter
from data.pack.svg import ACCENT, INK, chart_svg, quarters_svg

CHART = SaidChart(
    "bars",
    "Revenue",
    ("Ann", "<b>&\"Bo'"),
    ("alone", "with others"),
    ((100.0, 50.0), (0.0, 150.0)),
    (("¥100", "¥50"), ("¥0", "¥150")),
    "#,##0",
)
FIGURE = SaidFigure(
    "Alone",
    "42 %",
    "",
    "of revenue",
    "above our limit of 40 %",
    0.4,
    True,
    (
        SaidQuarter("2026-03", "–", None),
        SaidQuarter("2026-06", "42 %", 0.42),
    ),
    "",
)
FONTS = ("Noto Sans CJK SC", 'Odd"Font')


def elements(svg: str, name: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(svg)  # our own text, no document of others
    return [each for each in root.iter() if each.tag.endswith(f"}}{name}")]


def test_bars_are_as_long_as_their_amounts_and_stand_behind_each_other() -> None:
    bars = elements(chart_svg(CHART, FONTS), "rect")[2:]  # the first two are of the legend
    wide = [float(each.attrib["width"]) for each in bars]
    assert [each.attrib["fill"] for each in bars] == [ACCENT, ACCENT, "#c9d1db"]
    assert wide[0] == pytest.approx(2 * wide[1], abs=0.02)
    assert wide[2] == pytest.approx(3 * wide[1], abs=0.03)
    assert float(bars[2].attrib["x"]) == pytest.approx(
        float(bars[1].attrib["x"]) + wide[1], abs=0.02
    )


def test_all_texts_are_there_as_they_are() -> None:
    said = [each.text for each in elements(chart_svg(CHART, FONTS), "text")]
    assert {"Ann", "<b>&\"Bo'", "alone", "with others", "¥100", "¥50 + ¥150"} <= set(said)


def test_one_series_alone_says_nothing_of_risk() -> None:
    single = replace(CHART, names=("part",), sizes=CHART.sizes[:1], written=CHART.written[:1])
    assert {each.attrib["fill"] for each in elements(chart_svg(single, FONTS), "rect")} == {INK}


def test_a_quarter_that_is_not_comparable_has_no_column() -> None:
    drawn = quarters_svg(FIGURE, FONTS)
    assert [each.attrib["fill"] for each in elements(drawn, "rect")] == [ACCENT]
    assert "–" in [each.text for each in elements(drawn, "text")]
    assert sum("stroke-dasharray" in each.attrib for each in elements(drawn, "line")) == 1


def test_nothing_known_is_drawn_as_nothing() -> None:
    empty = replace(FIGURE, quarters=(), at=None)
    assert elements(quarters_svg(empty, FONTS), "rect") == []
    none = replace(CHART, labels=(), sizes=((), ()), written=((), ()))
    assert len(elements(chart_svg(none, FONTS), "rect")) == 2


def test_columns_write_their_first_and_last_amount() -> None:
    columns = SaidChart(
        "columns",
        "Loss",
        tuple(map(str, range(8))),
        ("loss",),
        (tuple(float(100 - each) for each in range(8)),),
        (tuple(f"¥{100 - each}" for each in range(8)),),
        "#,##0",
    )
    said = [each.text for each in elements(chart_svg(columns, FONTS), "text")]
    assert {"¥100", "¥93"} <= set(said)
    assert "¥97" not in said
