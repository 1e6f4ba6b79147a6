"""Did the risk rise or fall? One assessment against an earlier one of the same source.

Each figure is recomputed as of the earlier day from what the records gave then. Where they
cannot give it (history too short, owners or teams of that day not recorded), the figure is
*not comparable*, with the reason, and never a difference of two kinds of number.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from analytics.assessment import Assessment
from analytics.attrition.probability import NOTICE, TEAM
from analytics.messages import Message, message

__all__ = ["FIGURES", "Change", "Comparison", "compare", "months_before"]

#: The figures of the portfolio that are compared.
FIGURES = (
    "expected_loss",
    "single_threaded_proven_share",
    "bus_factor",
    "var_95",
    "revenue_12m",
    "top1_share",
)

_WINDOW = timedelta(days=364)
_BY_CREDIT = {"top1_share"}
_BY_ANY_EVIDENCE = {"expected_loss", "var_95"}


@dataclass(frozen=True, slots=True)
class Change:
    """One figure now and then; ``then`` is None and ``reason`` given where not comparable."""

    figure: str
    now: float | None
    then: float | None
    reason: Message | None

    @property
    def difference(self) -> float | None:
        """Now minus then, in the unit of the figure; None where not comparable."""
        return None if self.now is None or self.then is None else self.now - self.then


@dataclass(frozen=True, slots=True)
class Comparison:
    """All compared figures against one earlier day.

    walk_away: each customer's chance to go along with somebody on that day, by customer_id; empty
    where the expected loss is not comparable.
    """

    as_of: date
    changes: dict[str, Change]
    walk_away: "pd.Series[float]" = field(default_factory=lambda: pd.Series(dtype=float))


def months_before(day: date, months: int) -> date:
    """The same day some calendar months earlier, clipped to the end of that month.

    >>> months_before(date(2026, 5, 31), 3)
    datetime.date(2026, 2, 28)
    """
    return (pd.Timestamp(day) - pd.DateOffset(months=months)).date()


def compare(now: Assessment, then: Assessment) -> Comparison:
    """Compare the figures of :data:`FIGURES` of two assessments of one source and policy."""
    changes = {figure: _change(figure, now, then) for figure in FIGURES}
    walked = then.customers.set_index("customer_id")["walk_away_probability"]
    comparable = changes["expected_loss"].reason is None
    return Comparison(then.as_of, changes, walked if comparable else walked.head(0))


def _change(figure: str, now: Assessment, then: Assessment) -> Change:
    value = getattr(now.portfolio, figure)
    reason = _why_not(figure, now, then)
    earlier = None if reason else getattr(then.portfolio, figure)
    if earlier is None and reason is None:
        reason = message("the figure is not known for that day")
    return Change(figure, value, earlier, reason)


def _why_not(figure: str, now: Assessment, then: Assessment) -> Message | None:
    if then.extract.data_from is None or then.extract.data_from > then.as_of - _WINDOW:
        return message("the records do not reach back a full year before that day")
    if figure in _BY_CREDIT and _owners_missing(then):
        return message("who owned which customer on that day is not recorded")
    if figure in _BY_ANY_EVIDENCE:
        return _why_not_expected(now, then)
    return None


def _why_not_expected(now: Assessment, then: Assessment) -> Message | None:
    inferred = (now.customers["evidence"] == "ownership").any()
    if inferred and "assignments" not in then.extract.tables:
        return message("who owned which customer on that day is not recorded")
    if _indicators(now) - _indicators(then):
        return message("some reasons for leaving cannot be computed for that day")
    return None


def _indicators(assessment: Assessment) -> set[str]:
    """What was looked at for anybody; notice and a team's past are no indicators of the day."""
    return set(assessment.drivers["indicator"]) - {NOTICE, TEAM}


def _owners_missing(then: Assessment) -> bool:
    """Whether bookings without own rep lost their owner because only today's is recorded."""
    return "assignments" not in then.extract.tables and bool(then.portfolio.unassigned_revenue)
