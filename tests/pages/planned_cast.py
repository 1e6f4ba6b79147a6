"""A second-contact plan for the hand-countable company: two pairs, 14 of 120.5 thousand saved."""

from typing import Any

import pandas as pd

from analytics.coverage.plan import CoveragePlan
from analytics.messages import Message, message
from tests.pages.cast import THOUSAND

__all__ = ["no_plan", "plan"]


def _why(known: Message, choice: Message) -> Message:
    return message("{situation}. {choice}.", situation=known, choice=choice)


def plan(**changes: Any) -> CoveragePlan:
    """Sue for acme saves 4, Ann for bold 10; one pair more than these would save 2."""
    said = [
        _why(
            message("Only {main} knows the customer", main="Ann"),
            message("{second} is in the same team as {main}", second="Sue", main="Ann"),
        ),
        _why(
            message("Only {main} knows the customer", main="Bo"),
            message("{second} is in touch already", second="Ann"),
        ),
    ]
    pairs = pd.DataFrame(
        {
            "customer_id": ["acme", "bold"],
            "current_rep_id": ["ann", "bo"],
            "second_rep_id": ["sue", "ann"],
            "expected_loss_before": [12 * THOUSAND, 36 * THOUSAND],
            "expected_loss_after": [8 * THOUSAND, 26 * THOUSAND],
            "rank": [2, 1],
            "likeness": ["team", "in_touch"],
            "reason": [str(each) for each in said],
            "message": said,
            "saving_low": [0.0, 2 * THOUSAND],
            "saving_high": [9 * THOUSAND, 21 * THOUSAND],
        }
    )
    frontier = pd.DataFrame(
        {
            "pairs": [0, 1, 2, 3],
            "expected_loss": [120.5 * THOUSAND, 110.5 * THOUSAND, 106.5 * THOUSAND, 104.5e3],
            "es_95": float("nan"),
            "saving_low": [0.0, 2 * THOUSAND, 3 * THOUSAND, 4 * THOUSAND],
            "saving_high": [0.0, 21 * THOUSAND, 26 * THOUSAND, 30 * THOUSAND],
        }
    )
    costs = pd.DataFrame(
        {
            "constraint": ["budget", "capacity"],
            "saving": [2 * THOUSAND, 0.0],
            "message": [
                message("One more pair"),
                message("One more customer for every second contact"),
            ],
        }
    )
    facts: dict[str, Any] = {
        "objective": "expected_loss",
        "pairs": pairs,
        "frontier": frontier,
        "constraint_costs": costs,
        "running": pd.DataFrame({"customer_id": [], "second_rep_id": []}, dtype="str"),
        "bound_gap": 0.0,
        "message": None,
    }
    return CoveragePlan(**(facts | changes))


def no_plan() -> CoveragePlan:
    """Nobody can be planned, and why."""
    whole = plan()
    return plan(
        pairs=whole.pairs.head(0),
        frontier=whole.frontier.head(1),
        constraint_costs=whole.constraint_costs.head(0),
        message=message("No second contact is planned: no salesperson is there to stay"),
    )
