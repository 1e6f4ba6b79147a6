"""What would change the expected loss: assumptions moved one by one, and two chances at once."""

from dataclasses import dataclass

import pandas as pd

from analytics.losses.stress import JointStress
from analytics.messages import Message, Money, Percent, message
from pages.components import numbers
from pages.components.cards import Finding
from pages.components.columns import Cell, Column
from pages.components.text import t_text, tm_text

__all__ = ["Moves", "moves", "stress_bars", "stress_finding"]

#: Assumptions that are shares, and those that are days; the others are plain numbers.
_SHARES, _DAYS = {"base_rate", "meaningful_share"}, {"half_life_days", "lapsed_days"}


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Assumptions, widest effect first, with settings in words: name_text, low_text, now_text,
    high_text, loss_low, loss_high, span; and the same as a table for files."""

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    today: float
    finding: Finding
    #: Which assumption moves most what is on record with one person only; None where none does.
    alone: Message | None


def moves(assumed: pd.DataFrame, today: float, currency: str) -> Moves:
    """Put what :func:`analytics.losses.sensitivity.what_matters` found into the reader's words."""
    rows = assumed.to_dict("records")
    frame = assumed.assign(
        name_text=[tm_text(row["name"]) for row in rows],
        **{
            f"{end}_text": [_setting(row["key"], row[end], end) for row in rows]
            for end in ("low", "now", "high")
        },
    )
    finding = _finding(assumed, today, currency)
    return Moves(frame, _columns(currency), today, finding, _alone(assumed))


def _setting(key: str, value: float, end: str) -> str:
    """One end of a range in words; the weights of contacts are no single number."""
    if pd.isna(value):
        words = {
            "low": message("all alike"),
            "now": message("as in the policy"),
            "high": message("twice as much"),
        }
        return tm_text(words[end])
    if key in _SHARES:
        return numbers.percent(value)
    if key in _DAYS:
        return t_text("{count} day", "{count} days", count=round(value))
    return numbers.decimal(value)


def _finding(assumed: pd.DataFrame, today: float, currency: str) -> Finding:
    first = assumed.iloc[0]
    if not first["span"] > 0:
        title = message("No assumption moves the expected loss")
        return Finding(title, title, title)
    ends = sorted([float(first["loss_low"]), float(first["loss_high"])])
    title = message(
        "“{name}” matters most: expected loss from {low} to {high}",
        name=first["name"],
        low=Money(ends[0], currency),
        high=Money(ends[1], currency),
    )
    subtitle = message(
        "Expected loss of 12 months if one assumption is moved to either end of its range, all "
        "else as it is; the line is today's {today}",
        today=Money(today, currency),
    )
    return Finding(title, subtitle, message("Chart of ranges. {title}.", title=title))


def _alone(assumed: pd.DataFrame) -> Message | None:
    first = assumed.sort_values("alone_span", ascending=False, kind="stable").iloc[0]
    if not first["alone_span"] > 0:
        return None
    low, high = sorted([float(first["alone_low"]), float(first["alone_high"])])
    return message(
        "What is on record with one person only depends most on “{name}”: from {low} to {high} of "
        "yearly customer revenue.",
        name=first["name"],
        low=Percent(low),
        high=Percent(high),
    )


def _columns(currency: str) -> tuple[Column, ...]:
    low, high = t_text("Expected loss, lower"), t_text("Expected loss, upper")
    return (
        Column("name_text", t_text("Assumption"), width=345),
        Column("now_text", t_text("Now"), width=95),
        Column("low_text", t_text("Lower setting"), width=90),
        Column("high_text", t_text("Upper setting"), width=100),
        Column("loss_low", low, Cell.MONEY, currency=currency, width=140),
        Column("loss_high", high, Cell.MONEY, currency=currency, width=140),
        Column(
            "span",
            t_text("Moves by"),
            Cell.MONEY,
            currency=currency,
            width=95,
        ),
        Column("alone_low", t_text("One person only, lower"), Cell.PERCENT, width=140),
        Column("alone_high", t_text("One person only, upper"), Cell.PERCENT, width=140),
    )


def stress_bars(stress: JointStress) -> pd.DataFrame:
    """label, amount, both (whether the bar is the point of the chart); in the reader's language."""
    rows = [
        (t_text("As estimated"), stress.expected_loss, False),
        (t_text("People leave more often"), stress.only_leaving, False),
        (t_text("Customers follow more easily"), stress.only_following, False),
        (t_text("Both at once"), stress.both, True),
    ]
    return pd.DataFrame(rows, columns=["label", "amount", "both"])


def stress_finding(stress: JointStress, currency: str) -> Finding:
    """What both raised would cost."""
    title = message(
        "If people left more often where customers can follow easily: {both} instead of {now}",
        both=Money(stress.both, currency),
        now=Money(stress.expected_loss, currency),
    )
    subtitle = message(
        "Expected loss of 12 months with both chances about half as high again; {joint} of it only "
        "because both come together",
        joint=Money(max(stress.joint_part, 0.0), currency),
    )
    alt = message(
        "Bar chart. {title}; with more leaving alone {leaving}, with easier following alone "
        "{following}.",
        title=title,
        leaving=Money(stress.only_leaving, currency),
        following=Money(stress.only_following, currency),
    )
    return Finding(title, subtitle, alt)
