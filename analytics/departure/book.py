"""Everything of one assessment that a departure looks at, coded once for any set of people.

What does not depend on who leaves is prepared here: who knows whom as integers, the chance to
follow today and after an introduction, who may be carried along. After an introduction a successor
has ``coverage.build_up`` of the main contact's strength, as in the plan of second contacts
(:mod:`analytics.coverage.candidates`), and one more colleague knows the customer.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.assessment import Assessment
from analytics.coverage.candidates import pairs_of, thinned
from analytics.coverage.rules import spoken
from analytics.coverage.similarity import CustomerBook, likeness
from analytics.follow.probability import follow_probabilities
from analytics.losses.dependence import JointLaw
from analytics.relationships.evidence import UNMEASURED
from analytics.relationships.pairs import Codes, Flags, Floats
from analytics.relationships.people import in_sales, staying_reps

__all__ = ["Alike", "DepartureBook"]


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Who looks after customers like these, by kind of customer.

    kind: by customer, a place in the columns of the others, which are reps × kinds: how many
    customers of the same industry and region, of the same industry, of the same region the person
    looks after; whether the person is in the main contact's team, and speaks the customer's
    language (as far as languages are recorded).
    """

    kind: Codes
    both: NDArray[np.int32]
    industry: NDArray[np.int32]
    region: NDArray[np.int32]
    same_team: Flags
    speaks: Flags

    @property
    def counts(self) -> tuple[NDArray[Any], ...]:
        """What speaks for somebody, the most telling first, as in
        :func:`analytics.coverage.suggestion.suggest_second_contacts`."""
        return self.both, self.industry, self.region, self.same_team


@dataclass(frozen=True, slots=True, eq=False)
class DepartureBook:
    """One company, coded: codes of customers and reps are places in ``customers`` and ``reps``.

    customers: customer_id, exposure, core, top (code of the main contact, −1), contract_ends_on;
    reps: rep_id, team, active, staying (active, without notice), receives (of them, who sells and
    is in the table of people), load (customers with a share), chance of leaving, departure_loss;
    both by id. customer, rep, share (0
    where there is none), knows, follow, introduced (q after an introduction) by pair of active
    people, by rep; first: where each rep's pairs begin; rise: reps × reps, by how much of what is
    missing to certainty the chance of the column grows if the row leaves; alike: see
    :class:`Alike`; capacity: introductions a person and week.
    """

    as_of: date
    customers: pd.DataFrame
    reps: pd.DataFrame
    customer: Codes
    rep: Codes
    share: Floats
    knows: Flags
    follow: Floats
    introduced: Floats
    first: Codes
    rise: Floats
    alike: Alike
    capacity: int

    @classmethod
    def of(cls, assessment: Assessment) -> "DepartureBook":
        """Prepare one assessment. O(pairs + people²)."""
        edges = assessment.edges[assessment.edges["active"].astype(bool)]
        customers, reps = _customers(assessment), _reps(assessment)
        after = _introduced(assessment)
        pairs = pd.DataFrame(
            {
                "customer": pd.Index(customers["customer_id"]).get_indexer(edges["customer_id"]),
                "rep": pd.Index(reps["rep_id"]).get_indexer(edges["rep_id"]),
                "share": edges["share"].fillna(0.0).to_numpy(dtype=float),
                "knows": edges["knows"].to_numpy(dtype=bool),
                "follow": edges["follow_probability"].fillna(0.0).to_numpy(dtype=float),
                "introduced": after.loc[edges.index].to_numpy(dtype=float),
            }
        )
        held = (pairs["share"] > 0) | pairs["knows"]
        pairs = pairs[(pairs["rep"] >= 0) & (pairs["customer"] >= 0) & held]
        pairs = pairs.sort_values(["rep", "customer"], kind="stable")
        codes = pairs["rep"].to_numpy()
        return cls(
            as_of=assessment.as_of,
            customers=customers,
            reps=reps,
            customer=pairs["customer"].to_numpy(),
            rep=codes,
            share=pairs["share"].to_numpy(),
            knows=pairs["knows"].to_numpy(),
            follow=pairs["follow"].to_numpy(),
            introduced=pairs["introduced"].to_numpy(),
            first=np.searchsorted(codes, np.arange(len(reps) + 1)),
            rise=_rise(assessment, reps),
            alike=_alike(assessment),
            capacity=assessment.policy.coverage.capacity,
        )

    def known(self, rep_ids: list[str]) -> Codes:
        """The codes of those of some people who are active, each once, in their order."""
        codes = pd.Index(self.reps["rep_id"]).get_indexer(pd.Index(rep_ids, dtype="str").unique())
        codes = codes[codes >= 0]
        return np.asarray(codes[self.reps["active"].to_numpy()[codes]], dtype=np.int64)

    def team(self, name: str) -> list[str]:
        """The active people of a team, by id."""
        mates = self.reps["active"] & self.reps["team"].eq(name).fillna(False).astype(bool)
        return self.reps.loc[mates, "rep_id"].tolist()

    def pairs_of(self, reps: Codes) -> Codes:
        """The places of the pairs of some people."""
        parts = [np.arange(self.first[each], self.first[each + 1]) for each in reps]
        return np.concatenate([np.zeros(0, np.int64), *parts])


