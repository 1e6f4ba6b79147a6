"""Did the risk fall where something was done about it, more than elsewhere?

Customers with a second contact accepted since the last review (*treated*) are held against others
that began alike. Whoever is chosen because the risk is high would see it fall without anything
being done (regression to the mean); so each is matched with others of the same starting risk and
of the same trend in the three months before, and only the difference counts:

    effect = mean over treated of (change − mean change of its matches)

with what is left of unlike starts taken out by a line through the matches (start and trend). The
range holds four times of five: main contacts are drawn anew with all of their customers, since what
happens to a person moves all of them, each with what it adds to the effect (the matches stay as
they are: matching anew in every draw would be inconsistent).

References
----------
Abadie & Imbens 2008, Econometrica 76(6) (why not anew); Abadie & Imbens 2011, Journal of Business &
Economic Statistics 29(1) (the line); Otsu & Rai 2017, Journal of the American Statistical
Association 112(520) (the draws).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.contracts.reviewed import REVIEWED
from analytics.messages import Message, message
from analytics.review.snapshot import Snapshot

__all__ = ["FEWEST", "RiskFall", "risk_fall"]

Floats = NDArray[np.float64]

#: Customers in each group from which anything is said.
FEWEST = 20
#: Matches of a treated customer at most, and how far they may lie from it, in standard deviations.
_MATCHES, _CALIPER = 5, 0.25
_DRAWS = 2_000
#: The ends of a range that holds four times of five.
_ENDS = (0.1, 0.9)


@dataclass(frozen=True, slots=True, eq=False)
class RiskFall:
    """What became of the chance to go along with somebody, of treated customers and their matches.

    change, others: mean changes (chances, negative: fallen); effect: their difference; low, high:
    its 80 % range; all None where it cannot be told, with the reason in ``why``. treated,
    untreated: customers in each group whose risk is known at both reviews and before; matched:
    columns in :data:`analytics.contracts.reviewed.REVIEWED`.
    """

    treated: int
    untreated: int
    matched: pd.DataFrame
    change: float | None = None
    others: float | None = None
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    why: Message | None = None

    @property
    def fell(self) -> bool | None:
        """Whether the risk fell by more than elsewhere; None where that cannot be told."""
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return None
        return self.high < 0


def risk_fall(
    before: Snapshot, now: Snapshot, treated: frozenset[str], *, seed: int = 0
) -> RiskFall:
    """Hold the customers with a second contact accepted since ``before`` against the others.

    Both groups: customers that are there at both reviews, whose risk is known at both and three
    months before the earlier one, and above 0 then.
    """
    known = _known(before, now)
    is_treated = known["customer_id"].isin(treated).to_numpy()
    groups = int(is_treated.sum()), int((~is_treated).sum())
    none = REVIEWED["matched"].empty()
    if (why := _why_not(before, groups)) is not None:
        return RiskFall(*groups, none, why=why)
    chosen, weights = _matches(known, is_treated)
    matched = _matched(known, is_treated, weights, chosen)
    if len(matched) < FEWEST:
        why = message(
            "only {count} of them has others that began alike; it takes {most}",
            "only {count} of them have others that began alike; it takes {most}",
            count=len(matched),
            most=FEWEST,
        )
        return RiskFall(*groups, none, why=why)
    adds, counts = _contributions(known, is_treated, weights, chosen)
    effect, change = float(adds.sum() / counts.sum()), float(matched["change"].mean())
    low, high = _range(adds, counts, known["main"].to_numpy(object), seed)
    return RiskFall(
        *groups,
        REVIEWED["matched"].typed(matched),
        change=change,
        others=change - effect,
        effect=effect,
        low=low,
        high=high,
    )


def _why_not(before: Snapshot, groups: tuple[int, int]) -> Message | None:
    if before.customers["walk_away_before"].isna().all():
        return message(
            "the records before the last review do not say how the risk of each customer moved then"
        )
    treated, untreated = groups
    if treated < FEWEST:
        return message(
            "{count} customer has had a second contact accepted since; it takes {most}",
            "{count} customers have had a second contact accepted since; it takes {most}",
            count=treated,
            most=FEWEST,
        )
    if untreated < FEWEST:
        return message(
            "{count} customer is there to compare with; it takes {most}",
            "{count} customers are there to compare with; it takes {most}",
            count=untreated,
            most=FEWEST,
        )
    return None


def _known(before: Snapshot, now: Snapshot) -> pd.DataFrame:
    """customer_id, main (contact), start, trend, change of who can be compared."""
    wanted = ["customer_id", "top_rep_id", "walk_away_probability", "walk_away_before"]
    later = now.customers.set_index("customer_id")["walk_away_probability"]
    frame = before.customers[wanted].assign(end=before.customers["customer_id"].map(later))
    start = frame["walk_away_probability"]
    frame = frame.assign(start=start, trend=start - frame["walk_away_before"])
    frame = frame.assign(change=frame["end"] - start, main=frame["top_rep_id"].astype(object))
    known = frame[["start", "trend", "change"]].notna().all(axis=1) & (frame["start"] > 0)
    return frame.loc[known, ["customer_id", "main", "start", "trend", "change"]].sort_values(
        "customer_id", ignore_index=True
    )


def _matches(known: pd.DataFrame, treated: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], Floats]:
    """Of each treated customer whether it has matches, and their weights among the untreated: the
    nearest ones within the caliper in both measures count alike (rows add up to 1)."""
    places = known[["start", "trend"]].to_numpy(float)
    spread = places.std(axis=0)
    scaled = places / np.where(spread > 0, spread, 1.0)
    pool, wanted = scaled[~treated], scaled[treated]
    weights: Floats = np.zeros((len(wanted), len(pool)))
    for row, place in enumerate(wanted):
        away = np.abs(pool - place).max(axis=1)
        nearest = np.argsort(away, kind="stable")[:_MATCHES]
        near = nearest[away[nearest] <= _CALIPER]
        weights[row, near] = 1.0 / max(len(near), 1)
    return np.asarray((weights > 0).any(axis=1), dtype=bool), weights


def _matched(
    known: pd.DataFrame, treated: NDArray[np.bool_], weights: Floats, chosen: NDArray[np.bool_]
) -> pd.DataFrame:
    """The treated that have matches, with the mean change and the number of these."""
    change = known["change"].to_numpy(float)[~treated]
    frame = known[treated].assign(others=weights @ change, matched=(weights > 0).sum(axis=1))
    return frame[chosen].reset_index(drop=True)


def _contributions(
    known: pd.DataFrame, treated: NDArray[np.bool_], weights: Floats, chosen: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """What each customer adds to the effect, and to the number of treated that it is divided by."""
    used = weights[chosen].sum(axis=0)
    count, share = np.zeros(len(known)), np.zeros(len(known))
    count[np.flatnonzero(treated)[chosen]] = 1.0
    share[np.flatnonzero(~treated)] = used
    left = known["change"].to_numpy(float) - _line(known, share)
    return (count - share) * left, count


def _line(known: pd.DataFrame, share: Floats) -> Floats:
    """The change to be expected by start and trend, by a line through the matches."""
    design = np.column_stack([np.ones(len(known)), known[["start", "trend"]].to_numpy(float)])
    root = np.sqrt(share)
    change = known["change"].to_numpy(float)
    coefficients, *_ = np.linalg.lstsq(root[:, None] * design, root * change, rcond=1e-9)
    return np.asarray(design @ coefficients, dtype=float)


def _range(
    adds: Floats, counts: Floats, main: NDArray[np.object_], seed: int
) -> tuple[float, float]:
    """The ends of the 80 % range of the effect, whole main contacts drawn anew."""
    groups, names = pd.factorize(main.astype(str), sort=True)
    number = len(names)
    totals = np.bincount(groups, weights=adds, minlength=number)
    sizes = np.bincount(groups, weights=counts, minlength=number)
    drawn = np.random.default_rng(seed).integers(0, number, (_DRAWS, number))
    treated = sizes[drawn].sum(axis=1)
    means = totals[drawn].sum(axis=1)[treated > 0] / treated[treated > 0]
    low, high = np.quantile(means, _ENDS)
    return float(low), float(high)
