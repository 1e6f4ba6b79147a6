"""The charts of how departures add up: frame and colours in, figure out; titles stand outside."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.components import numbers
from pages.components.axes import money_axis, percent_axis, round_steps
from pages.components.text import figure_text, t_text
from pages.components.theme import Palette, layout
from pages.confidence.findings import half_point

__all__ = ["losses_chart", "resilience_chart"]


def resilience_chart(curve: pd.DataFrame, colours: Palette) -> go.Figure:
    """Share of revenue still known by somebody after each departure.

    ``curve``: departures, share_left, name (of who goes at that step; empty at the first).
    """
    drawing = go.Figure()
    drawing.add_scatter(
        x=curve["departures"],
        y=curve["share_left"],
        mode="lines",
        line={"shape": "hv", "width": 2.5, "color": colours.brand},
        fill="tozeroy",
        fillcolor=_faint(colours.brand),
        text=[_step_hover(row) for row in curve.to_dict("records")],
        hovertemplate="%{text}<extra></extra>",
    )
    drawing.add_hline(y=0.5, line={"width": 1, "dash": "dot", "color": colours.muted})
    half_row = half_point(curve)
    if half_row is not None:
        _mark_half(drawing, curve.iloc[half_row], int(curve["departures"].max()), colours)
    last = max(int(curve["departures"].max()), 1)
    drawing.update_layout(**layout(colours, height=340))
    drawing.update_xaxes(
        range=[0, last],
        tickvals=[step for step in round_steps(last) if step <= last and step == int(step)],
        title_text=t_text("departures"),
        showgrid=False,
    )
    drawing.update_yaxes(**percent_axis(1.0), range=[0, 1.02])
    return drawing


def _step_hover(row: dict[Any, Any]) -> str:
    left = numbers.percent(row["share_left"])
    if not row["name"]:
        return t_text("before any departure: {share}", share=left)
    return t_text(
        "{name} as departure {count}: {share} left",
        name=figure_text(row["name"]),
        count=int(row["departures"]),
        share=left,
    )


def _mark_half(drawing: go.Figure, row: pd.Series, last: int, colours: Palette) -> None:
    departures = int(row["departures"])
    drawing.add_scatter(
        x=[departures],
        y=[row["share_left"]],
        mode="markers",
        marker={"size": 11, "color": colours.risk, "line": {"width": 2, "color": colours.surface}},
        hoverinfo="skip",
    )
    beyond = departures > last * 0.6
    drawing.add_annotation(
        x=departures,
        y=row["share_left"],
        text=t_text(
            "{count} departure: half has nobody",
            "{count} departures: half has nobody",
            count=departures,
        ),
        showarrow=False,
        xanchor="right" if beyond else "left",
        yanchor="bottom",
        xshift=-8 if beyond else 10,
        yshift=6,
        bgcolor=colours.surface,
        font={"size": 13, "color": colours.ink},
    )


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.08)"


def losses_chart(
    bins: pd.DataFrame, colours: Palette, currency: str, *, expected: float, bad: float
) -> go.Figure:
    """How likely which loss is; ``bins``: loss_from, loss_to, probability.

    The year of twenty that is bad or worse is filled; two lines name the expected and that loss.
    """
    middle = (bins["loss_from"] + bins["loss_to"]) / 2
    width = float((bins["loss_to"] - bins["loss_from"]).iloc[0]) or 1.0
    drawing = go.Figure()
    drawing.add_bar(
        x=middle,
        y=bins["probability"],
        width=width * 0.92,
        marker={
            "color": [colours.risk if each >= bad else colours.neutral for each in middle],
            "line": {"width": 0},
        },
        text=[_bin_hover(row, currency) for row in bins.to_dict("records")],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    last = float(bins["loss_to"].max())
    lines = (
        (expected, t_text("on average {amount}", amount=numbers.money(expected, currency)), 1.0),
        (
            bad,
            t_text("1 in 20: {amount} or more", amount=numbers.money(bad, currency)),
            0.8,
        ),
    )
    for value, text, height in lines:
        _add_line(drawing, value, text, height, colours, beyond=value > last * 0.55)
    drawing.update_layout(**layout(colours, height=340))
    drawing.update_layout(bargap=0)
    drawing.update_xaxes(**money_axis(last, currency), range=[0, last], showgrid=False)
    drawing.update_yaxes(showticklabels=False, showgrid=False, rangemode="tozero")
    return drawing


def _bin_hover(row: dict[Any, Any], currency: str) -> str:
    return t_text(
        "{low} to {high}: {chance} of years",
        low=numbers.money(row["loss_from"], currency),
        high=numbers.money(row["loss_to"], currency),
        chance=numbers.percent(row["probability"]),
    )


def _add_line(
    drawing: go.Figure, value: float, text: str, height: float, colours: Palette, *, beyond: bool
) -> None:
    drawing.add_shape(
        type="line",
        x0=value,
        x1=value,
        y0=0,
        y1=height,
        yref="y domain",
        line={"width": 1.5, "dash": "dot", "color": colours.ink},
    )
    drawing.add_annotation(
        x=value,
        y=height,
        yref="y domain",
        text=text,
        showarrow=False,
        xanchor="right" if beyond else "left",
        yanchor="top",
        xshift=-6 if beyond else 6,
        bgcolor=colours.surface,
        font={"size": 12, "color": colours.ink},
    )
