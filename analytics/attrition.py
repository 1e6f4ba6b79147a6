"""Which reps may leave within twelve months, and what speaks for it, in words?

A scorecard of published effect sizes (:mod:`analytics.scorecard`) around the policy's base rate:

    a(r) = sigmoid(intercept + Σ weight_i · z_i(r))

with the intercept solved so that the mean of a(r) over the scored salespeople is the base rate.
An indicator that is missing contributes nothing. The scorecard ranks; it has not been checked
against the company's own departures, and one published factor of r = 0.2 orders two people rightly
in 64 of 100 cases (reference check auc-01), so the words (bands) come before the number.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from analytics.evidence import active_reps
from analytics.indicators import Indicators, leaving_indicators
from analytics.inputs import Extract
from analytics.messages import Message, message
from analytics.policy import Attrition as Rules
from analytics.policy import Policy
from analytics.scorecard import INDICATORS, solve_intercept

__all__ = ["BANDS", "INDICATORS", "NOTICE", "Attrition", "attrition"]

#: The words for a probability, and the multiples of the base rate from which they hold.
BANDS = {"low": 0.0, "medium": 0.75, "high": 1.5}
#: Band, and driver, of somebody who has given notice.
NOTICE = "notice"

_NOT_COMPUTED = Indicators(
    pd.DataFrame(columns=["rep_id", "indicator", "value", "reference", "z", "message"]), ()
)
_DRIVERS = {
    "rep_id": "str",
    "indicator": "str",
    "value": "float64",
    "reference": "float64",
    "odds_ratio": "float64",
    "text": "str",
    "message": "object",
}


@dataclass(frozen=True, slots=True, eq=False)
class Attrition:
    """The chance of leaving of every rep.

    reps: rep_id, attrition_probability (0–1; missing for departed and not yet hired reps and for
    system), attrition_band (``low`` below 0.75 times the base rate, ``medium``, ``high`` from 1.5
    times, ``notice``; missing with the probability); rows and order of ``extract.reps``.

    drivers: rep_id, indicator (code of INDICATORS, or ``notice``), value, reference, odds_ratio
    (exp(weight · z): times the odds of a colleague at the reference; missing for notice), text
    (English), message; sorted by rep_id, then by the size of the effect. Indicators without
    effect (odds ratio 1) are listed too: they were looked at.

    unavailable: the indicators that could not be computed, and why.
    """

    reps: pd.DataFrame
    drivers: pd.DataFrame
    unavailable: tuple[Message, ...]


def attrition(extract: Extract, policy: Policy) -> Attrition:
    """Estimate P(leaves within 12 months) of every rep from what was known at ``as_of``.

    Notice given: 1, whatever the function. Sales: the scorecard around ``attrition.base_rate``
    (the base rate itself for a single salesperson, for reps named only by an id, and for all
    without indicators). Owner: 0. Other functions: ``attrition.other_rate``. With
    ``attrition.individual`` off, no indicator is computed and everybody in sales has the base
    rate. An empty table of reps gives empty frames.
    """
    rules = policy.attrition
    reps = extract.reps.reset_index(drop=True)
    active = active_reps(reps, as_of=extract.as_of)
    notice = active & (reps["notice_on"] <= pd.Timestamp(extract.as_of))
    indicators = leaving_indicators(extract) if rules.individual else _NOT_COMPUTED
    effects = _effects(indicators.frame, leaving=set(reps.loc[notice, "rep_id"]))
    scored = _scored(effects, rules.base_rate)
    probability = _by_function(reps, rules)
    probability = reps["rep_id"].map(scored).astype(float).fillna(probability)
    probability = probability.mask(notice, 1.0).where(active)
    frame = pd.DataFrame(
        {
            "rep_id": reps["rep_id"].astype("str"),
            "attrition_probability": probability,
            "attrition_band": _bands(probability, notice, rules.base_rate),
        }
    )
    return Attrition(frame, _drivers(effects, reps[notice]), indicators.unavailable)


def _by_function(reps: pd.DataFrame, rules: Rules) -> pd.Series:
    function = reps["function"].fillna("sales").replace("", "sales")
    rates = {"sales": rules.base_rate, "owner": 0.0}
    return function.map(rates).astype(float).fillna(rules.other_rate)


def _effects(indicators: pd.DataFrame, leaving: set[str]) -> pd.DataFrame:
    """Indicators of people who have not given notice, with log_odds = weight · z."""
    rows = indicators[~indicators["rep_id"].isin(leaving)]
    weights = {code: each.weight for code, each in INDICATORS.items()}
    log_odds = rows["indicator"].map(weights).astype(float) * rows["z"].astype(float)
    # -0.0 would read "0 times" nowhere, but it sorts and prints oddly.
    return rows.assign(log_odds=log_odds + 0.0)


def _scored(effects: pd.DataFrame, base_rate: float) -> "pd.Series[float]":
    """Probability by rep_id of everybody with at least one indicator."""
    scores = effects.groupby("rep_id")["log_odds"].sum()
    if scores.empty:
        return pd.Series(dtype=float)
    values = scores.to_numpy(dtype=float)
    intercept = solve_intercept(values, base_rate)
    return pd.Series(expit(intercept + values), index=scores.index)


def _bands(
    probability: "pd.Series[float]", notice: "pd.Series[bool]", base_rate: float
) -> pd.Series:
    # A rounding error around the base rate must not turn into another word.
    ratio = (probability / base_rate).round(9).fillna(0.0)
    place = np.searchsorted(list(BANDS.values()), ratio.to_numpy(), side="right") - 1
    words = pd.Series(np.array(list(BANDS), dtype=object)[place], index=probability.index)
    return words.mask(notice, NOTICE).where(probability.notna()).astype("str")


def _drivers(effects: pd.DataFrame, notice: pd.DataFrame) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "rep_id": [*effects["rep_id"], *notice["rep_id"]],
            "indicator": [*effects["indicator"], *[NOTICE] * len(notice)],
            "value": [*effects["value"], *[1.0] * len(notice)],
            "reference": [*effects["reference"], *[0.0] * len(notice)],
            "odds_ratio": [*np.exp(effects["log_odds"]), *[np.nan] * len(notice)],
            "message": [*effects["message"], *(_notice_text(day) for day in notice["notice_on"])],
        }
    )
    size = np.append(
        np.abs(effects["log_odds"]).to_numpy(dtype=float), np.full(len(notice), np.inf)
    )
    order = np.lexsort((-size, rows["rep_id"].to_numpy(dtype=object)))
    rows["text"] = [str(each) for each in rows["message"]]
    return rows.iloc[order].reset_index(drop=True)[list(_DRIVERS)].astype(_DRIVERS)


def _notice_text(day: pd.Timestamp) -> Message:
    return message("Has given notice on {day}", day=day.date())
