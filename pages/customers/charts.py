"""The charts of one customer: who knows them, when they met, what was booked."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.components import numbers
from pages.components.axes import hatched, money_axis, name_axis, percent_axis
from pages.components.text import figure_text, t_text
from pages.components.theme import Palette, layout
from pages.components.words import kind_word

__all__ = ["bookings_chart", "knowers_chart", "timeline_chart", "trend_chart"]

#: People drawn; further ones are in the table.
SHOWN = 8


def knowers_chart(knowers: pd.DataFrame, colours: Palette) -> go.Figure:
    """Share of the relationship by person; ``knowers``: rep_id, name, share, state (knows, trace
    or left).

    Who knows the customer is filled, a trace is hatched, who has left has no bar but a word.
    """
    shown = knowers.head(SHOWN).iloc[::-1]
    alone = int((knowers["state"] == "knows").sum()) == 1
    fill = colours.risk if alone else colours.brand
    drawing = go.Figure()
    for knows, marker in (
        (True, {"color": fill, "line": {"width": 0}}),
        (False, hatched(colours.unknown, colours)),
    ):
        part = shown[(shown["state"] == "knows") == knows]
        drawing.add_bar(
            y=part["rep_id"],
            x=part["share"].fillna(0.0),
            orientation="h",
            marker=marker,
            text=[_share_label(row) for row in part.to_dict("records")],
            textposition="outside",
            textfont={"color": colours.muted, "size": 12},
            cliponaxis=False,
            hovertemplate="%{text}<extra></extra>",
        )
    drawing.update_layout(**layout(colours, height=60 + 34 * max(len(shown), 2)))
    drawing.update_layout(barmode="overlay")
    drawing.update_xaxes(**percent_axis(1.0), range=[0, 1.18], showgrid=False)
    drawing.update_yaxes(
        **name_axis(shown["rep_id"], shown["name"]),
        categoryorder="array",
        categoryarray=shown["rep_id"].tolist(),
        showgrid=False,
        tickfont={"color": colours.ink, "size": 12},
    )
    return drawing


def _share_label(row: dict[Any, Any]) -> str:
    if row["state"] == "left":
        return t_text("has left")
    if pd.isna(row["share"]):
        return t_text("stated, not measured")
    share = numbers.percent(row["share"])
    if row["stated"] is False:
        return t_text("{share}, but stated not to know the customer", share=share)
    return share if row["state"] == "knows" else t_text("{share}, a trace only", share=share)


def timeline_chart(
    days: pd.DataFrame, colours: Palette, *, start: pd.Timestamp, end: pd.Timestamp
) -> go.Figure:
    """Contact days per person; ``days``: rep_id, name, active, day, kind, weight.

    A line a person, a dot a day, the larger the closer the contact; who has left is hollow.
    """
    order = days.groupby("rep_id")["day"].max().sort_values().index.tolist()[-SHOWN:]
    names = []
    drawing = go.Figure()
    for rep_id in order:
        own = days[days["rep_id"] == rep_id]
        names.append(own["name"].iloc[0])
        active = bool(own["active"].iloc[0])
        colour = colours.brand if active else colours.unknown
        drawing.add_scatter(
            x=own["day"],
            y=[rep_id] * len(own),
            mode="markers",
            marker={
                "size": 5 + 2.2 * own["weight"].astype(float),
                "color": colour if active else colours.surface,
                "opacity": 0.75 if active else 1.0,
                "line": {"width": 1, "color": colour},
            },
            text=[_day_hover(row) for row in own.to_dict("records")],
            hovertemplate="%{text}<extra></extra>",
        )
    drawing.update_layout(**layout(colours, height=80 + 38 * max(len(order), 2)))
    drawing.update_xaxes(range=[start, end], **_month_ticks(start, end), showgrid=True)
    drawing.update_yaxes(
        **name_axis(order, names),
        range=[-0.6, max(len(order), 2) - 0.4],
        tickfont={"color": colours.ink, "size": 12},
    )
    return drawing


def _day_hover(row: dict[Any, Any]) -> str:
    return t_text(
        "{day}, {name}: {kind}",
        day=numbers.day(row["day"].date()),
        name=figure_text(row["name"]),
        kind=kind_word(row["kind"]),
    )


def _month_ticks(start: pd.Timestamp, end: pd.Timestamp) -> dict[str, Any]:
    """About five round months, in the reader's language."""
    months = pd.date_range(start.normalize().replace(day=1), end, freq="MS")
    step = max(1, round(len(months) / 4))
    ticks = months[months >= start][::step]
    return {"tickvals": list(ticks), "ticktext": [numbers.month(each.date()) for each in ticks]}


def trend_chart(shares: pd.Series, colours: Palette) -> go.Figure:
    """The largest share at the ends of quarters; ``shares``: by day, missing where nothing is
    comparable, which the line leaves open."""
    drawing = go.Figure()
    drawing.add_scatter(
        x=shares.index,
        y=shares,
        mode="lines+markers",
        line={"color": colours.brand, "width": 2},
        marker={"size": 6, "color": colours.brand},
        connectgaps=False,
        text=[
            t_text(
                "{month}: {share}",
                month=numbers.month(day.date()),
                share=numbers.percent(share),
            )
            for day, share in shares.items()
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    drawing.update_layout(**layout(colours, height=190))
    start, end = shares.index[0], shares.index[-1]
    half = pd.Timedelta(days=30)
    drawing.update_xaxes(
        range=[start - half, end + half], **_month_ticks(start, end), showgrid=False
    )
    drawing.update_yaxes(
        range=[0, 1.05],
        tickvals=[0, 0.5, 1],
        ticktext=[numbers.percent(each) for each in (0, 0.5, 1)],
    )
    return drawing


def bookings_chart(months: pd.DataFrame, colours: Palette, currency: str) -> go.Figure:
    """Booked revenue by month; ``months``: month (its first day), amount."""
    drawing = go.Figure()
    drawing.add_bar(
        x=months["month"],
        y=months["amount"],
        marker={"color": colours.brand, "line": {"width": 0}},
        text=[
            t_text(
                "{month}: {amount}",
                month=numbers.month(row["month"].date()),
                amount=numbers.money_exact(row["amount"], currency),
            )
            for row in months.to_dict("records")
        ],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    drawing.update_layout(**layout(colours, height=220))
    start, end = months["month"].min(), months["month"].max() + pd.DateOffset(months=1)
    half = pd.Timedelta(days=20)
    drawing.update_xaxes(
        range=[start - half, end], **_month_ticks(start, end), showgrid=False, automargin=True
    )
    drawing.update_yaxes(**money_axis(float(months["amount"].max()), currency))
    return drawing
