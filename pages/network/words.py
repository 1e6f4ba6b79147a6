"""What the map says in words: its finding, and what only the picture of all shows."""

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.losses.people_order import by_expected_loss
from analytics.map.hanging import hanging
from analytics.map.layout import Layout
from analytics.messages import Message, Money, message
from pages.components.sentences.ties import ties_of_person
from pages.components.words import names_of

__all__ = ["Finding", "findings", "headline", "if_they_left"]

#: People of whom is said what their team would lose, and who hold others.
_NAMED = 2


def headline(assessment: Assessment) -> Message:
    """The finding with money: how much lies in outer petals, and whose is the largest."""
    reps = assessment.reps
    active = reps[reps["active"].astype(bool)]
    if active.empty:
        return message("There are no salespeople in this data.")
    alone = float(active["sole_revenue"].sum())
    if not alone > 0:
        return message("No customer is on record with one person only: there are no outer petals.")
    amount = Money(alone, assessment.currency)
    largest = active.sort_values(["sole_revenue", "rep_id"], ascending=[False, True]).iloc[0]
    leavers = by_expected_loss(reps).sort_values(
        ["sole_revenue", "rep_id"], ascending=[False, True]
    )
    names = names_of(reps, "rep_id")
    if leavers.empty or not leavers.iloc[0]["sole_revenue"] > 0:
        return message(
            "{amount} a year lies in outer petals, all of it the owner's.", amount=amount
        )
    first = names[leavers.iloc[0]["rep_id"]]
    if largest["rep_id"] != leavers.iloc[0]["rep_id"]:
        return message(
            "{amount} a year lies in outer petals; after the owner's, that of {rep} is the "
            "largest.",
            amount=amount,
            rep=first,
        )
    return message(
        "{amount} a year lies in outer petals; that of {rep} is the largest.",
        amount=amount,
        rep=first,
    )


#: A sentence, and of whom it speaks, if of one person.
Finding = tuple[Message, str | None]


def findings(assessment: Assessment, drawn: Layout) -> tuple[Finding, ...]:
    """What hangs on single people, who alone ties a team to its customers, what is not drawn."""
    return (
        *_teams(assessment),
        *_holding(assessment),
        *((each, None) for each in _closed(assessment)),
        *((each, None) for each in _outside(assessment, drawn)),
    )


def _teams(assessment: Assessment) -> tuple[Finding, ...]:
    """The people whose team would lose most that colleagues elsewhere know."""
    reps = assessment.reps
    more = (reps["team_sole_revenue"] - reps["sole_revenue"]).fillna(0.0)
    first = reps.assign(more=more)[reps["active"].astype(bool) & (more > 0)]
    first = first.sort_values(["more", "rep_id"], ascending=[False, True])
    rows = first.head(_NAMED).to_dict("records")
    said = ((ties_of_person(assessment, row), str(row["rep_id"])) for row in rows)
    return tuple((each, rep_id) for each, rep_id in said if each is not None)


def _holding(assessment: Assessment) -> tuple[Finding, ...]:
    names, found = names_of(assessment.reps, "rep_id"), hanging(assessment.graph)
    found = found[found["exposure"] > 0].head(_NAMED)
    said = (
        message(
            "Only {rep} joins {count} colleague, who knows customers with {amount} a year, to the "
            "others.",
            "Only {rep} joins {count} colleagues, who know customers with {amount} a year, to the "
            "others.",
            rep=names[row["rep_id"]],
            count=int(row["colleagues"]),
            amount=Money(float(row["exposure"]), assessment.currency),
        )
        for row in found.to_dict("records")
    )
    return tuple(zip(said, found["rep_id"].astype(str), strict=True))


def _closed(assessment: Assessment) -> tuple[Message, ...]:
    portfolio = assessment.portfolio
    if not portfolio.closed_groups:
        return ()
    return (
        message(
            "{count} group of one or two people shares no customer with anybody else: {amount} a "
            "year.",
            "{count} groups of one or two people share no customer with anybody else: {amount} a "
            "year.",
            count=portfolio.closed_groups,
            amount=Money(portfolio.closed_revenue, assessment.currency),
        ),
    )


def _outside(assessment: Assessment, drawn: Layout) -> tuple[Message, ...]:
    """Who stands beside the part of the ring without people, and who is not drawn at all."""
    said, dots = [], drawn.dots
    nobody = dots.known_by == 0
    if nobody.any():
        said.append(
            message(
                "Of {count} customer with {amount} a year it is not known who is in touch, or "
                "nobody is any more (dotted).",
                "Of {count} customers with {amount} a year it is not known who is in touch, or "
                "nobody is any more (dotted).",
                count=int(dots.members.sum(axis=1)[nobody].sum()),
                amount=Money(float(dots.exposure[nobody].sum()), assessment.currency),
            )
        )
    absent = int((~(assessment.graph.exposure > 0)).sum())
    if absent:
        said.append(
            message(
                "{count} customer without yearly revenue is not drawn.",
                "{count} customers without yearly revenue are not drawn.",
                count=absent,
            )
        )
    return tuple(said)


def if_they_left(assessment: Assessment, rep_id: str) -> Message | None:
    """Say what would have nobody and what would hang on one person; None for who is not active or
    knows nobody."""
    graph = assessment.graph
    person = int(graph.people.codes(pd.Series([rep_id], dtype="str"))[0])
    if person < 0:
        return None
    known_by = np.diff(graph.knows.indptr)
    own = graph.knows[:, [person]].toarray()[:, 0] > 0
    if not own.any():
        return None
    nobody, one = own & (known_by == 1), own & (known_by == 2)
    gone = float(graph.exposure[nobody].sum())
    values = {
        "rep": names_of(assessment.reps, "rep_id")[rep_id],
        "gone": Money(gone, assessment.currency),
        "left": Money(float(graph.exposure[one].sum()), assessment.currency),
    }
    if not gone > 0:
        return message(
            "Without {rep}, every customer still has somebody; {count} with {left} a year hangs on "
            "one person.",
            "Without {rep}, every customer still has somebody; {count} with {left} a year hang on "
            "one person.",
            count=int(one.sum()),
            **values,
        )
    return message(
        "Without {rep}, customers with {gone} a year have nobody any more; {count} more with "
        "{left} hangs on one person.",
        "Without {rep}, customers with {gone} a year have nobody any more; {count} more with "
        "{left} hang on one person.",
        count=int(one.sum()),
        **values,
    )
