"""The fields of a :class:`~analytics.assessment.Portfolio` and of ``portfolio.json``.

A kind of ``object`` is a further table of fields: the contract of that name in :data:`PARTS`, a
name for each level of evidence, or the whole policy.
"""

from collections.abc import Mapping
from types import MappingProxyType

from analytics.contracts.contract import Contract, contract

__all__ = ["PARTS", "PORTFOLIO"]

PORTFOLIO = contract(
    "The company as a whole",
    """
    as_of day: the day at whose end everything was assessed
    currency text: of every amount (ISO 4217)
    customers count customers: customers of the extract
    reps_active count people: active people
    revenue_12m number amount: bookings of the last 365 days
    exposure number amount≥0: yearly customer revenue, the sum over customers
    unassigned_revenue number amount: revenue that is credited to nobody
    unknown_customers count customers: customers without any evidence of who knows them
    unknown_revenue number amount: their revenue of the last 365 days
    evidence_share object: part of the exposure by level of evidence: `activity`, `transactions`,
      `ownership`, `none`, `stated` (each a share; empty without exposure)
    hhi number? share: Herfindahl index of credited revenue over people: Σ share²
    effective_reps number? people: 1 / hhi: among how many equals the revenue is spread
    gini number? share: Gini coefficient of credited revenue over active people
    top1_share number? share: part of the credited revenue of the person with the most
    top3_share number? share: of the three with the most
    top5_share number? share: of the five with the most
    top10_share number? share: of the ten with the most
    single_threaded_customers count customers: known by exactly one active person
    single_threaded_revenue_share number? share: their part of the exposure
    single_threaded_proven_share number? share: the same, of those whom records prove
    bus_factor whole? people: the fewest departures that leave more than half of the exposure with
      nobody who knows it
    bus_factor_low whole? people: proven lower bound
    bus_factor_high whole? people: proven upper bound
    isolated_customers count customers: on record with one person only, with nobody near by
    isolated_revenue number amount≥0: their exposure
    closed_groups count groups: one or two people and their customers whom nobody else touches
    closed_revenue number amount≥0: their exposure
    limits object: one object a limit, see below
    expected_loss number amount≥0: within 12 months, the sum over customers
    expected_loss_low number amount≥0: lower end of its 80 % range
    expected_loss_high number amount≥0: upper end of that range
    expected_shrinkage number? amount≥0: what customers who stay are expected to buy less within 12
      months; 0 where nothing was learned; empty where `[follow] partial_losses` is off
    expected_total number? amount≥0: expected_loss + expected_shrinkage
    loss_mean number amount≥0: mean of the joint law of the loss; this and the following hold what
      customers who stay buy less, where `[follow] partial_losses` is on
    loss_sd number amount≥0: standard deviation of the loss
    var_95 number amount≥0: loss of a bad year, one in twenty
    es_95 number amount≥0: average loss of those years
    var_99 number amount≥0: loss of a very bad year, one in a hundred
    es_99 number amount≥0: average loss of those years
    standard_errors object: of the figures above by name, where the loss was simulated; else 0
    attrition_learned_from count people: departures that the model of leaving learned from
    attrition_backtest object?: what came of earlier predictions of leaving, see below; empty where
      that cannot be said
    follow_learned_from count customers: customers of leavers that the model of following learned
      from
    follow_backtest object?: the same for following, see below; empty where that cannot be said
    shrinking_fraction number? share: what a customer held by one person alone buys less if that
      person leaves and it stays; empty where `[follow] partial_losses` is off
    shrinking_learned_from count customers: customers of leavers, who stayed, that this was learned
      from
    departure_effect object: what past departures did to the revenue with customers, see below
    joint_stress object: expected loss when both get worse, see below
    statements count statements: how many statements of people count in these figures
    policy object: every setting used, as in policy.toml
    warnings object: one object for each issue of quality.csv that overturns or changes the answer,
      the heaviest first, see below
    """,
)

