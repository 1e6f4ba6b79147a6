"""One salesperson: the book of business, what rests on them alone, and what would help."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.attrition import TEAM
from analytics.messages import Message, Money, Percent, message
from analytics.scorecard import INDICATORS
from pages.components import numbers
from pages.components.columns import Cell, Column
from pages.components.figures import Figure
from pages.components.text import t_text, tm_text
from pages.components.words import BANDS, function_word, names_of, word_or_code
from pages.reps.book import book_columns, book_of, cover_columns, cover_of
from pages.reps.notices import notices
from pages.reps.reasons import RepStep, rep_steps

__all__ = ["RepDetail", "rep_detail"]

#: An odds ratio nearer to one than this says neither more nor less.
_NOTHING = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class RepDetail:
    """Everything about one person that the assessment holds.

    book: customers of the person (share > 0, and those left behind): customer_id, name, share,
    exposure, alone_words, expected_loss, last_activity_on; largest exposure first.
    cover: customers to cover first: customer_id, name, exposure, expected_loss, second_rep_id,
    second, basis. indicators: name, text, effect; first what speaks most for leaving.
    months: month, contact_days of the last 24 months.
    """

    rep_id: str
    name: str
    answer: Message
    facts: tuple[str, ...]
    figures: tuple[Figure, ...]
    step: RepStep | None
    book: pd.DataFrame
    book_columns: tuple[Column, ...]
    cover: pd.DataFrame
    cover_columns: tuple[Column, ...]
    band: Message | None
    chance: Message | None
    indicators: pd.DataFrame
    indicator_columns: tuple[Column, ...]
    coverage: Message
    months: pd.DataFrame


def rep_detail(assessment: Assessment, rep_id: str) -> RepDetail | None:
    """Make the detail of one person; None where the id is not known."""
    found = assessment.reps[assessment.reps["rep_id"] == rep_id]
    if found.empty:
        return None
    row: dict[str, Any] = {str(k): v for k, v in found.iloc[0].to_dict().items()}
    name = names_of(found, "rep_id")[rep_id]
    currency = assessment.currency
    return RepDetail(
        rep_id=rep_id,
        name=name,
        answer=_answer(row, name, assessment),
        facts=_facts(row, names_of(assessment.reps, "rep_id")),
        figures=_figures(row, assessment) if row["active"] else (),
        step=rep_steps(assessment, [rep_id])[rep_id] if row["active"] else None,
        book=book_of(assessment, rep_id),
        book_columns=book_columns(currency),
        cover=cover_of(assessment, rep_id),
        cover_columns=cover_columns(currency),
        band=_band(row),
        chance=_chance(row),
        indicators=_indicators(assessment, rep_id),
        indicator_columns=_indicator_columns(),
        coverage=_coverage(row),
        months=_months(assessment, rep_id),
    )


def _answer(row: Mapping[str, Any], name: str, assessment: Assessment) -> Message:
    """Say in one sentence what rests on the person; first of all, that they are leaving."""
    if not row["active"]:
        if pd.notna(row["left_on"]):
            return message("{rep} left on {day}.", rep=name, day=row["left_on"].date())
        return message("{rep} is not active in the company.", rep=name)
    for notice in notices(assessment):
        if notice.rep_id == row["rep_id"]:
            return message("{rep} {sentence}.", rep=name, sentence=notice.sentence)
    alone = Money(float(row["sole_revenue"]), assessment.currency)
    if row["sole_customers"] > 0:
        return message(
            "{count} customer with {amount} a year knows nobody but {rep}.",
            "{count} customers with {amount} a year know nobody but {rep}.",
            count=int(row["sole_customers"]),
            amount=alone,
            rep=name,
        )
    if row["customers"] > 0:
        return message("Every customer of {rep} is known to somebody else, too.", rep=name)
    return message("No customer relationship of {rep} is recorded.", rep=name)


def _facts(row: Mapping[str, Any], people: Mapping[str, str]) -> tuple[str, ...]:
    manager = row["manager_id"] if isinstance(row["manager_id"], str) else None
    function = row["function"] if isinstance(row["function"], str) and row["function"] else "sales"
    parts = [
        function_word(function),
        row["title"] if isinstance(row["title"], str) else None,
        row["team"] if isinstance(row["team"], str) else None,
        row["region"] if isinstance(row["region"], str) else None,
        t_text("reports to {rep}", rep=people.get(manager, manager)) if manager else None,
        _since(row["hired_on"]),
        _notice(row["notice_on"]),
        None if row["known"] else t_text("only an id in the records, not in the table of people"),
    ]
    return tuple(part for part in parts if part)


def _since(day: pd.Timestamp) -> str | None:
    return None if pd.isna(day) else t_text("with us since {day}", day=day.date())


def _notice(day: pd.Timestamp) -> str | None:
    return None if pd.isna(day) else t_text("gave notice on {day}", day=day.date())


def _figures(row: Mapping[str, Any], assessment: Assessment) -> tuple[Figure, ...]:
    currency, portfolio = assessment.currency, assessment.portfolio
    return (
        Figure(
            "sole_revenue",
            t_text("Revenue known alone"),
            numbers.money(row["sole_revenue"], currency),
            "single_threaded",
            notes=(
                t_text(
                    "{count} customer whom nobody else knows",
                    "{count} customers whom nobody else knows",
                    count=int(row["sole_customers"]),
                ),
            ),
        ),
        Figure(
            "departure_loss",
            t_text("Would go with this person"),
            numbers.money(row["departure_loss"], currency),
            "departure_loss",
            notes=(t_text("a year, on average, of all customers of this person"),),
        ),
        Figure(
            "expected_loss",
            t_text("Expected loss, 12 months"),
            numbers.money(row["expected_loss"], currency),
            "expected_loss",
            notes=(_part_of(row, portfolio.expected_loss),),
        ),
        Figure(
            "core_share",
            t_text("Share of core customers"),
            numbers.percent(row["core_share"]),
            "core",
            notes=(_core_note(row, assessment.policy.limits.rep_core_share),),
        ),
    )


def _part_of(row: Mapping[str, Any], total: float) -> str:
    if not total > 0 or pd.isna(row["expected_loss"]):
        return t_text("of the whole company: not known")
    return t_text(
        "{share} of that of the whole company", share=Percent(float(row["expected_loss"]) / total)
    )


def _core_note(row: Mapping[str, Any], limit: float) -> str:
    if pd.isna(row["core_share"]):
        return t_text("there are no core customers")
    if row["core_share"] > limit:
        return t_text("above the limit of {limit}", limit=Percent(limit))
    return t_text("within the limit of {limit}", limit=Percent(limit))


def _band(row: Mapping[str, Any]) -> Message | None:
    """The chance of leaving in a word; none for who has left."""
    band = row["attrition_band"]
    if not row["active"] or not isinstance(band, str):
        return None
    if band == "notice":
        return message("Has given notice.")
    return message(
        "Chance of leaving within 12 months: {band}.", band=BANDS.get(band, message("not known"))
    )


def _chance(row: Mapping[str, Any]) -> Message | None:
    if not row["active"] or pd.isna(row["attrition_probability"]):
        return None
    return message(
        "Estimate: {chance} within 12 months. It comes from published averages and what is on "
        "record, cannot see into anybody, and is a reason to talk, not a verdict.",
        chance=Percent(float(row["attrition_probability"])),
    )


def _indicators(assessment: Assessment, rep_id: str) -> pd.DataFrame:
    """What was looked at, in words, and which way it speaks."""
    drivers = assessment.drivers
    own = drivers[drivers["rep_id"] == rep_id]
    return pd.DataFrame(
        {
            "name": [_indicator_name(code) for code in own["indicator"]],
            "text": [tm_text(each) for each in own["message"]],
            "effect": [_effect(ratio) for ratio in own["odds_ratio"]],
            "odds_ratio": own["odds_ratio"].to_numpy(dtype=float),
        }
    )


def _indicator_name(code: str) -> str:
    if code == "notice":
        return t_text("Notice")
    if code == TEAM:
        return t_text("History of the team")
    return word_or_code({each.code: each.name for each in INDICATORS.values()}, code)


def _effect(ratio: float) -> str:
    if pd.isna(ratio):
        return t_text("decides")
    if abs(ratio - 1) < _NOTHING:
        return t_text("as usual")
    return t_text("rather for leaving") if ratio > 1 else t_text("rather for staying")


def _indicator_columns() -> tuple[Column, ...]:
    return (
        Column("name", t_text("Looked at"), width=230),
        Column("text", t_text("Against what is usual"), width=420),
        Column("effect", t_text("Speaks"), width=150),
        Column("odds_ratio", t_text("Times the usual odds"), Cell.NUMBER),
    )


def _coverage(row: Mapping[str, Any]) -> Message:
    """How much is recorded, and what that must not be read as."""
    if pd.isna(row["logging_coverage"]):
        return message(
            "How much of the work of this person is recorded is not known. Few records do not "
            "mean few contacts."
        )
    share = Percent(float(row["logging_coverage"]))
    if row["logging_coverage"] < 0.5:
        return message(
            "Contacts are on record for {share} of the customers of this person. Whoever records "
            "little looks less connected than they are: what rests on them may be more.",
            share=share,
        )
    return message(
        "Contacts are on record for {share} of the customers of this person. Whoever records much "
        "looks more connected than colleagues who record less: that is care, not danger.",
        share=share,
    )


def _months(assessment: Assessment, rep_id: str) -> pd.DataFrame:
    months = assessment.extract.rep_months
    own = months[months["rep_id"] == rep_id][["month", "contact_days", "customers", "revenue"]]
    since = pd.Timestamp(assessment.as_of) - pd.DateOffset(months=24)
    return own[own["month"] >= since].sort_values("month").reset_index(drop=True)
