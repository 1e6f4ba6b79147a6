"""What the records show about who knows a customer, in one sentence a row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Message, message
from pages.components import numbers
from pages.components.text import tm_text
from pages.components.words import names_of

__all__ = ["evidence_words"]

#: Kinds named in a sentence; further ones are in the rows behind it.
NAMED_KINDS = 2

Kinds = Mapping[tuple[str, str], list[tuple[str, int, pd.Timestamp]]]


def evidence_words(
    customers: pd.DataFrame, kinds: pd.DataFrame, assessment: Assessment
) -> list[str]:
    """Say for each of some customers what proves who knows them.

    ``customers`` are rows of ``assessment.customers`` (hundreds, those on screen). ``kinds``:
    customer_id, rep_id, kind, activities, first_on, of the window of a year.

    "2 visits, 14 calls since March; nobody else since 2024".
    """
    wanted = set(customers["customer_id"])
    edges = assessment.edges[assessment.edges["customer_id"].isin(wanted)]
    others = _latest_others(edges, customers)
    by_pair = _by_pair(kinds[kinds["customer_id"].isin(wanted)])
    names = names_of(assessment.reps, "rep_id")
    return [
        tm_text(_sentence(row, by_pair, others.get(row["customer_id"]), names, assessment))
        for row in customers.to_dict("records")
    ]


def _latest_others(edges: pd.DataFrame, customers: pd.DataFrame) -> Mapping[str, pd.Timestamp]:
    """The last contact of anybody but the main contact, by customer."""
    pairs = edges.merge(customers[["customer_id", "top_rep_id"]], on="customer_id")
    pairs = pairs[pairs["rep_id"] != pairs["top_rep_id"].fillna("")]
    latest: dict[str, pd.Timestamp] = (
        pairs.groupby("customer_id")["last_activity_on"].max().to_dict()
    )
    return latest


def _by_pair(kinds: pd.DataFrame) -> Kinds:
    pairs: dict[tuple[str, str], list[tuple[str, int, pd.Timestamp]]] = defaultdict(list)
    for row in kinds.itertuples():
        pairs[str(row.customer_id), str(row.rep_id)].append(
            (str(row.kind), int(row.activities), row.first_on)
        )
    return pairs


def _sentence(
    row: Mapping[str, Any],
    by_pair: Kinds,
    other: pd.Timestamp | None,
    names: Mapping[str, str],
    assessment: Assessment,
) -> Message:
    match row["evidence"]:
        case "none":
            return _unknown(row, names)
        case "ownership":
            return message("Only a name in the file")
        case "transactions":
            return message("Bookings, no contact records")
    own = by_pair.get((row["customer_id"], row["top_rep_id"]), [])
    others = _others(other, row["known_by"], assessment.as_of)
    if not own:
        return message("No contact within a year; {others}", others=others)
    weights = assessment.policy.relationships.weights.model_dump()
    strongest = sorted(own, key=lambda each: -weights.get(each[0], 0.0))[:NAMED_KINDS]
    since = min(first for _, _, first in own)
    return message(
        "{contacts} since {month}; {others}",
        contacts=_enumerated(_counted(kind, days) for kind, days, _ in strongest),
        month=numbers.month(since.date()),
        others=others,
    )


def _unknown(row: Mapping[str, Any], names: Mapping[str, str]) -> Message:
    if isinstance(row["leaver_id"], str):
        return message("Nobody since {rep} left", rep=names.get(row["leaver_id"]))
    return message("Not known")


def _others(last: pd.Timestamp | None, known_by: int, as_of: date) -> Message:
    """When anybody else was last in touch; who does not count as knowing them: in passing."""
    if last is None or pd.isna(last):
        return message("nobody else")
    if (pd.Timestamp(as_of) - last).days <= 90:
        return message("others, too") if known_by > 1 else message("others only in passing")
    if last.year < as_of.year:
        return message("nobody else since {year}", year=str(last.year))
    return message("nobody else since {month}", month=numbers.month(last.date()))


def _enumerated(parts: Iterable[Message]) -> Message:
    """One or two counts in a row."""
    first, *rest = list(parts)
    return message("{first}, {second}", first=first, second=rest[0]) if rest else first


def _counted(kind: str, count: int) -> Message:
    match kind:
        case "visit":
            return message("{count} visit", "{count} visits", count=count)
        case "meeting":
            return message("{count} meeting", "{count} meetings", count=count)
        case "call":
            return message("{count} call", "{count} calls", count=count)
        case "service":
            return message("{count} service job", "{count} service jobs", count=count)
        case "message":
            return message("{count} message", "{count} messages", count=count)
        case "email":
            return message("{count} e-mail", "{count} e-mails", count=count)
    return message("{count} other contact", "{count} other contacts", count=count)
