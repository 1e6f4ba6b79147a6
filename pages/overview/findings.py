"""What the overview's charts show, as frames, and what each of them finds, as a sentence.

Every title is true to the frame below it; where a chart has nothing to show, it says why.
"""

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.losses.people_order import by_expected_loss, owners
from analytics.messages import Message, Money, Percent, message
from analytics.relationships.people import staying_reps
from pages.components.cards import Finding
from pages.components.people import contacts_named
from pages.components.text import t_text
from pages.components.words import names_of

__all__ = [
    "SHOWN",
    "bad_year_finding",
    "first_holders",
    "half_point",
    "holders",
    "holders_finding",
    "leavers",
    "leavers_finding",
    "resilience_finding",
]

_PARTS = ["alone", "inferred", "shared", "untended"]
#: People drawn in "who holds the revenue".
SHOWN = 12


def holders(assessment: Assessment) -> pd.DataFrame:
    """Yearly customer revenue by contact: rep_id, name, alone, inferred, shared, untended, total,
    owner. The contact is who alone knows a customer, by statement too, else the main contact.

    alone: on record with this person only, proven; inferred: the same by the name in the file
    only; shared: others know them too; untended: nobody is in touch any more; owner: whether the
    person owns the company. Amounts in the reporting currency; people in the order of expected
    loss, owners last; every row has a total > 0. Customers without a main contact (nobody known)
    are not in any row.
    """
    held = assessment.customers
    held = held[held["top_rep_id"].notna() & (held["exposure"] > 0)]
    held = held.assign(top_rep_id=contacts_named(held))
    single = held["single_threaded"].fillna(False).astype(bool)
    inferred = held["evidence"] == "ownership"
    nobody = held["untended"].fillna(False).astype(bool)
    kind = np.select(
        [nobody, single & inferred, single], ["untended", "inferred", "alone"], "shared"
    )
    amounts = held["exposure"].groupby([held["top_rep_id"], pd.Series(kind, index=held.index)])
    table = amounts.sum().unstack(fill_value=0.0) if len(held) else pd.DataFrame()
    table = table.reindex(columns=_PARTS, fill_value=0.0)
    table["total"] = table[_PARTS].sum(axis=1)
    return _in_order(table.rename_axis("rep_id").reset_index(), assessment.reps)


def _in_order(table: pd.DataFrame, reps: pd.DataFrame) -> pd.DataFrame:
    """Add names and owner; people in the order of every page, owners last."""
    apart = owners(reps)["rep_id"]
    order = pd.Index([*by_expected_loss(reps)["rep_id"], *apart])
    names = names_of(reps, "rep_id")
    table = table.assign(owner=table["rep_id"].isin(apart))
    called = [
        t_text("{name} (owner)", name=names.get(rep, rep)) if owner else names.get(rep, rep)
        for rep, owner in zip(table["rep_id"], table["owner"], strict=True)
    ]
    table.insert(1, "name", called)
    positions = order.get_indexer(table["rep_id"])
    return table.iloc[np.argsort(positions, kind="stable")].reset_index(drop=True)


