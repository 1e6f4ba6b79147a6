"""What would each second contact save? Customers, possible second contacts, a pair's saving.

A second contact s who takes builds up a relationship of ``coverage.build_up`` (b, 0.5 [judgement])
times the main contact's strength: with m = b · top_share, shares become p / (1 + m), the second's
(p + m) / (1 + m), and one more colleague knows the customer. With q' from the same follow model,

    w' = 1 − Π (1 − a · q'),   saving = take · (expected_loss − exposure · w')

take is the chance that the introduction takes, by likeness [judgement]: a similar existing
salesperson keeps more (Shi, Sridhar, Grewal & Lilien 2017, Journal of Marketing 81(2); the
direction is theirs, the sizes are not). With n similar customers it lies between that of the next
likeness and its own: own − (own − next) · 2^(−n). The risk of an orphaned customer's leaver stays
in, reduced likewise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.coverage.similarity import CustomerBook, Likeness, likeness
from analytics.losses.union import chance_of_any, chance_of_no_other, chance_of_none
from analytics.relationships.evidence import UNMEASURED
from analytics.relationships.pairs import Codes, Flags, Floats, sums
from analytics.relationships.people import in_sales, staying_reps

__all__ = [
    "LIKENESS",
    "TAKE",
    "Candidates",
    "FollowFunction",
    "Followed",
    "newcomers",
    "pairs_of",
    "running_second_contacts",
    "thinned",
    "weigh_pairs",
]

#: q(c,r) of each row of edges (customer_id, rep_id, share, knows, active, leaver, leaver_share,
#: first_on), given customers (customer_id, company_share, known_by, contacts_known). A row's value
#: depends on the row and on its customer only; rep_id is missing for "some salesperson".
FollowFunction = Callable[[pd.DataFrame, pd.DataFrame], "pd.Series[float]"]

#: How like the second contact's customers are, the closest likeness first.
LIKENESS = ("in_touch", "both", "either", "team", "none")
IN_TOUCH, BOTH, EITHER, TEAM, NO_LIKENESS = range(len(LIKENESS))
#: The chance that an introduction takes, by likeness (with many similar customers).
TAKE = (1.0, 0.9, 0.75, 0.6, 0.4)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Every pair that may be planned, as matrices of second contacts × customers.

    customers: rows of the frame given, sorted by customer_id, that may get a second contact, with
    largest expected losses; second_contacts: active salespeople on record, not under notice, sorted
    by rep_id, with about_to_leave and running (customers they are becoming second contact of).
    saving: amount, −inf where the rep is the main contact or knows the customer; likeness: places
    in LIKENESS; alike: similar customers of the second; take: see above; same_team: as the main
    contact. left_out: the most imaginable savings of candidate customers beyond them, descending.
    """

    customers: pd.DataFrame
    second_contacts: pd.DataFrame
    saving: Floats
    likeness: NDArray[np.int8]
    alike: NDArray[np.int64]
    take: Floats
    same_team: Flags
    left_out: Floats
    follow: "Followed"


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """Follow probabilities once a second contact has taken.

    customer (place in Candidates.customers, ascending), rep_id, leaver, share (missing for who has
    left), before (q as assessed), after by pair of the candidates' edges; new by customer: the
    second's own; touch_pair (place in these pairs), touch_second, touch_after: second contacts who
    are in touch already.
    """

    customer: Codes
    rep_id: NDArray[np.object_]
    leaver: Flags
    share: Floats
    before: Floats
    after: Floats
    new: Floats
    touch_pair: Codes
    touch_second: Codes
    touch_after: Floats


def running_second_contacts(
    ownership: pd.DataFrame, customers: pd.DataFrame, edges: pd.DataFrame, reps: pd.DataFrame
) -> pd.DataFrame:
    """Second contacts named already who do not know their customer yet: customer_id,
    second_rep_id, sorted.

    ownership: customer_id, rep_id, basis; of basis ``assignment``, active reps not under notice
    who are neither the customer's owner nor its main contact.
    """
    named = ownership.loc[ownership["basis"] == "assignment", ["customer_id", "rep_id"]]
    named = named[named["rep_id"].isin(reps.loc[staying_reps(reps), "rep_id"])].merge(
        customers[["customer_id", "owner_id", "top_rep_id"]], on="customer_id"
    )
    for role in ("owner_id", "top_rep_id"):
        named = named[named["rep_id"].ne(named[role]).fillna(True).astype(bool)]
    knowing = edges.loc[edges["knows"].astype(bool), ["customer_id", "rep_id", "knows"]]
    knowing = knowing.astype({"customer_id": "str", "rep_id": "str"})
    running = named.merge(knowing, on=["customer_id", "rep_id"], how="left")
    running = running.loc[running["knows"].isna(), ["customer_id", "rep_id"]].drop_duplicates()
    return running.rename(columns={"rep_id": "second_rep_id"}).sort_values(
        ["customer_id", "second_rep_id"], ignore_index=True
    )


