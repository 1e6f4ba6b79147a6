"""The charts of how sure the figures are: ranges and a stress; figures, no titles."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.components import numbers
from pages.components.axes import round_steps
from pages.components.text import figure_text, t_text
from pages.components.theme import Palette, layout

__all__ = ["moves_chart", "stress_chart", "tick"]

#: Pixels of a row: its words, and the bar below them.
_ROW = 52


def moves_chart(rows: pd.DataFrame, colours: Palette, currency: str, today: float) -> go.Figure:
    """Ranges of the expected loss around today's; ``rows``: name_text, low_text, high_text,
    now_text, loss_low, loss_high, widest first.

    The words of each assumption stand above its range, so that they are whole on a phone, too.
    """
    ends = rows[["loss_low", "loss_high"]]
    low, high = ends.min(axis=1), ends.max(axis=1)
    left, right = min(low.min(), today), max(high.max(), today)
    margin = 0.18 * (right - left) or 1.0
    drawing = go.Figure()
    drawing.add_bar(
        x=high - low,
        base=low,
        y=rows.index,
        orientation="h",
        width=0.26,
        marker={"color": colours.neutral, "line": {"width": 0}},
        text=[_move_hover(row, currency) for row in rows.to_dict("records")],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    for position, row in enumerate(rows.to_dict("records")):
        _words_above(drawing, position, row["name_text"], colours)
        tick(drawing, position, today, colours)
        _ends(drawing, position, row, today, colours)
    drawing.update_layout(**layout(colours, height=48 + _ROW * len(rows)))
    drawing.update_xaxes(
        **_money_ticks(left, right, currency), range=[left - margin, right + margin]
    )
    drawing.update_yaxes(
        range=[len(rows) - 0.5, -0.75], showticklabels=False, showgrid=False, zeroline=False
    )
    return drawing


def _money_ticks(left: float, right: float, currency: str) -> dict[str, Any]:
    """Three or so round amounts between ``left`` and ``right``."""
    step = round_steps(right - left, wanted=3)[1]
    first = int(-(-left // step))
    steps = [step * each for each in range(first, int(right // step) + 1)]
    return {"tickvals": steps, "ticktext": [numbers.money(each, currency) for each in steps]}


def _move_hover(row: dict[Any, Any], currency: str) -> str:
    return "<br>".join(
        [
            figure_text(row["name_text"]),
            *(
                t_text(
                    "{setting}: expected loss {loss}",
                    setting=figure_text(row[f"{end}_text"]),
                    loss=numbers.money(row[f"loss_{end}"], currency),
                )
                for end in ("low", "high")
            ),
            t_text("now: {setting}", setting=figure_text(row["now_text"])),
        ]
    )


def tick(drawing: go.Figure, position: int, at: float, colours: Palette) -> None:
    """A tick that the eye compares a row with, as high as its bar and a little more."""
    drawing.add_shape(
        type="line",
        x0=at,
        x1=at,
        y0=position - 0.2,
        y1=position + 0.2,
        line={"width": 2.5, "color": colours.ink},
    )


def _words_above(
    drawing: go.Figure, position: int, words: str, colours: Palette, shift: int = 19
) -> None:
    drawing.add_annotation(
        x=0,
        xref="paper",
        y=position,
        text=figure_text(words),
        showarrow=False,
        xanchor="left",
        yshift=shift,
        font={"size": 12, "color": colours.ink},
    )


def _ends(
    drawing: go.Figure, position: int, row: dict[Any, Any], today: float, colours: Palette
) -> None:
    """The two settings, each at its end of the range; both at the far end where today's loss is
    not within it, so that no word covers the tick."""
    left, right = sorted(("low", "high"), key=lambda end: float(row[f"loss_{end}"]))
    words = {end: figure_text(row[f"{end}_text"]) for end in (left, right)}
    both = f"{words[left]} – {words[right]}"
    if today < row[f"loss_{left}"]:
        labels = [(right, both, "left")]
    elif today > row[f"loss_{right}"]:
        labels = [(left, both, "right")]
    else:
        labels = [(left, words[left], "right"), (right, words[right], "left")]
    for end, text, side in labels:
        drawing.add_annotation(
            x=row[f"loss_{end}"],
            y=position,
            text=text,
            showarrow=False,
            xanchor=side,
            xshift=4 if side == "left" else -4,
            font={"size": 11, "color": colours.muted},
        )


def stress_chart(bars: pd.DataFrame, colours: Palette, currency: str) -> go.Figure:
    """Expected loss as it is and with raised chances; ``bars``: label, amount, both."""
    drawing = go.Figure()
    drawing.add_bar(
        x=bars["amount"],
        y=bars.index,
        orientation="h",
        width=0.3,
        marker={
            "color": [colours.brand if both else colours.neutral for both in bars["both"]],
            "line": {"width": 0},
        },
        text=[numbers.money(amount, currency) for amount in bars["amount"]],
        textposition="outside",
        textfont={"size": 13, "color": colours.ink},
        cliponaxis=False,
        hoverinfo="skip",
    )
    for position, label in enumerate(bars["label"]):
        _words_above(drawing, position, label, colours, shift=24)
    top = float(bars["amount"].max())
    drawing.update_layout(**layout(colours, height=24 + 80 * len(bars)))
    drawing.update_xaxes(visible=False, range=[0, top * 1.25 or 1])
    drawing.update_yaxes(
        range=[len(bars) - 0.5, -0.75], showticklabels=False, showgrid=False, zeroline=False
    )
    return drawing
