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

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.coverage.similarity import CustomerBook, Likeness, likeness
from analytics.losses.union import chance_of_any, chance_of_no_other, chance_of_none
from analytics.places import places
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
#: Similar customers beyond which one more changes nothing that a number could hold.
_COUNTED = 64
#: Customers beyond the candidates that are looked at first.
_FIRST = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Every pair that may be planned, as matrices of second contacts × customers.

    customers: rows of the frame given, sorted by customer_id, that may get a second contact, with
    largest expected losses; second_contacts: active salespeople on record, not under notice, sorted
    by rep_id, with about_to_leave and running (customers they are becoming second contact of).
    saving: amount, −inf where the rep is the main contact or knows the customer; likeness: places
    in LIKENESS; alike: similar customers of the second; take: see above; same_team: as the main
    contact. beyond: the candidate customers beyond them.
    """

    customers: pd.DataFrame
    second_contacts: pd.DataFrame
    saving: Floats
    likeness: NDArray[np.int8]
    alike: NDArray[np.int32]
    take: Floats
    same_team: Flags
    beyond: "Beyond"
    follow: "Followed"


@dataclass(frozen=True, slots=True, eq=False)
class Beyond:
    """Candidate customers who are not looked at (``rows`` of customers, the largest expected loss
    first), and what it takes to say what they could save."""

    customers: pd.DataFrame
    rows: Codes
    edges: pd.DataFrame
    reps: pd.DataFrame
    build_up: float
    follow: FollowFunction

    def savings(self, above: float) -> Iterator[Floats]:
        """What a second contact who surely takes and never leaves would save each, where that is
        more than so much; some customers at a time.

        No real one can save more: who may leave, or is in touch already and grows, only adds risk.
        Nobody saves more than is expected to be lost either, so that whose loss is not above is not
        looked at.
        """
        losses = self.customers["expected_loss"].to_numpy(dtype=float)[self.rows]
        asked = int((losses > above).sum())
        # A first few may already say enough.
        for start, end in ((0, min(_FIRST, asked)), (_FIRST, asked)):
            if start < end:
                rows = self.customers.take(self.rows[start:end])
                saved = self._saved(rows.reset_index(drop=True))
                yield saved[saved > above]

    def _saved(self, customers: pd.DataFrame) -> Floats:
        pairs = pairs_of(self.edges, customers, self.reps)
        facts, fewer = thinned(pairs, customers, self.build_up)
        follow = self.follow(fewer, facts).to_numpy(dtype=float)
        chance = np.nan_to_num(pairs["leave"].to_numpy() * follow)
        lost = chance_of_any(chance, pairs["customer"].to_numpy(), len(customers))
        after = customers["exposure"].to_numpy(dtype=float) * lost
        return np.maximum(customers["expected_loss"].to_numpy(dtype=float) - after, 0.0)


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
    known = edges["knows"].astype(bool) & edges["customer_id"].isin(named["customer_id"])
    knowing = edges.loc[known, ["customer_id", "rep_id", "knows"]]
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
    book: CustomerBook,
    build_up: float,
    follow: FollowFunction,
    as_of: date,
    most: int,
) -> Candidates:
    """Weigh every possible second contact of the ``most`` customers with largest expected loss.

    Candidate customers have a main contact and an expected loss above 0, and no running second
    contact. Frames as in :func:`analytics.coverage.plan.plan_second_contacts`; book: of all of
    them.
    """
    chosen, others = _customers(customers, running, most)
    second_contacts = _second_contacts(reps, running)
    pairs = pairs_of(edges, chosen, reps)
    after = _followed(pairs, chosen, second_contacts, build_up=build_up, follow=follow, as_of=as_of)
    alike = likeness(
        book,
        customers,
        reps,
        wanted=chosen,
        rep_ids=second_contacts["rep_id"],
    )
    kinds, counts = _likeness(alike, after)
    take = _take(kinds, counts)
    saving = take * _savings(chosen, second_contacts, pairs, after)
    _rule_out(saving, chosen, second_contacts, pairs)
    beyond = Beyond(customers, others, edges, reps, build_up, follow)
    return Candidates(
        chosen, second_contacts, saving, kinds, counts, take, alike.same_team, beyond, after
    )


def _customers(
    customers: pd.DataFrame, running: pd.DataFrame, most: int
) -> tuple[pd.DataFrame, Codes]:
    """The candidates with the largest expected losses, and the rows of those beyond them."""
    possible = (
        customers["top_rep_id"].notna()
        & ~customers["evidence"].isin(UNMEASURED)
        & (customers["expected_loss"] > 0)
        & ~customers["customer_id"].isin(running["customer_id"])
    )
    rows = np.flatnonzero(possible.to_numpy(dtype=bool))
    if not customers["customer_id"].is_monotonic_increasing:
        rows = rows[customers["customer_id"].take(rows).argsort(kind="stable").to_numpy()]
    losses = customers["expected_loss"].to_numpy(dtype=float)[rows]
    order = np.argsort(-losses, kind="stable")
    chosen = customers.take(rows[np.sort(order[:most])]).reset_index(drop=True)
    return chosen, rows[order[most:]]


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
    customer = places(edges["customer_id"], pd.Index(chosen["customer_id"]))
    rows = np.flatnonzero(customer >= 0)
    pairs = edges.take(rows).assign(customer=customer[rows])
    if isinstance(pairs["customer_id"].dtype, pd.CategoricalDtype):
        # Whoever looks these pairs up looks up all categories, of which there may be very many.
        pairs["customer_id"] = pairs["customer_id"].cat.remove_unused_categories()
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


def _likeness(alike: Likeness, after: Followed) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    either = np.maximum(alike.industry, alike.region)
    kinds = np.full(either.shape, NO_LIKENESS, np.int8)
    kinds[alike.same_team] = TEAM
    kinds[either > 0] = EITHER
    kinds[alike.both > 0] = BOTH
    kinds[after.touch_second, after.customer[after.touch_pair]] = IN_TOUCH
    return kinds, np.where(alike.both > 0, alike.both, either)


def _take(kinds: NDArray[np.int8], counts: NDArray[np.int32]) -> Floats:
    own, following = np.array(TAKE)[:, None], np.array([*TAKE[1:], 0.0])[:, None]
    missing = np.zeros((len(TAKE), _COUNTED + 1))
    missing[[BOTH, EITHER]] = np.exp2(-np.arange(_COUNTED + 1.0))
    taken = (own - (own - following) * missing).ravel()
    return np.asarray(taken[kinds * np.int32(_COUNTED + 1) + np.minimum(counts, _COUNTED)])


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
