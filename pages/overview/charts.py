"""The four charts of the overview: frame and colours in, figure out; titles stand outside."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.components import numbers
from pages.components.axes import hatched, money_axis, name_axis, percent_axis, round_steps
from pages.components.text import figure_text, t_text
from pages.components.theme import Palette, layout
from pages.overview.findings import first_holders, half_point
from pages.overview.names import NAMED, label_places, loss_levels

__all__ = ["holders_chart", "leavers_chart", "losses_chart", "resilience_chart"]


def holders_chart(
    table: pd.DataFrame, colours: Palette, currency: str, exposure: float
) -> go.Figure:
    """Stacked bars by main contact; ``table`` as from ``findings.holders``.

    On record with one person only is filled, inferred dotted, shared hatched, nobody in touch
    crossed: nothing depends on colour alone. The label is the share of all yearly customer revenue.
    """
    shown = first_holders(table).iloc[::-1]
    ids, rows = shown["rep_id"].tolist(), shown.to_dict("records")
    drawing = go.Figure()
    for part, label, colour, pattern in _parts(colours):
        if shown[part].sum() > 0:
            drawing.add_bar(
                y=ids,
                x=shown[part],
                name=label,
                orientation="h",
                marker=_marker(colour, pattern, colours),
                customdata=[_part_hover(row, part, label, currency) for row in rows],
                hovertemplate="%{customdata}<extra></extra>",
            )
    drawing.add_scatter(
        y=ids,
        x=shown["total"],
        mode="text",
        text=[_total_label(row["total"], exposure) for row in rows],
        textposition="middle right",
        textfont={"color": colours.muted, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    top = float(shown["total"].max()) if len(shown) else 0.0
    drawing.update_layout(**layout(colours, height=96 + 26 * max(len(shown), 4)))
    drawing.update_layout(barmode="stack", **_legend_on_top(colours))
    drawing.update_xaxes(**money_axis(top, currency), range=[0, top * 1.12 or 1])
    drawing.update_yaxes(
        **name_axis(ids, shown["name"]),
        showgrid=False,
        tickfont={"color": colours.ink, "size": 12},
    )
    return drawing


def _total_label(total: float, exposure: float) -> str:
    """The share of all yearly customer revenue, a step away from the end of the bar."""
    return "\u2002" + numbers.percent(total / exposure) if exposure > 0 else ""


def _part_hover(row: dict[Any, Any], part: str, label: str, currency: str) -> str:
    return t_text(
        "{name}, {part}: {amount}",
        name=figure_text(row["name"]),
        part=label,
        amount=numbers.money_exact(row[part], currency),
    )


def _parts(colours: Palette) -> list[tuple[str, str, str, str]]:
    return [
        ("alone", t_text("on record with this person only"), colours.risk, ""),
        ("inferred", t_text("only this name on file"), colours.risk, "."),
        ("shared", t_text("others know them too"), colours.unknown, "/"),
        ("untended", t_text("nobody in touch"), colours.unknown, "x"),
    ]


def _marker(colour: str, pattern: str, colours: Palette) -> dict[str, Any]:
    if pattern:
        return hatched(colour, colours, pattern)
    return {"color": colour, "line": {"width": 0}}


def _legend_on_top(colours: Palette) -> dict[str, Any]:
    return {
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xref": "container",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "traceorder": "normal",
            "font": {"color": colours.muted, "size": 12},
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "margin": {"l": 8, "r": 16, "t": 48, "b": 8, "pad": 4},
    }


def leavers_chart(table: pd.DataFrame, colours: Palette, currency: str) -> go.Figure:
    """Chance of leaving (x) by what would go (y); ``table`` as from ``findings.leavers``.

    Dotted lines join points of equal expected loss. The few largest are named, and a thin line
    shows the range of their chances.
    """
    right = _widest_chance(table)
    top = round_steps(float(table["departure_loss"].max()) * 1.08)[-1]
    drawing = go.Figure()
    _add_equal_losses(drawing, right, top, colours, currency)
    _add_ranges(drawing, table, colours)
    drawing.add_scatter(
        x=table["attrition_probability"],
        y=table["departure_loss"],
        mode="markers",
        marker={
            "size": 13,
            "color": [colours.risk_colour(each) for each in table["attrition_probability"]],
            "line": {"width": 1, "color": colours.muted},
        },
        text=[_person_hover(row, currency) for row in table.to_dict("records")],
        hovertemplate="%{text}<extra></extra>",
    )
    for row, anchors in label_places(table, right, top):
        drawing.add_annotation(
            x=row["attrition_probability"],
            y=row["departure_loss"],
            text=figure_text(row["name"]),
            font={"size": 12, "color": colours.ink},
            **anchors,
        )
    drawing.update_layout(**layout(colours, height=400))
    drawing.update_xaxes(
        **percent_axis(right),
        range=[-right / 50, right],
        title_text=t_text("chance of leaving in 12 months"),
    )
    drawing.update_yaxes(
        **money_axis(top, currency),
        range=[-top / 50, top],
        title_text=t_text("would go with this person"),
    )
    return drawing


def _widest_chance(table: pd.DataFrame) -> float:
    """Where the axis of chances ends: room for every point, and for the ranges drawn."""
    points = float(table["attrition_probability"].max()) * 1.25
    ranges = float(table["attrition_high"].head(NAMED).max()) * 1.04
    return min(1.0, max(points, ranges) if ranges > 0 else points)


def _add_ranges(drawing: go.Figure, table: pd.DataFrame, colours: Palette) -> None:
    """Thin lines from the low to the high end of the chance of those who are named."""
    for row in (
        table.head(NAMED).dropna(subset=["attrition_low", "attrition_high"]).to_dict("records")
    ):
        drawing.add_scatter(
            x=[row["attrition_low"], row["attrition_high"]],
            y=[row["departure_loss"]] * 2,
            mode="lines",
            line={"width": 1.5, "color": colours.unknown},
            hoverinfo="skip",
        )


def _chance_words(row: dict[Any, Any]) -> str:
    chance = numbers.percent(row["attrition_probability"])
    if pd.isna(row["attrition_low"]) or pd.isna(row["attrition_high"]):
        return t_text("chance of leaving {chance}", chance=chance)
    return t_text(
        "chance of leaving {chance}, range {range}",
        chance=chance,
        range=numbers.percent_range(row["attrition_low"], row["attrition_high"]),
    )


def _person_hover(row: dict[Any, Any], currency: str) -> str:
    return "<br>".join(
        [
            figure_text(row["name"]),
            _chance_words(row),
            t_text("would go: {loss}", loss=numbers.money_exact(row["departure_loss"], currency)),
            t_text(
                "expected loss: {loss}", loss=numbers.money_exact(row["expected_loss"], currency)
            ),
        ]
    )


def _add_equal_losses(
    drawing: go.Figure, right: float, top: float, colours: Palette, currency: str
) -> None:
    """Lines chance · loss = level, named at their upper ends, the largest in full."""
    for level in loss_levels(right * top):
        chances = np.geomspace(max(level / top, right / 200), right, 60)
        drawing.add_scatter(
            x=chances,
            y=level / chances,
            mode="lines",
            line={"width": 1, "dash": "dot", "color": colours.unknown},
            hoverinfo="skip",
        )
        amount = numbers.money(level, currency)
        named = level == max(loss_levels(right * top))
        drawing.add_annotation(
            x=level / top,
            y=top,
            text=t_text("expected loss {amount}", amount=amount) if named else amount,
            showarrow=False,
            xanchor="left",
            yanchor="top",
            xshift=6,
            bgcolor=colours.surface,
            font={"size": 11, "color": colours.muted},
        )


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
