"""The charts of departures: what customers bought afterwards, and the load of successors."""

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.components import numbers
from pages.components.axes import hatched, name_axis
from pages.components.text import figure_text, t_text
from pages.components.theme import Palette, layout

__all__ = ["effects_chart", "load_chart"]

#: Departures drawn; all are in the table.
SHOWN = 12
#: Successors drawn; all are in the table.
RECEIVERS = 6


def effects_chart(rows: pd.DataFrame, colours: Palette) -> go.Figure:
    """What the customers of each leaver bought against comparable ones, as dots with ranges.

    ``rows``: rep_id (empty: all together), name, effect, effect_low, effect_high,
    range_words.
    """
    shown = rows.head(SHOWN).iloc[::-1]
    drawing = go.Figure()
    drawing.add_scatter(
        x=shown["effect"],
        y=shown["rep_id"],
        mode="markers",
        marker={
            "color": [colours.brand if each else colours.ink for each in shown["rep_id"]],
            "symbol": ["circle" if each else "diamond" for each in shown["rep_id"]],
            "size": 10,
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (shown["effect_high"] - shown["effect"]).fillna(0.0),
            "arrayminus": (shown["effect"] - shown["effect_low"]).fillna(0.0),
            "color": colours.muted,
            "thickness": 1.5,
            "width": 0,
        },
        customdata=[_effect_hover(row) for row in shown.to_dict("records")],
        hovertemplate="%{customdata}<extra></extra>",
    )
    drawing.update_layout(**layout(colours, height=80 + 34 * len(shown)))
    steps = _effect_steps(shown)
    drawing.update_xaxes(
        tickvals=steps,
        ticktext=[_signed(step) for step in steps],
        range=[steps[0], steps[-1]],
        zeroline=True,
        zerolinecolor=colours.muted,
        zerolinewidth=1,
    )
    drawing.update_yaxes(
        **name_axis(shown["rep_id"], shown["name"]),
        categoryorder="array",
        categoryarray=shown["rep_id"].tolist(),
        showgrid=False,
        tickfont={"color": colours.ink, "size": 12},
    )
    return drawing


def _effect_steps(shown: pd.DataFrame) -> list[float]:
    """Round steps that hold every range and zero."""
    columns = ["effect", "effect_low", "effect_high"]
    low, high = min(shown[columns].min().min(), 0.0), max(shown[columns].max().max(), 0.0)
    step = next(
        (size for size in (0.05, 0.1, 0.2, 0.5, 1.0) if (high - low) / size <= 7), high - low
    )
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(multiple * step, 6) for multiple in range(first, last + 1)]


def _signed(share: float) -> str:
    text = numbers.percent(share)
    return f"+{text}" if share > 0 else text


def _effect_hover(row: dict[Any, Any]) -> str:
    return t_text(
        "{name}: {change}, {range}",
        name=figure_text(row["name"]),
        change=_signed(row["effect"]),
        range=row["range_words"],
    )


def load_chart(rows: pd.DataFrame, colours: Palette) -> go.Figure:
    """Customers of each successor now and new ones; ``rows``: rep_id, name, load, new, most new
    ones first."""
    shown = rows[rows["new"] > 0].head(RECEIVERS).iloc[::-1]
    drawing = go.Figure()
    for column, marker in (
        ("load", {"color": colours.brand}),
        ("new", hatched(colours.risk, colours)),
    ):
        drawing.add_bar(
            y=shown["rep_id"],
            x=shown[column],
            orientation="h",
            marker=marker,
            hoverinfo="skip",
        )
    drawing.add_scatter(
        y=shown["rep_id"],
        x=shown["load"] + shown["new"],
        mode="text",
        text=[f"\u2002{now} + {new}" for now, new in zip(shown["load"], shown["new"], strict=True)],
        textposition="middle right",
        textfont={"color": colours.muted, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )
    drawing.update_layout(**layout(colours, height=40 + 26 * max(len(shown), 2)))
    drawing.update_layout(barmode="stack")
    top = float((shown["load"] + shown["new"]).max())
    drawing.update_xaxes(visible=False, range=[0, top * 1.2])
    drawing.update_yaxes(
        **name_axis(shown["rep_id"], shown["name"]),
        categoryorder="array",
        categoryarray=shown["rep_id"].tolist(),
        showgrid=False,
        tickfont={"color": colours.ink, "size": 12},
    )
    return drawing
