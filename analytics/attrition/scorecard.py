"""Which indicators speak for leaving, how strongly, and from where we know: the scorecard.

A weight is a step in log-odds per standard deviation of the indicator among the company's
salespeople (:mod:`analytics.attrition.model` measures it). It comes from the meta-analytic
correlation r of the indicator with turnover, by the identity of linear discriminant analysis for
one normally distributed factor (Fisher; checked by logistic regression on the exact mixture):

    weight = r / (√(b(1−b)) · (1 − r²)) · factor,  b = 0.2

Indicators that count events (a new manager, colleagues who left) have a weight per event instead.

``factor`` is a judgement below one: published correlations are corrected for unreliable
measurement, what a customer system records is a weaker proxy, and several indicators tell the same
story twice. Where no effect size was found, the status is ``judgement``. Factors were settled on
the companies of ``make validate``, whose laws are inventions: they are a start, from which a
company's own departures lead away.

References
----------
Rubenstein, Eberly, Lee & Mitchell 2018, Personnel Psychology 71 (Table 2); Griffeth, Hom &
Gaertner 2000, Journal of Management 26; Gardner, Van Iddekinge & Hom 2018, Journal of Management
44; Visier 2022 (turnover contagion); Sunder, Kumar, Goreczny & Maurer 2017, JMR 54.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, sqrt
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit

from analytics.messages import Message, message

__all__ = [
    "ACCESS_LOG_INDICATORS",
    "INDICATORS",
    "Indicator",
    "logit_weight",
    "odds_step",
    "solve_intercept",
]

#: The base rate at which the published correlations are turned into log-odds.
PUBLISHED_BASE_RATE = 0.2


def logit_weight(r: float, base_rate: float = PUBLISHED_BASE_RATE) -> float:
    """Log-odds per standard deviation of a factor that correlates with leaving by ``r``.

    >>> round(logit_weight(-0.2), 6)
    -0.520833
    """
    return r / (sqrt(base_rate * (1 - base_rate)) * (1 - r * r))


def odds_step(base_rate: float, changed_rate: float) -> float:
    """Log odds ratio of a change from one probability to another.

    >>> round(odds_step(0.2, 0.2 * 1.091), 3)
    0.11
    """
    return log(changed_rate / (1 - changed_rate)) - log(base_rate / (1 - base_rate))


def solve_intercept(scores: NDArray[np.float64], target_mean: float) -> float:
    """The intercept at which the mean of sigmoid(intercept + score) is ``target_mean``.

    It is not logit(target) − mean(score): the sigmoid is curved.

    >>> round(solve_intercept(np.array([-1.0, 0.0, 1.0, 2.0]), 0.2), 6)
    -2.237474
    """
    centre = float(logit(target_mean))
    low, high = centre - float(scores.max()) - 1, centre - float(scores.min()) + 1
    return float(
        brentq(lambda a: float(expit(a + scores).mean()) - target_mean, low, high, xtol=1e-13)
    )


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its plain name, its weight in log-odds and where that comes from.

    ``status``: ``published`` (an effect size of this very thing), ``proxy`` (an effect size of
    what the indicator stands for) or ``judgement`` (only the direction is published). ``event``:
    the weight is per unit of z, which is an event, instead of per standard deviation.
    """

    code: str
    name: Message
    weight: float
    source: str
    status: Literal["published", "proxy", "judgement"]
    event: bool = False


def _table(*indicators: Indicator) -> Mapping[str, Indicator]:
    return MappingProxyType({each.code: each for each in indicators})


