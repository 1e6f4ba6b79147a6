"""One salesperson: the book of business, what rests on them alone, and what would help."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.coverage.plan import CoveragePlan
from analytics.messages import Message, Money, Percent, message
from analytics.relationships.people import under_notice
from pages.components import numbers
from pages.components.columns import Column
from pages.components.figures import Figure
from pages.components.glyph import Glyph, glyph_of
from pages.components.partial import buy_less
from pages.components.ranks import four_of_five, rank_note
from pages.components.sentences.attrition_words import (
    band_sentence,
    chance_sentence,
    indicator_columns,
    indicators,
    telling,
)
from pages.components.sentences.notices import notices
from pages.components.sentences.rep_steps import RepStep, rep_steps
from pages.components.sentences.ties import ties_of_person
from pages.components.text import t_text
from pages.components.words import function_word, names_of
from pages.departure.left_customers import LeftCustomers, left_customers
from pages.reps.book import book_columns, book_of, cover_columns, cover_of, main_customers
from pages.reps.keeping import keeping
from pages.reps.ranking import ranked_people

__all__ = ["RepDetail", "rep_detail"]


@dataclass(frozen=True, slots=True, eq=False)
class RepDetail:
    """Everything about one person that the assessment holds.

    book: customers of the person (share > 0, and those left behind): customer_id, name, share,
    exposure, alone_words, expected_loss, last_activity_on; largest exposure first.
    cover: customers to cover first: customer_id, name, exposure, expected_loss, second_rep_id,
    second, why. telling: what moves the estimate most, from what to what.
    indicators: name, text, effect, moved_words; first what moves the estimate most.
    months: month, contact_days of the last 24 months. keeping: what a year without leaving is worth
    (None for who has left); left: what became of the customers of who has left, where on record.
    glyph: the risk glyph (None for who has left).
    """

    rep_id: str
    name: str
    answer: Message
    facts: tuple[str, ...]
    figures: tuple[Figure, ...]
    step: RepStep | None
    book: pd.DataFrame
    #: Of the book, whose contact the person is, or was until leaving.
    main: pd.DataFrame
    book_columns: tuple[Column, ...]
    cover: pd.DataFrame
    cover_columns: tuple[Column, ...]
    band: Message | None
    chance: Message | None
    telling: tuple[Message, ...]
    indicators: pd.DataFrame
    indicator_columns: tuple[Column, ...]
    coverage: Message
    months: pd.DataFrame
    under_notice: bool
    keeping: tuple[Message, ...] | None
    left: LeftCustomers | None
    glyph: Glyph | None


def rep_detail(
    assessment: Assessment, rep_id: str, plan: CoveragePlan | None = None
) -> RepDetail | None:
    """Make the detail of one person; None where the id is not known.

    Second contacts are those of the ``plan``; without one, the first suggestions.
    """
    rows = assessment.reps[assessment.reps["rep_id"] == rep_id]
    if rows.empty:
        return None
    row: dict[str, Any] = {str(k): v for k, v in rows.iloc[0].to_dict().items()}
    name = names_of(rows, "rep_id")[rep_id]
    currency = assessment.currency
    book, left = book_of(assessment, rep_id), left_customers(assessment, rep_id)
    told = telling(assessment, rep_id) if row["active"] else ()
    return RepDetail(
        rep_id=rep_id,
        name=name,
        answer=_answer(row, name, assessment, left),
        facts=_facts(row, names_of(assessment.reps, "rep_id")),
        figures=_figures(row, assessment) if row["active"] else (),
        step=_step(assessment, row, plan) if row["active"] else None,
        book=book,
        main=main_customers(book, rep_id),
        book_columns=book_columns(currency),
        cover=cover_of(assessment, rep_id, plan),
        cover_columns=cover_columns(currency),
        band=band_sentence(row),
        chance=chance_sentence(row),
        telling=told,
        indicators=indicators(assessment, rep_id),
        indicator_columns=indicator_columns(),
        coverage=_coverage(row),
        months=_months(assessment, rep_id),
        under_notice=bool(under_notice(rows).iloc[0]),
        keeping=keeping(row, currency) if row["active"] else None,
        left=left,
        glyph=glyph_of(assessment, rep_id),
    )


def _step(assessment: Assessment, row: Mapping[str, Any], plan: CoveragePlan | None) -> RepStep:
    """The next step, with the reasons that do not stand beside the estimate already."""
    rep_id = row["rep_id"]
    step = rep_steps(assessment, [rep_id], plan)[rep_id]
    drivers = assessment.drivers
    own = drivers.loc[drivers["rep_id"] == rep_id, "message"].tolist()
    reasons = tuple(each for each in step.reasons if each not in own)
    ties = ties_of_person(assessment, row)
    return replace(step, reasons=reasons if ties is None else (*reasons, ties))


def _answer(
    row: Mapping[str, Any], name: str, assessment: Assessment, left: LeftCustomers | None
) -> Message:
    """Say in one sentence what rests on the person; first of all, that they are leaving."""
    if not row["active"]:
        return _gone(row, name, left)
    for notice in notices(assessment):
        if notice.rep_id == row["rep_id"]:
            return message("{rep} {sentence}.", rep=name, sentence=notice.sentence)
    alone = Money(float(row["sole_revenue"]), assessment.currency)
    if row["sole_customers"] > 0:
        return message(
            "{count} customer with {amount} a year is on record with {rep} only.",
            "{count} customers with {amount} a year are on record with {rep} only.",
            count=int(row["sole_customers"]),
            amount=alone,
            rep=name,
        )
    if row["customers"] > 0:
        return message("Every customer of {rep} is known to somebody else, too.", rep=name)
    return message("No customer relationship of {rep} is recorded.", rep=name)


def _gone(row: Mapping[str, Any], name: str, left: LeftCustomers | None) -> Message:
    if pd.isna(row["left_on"]):
        return message("{rep} is not active in the company.", rep=name)
    day = row["left_on"].date()
    if row["leaving_day_evidence"] != "recorded":
        return message("{rep} is inactive; the last day is estimated: {day}.", rep=name, day=day)
    if left is None or left.change is None:
        return message("{rep} left on {day}.", rep=name, day=day)
    return message(
        "{rep} left on {day}; the customers left behind bought {change} than comparable ones.",
        rep=name,
        day=day,
        change=left.change,
    )


def _facts(row: Mapping[str, Any], people: Mapping[str, str]) -> tuple[str, ...]:
    manager = row["manager_id"] if isinstance(row["manager_id"], str) else None
    parts = [
        function_word(row["function"]),
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
    currency = assessment.currency
    return (
        Figure(
            "sole_revenue",
            t_text("Revenue on record with this person only"),
            numbers.money(row["sole_revenue"], currency),
            "single_threaded",
            notes=(
                t_text(
                    "{count} customer on record with nobody else",
                    "{count} customers on record with nobody else",
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
            notes=_loss_notes(row, assessment),
        ),
        Figure(
            "core_share",
            t_text("Share of core customers"),
            numbers.percent(row["core_share"]),
            "core",
            notes=(_core_note(row, assessment.policy.limits.rep_core_share),),
        ),
    )


def _loss_notes(row: Mapping[str, Any], assessment: Assessment) -> tuple[str, ...]:
    """The range, the part of the whole and the rank; an owner has none of them."""
    if row["function"] == "owner":
        return (t_text("yours, not a leaver"),)
    currency = assessment.currency
    return (
        four_of_five(row["expected_loss_low"], row["expected_loss_high"], currency),
        _part_of(row, assessment.portfolio.expected_loss),
        *buy_less(row["expected_shrinkage"], currency),
        rank_note(row["rank_low"], row["rank_high"], ranked_people(assessment.reps)),
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
