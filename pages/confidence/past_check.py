"""The tab on what came of predictions made before the fact: pictures with ranges."""

from dataclasses import dataclass
from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.assessment import Assessment
from analytics.attrition.backtest import Backtest
from analytics.calibration import Estimate, share_of
from analytics.follow.model import FollowCalibration
from analytics.messages import Message, Percent, message
from pages.components.cards import Finding, Key, chart_card
from pages.components.text import t, t_text
from pages.components.theme import Palette
from pages.confidence.past_check_charts import ranges_chart

__all__ = ["Picture", "draw_past_check", "pictures", "why_unchecked"]

#: Of two people one is picked rightly so often by whoever guesses.
_GUESSING = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One chart: rows (label, value, low, high, expected), its words, a line to compare with."""

    name: str
    rows: pd.DataFrame
    words: Finding
    terms: tuple[str, ...]
    line: float | None = None


def pictures(assessment: Assessment) -> tuple[Picture, ...]:
    """The pictures that there are, in the reader's language; none where nothing can be checked."""
    check, follow = assessment.attrition.check, assessment.follow.calibration
    found = []
    if isinstance(check, Backtest):
        found += [_order(check), *([_groups(check)] if check.groups else [])]
    if follow is not None:
        found.append(_following(follow))
    return tuple(found)


def draw_past_check(key: Key, shown: tuple[Picture, ...], why_not: Message | None) -> None:
    """Draw the pictures beside each other; why there is none of leaving, where there is none."""
    if why_not is not None:
        st.markdown(t("Leaving is not checked yet: {reason}", reason=why_not))
    if not shown:
        return
    for column, each in zip(st.columns(len(shown)), shown, strict=True):
        with column:
            build = partial(_drawn, each)
            chart_card(key, each.name, each.words, build, each.terms)


def _drawn(shown: Picture, colours: Palette) -> go.Figure:
    return ranges_chart(shown.rows, colours, shown.line)


def why_unchecked(assessment: Assessment) -> Message | None:
    """Why predictions of leaving could not be held against the past; None where they were."""
    check = assessment.attrition.check
    return check if isinstance(check, Message) else None


def _order(check: Backtest) -> Picture:
    rows = _frame(
        (t_text("As shown here"), check.auc, None),
        (t_text("Published evidence alone"), check.scorecard_auc, None),
    )
    title = (
        message("Who left had been told apart from who stayed better than by guessing")
        if check.auc.low > _GUESSING
        else message("Whether the order of people is better than guessing cannot be told yet")
    )
    subtitle = message(
        "How often, of one who left and one who stayed, the former had been given the higher "
        "chance a year before, with ranges (4 of 5 times); the line is guessing"
    )
    return Picture("past-order", rows, _finding(title, subtitle), ("past_check",), _GUESSING)


def _groups(check: Backtest) -> Picture:
    names = _names(len(check.groups))
    rows = _frame(
        *(
            (name, group.observed, group.predicted)
            for name, group in zip(names, check.groups, strict=True)
        )
    )
    hit = sum(
        group.observed.low <= group.predicted <= group.observed.high for group in check.groups
    )
    title = message(
        "In {hit} of {count} group as many left as had been expected, within chance",
        "In {hit} of {count} groups as many left as had been expected, within chance",
        hit=hit,
        count=len(check.groups),
    )
    subtitle = message(
        "Part of people who left within a year, by the chance that they had been given: dot and "
        "range (4 of 5 times) what came, tick what was expected; {people} people, {left} left",
        people=check.people,
        left=check.leavers,
    )
    return Picture("past-groups", rows, _finding(title, subtitle), ("past_check",))


def _names(count: int) -> list[str]:
    if count == 1:
        return [t_text("everybody")]
    ends = [t_text("lowest chances"), t_text("highest chances")]
    return [ends[0], *[t_text("chances between")] * (count - 2), ends[1]]


def _following(check: FollowCalibration) -> Picture:
    stopped = round(check.observed * check.outcomes)
    happened = share_of(stopped, check.outcomes)
    rows = _frame(
        (t_text("As shown here"), happened, check.predicted),
        (t_text("Published evidence alone"), happened, check.prior_predicted),
    )
    title = message(
        "{predicted} of customers of later leavers were expected to stop buying, {observed} did",
        predicted=Percent(check.predicted),
        observed=Percent(check.observed),
    )
    subtitle = message(
        "{count} customer: dot and range (4 of 5 times, as if each decided alone) what came, tick "
        "what had been expected from earlier departures",
        "{count} customers: dot and range (4 of 5 times, as if each decided alone) what came, tick "
        "what had been expected from earlier departures",
        count=check.outcomes,
    )
    return Picture("past-following", rows, _finding(title, subtitle), ("past_check",))


def _frame(*rows: tuple[str, Estimate, float | None]) -> pd.DataFrame:
    """label, value, low and high (within 0 and 1), expected (missing without)."""
    return pd.DataFrame(
        [
            (label, found.value, max(found.low, 0.0), min(found.high, 1.0), expected)
            for label, found, expected in rows
        ],
        columns=["label", "value", "low", "high", "expected"],
    ).astype({"expected": float})


def _finding(title: Message, subtitle: Message) -> Finding:
    return Finding(title, subtitle, message("Chart of ranges. {title}.", title=title))
