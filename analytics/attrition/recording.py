"""Are departures written down at all? What the records say of that, as a chance.

Where nobody is recorded as gone, either nobody left or nobody wrote it down. Where one is, either
the company loses few people or somebody once filled in a form. So whether departures are recorded
is a latent yes or no, and how far a company's own history moves the level of leaving grows with the
chance of a yes (:mod:`analytics.attrition.model`). Both answers are judged by two counts:

    recorded departures k:   yes  Poisson, mean Λ(α) averaged over the prior of the level α
                             no   geometric: now and then one is noted
    people who seem gone u:  yes  geometric: somebody is on leave, or works elsewhere
                             no   half: like k under yes, since those who left are still listed;
                                  half: geometric, since they were taken out of the system

    Λ(α) = Σ months · ln(1 + e^(α + β·z)) / 12   over the months on record

u counts accounts that are closed on no known day and people of whom nothing has been recorded for
a year although they have not left. Short records say little by a small Λ. By these counts nothing
jumps: the first recorded departure makes "yes" likelier by a factor, not certain.

References
----------
Lambert 1992, Technometrics 34 (counts from two regimes, one of which is silent); Gelman et al.,
Bayesian Data Analysis, ch. 8 (what is not recorded, and why).
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp, xlogy

from analytics.extract import Extract
from analytics.relationships.people import active_reps, estimated_leaving, in_sales

__all__ = ["chance_recorded", "seem_gone"]

Floats = NDArray[np.float64]

#: Chance that departures are recorded, before anything is counted [judgement].
_BEFOREHAND = 0.5
#: Mean of the geometric laws: so many at least, and so many of each departure expected
#: [judgement: half a person in a small company, one in a hundred departures in a large one].
_STRAY, _STRAY_PART = 0.5, 0.01
#: Chance that those who left unrecorded are still listed [judgement].
_STILL_LISTED = 0.5
#: Who has not been heard of for so many days, among people who are, seems gone.
_SILENT_DAYS = 365


def chance_recorded(
    noted: int, unnoted: int, expected: Floats, weights: Floats, *, usual: float
) -> float:
    """The chance (0–1) that departures are recorded in this company.

    noted: departures on record; unnoted: people who seem gone; expected: departures Λ expected
    within the records at some levels, weights: the prior's weight of each (they add up to 1);
    usual: Λ at the base rate.

    >>> expected, weights = np.array([5.0, 20.0, 40.0]), np.array([0.25, 0.5, 0.25])
    >>> [round(chance_recorded(k, 0, expected, weights, usual=20.0), 2) for k in (0, 1, 5, 20)]
    [0.01, 0.06, 0.93, 1.0]
    """
    stray = _STRAY + _STRAY_PART * usual
    logs = np.log(weights)

    def law(count: int) -> float:
        poisson = xlogy(count, expected) - expected - gammaln(count + 1)
        return float(logsumexp(poisson + logs))

    def chance(count: int) -> float:
        return float(xlogy(count, stray / (1 + stray)) - np.log1p(stray))

    listed = np.array([law(unnoted), chance(unnoted)]) + np.log([_STILL_LISTED, 1 - _STILL_LISTED])
    yes = np.log(_BEFOREHAND) + law(noted) + chance(unnoted)
    no = np.log(1 - _BEFOREHAND) + chance(noted) + logsumexp(listed)
    return float(np.exp(yes - np.logaddexp(yes, no)))


def seem_gone(extract: Extract) -> int:
    """How many salespeople seem to have left although no leaving day is recorded.

    Those whose day is estimated, and those who have not left but of whom the last contact record
    or log-in is more than a year older than the as-of date.
    """
    reps = extract.reps[in_sales(extract.reps)]
    estimated = estimated_leaving(reps)
    there = reps.loc[active_reps(reps, as_of=extract.as_of) & ~estimated, "rep_id"]
    months = extract.rep_months
    counted = [name for name in ("contact_days", "logins") if name in months]
    seen = months.loc[(months[counted] > 0).any(axis=1)].groupby("rep_id")["month"].max()
    since = pd.Timestamp(extract.as_of) - pd.Timedelta(days=_SILENT_DAYS)
    silent = seen.reindex(there) + pd.offsets.MonthEnd(1) < since
    return int(estimated.sum() + silent.sum())
