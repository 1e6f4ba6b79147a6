"""The second contact of each customer in a few words: who knows it, too, else who is proposed."""

import pandas as pd

from analytics.assessment import Assessment
from analytics.coverage.plan import CoveragePlan
from analytics.messages import Percent
from analytics.relationships.people import in_sales
from pages.components.sentences.second_contacts import best_known, second_contacts_of
from pages.components.text import t_text
from pages.components.words import function_word, names_of

__all__ = ["second_words"]


def second_words(
    customers: pd.DataFrame, assessment: Assessment, plan: CoveragePlan | None = None
) -> list[str]:
    """Say it for each of some customers (thousands, those on screen), rows of the assessment's."""
    names = names_of(assessment.reps, "rep_id")
    others = assessment.reps[~in_sales(assessment.reps)]
    functions = dict(zip(others["rep_id"], others["function"], strict=True))
    ids = customers["customer_id"].tolist()
    known = best_known(assessment, ids).set_index("customer_id")
    open_ones = customers.loc[~customers["customer_id"].isin(known.index), "customer_id"]
    proposed = second_contacts_of(assessment, open_ones.tolist(), plan).set_index("customer_id")
    return [
        _knows(known.loc[customer], names, functions)
        if customer in known.index
        else _proposed(proposed.loc[customer], names)
        for customer in customers["customer_id"]
    ]


def _knows(row: pd.Series, names: dict[str, str], functions: dict[str, str]) -> str:
    """functions: of who does not sell, who needs no function beside the name; a share stands only
    where it was measured."""
    name, function = names[row["rep_id"]], functions.get(row["rep_id"])
    if function is not None:
        name = t_text("{name} ({function})", name=name, function=function_word(function))
    if pd.isna(row["share"]):
        return name
    return t_text("{name}, {share}", name=name, share=Percent(float(row["share"])))


def _proposed(row: pd.Series, names: dict[str, str]) -> str:
    second = row["second_rep_id"]
    if pd.isna(second):
        return t_text("nobody yet")
    if row["source"] == "running":
        return t_text("{name}, being introduced", name=names.get(second, second))
    return t_text("nobody yet; {name} proposed", name=names.get(second, second))
