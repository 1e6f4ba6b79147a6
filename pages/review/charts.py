"""What has changed as a waterfall: from the last review to this one, a bar for each cause."""

import pandas as pd
import plotly.graph_objects as go

from pages.components import numbers
from pages.components.axes import hatched, money_axis
from pages.components.text import figure_text
from pages.components.theme import Palette, layout

__all__ = ["waterfall"]

_ROW, _MARGIN = 44, 60


def waterfall(steps: pd.DataFrame, colours: Palette, currency: str) -> go.Figure:
    """Draw the steps of :func:`pages.review.model.change_rows` (label, start, end, amount, kind):
    totals in ink, what rises filled, what falls hatched."""
    drawing = go.Figure()
    looks = {
        "total": {"color": colours.brand},
        "rise": {"color": colours.risk},
        "fall": hatched(colours.neutral, colours),
    }
    labels = [figure_text(each) for each in steps["label"]]
    for kind, look in looks.items():
        rows = steps[steps["kind"] == kind]
        drawing.add_bar(
            y=[labels[each] for each in rows.index],
            x=rows["amount"],
            base=rows["start"],
            orientation="h",
            marker=look,
            text=[_words(amount, kind, currency) for amount in rows["amount"]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    top = float(steps[["start", "end"]].to_numpy().max())
    drawing.update_layout(**layout(colours, height=_ROW * len(steps) + _MARGIN))
    drawing.update_yaxes(categoryorder="array", categoryarray=labels[::-1], showgrid=False)
    drawing.update_xaxes(**money_axis(top * 1.2, currency), range=[0, top * 1.25 or 1])
    return drawing


def _words(amount: float, kind: str, currency: str) -> str:
    said = numbers.money(abs(amount), currency)
    return {"total": said, "rise": f"+{said}", "fall": f"−{said}"}[kind]
