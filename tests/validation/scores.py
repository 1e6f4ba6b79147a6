"""One drawn company judged: the figures of its assessment against the truth."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.assessment import Assessment
from analytics.coverage.plan import CoveragePlan
from tests.validation.drawn import Drawn, walk_away
from tests.validation.measures import (
    brier,
    calibration_slope,
    coverage,
    level,
    ranking_share,
    top_lift_share,
)

__all__ = ["Scores", "future_losses", "judge", "plan_savings", "second_contact"]

Floats = npt.NDArray[np.float64]

#: Contacts a month that a new second contact builds up, as a part of the customer's busiest one.
_BUILT_UP = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Figures by name (see :func:`judge`), and what pictures are drawn from.

    attrition: predicted, true, low, high (missing without intervals) by rep; walk: predicted,
    true by customer still there.
    """

    law: str
    seed: int
    figures: dict[str, float]
    attrition: pd.DataFrame
    walk: pd.DataFrame


def judge(drawn: Drawn, found: Assessment, plan: CoveragePlan | None = None) -> Scores:
    """Compare an assessment, and the plan made from it, with the truth.

    Figures, for attrition over active salespeople not under notice and for walk_away over
    customers with exposure: ``*_share`` (ranking lift as a share of the oracle's), ``*_seen_share``
    (the same for who knows the law, but not the unseen effects), ``*_top`` (lift of the highest
    tenth, as a share), ``*_level`` (Σ predicted ÷ Σ true), ``*_slope``, ``*_brier`` and
    ``*_brier_best`` (of the truth). ``attrition_coverage``: true values inside the 80 % interval;
    ``walk_rank_coverage``: true ranks of expected loss inside the rank bands. ``loss_level``:
    expected loss ÷ true one; ``var_95_exceeded``, ``var_99_exceeded``: chance under the law that
    the year's loss is larger; ``lost_more_95``, ``lost_more_99``: 1 where the one real year's was.
    ``plan_*``: see :func:`plan_savings`. Also leavers, leave (mean truth).
    """
    people = _people(drawn, found)
    customers = _customers(drawn, found)
    figures = {
        "leavers": float((found.reps["left_on"].notna() & ~found.reps["active"]).sum()),
        "leave": float(people["true"].mean()),
        **_compared("attrition", people),
        **_compared("walk", customers),
        **_inside(people, customers),
        **_losses(drawn, found, customers),
        **({} if plan is None else plan_savings(drawn, plan, customers)),
    }
    return Scores(drawn.name, drawn.seed, figures, people, customers)


def _people(drawn: Drawn, found: Assessment) -> pd.DataFrame:
    columns = {"attrition_probability": "predicted"}
    columns |= {"attrition_low": "low", "attrition_high": "high"}
    estimates = found.reps.rename(columns=columns).reindex(columns=["rep_id", *columns.values()])
    ranked = drawn.reps[drawn.reps["ranked"]].rename(columns={"leave": "true"})
    both = ranked.merge(estimates, on="rep_id", validate="1:1").dropna(subset=["predicted"])
    return both.rename(columns={"leave_seen": "seen"})


def _customers(drawn: Drawn, found: Assessment) -> pd.DataFrame:
    names = {"walk_away_probability": "predicted", "walk": "true", "walk_seen": "seen"}
    wanted = ["customer_id", "exposure", "walk_away_probability", "rank_low", "rank_high"]
    there = found.customers.loc[found.customers["exposure"] > 0].reindex(columns=wanted)
    both = drawn.customers.merge(there, on="customer_id", validate="1:1")
    return both.rename(columns=names).dropna(subset=["predicted"])


def _compared(name: str, rows: pd.DataFrame) -> dict[str, float]:
    predicted, true, seen = (rows[each].to_numpy(dtype=float) for each in _COMPARED)
    return {
        f"{name}_share": ranking_share(predicted, true),
        f"{name}_seen_share": ranking_share(seen, true),
        f"{name}_top": top_lift_share(predicted, true),
        f"{name}_level": level(predicted, true),
        f"{name}_slope": calibration_slope(predicted, true)[1],
        f"{name}_brier": brier(predicted, true),
        f"{name}_brier_best": brier(true, true),
    }


_COMPARED = ("predicted", "true", "seen")


def _inside(people: pd.DataFrame, customers: pd.DataFrame) -> dict[str, float]:
    """Coverage of intervals and rank bands, where the assessment gives them."""
    found = {}
    known = people.dropna(subset=["low", "high"])
    if len(known):
        ends = (known[each].to_numpy(dtype=float) for each in ("low", "high", "true"))
        found["attrition_coverage"] = coverage(*ends)
    ranked = customers.dropna(subset=["rank_low", "rank_high"])
    if len(ranked):
        rank = (customers["exposure"] * customers["true"]).rank(ascending=False)
        ends = (ranked[each].to_numpy(dtype=float) for each in ("rank_low", "rank_high"))
        found["walk_rank_coverage"] = coverage(*ends, rank[ranked.index].to_numpy())
    return found


def _losses(drawn: Drawn, found: Assessment, customers: pd.DataFrame) -> dict[str, float]:
    exposure, book = customers["exposure"].to_numpy(), found.portfolio
    losses = future_losses(drawn, customers)
    real = float(exposure @ customers["walks"].to_numpy(dtype=float))
    return {
        "loss_level": float(exposure @ customers["predicted"] / (exposure @ customers["true"])),
        "var_95_exceeded": float((losses > book.var_95).mean()),
        "var_99_exceeded": float((losses > book.var_99).mean()),
        "lost_more_95": float(real > book.var_95),
        "lost_more_99": float(real > book.var_99),
    }


