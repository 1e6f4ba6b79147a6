"""The ranked salespeople: rows, filters, totals and columns."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.losses.rank_bands import COMPARED
from analytics.messages import Message, Money, message
from analytics.relationships.people import human_reps, under_notice
from pages.components import numbers
from pages.components.columns import Cell, Column, Target
from pages.components.glyph import Beside, Glyph, glyphs, glyphs_of
from pages.components.listing import Choice, Listing, options
from pages.components.partial import and_buy_less
from pages.components.ranks import ranks
from pages.components.sentences.attrition_words import estimated_band
from pages.components.sentences.first_people import first_people, named
from pages.components.text import t, t_text
from pages.components.words import FUNCTIONS, band_word, function_word, names_of

__all__ = [
    "MARKS",
    "columns",
    "function_choices",
    "headline",
    "indistinct",
    "ranked_people",
    "rep_listing",
    "rep_rows",
    "totals",
]

#: Filters that are switched on or off, by their value in the address.
MARKS = {
    "active": message("still here"),
    "notice": message("under notice"),
    "left": message("has left"),
    "unknown": message("not in the table of people"),
}


def rep_listing(assessment: Assessment) -> Listing:
    """The list of people: rows, filters and words, in the reader's language."""
    rows = rep_rows(assessment)
    return Listing(
        page="reps",
        table="people",
        query="rep",
        id_column="rep_id",
        rows=rows,
        columns=columns(assessment.currency, assessment.policy.limits.rep_core_share),
        marks=MARKS,
        marked=marked,
        choices=(
            Choice("team", t("Team"), "team", options(rows, "team")),
            Choice("function", t("Function"), "function", function_choices(rows)),
        ),
        totals=lambda shown: and_buy_less(
            totals(shown, rows, assessment.currency),
            float(shown["expected_shrinkage"].sum()),
            assessment.currency,
        ),
        order=indistinct(rows),
        nothing=(
            message("There are no salespeople in this data."),
            message("Bring in the table of people on the page Data."),
        ),
        none_pass=message("Nobody passes these filters."),
        hint=message("Choose a row or a name to see the customers and reasons."),
        alt=message("Salespeople, the largest expected loss first; choose a row for the details."),
        drawn=lambda shown: _glyphs(shown, assessment),
    )


def _glyphs(shown: pd.DataFrame, assessment: Assessment) -> str:
    """The risk glyph of each person, with the expected loss; of who has left only that."""
    everybody = glyphs_of(assessment)
    active = {each.rep_id: each for each in everybody}
    people = [active.get(row["rep_id"]) or _gone(row) for row in shown.to_dict("records")]
    losses = shown.set_index("rep_id")["expected_loss"].dropna()
    words = {
        str(rep_id): numbers.money(float(loss), assessment.currency)
        for rep_id, loss in losses.items()
        if rep_id in active
    }
    beside = Beside(t_text("Expected loss"), words)
    return glyphs(people, assessment.currency, all_of=everybody, beside=beside)


def _gone(row: Mapping[Any, Any]) -> Glyph:
    """Of who has left, and of ids that the table of people does not have."""
    nothing = (0.0, 0.0, 0.0, 0.0)
    unknown = float("nan")
    function, state = row["function_words"], row["state_words"]
    return Glyph(
        row["rep_id"], row["display_name"], function, nothing, unknown, unknown, unknown, state
    )


def rep_rows(assessment: Assessment) -> pd.DataFrame:
    """All people but mailboxes and robots: the active by expected loss, owners, who has left.

    Columns of ``assessment.reps`` and: display_name, owner, function_words, band_words, state
    (``active``, ``notice``, ``left``, ``unknown``), state_words, rank_words, group (of those with
    a rank: 1 is first), group_words. Whose expected loss is not known comes after the others and
    has neither rank nor group.
    """
    reps = assessment.reps
    rows = reps[human_reps(reps)]
    state = _state(rows)
    words = {
        "active": t_text("still here"),
        "notice": t_text("under notice"),
        "left": t_text("has left"),
        "unknown": t_text("only an id in the records"),
    }
    rows = rows.assign(
        display_name=rows["rep_id"].map(names_of(rows, "rep_id")),
        function_words=rows["function"].map(function_word),
        band_words=[
            band_word(band) if active else "–"
            for band, active in zip(
                estimated_band(rows).astype(object), rows["active"], strict=True
            )
        ],
        owner=rows["active"].astype(bool) & (rows["function"] == "owner"),
        state=state,
        state_words=state.map(words),
    )
    rows = rows.sort_values(
        ["active", "owner", "expected_loss", "departure_loss", "rep_id"],
        ascending=[False, True, False, False, True],
        na_position="last",
        kind="stable",
    ).reset_index(drop=True)
    return _ranked(rows)


def ranked_people(reps: pd.DataFrame) -> int:
    """How many people have a rank: all whose expected loss is known, but mailboxes and robots."""
    return int((reps["rank_low"].notna() & human_reps(reps)).sum())


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """Add rank_words, group, group_words; only the first of those who have a rank have a group."""
    active = rows["active"].astype(bool) & ~rows["owner"]
    low, high = rows["rank_low"].where(active), rows["rank_high"].where(active)
    group = rows["rank_group"].where(active)
    return rows.assign(
        rank_words=ranks(low, high).where(active, "–"),
        group=group,
        group_words=group.astype("str")
        .fillna("–")
        .mask(low.isna(), t_text("not known"))
        .where(active, "–"),
    )