def first_holders(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of :func:`holders` that are drawn: the first, and the owner who holds most."""
    others, apart = table[~table["owner"]], table[table["owner"]]
    return pd.concat([others.head(SHOWN - len(apart.head(1))), apart.head(1)])


def holders_finding(table: pd.DataFrame, assessment: Assessment) -> Finding:
    """What the people drawn hold of the yearly customer revenue, and how much of it alone."""
    portfolio = assessment.portfolio
    total = portfolio.exposure
    shown = first_holders(table)
    held, alone = float(shown["total"].sum()), float(shown[["alone", "inferred"]].sum().sum())
    title = message(
        "{count} person holds {share} of yearly customer revenue, {alone} of it alone",
        "{count} people hold {share} of yearly customer revenue, {alone} of it alone",
        count=len(shown),
        share=Percent(held / total if total > 0 else 0.0),
        alone=Percent(alone / held if held > 0 else 0.0),
    )
    subtitle = message(
        "Yearly customer revenue by main contact, in the order of expected loss; the owner apart"
    )
    return Finding(title, subtitle, _holders_alt(shown, title, portfolio.currency))


def _holders_alt(table: pd.DataFrame, title: Message, currency: str) -> Message:
    if table.empty:
        return title
    first = table.iloc[0]
    return message(
        "Bar chart. {title}. First: {name} with {total}, of which {alone} on record with this "
        "person only.",
        title=title,
        name=first["name"],
        total=Money(float(first["total"]), currency),
        alone=Money(float(first["alone"] + first["inferred"]), currency),
    )


def _fewest(sorted_amounts: pd.Series, wanted: float) -> int | None:
    """How many of the largest amounts reach ``wanted``; None if all of them do not."""
    reached = np.flatnonzero(sorted_amounts.cumsum().to_numpy() >= wanted)
    return int(reached[0]) + 1 if len(reached) and wanted > 0 else None


def leavers(assessment: Assessment) -> pd.DataFrame:
    """Active people not under notice who may leave and take something along: rep_id, name,
    attrition_probability, attrition_low, attrition_high (missing without a range),
    departure_loss, expected_loss, sole_revenue; in the order of expected loss. Whose leaving is
    certain has no place on the scale of chances, and is named above the charts.
    """
    ranked = by_expected_loss(assessment.reps)
    chosen = ranked[
        staying_reps(ranked)
        & (ranked["attrition_probability"] > 0)
        & (ranked["departure_loss"] > 0)
    ]
    chance = ["attrition_probability", "attrition_low", "attrition_high"]
    table = chosen[["rep_id", *chance, "departure_loss", "expected_loss", "sole_revenue"]].copy()
    names = names_of(assessment.reps, "rep_id")
    table.insert(1, "name", [names[rep] for rep in table["rep_id"]])
    return table.reset_index(drop=True)


def leavers_finding(table: pd.DataFrame, assessment: Assessment) -> Finding:
    """On how few people half of the expected loss rests, whoever has given notice included."""
    ranked = by_expected_loss(assessment.reps)["expected_loss"].fillna(0.0)
    half = _fewest(ranked, float(ranked.sum()) / 2)
    if half is None:
        title = message("Nobody's departure is expected to cost revenue")
        return Finding(title, title, title)
    title = message(
        "Half of the expected loss rests on {count} person",
        "Half of the expected loss rests on {count} people",
        count=half,
    )
    subtitle = message(
        "Chance of leaving within 12 months, and the yearly revenue that would go. Thin lines "
        "are the ranges (4 of 5 times) of the largest expected losses; on a dotted line the "
        "expected loss is equal. Who has given notice leaves for certain and is not drawn."
    )
    return Finding(title, subtitle, _leavers_alt(table, title, assessment.currency))


def _leavers_alt(table: pd.DataFrame, title: Message, currency: str) -> Message:
    if table.empty:
        return title
    first = table.iloc[0]
    return message(
        "Scatter chart. {title}. Most of the {people} shown: {name}, chance of leaving {chance}, "
        "{loss} would go.",
        title=title,
        people=len(table),
        name=first["name"],
        chance=Percent(float(first["attrition_probability"])),
        loss=Money(float(first["departure_loss"]), currency),
    )


def half_point(curve: pd.DataFrame) -> int | None:
    """The first row of the resilience curve with less than half left; None without."""
    below = np.flatnonzero(curve["share_left"].to_numpy(dtype=float) < 0.5)
    return int(below[0]) if len(below) else None


def resilience_finding(assessment: Assessment) -> Finding:
    """How many departures the company survives."""
    curve = assessment.resilience
    half_row = half_point(curve)
    if half_row is None:
        title = message("No proven contacts show how many departures we survive")
        return Finding(title, title, title)
    departures = int(curve["departures"].iloc[half_row])
    title = message(
        "After {count} departure, half of the revenue has nobody who knows the customer",
        "After {count} departures, half of the revenue has nobody who knows the customer",
        count=departures,
    )
    subtitle = message(
        "Share of revenue with proven contacts whose customer is still known by somebody; each "
        "time the most costly next departure"
    )
    alt = message(
        "Falling step chart. {title}. After the first departure {share} is left.",
        title=title,
        share=Percent(float(curve["share_left"].iloc[min(1, len(curve) - 1)])),
    )
    return Finding(title, subtitle, alt)


def bad_year_finding(assessment: Assessment) -> Finding:
    """What a bad year costs."""
    portfolio = assessment.portfolio
    if not portfolio.var_95 > 0:
        title = message("No year in twenty is expected to cost revenue through departures")
        return Finding(title, title, title)
    title = message(
        "In a bad year, one in twenty, {bad} or more would go",
        bad=Money(portfolio.var_95, portfolio.currency),
    )
    subtitle = message(
        "How likely which loss of yearly revenue through departures is within 12 months"
    )
    alt = message(
        "Histogram. {title}; on average {expected}.",
        title=title,
        expected=Money(portfolio.loss_mean, portfolio.currency),
    )
    return Finding(title, subtitle, alt)
