"""Colours and charts in one place: light and dark, the same meaning everywhere.

Colour means risk and only risk: greys and one ink carry structure, one scale from pale amber to
deep red-orange carries the chance of leaving; on record with one person only is filled, shared is
hatched, unknown is a dotted grey outline, so that nothing depends on colour alone.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
import plotly.graph_objects as go
import streamlit as st
from plotly.basedatatypes import BaseFigure

from pages.components.cache import Kept
from pages.components.catalogue import language
from pages.components.clicks import bar_clicked
from pages.components.definitions.panel import definition

__all__ = [
    "DARK",
    "LIGHT",
    "Palette",
    "PreparedFigure",
    "chart",
    "figure",
    "layout",
    "prepared",
]

FONT = (
    "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Source Sans', 'PingFang SC', "
    "'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one mode."""

    #: Text and the line that matters.
    ink: str
    #: Secondary text, axis labels.
    muted: str
    #: Grid lines and borders.
    grid: str
    #: The page.
    surface: str
    #: The one structural accent.
    brand: str
    #: Everything that is not the point of the chart; shared relationships (hatched).
    neutral: str
    #: On record with one person only (filled); the point of the chart.
    risk: str
    #: Outline of what is not known (dotted).
    unknown: str
    #: Chance of leaving, lowest first.
    scale: tuple[str, ...]

    def risk_colour(self, share: float, top: float = 0.5) -> str:
        """The colour of a probability on the scale, which ends at ``top``."""
        return self.scale[self.risk_step(share, top)]

    def risk_step(self, share: float, top: float = 0.5) -> int:
        """The place of a probability on the scale, from 0."""
        return int(min(max(share / top, 0.0), 0.999) * len(self.scale))


LIGHT = Palette(
    ink="#1a2230",
    muted="#5b6675",
    grid="#e6e9ee",
    surface="#ffffff",
    brand="#1f3a5f",
    neutral="#c9d1db",
    risk="#d9501e",
    unknown="#8a94a3",
    scale=("#fbe3c4", "#f6c07d", "#f09a45", "#d9501e", "#a63313"),
)

DARK = Palette(
    ink="#e8ecf1",
    muted="#9aa6b5",
    grid="#2a323d",
    surface="#0f1419",
    brand="#9cb8e0",
    neutral="#3c4858",
    risk="#ea6a33",
    unknown="#7a8696",
    scale=("#4a3423", "#8a5426", "#c8702d", "#ea6a33", "#ff8a5c"),
)

#: Toolbar off, no zoom by scrolling: a chart must not catch the reader who scrolls past it.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def is_dark() -> bool:
    """Whether the reader's pages are dark."""
    return st.context.theme.type == "dark"


def layout(colours: Palette, height: int = 340) -> dict[str, Any]:
    """The layout that every chart starts from: ``figure.update_layout(**layout(colours))``.

    No title (it stands above the chart as text), labels beside the lines instead of a legend,
    faint grid, margins that grow with the labels.
    """
    return {
        "template": None,
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8, "pad": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": colours.ink},
        "colorway": [colours.brand, colours.neutral, colours.risk, colours.muted],
        "showlegend": False,
        "dragmode": False,
        "bargap": 0.35,
        "hoverlabel": {
            "bgcolor": colours.surface,
            "bordercolor": colours.grid,
            "font": {"family": FONT, "size": 13, "color": colours.ink},
        },
        "xaxis": _axis(colours),
        "yaxis": _axis(colours),
    }


def _axis(colours: Palette) -> dict[str, Any]:
    return {
        "gridcolor": colours.grid,
        "linecolor": colours.grid,
        "zerolinecolor": colours.grid,
        "tickfont": {"color": colours.muted, "size": 12},
        "title": {"font": {"color": colours.muted, "size": 12}, "standoff": 8},
        "automargin": True,
        "fixedrange": True,
    }


class PreparedFigure(BaseFigure):
    """A finished figure as plain JSON data.

    Streamlit validates and serialises a figure on every rerun; this one answers with what was
    prepared once, at a twentieth of the cost. It cannot be changed.
    """

    def __init__(self, content: bytes) -> None:
        object.__setattr__(self, "_content", orjson.loads(content))

    def to_dict(self) -> dict[str, Any]:
        """The figure as plotly.js reads it."""
        content: dict[str, Any] = self._content
        return content

    def __repr__(self) -> str:
        return f"PreparedFigure({len(self._content.get('data', ()))} traces)"


def prepared(figure: go.Figure) -> PreparedFigure:
    """Turn a figure into one that costs next to nothing to show again."""
    return PreparedFigure(figure.to_json().encode())


_FIGURES: Kept[PreparedFigure] = Kept(500)


def figure(token: Hashable, build: Callable[[Palette], go.Figure]) -> PreparedFigure:
    """The figure that ``build`` draws, made once per ``token``, language and mode.

    ``token`` names the chart and everything it is drawn from: data version, policy, scope, as-of
    date and selection, never a frame. The newest 500 are kept for all sessions.
    """
    dark = is_dark()
    colours = DARK if dark else LIGHT
    return _FIGURES.get((token, language(), dark), lambda: prepared(build(colours)))


def chart(
    title: str,
    subtitle: str,
    drawing: BaseFigure,
    *,
    alt: str,
    key: str,
    terms: Sequence[str] = (),
    opens: tuple[str, str] | None = None,
) -> None:
    """A card with the finding as its title, what is plotted below it, and the chart.

    ``title`` and ``subtitle`` are Markdown (from ``t``); ``alt`` is plain text for readers who do
    not see the chart; the definitions of ``terms`` open beside the title. ``opens``: the page, and
    what selects there, that a bar leads to by the id on the axis of names.
    """
    card = st.container(border=True, key=f"chart-card-{key}", height="stretch")
    with card.container(horizontal=True, gap="small", wrap=False):
        st.subheader(title, anchor=False)
        if terms:
            definition(*terms, key=f"chart-{key}")
    card.caption(subtitle)
    widget = f"chart-{key}"
    if opens is None:
        card.plotly_chart(drawing, theme=None, config=CONFIG, alt=alt, key=widget)
        return
    card.plotly_chart(
        drawing,
        theme=None,
        config=CONFIG,
        alt=alt,
        key=widget,
        on_select=partial(bar_clicked, widget, *opens),
        selection_mode="points",
    )
