"""What has changed since the last review: a waterfall, and each part of it as a list."""

from collections.abc import Hashable, Mapping
from typing import Any

import streamlit as st

from analytics.errors import LinchpinError
from analytics.messages import Money, message
from analytics.review.changes import CAUSES, FIGURES, Cause, Split, what_changed
from analytics.review.snapshot import Snapshot
from pages.components import filters
from pages.components.cards import Finding, chart_card
from pages.components.columns import CardLine, Cell, Column, Target
from pages.components.frame import View
from pages.components.tables import table
from pages.components.text import t, t_text, tm, tm_text
from pages.components.words import names_of
from pages.review.charts import waterfall
from pages.review.model import change_rows, rows_of_part

__all__ = ["draw_changed"]


def draw_changed(view: View, earlier: Snapshot | None, now: Snapshot, *of: Hashable) -> None:
    """Draw what has changed between two reviews; ``of`` names them."""
    if earlier is None:
        st.caption(t("This is the first review: the next one says what has changed since."))
        return
    try:
        splits = view.once("review-changes", lambda: what_changed(earlier, now), *of)
    except LinchpinError as error:
        st.info(tm(error.message))
        return
    words = {figure: tm_text(each) for figure, each in FIGURES.items()}
    figure = filters.one_of("figure", t("Which figure?"), words, "single_threaded", page="review")
    split = splits[figure]
    _draw_chart(view, split, now.currency, of)
    if not split.told_apart:
        st.caption(
            t(
                "The policy sums records otherwise than at the last review, and this day was not "
                "summed as then: part of what the policy changed stands among the records."
            )
        )
    _draw_part(view, split, earlier, now, of)


def _draw_chart(view: View, split: Split, currency: str, of: tuple[Hashable, ...]) -> None:
    steps = change_rows(split)
    before, after = (
        Money(each / 100, currency) for each in (split.before_cents, split.after_cents)
    )
    moved = Money(abs(split.after_cents - split.before_cents) / 100, currency)
    parts: Mapping[str, Any] = {
        "figure": FIGURES[split.figure],
        "before": before,
        "after": after,
    }
    title = (
        message("{figure}: {moved} more than at the last review", moved=moved, **parts)
        if split.after_cents > split.before_cents
        else message("{figure}: {moved} less than at the last review", moved=moved, **parts)
        if split.after_cents < split.before_cents
        else message("{figure}: as at the last review", **parts)
    )
    accounts = message(
        "From {before} to {after} a year, from {first} to {last} customers. Each customer stands "
        "once among people, customers, revenue and records, by the first that explains it",
        first=split.counted_before,
        last=split.counted_after,
        **parts,
    )
    alt = message("Waterfall chart: from {before} to {after}.", **parts)
    drawn = bool(len(steps) > 2 or split.after_cents)
    chart_card(
        (*view.context_key(), repr(of), split.figure),
        f"review-{split.figure}",
        Finding(title, accounts, alt),
        (lambda colours: waterfall(steps, colours, currency)) if drawn else None,
        ("review_change", split.figure),
    )


def _draw_part(
    view: View, split: Split, earlier: Snapshot, now: Snapshot, of: tuple[Hashable, ...]
) -> None:
    """The list behind one part; without any part, that nothing has changed."""
    parts = [each for each in split.parts if len(each.accounts)]
    if not parts:
        st.caption(t("No customer has moved."))
        return
    labels = {
        each.cause.value: t_text(
            "{cause} ({count})",
            "{cause} ({count})",
            count=len(each.accounts),
            cause=CAUSES[each.cause],
        )
        for each in parts
    }
    chosen = filters.one_of("part", t("Which part?"), labels, parts[0].cause.value, page="review")
    cause = Cause(chosen)
    names = {**names_of(earlier.customers, "customer_id"), **names_of(now.customers, "customer_id")}
    people = {**names_of(earlier.reps, "rep_id"), **names_of(now.reps, "rep_id")}
    table(
        view.once(
            "review-part",
            lambda: rows_of_part(split, cause, names, people),
            split.figure,
            cause,
            *of,
        ),
        _columns(now.currency, with_person=cause is Cause.PEOPLE),
        key="part",
        page="review",
        as_of=now.as_of,
        alt=t_text("Customers that this part has moved, the largest move first."),
        token=(view.context_key(), split.figure, cause, of),
    )


def _columns(currency: str, *, with_person: bool) -> tuple[Column, ...]:
    target = Target("customers", "customer", "customer_id")

    def money(name: str, label: str, card: CardLine | None = None) -> Column:
        return Column(
            name,
            label,
            Cell.EXACT,
            currency=currency,
            width=130,
            card=card,
        )

    person = (Column("person", t_text("Through whom"), width=150, card=CardLine(3)),)
    return (
        Column("name", t_text("Customer"), Cell.LINK, target=target, width=200),
        *(person if with_person else ()),
        money("before", t_text("Before"), CardLine(2, t_text("before {value}", value="{value}"))),
        money("after", t_text("After"), CardLine(2, t_text("after {value}", value="{value}"))),
        money("difference", t_text("Difference"), CardLine(1)),
        Column("known_by_before", t_text("People who knew it"), Cell.INTEGER, width=120),
        Column("known_by_after", t_text("People who know it now"), Cell.INTEGER, width=120),
    )
