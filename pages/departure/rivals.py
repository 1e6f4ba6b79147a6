"""What is asked when somebody goes to a competitor or into an own business: which customers of
colleagues they know, what they have exported, whose contract ends soon, what keeping them costs."""

from collections.abc import Hashable
from datetime import date

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from analytics.departure.colleagues import colleagues_customers
from analytics.departure.concessions import ENDS_WITHIN_DAYS, Cost, concessions, whole_cost
from analytics.departure.simulation import Departure
from analytics.messages import Message, Money, Percent, message
from data import details, handover_details
from pages.components import filters
from pages.components.columns import Cell, Column, Target
from pages.components.headings import headed
from pages.components.loading import Context
from pages.components.tables import table
from pages.components.text import t, t_text, tm
from pages.components.words import names_of

__all__ = ["draw_rivals", "export_line", "price_line"]

NAME = "departure"
#: Rows on screen; all are in the files.
_SHOWN = 200
#: Months before the newest record in which exports are looked at.
_EXPORT_MONTHS = 12
#: Price concessions that are looked at, in per cent of the revenue.
_CONCESSIONS, _USUAL_CONCESSION = (3, 5, 10, 15), 5
_CUSTOMER = Target("customers", "customer", "customer_id")


def draw_rivals(about: Context, assessment: Assessment, gone: Departure) -> None:
    """Contracts and prices, colleagues' customers, exports."""
    _prices(about, assessment, gone)
    _colleagues(about, assessment, gone)
    _exports(about, assessment, gone)


def _prices(about: Context, assessment: Assessment, gone: Departure) -> None:
    headed(
        t("Contracts that end within {days} days", days=ENDS_WITHIN_DAYS),
        "price_concession",
        "departure-prices",
    )
    options = {str(each): t_text("{share} off", share=Percent(each / 100)) for each in _CONCESSIONS}
    picked = filters.one_of(
        "off", t("Price concession"), options, str(_USUAL_CONCESSION), page=NAME
    )
    part = int(picked) / 100
    margins = _margins(about, assessment, gone)

    def make() -> pd.DataFrame:
        asked = concessions(gone, margins, as_of=pd.Timestamp(assessment.as_of), part=part)
        return asked.assign(name=_named(asked["customer_id"], assessment))

    token = (*_which(gone), part)
    found = about.once("departure-concessions", make, token)
    if found.empty:
        st.caption(t("No contract of these customers ends in that time."))
        return
    st.markdown(tm(price_line(whole_cost(found), len(found), part, assessment.currency)))
    table(
        found,
        _price_columns(assessment.currency),
        key="departure-prices",
        page=NAME,
        as_of=assessment.as_of,
        alt=t_text("Customers whose contract ends soon, and what a concession costs"),
        token=(about.key, token),
    )


def _which(gone: Departure) -> tuple[Hashable, ...]:
    """What tells one departure from another under one assessment."""
    return gone.rep_ids, gone.kind, gone.weeks


def _margins(about: Context, assessment: Assessment, gone: Departure) -> "pd.Series[float]":
    asked = tuple(gone.customers["customer_id"])
    found = about.asked(
        "yearly_margins",
        lambda: details.yearly_margins(
            about.source,
            about.policy,
            customer_ids=asked,
            as_of=assessment.as_of,
            currency=assessment.currency,
        ),
        asked,
    )
    margins: pd.Series[float] = found.set_index("customer_id")["margin"]
    return margins


def price_line(cost: Cost, count: int, part: float, currency: str) -> Message:
    """What the concession costs for all of them, and what it is to save."""
    values = {
        "share": Percent(part),
        "cost": Money(cost.amount, currency),
        "loss": Money(cost.loss, currency),
    }
    if cost.of_margin is None:
        return message(
            "{share} off for this {count} customer costs {cost} a year; without it {loss} a year "
            "would go.",
            "{share} off for these {count} customers costs {cost} a year; without it {loss} a year "
            "would go.",
            count=count,
            **values,
        )
    return message(
        "{share} off for this {count} customer costs {cost} a year, {margin} of the margin; "
        "without it {loss} a year would go.",
        "{share} off for these {count} customers costs {cost} a year, {margin} of their margin; "
        "without it {loss} a year would go.",
        count=count,
        margin=Percent(cost.of_margin),
        **values,
    )


def _price_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("name", t_text("Customer"), Cell.LINK, target=_CUSTOMER, width=190),
        Column("contract_ends_on", t_text("Contract ends"), Cell.DATE),
        _money("exposure", t_text("Yearly revenue"), currency),
        _money("loss", t_text("Would go"), currency),
        _money("cost", t_text("Cost of the concession a year"), currency),
        Column(
            "cost_of_margin",
            t_text("Part of the margin"),
            Cell.PERCENT,
            help=t_text("Of the margin of the last 365 days, where every booking has one."),
        ),
        Column(
            "worth_up_to",
            t_text("Pays up to"),
            Cell.PERCENT,
            help=t_text("The concession that costs as much as it saves, if it surely keeps them."),
        ),
    )