def future_losses(drawn: Drawn, customers: pd.DataFrame) -> Floats:
    """The year's loss in every simulated future: who leaves jointly, who follows by chance."""
    rng = np.random.default_rng([drawn.seed, 95])
    pairs = drawn.pairs[drawn.pairs["customer_id"].isin(customers["customer_id"])]
    place = pd.Index(drawn.reps["rep_id"]).get_indexer(pairs["rep_id"])
    goes = drawn.futures[:, place] | pairs["pending"].to_numpy(dtype=bool)
    follows = rng.random(goes.shape) < pairs["follow"].to_numpy(dtype=float)
    at = pd.Index(customers["customer_id"]).get_indexer(pairs["customer_id"])
    lost = np.zeros((len(goes), len(customers)), dtype=bool)
    future, pair = np.nonzero(goes & follows)
    lost[future, at[pair]] = True
    return lost @ customers["exposure"].to_numpy()


def plan_savings(drawn: Drawn, plan: CoveragePlan, customers: pd.DataFrame) -> dict[str, float]:
    """What the plan saves when it is followed, under the truth; nothing where it has no pairs.

    ``plan_pairs``; ``plan_gap``: how far the plan may be from the optimum of the estimates, as a
    share of what it saves there; ``plan_saved``: part of the true expected loss that it takes
    away; ``plan_of_best``: as a share of what as many pairs could save at most (every customer
    with the colleague least likely to leave, no limit per colleague: an upper bound);
    ``simple_of_best``: the same for the largest customers that one person holds alone.
    """
    pairs = plan.pairs
    if not len(pairs):
        return {}
    promised = (pairs["expected_loss_before"] - pairs["expected_loss_after"]).sum()
    best = _best_savings(drawn, customers).nlargest(len(pairs)).sum()
    saved = _savings(drawn, customers, pairs[["customer_id", "second_rep_id"]]).sum()
    simple = _savings(drawn, customers, _simple_plan(drawn, customers, len(pairs))).sum()
    return {
        "plan_pairs": float(len(pairs)),
        "plan_gap": float(plan.bound_gap / promised),
        "plan_saved": float(saved / (customers["exposure"] @ customers["true"])),
        "plan_of_best": float(saved / best),
        "simple_of_best": float(simple / best),
    }


def second_contact(drawn: Drawn, plan: pd.DataFrame) -> pd.DataFrame:
    """Pairs of the truth once every second contact of the plan has been built up.

    plan: customer_id, second_rep_id. The new contact has half the rate of the customer's busiest
    one; somebody who has a tie already keeps the larger of the two.
    """
    live = drawn.pairs[~drawn.pairs["pending"]]
    facts = live.sort_values("rate").drop_duplicates("customer_id", keep="last")
    new = plan.merge(facts.drop(columns="rep_id"), on="customer_id")
    new = new.rename(columns={"second_rep_id": "rep_id"})
    new = new.assign(rate=new["rate"] * _BUILT_UP, rep_years=0.5)
    if "company" in new:
        new["company"] = new["rep_id"].map(live.groupby("rep_id")["company"].first()).fillna(0.0)
    both = pd.concat([live, new], ignore_index=True).sort_values("rate", kind="stable")
    both = both.drop_duplicates(["customer_id", "rep_id"], keep="last")
    gone = drawn.pairs[drawn.pairs["pending"]]
    return drawn.following_with(pd.concat([both, gone], ignore_index=True))


def _walks(drawn: Drawn, pairs: pd.DataFrame) -> "pd.Series[float]":
    leave = drawn.reps.set_index("rep_id")["leave"].reindex(pairs["rep_id"]).to_numpy()
    chance = np.where(pairs["pending"], 1.0, leave) * pairs["follow"]
    frame = pd.DataFrame({"customer_id": pairs["customer_id"], "walk": chance})
    return walk_away(frame).set_index("customer_id")["walk"]


def _savings(drawn: Drawn, customers: pd.DataFrame, plan: pd.DataFrame) -> "pd.Series[float]":
    """True expected loss taken away from each customer by a plan."""
    exposure = customers.set_index("customer_id")["exposure"]
    before = customers.set_index("customer_id")["true"]
    after = _walks(drawn, second_contact(drawn, plan)).reindex(before.index)
    return exposure * (before - after)


def _staying(drawn: Drawn) -> list[str]:
    """Salespeople by their true chance of leaving, least first."""
    ranked = drawn.reps[drawn.reps["ranked"]].sort_values("leave", kind="stable")
    return [str(each) for each in ranked["rep_id"]]


def _best_savings(drawn: Drawn, customers: pd.DataFrame) -> "pd.Series[float]":
    """The most that a second contact can take away from each customer's expected loss."""
    ids = customers[["customer_id"]]
    each = [
        _savings(drawn, customers, ids.assign(second_rep_id=rep)) for rep in _staying(drawn)[:3]
    ]
    return pd.concat(each, axis=1).max(axis=1)


def _simple_plan(drawn: Drawn, customers: pd.DataFrame, size: int) -> pd.DataFrame:
    """The largest customers with a single tie, each with one of the colleagues in turn."""
    live = drawn.pairs[~drawn.pairs["pending"]]
    alone = live.groupby("customer_id").filter(lambda rows: len(rows) == 1)["customer_id"]
    chosen = customers[customers["customer_id"].isin(alone)].nlargest(size, "exposure")
    reps = sorted(_staying(drawn))
    seconds = [reps[place * 7 % len(reps)] for place in range(len(chosen))]
    return pd.DataFrame({"customer_id": chosen["customer_id"], "second_rep_id": seconds})
