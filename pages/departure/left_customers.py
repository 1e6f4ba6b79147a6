"""The customers whom one leaver left behind: who took over, and what they bought since."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Message, Money, message
from analytics.relationships.people import estimated_leaving
from pages.components.columns import Cell, Column, Target
from pages.components.text import t_text
from pages.components.words import names_of
from pages.departure.past_departures import MONEY, WENT, change, effect_range, records

__all__ = ["LeftCustomers", "left_customers"]

#: Why an effect is withheld, where comparable customers are none: the placebo fails.
_NOT_COMPARABLE = ("before", "common")


@dataclass(frozen=True, slots=True, eq=False)
class LeftCustomers:
    """One departure: sentences, and the customers whom the leaver knew, largest first.

    change: what they bought against comparable customers; None while it is not known.
    """

    change: Message | None
    sentences: tuple[Message, ...]
    rows: pd.DataFrame
    columns: tuple[Column, ...]


def left_customers(assessment: Assessment, rep_id: str) -> LeftCustomers | None:
    """One departure; None where it is not on record, or nobody was known to the leaver."""
    past = assessment.departures
    summary = records(past.summary[past.summary["rep_id"] == rep_id])
    if not summary:
        return None
    own = past.customers[(past.customers["rep_id"] == rep_id) & past.customers["knew"]]
    rows = own.sort_values(
        ["revenue_before", "share", "customer_id"], ascending=[False, False, True]
    ).reset_index(drop=True)
    people = names_of(assessment.reps, "rep_id")
    names = names_of(assessment.customers, "customer_id")
    effect = summary[0]["effect"]
    return LeftCustomers(
        change=None if pd.isna(effect) else change(effect),
        sentences=_told(summary[0], assessment),
        rows=rows.assign(
            name=rows["customer_id"].map(names).astype("str").fillna(rows["customer_id"]),
            successor=rows["taken_over_by"].map(people).astype("str").fillna(rows["taken_over_by"]),
            outcome_words=_outcomes(rows, comparable=summary[0]["withheld"] not in _NOT_COMPARABLE),
        ),
        columns=_customer_columns(assessment.currency),
    )


def _told(row: Mapping[str, Any], assessment: Assessment) -> tuple[Message, ...]:
    first = message(
        "Left behind: {count} customer; went to: {where}.",
        "Left behind: {count} customers; went to: {where}.",
        count=int(row["customers"]),
        where=WENT.get(row["left_to"], message("not known")),
    )
    if estimated_day(assessment.reps, row["rep_id"]):
        estimated = message("The last day is not recorded but estimated.")
        return (estimated, first, *_bought(row, assessment))
    return (first, *_bought(row, assessment))


def estimated_day(reps: pd.DataFrame, rep_id: str) -> bool:
    """Whether the leaving day of a person is estimated."""
    return rep_id in set(reps.loc[estimated_leaving(reps), "rep_id"])


def _bought(row: Mapping[str, Any], assessment: Assessment) -> tuple[Message, ...]:
    """What became of the customers' purchases."""
    if pd.notna(row["withheld"]):
        return (
            message(
                "What the departure changed cannot be said: {reason}.",
                reason=effect_range(row, assessment.as_of),
            ),
        )
    if pd.isna(row["effect"]):
        reason = effect_range(row, assessment.as_of)
        return (message("What they bought afterwards is not known: {reason}.", reason=reason),)
    return (
        message(
            "They bought {change} than comparable customers ({range}), after {before} in the year "
            "before.",
            change=change(row["effect"]),
            range=effect_range(row, assessment.as_of),
            before=Money(float(row["revenue_before"]), assessment.currency),
        ),
    )


def _outcomes(rows: pd.DataFrame, *, comparable: bool) -> "pd.Series[str]":
    """What became of each customer, in words; where nobody is comparable, against before."""
    usual = rows["expected_after"] if comparable else rows["revenue_before"]
    more = rows["revenue_after"] > usual
    compared = rows[MONEY].notna().all(axis=1)
    stopped = rows["walked"].fillna(False).astype(bool)
    words = (
        (t_text("bought more than comparable ones"), t_text("bought less than comparable ones"))
        if comparable
        else (t_text("bought more than in the year before"), t_text("bought no more than before"))
    )
    told = np.select(
        [stopped, compared & more, compared],
        [t_text("stopped buying"), *words],
        default=t_text("not known yet"),
    )
    return pd.Series(told, index=rows.index, dtype="str")


def _customer_columns(currency: str) -> tuple[Column, ...]:
    def money(name: str, label: str) -> Column:
        return Column(name, label, Cell.MONEY, currency=currency)

    return (
        Column(
            "name",
            t_text("Customer"),
            Cell.LINK,
            target=Target("customers", "customer", "customer_id"),
            width=190,
        ),
        Column("outcome_words", t_text("What became of them"), width=220),
        money("revenue_before", t_text("Year before")),
        money("revenue_after", t_text("Year after")),
        money("expected_after", t_text("Comparable ones")),
        Column("share", t_text("Share held"), Cell.BAR, width=105),
        Column(
            "successor",
            t_text("Taken over by"),
            Cell.LINK,
            target=Target("reps", "rep", "taken_over_by"),
        ),
        Column("days_silent", t_text("Days without contact"), Cell.INTEGER),
    )
