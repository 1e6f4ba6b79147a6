"""The map as a table: everybody with their petal as a bar, the largest first."""

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.concentration.held import held_by_contact
from analytics.map.layout import Layout
from analytics.relationships.people import human_reps
from pages.components.columns import Cell, Column, Target
from pages.components.sentences.attrition_words import estimated_band
from pages.components.text import t_text
from pages.components.words import band_word, names_of

__all__ = ["petal_columns", "petal_rows"]


def petal_rows(assessment: Assessment, drawn: Layout) -> pd.DataFrame:
    """Everybody active: rep_id, name, petal (their part of all that one person knows alone, 0–1),
    alone, shared (amounts), sole_customers, band_words, attrition_probability, team; largest petal
    first."""
    people = assessment.graph.people
    shared = held_by_contact(assessment.customers).set_index("rep_id")["shared"]
    total = float(drawn.alone.sum())
    amounts = pd.DataFrame(
        {
            "rep_id": people.index,
            "alone": drawn.alone,
            "shared": shared.reindex(people.index, fill_value=0.0).to_numpy(),
            "petal": drawn.alone / total if total > 0 else np.nan,
        }
    )
    reps = assessment.reps[human_reps(assessment.reps)]
    rows = reps[["rep_id", "team", "sole_customers", "attrition_probability"]].assign(
        name=reps["rep_id"].map(names_of(reps, "rep_id")),
        band_words=[band_word(band) for band in estimated_band(reps).astype(object)],
    )
    return rows.merge(amounts, on="rep_id").sort_values(
        ["alone", "shared", "rep_id"], ascending=[False, False, True], ignore_index=True
    )


def petal_columns(currency: str, largest: float) -> tuple[Column, ...]:
    """The columns; ``largest`` is the part of the largest petal, at which the bar is full."""
    return (
        Column("name", t_text("Person"), Cell.LINK, target=Target("network", "rep", "rep_id")),
        Column(
            "petal",
            t_text("Outer petal"),
            Cell.BAR,
            width=150,
            top=max(largest, 0.01),
            help=t_text("Part of all yearly revenue that is on record with one person only."),
        ),
        Column(
            "alone",
            t_text("Revenue alone"),
            Cell.MONEY,
            currency=currency,
            help=t_text("Yearly revenue of the customers on record with this person only."),
        ),
        Column(
            "shared",
            t_text("Revenue shared"),
            Cell.MONEY,
            currency=currency,
            help=t_text(
                "Yearly revenue of customers whose main contact this person is, and whom others "
                "know, too."
            ),
        ),
        Column("sole_customers", t_text("Customers alone"), Cell.INTEGER),
        Column(
            "band_words",
            t_text("Chance of leaving"),
            width=130,
            sort_by=("attrition_probability",),
            ascending=False,
        ),
        Column("team", t_text("Team"), width=110),
    )
