"""The ranked customers: rows, filters, totals and columns."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from analytics.assessment import Assessment
from analytics.concentration.held import contacts_named
from analytics.coverage.plan import CoveragePlan
from analytics.messages import Message, Money, message
from pages.components.columns import CardLine, Cell, Column, Target
from pages.components.listing import Choice, Listing, options
from pages.components.loading import Context
from pages.components.partial import and_buy_less
from pages.components.ranks import ranks
from pages.components.sentences.customer_steps import CONTRACT_DAYS
from pages.components.text import t, t_text, tm_text
from pages.components.words import EVIDENCE, evidence_word, names_of
from pages.customers import records
from pages.customers.evidence import evidence_words
from pages.customers.second import second_words
from pages.customers.service import service_words
from pages.customers.trend import comparable

__all__ = [
    "MARKS",
    "choices",
    "columns",
    "customer_listing",
    "customer_rows",
    "headline",
    "in_words",
    "indistinct",
    "totals",
]

#: Filters that are switched on or off, in their order, by their value in the address.
MARKS = {
    "core": message("core customers"),
    "single": message("on record with one person only"),
    "orphaned": message("without anyone since a departure"),
    "untended": message("nobody in touch"),
    "unknown": message("not known"),
    "contract": message("contract ends within {days} days", days=CONTRACT_DAYS),
    "service": message("service not kept"),
}


def customer_listing(
    about: Context, assessment: Assessment, plan: CoveragePlan, service: pd.DataFrame
) -> Listing:
    """The list of customers: rows, filters and words, in the reader's language; service as
    :func:`analytics.relationships.service.service_kept` has it."""
    as_of = assessment.as_of
    rows = _with_service(customer_rows(assessment), service)
    told = service.set_index("customer_id", drop=False)
    return Listing(
        page="customers",
        table="customers",
        query="customer",
        id_column="customer_id",
        rows=rows,
        columns=tuple(
            each
            for each in columns(assessment.currency)
            # A column in which nothing can stand is none.
            if each.name != "trend" or records.trend_is_read(assessment)
        ),
        marks=MARKS,
        marked=lambda all_rows, marks: marked(all_rows, marks, as_of),
        choices=choices(rows),
        totals=lambda shown: and_buy_less(
            totals(shown, rows, assessment.currency),
            float(shown["expected_shrinkage"].sum()),
            assessment.currency,
        ),
        order=indistinct(rows),
        nothing=(
            message("There are no customers in this data."),
            message("Bring in the table of customers on the page Data."),
        ),
        none_pass=message("No customer passes these filters."),
        hint=message("Choose a row or a name to see who knows the customer, and since when."),
        alt=message("Customers, the largest expected loss first; choose a row for the details."),
        complete=lambda first, more: _completed(
            in_words(first, told), more, about, assessment, plan
        ),
    )


def _completed(
    first: pd.DataFrame, more: bool, about: Context, assessment: Assessment, plan: CoveragePlan
) -> pd.DataFrame:
    """Add second_contact, evidence_words and, where more is asked for, trend."""
    kinds = records.kinds(about, assessment)
    rows = first.assign(
        second_contact=second_words(first, assessment, plan),
        evidence_words=evidence_words(first, kinds, assessment),
    )
    if not more:
        return rows
    shares = records.top_share_trend(about, assessment)
    return rows.assign(trend=comparable(first["customer_id"], shares))


def _with_service(rows: pd.DataFrame, service: pd.DataFrame) -> pd.DataFrame:
    """Add service_kept (boolean)."""
    kept = service[["customer_id", "kept"]].rename(columns={"kept": "service_kept"})
    return rows.merge(kept, on="customer_id", how="left")


def in_words(rows: pd.DataFrame, service: pd.DataFrame) -> pd.DataFrame:
    """Add rank_words and service_words to some rows, those on screen: a number in the reader's
    language takes longer than all else that a row needs. service: by customer_id."""
    known = service.loc[rows["customer_id"][rows["customer_id"].isin(service.index)]]
    said = {row["customer_id"]: service_words(row) for row in known.to_dict("records")}
    words = [(each := said.get(customer)) and tm_text(each) for customer in rows["customer_id"]]
    return rows.assign(
        rank_words=ranks(rows["rank_low"], rows["rank_high"]),
        service_words=pd.Series(words, index=rows.index, dtype="str"),
    )


def customer_rows(assessment: Assessment) -> pd.DataFrame:
    """All customers, the largest expected loss first; where it is not known, they come last by
    yearly revenue, never among the safe ones.

    Columns of ``assessment.customers``, where who alone knows a customer by statement stands as its
    top_rep_id without a share, and: display_name, contact (name of the main contact, if there is
    one), contact_id (who is filtered for: the main contact, else who left a customer
    that nobody knows now), contact_name, team (theirs).
    """
    rows = assessment.customers.sort_values(
        ["expected_loss", "exposure", "customer_id"],
        ascending=[False, False, True],
        na_position="last",
        kind="stable",
    ).reset_index(drop=True)
    reps = assessment.reps
    named = contacts_named(rows)
    # A share stands beside the person who has it, or not at all.
    own_share = rows["top_share"].where((named == rows["top_rep_id"]).fillna(False).astype(bool))
    rows = rows.assign(top_rep_id=named, top_share=own_share)
    contact = named.fillna(rows["leaver_id"])
    names = names_of(reps, "rep_id")
    teams = dict(zip(reps["rep_id"], reps["team"], strict=True))
    return rows.assign(
        display_name=rows["customer_id"].map(names_of(rows, "customer_id")),
        contact=rows["top_rep_id"].map(names).astype("str"),
        contact_id=contact,
        contact_name=contact.map(names).astype("str"),
        team=contact.map(teams).astype("str"),
    )


def choices(rows: pd.DataFrame) -> tuple[Choice, ...]:
    """What may be chosen of the values that occur."""
    return (
        Choice("rep", t("Main contact"), "contact_id", contact_choices(rows)),
        Choice("team", t("Team"), "team", options(rows, "team")),
        Choice("segment", t("Segment"), "segment", options(rows, "segment")),
        Choice("region", t("Region"), "region", options(rows, "region")),
        Choice("evidence", t("Known from"), "evidence", evidence_choices(rows)),
    )


def evidence_choices(rows: pd.DataFrame) -> dict[str, str]:
    """The levels of evidence that occur, in words."""
    present = set(rows["evidence"].dropna())
    return {level: evidence_word(level) for level in EVIDENCE if level in present}


def contact_choices(rows: pd.DataFrame) -> dict[str, str]:
    """The main contacts that occur, by name."""
    named = rows[["contact_id", "contact_name"]].dropna().drop_duplicates()
    named = named.sort_values(["contact_name", "contact_id"])
    return dict(zip(named["contact_id"], named["contact_name"], strict=True))


def marked(rows: pd.DataFrame, marks: tuple[str, ...], as_of: date) -> "pd.Series[bool]":
    """Which rows have all of the marks."""
    kept = pd.Series(True, index=rows.index)
    for mark in marks:
        kept &= _marked(rows, mark, as_of)
    return kept


def _marked(rows: pd.DataFrame, mark: str, as_of: date) -> pd.Series:
    match mark:
        case "core":
            return rows["core"].astype(bool)
        case "single":
            return rows["single_threaded"].fillna(False).astype(bool)
        case "orphaned":
            return rows["orphaned"].fillna(False).astype(bool)
        case "untended":
            return rows["untended"].fillna(False).astype(bool)
        case "unknown":
            return rows["evidence"] == "none"
        case "service":
            return ~rows["service_kept"].fillna(True).astype(bool)
    last = pd.Timestamp(as_of) + pd.Timedelta(days=CONTRACT_DAYS)
    return rows["contract_ends_on"].between(pd.Timestamp(as_of), last)


def totals(shown: pd.DataFrame, rows: pd.DataFrame, currency: str) -> Message:
    """How many customers are shown, and what they come to."""
    unknown = int(shown["expected_loss"].isna().sum())
    parts: Mapping[str, object] = {
        "all": len(rows),
        "exposure": Money(float(shown["exposure"].sum()), currency),
        "expected": Money(float(shown["expected_loss"].sum()), currency),
    }
    if unknown:
        return message(
            "{count} of {all} customers: {exposure} a year, {expected} expected loss; not known "
            "for {unknown} of them",
            "{count} of {all} customers: {exposure} a year, {expected} expected loss; not known "
            "for {unknown} of them",
            count=len(shown),
            unknown=unknown,
            **parts,
        )
    return message(
        "{count} of {all} customers: {exposure} a year, {expected} expected loss",
        "{count} of {all} customers: {exposure} a year, {expected} expected loss",
        count=len(shown),
        **parts,
    )


def headline(assessment: Assessment) -> Message:
    """The page's answer: how many customers one person only knows, proven and inferred."""
    customers = assessment.customers
    if customers.empty:
        return message("There are no customers in this data.")
    single = customers["single_threaded"].fillna(False).astype(bool)
    inferred = single & (customers["evidence"] == "ownership")
    proven = single & ~inferred
    unknown = int((customers["evidence"] == "none").sum())
    if not (customers["evidence"].isin(["activity", "transactions"])).any():
        return message(
            "No record proves who knows the customers: {count} has only one name on file, "
            "{unknown} are not known.",
            "No record proves who knows the customers: {count} have only one name on file, "
            "{unknown} are not known.",
            count=int(inferred.sum()),
            unknown=unknown,
        )
    amount = Money(float(customers.loc[proven, "exposure"].sum()), assessment.currency)
    if not unknown and not inferred.any():
        return message(
            "{count} customer with {amount} a year is proven to be on record with one person only.",
            "{count} customers with {amount} a year are proven to be on record with one person "
            "only.",
            count=int(proven.sum()),
            amount=amount,
        )
    return message(
        "{count} customer with {amount} a year is proven to be on record with one person only; "
        "{inferred} more have only a name on file, {unknown} are not known.",
        "{count} customers with {amount} a year are proven to be on record with one person only; "
        "{inferred} more have only a name on file, {unknown} are not known.",
        count=int(proven.sum()),
        amount=amount,
        inferred=int(inferred.sum()),
        unknown=unknown,
    )


