"""Which customers get a new owner by a handover?

A handover is also about colleagues' customers whom a leaver knows; those keep their owners.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

__all__ = ["new_owners"]


def new_owners(
    customers: pd.DataFrame, successors: Mapping[str, str | None], rep_ids: Iterable[str]
) -> dict[str, str]:
    """New owners by customer_id, of customers that one of ``rep_ids`` owns and that somebody takes
    over; where no owner is recorded, the main contact is taken for one.

    customers: customer_id, owner_id, top_rep_id.

    >>> held = pd.DataFrame({"customer_id": ["a", "b", "c"], "owner_id": ["x", "y", None],
    ...     "top_rep_id": ["x", "x", "x"]})
    >>> new_owners(held, {"a": "z", "b": "z", "c": "y", "d": "z"}, ["x"])
    {'a': 'z', 'c': 'y'}
    """
    owner = customers["owner_id"].fillna(customers["top_rep_id"])
    owned = customers.loc[owner.isin(list(rep_ids)), "customer_id"]
    taken = {str(each): successors.get(str(each)) for each in owned}
    return {each: rep_id for each, rep_id in taken.items() if rep_id is not None}
