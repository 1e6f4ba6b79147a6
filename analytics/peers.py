"""Is somebody paid or bound less than others in the same job? Measures by title.

Measures of :mod:`analytics.indicators`: each takes the extract and the active salespeople
(indexed by rep_id) and returns a frame rep_id, value, reference, z, message, or, where nothing can
be said about anybody, the reason. Groups of fewer than five are left out, so that nobody's pay
can be read from a comparison.
"""

import numpy as np
import pandas as pd

from analytics.inputs import Extract
from analytics.messages import Message, Percent, message

__all__ = ["PEERS_NEEDED", "long_term_plan", "pay_vs_peers"]

#: Smallest group (with the person) within which pay is compared.
PEERS_NEEDED = 5
#: One standard deviation of the logarithm of pay within a job, and of a plan held by half.
_PAY_SPREAD, _PLAN_SPREAD = 0.2, 0.5


def pay_vs_peers(extract: Extract, reps: pd.DataFrame) -> pd.DataFrame | Message:
    """Base plus variable pay against the median of the same title and currency.

    value: the ratio minus 1; reference 0. The newest pay record of each person counts. Base alone
    is compared in a group where somebody's variable pay is not recorded.
    """
    pay = _newest_pay(extract, reps)
    pay = pay[(pay["base"] > 0) & pay["title"].notna()]
    group = [pay["title"], pay["currency"].fillna("")]
    complete = pay["variable"].notna().groupby(group).transform("all")
    total = pay["base"] + pay["variable"].where(complete, 0.0)
    size = total.groupby(group).transform("size")
    ratio = (total / total.groupby(group).transform("median"))[size >= PEERS_NEEDED]
    if ratio.empty:
        return message("no job has five people whose pay is recorded")
    texts = [
        _pay_text(each, int(count))
        for each, count in zip(ratio, size[ratio.index] - 1, strict=True)
    ]
    return pd.DataFrame(
        {
            "rep_id": ratio.index,
            "value": ratio.to_numpy() - 1,
            "reference": 0.0,
            "z": np.log(ratio.to_numpy()) / _PAY_SPREAD,
            "message": texts,
        }
    )


def long_term_plan(extract: Extract, reps: pd.DataFrame) -> pd.DataFrame | Message:
    """Whether somebody has a long-term plan (1) or not (0), against the share of peers who do.

    Peers are those of the same title where five are recorded, else all salespeople. Left out where
    none of the peers has a plan, or fewer than five are recorded at all.
    """
    pay = _newest_pay(extract, reps)
    held = pay["long_term_plan"].dropna().astype(float)
    if len(held) < PEERS_NEEDED:
        return message("long-term plans of fewer than five people are recorded")
    title = pay.loc[held.index, "title"]
    by_title = held.groupby(title).transform("mean")
    alike = held.groupby(title).transform("size") >= PEERS_NEEDED
    share = by_title.where(alike, held.mean())
    held, share = held[share > 0], share[share > 0]
    if held.empty:
        return message("nobody is recorded with a long-term plan")
    texts = [_plan_text(bool(each), part) for each, part in zip(held, share, strict=True)]
    return pd.DataFrame(
        {
            "rep_id": held.index,
            "value": held.to_numpy(),
            "reference": share.to_numpy(),
            "z": (held - share).to_numpy() / _PLAN_SPREAD,
            "message": texts,
        }
    )


def _newest_pay(extract: Extract, reps: pd.DataFrame) -> pd.DataFrame:
    pay = extract.compensation[extract.compensation["rep_id"].isin(reps.index)]
    newest = pay.sort_values(["rep_id", "period_start"]).drop_duplicates("rep_id", keep="last")
    return newest.set_index("rep_id").join(reps["title"])


def _pay_text(ratio: float, others: int) -> Message:
    if ratio < 1:
        return message(
            "Pay is {difference} below the middle of the same job ({others} others)",
            difference=Percent(1 - ratio),
            others=others,
        )
    return message(
        "Pay is {difference} above the middle of the same job ({others} others)",
        difference=Percent(ratio - 1),
        others=others,
    )


def _plan_text(held: bool, share: float) -> Message:
    if held:
        return message("Has a long-term plan, as {share} of the peers do", share=Percent(share))
    return message("Has no long-term plan; {share} of the peers do", share=Percent(share))
