"""Parts of a pack that are found elsewhere: open points of the house, and what has changed."""

from collections.abc import Mapping

import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Message, Money, message
from analytics.pack.amounts import money_of
from analytics.pack.model import PackOptions, Section, Table, Value
from analytics.pack.names import Names
from analytics.review.changes import CAUSES, FIGURES, Split

__all__ = ["changes_section", "hazards_section"]

_SEVERITIES = {
    "high": message("high"),
    "medium": message("medium"),
    "low": message("low"),
}
#: Codes of points that are a reason for leaving.
_REASONS = (
    "pay_below_peers",
    "commission_low_for_revenue_held",
    "promotion_stalled",
    "no_long_term_plan",
)


def hazards_section(hazards: pd.DataFrame, options: PackOptions, names: Names) -> Section:
    """Open points of the house, the severest first.

    hazards: code, severity, subject_type, subject_id, evidence and remedy as texts, and
    evidence_message and remedy_message where they are still to be translated. Points that are a
    reason for somebody to leave, such as pay, stand there only with ``chances``.
    """
    if not options.chances:
        hazards = hazards[~hazards["code"].isin(_REASONS)]
    order = {each: place for place, each in enumerate(_SEVERITIES)}
    ordered = hazards.sort_values(
        "severity", key=lambda column: column.map(order), kind="stable", na_position="last"
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            _SEVERITIES.get(row["severity"], str(row["severity"])),
            _subject(row, names),
            names.told(row.get("evidence_message", row["evidence"])),
            names.told(row.get("remedy_message", row["remedy"])),
        )
        for row in ordered.to_dict("records")
    )
    heads = (
        message("Severity"),
        message("About"),
        message("What was found"),
        message("What to do"),
    )
    title = message(
        "{count} open point of the house", "{count} open points of the house", count=len(rows)
    )
    table = Table(heads, rows, (2, 3, 6, 6)) if rows else None
    return Section("hazards", message("Safeguards"), title, table=table)


def _subject(row: dict[str, object], names: Names) -> Value:
    subject = str(row["subject_id"])
    if row["subject_type"] == "rep":
        return names.person(subject)
    return names.customer(subject) if row["subject_type"] == "customer" else subject


def changes_section(changes: Mapping[str, Split], assessment: Assessment) -> Section:
    """What has changed since the last review, by figure, part by part; parts that move nothing are
    left out."""
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (FIGURES[split.figure], CAUSES[part.cause], _cents(assessment, part.cents), part.counted)
        for split in changes.values()
        for part in split.parts
        if part.cents or part.counted
    )
    lines = tuple(
        message(
            "{figure}: {before} at the last review (customers: {accounts_before}), {after} now "
            "(customers: {accounts_after}).",
            figure=FIGURES[each.figure],
            before=_cents(assessment, each.before_cents),
            accounts_before=each.counted_before,
            after=_cents(assessment, each.after_cents),
            accounts_after=each.counted_after,
        )
        for each in changes.values()
    )
    heads = (message("Figure"), message("Part"), message("Change"), message("Customers"))
    title: Message = message("What has changed since the last review")
    table = Table(heads, rows, (4, 5, 3, 2)) if rows else None
    return Section("changes", message("Changes"), title, lines=lines, table=table)


def _cents(assessment: Assessment, cents: int) -> Money | None:
    return money_of(assessment, cents / 100)
