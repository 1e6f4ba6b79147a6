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

#: Contacts a month that a new second contact builds up, as a part of the customer's busiest one:
#: as the plan assumes, and where that assumption is false.
_BUILT_UP, _HARDLY_BUILT_UP = 0.5, 0.1
#: Part of the second contacts that come to nothing, where another assumption is false.
_NEVER_BUILT_UP = 1 / 3


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
    """Compare an assessment, and the plan made from it, with the truth; without a plan, nothing is
    said of plans.

    Figures, for attrition over active salespeople not under notice and for walk_away over
    customers with exposure: ``*_share`` (ranking lift as a share of the oracle's), ``*_seen_share``
    (the same for who knows the law, but not the unseen effects), ``*_top`` (lift of the highest
    tenth, as a share), ``*_level`` (Σ predicted ÷ Σ true), ``*_sum`` (Σ true), ``*_slope``,
    ``*_brier``, ``*_brier_best`` (of the truth), ``*_brier_constant`` (of the true mean for all).
    ``attrition_coverage``: true values inside the 80 % interval; ``walk_rank_coverage``: true ranks
    of expected loss inside the rank bands. ``loss_level``: expected loss ÷ true one;
    ``total_level`` where customers shrink: the same with what they lose besides; ``loss_inside``: 1
    where the true one lies in its 80 % range. ``var_95_exceeded``, ``var_99_exceeded``: chance
    under the law that the year's loss is larger; ``lost_more_95``, ``lost_more_99``: 1 where the
    one real year's was.
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
    names["expected_total"] = "total"  # where the assessment expects customers to shrink
    wanted = ["customer_id", "exposure", "walk_away_probability", "rank_low", "rank_high"]
    wanted += ["expected_total"]
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
        f"{name}_sum": float(true.sum()),
        f"{name}_slope": calibration_slope(predicted, true)[1],
        f"{name}_brier": brier(predicted, true),
        f"{name}_brier_best": brier(true, true),
        f"{name}_brier_constant": brier(np.full(len(true), true.mean()), true),
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
    # What is lost besides is part of the value at risk where the assessment expects any.
    whole = customers["total"].notna().any()
    losses = future_losses(drawn, customers, shrinking=whole)
    real = float(_real_loss(drawn, customers, shrinking=whole))
    expected, true = exposure @ customers["predicted"], exposure @ customers["true"]
    figures = {}
    if customers["shrink"].any():
        total = customers["total"].sum() if whole else expected
        figures["total_level"] = float(total / (true + exposure @ customers["shrink"]))
    if hasattr(book, "expected_loss_low"):
        figures["loss_inside"] = float(book.expected_loss_low <= true <= book.expected_loss_high)
    return figures | {
        "loss_level": float(expected / true),
        "var_95_exceeded": float((losses > book.var_95).mean()),
        "var_99_exceeded": float((losses > book.var_99).mean()),
        "lost_more_95": float(real > book.var_95),
        "lost_more_99": float(real > book.var_99),
    }


def future_losses(drawn: Drawn, customers: pd.DataFrame, *, shrinking: bool = False) -> Floats:
    """The year's loss in every simulated future: who leaves jointly, how many each leaver takes
    along, who follows by chance; shrinking: with what customers who stay buy less on average."""
    rng = np.random.default_rng([drawn.seed, 95])
    pairs = drawn.pairs[drawn.pairs["customer_id"].isin(customers["customer_id"])]
    place = pd.Index(drawn.reps["rep_id"]).get_indexer(pairs["rep_id"])
    goes = drawn.futures[:, place] | pairs["pending"].to_numpy(dtype=bool)
    taking = drawn.following.taking(drawn.futures.shape, rng)[:, place]
    taking[:, pairs["pending"].to_numpy(dtype=bool)] = 1.0
    follows = rng.random(goes.shape) < pairs["follow"].to_numpy(dtype=float) * taking
    return _lost(pairs, customers, goes, follows, shrinking=shrinking)


def _real_loss(drawn: Drawn, customers: pd.DataFrame, *, shrinking: bool) -> float:
    """The loss of the one real year."""
    pairs = drawn.pairs[drawn.pairs["customer_id"].isin(customers["customer_id"])]
    leaves = drawn.reps.set_index("rep_id")["leaves"].reindex(pairs["rep_id"]).to_numpy(dtype=bool)
    goes = leaves | pairs["pending"].to_numpy(dtype=bool)
    follows = pairs["follows"].to_numpy(dtype=bool)
    return float(_lost(pairs, customers, goes[None, :], follows[None, :], shrinking=shrinking)[0])


def _lost(
    pairs: pd.DataFrame,
    customers: pd.DataFrame,
    goes: npt.NDArray[np.bool_],
    follows: npt.NDArray[np.bool_],
    *,
    shrinking: bool,
) -> Floats:
    """Loss by future, from who leaves and who would follow (futures × pairs)."""
    at = pd.Index(customers["customer_id"]).get_indexer(pairs["customer_id"])
    lost = np.zeros((len(goes), len(customers)))
    if shrinking:
        part = pairs["shrink"].to_numpy(dtype=float)
        future, pair = np.nonzero(goes & (part > 0))
        lost[future, at[pair]] = part[pair]
    future, pair = np.nonzero(goes & follows)
    lost[future, at[pair]] = 1.0
    return lost @ customers["exposure"].to_numpy()


def plan_savings(drawn: Drawn, plan: CoveragePlan, customers: pd.DataFrame) -> dict[str, float]:
    """What the plan saves when it is followed, under the truth; nothing where it has no pairs.

    ``plan_pairs``; ``plan_gap``: how far the plan may be from the optimum of the estimates, as a
    share of what it saves there; ``plan_saved``: part of the true expected loss that it takes
    away; ``plan_of_best``: as a share of what as many pairs could save at most (every customer
    with the colleague least likely to leave, no limit per colleague: an upper bound);
    ``simple_of_best``: the same for the largest customers that one person holds alone.
    ``plan_kept``: what it saves ÷ what it says that it saves; ``plan_saved_tenth`` and
    ``plan_saved_third``: as ``plan_saved`` where second contacts grow to a tenth of the busiest
    one's rate only, and where a third of them come to nothing; ``plan_inside``, ``*_tenth``,
    ``*_third``: 1 where the plan's 80 % range of its saving holds it.
    """
    pairs = plan.pairs
    if not len(pairs):
        return {}
    promised = (pairs["expected_loss_before"] - pairs["expected_loss_after"]).sum()
    best = _best_savings(drawn, customers).nlargest(len(pairs)).sum()
    chosen, total = (
        pairs[["customer_id", "second_rep_id"]],
        customers["exposure"] @ customers["true"],
    )
    saved = _savings(drawn, customers, chosen).sum()
    simple = _savings(drawn, customers, _simple_plan(drawn, customers, len(pairs))).sum()
    return {
        "plan_pairs": float(len(pairs)),
        "plan_gap": float(plan.bound_gap / promised),
        "plan_saved": float(saved / total),
        "plan_kept": float(saved / promised),
        "plan_of_best": float(saved / best),
        "simple_of_best": float(simple / best),
    } | _otherwise(drawn, plan, customers, {"": saved}, total)


def _otherwise(
    drawn: Drawn,
    plan: CoveragePlan,
    customers: pd.DataFrame,
    saved: dict[str, float],
    total: float,
) -> dict[str, float]:
    """The plan where its assumption on how second contacts grow is false, and its range."""
    pairs = plan.pairs[["customer_id", "second_rep_id"]]
    nothing = np.random.default_rng([drawn.seed, 3]).random(len(pairs)) < _NEVER_BUILT_UP
    worlds = {
        "_tenth": pairs.assign(built_up=_HARDLY_BUILT_UP),
        "_third": pairs[~nothing],
    }
    saved = saved | {name: _savings(drawn, customers, rows).sum() for name, rows in worlds.items()}
    ends = plan.frontier.loc[plan.frontier["pairs"] == len(pairs), ["saving_low", "saving_high"]]
    low, high = ends.iloc[0]
    return {f"plan_saved{name}": float(saved[name] / total) for name in worlds} | {
        f"plan_inside{name}": float(low <= each <= high) for name, each in saved.items()
    }


def second_contact(drawn: Drawn, plan: pd.DataFrame) -> pd.DataFrame:
    """Pairs of the truth once every second contact of the plan has been built up.

    plan: customer_id, second_rep_id, built_up (part of the rate of the customer's busiest contact
    that the new one has; without this column half); somebody who has a tie already keeps the larger
    of the two.
    """
    live = drawn.pairs[~drawn.pairs["pending"]]
    facts = live.sort_values("rate").drop_duplicates("customer_id", keep="last")
    new = plan.merge(facts.drop(columns="rep_id"), on="customer_id")
    new = new.rename(columns={"second_rep_id": "rep_id"})
    grown = new.get("built_up", _BUILT_UP)
    new = new.assign(rate=new["rate"] * grown, rep_years=0.5)
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