def indistinct(rows: pd.DataFrame) -> Message | None:
    """How many of the first in the list cannot be told apart; None where the first can."""
    together = int((rows["group"] == 1).sum())
    if together < 2:
        return None
    return message(
        "The order among the first {count} is not certain: what is on record cannot tell them "
        "apart. The same holds within each group of the list.",
        count=together,
    )


def _state(rows: pd.DataFrame) -> pd.Series:
    state = pd.Series("active", index=rows.index).mask(under_notice(rows), "notice")
    state = state.mask(~rows["active"].astype(bool), "left")
    return state.mask(~rows["known"].astype(bool), "unknown")


def function_choices(rows: pd.DataFrame) -> dict[str, str]:
    """The functions that occur, in words."""
    present = set(rows["function"])
    return {code: function_word(code) for code in FUNCTIONS if code in present}


def marked(rows: pd.DataFrame, marks: tuple[str, ...]) -> "pd.Series[bool]":
    """Which rows have any of the states; who is under notice is still here, too."""
    wanted = set(marks) | ({"notice"} if "active" in marks else set())
    return rows["state"].isin(wanted)


def totals(shown: pd.DataFrame, rows: pd.DataFrame, currency: str) -> Message:
    """How many people are shown, and what rests on them."""
    return message(
        "{count} of {all} people: {alone} on record with one of them only, {expected} expected "
        "loss",
        "{count} of {all} people: {alone} on record with one of them only, {expected} expected "
        "loss",
        count=len(shown),
        all=len(rows),
        alone=Money(float(shown["sole_revenue"].sum()), currency),
        expected=Money(float(shown["expected_loss"].sum()), currency),
    )


def headline(assessment: Assessment) -> Message:
    """The page's answer: how much is held alone, and what of it by the first people."""
    reps = assessment.reps
    active = reps[reps["active"].astype(bool)]
    if active.empty:
        return message("There are no salespeople in this data.")
    alone = float(active["sole_revenue"].sum())
    if not alone > 0:
        return message("No customer is on record with one person only.")
    people = first_people(assessment)
    amount = Money(alone, assessment.currency)
    if not people:
        return message(
            "{amount} a year is with customers on record with one person only.", amount=amount
        )
    first = active[active["rep_id"].isin(list(people))]
    return message(
        "{amount} a year is with customers on record with one person only: {share} of it with "
        "{people}.",
        amount=amount,
        share=Money(float(first["sole_revenue"].sum()), assessment.currency),
        people=named(people),
    )


def columns(currency: str, core_limit: float) -> tuple[Column, ...]:
    """The few columns that decide, in the reader's language."""
    return (
        *_rank_columns(currency),
        *_departure_columns(currency),
        *_alone_columns(currency),
        *_work_columns(currency, core_limit),
    )


def _rank_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("display_name", t_text("Person"), Cell.LINK, target=Target("reps", "rep", "rep_id")),
        Column("state_words", t_text("State"), width=105),
        Column(
            "expected_loss",
            t_text("Expected loss"),
            Cell.MONEY,
            currency=currency,
            help=t_text("On average over the next 12 months."),
        ),
        Column(
            "rank_words",
            t_text("Rank"),
            width=85,
            help=t_text("By expected loss: the places that are possible, four times of five."),
            sort_by=("rank_low", "rank_high"),
            ascending=True,
            aside=True,
        ),
        Column(
            "group_words",
            t_text("Group"),
            width=70,
            help=t_text(
                "People of the same group cannot be told apart; the first {most} are compared.",
                most=COMPARED,
            ),
            sort_by=("group",),
            ascending=True,
            aside=True,
        ),
    )


def _departure_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column(
            "departure_loss",
            t_text("Would go"),
            Cell.MONEY,
            currency=currency,
            help=t_text("Yearly revenue that would go with this person."),
        ),
        Column(
            "band_words",
            t_text("Chance of leaving"),
            width=130,
            help=t_text(
                "Within 12 months, compared with the average of the salespeople; a reason to talk, "
                "not a verdict."
            ),
            sort_by=("attrition_probability",),
            ascending=False,
        ),
    )


def _alone_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column(
            "sole_customers",
            t_text("Customers alone"),
            Cell.INTEGER,
            help=t_text("Customers on record with this person only."),
            aside=True,
        ),
        Column(
            "sole_revenue",
            t_text("Revenue alone"),
            Cell.MONEY,
            currency=currency,
            help=t_text("Yearly revenue of the customers on record with this person only."),
        ),
    )


def _work_columns(currency: str, core_limit: float) -> tuple[Column, ...]:
    return (
        Column(
            "core_share",
            t_text("Core customers"),
            Cell.BAR,
            width=130,
            top=max(core_limit * 1.5, 0.01),
            help=t_text("Share of the core customers; the limit is two thirds of the full bar."),
            aside=True,
        ),
        Column(
            "revenue_12m",
            t_text("Revenue"),
            Cell.MONEY,
            currency=currency,
            help=t_text("Credited in the last 12 months."),
            aside=True,
        ),
        Column(
            "logging_coverage",
            t_text("Logged"),
            Cell.PERCENT,
            width=85,
            help=t_text(
                "Customers of the person with a contact on record; few records do not mean few "
                "contacts."
            ),
            aside=True,
        ),
        Column("team", t_text("Team"), width=110, aside=True),
        Column("function_words", t_text("Function"), width=90, aside=True),
    )
