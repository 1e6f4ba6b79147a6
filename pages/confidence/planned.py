"""What second contacts would save: the plan's finding, its frontier and its pairs."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.coverage.plan import CoveragePlan
from analytics.messages import Message, Money, message
from pages.components.cards import Finding
from pages.components.columns import Cell, Column, Target
from pages.components.text import t_text, tm_text
from pages.components.words import money_label, names_of

__all__ = ["Planned", "planned"]


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """The plan in words, frontier (pairs, saved, left; amounts), and pairs as a table.

    The first of ``lines`` is the range of what the plan saves, where there is one.

    Where there is no plan, ``finding`` says why in its title, and there is no pair.
    """

    finding: Finding
    lines: tuple[Message, ...]
    frontier: pd.DataFrame
    budget: int
    frame: pd.DataFrame
    columns: tuple[Column, ...]


def planned(plan: CoveragePlan, assessment: Assessment) -> Planned:
    """Prepare the plan in the reader's language."""
    frontier = pd.DataFrame(
        {
            "pairs": plan.frontier["pairs"],
            "saved": plan.frontier["expected_loss"].iloc[:1].sum() - plan.frontier["expected_loss"],
            "left": plan.frontier["expected_loss"],
        }
    )
    frame = _pairs(plan, assessment)
    why = plan.message
    return Planned(
        finding=Finding(why, why, why) if why else _finding(frame, frontier, assessment.currency),
        lines=() if why else tuple(_lines(plan, frontier, assessment.currency)),
        frontier=frontier,
        budget=len(frame),
        frame=frame,
        columns=_columns(assessment.currency),
    )


def _pairs(plan: CoveragePlan, assessment: Assessment) -> pd.DataFrame:
    """The pairs, most saved first, with names; the reason in the reader's language."""
    pairs = plan.pairs.sort_values("rank", ignore_index=True)
    people = names_of(assessment.reps, "rep_id")
    customers = names_of(assessment.customers, "customer_id")
    second, current = pairs["second_rep_id"], pairs["current_rep_id"]
    return pairs.assign(
        name=[customers.get(each, each) for each in pairs["customer_id"].astype(object)],
        current=[people.get(each) for each in current.astype(object)],
        second=[people.get(each, each) for each in second.astype(object)],
        saved=pairs["expected_loss_before"] - pairs["expected_loss_after"],
        why=[tm_text(each) for each in pairs["message"]],
    )


def _finding(frame: pd.DataFrame, frontier: pd.DataFrame, currency: str) -> Finding:
    saved = float(frame["saved"].sum())
    title = message(
        "{count} second contact would save {saved} of {loss} expected loss a year",
        "{count} second contacts would save {saved} of {loss} expected loss a year",
        count=len(frame),
        saved=Money(saved, currency),
        loss=Money(float(frontier["left"].iloc[0]), currency),
    )
    subtitle = message(
        "Expected loss of 12 months that the best plan saves, by number of new second contacts; "
        "marked: as many as the policy allows"
    )
    alt = message("Rising line chart. {title}.", title=title)
    return Finding(title, subtitle, alt)


def _lines(plan: CoveragePlan, frontier: pd.DataFrame, currency: str) -> Iterable[Message]:
    yield from _reach(plan, currency)
    saved = frontier["saved"].to_numpy(dtype=float)[: len(plan.pairs) + 1]
    half = int(np.argmax(saved >= saved[-1] / 2))
    if 0 < half < len(plan.pairs):
        yield message(
            "Half of it comes from the first pair",
            "Half of it comes from the first {count} pairs",
            count=half,
        )
    if plan.objective == "es_95":
        yield message("Chosen so that the worst years cost least, as the policy says")
    yield _costliest(plan, currency)
    if plan.bound_gap > 0:
        yield message(
            "The best plan may save up to {amount} more: not every combination was examined",
            amount=Money(plan.bound_gap, currency),
        )
    if len(plan.running):
        yield message(
            "{count} second contact is being introduced already and is counted",
            "{count} second contacts are being introduced already and are counted",
            count=len(plan.running),
        )


def _reach(plan: CoveragePlan, currency: str) -> Iterable[Message]:
    """How far the saving of the whole plan reaches."""
    row = plan.frontier[plan.frontier["pairs"] == len(plan.pairs)]
    if row["saving_low"].notna().any():
        yield message(
            "Range of the saving: {low} to {high} (4 of 5 times), for nobody knows exactly who "
            "leaves, who follows, and how well introductions turn out",
            low=Money(float(row["saving_low"].iloc[0]), currency),
            high=Money(float(row["saving_high"].iloc[0]), currency),
        )


def _costliest(plan: CoveragePlan, currency: str) -> Message:
    costs = plan.constraint_costs
    if costs.empty or not costs["saving"].iloc[0] > 0:
        return message("No rule of the plan holds it back")
    first = costs.iloc[0]
    return message(
        "{rule} would save most beyond that: {amount} more a year",
        rule=first["message"],
        amount=Money(float(first["saving"]), currency),
    )


def _columns(currency: str) -> tuple[Column, ...]:
    customer = Target("customers", "customer", "customer_id")
    amounts = {
        "expected_loss_before": t_text("Expected loss now"),
        "expected_loss_after": t_text("With second contact"),
        "saved": t_text("Saved"),
    }
    return (
        Column("name", t_text("Customer"), Cell.LINK, target=customer, width=190),
        Column("current", t_text("Now with"), width=130),
        Column("second", t_text("Second contact"), width=130),
        *(
            Column(name, money_label(label, currency), Cell.MONEY, currency=currency, width=165)
            for name, label in amounts.items()
        ),
        Column("why", t_text("Why"), width=560),
    )
