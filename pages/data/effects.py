"""Third step: what the data does to the answer: issues by weight, keys that lead nowhere, money."""

import math
from typing import Any

import pandas as pd
import streamlit as st

from analytics.messages import NO_CURRENCY
from data.assessments import Examined
from data.importing import ImportReport
from pages.components import numbers
from pages.components.columns import Cell, Column
from pages.components.tables import rows
from pages.components.text import plain_text, t, t_text, tm, tm_text
from pages.data.checking import Outcome
from pages.data.choices import choose
from pages.data.keys import DataKey
from pages.data.words import column_words, table_words

__all__ = ["draw_issues", "draw_joins", "draw_losses", "weight_words"]


def draw_losses(outcome: Outcome) -> None:
    """Say why the data would be refused, and let the losses be accepted."""
    if outcome.unfit is not None:
        with st.container(border=True, key="data-unfit"):
            st.markdown(f":material/info: **{tm(outcome.unfit)}**")
        return
    refusal = outcome.examined.refusal if outcome.examined is not None else None
    if refusal is None:
        return
    with st.container(border=True, key="data-losses"):
        st.markdown(f":material/warning: **{tm(refusal)}**")
        st.checkbox(
            t("Accept these losses: the figures then speak of the rest only"),
            value=outcome.chosen.accept_losses,
            key=DataKey.ACCEPT_LOSSES,
            on_change=_accept,
            args=(outcome.chosen.files,),
        )


def _accept(files: tuple[str, ...]) -> None:
    choose(files, accept_losses=bool(st.session_state.get(DataKey.ACCEPT_LOSSES)))


def weight_words(weight: str) -> str:
    """What an issue does to the answer (plain text)."""
    words = {
        "overturns": t_text("may overturn the answer"),
        "changes": t_text("changes figures"),
        "note": t_text("note"),
    }
    return words[weight]


def draw_issues(examined: Examined) -> None:
    """Draw what is unclear, the heaviest first."""
    issues = examined.quality
    issues = issues[issues["issue"] != "missing_table"]
    st.subheader(t("What is unclear, and what it does to the answer"), anchor=False)
    if issues.empty:
        st.markdown(t("Nothing: every row can be used."))
        return
    frame = pd.DataFrame(
        {
            "effect": [tm_text(text) for text in issues["message"]],
            "weight": [weight_words(weight) for weight in issues["weight"]],
            "rows": issues["rows"].array,
            "money": issues["money"].array,
            "example": issues["example"].array,
        }
    )
    columns = (
        Column("effect", t_text("What is unclear, and what was done"), width=520),
        Column("weight", t_text("What it does"), width=170),
        Column("rows", t_text("Rows"), Cell.INTEGER, width=90),
        Column("money", t_text("Money"), Cell.EXACT, width=140, currency=examined.currency),
        Column("example", t_text("Example"), width=180),
    )
    alt = t_text("Issues found in the data")
    rows(frame, columns, key="data-issues", alt=alt, missing="")


def draw_joins(report: ImportReport) -> None:
    """Draw for every key how many of its values lead somewhere, in rows and money."""
    keys, lookups = report.keys, report.lookups
    if keys.empty and lookups.empty:
        return
    st.subheader(t("How the tables join"), anchor=False)
    lines = [_join(row) for row in keys.itertuples()] + [
        _lookup(row) for row in lookups.itertuples()
    ]
    st.markdown("  \n".join(lines))


def _join(row: Any) -> str:
    """One key: ``Bookings: customer → Customers: 96.4 %, 82 rows have no match``."""
    share = row.matched / row.rows if row.rows else math.nan
    head = t(
        "{column} → {target}: {share}",
        column=column_words(f"{row.table}.{row.column}"),
        target=table_words(row.target),
        share=_share(share),
    )
    if not row.unmatched:
        return f":material/check: {head}"
    rest = t(
        "{count} row has no match, for example {example}",
        "{count} rows have no match, for example {example}",
        count=int(row.unmatched),
        example=plain_text(row.example),
    )
    if row.money:
        money = t(
            "{amount} of {all} in money",
            amount=_amount(row.money_unmatched, row.currency),
            all=_amount(row.money, row.currency),
        )
        return f":material/link_off: {head}; {rest}; {money}"
    return f":material/link_off: {head}; {rest}"


def _share(share: float) -> str:
    """To a tenth of a per cent, so that a few rows are not rounded away."""
    return "" if math.isnan(share) else f"{numbers.decimal(math.floor(share * 1000) / 10, 1)} %"


def _lookup(row: Any) -> str:
    said = t(
        "{table}, {name}: {matched} of {count} row met",
        "{table}, {name}: {matched} of {count} rows met",
        table=table_words(row.table),
        name=row.name,
        matched=int(row.matched),
        count=int(row.rows),
    )
    more = []
    if row.unmatched:
        more.append(
            t(
                "{count} without a match, for example {example}",
                "{count} without a match, for example {example}",
                count=int(row.unmatched),
                example=row.unmatched_example,
            )
        )
    if row.ambiguous:
        more.append(
            t(
                "{count} with several matches, for example {example}",
                "{count} with several matches, for example {example}",
                count=int(row.ambiguous),
                example=row.ambiguous_example,
            )
        )
    return "; ".join([said, *more])


def _amount(amount: float, currency: str) -> str:
    named = bool(currency) and currency != NO_CURRENCY
    return numbers.money_exact(amount, currency) if named else numbers.decimal(amount, 2)