def indistinct(rows: pd.DataFrame) -> Message | None:
    """How many of the first in the whole list cannot be told apart; None where the first can."""
    together = int((rows["rank_group"] == 1).sum())
    if together < 2:
        return None
    return message(
        "The order among the first {count} customers of the whole list is not certain: what is on "
        "record cannot tell them apart.",
        count=together,
    )


def columns(currency: str) -> tuple[Column, ...]:
    """The few columns that decide, in the reader's language."""
    return (
        *_risk_columns(currency),
        *_main_contact_columns(),
        *_others_columns(),
        *_kept_columns(),
    )


def _risk_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column(
            "display_name",
            t_text("Customer"),
            Cell.LINK,
            target=Target("customers", "customer", "customer_id"),
            width=190,
        ),
        Column(
            "expected_loss",
            t_text("Expected loss"),
            Cell.MONEY,
            currency=currency,
            help=t_text("Over 12 months: yearly revenue × chance to leave with a person."),
            card=CardLine(1, t_text("expected loss {value}", value="{value}")),
        ),
        Column(
            "rank_words",
            t_text("Rank"),
            width=85,
            help=t_text("By expected loss: the places that are possible, four times of five."),
            sort_by=("rank_low", "rank_high"),
            ascending=True,
            aside=True,
        ),
        Column(
            "exposure",
            t_text("Yearly revenue"),
            Cell.MONEY,
            currency=currency,
            help=t_text("Bookings of the last 12 months that could still be lost."),
            card=CardLine(2, t_text("{value} a year", value="{value}")),
        ),
        Column(
            "walk_away_probability",
            t_text("May leave"),
            Cell.CHANCE,
            help=t_text("Chance that the customer leaves with a person within 12 months."),
            aside=True,
        ),
    )


