"""Third step: what the data does to the answer: issues by weight, keys that lead nowhere, money."""

import math
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics.messages import NO_CURRENCY, Money, Percent
from data.assessments import Examined
from data.extract import SeveralCurrencies
from pages.components import numbers
from pages.components.columns import Cell, Column
from pages.components.tables import download_row
from pages.components.text import plain_text, t, t_text, tm, tm_text
from pages.components.whole import draw_whole
from pages.data import currency
from pages.data.checking import Outcome
from pages.data.choices import choose
from pages.data.keys import DataKey
from pages.data.words import column_words, table_words

__all__ = ["draw_day", "draw_issues", "draw_joins", "draw_losses", "effect_words", "weight_words"]


def draw_losses(outcome: Outcome) -> None:
    """Say why the data would be refused, and let the losses be accepted."""
    if outcome.unfit is not None:
        with st.container(border=True, key="data-unfit"):
            st.markdown(f":material/info: **{tm(outcome.unfit.message)}**")
            if isinstance(outcome.unfit, SeveralCurrencies):
                currency.draw(outcome.unfit)
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


def draw_day(outcome: Outcome) -> None:
    """Offer the day that is without doubt where the newest one is doubtful, and the way back."""
    examined, files = outcome.examined, outcome.chosen.files
    if examined is None:
        return
    if outcome.chosen.as_of is not None:
        with st.container(border=True, key="data-day"):
            said = t("The figures are as of {day}, as you chose.", day=outcome.chosen.as_of)
            st.markdown(f":material/event: **{said}**")
            st.button(
                t("Use the day of the newest record"),
                key=f"{DataKey.AS_OF}-newest",
                icon=":material/undo:",
                on_click=partial(choose, files, as_of=None),
            )
    elif examined.better_day is not None:
        with st.container(border=True, key="data-day"):
            doubt = examined.quality.loc[examined.quality["issue"] == "as_of_doubtful", "message"]
            st.markdown(f":material/event_busy: **{tm(doubt.iloc[0])}**")
            st.button(
                t("Take {day} as the day of the figures", day=examined.better_day),
                key=DataKey.AS_OF,
                icon=":material/event_available:",
                on_click=partial(choose, files, as_of=examined.better_day),
            )


def effect_words(examined: Examined) -> list[str]:
    """What every page would speak of with the data in use: one sentence with money, then how far
    it goes (Markdown)."""
    if not examined.exposure > 0:
        return [t("No customer bought anything in the last 12 months.")]
    said = [
        t(
            "Put into use, every page speaks of {money} a year: {count} customer, {people} of your "
            "people, as of {day}.",
            "Put into use, every page speaks of {money} a year: {count} customers, {people} of "
            "your people, as of {day}.",
            count=examined.customers,
            people=examined.people,
            money=Money(examined.exposure, examined.currency),
            day=examined.as_of,
        )
    ]
    single, unknown = examined.single_share or 0.0, examined.unknown_share or 0.0
    if single or not unknown:
        said.append(
            t(
                "{share} of it is with customers who are on record with one person only.",
                share=Percent(single),
            )
        )
    if unknown:
        said.append(
            t("For {share} of it no record says who knows the customer.", share=Percent(unknown))
        )
    return [*said, *_counted(examined)]


def _counted(examined: Examined) -> list[str]:
    """How much of the money in the files counts, and what takes most of the rest away."""
    total = examined.control_total
    lines = total[total["line"] != "total"]
    if lines["currency"].nunique() != 1:
        return []
    source = float(lines.loc[lines["line"] == "source", "amount"].sum())
    used = float(lines.loc[lines["line"] == "used", "amount"].sum())
    others = lines[~lines["line"].isin(["source", "used"]) & (lines["amount"] != 0)]
    if others.empty:
        return []
    largest = others.loc[others["amount"].abs().idxmax()]
    return [
        t(
            "Of {source} in bookings {used} counts; the largest step: {why} ({amount}).",
            used=Money(used, examined.currency),
            source=Money(source, examined.currency),
            why=largest["message"],
            amount=Money(float(largest["amount"]), examined.currency),
        )
    ]


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
    draw_whole(frame, columns, key="data-issues", alt=alt)
    download_row(frame, columns, key="issues", page="data", as_of=examined.as_of)


def draw_joins(keys: pd.DataFrame, lookups: pd.DataFrame) -> None:
    """Draw for every key, join and lookup how many values lead somewhere, in rows and money."""
    if keys.empty and lookups.empty:
        return
    st.subheader(t("How the tables join"), anchor=False)
    lines = [_join(row) for row in keys.itertuples()] + [
        _lookup(row) for row in lookups.itertuples()
    ]
    st.markdown("  \n".join(lines))
    if len(keys):
        _joins_file(keys)


def _joins_file(keys: pd.DataFrame) -> None:
    frame = keys.assign(
        column=[column_words(f"{row.table}.{row.column}") for row in keys.itertuples()],
        target=[table_words(name) for name in keys["target"]],
    )
    columns = (
        Column("column", t_text("Column")),
        Column("target", t_text("Table")),
        Column("currency", t_text("Currency")),
        Column("rows", t_text("Rows"), Cell.INTEGER),
        Column("matched", t_text("With a match"), Cell.INTEGER),
        Column("unmatched", t_text("Without a match"), Cell.INTEGER),
        Column("money", t_text("Money"), Cell.EXACT),
        Column("money_unmatched", t_text("Money without a match"), Cell.EXACT),
        Column("example", t_text("Example")),
    )
    download_row(frame, columns, key="joins", page="data", as_of=None)


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
        "{column} → {target}: {share}",
        column=table_words(row.table),
        target=row.name,
        share=_share(row.matched / row.rows if row.rows else math.nan),
    )
    sign = ":material/link_off:" if row.unmatched else ":material/check:"
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
    return "; ".join([f"{sign} {said}", *more])


def _amount(amount: float, currency: str) -> str:
    named = bool(currency) and currency != NO_CURRENCY
    return numbers.money_exact(amount, currency) if named else numbers.decimal(amount, 2)
