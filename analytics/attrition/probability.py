"""Which reps may leave within twelve months, and what speaks for it, in words?

    a(r) = sigmoid(α + Σ β_i · z_i(r) + u(team of r))

Without departures on record this is the published scorecard (:mod:`analytics.attrition.scorecard`)
around the policy's base rate; the company's own leavers move every weight, the level and the teams
(:mod:`analytics.attrition.model`), and every chance is the mean over what that leaves open. Where
past years say that less than a model predicts better, the chance moves to that
(:mod:`analytics.attrition.stacking`). An
indicator that is missing contributes nothing. Every probability has an interval, every ranking its
out-of-time check (:mod:`analytics.attrition.backtest`): one published factor of r = 0.2 orders two
people rightly in 64 of 100 cases, so the words (bands) come before the number.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from analytics.attrition.backtest import Backtest, backtest
from analytics.attrition.drivers import NOTICE, TEAM, Estimated, leaving_drivers
from analytics.attrition.indicators import Indicators, leaving_indicators
from analytics.attrition.landmarks import teams_of, today
from analytics.attrition.model import (
    YEAR_SPREAD,
    AttritionModel,
    fit_attrition,
    level_spread,
    mean_kept,
    with_own,
)
from analytics.attrition.person_periods import PersonPeriods, person_periods
from analytics.attrition.scorecard import INDICATORS
from analytics.attrition.stacking import simpler_models, stacked
from analytics.calibration import form_spread
from analytics.extract import Extract
from analytics.messages import Message, message
from analytics.policy import AttritionRules, Policy
from analytics.relationships.people import active_reps, in_sales, under_notice

__all__ = [
    "BANDS",
    "INDICATORS",
    "NOTICE",
    "TEAM",
    "Attrition",
    "Estimated",
    "attrition",
    "chances_of",
]

#: The words for a probability, and the multiples of the company's mean from which they hold.
BANDS = {"low": 0.0, "medium": 0.75, "high": 1.5}
#: A rounding error around the mean must not turn into another word.
_DIGITS = 9

_NOT_COMPUTED = Indicators(
    pd.DataFrame(columns=["rep_id", "indicator", "value", "reference", "z", "message"]), ()
)


@dataclass(frozen=True, slots=True, eq=False)
class Attrition:
    """The chance of leaving of every rep.

    reps: rep_id, attrition_probability (0–1; missing for departed and not yet hired reps and for
    system), attrition_low, attrition_high (80 % interval; missing where no model is asked: notice,
    owner, other functions, individual estimates off), attrition_band (``low`` below 0.75 times the
    mean of the estimated salespeople, ``medium``, ``high`` from 1.5 times, ``notice``; missing
    with the probability); rows and order of ``extract.reps``.

    drivers: rep_id, indicator (code of INDICATORS, ``team`` or ``notice``), value, reference,
    odds_ratio (exp(weight · z): times the odds of a colleague at the reference; missing for
    notice), probability_without (the chance were this indicator as usual; missing for notice),
    reason (``strong`` or ``weak``: moves the chance by 3 points and more, or by one, in the
    direction that its sentence speaks for; else missing), text (English), message; sorted by
    rep_id, then by the size of the effect. Indicators without effect (odds ratio 1) are listed
    too: they were looked at.

    unavailable: the indicators that could not be computed, and why; also that the company's own
    history could not be learned from, where that did not settle. model: what was learned (None
    with individual estimates off or nobody in sales). check: how well such estimates came true, or
    why that cannot be said. estimated: what the model was asked. level_spread: how well a rate
    that no model moves is known (standard deviation in log-odds).
    """

    reps: pd.DataFrame
    drivers: pd.DataFrame
    unavailable: tuple[Message, ...]
    model: AttritionModel | None
    check: Backtest | Message
    estimated: Estimated
    level_spread: float

    def draws(self, number: int, seed: int, *, own: bool) -> NDArray[np.float64]:
        """attrition_probability of every rep in draws from the posterior: number × reps.

        own: with what no record says about a person and what may be wrong with the form of the
        model, for ranks; no mean of chances depends on them. Draws go by rep_id, not by name or
        row; the effect of the coming year is one for everybody. Who has given notice leaves,
        whoever never leaves stays, and who is not there has 0.
        """
        chances = self.reps["attrition_probability"].fillna(0.0).to_numpy(dtype=float)
        random = np.random.default_rng(seed)
        years = random.standard_normal(number)
        levels = random.standard_normal((number, 1)) * self.level_spread
        unsure = (chances > 0) & (chances < 1)
        drawn = np.tile(chances, (number, 1))
        spread = float(np.hypot(self.level_spread, YEAR_SPREAD))
        moved = levels + YEAR_SPREAD * years[:, None]
        drawn[:, unsure] = expit(mean_kept(chances[unsure], spread) + moved)
        if self.model is not None and len(self.estimated.rows):
            asked = self.estimated
            ids = self.reps["rep_id"].to_numpy(dtype=str)[asked.rows]
            order = np.argsort(ids)
            log_odds = self.model.draws(asked.z[order], asked.teams[order], years, random)
            if own:
                log_odds = with_own(log_odds, random, form=self._form_spread(chances[asked.rows]))
            drawn[:, asked.rows[order]] = expit(log_odds)
        return drawn

    def _form_spread(self, chances: NDArray[np.float64]) -> float:
        slope = self.check.stacked_slope if isinstance(self.check, Backtest) else None
        return form_spread(slope, logit(chances))


def attrition(extract: Extract, policy: Policy) -> Attrition:
    """Estimate P(leaves within 12 months) of every rep from what was known at ``as_of``.

    Notice given: 1, whatever the function. Sales: the model (for reps named only by an id: the
    mean of the others, or the base rate). Owner: 0. Other functions: ``attrition.other_rate``.
    Unless ``attrition.estimates_individuals``, no indicator is computed and everybody in sales has
    the base rate. An empty table of reps gives empty frames.
    """
    rules = policy.attrition
    reps = extract.reps.reset_index(drop=True)
    active = active_reps(reps, as_of=extract.as_of)
    notice = under_notice(reps.assign(active=active))
    if rules.estimates_individuals:
        indicators = leaving_indicators(extract, access_log=rules.access_log)
        periods = person_periods(
            extract, access_log=rules.access_log, estimates=rules.learn_from_estimates
        )
    else:
        indicators, periods = _NOT_COMPUTED, None
    people = _estimated(extract, reps, notice, indicators.frame)
    check = _why_off(rules) if periods is None else backtest(periods, rules)
    model = _model(periods, people, check, rules)
    frame = chances_of(reps, active, notice, people, model, rules)
    drivers = leaving_drivers(indicators.frame, people, model, periods, reps, notice)
    unsettled = () if model is None or model.unsettled is None else (model.unsettled,)
    why = indicators.unavailable + unsettled
    return Attrition(frame, drivers, why, model, check, people, level_spread(rules))


def _why_off(rules: AttritionRules) -> Message:
    if rules.individual:
        return message("nobody has accepted yet what individual estimates are for")
    return message("individual estimates are switched off")


def _estimated(
    extract: Extract, reps: pd.DataFrame, notice: "pd.Series[bool]", indicators: pd.DataFrame
) -> Estimated:
    """Everybody in sales, known and not under notice, with z of each indicator."""
    people = today(extract)
    people = people[~people["rep_id"].isin(reps.loc[notice, "rep_id"])]
    present = set(indicators["indicator"])
    codes = tuple(code for code in INDICATORS if code in present)
    table = indicators.pivot(index="rep_id", columns="indicator", values="z")
    z = table.reindex(index=people["rep_id"], columns=list(codes))
    rows = pd.Index(reps["rep_id"]).get_indexer(people["rep_id"])
    return Estimated(
        rows.astype(np.int64),
        codes,
        z.to_numpy(dtype=float),
        teams_of(people).to_numpy(dtype=object),
    )


def _model(
    periods: PersonPeriods | None,
    people: Estimated,
    check: Backtest | Message,
    rules: AttritionRules,
) -> AttritionModel | None:
    """What is learned, as far as past years let it count."""
    if periods is None or not len(people.rows):
        return None
    model = fit_attrition(periods, people.codes, people.z, rules)
    if not isinstance(check, Backtest) or check.stacking.model == 1.0:
        return model
    return stacked(model, simpler_models(periods, people.codes, people.z, rules), check.stacking)


def chances_of(
    reps: pd.DataFrame,
    active: "pd.Series[bool]",
    notice: "pd.Series[bool]",
    people: Estimated,
    model: AttritionModel | None,
    rules: AttritionRules,
) -> pd.DataFrame:
    """The chance of leaving of every rep by a model that is given; columns as those of
    :attr:`Attrition.reps`. ``people``: who is estimated, as rows of ``reps``."""
    estimates = np.full((3, len(reps)), np.nan)
    if model is not None:
        estimates[0, people.rows] = model.probability(people.z, people.teams)
        estimates[1:, people.rows] = model.interval(people.z, people.teams)
    learned = model is not None and model.leavers > 0
    level = float(estimates[0, people.rows].mean()) if learned else rules.base_rate
    probability = pd.Series(estimates[0]).fillna(_by_function(reps, level, rules))
    probability = probability.mask(notice, 1.0).where(active)
    return pd.DataFrame(
        {
            "rep_id": reps["rep_id"].astype("str"),
            "attrition_probability": probability,
            "attrition_low": estimates[1],
            "attrition_high": estimates[2],
            "attrition_band": _bands(probability, notice, level),
        }
    )


def _by_function(reps: pd.DataFrame, level: float, rules: AttritionRules) -> pd.Series:
    owner = reps["function"] == "owner"
    others = pd.Series(rules.other_rate, index=reps.index).mask(owner, 0.0)
    return others.mask(in_sales(reps), level)


def _bands(probability: "pd.Series[float]", notice: "pd.Series[bool]", level: float) -> pd.Series:
    ratio = (probability / level).round(_DIGITS).fillna(0.0)
    band = np.searchsorted(list(BANDS.values()), ratio.to_numpy(), side="right") - 1
    words = pd.Series(np.array(list(BANDS), dtype=object)[band], index=probability.index)
    return words.mask(notice, NOTICE).where(probability.notna()).astype("str")
