"""What happened when people left: every departure, and all of them together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.follow.model import FollowModel
from analytics.follow.past_departures import PastDepartures
from analytics.messages import Message, Percent, message
from analytics.relationships.people import estimated_leaving
from pages.components import numbers
from pages.components.columns import Cell, Column, Target
from pages.components.text import t_text, tm_text
from pages.components.words import names_of, word_or_code

__all__ = [
    "MONEY",
    "WENT",
    "DepartureRecords",
    "change",
    "effect_range",
    "past_departures",
    "records",
]

#: Where somebody went, by the code in ``left_to``.
WENT = {
    "competitor": message("a competitor"),
    "own_business": message("own business"),
    "other": message("elsewhere"),
}
#: After so long it is known what the customers bought.
_YEAR = timedelta(days=365)
#: Amounts without which a customer is not compared.
MONEY = ["revenue_before", "revenue_after", "expected_after"]


@dataclass(frozen=True, slots=True, eq=False)
class DepartureRecords:
    """All departures on record.

    sentences: what happened on average, and that it goes both ways; learned: what the chance to
    follow was learned from; effects: rep_id (empty: all together), name, effect, effect_low,
    effect_high, range_words of departures that can be compared, and of all together;
    finding: what they show; rows: ``summary`` of
    :class:`analytics.follow.past_departures.PastDepartures`, newest first, with name,
    left_to_words, range_words.
    """

    sentences: tuple[Message, ...]
    learned: tuple[Message, ...]
    effects: pd.DataFrame
    finding: Message
    rows: pd.DataFrame
    columns: tuple[Column, ...]


def past_departures(assessment: Assessment) -> DepartureRecords:
    """Put the departures of one assessment into words; rows are empty where nobody has left."""
    past = assessment.departures
    names = names_of(assessment.reps, "rep_id")
    rows = past.summary.sort_values(["left_on", "rep_id"], ascending=[False, True])
    rows = rows.assign(
        name=rows["rep_id"].map(names).astype("str").fillna(rows["rep_id"]),
        # Half days would be rounded differently in tables and cards.
        days_silent=np.floor(rows["days_silent"] + 0.5),
        estimated_words=_estimated_words(assessment.reps, rows["rep_id"]),
        left_to_words=[word_or_code(WENT, code) for code in rows["left_to"]],
        range_words=[tm_text(effect_range(row, assessment.as_of)) for row in records(rows)],
    ).reset_index(drop=True)
    return DepartureRecords(
        sentences=_average(past, rows),
        learned=_learned(assessment.follow, assessment.policy.follow.base_rate),
        effects=_effects(rows, past.pooled),
        finding=_finding(rows),
        rows=rows,
        columns=_columns(assessment.currency),
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries by column name."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _average(past: PastDepartures, rows: pd.DataFrame) -> tuple[Message, ...]:
    """What happened on average; where that cannot be told apart from before, why not."""
    if rows.empty:
        return ()
    comparable = int(rows["effect"].notna().sum())
    counted = message(
        "{count} person has left; for {known} of them the year after can be compared.",
        "{count} people have left; for {known} of them the year after can be compared.",
        count=len(rows),
        known=comparable,
    )
    average = records(past.pooled)[0]
    if past.withheld is not None:
        return (past.withheld, counted, *_both_ways(average, past.customers))
    return (_effect_sentence(average), counted, *_both_ways(average, past.customers))


def _effects(rows: pd.DataFrame, pooled: pd.DataFrame) -> pd.DataFrame:
    """What the chart shows: all together first, where they are several and that can be said."""
    effects = rows[rows["effect"].notna()]
    if len(effects) > 1 and pooled["effect"].notna().all():
        words = [tm_text(_span(row)) for row in records(pooled)]
        together = pooled.assign(rep_id="", name=t_text("all together"), range_words=words)
        effects = pd.concat([together, effects], ignore_index=True)
    return effects[["rep_id", "name", "effect", "effect_low", "effect_high", "range_words"]]


def _finding(rows: pd.DataFrame) -> Message:
    return message(
        "After {less} of {count} departure, customers bought less than can be chance",
        "After {less} of {count} departures, customers bought less than can be chance",
        count=int(rows["effect"].notna().sum()),
        less=int((rows["effect_high"] < 0).sum()),
    )


def _effect_sentence(average: Mapping[str, Any]) -> Message:
    if average["effect_low"] <= 0 <= average["effect_high"]:
        return message(
            "On average the customers of leavers bought {change} than comparable customers "
            "({range}), which can still be chance.",
            change=change(average["effect"]),
            range=_span(average),
        )
    return message(
        "On average the customers of leavers bought {change} than comparable customers ({range}).",
        change=change(average["effect"]),
        range=_span(average),
    )


def change(value: float) -> Message:
    """A relative change, such as "13 % less"."""
    size = Percent(abs(float(value)))
    return message("{size} less", size=size) if value < 0 else message("{size} more", size=size)


def _span(row: Mapping[str, Any]) -> Message:
    return message(
        "{low} to {high}", low=change(row["effect_low"]), high=change(row["effect_high"])
    )


def _both_ways(average: Mapping[str, Any], customers: pd.DataFrame) -> tuple[Message, ...]:
    """Who stopped buying, and that others bought more."""
    told = []
    if pd.notna(average["walked_share"]) and pd.notna(average["comparable_walked_share"]):
        told.append(
            message(
                "{share} of those who used to buy stopped; of comparable customers, {usual} did.",
                share=Percent(float(average["walked_share"])),
                usual=Percent(float(average["comparable_walked_share"])),
            )
        )
    compared = int((customers["knew"] & customers[MONEY].notna().all(axis=1)).sum())
    if pd.notna(average["raised"]) and average["raised"] > 0:
        told.append(
            message(
                "It goes both ways: {raised} of {compared} customers bought more than comparable "
                "ones after the handover.",
                raised=int(average["raised"]),
                compared=compared,
            )
        )
    return tuple(told)


def effect_range(row: Mapping[str, Any], as_of: date) -> Message:
    """The range of the effect, or why there is none."""
    if pd.notna(row["effect_low"]):
        return _span(row)
    if pd.notna(row["withheld"]):
        return _withheld(row)
    over = row["left_on"].date() + _YEAR
    if over > as_of:
        return message("the year after ends on {day}", day=numbers.day_short(over))
    return message("no bookings before, or nobody to compare with")


def _withheld(row: Mapping[str, Any]) -> Message:
    """Why the effect of one departure cannot be told apart from what went before."""
    if row["withheld"] == "before":
        return message("already {change} before", change=change(row["placebo"]))
    if row["withheld"] == "common":
        return message("customers of leavers already bought otherwise before")
    return message("too few customers to compare before and after")


def _learned(model: FollowModel, base: float) -> tuple[Message, ...]:
    """What the chance to follow comes from, and whether own history predicts better."""
    if model.unsettled is not None:
        return (model.unsettled,)
    if not model.learned:
        return (
            message(
                "No outcome of an own departure is known yet: the chance to follow is a published "
                "assumption, {rate} for a customer held by one person alone.",
                rate=Percent(base),
            ),
        )
    learned = message(
        "The chance to follow is learned from the {outcomes} customers who had bought in the year "
        "before one of {leavers} leavers left: {rate} for a customer held by one person alone, "
        "where {base} was assumed.",
        outcomes=model.outcomes,
        leavers=model.leavers,
        rate=Percent(model.rate),
        base=Percent(base),
    )
    return (learned, _followed_check(model))


def _followed_check(model: FollowModel) -> Message:
    check = model.calibration
    if check is None:
        return message("There are too few departures to check these chances against later ones.")
    verdict = (
        message("own history predicts better than the assumption")
        if check.better
        else message("own history does not predict better than the assumption yet")
    )
    return message(
        "Checked on the later departures: {predicted} were predicted to stop buying, {observed} "
        "did; {verdict}.",
        predicted=Percent(check.predicted),
        observed=Percent(check.observed),
        verdict=verdict,
    )


def _estimated_words(reps: pd.DataFrame, leavers: "pd.Series[str]") -> list[str]:
    """Whether each leaving day is recorded or estimated, in words."""
    unsure = set(reps.loc[estimated_leaving(reps), "rep_id"])
    words = {True: t_text("estimated"), False: t_text("recorded")}
    return [words[rep_id in unsure] for rep_id in leavers]


def _columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("name", t_text("Person"), Cell.LINK, target=Target("reps", "rep", "rep_id")),
        Column("left_on", t_text("Left on"), Cell.DATE, width=105),
        Column("estimated_words", t_text("Last day"), width=95),
        Column("left_to_words", t_text("Went to"), width=105),
        Column("customers", t_text("Customers"), Cell.INTEGER, width=85),
        Column(
            "revenue_before",
            t_text("Revenue before"),
            Cell.MONEY,
            currency=currency,
            help=t_text("Of the year before, of customers whose year after is known."),
        ),
        Column(
            "effect",
            t_text("Change"),
            Cell.PERCENT,
            width=80,
            help=t_text("Revenue of the year after, against comparable customers."),
        ),
        Column("range_words", t_text("Range (19 of 20 times)"), width=215),
        Column(
            "walked_share",
            t_text("Stopped buying"),
            Cell.PERCENT,
            help=t_text("Share of the customers who had bought in the year before."),
        ),
        Column("comparable_walked_share", t_text("Comparable ones"), Cell.PERCENT),
        Column(
            "days_silent",
            t_text("Days without contact"),
            Cell.INTEGER,
            help=t_text("Until somebody else got in touch; half of the customers waited longer."),
        ),
        Column("raised", t_text("Bought more"), Cell.INTEGER, help=t_text("Than comparable ones.")),
    )
