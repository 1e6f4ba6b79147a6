"""Answers to the reference checks by the product's own functions, by check or group of checks.

The groups ``cal`` and ``kup`` are answered by the measures of this package.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import expit
from scipy.stats import norm

from analytics.attrition.scorecard import logit_weight, solve_intercept
from analytics.concentration.fewest_departures import fewest_departures, greedy_order
from analytics.concentration.inequality import effective_number, gini, hhi, top_shares
from analytics.losses.distribution import LossDistribution, loss_distribution, walk_away
from analytics.policy import Policy
from analytics.relationships.exposure import expose
from analytics.relationships.graph import relationship_graph
from analytics.relationships.strength import relate
from tests.analytics.companies import Booking, Company, Customer, Rep, Touch, ago, tied
from tests.validation.measures import brier, calibration_slope, expected_auc, kupiec

__all__ = ["ANSWERS"]


# -- concentration and relationships -----------------------------------------------------------


def _gini_of(given: dict[str, Any]) -> float:
    """Gini of amounts, or of the quantiles of a law in 20,000 steps."""
    middle = (np.arange(1, 20_001) - 0.5) / 20_000
    laws = {"-ln": -np.log(1 - middle), "exp": np.exp(norm.ppf(middle))}
    return gini(laws[given["quantiles"][:3]] if "quantiles" in given else given["x"])


def _strength(ages: list[float], half_life: float) -> float:
    """Strength of mails of these ages; ages are stretched to the half-life of 90 days."""
    days = [round(age * 90 / half_life) for age in ages]
    company = Company(
        [Customer("c")], [Rep("r")], touches=[Touch("c", "r", ago(day), "email") for day in days]
    )
    return float(relate(company.extract(), Policy()).edges["strength"].iloc[0])


def _share_on_two_days(given: dict[str, Any]) -> list[float]:
    shares = []
    for as_of in given["as_of"]:
        scale = 90 / given["half_life"]
        touches = [
            Touch("c", rep, ago(round((as_of - day) * scale)), "email")
            for rep, days in given["rep_events"].items()
            for day in days
        ]
        # The last day must lie within the window of a year for the evidence to count.
        near = [Touch("c", "zz", ago(0), "email")]
        company = Company([Customer("c")], [Rep("r1"), Rep("r2"), Rep("zz")], touches + near)
        edges = relate(company.extract(), Policy()).edges.set_index("rep_id")["strength"]
        shares.append(float(edges["r1"] / (edges["r1"] + edges["r2"])))
    return shares


def _tied(ties: list[list[str]]) -> nx.Graph:
    extract = tied((customer, rep) for customer, rep in ties).extract()
    exposures = expose(extract.customers, as_of=extract.as_of, policy=Policy())
    return relationship_graph(extract, relate(extract, Policy()), exposures).ties


def _southern_women(_: Any) -> list[int]:
    women = nx.davis_southern_women_graph()
    top = set(women.graph["top"])
    found = _tied([[b, a] if a in top else [a, b] for a, b in women.edges])
    cut, bridges = list(nx.articulation_points(found)), list(nx.bridges(found))
    return [found.number_of_nodes(), found.number_of_edges(), len(cut), len(bridges)]


def _single_threaded_share(given: dict[str, Any]) -> float:
    """Revenue of customers that one rep knows over all revenue."""
    company = Company(
        [Customer("c0"), Customer("c1")],
        [Rep("r0"), Rep("r1")],
        touches=[
            Touch(f"c{place}", f"r{rep}", ago(0))
            for place, each in enumerate(given["customers"])
            for rep in range(len(each["p"]))
        ],
        bookings=[Booking(f"c{n}", ago(1), e["rev"]) for n, e in enumerate(given["customers"])],
    )
    extract = company.extract()
    ties = relate(extract, Policy()).customers.set_index("customer_id")
    exposed = expose(extract.customers, as_of=extract.as_of, policy=Policy())
    exposure = exposed.set_index("customer_id")["exposure"]
    alone = ties["single_threaded"].reindex(exposure.index).astype(bool)
    return float(exposure[alone].sum() / exposure.sum())


def _truck(given: dict[str, Any]) -> float:
    """Fewest people who leave more than the fraction without anybody."""
    if "revenue_by_sole_owner" in given:
        amounts = given["revenue_by_sole_owner"]
        knowers = csr_array(np.eye(len(amounts)))
    else:
        groups = list(given["coverage"].values())
        people = sorted({person for group in groups for person in group})
        knowers = csr_array([[float(person in group) for person in people] for group in groups])
        amounts = [1.0] * len(groups)
    low, found = fewest_departures(
        knowers, np.array(amounts, dtype=float), fraction=given["fraction"], seconds=20
    )
    assert low == len(found)
    return low


def _kept(given: dict[str, Any]) -> list[float]:
    amounts = np.array(given["revenue_by_sole_owner"], dtype=float)
    _, gains = greedy_order(csr_array(np.eye(len(amounts))), amounts)
    return [1.0, *(1 - gains.cumsum() / amounts.sum())]


# -- losses --------------------------------------------------------------------------------------


@cache
def _books(leave: tuple[float, ...], exposure: tuple[float, ...], factor: float = 0.0) -> Any:
    """The loss of reps who each hold one customer that follows for certain."""
    reps = [f"r{place:02}" for place in range(len(leave))]
    edges = pd.DataFrame(
        {
            "customer_id": [rep.replace("r", "c") for rep in reps],
            "rep_id": reps,
            "follow_probability": 1.0,
            "leaver": False,
        }
    )
    amounts = pd.Series(exposure, index=edges["customer_id"].to_numpy(), dtype=float)
    return loss_distribution(edges, amounts, pd.Series(leave, index=reps), correlation=factor)


def _twelve(factor: float = 0.0) -> LossDistribution:
    """Twelve reps with 2 % to 24 % and exposures 120 to 10."""
    leave = tuple(0.02 * place for place in range(1, 13))
    return _books(leave, tuple(float(e) for e in range(120, 0, -10)), factor)


def _two() -> LossDistribution:
    return _books((0.1, 0.2), (100.0, 50.0))


def _figures(law: LossDistribution) -> list[float]:
    none = law.probabilities[law.values < 1e-9].sum()
    return [law.mean, law.sd, law.var_95, law.es_95, law.var_99, law.es_99, none]


def _fifty(_: Any) -> list[float]:
    law = _books(tuple(place / 100 for place in range(1, 51)), (1.0,) * 50)
    chances = law.probabilities
    return [law.mean, law.sd**2, chances[20:].sum(), chances[12]]


def _tree() -> LossDistribution:
    edges = pd.DataFrame(
        {
            "customer_id": ["c", "d"],
            "rep_id": "x",
            "follow_probability": [0.5, 0.25],
            "leaver": False,
        }
    )
    return loss_distribution(edges, pd.Series({"c": 60.0, "d": 40.0}), pd.Series({"x": 0.2}))


def _takes_all(given: dict[str, Any]) -> float:
    """Expected loss of one customer whom either of two reps may take along."""
    reps = ["x", "y"]
    edges = pd.DataFrame(
        {"customer_id": "c", "rep_id": reps, "leaver": False, "follow_probability": given["q"]}
    )
    customers = pd.DataFrame({"customer_id": ["c"], "exposure": [given["exposure"]]})
    leave = pd.DataFrame({"rep_id": reps, "attrition_probability": [1.0, 1.0]})
    found = walk_away(edges, customers.assign(evidence="activity"), leave)
    return float(found.customers["expected_loss"].iloc[0])


def _subadditive(figure: str) -> Callable[[Any], list[float]]:
    def answer(_: Any) -> list[float]:
        one, both = _books((0.04,), (100.0,)), _books((0.04, 0.04), (100.0, 100.0))
        return [getattr(one, figure), getattr(one, figure), getattr(both, figure)]

    return answer


def _same_mean(given: dict[str, Any]) -> list[float]:
    return [_twelve(factor).mean for factor in given["rho"]]


# -- measures ------------------------------------------------------------------------------------


def _auc(given: dict[str, Any]) -> float:
    return expected_auc(np.array(given["p"]), np.array(given["y"], dtype=float))


def _auc_and_brier(given: dict[str, Any]) -> list[float]:
    y, p = np.array(given["y"], dtype=float), np.array(given["p"])
    return [expected_auc(p, y), brier(p, y)]


def _overconfident(_: Any) -> tuple[float, float]:
    z = np.linspace(-3, 3, 101)
    return calibration_slope(expit(2 * z), expit(z))


def _recalibrated(given: dict[str, Any]) -> tuple[float, float]:
    return calibration_slope(np.array(given["p"]), np.array(given["y"], dtype=float))


#: By check, or by the part of its name before the last hyphen; from the check's input.
ANSWERS: dict[str, Callable[[Any], Any]] = {
    "hhi": lambda given: hhi(given["shares"]),
    "eff-01": lambda given: effective_number(given["shares"]),
    "eff-02": lambda given: effective_number(given["p"]),
    "eff-03": lambda given: effective_number(given["p"]),
    "hill-2": lambda given: effective_number(given["p"]),
    "part-01": lambda given: 1 - hhi(given["p"]),
    "part-04": _single_threaded_share,
    "part-05": lambda _: effective_number([2 * 3 + 4 * 1, 2 * 1]),
    "gini": _gini_of,
    "lorenz-01": lambda given: [0, *(1 - s for s in top_shares(given["x"], [3, 2, 1])), 1],
    "topn-01": lambda given: top_shares(given["x"], given["n"]),
    "decay-01": lambda given: _strength(given["ages_days"], given["half_life"]),
    "decay-02": lambda g: _strength([g["as_of"] - d for d in g["event_days"]], g["half_life"]),
    "decay-03": lambda g: _strength([g["as_of"] - d for d in g["event_days"]], g["half_life"]),
    "decay-04": lambda g: _strength([g["as_of"] - d for d in g["event_days"]], g["half_life"]),
    "decay-07": lambda given: _strength([0, given["age"]], given["half_life"]) - 1,
    "decay-08": _share_on_two_days,
    "graph-04": _southern_women,
    "truck-01": _truck,
    "truck-02": _truck,
    "truck-03": _truck,
    "resil-01": _kept,
    "pb-01": lambda given: _books(tuple(given["p"]), (1.0,) * 3).probabilities,
    "pb-02": lambda given: _books(tuple(given["p"]), (1.0,) * 10).probabilities[3],
    "pb-03": _fifty,
    "loss-01": lambda _: _two().probabilities,
    "loss-02": lambda _: [_two().mean, _two().sd],
    "loss-03": lambda given: [_two().quantile(level) for level in given["alpha"]],
    "loss-04": lambda _: _two().es_95,
    "loss-05": lambda _: _figures(_twelve()),
    "fft-01": lambda _: _books((0.5, 0.5), (3.0, 2.0)).probabilities,
    "subadd-01": _subadditive("var_95"),
    "subadd-02": _subadditive("es_95"),
    "tree-01": lambda _: _tree().probabilities,
    "tree-02": lambda _: [_tree().mean, _tree().sd ** 2],
    "euler-02": lambda _: _two().es_contributions,
    "euler-04": lambda _: _twelve().es_contributions,
    "cop-06": lambda given: _figures(_twelve(given["rho"])),
    "euler-06": lambda given: _twelve(given["rho"]).es_contributions,
    "prop-01": _same_mean,
    "prop-02": lambda given: [_twelve(factor).es_95 for factor in given["rho"]],
    "el-02": _takes_all,
    "int-01": lambda g: solve_intercept(np.array(g["scores"], dtype=float), g["target_mean"]),
    "eff": lambda given: logit_weight(given["r"], given["base_rate"]),
    "cal-01": _auc_and_brier,
    "cal-02": _auc,
    "cal-03": _overconfident,
    "cal-04": _recalibrated,
    "kup": lambda given: list(kupiec(given["N"], given["x"], given["p"])),
}
