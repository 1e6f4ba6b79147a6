"""Reference checks of formulas that nobody has published values for: computed by another route.

Each function here gets at a value without the product (enumeration, quadrature by scipy, a general
minimiser, plain loops) and asks the product for the same. They stand on the page beside the
published ones.
"""

import math
from collections.abc import Callable
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import integrate, sparse, stats
from scipy.special import expit

from analytics.attrition.discrete_hazard import DiscreteHazard, Prior, fit_discrete_hazard
from analytics.attrition.recording import chance_recorded
from analytics.attrition.stacking import stacking
from analytics.coverage.reach import reach
from analytics.follow.comparables import YEAR, CustomerDays, Ledger, comparables
from analytics.losses.book import ParameterDraws
from analytics.losses.distribution import loss_distribution
from analytics.losses.rank_bands import rank_bands, told_apart
from analytics.quadrature import normal_points
from analytics.relationships.pairs import Roster
from tests.validation.checks import Check

__all__ = ["own_checks"]

Floats = npt.NDArray[np.float64]
Answer = tuple[list[float], list[float]]

_POINTS = 21


# -- leaving -------------------------------------------------------------------------------------


def _recorded() -> Answer:
    """Bayes' rule with the level integrated by adaptive quadrature, counts by factorials."""
    years, middle, spread, usual = 120.0, -1.5, 0.5, 24.0
    expected, found = [], []
    for noted, unnoted in ((0, 0), (1, 2), (4, 0), (9, 6)):
        stray = 1 / (1 + 0.5 + 0.01 * usual)

        def departures(count: int) -> float:
            def weighed(x: float, count: int = count) -> float:
                rate = years * math.log1p(math.exp(middle + spread * x))
                log = count * math.log(rate) - rate - math.lgamma(count + 1) - x * x / 2
                return math.exp(log) / math.sqrt(2 * math.pi)

            return float(integrate.quad(weighed, -9, 9, epsabs=1e-15, limit=200)[0])

        def noise(count: int, stray: float = stray) -> float:
            return stray * (1 - stray) ** count

        yes = departures(noted) * noise(unnoted)
        no = noise(noted) * (departures(unnoted) + noise(unnoted)) / 2
        expected.append(yes / (yes + no))
        points, weights = normal_points(_POINTS)
        rates = years * np.logaddexp(0.0, middle + spread * points)
        found.append(chance_recorded(noted, unnoted, rates, weights, usual=usual))
    return expected, found


#: Years of a company: people who stayed all of it, and months stayed by those who left.
_YEARS = ((20, (3.0, 7.0)), (18, (1.0,)), (22, (2.0, 5.0, 8.0, 10.0)))
_LEVEL, _LEVEL_SPREAD, _YEAR_EFFECT = -1.4, 0.6, 0.3


def _history() -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    rows = [
        (months, gone, year)
        for year, (stayed, left) in enumerate(_YEARS)
        for months, gone in [*[(12.0, 0.0)] * stayed, *[(month, 1.0) for month in left]]
    ]
    survived, left, year = np.array(rows).T
    return survived, left, year.astype(np.int64)


def _fitted() -> DiscreteHazard:
    survived, left, year = _history()
    return fit_discrete_hazard(
        np.zeros((len(left), 0)),
        np.full(len(left), -1),
        survived,
        left,
        Prior(np.array([_LEVEL]), np.array([_LEVEL_SPREAD])),
        weight=1.0,
        years=year,
        year_spread=_YEAR_EFFECT,
    )


def _log_likelihood(log_odds: float, year: int) -> float:
    """Of one year, month by month, from chances rather than from log-odds."""
    monthly = 1 - (1 - 1 / (1 + math.exp(-log_odds))) ** (1 / 12)
    stayed, left = _YEARS[year]
    months = 12.0 * stayed + sum(left)
    return months * math.log(1 - monthly) + len(left) * math.log(monthly)


def _year_mean() -> Answer:
    """Mean and spread of the whole posterior, every year's effect integrated out."""

    def year(level: float, number: int) -> float:
        def weighed(x: float) -> float:
            own = _log_likelihood(level + _YEAR_EFFECT * x, number) - x * x / 2
            return math.exp(own + 20.0)

        return float(integrate.quad(weighed, -7, 7)[0])

    grid = np.linspace(_LEVEL - 5 * _LEVEL_SPREAD, _LEVEL + 5 * _LEVEL_SPREAD, 161)
    prior = np.exp(-(((grid - _LEVEL) / _LEVEL_SPREAD) ** 2) / 2)
    weights = prior * [math.prod(year(level, n) for n in range(len(_YEARS))) for level in grid]
    weights /= weights.sum()
    mean = float(weights @ grid)
    spread = math.sqrt(weights @ (grid - mean) ** 2)
    found = _fitted()
    return [mean, spread], [float(found.coefficients[0]), float(np.sqrt(found.covariance[0, 0]))]


