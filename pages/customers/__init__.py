"""Customers, for managers and salespeople: which of them depend on one person, and why?"""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from analytics.messages import Message
from data.assessments import Loaded
from pages.components import filters as address
from pages.components import frame, loading, session
from pages.components.definitions.panel import definition
from pages.components.frame import View
from pages.components.loading import Context
from pages.components.tables import table
from pages.components.text import t, t_text, tm
from pages.customers import records
from pages.customers.detail import CustomerDetail, customer_detail
from pages.customers.evidence import evidence_words
from pages.customers.ranking import (
    MARKS,
    SHOWN,
    CustomerFilters,
    choices,
    columns,
    contact_choices,
    customer_rows,
    evidence_choices,
    filtered,
    headline,
    indistinct,
    totals,
)
from pages.customers.single import draw_customer

__all__ = ["page"]

NAME = "customers"


class Shown(NamedTuple):
    """The rows on screen, how many pass the filters, and what they come to."""

    rows: pd.DataFrame
    passing: int
    totals: Message


def page(view: View) -> None:
    """Draw one customer, if the address chooses one, else the ranked list."""
    loaded = view.loaded()
    about = loading.context()
    chosen = session.selection("customer")
    detail = _detail(about, chosen, loaded) if chosen else None
    if detail:
        draw_customer(view, about, detail, loaded.assessment)
        return
    if chosen:
        st.info(t("No customer here has the id {customer}.", customer=chosen))
    _list(view, about, loaded)


def _detail(about: Context, customer_id: str, loaded: Loaded) -> CustomerDetail | None:
    return about.once(
        "customer",
        lambda: customer_detail(loaded.assessment, customer_id, loaded.plan),
        customer_id,
    )


def _list(view: View, about: Context, loaded: Loaded) -> None:
    assessment = loaded.assessment
    view.headline(tm(about.once("customers-headline", lambda: headline(assessment))))
    rows = about.once("customers", lambda: customer_rows(assessment))
    if rows.empty:
        frame.empty(
            t("There are no customers in this data."),
            t("Bring in the table of customers on the page Data."),
        )
        return
    chosen = _filters(rows)
    shown = about.once("customers-shown", lambda: _shown(about, chosen, rows, loaded), chosen)
    st.markdown(tm(shown.totals))
    if shown.rows.empty:
        frame.empty(t("No customer passes these filters."), t("Take one of the filters away."))
        return
    if shown.passing > len(shown.rows):
        st.caption(t("The first {count} are shown; filter to see others.", count=len(shown.rows)))
    st.caption(t("Choose a row or a name to see who knows the customer, and since when."))
    place = table(
        shown.rows,
        columns(assessment.currency),
        key="customers",
        page=NAME,
        as_of=assessment.as_of,
        alt=t_text("Customers, the largest expected loss first; choose a row for the details."),
        selectable=True,
    )
    _apart(about.once("customers-indistinct", lambda: indistinct(rows)))
    if place is not None:
        session.select("customer", str(shown.rows["customer_id"].iloc[place]))
        st.rerun()


def _apart(together: Message | None) -> None:
    """Say whose order means nothing."""
    if together is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(tm(together), width="content")
        definition("rank_band", key="customers-rank")


def _shown(about: Context, chosen: CustomerFilters, rows: pd.DataFrame, loaded: Loaded) -> Shown:
    assessment = loaded.assessment
    passing = filtered(rows, chosen, assessment.as_of)
    first = passing.head(SHOWN)
    words = evidence_words(first, records.kinds(about, assessment), assessment)
    return Shown(
        first.assign(evidence_words=words),
        len(passing),
        totals(passing, rows, assessment.currency),
    )


def _filters(rows: pd.DataFrame) -> CustomerFilters:
    marks = {mark: tm(word) for mark, word in MARKS.items()}
    show = address.marks_of("show", t("Show only"), marks, page=NAME)
    text = address.text_of("q", t("Name or id"), page=NAME)
    options = {
        "rep": (t("Main contact"), contact_choices(rows)),
        "team": (t("Team"), choices(rows, "team")),
        "segment": (t("Segment"), choices(rows, "segment")),
        "region": (t("Region"), choices(rows, "region")),
        "evidence": (t("Known from"), evidence_choices(rows)),
    }
    chosen: dict[str, tuple[str, ...]] = {}
    opened = any(name in st.query_params for name in options)
    with st.expander(t("Main contact, team, segment, region, evidence"), expanded=opened):
        for column, (name, (label, values)) in zip(st.columns(5), options.items(), strict=True):
            with column:
                chosen[name] = address.any_of(name, label, values, page=NAME)
    return CustomerFilters(show=show, q=text, **chosen)
