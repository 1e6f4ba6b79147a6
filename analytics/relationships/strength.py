"""Who knows which customer, how well, and how far that can be proven.

Answers "which customers depend on one person?": every customer is described by the best evidence
there is of people who are still in the company, and by what part of its relationships has
already left. Sources: exponential decay after Cormode et al. (ICDE 2009), effective numbers
after Hill (1973) and Laakso & Taagepera (1979).
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.extract import Extract
from analytics.policy import Policy, RelationshipRules
from analytics.relationships.evidence import (
    ACTIVITY,
    EVIDENCE_LEVELS,
    NONE,
    PROVEN,
    STATED,
    TRANSACTIONS,
    Departed,
    departed_of,
    evidence_of,
    sources_of,
)
from analytics.relationships.pairs import (
    TOLERANCE,
    Codes,
    Flags,
    Floats,
    Pairs,
    Roster,
    best_rows,
    group_max,
    sums,
)
from analytics.relationships.people import CodedPeople, people_of

__all__ = [
    "EVIDENCE_LEVELS",
    "PROVEN",
    "Relationships",
    "knows",
    "relate",
    "shares",
]


@dataclass(frozen=True, slots=True, eq=False)
class Relationships:
    """The relationships of one day.

    customers
        customer_id (all of the extract, same order), evidence (one of EVIDENCE_LEVELS),
        top_rep_id, top_share (0–1], effective_reps (≥ 1), known_by (Int64), single_threaded
        (boolean), untended (boolean), company_share (0–1), contacts_known (Int64),
        single_contact (boolean), orphaned (boolean), leaver_id (the rep who left within the last
        365 days and whom the customer, known to nobody active, may follow), departed_share (0–1,
        of all strength), last_activity_on (by anybody), known_by_measured (Int64: known_by without
        what is stated), stated (bool: somebody states who knows the customer or does not),
        sole_knower_id (who alone knows the customer, by statement too; else missing). Under
        evidence ``none`` all from top_rep_id to company_share are missing; under ``stated`` only
        known_by, single_threaded, untended and sole_knower_id are not.
    edges
        customer_id, rep_id, strength (> 0; 0 of who is only stated to know), share (of active
        reps' strength; missing for all others, without strength and under evidence ``none``),
        knows (bool), active (bool), leaver (bool: the rep is this customer's leaver_id),
        leaver_share (leavers only: part of all strength, 0–1), activities (int64),
        last_activity_on, first_on (first contact or own booking of the pair), knows_measured
        (bool: knows by records alone), stated (boolean: what somebody states of the pair, missing
        where nobody does); sorted by customer_id, rep_id. Strengths compare within a customer
        only. The identifiers are categories: looked up once instead of pair by pair.
    """

    customers: pd.DataFrame
    edges: pd.DataFrame


def relate(extract: Extract, policy: Policy) -> Relationships:
    """Weigh every customer-to-rep pair and say who knows each customer.

    evidence: ``activity`` if an active rep recorded one in the last 365 days, else
    ``transactions`` if a booking in them names an active rep as its own, else ``ownership`` if an
    active rep is assigned (owner or second, else owner_id), else ``none``. Strength s comes from
    that source; share p = s / Σ s over active reps; effective_reps = 1 / Σ p²; a rep knows the
    customer if s ≥ meaningful_share · max s and, under activity, s ≥ min_strength.

    orphaned: departed reps hold more than orphan_share of all strength, measured by activity if
    there is any, else by transactions, else by the owner_id; missing without any of these. A rep
    who was hired after the day is neither active nor departed.

    What is stated (``extract.stated``) decides who knows, in place of what is measured, for people
    who are active; strength, share and evidence of what records show stay as they are.

    Pairs cost O(n log n); no loop runs over customers.
    """
    people = people_of(extract)
    customers = Roster.of(extract.customers["customer_id"])
    sources = sources_of(extract, customers, people)
    evidence = evidence_of(sources, people, len(customers))
    departed = departed_of(extract, sources, people, customers, policy.relationships.orphan_share)
    chosen = np.where(evidence == NONE, departed.source, evidence)
    said = _said(extract.stated, customers, people)
    pairs = _with_stated(_chosen(sources, chosen), said)
    pairs = _dated(pairs, sources[ACTIVITY])
    edges = _edges(pairs, evidence, people, policy.relationships)
    _state(edges, pairs, said)
    _mark_leavers(edges, pairs, evidence, departed, people)
    facts = _customers(edges, pairs, evidence, departed, people)
    facts["last_activity_on"] = _last_days(sources[ACTIVITY], len(customers))
    return Relationships(
        customers=_named_customers(facts, extract.customers, customers, people.roster),
        edges=_named_edges(edges, pairs, sources, customers, people.roster),
    )


def _chosen(sources: list[Pairs], chosen: Codes) -> Pairs:
    parts = [
        pairs.where((chosen[pairs.customer] == source) & (pairs.strength > 0))
        for source, pairs in enumerate(sources)
    ]
    first, *others = parts
    for other in others:
        first = first.joined(other)
    return first.ordered()


def _said(stated: pd.DataFrame, customers: Roster, people: CodedPeople) -> Pairs:
    """What is stated of active people; ``recent`` is 1 where somebody knows, else 0."""
    said = Pairs.of(stated.astype({"knows": np.int64}), customers, people.roster, recent="knows")
    return said.where(people.active[said.rep]).ordered()


def _with_stated(pairs: Pairs, said: Pairs) -> Pairs:
    """The pairs and, without any strength, those of which only a statement says that they know
    each other."""
    new = said.where((said.recent > 0) & (said.rows_in(pairs) < 0))
    if len(new) == 0:
        return pairs
    weightless = replace(new, strength=np.zeros(len(new)), recent=np.zeros(len(new), np.int64))
    return pairs.joined(weightless).ordered()


def _state(edges: pd.DataFrame, pairs: Pairs, said: Pairs) -> None:
    """Add knows_measured and stated, and let what is stated decide who knows."""
    row = pairs.rows_in(said)
    told = row >= 0
    word = np.append(said.recent, 0)[row] > 0
    edges["knows_measured"] = edges["knows"]
    edges["stated"] = pd.arrays.BooleanArray(word, ~told)
    edges["knows"] = np.where(told, word, edges["knows"].to_numpy(bool))


def _dated(pairs: Pairs, activity: Pairs) -> Pairs:
    """Give every pair its count and last day of activities, whatever its strength rests on."""
    touched = pairs.rows_in(activity)
    return replace(
        pairs,
        count=np.append(activity.count, 0)[touched],
        last=np.append(activity.last, np.datetime64("NaT", "s"))[touched],
    )


def _edges(
    pairs: Pairs, evidence: Codes, people: CodedPeople, rules: RelationshipRules
) -> pd.DataFrame:
    """Columns active, share, knows of every pair."""
    active = people.active[pairs.rep]
    counts = active & (evidence[pairs.customer] != NONE)
    held = np.where(counts, pairs.strength, 0.0)
    return pd.DataFrame(
        {
            "active": active,
            "share": shares(held, pairs.customer, len(evidence)),
            "knows": knows(held, pairs.customer, evidence, rules),
        }
    )


def shares(strength: Floats, group: Codes, size: int) -> Floats:
    """p = s / Σ s of the group, by pair; missing where s is 0.

    strength: s of who is there, 0 for all others. Groups are customers, or customers of a leaver
    on a last day.

    >>> shares(np.array([3.0, 1.0, 0.0]), np.array([0, 0, 0]), 1).tolist()
    [0.75, 0.25, nan]
    """
    total = sums(group, strength, size)[group]
    return np.divide(strength, total, out=np.full(len(strength), np.nan), where=strength > 0)


def knows(strength: Floats, group: Codes, evidence: Codes, rules: RelationshipRules) -> Flags:
    """Tell of each pair whether the person knows the customer.

    s > 0, s ≥ ``meaningful_share`` · max s of the group and, where the evidence is activity,
    s ≥ ``min_strength``. strength and group as for :func:`shares`; evidence: place in
    EVIDENCE_LEVELS by group.

    >>> strength, group = np.array([3.0, 0.6, 0.5, 0.4]), np.array([0, 0, 0, 1])
    >>> knows(strength, group, np.array([ACTIVITY, ACTIVITY]), RelationshipRules()).tolist()
    [True, True, False, False]
    """
    largest = group_max(group, strength, len(evidence))[group]
    enough = strength >= rules.meaningful_share * (1 - TOLERANCE) * largest
    alive = (evidence[group] != ACTIVITY) | (strength >= rules.min_strength * (1 - TOLERANCE))
    return (strength > 0) & enough & alive


def _mark_leavers(
    edges: pd.DataFrame, pairs: Pairs, evidence: Codes, departed: Departed, people: CodedPeople
) -> None:
    """Add leaver and leaver_share: the strongest who left lately, where nobody active knows."""
    size = len(evidence)
    has_knower = np.bincount(pairs.customer, weights=edges["knows"], minlength=size) > 0
    struck = (departed.orphaned & ~has_knower)[pairs.customer] & people.left_lately[pairs.rep]
    rows = best_rows(pairs, np.where(struck, pairs.strength, 0.0), size)
    leaver = np.zeros(len(pairs), dtype=bool)
    leaver[rows[rows >= 0]] = True
    total = sums(pairs.customer, pairs.strength, size)[pairs.customer]
    part = np.divide(pairs.strength, total, out=np.zeros(len(pairs)), where=total > 0)
    edges["leaver"] = leaver
    edges["leaver_share"] = np.where(leaver, part, np.nan)


def _customers(
    edges: pd.DataFrame, pairs: Pairs, evidence: Codes, departed: Departed, people: CodedPeople
) -> pd.DataFrame:
    """Every figure by customer code; rep codes are −1 where there is none."""
    size, unmeasured = len(evidence), evidence == NONE
    share = edges["share"].fillna(0.0).to_numpy()
    squares = sums(pairs.customer, share**2, size)
    without = squares == 0
    company = sums(pairs.customer, share * people.outside_sales[pairs.rep], size)
    known_by, measured = (
        np.bincount(pairs.customer[edges[name]], minlength=size).astype(np.int64)
        for name in ("knows", "knows_measured")
    )
    only_stated = unmeasured & (known_by > 0)
    unknown = unmeasured & ~only_stated
    stated = np.bincount(pairs.customer[edges["stated"].notna()], minlength=size) > 0
    leaver = np.full(size, -1)
    leaver[pairs.customer[edges["leaver"]]] = pairs.rep[edges["leaver"]]
    top = best_rows(pairs, share, size)
    only = np.full(size, -1)
    only[pairs.customer[edges["knows"]]] = pairs.rep[edges["knows"]]
    return pd.DataFrame(
        {
            "evidence": np.where(only_stated, STATED, evidence),
            "top_rep": np.append(pairs.rep, -1)[top],
            "top_share": np.append(share, np.nan)[top],
            "sole_knower": np.where(known_by == 1, only, -1),
            "effective_reps": np.divide(1.0, squares, out=np.full(size, np.nan), where=~without),
            "known_by": pd.arrays.IntegerArray(known_by, unknown),
            "single_threaded": pd.arrays.BooleanArray(known_by == 1, unknown),
            "untended": pd.arrays.BooleanArray(known_by == 0, unknown),
            "company_share": np.where(without, np.nan, company),
            "orphaned": pd.arrays.BooleanArray(departed.orphaned, departed.source < 0),
            "leaver": leaver,
            "departed_share": departed.share,
            "known_by_measured": pd.arrays.IntegerArray(measured, unmeasured),
            "stated": stated,
        }
    )


def _last_days(activity: Pairs, size: int) -> pd.Series:
    last = np.full(size, np.datetime64("NaT"), "datetime64[s]").astype(np.int64)
    np.maximum.at(last, activity.customer, activity.last.astype("datetime64[s]").astype(np.int64))
    return pd.Series(last.astype("datetime64[s]"))


def _named_customers(
    facts: pd.DataFrame, frame: pd.DataFrame, customers: Roster, reps: Roster
) -> pd.DataFrame:
    named = facts.take(customers.codes(frame["customer_id"])).reset_index(drop=True)
    contacts = frame["contacts_known"].astype("Int64").reset_index(drop=True)
    levels = pd.Index(EVIDENCE_LEVELS, dtype="str")
    return pd.DataFrame(
        {
            "customer_id": frame["customer_id"].astype("str").reset_index(drop=True),
            "evidence": levels.array.take(named["evidence"].to_numpy()),
            "top_rep_id": reps.names(named["top_rep"].to_numpy()),
            **named[["top_share", "effective_reps", "known_by", "single_threaded", "untended"]],
            "company_share": named["company_share"],
            "contacts_known": contacts,
            "single_contact": (contacts == 1).astype("boolean"),
            "orphaned": named["orphaned"],
            "leaver_id": reps.names(named["leaver"].to_numpy()),
            "departed_share": named["departed_share"],
            **named[["last_activity_on", "known_by_measured", "stated"]],
            "sole_knower_id": reps.names(named["sole_knower"].to_numpy()),
        }
    )


def _named_edges(
    edges: pd.DataFrame, pairs: Pairs, sources: list[Pairs], customers: Roster, reps: Roster
) -> pd.DataFrame:
    activity, booking = sources[ACTIVITY], sources[TRANSACTIONS]
    touched, bought = pairs.rows_in(activity), pairs.rows_in(booking)
    never = np.datetime64("NaT", "s")
    contact_from = np.append(activity.first, never)[touched]
    return pd.DataFrame(
        {
            "customer_id": customers.categories(pairs.customer),
            "rep_id": reps.categories(pairs.rep),
            "strength": pairs.strength,
            **edges[["share", "knows", "active", "leaver", "leaver_share"]],
            "activities": pairs.count,
            "last_activity_on": pairs.last,
            "first_on": np.fmin(contact_from, np.append(booking.first, never)[bought]),
            **edges[["knows_measured", "stated"]],
        },
        # Nobody changes either: of millions of rows each column is kept as it is.
        copy=False,
    )
