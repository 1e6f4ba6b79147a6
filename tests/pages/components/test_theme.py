import itertools

import numpy as np
import plotly.graph_objects as go
import plotly.io
import pytest
from plotly.tools import return_figure_from_figure_or_data

from pages.components import theme
from pages.components.catalogue import speaking
from pages.components.theme import DARK, LIGHT, Palette, figure, layout, prepared


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


MODES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def example() -> go.Figure:
    drawing = go.Figure(
        [
            go.Scatter(x=np.array([1.0, np.nan]), y=[2, 3], text=["<b>", "公司"]),
            go.Bar(x=["a", "b"], y=np.array([1, 2])),
        ]
    )
    return drawing.update_layout(**layout(LIGHT))


def test_prepared_figure_is_sent_exactly_as_the_figure_would_be() -> None:
    drawing = example()
    shown = return_figure_from_figure_or_data(prepared(drawing), validate_figure=True)
    plain = return_figure_from_figure_or_data(drawing, validate_figure=True)
    assert plotly.io.to_json(shown, validate=False) == plotly.io.to_json(plain, validate=False)


def test_prepared_figure_says_what_it_is() -> None:
    assert repr(prepared(example())) == "PreparedFigure(2 traces)"


@MODES
def test_text_has_enough_contrast(colours: Palette) -> None:
    assert contrast(colours.ink, colours.surface) >= 7
    assert contrast(colours.muted, colours.surface) >= 4.5


@MODES
def test_marks_that_carry_meaning_stand_out_from_the_page(colours: Palette) -> None:
    for mark in (colours.risk, colours.brand, colours.unknown):
        assert contrast(mark, colours.surface) >= 3


@MODES
def test_scale_of_risk_runs_one_way(colours: Palette) -> None:
    steps = [contrast(colour, colours.surface) for colour in colours.scale]
    assert all(lower < higher for lower, higher in itertools.pairwise(steps))


def test_risk_colour_clips_to_the_ends_of_the_scale() -> None:
    assert LIGHT.risk_colour(-0.1) == LIGHT.risk_colour(0) == LIGHT.scale[0]
    assert LIGHT.risk_colour(0.5) == LIGHT.risk_colour(3) == LIGHT.scale[-1]
    assert LIGHT.risk_colour(0.25) == LIGHT.scale[2]


def test_layout_is_fresh_for_every_chart() -> None:
    one, other = layout(LIGHT), layout(LIGHT)
    one["xaxis"]["title"]["font"]["size"] = 99
    assert other == layout(LIGHT)
    assert one["yaxis"]["title"]["font"]["size"] == 12


def test_figure_is_built_once_per_token_language_and_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Palette] = []

    def build(colours: Palette) -> go.Figure:
        seen.append(colours)
        return go.Figure()

    monkeypatch.setattr(theme, "is_dark", lambda: False)
    first = figure(("test", "v1"), build)
    assert figure(("test", "v1"), build) is first
    with speaking("zh"):
        assert figure(("test", "v1"), build) is not first
    monkeypatch.setattr(theme, "is_dark", lambda: True)
    figure(("test", "v1"), build)
    figure(("test", "v2"), build)
    assert seen == [LIGHT, LIGHT, DARK, DARK]
