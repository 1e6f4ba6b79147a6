"""Two curves over the number of introductions: revenue in single hands, and expected loss."""

import pandas as pd
import plotly.graph_objects as go

from pages.components import numbers
from pages.components.axes import money_axis, percent_axis, round_steps
from pages.components.text import t_text
from pages.components.theme import Palette, layout

__all__ = ["loss_chart", "single_chart"]

_HEIGHT = 280


def single_chart(curve: pd.DataFrame, colours: Palette, number: int, limit: float) -> go.Figure:
    """Share of revenue in single hands (y) by number of introductions (x), with the limit;
    ``curve``: introductions, single_share."""
    drawing = go.Figure()
    last = int(curve["introductions"].max())
    drawing.add_shape(
        type="line",
        x0=0,
        x1=last,
        y0=limit,
        y1=limit,
        line={"width": 1.5, "dash": "dash", "color": colours.muted},
    )
    drawing.add_annotation(
        x=last,
        y=limit,
        text=t_text("limit {limit}", limit=numbers.percent(limit)),
        showarrow=False,
        xanchor="right",
        yanchor="bottom",
        font={"size": 12, "color": colours.muted},
    )
    _line(
        drawing, curve, "single_share", colours, [numbers.percent(s) for s in curve["single_share"]]
    )
    value = float(curve["single_share"].iloc[number])
    _mark(drawing, number, value, numbers.percent(value), colours, last)
    top = max(float(curve["single_share"].max()), limit) * 1.15
    drawing.update_yaxes(**percent_axis(top), range=[0, min(top, 1.05) or 1])
    return _finished(drawing, colours, last)


def loss_chart(curve: pd.DataFrame, colours: Palette, number: int, currency: str) -> go.Figure:
    """Expected loss (y) by number of introductions (x) with its range; ``curve``: introductions,
    expected_loss, saving_low, saving_high (missing: no range is drawn)."""
    drawing = go.Figure()
    last, before = int(curve["introductions"].max()), float(curve["expected_loss"].iloc[0])
    if curve["saving_low"].notna().all():
        for column, fill in (("saving_low", None), ("saving_high", "tonexty")):
            drawing.add_scatter(
                x=curve["introductions"],
                y=(before - curve[column]).clip(lower=0.0),
                mode="lines",
                line={"width": 0, "color": colours.neutral},
                fill=fill,
                hoverinfo="skip",
            )
    words = [numbers.money(each, currency) for each in curve["expected_loss"]]
    _line(drawing, curve, "expected_loss", colours, words)
    value = float(curve["expected_loss"].iloc[number])
    _mark(drawing, number, value, numbers.money(value, currency), colours, last)
    top = max(before, float((before - curve["saving_low"]).max(skipna=True) or 0.0)) * 1.1
    drawing.update_yaxes(**money_axis(top, currency), range=[0, top or 1])
    return _finished(drawing, colours, last)


def _line(
    drawing: go.Figure, curve: pd.DataFrame, column: str, colours: Palette, words: list[str]
) -> None:
    drawing.add_scatter(
        x=curve["introductions"],
        y=curve[column],
        mode="lines",
        line={"width": 2.5, "color": colours.brand},
        text=[
            t_text(
                "{count} introduction: {value}",
                "{count} introductions: {value}",
                count=int(each),
                value=said,
            )
            for each, said in zip(curve["introductions"], words, strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )


def _mark(
    drawing: go.Figure, number: int, value: float, words: str, colours: Palette, last: int
) -> None:
    drawing.add_scatter(
        x=[number],
        y=[value],
        mode="markers",
        marker={"size": 11, "color": colours.brand, "line": {"width": 2, "color": colours.surface}},
        hoverinfo="skip",
    )
    beyond = number > last * 0.75
    drawing.add_annotation(
        x=number,
        y=value,
        text=words,
        showarrow=False,
        xanchor="right" if beyond else "left",
        yanchor="bottom",
        xshift=-8 if beyond else 8,
        yshift=6,
        bgcolor=colours.surface,
        font={"size": 13, "color": colours.ink},
    )


def _finished(drawing: go.Figure, colours: Palette, last: int) -> go.Figure:
    drawing.update_layout(**layout(colours, height=_HEIGHT))
    drawing.update_xaxes(
        range=[-0.4, max(last, 1) + 0.4],
        tickvals=[step for step in round_steps(last) if step <= last and step == int(step)],
        title_text=t_text("introductions"),
        showgrid=False,
    )
    return drawing
