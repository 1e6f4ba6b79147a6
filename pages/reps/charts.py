"""The charts of salespeople: the book of business, contacts by month."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.components import numbers
from pages.components.axes import hatched, money_axis, name_axis, round_steps
from pages.components.text import figure_text, t_text
from pages.components.theme import Palette, layout

__all__ = ["SHOWN", "book_chart", "months_chart"]

#: Customers drawn; all are in the table.
SHOWN = 12


def book_chart(main: pd.DataFrame, colours: Palette, currency: str) -> go.Figure:
    """Yearly revenue of the customers whose main contact somebody is, split by share held.

    ``main``: customer_id, name, exposure (> 0), share (missing: all of it, of who has left),
    knows, single_threaded. The person's part is filled, that of others hatched; the colour of
    risk marks customers whom nobody else knows.
    """
    shown = main.head(SHOWN).iloc[::-1]
    held = shown["exposure"] * shown["share"].fillna(1.0)
    alone = shown["single_threaded"].fillna(True).astype(bool)
    drawing = go.Figure()
    _add_parts(drawing, shown, held, currency, _filled(alone, colours))
    _add_parts(
        drawing, shown, shown["exposure"] - held, currency, hatched(colours.unknown, colours)
    )
    drawing.add_scatter(
        y=shown["customer_id"],
        x=shown["exposure"],
        mode="text",
        text=["\u2002" + numbers.money(each, currency) for each in shown["exposure"]],
        textposition="middle right",
        textfont={"color": colours.muted, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )
    top = float(shown["exposure"].max())
    drawing.update_layout(**layout(colours, height=60 + 26 * max(len(shown), 4)))
    drawing.update_layout(barmode="stack")
    drawing.update_xaxes(**money_axis(top, currency), range=[0, top * 1.2])
    drawing.update_yaxes(
        **name_axis(shown["customer_id"], shown["name"]),
        categoryorder="array",
        categoryarray=shown["customer_id"].tolist(),
        showgrid=False,
        tickfont={"color": colours.ink, "size": 12},
    )
    return drawing


def _filled(alone: pd.Series, colours: Palette) -> dict[str, Any]:
    return {
        "color": [colours.risk if each else colours.brand for each in alone],
        "line": {"width": 0},
    }


def _add_parts(
    drawing: go.Figure,
    shown: pd.DataFrame,
    amounts: pd.Series,
    currency: str,
    marker: dict[str, Any],
) -> None:
    drawing.add_bar(
        y=shown["customer_id"],
        x=amounts,
        orientation="h",
        marker=marker,
        customdata=[_book_hover(row, currency) for row in shown.to_dict("records")],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _book_hover(row: dict[Any, Any], currency: str) -> str:
    name, amount = figure_text(row["name"]), numbers.money_exact(row["exposure"], currency)
    if pd.isna(row["share"]):
        return t_text("{name}: {amount}", name=name, amount=amount)
    return t_text(
        "{name}: {amount}, of which {share} of the relationship is held",
        name=name,
        amount=amount,
        share=numbers.percent(row["share"]),
    )


def months_chart(months: pd.DataFrame, colours: Palette) -> go.Figure:
    """Customer contacts by month, a customer once a day; ``months``: month, contact_days.

    The last three months are inked, the twelve before, which they are compared with, are grey.
    """
    last = months["month"].max()
    recent = months["month"] > last - pd.DateOffset(months=3)
    drawing = go.Figure()
    drawing.add_bar(
        x=months["month"],
        y=months["contact_days"],
        marker={
            "color": [colours.brand if each else colours.neutral for each in recent],
            "line": {"width": 0},
        },
        text=[_month_hover(row) for row in months.to_dict("records")],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    ticks = months["month"][:: max(1, len(months) // 4)]
    drawing.update_layout(**layout(colours, height=240))
    drawing.update_xaxes(
        tickvals=list(ticks),
        ticktext=[numbers.month(each.date()) for each in ticks],
        showgrid=False,
    )
    steps = round_steps(float(months["contact_days"].max()))
    drawing.update_yaxes(
        tickvals=steps,
        ticktext=[numbers.integer(round(step)) for step in steps],
        rangemode="tozero",
    )
    return drawing


def _month_hover(row: dict[Any, Any]) -> str:
    count = int(row["contact_days"])
    return t_text(
        "{month}: {count} customer contact",
        "{month}: {count} customer contacts",
        count=count,
        month=numbers.month(row["month"].date()),
    )
