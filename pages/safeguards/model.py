"""What the page says first: its sentence, its figures, and the rows of its files."""

from collections.abc import Sequence

import pandas as pd

from analytics.assessment import Assessment
from analytics.hazard_rules import SEVERITIES
from analytics.messages import Message, Money, message
from analytics.open_points import PointState
from pages.components import numbers
from pages.components.columns import Cell, Column
from pages.components.figures import Figure
from pages.components.sentences.rules import RULES, SEVERITY_WORDS, STATE_WORDS
from pages.components.text import t_text, tm_text
from pages.safeguards.book import Point, PointBook

__all__ = ["answer", "columns", "figures_of", "rows", "without_anyone"]

_WITHOUT = ("orphaned_customer", "untended_customer")


def answer(book: PointBook, currency: str) -> Message:
    """How many points are open, the gravest named, with the money that hangs on it."""
    waiting, ran = book.open_points, sum(each.ran for each in book.checks)
    if not ran:
        return message("Nothing can be checked: no table says how our own house is kept.")
    if not waiting:
        return message(
            "Nothing is open: {count} rule was checked.",
            "Nothing is open: {count} rules were checked.",
            count=ran,
        )
    first = waiting[0]
    if first.money:
        return message(
            "{count} point is open. The gravest: {evidence} {amount} a year hangs on it.",
            "{count} points are open. The gravest: {evidence} {amount} a year hangs on it.",
            count=len(waiting),
            evidence=first.evidence,
            amount=Money(first.money, currency),
        )
    return message(
        "{count} point is open. The gravest: {evidence}",
        "{count} points are open. The gravest: {evidence}",
        count=len(waiting),
        evidence=first.evidence,
    )


def without_anyone(points: Sequence[Point]) -> tuple[int, float]:
    """Customers whom nobody has, each once, and their yearly revenue together."""
    worth = {each.subject_id: each.money or 0.0 for each in points if each.code in _WITHOUT}
    return len(worth), sum(worth.values())


def figures_of(book: PointBook, assessment: Assessment) -> tuple[Figure, ...]:
    """At most four."""
    waiting = book.open_points
    customers, revenue = without_anyone(waiting)
    known = assessment.extract.knows_money
    return (
        Figure(
            "open_points",
            t_text("Open points"),
            numbers.integer(len(waiting)),
            "open_points",
            notes=(_by_severity(waiting),),
        ),
        Figure(
            "without_anyone",
            t_text("Customers without anyone"),
            numbers.money(revenue, assessment.currency) if known else numbers.integer(customers),
            "without_anyone",
            notes=(t_text("{count} customer", "{count} customers", count=customers),),
        ),
        _checked(book),
        _decided(book),
    )


def _by_severity(points: Sequence[Point]) -> str:
    counts = [
        t_text(
            "{number} {severity}",
            number=sum(each.severity == severity for each in points),
            severity=SEVERITY_WORDS[severity],
        )
        for severity in SEVERITIES
    ]
    return " · ".join(counts)


def _checked(book: PointBook) -> Figure:
    enabled = [each for each in book.checks if each.enabled]
    ran, unable = sum(each.ran for each in enabled), sum(not each.ran for each in enabled)
    notes = [
        t_text("{count} could not be checked", "{count} could not be checked", count=unable)
        if unable
        else t_text("every rule that may be shown")
    ]
    if book.hidden:
        notes.append(
            t_text(
                "{count} more about single people waits for the notice",
                "{count} more about single people wait for the notice",
                count=book.hidden,
            )
        )
    return Figure(
        "checks_run",
        t_text("Rules that were checked"),
        numbers.integer(ran),
        "checks_run",
        unit=t_text("of {count}", count=len(enabled)),
        notes=tuple(notes),
    )


def _decided(book: PointBook) -> Figure:
    made = {
        state: sum(each.state is state for each in book.points)
        for state in (PointState.CHECKED, PointState.EXPLAINED, PointState.ACCEPTED)
    }
    words = [
        t_text("{number} {state}", number=number, state=STATE_WORDS[state])
        for state, number in made.items()
    ]
    return Figure(
        "decided_points",
        t_text("Points looked at"),
        numbers.integer(sum(made.values())),
        "decided_points",
        unit=t_text("of {count}", count=len(book.points)),
        notes=(" · ".join(words),),
    )


def rows(points: Sequence[Point]) -> pd.DataFrame:
    """The points as rows of a file: severity, rule, subject, evidence, remedy, money, state, owner,
    reason, until; words in the reader's language."""
    return pd.DataFrame(
        [
            {
                "severity": tm_text(SEVERITY_WORDS[each.severity]),
                "rule": tm_text(RULES[each.code]),
                "subject": each.name,
                "evidence": tm_text(each.evidence),
                "remedy": tm_text(each.remedy),
                "money": each.money,
                "state": tm_text(STATE_WORDS[each.state]),
                **_made(each),
            }
            for each in points
        ],
        columns=[
            *("severity", "rule", "subject", "evidence", "remedy", "money", "state"),
            *("owner", "reason", "until"),
        ],
    ).astype({"money": "float64", "until": "datetime64[s]"})


def _made(point: Point) -> dict[str, object]:
    if point.decided is None:
        return {"owner": None, "reason": None, "until": None}
    made = point.decided.decision
    return {"owner": made.owner, "reason": made.reason, "until": made.until}


def columns(currency: str) -> tuple[Column, ...]:
    """How the rows of files are headed."""
    return (
        Column("severity", t_text("Severity")),
        Column("rule", t_text("Rule")),
        Column("subject", t_text("Who or what")),
        Column("evidence", t_text("What was seen")),
        Column("remedy", t_text("What to do")),
        Column(
            "money",
            t_text("What hangs on it"),
            Cell.MONEY,
            currency=currency,
        ),
        Column("state", t_text("State")),
        Column("owner", t_text("Who sees to it")),
        Column("reason", t_text("Reason")),
        Column("until", t_text("Until"), Cell.DATE),
    )
