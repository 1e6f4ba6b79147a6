"""Shares with their ranges beside what was expected; a figure, no title."""

import pandas as pd
import plotly.graph_objects as go

from pages.components import numbers
from pages.components.text import figure_text
from pages.components.theme import Palette, layout
from pages.confidence.charts import tick

__all__ = ["ranges_chart"]

#: Pixels of a row: its words, and the range below them.
_ROW = 62


def ranges_chart(rows: pd.DataFrame, colours: Palette, line: float | None = None) -> go.Figure:
    """Dots with ranges, ticks where something was expected, a line to compare all with.

    ``rows``: label, value, low, high, expected (missing without), shares from 0 to 1; in their
    order from the top. The words of each row stand above it.
    """
    drawing = go.Figure()
    drawing.add_scatter(
        x=rows["value"],
        y=rows.index,
        mode="markers",
        marker={"size": 11, "color": colours.brand, "line": {"width": 0}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": rows["high"] - rows["value"],
            "arrayminus": rows["value"] - rows["low"],
            "color": colours.neutral,
            "thickness": 3,
            "width": 0,
        },
        hoverinfo="skip",
    )
    for position, row in enumerate(rows.to_dict("records")):
        _words(drawing, position, _said(row), colours)
        if pd.notna(row["expected"]):
            tick(drawing, position, float(row["expected"]), colours)
    if line is not None:
        drawing.add_vline(x=line, line={"width": 1.5, "color": colours.muted, "dash": "dot"})
    top = max(float(rows["high"].max()), float(rows["expected"].fillna(0).max()), line or 0.0)
    drawing.update_layout(**layout(colours, height=48 + _ROW * len(rows)))
    drawing.update_xaxes(tickformat=".0%", range=[0, min(top * 1.1, 1.02)], nticks=5)
    drawing.update_yaxes(
        range=[len(rows) - 0.4, -0.75], showticklabels=False, showgrid=False, zeroline=False
    )
    return drawing


def _said(row: dict[object, object]) -> str:
    value, low, high = (float(str(row[name])) for name in ("value", "low", "high"))
    return f"{row['label']}: {numbers.percent(value)} ({numbers.percent_range(low, high)})"


def _words(drawing: go.Figure, position: int, words: str, colours: Palette) -> None:
    drawing.add_annotation(
        x=0,
        xref="paper",
        y=position,
        text=figure_text(words),
        showarrow=False,
        xanchor="left",
        yshift=19,
        font={"size": 12, "color": colours.ink},
    )
