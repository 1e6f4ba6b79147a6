"""Between which amounts may it lie what goes? What the estimates and chance leave open.

The chances to follow are drawn from their posterior
(:func:`analytics.follow.probability.follow_draws`), and in each draw every customer goes or stays.
The range holds four of five draws, and the expected amount.
"""

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.coverage.reach import reach
from analytics.estimates import to_mean
from analytics.follow.probability import follow_draws
from analytics.losses.exits import exit_chances

__all__ = ["loss_range"]

#: Draws, and of very many pairs as few as keep to so many cells.
_DRAWS, _FEWEST_DRAWS, _CELLS = 200, 40, 1_500_000


def loss_range(
    assessment: Assessment, rep_ids: list[str], kind: str, *, seed: int = 0
) -> tuple[float, float]:
    """Low and high (amounts, 80 %) of what goes with ``rep_ids``, nothing handed over.

    (0, 0) where nobody may follow. Cost: draws · pairs, at most about _CELLS.
    """
    edges = assessment.edges
    active = edges["active"].astype(bool) & edges["rep_id"].isin(rep_ids)
    pairs = edges[active & (edges["follow_probability"] > 0)].reset_index(drop=True)
    if pairs.empty:
        return 0.0, 0.0
    draws = int(np.clip(_CELLS // len(pairs), _FEWEST_DRAWS, _DRAWS))
    drawn = follow_draws(
        pairs.assign(rep_id=pairs["rep_id"].astype("str")),
        assessment.customers,
        assessment.extract,
        assessment.policy,
        assessment.follow,
        draws,
        seed,
    )
    shown = pairs["follow_probability"].to_numpy(dtype=np.float32)
    drawn = np.minimum(drawn * to_mean(shown, drawn), np.float32(1))
    customer, names = pd.factorize(pairs["customer_id"])
    size = len(names)
    cell = (np.arange(draws)[:, None] * size + customer).ravel()
    chance = exit_chances(drawn.ravel().astype(float), cell, draws * size, kind).reshape(
        draws, size
    )
    happens = np.random.default_rng([seed, 7]).random(chance.shape) < chance
    exposure = assessment.customers.set_index("customer_id")["exposure"]
    amounts = exposure.reindex(names.astype("str")).to_numpy(dtype=float)
    expected = exit_chances(shown.astype(float), customer, size, kind) @ amounts
    low, high = reach(np.array([expected]), (happens @ amounts)[:, None])
    return float(low[0]), float(high[0])
