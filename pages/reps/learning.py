"""What the estimates of leaving were learned from, and whether such estimates came true."""

from dataclasses import dataclass

import pandas as pd

from analytics.assessment import Assessment
from analytics.attrition.backtest import Backtest
from analytics.attrition.model import AttritionModel
from analytics.calibration import Estimate
from analytics.messages import Message, message
from pages.components import numbers
from pages.components.columns import Column
from pages.components.sentences.stacked import stacked_sentence
from pages.components.text import t_text

__all__ = ["Learning", "learning"]


@dataclass(frozen=True, slots=True, eq=False)
class Learning:
    """The same for everybody of one assessment.

    learned: from what; missing: indicators that could not be computed, and why; check: whether it
    came true, or why that cannot be said; measures: name, model, published, base (texts with
    ranges), empty without a check.
    """

    learned: Message
    missing: tuple[Message, ...]
    check: tuple[Message, ...]
    measures: pd.DataFrame
    columns: tuple[Column, ...]


def learning(assessment: Assessment) -> Learning:
    """Say it for one assessment."""
    attrition = assessment.attrition
    check = attrition.check
    return Learning(
        learned=_learned(attrition.model),
        missing=attrition.unavailable,
        check=_verdict(check) if isinstance(check, Backtest) else (_no_check(check),),
        measures=_measures(check) if isinstance(check, Backtest) else pd.DataFrame(),
        columns=_columns(),
    )


def _learned(model: AttritionModel | None) -> Message:
    if model is None:
        return message("No personal estimates are made: everybody has the usual rate.")
    if model.unsettled is not None:
        return model.unsettled
    if not model.leavers:
        return message("Published evidence only: nobody is on record as having left.")
    return message(
        "Learned from {count} departure of this company, starting from published evidence.",
        "Learned from {count} departures of this company, starting from published evidence.",
        count=model.leavers,
    )


def _no_check(reason: Message) -> Message:
    return message("Not checked against the past: {reason}.", reason=reason)


def _verdict(check: Backtest) -> tuple[Message, ...]:
    auc, mixed = check.auc, stacked_sentence(check)
    return (
        message(
            "Estimates made a year before, for {people} people of whom {leavers} left: of two "
            "people, the one who left had the higher estimate in {right} of 100 cases "
            "({low}–{high}); 50 would be chance.",
            people=check.people,
            leavers=check.leavers,
            right=_in_100(auc.value),
            low=_in_100(auc.low),
            high=_in_100(auc.high),
        ),
        message(
            "{expected} departures were predicted, {leavers} happened.",
            expected=round(check.leavers / check.level),
            leavers=check.leavers,
        ),
        message("Own history predicts better than published evidence alone.")
        if check.beats_scorecard
        else message("Own history does not predict better than published evidence yet."),
        *(() if mixed is None else (message("{sentence}.", sentence=mixed),)),
    )


def _in_100(share: float) -> int:
    return round(100 * min(max(share, 0.0), 1.0))


def _measures(check: Backtest) -> pd.DataFrame:
    rows = [
        (
            t_text("Pairs in the right order (area under the curve; 1 is best)"),
            _with_range(check.auc, top=1.0),
            _with_range(check.scorecard_auc, top=1.0),
            numbers.decimal(0.5, 2),
        ),
        (
            t_text("Mean squared error (Brier score; 0 is best)"),
            _with_range(check.brier),
            numbers.decimal(check.scorecard_brier, 3),
            numbers.decimal(check.base_brier, 3),
        ),
        (
            t_text("Calibration slope (1 is right; below, too extreme)"),
            _with_range(check.slope, bottom=float("-inf"), digits=2),
            "–",
            "–",
        ),
    ]
    return pd.DataFrame(rows, columns=["name", "model", "published", "base"])


def _with_range(
    estimate: Estimate, *, bottom: float = 0.0, top: float = float("inf"), digits: int | None = None
) -> str:
    decimals = digits or (2 if top == 1.0 else 3)
    return t_text(
        "{value} ({low} to {high})",
        value=numbers.decimal(estimate.value, decimals),
        low=numbers.decimal(max(estimate.low, bottom), decimals),
        high=numbers.decimal(min(estimate.high, top), decimals),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", t_text("Measure"), width=340),
        Column("model", t_text("This model"), width=190),
        Column("published", t_text("Published evidence alone"), width=190),
        Column("base", t_text("Same chance for all"), width=150),
    )
