"""When people left before: what became of their customers, in sentences and by departure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.follow.past_departures import PastDepartures
from analytics.messages import Message, Percent, message
from pages.components import numbers
from pages.components.columns import Cell, Column, Target
from pages.components.text import t_text
from pages.components.words import names_of

__all__ = ["Past", "past"]


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Sentences over all departures, and one row a departure (columns in the reader's language)."""

    title: Message
    lines: tuple[Message, ...]
    frame: pd.DataFrame
    columns: tuple[Column, ...]


def past(departures: PastDepartures, reps: pd.DataFrame) -> Past:
    """Say what happened; without a departure on record, that there is none."""
    if departures.pooled.empty:
        title = message("No departure is on record yet, so none can be learned from")
        return Past(title, (), departures.summary, ())
    names = names_of(reps, "rep_id")
    frame = departures.summary.sort_values(
        ["left_on", "rep_id"], ascending=[False, True], ignore_index=True
    )
    frame.insert(0, "name", [names.get(rep, rep) for rep in frame["rep_id"].astype(object)])
    row = departures.pooled.iloc[0].to_dict()
    lines = _lines(row, len(frame), int(frame["effect"].notna().sum()))
    title = departures.withheld or _title(row)
    return Past(title, tuple(lines), frame, _columns())


def _title(row: dict[str, Any]) -> Message:
    return message(
        "After a departure, customers bought {change} than comparable customers",
        change=_compared(row["effect"]),
    )


def _compared(effect: float) -> Message:
    share = Percent(abs(effect))
    if effect < 0:
        return message("{share} less", share=share)
    return message("{share} more", share=share)


def _lines(row: dict[str, Any], people: int, compared: int) -> Iterable[Message]:
    yield message(
        "Departures on record: {people}, with {customers} customers whom these people knew; "
        "compared with their like before and after: {compared}",
        people=people,
        customers=int(row["customers"]),
        compared=compared,
    )
    if pd.notna(row["effect_low"]) and pd.notna(row["effect_high"]):
        yield from _range(row["effect_low"], row["effect_high"])
    if pd.notna(row["walked_share"]) and pd.notna(row["comparable_walked_share"]):
        yield message(
            "{share} of these customers stopped buying; of comparable ones {other}",
            share=Percent(row["walked_share"]),
            other=Percent(row["comparable_walked_share"]),
        )
    if pd.notna(row["raised"]) and row["raised"] > 0:
        yield message(
            "{count} customer bought more than comparable ones: a handover can go well, too",
            "{count} customers bought more than comparable ones: a handover can go well, too",
            count=int(row["raised"]),
        )
    if pd.notna(row["days_silent"]):
        yield message(
            "Half of them waited {days} days or longer for a word from somebody else",
            days=numbers.integer(row["days_silent"]),
        )


def _range(low: float, high: float) -> Iterable[Message]:
    both: dict[str, Any] = {"low": _compared(low), "high": _compared(high)}
    if low < 0 < high:
        yield message("Range from {low} to {high} (19 of 20 times): it may be chance", **both)
    else:
        yield message("Range from {low} to {high} (19 of 20 times)", **both)


def _columns() -> tuple[Column, ...]:
    against = t_text("Bought in the year after, against comparable customers")
    return (
        Column("name", t_text("Person"), Cell.LINK, target=Target("reps", "rep", "rep_id")),
        Column("left_on", t_text("Left the company on"), Cell.DATE),
        Column("customers", t_text("Customers"), Cell.INTEGER),
        Column("effect", t_text("Bought more or less"), Cell.PERCENT, help=against),
        Column("effect_low", t_text("Range from"), Cell.PERCENT),
        Column("effect_high", t_text("Range to"), Cell.PERCENT),
        Column("walked_share", t_text("Share that stopped buying"), Cell.PERCENT),
        Column("days_silent", t_text("Days without a word"), Cell.INTEGER),
    )
