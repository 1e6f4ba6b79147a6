"""The time line of one person's exports and deletions against what is normal."""

import pandas as pd
import plotly.graph_objects as go

from pages.components import numbers
from pages.components.text import t_text
from pages.components.theme import Palette, layout

__all__ = ["log_chart"]

_HEIGHT = 300
#: Days of 12 months that are drawn.
_DAYS = 365


def log_chart(days: pd.DataFrame, as_of: pd.Timestamp, colours: Palette) -> go.Figure:
    """A dot a day (x), by records (y, logarithmic): exports round, deletions square, unusual ones
    filled; the dashed line is what half of the compared exports stay below.

    ``days``: action, day, records, usual, unusual of one person.
    """
    drawing = go.Figure()
    known = days[days["records"].notna()]
    for action, sign in (("export", "circle"), ("delete", "square")):
        rows = known[known["action"] == action]
        for unusual in (False, True):
            _dots(drawing, rows[rows["unusual"] == unusual], sign, unusual, colours)
    _usual(drawing, known, as_of, colours)
    drawing.update_layout(**layout(colours, height=_HEIGHT))
    top = max(float(known["records"].max()) if len(known) else 1.0, 10.0)
    ticks = [float(10**power) for power in range(7) if 10**power <= top * 3]
    drawing.update_yaxes(
        type="log",
        tickvals=ticks,
        ticktext=[numbers.integer(int(each)) for each in ticks],
        title_text=t_text("records, each step tenfold"),
    )
    since = as_of - pd.Timedelta(days=_DAYS)
    drawing.update_xaxes(range=[since, as_of + pd.Timedelta(days=7)], showgrid=False)
    return drawing


def _dots(
    drawing: go.Figure, rows: pd.DataFrame, sign: str, unusual: bool, colours: Palette
) -> None:
    if rows.empty:
        return
    words = [
        t_text("{day}: {count} record", "{day}: {count} records", count=int(count), day=day.date())
        for day, count in zip(rows["day"], rows["records"], strict=True)
    ]
    drawing.add_scatter(
        x=rows["day"],
        y=rows["records"].clip(lower=1),
        mode="markers+text" if unusual else "markers",
        marker={
            "symbol": sign if unusual else f"{sign}-open",
            "size": 13 if unusual else 8,
            "color": colours.risk if unusual else colours.muted,
            "line": {"width": 1.5, "color": colours.risk if unusual else colours.muted},
        },
        text=[numbers.integer(int(each)) for each in rows["records"]],
        textposition="middle left",
        textfont={"size": 13, "color": colours.ink},
        hovertext=words,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _usual(drawing: go.Figure, known: pd.DataFrame, as_of: pd.Timestamp, colours: Palette) -> None:
    usual = known.loc[known["action"] == "export", "usual"].dropna()
    if usual.empty:
        return
    value = max(float(usual.median()), 1.0)
    since = as_of - pd.Timedelta(days=_DAYS)
    drawing.add_shape(
        type="line",
        x0=since,
        x1=as_of,
        y0=value,
        y1=value,
        line={"width": 1.5, "dash": "dash", "color": colours.muted},
    )
    drawing.add_scatter(
        x=[since],
        y=[value],
        mode="text",
        text=[t_text("usual: {records}", records=round(value))],
        textposition="top right",
        textfont={"size": 12, "color": colours.muted},
        hoverinfo="skip",
    )
