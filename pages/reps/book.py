"""One salesperson's book of business, and which of its customers to cover first."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.concentration.held import contacts_named
from analytics.coverage.plan import CoveragePlan
from pages.components.columns import Cell, Column, Target
from pages.components.sentences.rep_steps import first_customers
from pages.components.sentences.second_contacts import best_known, second_contacts_of
from pages.components.text import t_text, tm_text
from pages.components.words import function_word, names_of

__all__ = ["COVERED", "book_columns", "book_of", "cover_columns", "cover_of", "main_customers"]

#: Customers to cover first that are on screen; all are in the file.
COVERED = 10


def book_of(assessment: Assessment, rep_id: str) -> pd.DataFrame:
    """The customers of the person with a share, or, of who has left, with strength."""
    edges = assessment.edges
    own = edges[
        (edges["rep_id"] == rep_id) & ((edges["share"] > 0) | edges["knows"] | ~edges["active"])
    ]
    facts = assessment.customers.drop(columns=["follow_probability", "last_activity_on"])
    book = own[
        ["customer_id", "share", "knows", "follow_probability", "activities", "last_activity_on"]
    ].merge(facts, on="customer_id")
    book["name"] = book["customer_id"].map(names_of(assessment.customers, "customer_id"))
    alone = book["knows"].astype(bool) & book["single_threaded"].fillna(False).astype(bool)
    book["alone_words"] = alone.map(
        {True: t_text("only this person"), False: t_text("others know them too")}
    )
    book.loc[book["untended"].fillna(False).astype(bool), "alone_words"] = t_text("nobody in touch")
    book.loc[book["evidence"] == "none", "alone_words"] = t_text("not known")
    return book.sort_values(
        ["exposure", "customer_id"], ascending=[False, True], kind="stable"
    ).reset_index(drop=True)


def main_customers(book: pd.DataFrame, rep_id: str) -> pd.DataFrame:
    """The rows of a book whose contact the person is, or was until leaving, with exposure."""
    main = (contacts_named(book) == rep_id) | (book["leaver_id"] == rep_id)
    return book[main.fillna(False).astype(bool) & (book["exposure"] > 0)]


def book_columns(currency: str) -> tuple[Column, ...]:
    return (
        _customer_column(),
        Column(
            "exposure",
            t_text("Yearly revenue"),
            Cell.MONEY,
            currency=currency,
        ),
        Column("share", t_text("Share of the relationship"), Cell.BAR),
        Column("alone_words", t_text("Who knows them")),
        Column("follow_probability", t_text("Would follow"), Cell.CHANCE),
        Column(
            "expected_loss",
            t_text("Expected loss"),
            Cell.MONEY,
            currency=currency,
        ),
        Column("activities", t_text("Contact records"), Cell.INTEGER),
        Column("last_activity_on", t_text("Last contact"), Cell.DATE),
    )


def _customer_column() -> Column:
    target = Target("customers", "customer", "customer_id")
    return Column("name", t_text("Customer"), Cell.LINK, target=target, width=190)


def cover_of(assessment: Assessment, rep_id: str, plan: CoveragePlan | None = None) -> pd.DataFrame:
    """The customers of a main contact, most to lose and alone ones first, with a second contact."""
    first = first_customers(assessment, [rep_id])
    second_contacts = second_contacts_of(assessment, first["customer_id"].tolist(), plan)
    cover = first[["customer_id", "exposure", "expected_loss", "alone"]].merge(
        second_contacts, on="customer_id", how="left"
    )
    cover["name"] = cover["customer_id"].map(names_of(assessment.customers, "customer_id"))
    names = names_of(assessment.reps, "rep_id")
    cover["second"] = cover["second_rep_id"].map(names).astype("str")
    known = best_known(assessment, cover["customer_id"].tolist(), staying=True)
    holders = known.set_index("customer_id")["rep_id"]
    people = assessment.reps.set_index("rep_id")["function"]
    cover["why"] = [
        _why(row, holders.get(row["customer_id"]), names, people)
        for row in cover.to_dict("records")
    ]
    return cover


def _why(
    row: Mapping[Any, Any], holder: str | None, names: Mapping[str, str], functions: pd.Series
) -> str:
    """Why this second contact; who knows the customer already is named first."""
    if holder is None or holder == row["second_rep_id"]:
        return tm_text(row["why"])
    return t_text(
        "{holder} ({function}) knows it already and keeps the contact meanwhile; {why}",
        holder=names[holder],
        function=function_word(functions[holder]),
        why=row["why"],
    )


def cover_columns(currency: str) -> tuple[Column, ...]:
    return (
        _customer_column(),
        Column(
            "exposure",
            t_text("Yearly revenue"),
            Cell.MONEY,
            currency=currency,
        ),
        Column(
            "expected_loss",
            t_text("Expected loss"),
            Cell.MONEY,
            currency=currency,
        ),
        Column(
            "second",
            t_text("Suggested second contact"),
            Cell.LINK,
            target=Target("reps", "rep", "second_rep_id"),
        ),
        Column("why", t_text("Why"), width=380),
    )