def weigh_pairs(
    customers: pd.DataFrame,
    edges: pd.DataFrame,
    reps: pd.DataFrame,
    running: pd.DataFrame,
    *,
    build_up: float,
    follow: FollowFunction,
    as_of: date,
    most: int,
) -> Candidates:
    """Weigh every possible second contact of the ``most`` customers with largest expected loss.

    Candidate customers have a main contact and an expected loss above 0, and no running second
    contact. Frames as in :func:`analytics.coverage.plan.plan_second_contacts`.
    """
    chosen, others = _customers(customers, running, most)
    left_out = _imaginable(others, edges, reps, build_up=build_up, follow=follow)
    second_contacts = _second_contacts(reps, running)
    pairs = pairs_of(edges, chosen, reps)
    after = _followed(pairs, chosen, second_contacts, build_up=build_up, follow=follow, as_of=as_of)
    alike = likeness(
        CustomerBook.of(customers, edges, reps),
        customers,
        reps,
        wanted=chosen,
        rep_ids=second_contacts["rep_id"],
    )
    kinds, counts = _likeness(alike, after)
    take = _take(kinds, counts)
    saving = take * _savings(chosen, second_contacts, pairs, after)
    _rule_out(saving, chosen, second_contacts, pairs)
    return Candidates(
        chosen, second_contacts, saving, kinds, counts, take, alike.same_team, left_out, after
    )