_LIMITS = contract(
    "One object per limit",
    """
    code text: `rep_core_share`, `single_threaded_share`, `core_single_threaded_days` or
      `leaver_access`
    value number?: where the company stands: a share, or a number of customers or people
    limit number: what is allowed
    exceeded flag?: empty where it cannot be said
    subject text?: the rep_id, or the number of customers or people concerned
    message text: the same as a sentence
    least number?: the least value that so few people can reach, where that is above the limit
    """,
)

_WARNINGS = contract(
    "One object per warning",
    """
    code text: the issue, as in quality.csv
    table text: the table that it is in
    weight text: `overturns` or `changes`
    rows whole? records: rows concerned
    money number? amount: what they are worth
    message text: what was done about it, as a sentence
    """,
)

_ATTRITION_BACKTEST = contract(
    "Predictions of leaving against what came",
    """
    from object: first days of the test years
    people count people: who were there, summed over the years
    leavers count people: of them, who left within the year
    level number ratio: leavers over predicted leavers
    scorecard_brier number share: Brier score of the scorecard
    base_brier number share: Brier score of one chance for everybody, learned before each year
    tenure_brier number? share: Brier score of time with the company alone; empty where unknown
    stacked_brier number share: Brier score of the mixture that is shown
    model_weight number share: the part of the chance shown that is the model's
    tenure_weight number share: the part that rests on time with the company alone
    base_weight number share: the part that is the same for everybody
    beats_scorecard bool: the company's own history predicts better, beyond chance
    auc number share: of two people, how often the one who left had the higher estimate
    auc_low number ratio: lower end of the 80 % range
    auc_high number ratio: upper end of the 80 % range
    brier number share: mean squared error
    brier_low number ratio: lower end of the 80 % range
    brier_high number ratio: upper end of the 80 % range
    slope number ratio: 1 is right, below 1 too extreme
    slope_low number ratio: lower end of the 80 % range
    slope_high number ratio: upper end of the 80 % range
    scorecard_auc number share: auc of the scorecard
    scorecard_auc_low number ratio: lower end of the 80 % range
    scorecard_auc_high number ratio: upper end of the 80 % range
    gain number ratio: Brier score of the scorecard minus that of the model; above 0 is better
    gain_low number ratio: lower end of the 80 % range
    gain_high number ratio: upper end of the 80 % range
    stacked_slope number ratio: slope of the mixture that is shown
    stacked_slope_low number ratio: lower end of the 80 % range
    stacked_slope_high number ratio: upper end of the 80 % range
    """,
)

_FOLLOW_BACKTEST = contract(
    "Predictions of following, learned from the earlier departures, against the later ones",
    """
    outcomes count customers: customers of the later departures
    observed number share: of them, who stopped buying
    predicted number share: the same as predicted
    prior_predicted number share: the same as predicted by the published prior
    brier number share: mean squared error of the prediction
    prior_brier number share: the same of the published prior
    slope number ratio: 1 is right, below 1 too extreme
    slope_low number ratio: lower end of the 80 % range
    slope_high number ratio: upper end of the 80 % range
    beats_prior bool: the own history predicts better than the prior
    """,
)

_DEPARTURE_EFFECT = contract(
    "Revenue of the year after past departures against what comparable customers would lead one to "
    "expect",
    """
    mean number? ratio: after ÷ expected − 1; negative: lost; empty where it is withheld
    low number? ratio: lower end of the 95 % range
    high number? ratio: upper end of the 95 % range
    withheld text?: why the effect cannot be told apart from what went before, as a sentence; empty
      where it is shown
    """,
)

_JOINT_STRESS = contract(
    "Expected loss of the portfolio",
    """
    expected_loss number amount≥0: as it is
    only_leaving number amount≥0: where people leave more easily
    only_following number amount≥0: where customers follow more easily
    both number amount≥0: with both
    """,
)

#: The objects within the portfolio, by field.
PARTS: Mapping[str, Contract] = MappingProxyType(
    {
        "limits": _LIMITS,
        "warnings": _WARNINGS,
        "attrition_backtest": _ATTRITION_BACKTEST,
        "follow_backtest": _FOLLOW_BACKTEST,
        "departure_effect": _DEPARTURE_EFFECT,
        "joint_stress": _JOINT_STRESS,
    }
)
