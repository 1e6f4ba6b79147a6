"""How far to trust it: what is proven, what the data lacks, how it is computed, by which policy."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Message, Percent, message
from analytics.pack.amounts import money_of, share_of
from analytics.pack.model import Chart, ChartKind, Section, Series, Table, Value
from analytics.pack.names import Names
from analytics.policy import Policy

__all__ = ["basis_section", "method_section", "own_settings", "quality_section"]

_LEVELS = (
    ("activity", message("proven by contact records")),
    ("transactions", message("proven by bookings")),
    ("ownership", message("inferred from a name in the file")),
    ("stated", message("stated, not measured")),
    ("none", message("not known")),
)
_WEIGHTS = {
    "overturns": message("may overturn the answer"),
    "changes": message("changes the answer"),
}
#: Settings of the policy that are no choice about figures: who the company is, who answers.
_APART = ("company.", "attrition.purpose_")


def basis_section(assessment: Assessment) -> Section:
    """What is proven, inferred and not known, and what was learned from how many departures."""
    portfolio = assessment.portfolio
    shares = [(words, portfolio.evidence_share.get(level)) for level, words in _LEVELS]
    known = [(words, share_of(share)) for words, share in shares if share]
    rows = tuple(
        (words, share, money_of(assessment, share.value * portfolio.exposure))
        for words, share in known
        if share is not None
    )
    heads = (
        message("Who knows the customer is"),
        message("Part of yearly customer revenue"),
        message("Amount"),
    )
    chart = Chart(
        ChartKind.BARS,
        message("Yearly customer revenue by what shows who knows the customer"),
        tuple(words for words, _ in known),
        (Series(message("Part of yearly customer revenue"), tuple(each for _, each in known)),),
    )
    return Section(
        "basis",
        message("Basis"),
        _basis_title(assessment),
        lines=tuple(_learned(assessment)),
        chart=chart if rows else None,
        table=Table(heads, rows, (5, 3, 3)) if rows else None,
    )


def _basis_title(assessment: Assessment) -> Message:
    shares = assessment.portfolio.evidence_share
    if not assessment.portfolio.exposure > 0:
        return message("What is proven cannot be said: no yearly customer revenue is known")
    proven = (shares.get("activity") or 0.0) + (shares.get("transactions") or 0.0)
    return message(
        "For {proven} of yearly customer revenue, records prove who knows the customer",
        proven=Percent(proven),
    )


def _learned(assessment: Assessment) -> Iterator[Message]:
    portfolio = assessment.portfolio
    if portfolio.unknown_customers and assessment.extract.knows_money:
        yield message(
            "{count} customer with {amount} a year is not known to anybody on record.",
            "{count} customers with {amount} a year are not known to anybody on record.",
            count=portfolio.unknown_customers,
            amount=money_of(assessment, portfolio.unknown_revenue),
        )
    yield message(
        "The chances start from published studies; {people} departures and {customers} customers "
        "of people who left have taught them.",
        people=portfolio.attrition_learned_from,
        customers=portfolio.follow_learned_from,
    )
    if assessment.extract.statements:
        yield message(
            "{count} statement of people counts in these figures.",
            "{count} statements of people count in these figures.",
            count=assessment.extract.statements,
        )


def quality_section(quality: pd.DataFrame, names: Names) -> Section:
    """What the data does to the answer, the heaviest first; notes are left to the page Data."""
    heavy = quality[quality["weight"] != "note"]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (_WEIGHTS[row["weight"]], names.told(row["message"]), _count(row["rows"]))
        for row in heavy.to_dict("records")
    )
    heads = (message("What it does"), message("What was found"), message("Rows"))
    if not rows:
        title = message("Nothing in the data overturns or changes the answer")
        light = message(
            "What was found weighs less than 1 % of the money, the contact records or the people."
        )
        return Section("quality", message("Data"), title, lines=(light,))
    title = message(
        "{count} point in the data changes the answer or may overturn it",
        "{count} points in the data change the answer or may overturn it",
        count=len(rows),
    )
    return Section("quality", message("Data"), title, table=Table(heads, rows, (3, 9, 2)))


def _count(value: object) -> int | str:
    """How many rows it is about; nothing where it is about none."""
    return "" if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]


def method_section(assessment: Assessment) -> Section:
    """How the figures come about, in plain words, and which settings are this company's own."""
    rules = assessment.policy
    changed = own_settings(rules)
    own = (
        message("The standard policy is in force, {fingerprint}.", fingerprint=rules.fingerprint)
        if not changed
        else message(
            "The company's own policy is in force, {fingerprint}; changed: {settings}.",
            fingerprint=rules.fingerprint,
            settings=changed,
        )
    )
    lines = (
        message(
            "Who knows a customer is read from contact records: what happened lately and in person "
            "weighs most. Without any, bookings tell; without those, the name in the file, which "
            "is always told apart."
        ),
        message(
            "The expected loss is, for each customer, yearly revenue times the chance that its "
            "contact leaves times the chance that the customer goes along. Its range holds what is "
            "not known of both chances, in 4 of 5 cases."
        ),
        message(
            "No loss of a bad year stands here: no range is known for it that holds what is not "
            "known of the chances."
        ),
        message(
            "A customer is not known, and not counted as safe, where nothing shows who knows it."
        ),
        own,
    )
    return Section("method", message("Method"), message("How this was computed"), lines=lines)


def own_settings(policy: Policy) -> tuple[str, ...]:
    """The settings of figures that differ from the standard, as in policy.toml."""
    return tuple(each for each in _flat(policy.changed) if not each.startswith(_APART))


def _flat(changed: dict[str, Any], path: str = "") -> Iterator[str]:
    for key, value in changed.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key} = {value}"
