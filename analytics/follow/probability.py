"""Would a customer follow the rep who leaves?

    q(c,r) = p(c,r)^γ · sigmoid(logit(base rate) + Σ shifts)

p is the rep's share of the relationship, the base rate is ``follow.base_rate``: the chance for a
customer that one person holds alone. With nothing else known, q = base_rate · p^γ exactly. Shifts
are steps in log-odds; what is not known shifts nothing. ``follow.evidence`` names what is taken for
true before own departures are known (:data:`analytics.follow.terms.PUBLISHED`): with ``studies``, γ
is 1, and contracts, channels and people met shift nothing.

- A second person: of the customers of registered lobbyists in Chicago (City of Chicago open data,
  2014 to 2024), 0.88 more than of others had left the year after who held them alone had gone, 0.34
  where two held them (n = 73), none where three or more did: an exponent of about 1.4.

- Years with the person: +2 percentage points per six months; years with the firm: −1 point per
  six months; each further person who knows the customer: −2.5 points (Raffiee 2017, Strategic
  Management Journal 38: 18,000 decisions of clients of lobbyists), taken as log-odds at that
  study's baseline of about 14 %. Years count from a typical relationship (three with the person,
  five with the firm) and up to three more [judgement]. A relationship as old as the records is not
  younger than typical.
- Part of the relationship held by functions other than sales, and contacts known at the customer:
  direction from Palmatier, Scheer & Steenkamp 2007 (loyalty that the company owns), size judged:
  −1.0 for all of it, −0.15 per doubling of the contacts (from two, up to eight).

- A running contract binds: −1.5 where it binds for all of the year ahead, in proportion where it
  ends within it; more ways of being in touch, and more of the people at the customer whom the
  person has met, make the tie the person's own: +0.15 a doubling [judgement, all three].

Average sales losses after a departure (13–18 %, Shi et al. 2017) are a different figure: they
contain partial losses and handover friction, and are not used here. Until the company has own
departures with a known outcome, everything is an assumption to be shown as one, never a measured
value; from then on :mod:`analytics.follow.model` moves base rate and steps to what was seen:

    q(c,r) = p(c,r)^γ · Σ over destinations of share · sigmoid(intercept + Σ coefficients)
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from analytics.extract import Extract
from analytics.follow.model import (
    POINTS,
    TERMS,
    FollowModel,
    fit_follow,
)
from analytics.follow.terms import (
    PUBLISHED,
    STEPS,
    Circumstances,
    held,
    points_to_log_odds,
    situation,
    step_values,
    values,
)
from analytics.messages import Message, Percent, message
from analytics.policy import Policy
from analytics.quadrature import normal_points
from analytics.relationships.pairs import Codes, Floats, Roster

__all__ = [
    "FollowModel",
    "fit_follow",
    "follow_draws",
    "follow_probabilities",
    "follow_reasons",
    "of_another_form",
    "points_to_log_odds",
]

_LOWEST, _HIGHEST = 0.02, 0.95
_PAIR = ("rep_id", "customer_id")
_STEPS_AT = slice(1, 1 + len(STEPS))
#: Pairs drawn at a time, and computed, so that all of them stay in the processor's cache.
_BLOCK, _ROWS = 2_048, 8_192


def follow_probabilities(
    edges: pd.DataFrame,
    customers: pd.DataFrame,
    extract: Extract,
    policy: Policy,
    model: FollowModel | None = None,
) -> pd.Series:
    """q(c,r) of every pair, aligned with ``edges``.

    edges: customer_id, rep_id, share, knows, leaver, leaver_share, first_on; customers:
    customer_id, company_share, known_by, contacts_known (both from
    :class:`~analytics.relationships.strength.Relationships`); the age of the firm's relationship
    comes from ``extract.customers``. p is ``leaver_share`` for the leaver of an orphaned customer,
    otherwise ``share``. q is 0 where p is missing (other departed reps) or 0, grows with p, and
    lies between 0 and 0.95 (or the base rate, if that is higher). With a ``model`` that has seen
    outcomes, the base rate, the steps, the shape in p and where leavers go are the company's own,
    and q is the mean over what its posterior leaves open, the next leaver's own effect included.

    References
    ----------
    Raffiee 2017, Strategic Management Journal 38(10); Palmatier, Scheer & Steenkamp 2007, Journal
    of Marketing Research 44(2).
    """
    known = Circumstances.of(edges, customers, extract)
    share = known.edges["held"]
    result = np.zeros(len(edges))
    holding = np.flatnonzero(share)
    for start in range(0, len(holding), _ROWS):
        part = holding[start : start + _ROWS]
        terms = step_values(known.of_rows(part))
        if model is not None and model.learned:
            rate = np.clip(_own_rates(terms, model), *_bounds(policy))
            result[part] = _mean_power(share[part], model) * rate
        else:
            exponent = PUBLISHED[policy.follow.evidence].exponent
            result[part] = share[part] ** exponent * _published_rates(terms, policy)
    return pd.Series(result, edges.index, name="follow_probability")


def _bounds(policy: Policy) -> tuple[float, float]:
    base = policy.follow.base_rate
    return min(_LOWEST, base), max(_HIGHEST, base)


def _published_rates(terms: list[Floats], policy: Policy) -> Floats:
    base, steps = policy.follow.base_rate, PUBLISHED[policy.follow.evidence].steps
    shift = np.zeros(len(terms[0]))
    for step, values_of in zip(STEPS, terms, strict=True):
        shift += np.nan_to_num(steps[step] * values_of)
    rate = np.clip(expit(logit(base) + shift), *_bounds(policy))
    # Without any shift the rate is the base rate itself, to the last digit.
    return np.where(shift != 0, rate, base)


def _own_rates(terms: list[Floats], model: FollowModel) -> Floats:
    """The mean rate of each pair: of scores that are normal around the most probable one.

    Points of the quadrature lie in twos about the middle, so that their odds need one exponential:
    1/(1 + o·k) + 1/(1 + o/k) = (2 + o·c) / (1 + o² + o·c) with c = k + 1/k.
    """
    design = np.column_stack([np.ones(len(terms[0])), *map(np.nan_to_num, terms)])
    width = design.shape[1]
    # Not by matrix products: so small, they are shared out among threads that wait for each other.
    score = np.einsum("ij,j->i", design, model.coefficients[:width])
    known = model.covariance[:width, :width]
    spread = np.sqrt(np.einsum("ij,jk,ik->i", design, known, design) + model.variance)
    nodes, weights = normal_points(POINTS)
    shifts = np.append(0.0, model.coefficients[-3:-1])
    rate = np.zeros(len(score))
    against = [
        (share, np.exp(-score - shift))
        for share, shift in zip(model.destinations, shifts, strict=True)
        if share
    ]
    squares = [1 + odds**2 for _, odds in against]
    for node, weight in zip(nodes[POINTS // 2 + 1 :], weights[POINTS // 2 + 1 :], strict=True):
        apart = np.exp(node * spread)
        apart += 1 / apart
        for (share, odds), square in zip(against, squares, strict=True):
            both = odds * apart
            rate += (weight * share) * ((2 + both) / (square + both))
    for share, odds in against:
        rate += (weights[POINTS // 2] * share) / (1 + odds)
    return rate


def _mean_power(share: Floats, model: FollowModel) -> Floats:
    """The mean of p^γ, of p above 0, over what is not known of γ."""
    place = TERMS.index("log_gamma")
    middle, spread = model.coefficients[place], np.sqrt(model.covariance[place, place])
    log_share, power = np.log(share), np.zeros(len(share))
    for node, weight in zip(*normal_points(POINTS), strict=True):
        power += weight * np.exp(np.exp(middle + node * spread) * log_share)
    return power


def _mixed(odds_against: Any, shifts: Any, shares: Any) -> Any:
    """Σ share / (1 + odds against at that destination).

    odds_against: (draws × pairs) or pairs; shifts: (draws × 2) or 2, for the destinations after
    the first; shares: (draws × 3) or 3.
    """
    rate = shares[..., 0, None] / (1 + odds_against)
    for destination in range(shifts.shape[-1]):
        share = shares[..., destination + 1, None]
        if share.any():
            rate += share / (1 + odds_against * np.exp(-shifts[..., destination, None]))
    return rate


def follow_draws(
    edges: pd.DataFrame,
    customers: pd.DataFrame,
    extract: Extract,
    policy: Policy,
    model: FollowModel,
    n: int,
    seed: int,
) -> NDArray[np.float32]:
    """Draw q of every pair n times from the posterior: rows are draws, columns pairs.

    In each draw all pairs share the coefficients and the shares of destinations, and all customers
    of a rep what this rep has beyond them (variance τ²); 0 where p is missing or 0.
    """
    known = Circumstances.of(edges, customers, extract)
    drawn = model.draws(n, seed).astype(np.float32)
    destinations = model.destination_draws(n, seed).astype(np.float32)
    # By id, so that neither names nor the order of rows moves a draw.
    names = Roster.of(edges["rep_id"])
    rep = names.codes(edges["rep_id"])
    random = np.random.default_rng([seed, 1])
    effects = random.normal(0.0, np.sqrt(model.variance), (n, len(names))).astype(np.float32)
    effects += drawn[:, :1]
    with np.errstate(divide="ignore"):
        log_share = np.log(known.edges["held"].astype(np.float32))
    low, high = _bounds(policy)
    powers = np.exp(drawn[:, -1:])
    result = np.empty((n, len(edges)), np.float32)
    for start in range(0, len(edges), _BLOCK):
        part = slice(start, start + _BLOCK)
        terms = np.nan_to_num(np.array(step_values(known.of_rows(part))))
        score = drawn[:, _STEPS_AT] @ terms.astype(np.float32)
        score += effects[:, rep[part]]
        against = np.exp(np.negative(score, out=score), out=score)
        rate = _mixed(against, drawn[:, -3:-1], destinations)
        np.clip(rate, low, high, out=rate)
        power = np.multiply(powers, log_share[part], out=score)
        np.multiply(rate, np.exp(power, out=power), out=result[:, part])
    return result


def of_another_form(
    follow: NDArray[np.float32], edges: pd.DataFrame, spread: float, seed: int, *, most: float
) -> NDArray[np.float32]:
    """Draws of q with what each pair has on its own, because the form may be wrong.

    follow: draws × pairs of :func:`follow_draws`, taken for at most ``most``, below 1; spread:
    standard deviation in log-odds of what is added to each pair in each draw.
    """
    random = np.random.default_rng([seed, 3])
    result = np.empty_like(follow)
    order = _in_order(*(Roster.of(edges[each]).codes(edges[each]) for each in _PAIR))
    for start in range(0, len(edges), _BLOCK):
        part = slice(start, start + _BLOCK) if order is None else order[start : start + _BLOCK]
        drawn = np.minimum(follow[:, part], np.float32(most))
        odds = random.standard_normal(drawn.shape, dtype=np.float32)
        odds *= np.float32(spread)
        np.exp(odds, out=odds)
        odds *= drawn
        np.subtract(1, drawn, out=drawn)
        drawn += odds
        odds /= drawn
        result[:, part] = odds
    return result


def _in_order(rep: Codes, customer: Codes) -> Codes | None:
    """The rows by customer, then rep; None where they lie so already."""
    keys = customer * (int(rep.max(initial=0)) + 2) + rep
    return None if (keys[1:] >= keys[:-1]).all() else np.argsort(keys, kind="stable")


def follow_reasons(
    edges: pd.DataFrame,
    customers: pd.DataFrame,
    extract: Extract,
    policy: Policy,
    model: FollowModel | None = None,
) -> pd.DataFrame:
    """What makes up q for each given pair, in words: for the detail of a few pairs.

    Arguments as for :func:`follow_probabilities`. Returns customer_id, rep_id, part
    (``base_rate``, ``share``, ``years_with_person``, ``years_with_firm``, ``colleagues``,
    ``company_share``, ``contacts_known``, ``non_solicit``, ``contract``, ``channels``,
    ``people_met``), factor (base rate and share: the factor of q; others: odds ratio), message;
    only parts that are known and, before anything is learned, have a weight; in this order by pair.
    """
    pairs = situation(edges, customers, extract)
    own = model if model is not None and model.learned else None
    published = PUBLISHED[policy.follow.evidence]
    steps = dict(zip(TERMS, own.coefficients, strict=True)) if own else published.steps
    shifts = _shifts(values(pairs), steps)
    base = own.rate if own else policy.follow.base_rate
    share = held(edges) ** (np.exp(own.coefficient("log_gamma")) if own else published.exponent)
    texts = _TEXTS if own else {part: text for part, text in _TEXTS.items() if steps[part]}
    rows: list[tuple[object, ...]] = []
    for row in edges.index:
        pair = (edges.at[row, "customer_id"], edges.at[row, "rep_id"])
        rows += [
            (*pair, "base_rate", base, _base_text(base, own)),
            (*pair, "share", share[row], _share_text(held(edges)[row])),
        ]
        rows += [
            (*pair, part, float(np.exp(shifts.at[row, part])), text(pairs.loc[row]))
            for part, text in texts.items()
            if pd.notna(pairs.at[row, _KNOWN.get(part, part)])
        ]
    return pd.DataFrame(rows, columns=["customer_id", "rep_id", "part", "factor", "message"])


def _shifts(term_values: pd.DataFrame, steps: Mapping[str, float]) -> pd.DataFrame:
    """Log-odds of each part of the situation; 0 where it is not known."""
    return pd.DataFrame({part: steps[part] * term_values[part] for part in STEPS}).fillna(0.0)


def _base_text(base: float, model: FollowModel | None) -> Message:
    if model:
        return message("Of customers held by one person alone, {rate} follow", rate=Percent(base))
    return message(
        "Assumed for a customer held by one person alone: {rate} would follow", rate=Percent(base)
    )


def _share_text(share: float) -> Message:
    return message("Holds {share} of the relationship", share=Percent(share))


def _person_text(pair: pd.Series) -> Message:
    return message("In touch since {day}", day=pair["person_since"].date())


def _firm_text(pair: pd.Series) -> Message:
    return message("Customer of the company since {day}", day=pair["firm_since"].date())


def _colleagues_text(pair: pd.Series) -> Message:
    if pair["colleagues"] == 0:
        return message("Nobody else knows the customer")
    return message(
        "{count} colleague knows the customer, too",
        "{count} colleagues know the customer, too",
        count=int(pair["colleagues"]),
    )


def _company_text(pair: pd.Series) -> Message:
    return message(
        "{share} of the relationship is held outside sales", share=Percent(pair["company_share"])
    )


def _contacts_text(pair: pd.Series) -> Message:
    return message(
        "{count} person at the customer is known",
        "{count} people at the customer are known",
        count=int(pair["contacts_known"]),
    )


def _solicit_text(pair: pd.Series) -> Message:
    if pair["non_solicit"]:
        return message("Has agreed not to solicit customers after leaving")
    return message("Has no agreement not to solicit customers after leaving")


def _contract_text(pair: pd.Series) -> Message:
    if pair["bound"] == 0:
        return message("No contract binds the customer")
    return message("A contract binds the customer until {day}", day=pair["bound_until"].date())


def _channels_text(pair: pd.Series) -> Message:
    return message(
        "In touch in {count} way in the last 12 months",
        "In touch in {count} ways in the last 12 months",
        count=int(pair["channels"]),
    )


def _met_text(pair: pd.Series) -> Message:
    return message(
        "Has met {met} of {known} known people at the customer",
        met=int(pair["met"]),
        known=int(pair["contacts_known"]),
    )


#: Which part of the situation says whether a text can be said, where it is not of the same name.
_KNOWN = {"contract": "bound", "people_met": "met"}
_TEXTS: dict[str, Callable[[pd.Series], Message]] = {
    "years_with_person": _person_text,
    "years_with_firm": _firm_text,
    "colleagues": _colleagues_text,
    "company_share": _company_text,
    "contacts_known": _contacts_text,
    "non_solicit": _solicit_text,
    "contract": _contract_text,
    "channels": _channels_text,
    "people_met": _met_text,
}
