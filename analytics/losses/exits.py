"""What would go if these people left now, by the way in which they leave.

The follow model tells the ordinary case. A way of leaving multiplies its odds by exp(shift):

- **orderly**: announced, with time to hand over. Clients of loan officers whose leaving was
  expected hardly suffered, those of suddenly absent ones did (Drexler & Schoar 2014, Management
  Science 60: direction; size −0.5 judged);
- **sudden**: overnight, nothing handed over (same source; +0.3 judged);
- **competitor**: the same offer at another firm; customers have where to go [judgement, +0.5];
- **own_business**: the leaver lives from those who follow [judgement, +0.7];
- **team**: several leave together. Clients followed lobbyists who left with a co-worker much more
  often (Raffiee 2017, Strategic Management Journal 38: direction; size +0.7 judged), for those who
  knew several of them have nobody left to stay with.

They are scenarios to be shown side by side, never a forecast.
"""

import numpy as np
import pandas as pd

from analytics.losses.stress import raised
from analytics.losses.union import chance_of_any
from analytics.messages import Message, message
from analytics.relationships.pairs import Codes, Floats

__all__ = ["EXIT_KINDS", "exit_chances", "exit_factor", "exit_losses", "exit_text"]

_SHIFTS = {"orderly": -0.5, "sudden": 0.3, "competitor": 0.5, "own_business": 0.7, "team": 0.7}

EXIT_KINDS = tuple(_SHIFTS)


def exit_losses(
    edges: pd.DataFrame, exposure: "pd.Series[float]", rep_ids: list[str]
) -> pd.DataFrame:
    """kind, departure_loss (amount), customers_expected (a number of customers with exposure).

    edges: customer_id, rep_id, follow_probability; exposure by customer_id. All of ``rep_ids`` are
    gone; a customer goes with 1 − Π(1 − q) over them, and is lost once. The kind ``team`` has a row
    only where there are several. Pairs without q, and unknown reps, take nobody along.
    """
    kinds = EXIT_KINDS if len(set(rep_ids)) > 1 else EXIT_KINDS[:-1]
    pairs = edges[edges["rep_id"].isin(rep_ids) & edges["follow_probability"].gt(0)]
    customer, names = pd.factorize(pairs["customer_id"])
    amounts = exposure.reindex(names).fillna(0.0).to_numpy(dtype=float)
    follow = pairs["follow_probability"].to_numpy(dtype=float)
    rows = []
    for kind in kinds:
        lost = exit_chances(follow, customer, len(names), kind)
        rows.append((kind, float(amounts @ lost), float(lost[amounts > 0].sum())))
    return pd.DataFrame(rows, columns=["kind", "departure_loss", "customers_expected"])


def exit_chances(follow: Floats, customer: Codes, size: int, kind: str) -> Floats:
    """The chance (0–1) that each customer goes with somebody of those who leave in one way.

    follow: q by pair of a leaver; customer: code (0 … size − 1) by pair; 0 without any pair.

    >>> exit_chances(np.array([0.5]), np.array([0]), 2, "orderly").round(3).tolist()
    [0.378, 0.0]
    """
    return chance_of_any(raised(follow, exit_factor(kind)), customer, size)


def exit_factor(kind: str) -> float:
    """By what a kind of exit multiplies the odds of following.

    >>> round(exit_factor("orderly"), 2)
    0.61
    """
    return float(np.exp(_SHIFTS[kind]))


def exit_text(kind: str) -> Message:
    """A kind of exit in words."""
    return _TEXTS[kind]


_TEXTS = {
    "orderly": message("Announced, with time to hand over"),
    "sudden": message("Overnight, with nothing handed over"),
    "competitor": message("To a competitor"),
    "own_business": message("Into a business of one's own"),
    "team": message("All together, to the same place"),
}
