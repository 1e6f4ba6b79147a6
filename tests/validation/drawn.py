"""One drawn company: its records and the truth that no record holds."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.assessment import Assessment
from analytics.policy import Company, Policy
from data.assessments import assess_source
from data.demo.company import Cast, canonical_tables, imagine, truth_of
from data.demo.days import AS_OF_DAY, stream
from data.demo.following import circumstances
from data.demo.people import SALES
from data.demo.tables import customer_ids, rep_ids
from data.opening import database_source
from tests.policies import ACCEPTED
from tests.validation.following import DemoFollowing, Following, shared
from tests.validation.records import Tables, write

__all__ = ["Drawn", "assessed", "draw_demo", "of_base_rate", "walk_away"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A company as recorded up to the as-of date, and what is true of it.

    reps: rep_id, ranked (active in sales and not under notice), leave (P(leaves within 12 months
    | everything at the as-of date), 1 under notice, 0 for who has left), leave_seen (the same for
    who knows the law and the state, but not the unseen effects), leaves (in the one real future).

    futures: who leaves within the year, by (simulated future, row of reps), drawn jointly by the
    law (those under notice always).

    pairs (one row per tie of a customer who still buys): customer, customer_id, rep_id, rate,
    rep_years, firm_years, contacts, unseen, share, colleagues (see ``following``), pending (the
    person has left already and the customer may still be going), follow (P(follows | leaves),
    for pending ones P(still goes)), follow_seen (without ``unseen``), follows (in the one real
    future, if the person leaves), shrink (part of the purchases lost on average if the person
    leaves and the customer does not follow).
    """

    name: str
    seed: int
    tables: Tables
    following: Following
    reps: pd.DataFrame
    pairs: pd.DataFrame
    futures: npt.NDArray[np.bool_]
    currency: str = "EUR"

    @property
    def customers(self) -> pd.DataFrame:
        """customer_id, walk (P(walks away with somebody)), walk_seen, walks, shrink (part of the
        purchases lost on average besides), of who still buys."""
        reps, pairs = self.reps.set_index("rep_id"), self.pairs
        leave = reps["leave"].reindex(pairs["rep_id"]).to_numpy()
        seen = reps["leave_seen"].reindex(pairs["rep_id"]).to_numpy()
        goes = reps["leaves"].reindex(pairs["rep_id"]).to_numpy(dtype=bool)
        pending = pairs["pending"].to_numpy()
        both = {
            "walk": np.where(pending, 1.0, leave) * pairs["follow"],
            "walk_seen": np.where(pending, 1.0, seen) * pairs["follow_seen"],
            "walks": ((goes | pending) & pairs["follows"]).astype(float),
        }
        frame = walk_away(pd.DataFrame(both).assign(customer_id=pairs["customer_id"].to_numpy()))
        chance, follow = both["walk"], pairs["follow"].to_numpy()
        alone = np.where(pending, 0.0, leave) * (1 - follow) * pairs["shrink"].to_numpy()
        besides = pd.Series(np.where(alone > 0, alone / np.maximum(1 - chance, 1e-12), 0.0))
        parts = besides.groupby(pairs["customer_id"].to_numpy()).sum()
        shrink = (1 - frame["walk"]) * frame["customer_id"].map(parts)
        return frame.assign(walks=frame["walks"] > 0.5, shrink=shrink)

    def following_with(self, pairs: pd.DataFrame) -> pd.DataFrame:
        """Pairs (with others added or changed) with shares and the truth of following anew."""
        live, gone = pairs[~pairs["pending"]], pairs[pairs["pending"]]
        live = shared(live)
        live = live.assign(follow=self.following.probability(live))
        return pd.concat([live, gone], ignore_index=True)


def walk_away(chances: pd.DataFrame) -> pd.DataFrame:
    """1 − Π (1 − chance) by customer_id for every other column."""
    by_customer = (1 - chances.set_index("customer_id")).groupby("customer_id").prod()
    return (1 - by_customer).reset_index()


def draw_demo(seed: int) -> Drawn:
    """Draw a company of the demo's own law."""
    cast = imagine(seed)
    tables = canonical_tables(cast, lambda _done, _doing: None)
    rng = stream(seed, "validation demo")
    truth = truth_of(cast).reps
    leave = truth["leave_probability"].fillna(0.0)
    sales = np.arange(len(truth)) < SALES
    reps = pd.DataFrame(
        {
            "rep_id": truth["rep_id"],
            "ranked": sales & truth["state"].isin(["engaged", "withdrawing"]),
            "leave": leave,
            "leave_seen": leave,
            "leaves": rng.random(len(truth)) < leave,
        }
    )
    futures = rng.random((300, len(truth))) < leave.to_numpy()
    pairs = _demo_pairs(cast, rng)
    return Drawn("demo", seed, tables, DemoFollowing(), reps, pairs, futures, "CNY")


def _demo_pairs(cast: Cast, rng: np.random.Generator) -> pd.DataFrame:
    people = np.bincount(cast.contacts["customer"].to_numpy(), minlength=len(cast.customers))
    now = circumstances(cast.ties.spans, cast.customers, people, AS_OF_DAY)
    now = now[cast.ties.stops[now["customer"]] > AS_OF_DAY].reset_index(drop=True)
    now = now.assign(
        customer_id=customer_ids(now["customer"]),
        rep_id=rep_ids(now["rep"]),
        company=(now["rep"] >= SALES).astype(float),
        unseen=0.0,
        pending=False,
    )
    now = shared(now)
    follow = DemoFollowing().probability(now)
    follows = rng.random(len(now)) < follow
    return now.assign(follow=follow, follow_seen=follow, follows=follows, shrink=0.0)


def of_base_rate(drawn: Drawn, rate: float) -> Policy:
    """The usual policy with another base rate of leaving."""
    usual = _usual(drawn)
    leaving = usual.attrition.model_copy(update={"base_rate": rate})
    return usual.model_copy(update={"attrition": leaving})


def _usual(drawn: Drawn) -> Policy:
    return ACCEPTED.model_copy(update={"company": Company(currency=drawn.currency)})


def assessed(drawn: Drawn, folder: Path, policy: Policy | None = None) -> Assessment:
    """Write the records into one database and assess it as the product does."""
    path = folder / f"{drawn.name}-{drawn.seed}.duckdb"
    if not path.exists():
        write(path, drawn.tables, f"{drawn.name}-{drawn.seed}")
    rules = policy or _usual(drawn)
    source = database_source(f"duckdb:///{path}", rules)
    try:
        return assess_source(source, rules)
    finally:
        source.close()
        path.unlink()