#: Person-years, departures (in the middle of a year) and the rate of twenty person-years elsewhere.
_LEVELS = ((60, 0, 0.2), (60, 3, 0.2), (200, 10, 0.2), (1000, 20, 0.3))


def _level() -> Answer:
    """Mean chance of leaving within a year over a beta prior and own years, by quadrature."""
    expected, found = [], []
    for years, gone, rate in _LEVELS:

        def weighed(
            chance: float, years: int = years, gone: int = gone, rate: float = rate
        ) -> float:
            monthly = 1 - (1 - chance) ** (1 / 12)
            log = (20 * rate - 1) * math.log(chance) + (20 * (1 - rate) - 1) * math.log(1 - chance)
            stayed = 12 * years - 7 * gone
            log += gone * math.log(monthly) + stayed * math.log(1 - monthly)
            return math.exp(log + 5 * gone)

        grid = np.linspace(1e-6, 1 - 1e-6, 20_001)
        weights = np.array([weighed(each) for each in grid])
        expected.append(float(weights @ grid / weights.sum()))
        left = (np.arange(years) < gone).astype(float)
        prior = Prior(np.array([math.log(rate / (1 - rate))]), np.ones(1), 20.0, rate)
        fit = fit_discrete_hazard(
            np.zeros((years, 0)), np.full(years, -1), 12 - 7 * left, left, prior, weight=1.0
        )
        points, shares = normal_points(_POINTS)
        odds = fit.coefficients[0] + math.sqrt(fit.covariance[0, 0]) * points
        found.append(float(shares @ (1 / (1 + np.exp(-odds)))))
    return expected, found


def _mean_chance() -> Answer:
    """E of sigmoid(N(c, s²)) by adaptive quadrature."""
    expected, found = [], []
    points, weights = normal_points(_POINTS)
    for centre, spread in ((-1.5, 0.3), (-2.5, 0.9), (0.4, 1.2)):

        def weighed(x: float, centre: float = centre, spread: float = spread) -> float:
            return stats.norm.pdf(x) / (1 + math.exp(-centre - spread * x))

        expected.append(float(integrate.quad(weighed, -10, 10, epsabs=1e-14)[0]))
        found.append(float(expit(centre + spread * points) @ weights))
    return expected, found


def _stacked() -> Answer:
    """Weights by expectation-maximisation, the prior as two departures of the model's own."""
    random = np.random.default_rng(5)
    chance = random.beta(2, 8, 300)
    left = (random.random(300) < chance).astype(float)
    predicted = {
        "model": np.clip(chance + random.normal(0, 0.12, 300), 0.02, 0.9),
        "tenure": np.clip(0.5 * chance + 0.1, 0.02, 0.9),
        "rate": np.full(300, 0.2),
    }
    came = np.column_stack([np.where(left > 0, p, 1 - p) for p in predicted.values()])
    weights, prior = np.full(3, 1 / 3), np.array([2.0, 0.0, 0.0])
    for _ in range(200_000):
        shares = came * weights
        shares /= shares.sum(axis=1, keepdims=True)
        renewed = (shares.sum(axis=0) + prior) / (len(left) + prior.sum())
        done, weights = np.abs(renewed - weights).max() < 1e-13, renewed
        if done:
            break
    found = stacking(left, predicted)
    return weights.tolist(), [found.model, found.tenure, found.rate]


# -- losses --------------------------------------------------------------------------------------

_PAIRS = (("a", "x", 0.6), ("b", "x", 0.3), ("b", "y", 0.4), ("c", "y", 0.5), ("d", "z", 0.7))
_STAKES = {"a": 900.0, "b": 500.0, "c": 700.0, "d": 400.0}
_LEAVE = {"x": 0.3, "y": 0.2, "z": 0.15}
_DRAWS = 64