def _by_id(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows in the order of their ids, so that no order of the source settles a tie."""
    return frame.sort_values(key, kind="stable", ignore_index=True)


def _customers(assessment: Assessment) -> pd.DataFrame:
    rows = _by_id(assessment.customers, "customer_id")
    top = pd.Index(_by_id(assessment.reps, "rep_id")["rep_id"]).get_indexer(rows["top_rep_id"])
    return rows[["customer_id", "exposure", "core", "contract_ends_on"]].assign(top=top)


def _reps(assessment: Assessment) -> pd.DataFrame:
    rows = _by_id(assessment.reps, "rep_id")
    return pd.DataFrame(
        {
            "rep_id": rows["rep_id"],
            "team": rows["team"],
            "active": rows["active"].astype(bool),
            "staying": staying_reps(rows),
            "receives": staying_reps(rows) & in_sales(rows) & rows["known"].astype(bool),
            "load": rows["customers"].astype("int64"),
            "chance": rows["attrition_probability"].fillna(0.0).astype(float),
            "departure_loss": rows["departure_loss"].fillna(0.0).astype(float),
        }
    )


def _introduced(assessment: Assessment) -> "pd.Series[float]":
    """q of every pair once a successor of its customer was introduced, as the plan builds up;
    today's q where the customer has no measured main contact."""
    customers, edges = assessment.customers, assessment.edges
    today = edges["follow_probability"].fillna(0.0)
    measured = customers["top_rep_id"].notna() & ~customers["evidence"].isin(UNMEASURED)
    chosen = customers[measured].reset_index(drop=True)
    if chosen.empty:
        return today
    build_up = assessment.policy.coverage.build_up
    pairs = pairs_of(edges.assign(place=np.arange(len(edges))), chosen, assessment.reps)
    facts, fewer = thinned(pairs, chosen, build_up)
    after = follow_probabilities(
        fewer, facts, assessment.extract, assessment.policy, assessment.follow
    )
    shown = today.to_numpy(copy=True)
    place = pairs["place"].to_numpy()
    # An introduction takes nobody further away.
    shown[place] = np.minimum(shown[place], after.fillna(0.0).to_numpy(dtype=float))
    return pd.Series(shown, index=edges.index)


def _rise(assessment: Assessment, reps: pd.DataFrame) -> Floats:
    rules, people = assessment.policy.losses, assessment.reps.set_index("rep_id")
    law = JointLaw.of(
        people["attrition_probability"].where(people["active"].astype(bool)).astype(float),
        people["team"],
        correlation=rules.correlation,
        contagion=rules.contagion,
    )
    more = np.maximum(law.given() - law.leave, 0.0)
    missing = 1 - law.leave
    grown = np.divide(more, missing, out=np.zeros_like(more), where=missing > 0)
    code = pd.Index(reps["rep_id"]).get_indexer(pd.Index(law.rep_ids))
    rise = np.zeros((len(reps), len(reps)))
    rise[np.ix_(code, code)] = grown
    np.fill_diagonal(rise, 0.0)
    return rise


def _alike(assessment: Assessment) -> Alike:
    """Compare everybody with each kind of customer: of one industry, region and language, whose
    main contact is in one team."""
    reps = _by_id(assessment.reps, "rep_id")
    rows = _by_id(assessment.customers, "customer_id")
    team = rows["top_rep_id"].map(reps.set_index("rep_id")["team"])
    columns = (rows["industry"], rows["region"], rows["language"], team)
    keys = [pd.factorize(each)[0] for each in columns]
    _, first, kind = np.unique(
        np.column_stack(keys), axis=0, return_index=True, return_inverse=True
    )
    wanted = rows.iloc[first].reset_index(drop=True)
    like = likeness(
        CustomerBook.of(rows, assessment.edges, reps),
        rows,
        reps,
        wanted=wanted,
        rep_ids=reps["rep_id"],
    )
    speaks = spoken(reps["languages"], wanted["language"])
    return Alike(kind.ravel(), like.both, like.industry, like.region, like.same_team, speaks)