#: Every leaving indicator by code, in the order of display.
INDICATORS = _table(
    Indicator(
        "activity_trend",
        message("Contacts against the own past year"),
        0.25 * logit_weight(-0.20),
        "Gardner 2018: behaviour before quitting predicts leaving within 12 months; no r found, "
        "-0.20 assumed; three indicators of the same withdrawal share the factor 0.7",
        "judgement",
    ),
    Indicator(
        "activity_level",
        message("Contacts against the own best year"),
        0.35 * logit_weight(-0.20),
        "as activity_trend; also seen where the withdrawal was slow or began long ago",
        "judgement",
    ),
    Indicator(
        "breadth_trend",
        message("Customers touched against the own past year"),
        0.10 * logit_weight(-0.20),
        "as activity_trend, of which it mostly repeats the message",
        "judgement",
    ),
    Indicator(
        "quota_attainment",
        message("Target reached"),
        0.4 * logit_weight(-0.21),
        "performance r = -0.21 (Rubenstein 2018 without one outlier; -0.08 with it, hence factor "
        "0.4); only below the reference, because findings on good performers disagree (Trevor "
        "1997, Sunder 2017)",
        "published",
    ),
    Indicator(
        "quota_trend",
        message("Target reached against earlier periods"),
        0.3 * logit_weight(-0.10),
        "no r found for the trend; -0.10 assumed; factor 0.3 because the level is counted already",
        "judgement",
    ),
    Indicator(
        "pay_vs_peers",
        message("Pay compared with the same job"),
        0.7 * logit_weight(-0.17),
        "pay level r = -0.17 (Rubenstein 2018, k = 55); pay is recorded exactly",
        "proxy",
    ),
    Indicator(
        "commission_vs_peers",
        message("Commission compared with the same job"),
        0.35 * logit_weight(-0.17),
        "pay level r = -0.17 (Rubenstein 2018); a rate is a part of pay, therefore factor 0.35",
        "proxy",
    ),
    Indicator(
        "since_promotion",
        message("Time since the last promotion"),
        0.7 * logit_weight(0.12),
        "promotion chances r = -0.12 (Griffeth 2000), with the sign turned; the day is recorded "
        "exactly",
        "proxy",
    ),
    Indicator(
        "tenure",
        message("Time with the company"),
        0.4 * logit_weight(-0.20),
        "tenure r = -0.20 (Rubenstein 2018, k = 118; Griffeth 2000), of which a part is age, pay "
        "and rank, hence factor 0.4; logarithm of years, because leaving is most frequent in the "
        "first years",
        "published",
    ),
    Indicator(
        "manager_change",
        message("Change of manager"),
        0.6 * logit_weight(0.23),
        "direction only (Pieper: departures of general managers); the step assumed is that of a "
        "relation to the manager one standard deviation worse, r = -0.23 (Griffeth 2000)",
        "judgement",
        event=True,
    ),
    Indicator(
        "team_leavers",
        message("Colleagues of the team who left"),
        odds_step(PUBLISHED_BASE_RATE, PUBLISHED_BASE_RATE * 1.091),
        "+9.1 % leaving for 135 days after a colleague left (Visier 2022); older ones count half",
        "published",
        event=True,
    ),
    Indicator(
        "handovers_away",
        message("Customers handed to colleagues"),
        0.2 * logit_weight(0.10),
        "Gardner 2018: behaviour before quitting; no r found, 0.10 assumed; factor 0.2 because "
        "most handovers are the company's wish",
        "judgement",
    ),
    Indicator(
        "long_term_plan",
        message("Long-term plan"),
        0.35 * logit_weight(-0.28),
        "rewards beyond pay r = -0.28 (Rubenstein 2018, k = 25), of which a long-term plan is one",
        "proxy",
    ),
    Indicator(
        "login_trend",
        message("Log-ins against the own past year"),
        0.35 * logit_weight(-0.10),
        "Gardner 2018: behaviour before quitting; no r found, -0.10 assumed",
        "judgement",
    ),
    Indicator(
        "recent_exports",
        message("Exports of customer data"),
        0.35 * logit_weight(0.10),
        "Gardner 2018: behaviour before quitting; no r found, 0.10 assumed",
        "judgement",
    ),
)

#: Indicators from the access log, which count only where ``attrition.access_log`` is on.
ACCESS_LOG_INDICATORS = frozenset({"login_trend", "recent_exports"})
