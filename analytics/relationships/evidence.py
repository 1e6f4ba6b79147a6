"""What is known of each customer's relationships: by which records, and who of them has left.

Answers "how do we know?" before anybody is named: contact records prove most, bookings in one's
own name less, a name in the file is only an inference. :mod:`analytics.relationships.strength`
weighs the pairs that are chosen here.
"""

from dataclasses import dataclass

import numpy as np

from analytics.extract import Extract
from analytics.relationships.pairs import TOLERANCE, Codes, Flags, Floats, Pairs, Roster, sums
from analytics.relationships.people import CodedPeople

__all__ = [
    "ACTIVITY",
    "EVIDENCE_LEVELS",
    "NONE",
    "PROVEN",
    "STATED",
    "TRANSACTIONS",
    "UNMEASURED",
    "Departed",
    "best_evidence",
    "departed_of",
    "evidence_of",
    "sources_of",
]

#: What a relationship may rest on, the first that holds; ``stated`` in place of ``none`` where
#: no record says who knows the customer, but somebody does.
EVIDENCE_LEVELS = ("activity", "transactions", "ownership", "none", "stated")
#: The levels that records prove; ownership is only inferred.
PROVEN = ("activity", "transactions")
#: The levels at which no record says anything: without strength, share and chance to follow.
UNMEASURED = ("none", "stated")
ACTIVITY, TRANSACTIONS, OWNERSHIP, NONE, STATED = range(5)
#: A departed owner is all that is left; stands beside the evidence levels as a source of pairs.
DEPARTED_OWNER = 3


@dataclass(frozen=True, slots=True, eq=False)
class Departed:
    """By customer: the source that measures its departed strength (−1 without) and their part."""

    source: Codes
    share: Floats
    orphaned: Flags


def sources_of(extract: Extract, customers: Roster, people: CodedPeople) -> list[Pairs]:
    """Pairs by activity, transactions, ownership and departed owner, in the order of codes."""
    reps = people.roster
    named = extract.ownership["basis"] == "owner_id"
    assigned = Pairs.of(extract.ownership[~named], customers, reps)
    owners = Pairs.of(extract.ownership[named], customers, reps)
    assigned = assigned.where(people.active[assigned.rep])
    without = np.bincount(assigned.customer, minlength=len(customers)) == 0
    stand_in = owners.where(people.active[owners.rep] & without[owners.customer])
    recorded = [
        Pairs.of(
            extract.activity_edges, customers, reps, recent="activities_12m", count="activities"
        ),
        Pairs.of(extract.booking_edges, customers, reps, recent="bookings_12m"),
    ]
    return [
        *(pairs.where(people.human[pairs.rep]).ordered() for pairs in recorded),
        assigned.joined(stand_in),
        owners.where(people.departed[owners.rep]),
    ]


def evidence_of(sources: list[Pairs], people: CodedPeople, size: int) -> Codes:
    """Return the evidence level of every customer by what active reps have done or hold."""
    activity, transactions, ownership, _ = sources
    here = [people.active[pairs.rep] for pairs in (activity, transactions, ownership)]
    return best_evidence(
        (activity.customer, here[ACTIVITY] & (activity.recent > 0)),
        (transactions.customer, here[TRANSACTIONS] & (transactions.recent > 0)),
        (ownership.customer, here[OWNERSHIP]),
        size=size,
    )


def best_evidence(
    activity: tuple[Codes, Flags],
    transactions: tuple[Codes, Flags],
    ownership: tuple[Codes, Flags],
    *,
    size: int,
) -> Codes:
    """Return the first of EVIDENCE_LEVELS that holds by records for each group of pairs.

    By level the group of each pair and whether it proves something: activities or own bookings
    within a year, an assignment; always of somebody who is there. Groups are customers, or
    customers of a leaver on a last day.

    >>> group, nobody = np.array([0, 1]), np.array([False, False])
    >>> first, everybody = (group, np.array([True, False])), (group, ~nobody)
    >>> best_evidence((group, nobody), first, everybody, size=3).tolist()
    [1, 2, 3]
    """
    level = np.full(size, NONE)
    chain = ((OWNERSHIP, ownership), (TRANSACTIONS, transactions), (ACTIVITY, activity))
    for code, (group, holds) in chain:
        level[group[holds]] = code
    return level


def departed_of(
    extract: Extract,
    sources: list[Pairs],
    people: CodedPeople,
    customers: Roster,
    orphan_share: float,
) -> Departed:
    """Measure what departed reps hold of each customer, by activity if there is any strength of
    that kind, else by transactions, else by the owner_id (all or nothing)."""
    source, share = _departed_owner(extract, sources, customers)
    for level in (TRANSACTIONS, ACTIVITY):
        pairs = sources[level]
        all_strength = sums(pairs.customer, pairs.strength, len(customers))
        gone = sums(pairs.customer, pairs.strength * people.departed[pairs.rep], len(customers))
        measured = all_strength > 0
        source[measured] = level
        share[measured] = gone[measured] / all_strength[measured]
    return Departed(source, share, share > orphan_share + TOLERANCE)


def _departed_owner(
    extract: Extract, sources: list[Pairs], customers: Roster
) -> tuple[Codes, Floats]:
    owned = customers.codes(
        extract.ownership.loc[extract.ownership["basis"] == "owner_id", "customer_id"]
    )
    source = np.full(len(customers), -1)
    share = np.full(len(customers), np.nan)
    source[owned[owned >= 0]] = DEPARTED_OWNER
    share[owned[owned >= 0]] = 0.0
    share[sources[DEPARTED_OWNER].customer] = 1.0
    return source, share