def _predictive() -> Answer:
    """All departures and all followers of every draw, one by one."""
    random = np.random.default_rng(8)
    factor = np.exp(random.normal(0, 0.5, (_DRAWS, 2)))
    leave = np.minimum(factor[:, :1] * list(_LEAVE.values()), 0.95)
    follow = np.minimum(factor[:, 1:] * [q for *_, q in _PAIRS], 0.95).astype(np.float32)
    chances: dict[float, float] = {}
    for a, q in zip(leave, follow.astype(float), strict=True):
        for gone in product((0, 1), repeat=len(_LEAVE)):
            likely = math.prod(p if g else 1 - p for g, p in zip(gone, a, strict=True))
            left = dict(zip(_LEAVE, gone, strict=True))
            for goes in product((0, 1), repeat=len(_STAKES)):
                chance, loss = likely / _DRAWS, 0.0
                for goer, (name, stake) in zip(goes, _STAKES.items(), strict=True):
                    stays = math.prod(
                        1 - left[rep] * own
                        for (customer, rep, _), own in zip(_PAIRS, q, strict=True)
                        if customer == name
                    )
                    chance *= 1 - stays if goer else stays
                    loss += goer * stake
                chances[loss] = chances.get(loss, 0.0) + chance
    values = sorted(chances)
    mean = sum(value * chances[value] for value in values)
    square = sum(value**2 * chances[value] for value in values)
    beyond, tail = 0.05, 0.0
    for value in reversed(values):
        part = min(chances[value], beyond)
        beyond, tail = beyond - part, tail + part * value
    expected = [mean, math.sqrt(square - mean**2), tail / 0.05]
    edges = pd.DataFrame(_PAIRS, columns=["customer_id", "rep_id", "follow_probability"])
    edges = edges.assign(leaver=False, follow_probability=follow.mean(axis=0))
    law = loss_distribution(
        edges,
        pd.Series(_STAKES),
        pd.Series(leave.mean(axis=0), list(_LEAVE)),
        draws=ParameterDraws(leave, follow),
    )
    return expected, [law.mean, law.sd, law.es_95]


def _told_apart() -> Answer:
    """P(i > j) of independent normal laws in closed form, groups by hand from it."""
    centres, spreads = np.array([10.0, 9.0, 8.5, 5.0, 4.8, 1.0]), np.array([1, 2, 1, 1, 0.4, 0.5])
    first = stats.norm.cdf(
        (centres[:, None] - centres) / np.hypot(spreads[:, None], spreads)
    )  # P(row > column)
    groups, start = [1], 0
    for item in range(1, len(centres)):
        apart = any(first[each, item] >= 0.9 for each in range(start, item))
        start = item if apart else start
        groups.append(groups[-1] + apart)
    draws = centres + spreads * np.random.default_rng(2).standard_normal((200_000, len(centres)))
    return [float(each) for each in groups], [float(each) for each in told_apart(draws)]


def _band() -> Answer:
    """Ends of rank bands from the chances of being first and last, three scaled beta laws."""
    random = np.random.default_rng(3)
    leave = random.beta(2, 6, (4_000, 3))
    stakes = np.array([900.0, 400.0, 100.0])
    edges = pd.DataFrame({"customer_id": ["a", "b", "c"], "rep_id": ["x", "y", "z"]})
    customers = edges[["customer_id"]].assign(exposure=stakes, expected_loss=stakes / 4)
    reps = edges[["rep_id"]].assign(departure_loss=stakes, expected_loss=stakes / 4)
    found = rank_bands(
        edges.assign(leaver=False), customers, reps, leave=leave, follow=np.ones((4_000, 3))
    ).customers
    expected = []
    for own in range(3):
        grid = np.linspace(0, 1, 20_001)[1:]
        density = stats.beta.pdf(grid, 2, 6)
        above = [
            1 - stats.beta.cdf(np.minimum(grid * stakes[own] / stakes[other], 1), 2, 6)
            for other in range(3)
            if other != own
        ]
        first = np.sum(density * (1 - above[0]) * (1 - above[1])) / density.sum()
        last = np.sum(density * above[0] * above[1]) / density.sum()
        low = 1.0 if first > 0.1 else 2.0 if 1 - last > 0.1 else 3.0
        high = 3.0 if last > 0.1 else 2.0 if 1 - first > 0.1 else 1.0
        expected += [low, high]
    return expected, found[["rank_low", "rank_high"]].to_numpy(dtype=float).ravel().tolist()


# -- departures, plans ---------------------------------------------------------------------------