def _main_contact_columns() -> tuple[Column, ...]:
    """Who holds the customer, how much of it, and how that has moved."""
    return (
        Column(
            "contact",
            t_text("Main contact"),
            Cell.LINK,
            target=Target("reps", "rep", "top_rep_id"),
            width=115,
            card=CardLine(2, t_text("main contact: {value}", value="{value}")),
        ),
        Column(
            "top_share",
            t_text("Share"),
            Cell.BAR,
            width=92,
            help=t_text("Share of the relationship that the main contact holds."),
            aside=True,
        ),
        Column(
            "trend",
            t_text("Trend of the share"),
            Cell.TREND,
            width=120,
            sortable=False,
            help=t_text(
                "The largest share at the ends of the last twelve quarters, each with the records "
                "of then, as far back as they are comparable."
            ),
            aside=True,
            costly=True,
        ),
    )


def _others_columns() -> tuple[Column, ...]:
    """Who else knows the customer."""
    return (
        Column(
            "company_share",
            t_text("Held outside sales"),
            Cell.BAR,
            width=110,
            help=t_text("Part of the relationship with service, technical staff or management."),
            aside=True,
        ),
        Column(
            "known_by",
            t_text("Known by"),
            Cell.INTEGER,
            help=t_text("How many people of ours know the customer."),
            aside=True,
        ),
        Column(
            "second_contact",
            t_text("Second contact"),
            width=220,
            sortable=False,
            help=t_text("Who knows the customer, too; else who is proposed."),
            card=CardLine(3, t_text("Second contact: {value}", value="{value}")),
        ),
    )


def _kept_columns() -> tuple[Column, ...]:
    """What the records show, and whether the customer is looked after."""
    return (
        Column("evidence_words", t_text("What the records show"), width=338, sortable=False),
        Column(
            "contract_ends_on",
            t_text("Contract ends"),
            Cell.DATE,
            width=125,
            ascending=True,
            aside=True,
        ),
        Column(
            "service_words",
            t_text("Service"),
            width=300,
            help=t_text(
                "The visits a quarter that the policy promises the segment; without a promise, the "
                "gap since the last contact is at most twice the customer's own median."
            ),
            sort_by=("service_kept",),
            ascending=True,
            aside=True,
        ),
    )