def _customers(
    customers: pd.DataFrame, running: pd.DataFrame, most: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The candidates with the largest expected losses, and those beyond them."""
    rows = customers[
        customers["top_rep_id"].notna()
        & ~customers["evidence"].isin(UNMEASURED)
        & (customers["expected_loss"] > 0)
        & ~customers["customer_id"].isin(running["customer_id"])
    ].sort_values("customer_id", kind="stable")
    ranked = rows.sort_values("expected_loss", ascending=False, kind="stable")
    chosen = ranked.head(most).sort_values("customer_id", kind="stable", ignore_index=True)
    return chosen, ranked.iloc[most:].reset_index(drop=True)


def _imaginable(
    others: pd.DataFrame,
    edges: pd.DataFrame,
    reps: pd.DataFrame,
    *,
    build_up: float,
    follow: FollowFunction,
) -> Floats:
    """What a second contact who surely takes and never leaves would save each, descending.

    No real one can save more: who may leave, or is in touch already and grows, only adds risk.
    """
    if others.empty:
        return np.zeros(0)
    pairs = pairs_of(edges, others, reps)
    facts, fewer = thinned(pairs, others, build_up)
    chance = np.nan_to_num(pairs["leave"].to_numpy() * follow(fewer, facts).to_numpy(dtype=float))
    lost = chance_of_any(chance, pairs["customer"].to_numpy(), len(others))
    after = others["exposure"].to_numpy(dtype=float) * lost
    saved = np.maximum(others["expected_loss"].to_numpy(dtype=float) - after, 0.0)
    return np.sort(saved)[::-1]


def _second_contacts(reps: pd.DataFrame, running: pd.DataFrame) -> pd.DataFrame:
    """rep_id, name, team, region, languages, attrition_probability, about_to_leave, running."""
    estimated = reps["attrition_probability"].notna() & reps["known"].astype(bool)
    possible = staying_reps(reps) & in_sales(reps) & estimated
    columns = ["rep_id", "name", "team", "region", "languages", "attrition_probability"]
    rows = reps.loc[possible].sort_values("rep_id", kind="stable", ignore_index=True)
    taken = running["second_rep_id"].value_counts()
    return rows[columns].assign(
        about_to_leave=(rows["attrition_band"] == "high").to_numpy(dtype=bool),
        running=rows["rep_id"].map(taken).fillna(0).astype("int64"),
    )


def pairs_of(edges: pd.DataFrame, chosen: pd.DataFrame, reps: pd.DataFrame) -> pd.DataFrame:
    """The candidates' edges with customer (place) and leave (a; 1 for leavers), by customer."""
    customer = pd.Index(chosen["customer_id"]).get_indexer(edges["customer_id"])
    pairs = edges[customer >= 0].assign(customer=customer[customer >= 0])
    chance = reps.drop_duplicates("rep_id").set_index("rep_id")["attrition_probability"]
    leave = chance.reindex(pairs["rep_id"]).to_numpy(dtype=float)
    pairs["leave"] = np.where(pairs["leaver"].to_numpy(dtype=bool), 1.0, np.nan_to_num(leave))
    return pairs.sort_values("customer", kind="stable", ignore_index=True)


def _followed(
    pairs: pd.DataFrame,
    chosen: pd.DataFrame,
    second_contacts: pd.DataFrame,
    *,
    build_up: float,
    follow: FollowFunction,
    as_of: date,
) -> Followed:
    added = build_up * chosen["top_share"].to_numpy(dtype=float)
    facts, fewer = thinned(pairs, chosen, build_up)
    customer = pairs["customer"].to_numpy()
    second = pd.Index(second_contacts["rep_id"]).get_indexer(pairs["rep_id"])
    touch = np.flatnonzero((second >= 0) & (pairs["share"] > 0) & ~pairs["knows"].astype(bool))
    met = pairs.iloc[touch]
    grown = (met["share"] + added[met["customer"]]) / (1 + added[met["customer"]])
    new = newcomers(pairs, chosen, added / (1 + added), as_of)
    own = follow(pd.concat([new, met.assign(share=grown, knows=True)], ignore_index=True), facts)
    return Followed(
        customer,
        pairs["rep_id"].to_numpy(dtype=object),
        pairs["leaver"].to_numpy(dtype=bool),
        pairs["share"].to_numpy(dtype=float),
        pairs["follow_probability"].fillna(0.0).to_numpy(dtype=float),
        follow(fewer, facts).to_numpy(dtype=float),
        own.to_numpy(dtype=float)[: len(chosen)],
        touch,
        second[touch],
        own.to_numpy(dtype=float)[len(chosen) :],
    )


def thinned(
    pairs: pd.DataFrame, chosen: pd.DataFrame, build_up: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The customers with one more who knows them, and their pairs with shares that make room."""
    added = build_up * chosen["top_share"].to_numpy(dtype=float)
    facts = chosen.assign(
        known_by=chosen["known_by"] + 1, company_share=chosen["company_share"] / (1 + added)
    )
    customer = pairs["customer"].to_numpy()
    fewer = pairs.assign(
        share=pairs["share"] / (1 + added)[customer],
        leaver_share=pairs["leaver_share"] / (1 + _among_all(pairs, added))[customer],
    )
    return facts, fewer


def _among_all(pairs: pd.DataFrame, added: Floats) -> Floats:
    """What is added as a part of all strength, departed reps' included (a leaver's share is)."""
    strength = pairs["strength"].to_numpy(dtype=float)
    customer = pairs["customer"].to_numpy()
    held = np.where(pairs["share"].notna(), strength, 0.0)
    total = sums(customer, strength, len(added))
    active = sums(customer, held, len(added))
    return added * np.divide(active, total, out=np.zeros_like(added), where=total > 0)


def newcomers(
    pairs: pd.DataFrame, chosen: pd.DataFrame, share: Floats, as_of: date
) -> pd.DataFrame:
    """One row a customer: some salesperson whom it has just met."""
    rows = pd.DataFrame({"customer_id": chosen["customer_id"]}).assign(
        rep_id=pd.NA,
        knows=True,
        active=True,
        leaver=False,
        leaver_share=np.nan,
        first_on=pd.Timestamp(as_of),
        share=share,
    )
    # Where nobody is new, a single value would leave its column without a type of its own.
    told = ["rep_id", "knows", "active", "leaver", "leaver_share", "first_on"]
    return rows.astype(pairs[told].dtypes)


def _likeness(alike: Likeness, after: Followed) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    either = np.maximum(alike.industry, alike.region)
    kinds = np.full(either.shape, NO_LIKENESS, np.int8)
    kinds[alike.same_team] = TEAM
    kinds[either > 0] = EITHER
    kinds[alike.both > 0] = BOTH
    kinds[after.touch_second, after.customer[after.touch_pair]] = IN_TOUCH
    return kinds, np.where(alike.both > 0, alike.both, either)


def _take(kinds: NDArray[np.int8], counts: NDArray[np.int64]) -> Floats:
    own, following = np.take(TAKE, kinds), np.take([*TAKE[1:], 0.0], kinds)
    missing = np.where((kinds == BOTH) | (kinds == EITHER), np.exp2(-counts.astype(float)), 0.0)
    return np.asarray(own - (own - following) * missing)


def _savings(
    chosen: pd.DataFrame, second_contacts: pd.DataFrame, pairs: pd.DataFrame, after: Followed
) -> Floats:
    """exposure · (Π(1 − a·q') − Π(1 − a·q)), Π(1 − a·q) being what the assessment says."""
    exposure = chosen["exposure"].to_numpy(dtype=float)
    loss = chosen["expected_loss"].to_numpy(dtype=float)
    leave = second_contacts["attrition_probability"].to_numpy(dtype=float)
    chance = pairs["leave"].to_numpy() * after.after
    stay = exposure * chance_of_none(chance, after.customer, len(chosen))
    saving = (stay + loss - exposure)[None, :] - leave[:, None] * (stay * after.new)[None, :]
    customer, second = after.customer[after.touch_pair], after.touch_second
    others = chance_of_no_other(chance, after.customer, len(chosen))[after.touch_pair]
    own = 1 - leave[second] * after.touch_after
    saving[second, customer] = exposure[customer] * others * own + (loss - exposure)[customer]
    return saving


def _rule_out(
    saving: Floats, chosen: pd.DataFrame, second_contacts: pd.DataFrame, pairs: pd.DataFrame
) -> None:
    """No second contact is the main contact, or knows the customer already."""
    index = pd.Index(second_contacts["rep_id"])
    main = index.get_indexer(chosen["top_rep_id"])
    saving[main[main >= 0], np.flatnonzero(main >= 0)] = -np.inf
    knows = pairs[pairs["knows"].astype(bool)]
    second = index.get_indexer(knows["rep_id"])
    saving[second[second >= 0], knows["customer"].to_numpy()[second >= 0]] = -np.inf