def _nearest() -> Answer:
    """Nearest comparable customers by plain loops, for a departure and for its placebo a year
    before: 80 customers, of whom the leaver held ten."""
    random, today, left = np.random.default_rng(6), 1_500, 1_000
    customers, theirs = 80, list(range(10))
    rows = [
        (n, day, amount)
        for n in range(customers)
        for day, amount in zip(
            random.integers(0, today, 60), random.lognormal(4 + n / 40, 0.6, 60), strict=True
        )
    ]
    expected, found = [], []
    for day in (left, left - YEAR):
        mine, ledger = _ledger(rows, customers)
        held = np.isin(np.arange(customers), theirs).astype(np.int64)[None, :]
        at, year, gone = np.array([day]), np.array([YEAR]), np.array([left])
        known = np.array([min(day + 1, 2 * YEAR)])
        others = comparables(
            ledger, at, known, year, gone, sparse.csr_array(held), np.zeros(customers, int), today
        )
        asked = CustomerDays(*(np.array([v]) for v in (0, 3, day, known[0], 0)))
        found += [float(each[0]) for each in others.expected(asked, asked.before(ledger))]
        expected += _by_loops(mine, day, int(known[0]), 3, theirs)
    return expected, found


def _ledger(
    rows: list[tuple[int, int, float]], customers: int
) -> tuple[Callable[[int, int, int], float], Ledger]:
    """Revenue of a customer between two days (both included), by loops; and as the product has
    it."""
    roster = Roster.of(pd.Series([f"c{n:02}" for n in range(customers)], dtype="str"))
    frame = pd.DataFrame(rows, columns=["customer", "day", "amount"])
    frame["customer_id"] = [f"c{n:02}" for n in frame["customer"]]
    frame["day"] = np.datetime64("1970-01-01") + frame["day"].to_numpy().astype("timedelta64[D]")
    ledger = Ledger.of(frame.assign(positive=frame["amount"]), roster)

    def bought(customer: int, first: int, last: int) -> float:
        return sum(amount for n, day, amount in rows if n == customer and first <= day <= last)

    return bought, ledger


def _by_loops(
    bought: Callable[[int, int, int], float], day: int, known: int, wanted: int, theirs: list[int]
) -> list[float]:
    """What is expected of a customer, and its standard error."""

    def traits(customer: int) -> tuple[float, float]:
        half = known // 2
        late = bought(customer, day - half + 1, day)
        early = bought(customer, day - 2 * half + 1, day - half)
        return math.log(bought(customer, day - YEAR + 1, day)), late / (late + early)

    others = [n for n in range(80) if n not in theirs]
    rows = {n: traits(n) for n in others}
    unit = [float(np.std([each[k] for each in rows.values()])) for k in range(2)]
    own = traits(wanted)
    near = sorted(
        others, key=lambda n: sum(((rows[n][k] - own[k]) / unit[k]) ** 2 for k in range(2))
    )[:20]
    before = [bought(n, day - YEAR + 1, day) for n in near]
    after = [bought(n, day + 1, day + YEAR) for n in near]
    ratio, amount = sum(after) / sum(before), bought(wanted, day - YEAR + 1, day)
    apart = sum((a - ratio * b) ** 2 for a, b in zip(after, before, strict=True))
    return [amount * ratio, amount * math.sqrt(apart) / sum(before)]


def _reach() -> Answer:
    """Quantiles of a sum of two exponential savings (a gamma law) against their draws."""
    draws = np.random.default_rng(4).exponential(100.0, (400_000, 2)).sum(axis=1)[:, None]
    low, high = reach(np.array([200.0]), draws)
    return stats.gamma.ppf([0.1, 0.9], 2, scale=100.0).tolist(), [float(low[0]), float(high[0])]


_CHECKS: tuple[tuple[str, str, Callable[[], Answer], float, str], ...] = (
    ("rec-01", "chance that departures are recorded", _recorded, 1e-6, "adaptive quadrature"),
    ("level-01", "chance of leaving, own departures beside the prior", _level, 0.002, "quadrature"),
    ("year-01", "level with year effects: mean, spread", _year_mean, 0.01, "nested quadrature"),
    ("quad-01", "mean of a logistic over a normal law", _mean_chance, 1e-6, "adaptive quadrature"),
    ("stack-01", "stacking weights", _stacked, 1e-4, "expectation-maximisation"),
    ("pred-01", "mean, sd, ES 95 % over draws", _predictive, 0.02, "enumeration"),
    ("rank-01", "groups by P(i > j)", _told_apart, 0.0, "closed form of normal laws"),
    ("rank-02", "ends of rank bands", _band, 0.0, "integration over beta laws"),
    ("match-01", "expected after departure and placebo", _nearest, 1e-9, "plain loops"),
    ("reach-01", "range of a saving", _reach, 0.01, "closed form of a gamma law"),
)


def own_checks() -> list[Check]:
    """Compute every value both ways."""
    found = []
    for name, topic, both, tolerance, source in _CHECKS:
        expected, answer = both()
        found.append(Check(name, topic, tuple(expected), tuple(answer), tolerance, source))
    return found
