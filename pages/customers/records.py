"""The rows behind one customer, read from the source when asked for and kept for the next time."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from analytics.comparison import months_before
from analytics.messages import Message, Money, message
from analytics.relationships.service import service_kept
from analytics.relationships.trend import quarter_ends, top_shares
from data import details, history
from data.sources.limits import Limits
from pages.components.columns import Cell, Column, Target
from pages.components.frame import progress_bar
from pages.components.loading import Context, cancel
from pages.components.text import t_text
from pages.components.words import kind_word, names_of

__all__ = [
    "MONTHS",
    "Rows",
    "activities",
    "booking_months",
    "bookings",
    "bookings_title",
    "contacts",
    "kinds",
    "service",
    "timeline",
    "timeline_title",
    "top_share_trend",
    "trend_is_read",
]

#: Months drawn in the time line and in the bookings.
MONTHS = 24

#: Rows that a source gives at once.
_MOST_READ = Limits().rows

#: Rows read of one customer's activities and bookings, the newest first.
_READ = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows as a table shows them."""

    frame: pd.DataFrame
    columns: tuple[Column, ...]


def _asked(about: Context, ask: Callable[..., pd.DataFrame], **chosen: Any) -> pd.DataFrame:
    """Rows that :mod:`data.details` reads; where it takes a moment, its progress is shown."""
    with progress_bar(st.empty(), cancel, ask.__name__) as progress:
        return about.asked(
            ask.__name__,
            partial(ask, about.source, about.policy, **chosen),
            *chosen.items(),
            progress=progress,
        )


def kinds(about: Context, assessment: Assessment) -> pd.DataFrame:
    """Contacts of the last year by customer, rep and kind (see :mod:`data.details`)."""
    return _asked(about, details.contact_kinds, as_of=assessment.as_of)


def top_share_trend(about: Context, assessment: Assessment) -> pd.DataFrame:
    """The top share of every customer at twelve quarter ends, see
    :func:`analytics.relationships.trend.top_shares`; of nobody where they are not read."""
    if not trend_is_read(assessment):
        return pd.DataFrame(index=pd.Index([], dtype="str"))
    return about.once("top-share-trend", lambda: _trend(about, assessment))


def trend_is_read(assessment: Assessment) -> bool:
    """Whether the records of so many pairs are no more than a source gives at once."""
    records, quarters = assessment.edges["activities"], len(quarter_ends(assessment.as_of))
    return bool(records.clip(upper=quarters).sum() <= _MOST_READ)


def _trend(about: Context, assessment: Assessment) -> pd.DataFrame:
    day = assessment.as_of
    spans = {"as_of": day, "ends": quarter_ends(day)}
    contacts = _asked(about, history.contact_strengths, **spans)
    bookings = _asked(about, history.booking_strengths, **spans, currency=assessment.currency)
    reps, rules = assessment.extract.reps, assessment.policy.relationships
    return top_shares(contacts, bookings, reps, rules, as_of=day)


def service(about: Context, assessment: Assessment) -> pd.DataFrame:
    """Whether each customer is looked after as promised, or as usual, see
    :func:`analytics.relationships.service.service_kept`."""
    return about.once("service", lambda: _service(about, assessment))


def _service(about: Context, assessment: Assessment) -> pd.DataFrame:
    day = assessment.as_of
    rhythm = _asked(about, history.contact_rhythm, as_of=day, since=months_before(day, 3))
    return service_kept(assessment.customers, rhythm, assessment.policy.service, as_of=day)


def timeline(about: Context, assessment: Assessment, customer_id: str) -> pd.DataFrame:
    """Contact days of the last months: rep_id, name, active, day, kind, weight, activities."""
    days = _asked(about, details.contact_days, customer_id=customer_id, as_of=assessment.as_of)
    return about.once("timeline", lambda: _since(_named(days, assessment), assessment), customer_id)


