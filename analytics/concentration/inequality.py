"""How unevenly something is spread: textbook measures of a list of amounts.

Sources: Herfindahl-Hirschman index as used by the US DOJ and FTC; effective number after Laakso
& Taagepera (1979) and Hill (1973, order 2), Kish's effective sample size; Gini in its population
form from mean absolute differences. All refuse negative amounts, for which they mean nothing
(a Gini of −5, 2, 3, 4 would be 1.75), and are NaN where the amounts add up to nothing.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from analytics.relationships.pairs import Floats

__all__ = ["effective_number", "gini", "hhi", "top_shares"]


def hhi(amounts: ArrayLike) -> float:
    """Herfindahl index: the sum of squared shares, 1/n (all equal) to 1 (one has all).

    Amounts need not add up to 1. Zeros change nothing.

    >>> round(hhi([30, 30, 20, 20]), 12)
    0.26
    """
    shares = _shares(amounts)
    return float((shares**2).sum()) if len(shares) else np.nan


def effective_number(amounts: ArrayLike) -> float:
    """How many equal shares the amounts amount to: 1 / hhi, from 1 to their number.

    >>> effective_number([5, 5, 5, 0])
    3.0
    """
    return 1.0 / hhi(amounts)


def gini(amounts: ArrayLike) -> float:
    """Gini coefficient, population form: Σ|x_i − x_j| / (2 n² mean), 0 (all equal) to 1 − 1/n.

    Zeros count: who has nothing is part of the population. O(n log n).

    >>> gini([0, 0, 0, 1])
    0.75
    """
    shares = np.sort(_shares(amounts))
    n = len(shares)
    ranks = np.arange(1, n + 1)
    return float(((2 * ranks - n - 1) * shares).sum() / n) if n else np.nan


def top_shares(amounts: ArrayLike, counts: Sequence[int]) -> tuple[float, ...]:
    """The part of the total that the largest 1, 2, … hold, for each of ``counts``.

    >>> top_shares([8, 1, 1], [1, 2])
    (0.8, 0.9)
    """
    shares = np.sort(_shares(amounts))[::-1]
    if not len(shares):
        return (np.nan,) * len(counts)
    return tuple(float(shares[:count].sum()) for count in counts)


def _shares(amounts: ArrayLike) -> Floats:
    """Amounts as parts of their total; none where that is zero."""
    values = np.asarray(amounts, dtype=np.float64)
    if (values < 0).any():
        raise ValueError("Shares of negative amounts mean nothing: net or clip them first.")
    total = values.sum()
    return values / total if total > 0 else values[:0]