def _colleagues(about: Context, assessment: Assessment, gone: Departure) -> None:
    """Colleagues' customers whom the leavers know."""
    known = about.once("departure-colleagues", lambda: _known(assessment, gone), *_which(gone))
    st.subheader(t("Colleagues' customers whom they know"), anchor=False)
    st.markdown(
        t(
            "{count} customer of colleagues is in touch with who leaves, {amount} a year.",
            "{count} customers of colleagues are in touch with who leaves, {amount} a year.",
            count=len(known),
            amount=Money(float(known["exposure"].sum()), assessment.currency),
        )
    )
    if known.empty:
        return
    if len(known) > _SHOWN:
        st.caption(
            t("{shown} of {rows} shown; all are in the file.", shown=_SHOWN, rows=len(known))
        )
    table(
        known.head(_SHOWN),
        _colleague_columns(assessment.currency),
        key="departure-colleagues",
        page=NAME,
        as_of=assessment.as_of,
        alt=t_text("Customers of colleagues with which who leaves is in touch, the largest first"),
        token=(about.key, _which(gone)),
        whole=lambda: known,
        missing="",
    )


def _known(assessment: Assessment, gone: Departure) -> pd.DataFrame:
    """Colleagues' customers with their names and that of the main contact."""
    known = colleagues_customers(gone, assessment.customers, assessment.edges)
    return known.assign(
        name=_named(known["customer_id"], assessment),
        main=known["main_rep_id"].map(names_of(assessment.reps, "rep_id")).astype("str"),
    )


def _colleague_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("name", t_text("Customer"), Cell.LINK, target=_CUSTOMER, width=190),
        Column(
            "main",
            t_text("Main contact"),
            Cell.LINK,
            target=Target("reps", "rep", "main_rep_id"),
        ),
        _money("exposure", t_text("Yearly revenue"), currency),
        Column("leaver_share", t_text("Held by who leaves"), Cell.BAR),
        Column("met_on", t_text("Their last contact"), Cell.DATE),
        _money("loss", t_text("Would go"), currency),
        Column("contract_ends_on", t_text("Contract ends"), Cell.DATE),
    )


def _exports(about: Context, assessment: Assessment, gone: Departure) -> None:
    """What the leavers have exported, as far as a log says so."""
    st.subheader(t("What they have exported"), anchor=False)
    if "access_log" not in assessment.extract.tables:
        st.caption(t("There is no log of exports: whether they exported customers is not known."))
        return
    since = (pd.Timestamp(assessment.as_of) - pd.DateOffset(months=_EXPORT_MONTHS)).date()
    found = about.asked(
        "exports_by",
        lambda: handover_details.exports_by(
            about.source,
            about.policy,
            rep_ids=gone.rep_ids,
            since=since,
            as_of=assessment.as_of,
        ),
        gone.rep_ids,
    )
    st.markdown(tm(export_line(found, since, len(gone.customers))))
    if found.empty:
        return
    people = names_of(assessment.reps, "rep_id")
    told = found.assign(name=found["rep_id"].map(people).astype("str"))
    table(
        told.head(_SHOWN),
        (
            Column("day", t_text("Day"), Cell.DATE),
            Column("name", t_text("Person"), Cell.LINK, target=Target("reps", "rep", "rep_id")),
            Column("records", t_text("Records"), Cell.INTEGER),
        ),
        key="departure-exports",
        page=NAME,
        as_of=assessment.as_of,
        alt=t_text("Exports by who leaves, the newest first"),
        whole=lambda: told,
    )


def export_line(exports: pd.DataFrame, since: date, customers: int) -> Message:
    """How much was exported, and that no log says which customers. exports: records."""
    if exports.empty:
        return message("No export by them is on record since {day}.", day=since)
    records = exports["records"].dropna()
    if records.empty:
        return message(
            "{count} export since {day}; the log does not say of how many records or of which.",
            "{count} exports since {day}; the log does not say of how many records or of which.",
            count=len(exports),
            day=since,
        )
    return message(
        "{count} export since {day}, the largest of {most} records; they are in touch with "
        "{customers} customers. The log does not say of which the records are.",
        "{count} exports since {day}, the largest of {most} records; they are in touch with "
        "{customers} customers. The log does not say of which the records are.",
        count=len(exports),
        day=since,
        most=int(records.max()),
        customers=customers,
    )


def _named(ids: pd.Series, assessment: Assessment) -> "pd.Series[str]":
    return ids.map(names_of(assessment.customers, "customer_id")).astype("str")


def _money(name: str, label: str, currency: str) -> Column:
    return Column(name, label, Cell.MONEY, currency=currency)