def _named(rows: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """The rows with the name of each rep_id, and whether the person is still here."""
    reps = assessment.reps
    names = names_of(reps, "rep_id")
    active = set(reps.loc[reps["active"].astype(bool), "rep_id"])
    return rows.assign(
        name=rows["rep_id"].map(names).astype("str").fillna(rows["rep_id"]),
        active=rows["rep_id"].isin(active),
    )


def _since(rows: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    first = pd.Timestamp(assessment.as_of) - pd.DateOffset(months=MONTHS)
    return rows[rows["day"] > first].reset_index(drop=True)


def activities(about: Context, assessment: Assessment, customer_id: str) -> Rows:
    """The newest contact records of a customer, one row each."""
    frame = _activities(about, assessment, customer_id)
    return Rows(
        frame,
        (
            Column("day", t_text("Day"), Cell.DATE),
            _rep_column(),
            Column("kind_words", t_text("Kind")),
            Column("contact_words", t_text("Person at the customer"), width=180),
            Column("direction_words", t_text("From whom")),
            Column("activity_id", t_text("Id in the source")),
        ),
    )


def _activities(about: Context, assessment: Assessment, customer_id: str) -> pd.DataFrame:
    rows = _asked(
        about,
        details.activities_of,
        customer_id=customer_id,
        as_of=assessment.as_of,
        limit=_READ,
    )
    return about.once("activities", lambda: _in_words(rows, assessment), customer_id)


def _in_words(rows: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    directions = {"in": t_text("from the customer"), "out": t_text("from us")}
    return _named(rows, assessment).assign(
        kind_words=rows["kind"].map(kind_word).astype("str"),
        contact_words=rows["contact"].fillna(rows["contact_id"]),
        direction_words=rows["direction"].map(directions).astype("str"),
    )


def contacts(about: Context, assessment: Assessment, customer_id: str) -> Rows:
    """People at the customer by who of us was in touch: how often, last when."""
    rows = _activities(about, assessment, customer_id)
    frame = about.once("contacts", lambda: _contacts(rows), customer_id)
    return Rows(
        frame,
        (
            Column("contact_words", t_text("Person at the customer"), width=220),
            _rep_column(),
            Column("records", t_text("Contact records"), Cell.INTEGER),
            Column("first_on", t_text("In touch since"), Cell.DATE),
            Column("last_on", t_text("Last contact"), Cell.DATE),
        ),
    )


def _contacts(rows: pd.DataFrame) -> pd.DataFrame:
    named = rows[rows["contact_words"].notna()]
    grouped = named.groupby(["contact_words", "rep_id", "name"])["day"]
    counted = grouped.agg(records="size", first_on="min", last_on="max").reset_index()
    return counted.sort_values(
        ["records", "contact_words", "rep_id"], ascending=[False, True, True]
    ).reset_index(drop=True)


def bookings(about: Context, assessment: Assessment, customer_id: str) -> Rows:
    """The newest bookings of a customer, one row each."""
    frame = _bookings(about, assessment, customer_id)
    return Rows(
        frame,
        (
            Column("day", t_text("Booked on"), Cell.DATE),
            Column(
                "reporting_amount",
                t_text("Amount"),
                Cell.MONEY,
                currency=assessment.currency,
            ),
            Column("credited", t_text("Credited to"), width=160),
            Column("amount", t_text("Amount as booked"), Cell.EXACT),
            Column("currency", t_text("Currency")),
            Column("revenue_id", t_text("Id in the source")),
        ),
    )


def _bookings(about: Context, assessment: Assessment, customer_id: str) -> pd.DataFrame:
    rows = _asked(
        about,
        details.bookings_of,
        customer_id=customer_id,
        as_of=assessment.as_of,
        currency=assessment.currency,
        limit=_READ,
    )
    return about.once("bookings", lambda: _credited(rows, assessment), customer_id)


def _credited(rows: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    named = _named(rows, assessment)
    return named.assign(credited=named["name"].fillna(t_text("unassigned")))


def booking_months(about: Context, assessment: Assessment, customer_id: str) -> pd.DataFrame:
    """Revenue of the last months: month (its first day), amount; months without any are 0."""
    rows = _bookings(about, assessment, customer_id)
    return about.once("booking-months", lambda: _booking_months(rows, assessment), customer_id)


def _booking_months(bookings: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    rows = _since(bookings, assessment)
    if rows.empty:
        return pd.DataFrame({"month": pd.to_datetime([]), "amount": []})
    month = rows["day"].dt.to_period("M").dt.to_timestamp()
    sums = rows["reporting_amount"].groupby(month).sum()
    last = pd.Timestamp(assessment.as_of).replace(day=1)
    every = pd.date_range(last - pd.DateOffset(months=MONTHS - 1), last, freq="MS")
    filled = sums.reindex(every, fill_value=0.0)
    return pd.DataFrame({"month": filled.index, "amount": filled.to_numpy()})


def bookings_title(months: pd.DataFrame, currency: str) -> Message:
    """The finding of the months of :func:`booking_months`: the last year beside the one before."""
    year = MONTHS // 2
    before, last = (
        Money(float(part["amount"].sum()), currency)
        for part in (months.head(len(months) - year), months.tail(year))
    )
    return message(
        "{last} booked in 12 months, {before} in the 12 before", last=last, before=before
    )


def timeline_title(days: pd.DataFrame, assessment: Assessment) -> Message:
    """The finding of the days of :func:`timeline`: how many people, and how many of them lately."""
    since = pd.Timestamp(assessment.as_of) - pd.DateOffset(months=3)
    return message(
        "{count} person in touch over the last 24 months, {lately} in the last three",
        "{count} people in touch over the last 24 months, {lately} in the last three",
        count=int(days["rep_id"].nunique()),
        lately=int(days.loc[days["day"] > since, "rep_id"].nunique()),
    )


def _rep_column() -> Column:
    return Column(
        "name",
        t_text("Person of ours"),
        Cell.LINK,
        target=Target("reps", "rep", "rep_id"),
        width=150,
    )
