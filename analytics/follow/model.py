"""What does a company's own history say about following?

    P(stopped) = 1 − (1 − κ) · (1 − p^γ · sigmoid(logit(base) + Σ coefficient · value + u(leaver)))

for every customer of a past departure whose outcome is known: κ is the chance of comparable
customers, who kept their rep, to stop buying in the same days; p the leaver's share; u what this
leaver had beyond what is recorded, normal with variance τ². The coefficients have Gaussian priors
around published evidence (:data:`analytics.follow.terms.PUBLISHED`), so that without departures
the model is the published one and with many it is the company's own. How it is estimated:
:mod:`analytics.follow.posterior`.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from analytics.calibration import Estimate, calibration_slope, form_spread
from analytics.errors import NotSettled
from analytics.follow.past_departures import PastDepartures
from analytics.follow.posterior import Outcomes, fitted, posterior_mode
from analytics.follow.terms import PUBLISHED, STEPS, past_situation, values
from analytics.messages import Message, message
from analytics.policy import Policy
from analytics.quadrature import normal_points
from analytics.relationships.pairs import Floats

__all__ = ["DESTINATIONS", "POINTS", "TERMS", "FollowCalibration", "FollowModel", "fit_follow"]

#: Where a leaver goes; competitor is what the others are compared with.
DESTINATIONS = ("competitor", "own_business", "other")
#: Terms of the model in the order of its coefficients.
TERMS = ("intercept", *STEPS, *DESTINATIONS[1:], "log_gamma")

#: The base rate is worth this many customers [judgement]: few, because published rates differ
#: from 0.15 (products) to 0.80 (advice).
_BASE_WORTH = 10.0
#: Standard deviations of the priors, in log-odds per unit [judgement]: about as large as the
#: published steps themselves; wide for what no study gives.
_SPREAD = {
    "years_with_person": 0.15,
    "years_with_firm": 0.10,
    "colleagues": 0.25,
    "company_share": 1.0,
    "contacts_known": 0.30,
    "non_solicit": 0.7,
    "contract": 0.7,
    "channels": 0.3,
    "people_met": 0.3,
    "own_business": 0.7,
    "other": 2.0,
    "log_gamma": 0.35,
}
#: Pseudo-leavers by destination: half of all to a competitor [judgement].
_DESTINATION_WORTH = np.array([2.0, 1.0, 1.0])
_SMALLEST_SHARE = 1e-6
#: Points of the quadrature over what the posterior leaves open; leavers differ by up to six units.
POINTS = 25
#: What can only hold a customer back.
_BINDING = ("non_solicit", "contract")
#: Outcomes, and leavers, from which a split into earlier and later departures says anything.
_OUTCOMES_TO_SPLIT, _LEAVERS_TO_SPLIT = 60, 4


@dataclass(frozen=True, slots=True)
class FollowCalibration:
    """How a model learned from the earlier departures predicts the later ones.

    ``observed`` and ``predicted`` are shares of customers who stopped buying, ``brier`` the mean
    squared error of the prediction; ``prior_`` of the published prior on the same customers;
    ``slope`` the calibration slope of the prediction, with the ends of its 80 % interval.
    """

    outcomes: int
    observed: float
    predicted: float
    prior_predicted: float
    brier: float
    prior_brier: float
    slope: float
    slope_low: float
    slope_high: float

    @property
    def better(self) -> bool:
        """Whether the own history predicts better than the prior."""
        return self.brier < self.prior_brier


@dataclass(frozen=True, slots=True, eq=False)
class FollowModel:
    """Posterior of the coefficients, in the order of TERMS.

    ``coefficients`` is the posterior mode, ``covariance`` Laplace's; ``prior`` and ``prior_sd``
    the Gaussian prior; ``variance`` τ² between leavers; ``outcomes`` and ``leavers`` what was
    learned from; ``stop_chance`` the mean κ; ``destination_counts`` the leavers by DESTINATIONS
    that somebody who leaves is averaged over, with pseudo-leavers ((1, 0, 0) where no outcome
    names one); ``calibration`` out of time, where there is enough; ``unsettled``: why nothing was
    learned although outcomes are known, None usually.
    """

    coefficients: Floats
    covariance: NDArray[np.float64]
    prior: Floats
    prior_sd: Floats
    variance: float
    outcomes: int
    leavers: int
    stop_chance: float
    destination_counts: Floats
    calibration: FollowCalibration | None
    unsettled: Message | None = None

    @property
    def learned(self) -> bool:
        """Whether any outcome is behind the coefficients."""
        return self.outcomes > 0

    def coefficient(self, term: str) -> float:
        """The posterior mode of one of TERMS."""
        return float(self.coefficients[TERMS.index(term)])

    @property
    def destinations(self) -> Floats:
        """Shares of DESTINATIONS; they add up to 1."""
        return np.asarray(self.destination_counts / self.destination_counts.sum(), float)

    @property
    def rate(self) -> float:
        """Chance to follow of a typical customer held by one person alone, over all leavers."""
        shifts = np.append(0.0, self.coefficients[-3:-1])
        spread = np.sqrt(self.covariance[0, 0] + self.variance) if self.learned else 0.0
        return sum(
            weight * float(self.destinations @ expit(self.coefficients[0] + node * spread + shifts))
            for node, weight in zip(*normal_points(POINTS), strict=True)
        )

    def form_spread(self, follow: Floats) -> float:
        """Standard deviation in log-odds of what may be wrong with the form, for pairs with these
        chances to follow (above 0, below 1)."""
        check = self.calibration
        if check is None:
            return form_spread(None, logit(follow))
        return form_spread(Estimate(check.slope, check.slope_low, check.slope_high), logit(follow))

    def draws(self, n: int, seed: int) -> NDArray[np.float64]:
        """Draw coefficients from the posterior: n rows, columns TERMS."""
        random = np.random.default_rng(seed)
        drawn = random.multivariate_normal(self.coefficients, self.covariance, n, method="cholesky")
        return _bounded(drawn)

    def destination_draws(self, n: int, seed: int) -> NDArray[np.float64]:
        """Draw the shares of destinations (Dirichlet): n rows, columns DESTINATIONS."""
        if not self.destination_counts.all():
            return np.tile(self.destinations, (n, 1))
        return np.random.default_rng([seed, 2]).dirichlet(self.destination_counts, n)


#: Why nothing is learned where every placebo fails.
_NOT_TOLD = message(
    "Past departures do not teach how customers follow: already before them, customers bought "
    "otherwise than comparable ones."
)


def fit_follow(departures: PastDepartures, policy: Policy) -> FollowModel:
    """Learn from the known outcomes of past departures.

    A customer counts who bought in the year before ``left_on``, of a departure at least 395 days
    ago, with the leaver who held most of him. Departures on an estimated day teach nothing unless
    ``attrition.learn_from_estimates``, nor do those whose customers already bought otherwise before
    (:attr:`~analytics.follow.past_departures.PastDepartures.telling`). Without outcomes the model
    is the prior, and also where the fit, or that of the earlier departures it is checked with, does
    not settle.
    """
    departed, known = departures.customers, departures.telling
    if not policy.attrition.learn_from_estimates:
        departed, known = (each[~each["left_on_estimated"]] for each in (departed, known))
    rows = known[known["stopped"].notna() & (known["share"] > 0)].sort_values(
        ["left_on", "rep_id", "customer_id"]
    )
    counts = _destinations(departed, rows)
    destinations = counts / counts.sum()
    outcomes = _outcomes(rows, departures, destinations)
    prior, spread = _prior(policy)
    try:
        model = _fitted(outcomes, prior, spread, counts)
    except NotSettled as unsettled:
        none = outcomes.where(np.zeros(len(outcomes), bool))
        return replace(_fitted(none, prior, spread, counts), unsettled=unsettled.message)
    if not model.learned and len(known) < len(departed):
        return replace(model, unsettled=_NOT_TOLD)
    return model


def _fitted(outcomes: Outcomes, prior: Floats, spread: Floats, counts: Floats) -> FollowModel:
    coefficients, covariance, variance = posterior_mode(outcomes, prior, spread)
    return FollowModel(
        coefficients=_bounded(coefficients),
        covariance=covariance,
        prior=prior,
        prior_sd=spread,
        variance=variance,
        outcomes=len(outcomes),
        leavers=outcomes.leavers,
        stop_chance=float(outcomes.chance.mean()) if len(outcomes) else np.nan,
        destination_counts=counts,
        calibration=_calibration(outcomes, prior, spread, counts / counts.sum()),
    )


def _bounded(coefficients: Floats) -> Floats:
    """With an agreement not to solicit, or under a contract, following no likelier than without: a
    few leavers may show the contrary by chance, neither can be the reason."""
    bounded = coefficients.copy()
    for term in (TERMS.index(name) for name in _BINDING):
        bounded[..., term] = np.minimum(bounded[..., term], 0.0)
    return bounded


def _prior(policy: Policy) -> tuple[Floats, Floats]:
    base, published = policy.follow.base_rate, PUBLISHED[policy.follow.evidence]
    shape = {"log_gamma": float(np.log(published.exponent))}
    means = {"intercept": float(logit(base))} | dict(published.steps) | shape
    spreads = {"intercept": 1 / np.sqrt(_BASE_WORTH * base * (1 - base))} | _SPREAD
    return (
        np.array([means.get(term, 0.0) for term in TERMS]),
        np.array([spreads[term] for term in TERMS]),
    )


def _destinations(customers: pd.DataFrame, with_outcome: pd.DataFrame) -> Floats:
    """Leavers by DESTINATIONS, with a few pseudo-leavers."""
    if not with_outcome["left_to"].isin(DESTINATIONS).any():
        return np.array([1.0, 0.0, 0.0])
    leavers = customers.drop_duplicates("rep_id")["left_to"]
    return np.array([(leavers == name).sum() for name in DESTINATIONS]) + _DESTINATION_WORTH


def _outcomes(rows: pd.DataFrame, departures: PastDepartures, destinations: Floats) -> Outcomes:
    term_values = values(past_situation(rows, departures.data_from)).fillna(0.0)
    went = [
        (rows["left_to"] == name).where(rows["left_to"].isin(DESTINATIONS), share)
        for name, share in zip(DESTINATIONS[1:], destinations[1:], strict=True)
    ]
    columns = [np.ones(len(rows)), *term_values[list(STEPS)].to_numpy(float).T, *went]
    return Outcomes(
        design=np.column_stack([np.asarray(column, float) for column in columns]),
        log_share=np.log(rows["share"].clip(_SMALLEST_SHARE, 1.0).to_numpy(float)),
        chance=rows["stop_chance"].to_numpy(float),
        stopped=rows["stopped"].to_numpy(float),
        leaver=pd.factorize(rows["rep_id"])[0].astype(np.int64),
    )


def _calibration(
    rows: Outcomes, prior: Floats, spread: Floats, destinations: Floats
) -> FollowCalibration | None:
    """Learn from the earlier half of the leavers, predict the later half."""
    half = rows.leavers // 2
    if len(rows) < _OUTCOMES_TO_SPLIT or rows.leavers < _LEAVERS_TO_SPLIT:
        return None
    early, late = rows.where(rows.leaver < half), rows.where(rows.leaver >= half)
    learned, _, variance = posterior_mode(early, prior, spread)
    own = _expected(late, learned, destinations, np.sqrt(variance))
    published = _expected(late, prior, destinations, 0.0)
    slope = calibration_slope(late.stopped, own)
    return FollowCalibration(
        outcomes=len(late),
        observed=float(late.stopped.mean()),
        predicted=float(own.mean()),
        prior_predicted=float(published.mean()),
        brier=float(((own - late.stopped) ** 2).mean()),
        prior_brier=float(((published - late.stopped) ** 2).mean()),
        slope=slope.value,
        slope_low=slope.low,
        slope_high=slope.high,
    )


def _expected(rows: Outcomes, coefficients: Floats, destinations: Floats, spread: float) -> Floats:
    """P(stopped) before it is known where the leaver goes, and what the leaver has beyond the
    records."""
    total = np.zeros(len(rows))
    for destination, share in enumerate(destinations):
        design = rows.design.copy()
        design[:, -2:] = np.eye(3)[destination, 1:]
        moved = Outcomes(design, rows.log_share, rows.chance, rows.stopped, rows.leaver)
        for node, weight in zip(*normal_points(POINTS), strict=True):
            effects = np.full(rows.leavers, node * spread)
            total += share * weight * fitted(moved, coefficients, effects)[2]
    return total
