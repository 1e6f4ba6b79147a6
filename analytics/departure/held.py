"""The customers of a set of people, and who of those who stay is with them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.departure.book import DepartureBook
from analytics.relationships.pairs import Codes, Flags, Floats

__all__ = ["Held", "ids_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The customers with which some people are in touch, each once: their codes; place (in them),
    follow and introduced by pair of these people; leaver (code of who has the closest tie),
    leaver_share (of all of them), knowers and in_touch (people who stay) by customer."""

    customers: Codes
    place: Codes
    follow: Floats
    introduced: Floats
    leaver: Codes
    leaver_share: Floats
    knowers: Codes
    in_touch: Codes

    @classmethod
    def of(cls, book: DepartureBook, leavers: Codes, gone: Flags) -> "Held":
        """The customers of ``leavers`` (codes), who are those that are ``gone``. O(pairs)."""
        pairs = book.pairs_of(leavers)
        customers, place = np.unique(book.customer[pairs], return_inverse=True)
        size, every = len(customers), len(book.customers)
        closest = np.lexsort((-book.rep[pairs], book.share[pairs], book.follow[pairs]))
        leaver = np.zeros(size, np.int64)
        leaver[place[closest]] = book.rep[pairs[closest]]
        stays = book.reps["staying"].to_numpy() & ~gone
        others = stays[book.rep]
        return cls(
            customers,
            place,
            book.follow[pairs],
            book.introduced[pairs],
            leaver,
            np.minimum(np.bincount(place, weights=book.share[pairs], minlength=size), 1.0),
            np.bincount(book.customer[others & book.knows], minlength=every)[customers],
            np.bincount(book.customer[others], minlength=every)[customers],
        )

    def main(self, book: DepartureBook, gone: Flags) -> Flags:
        """Of which customers one of these people is the main contact."""
        top = book.customers["top"].to_numpy()[self.customers]
        return np.asarray((top >= 0) & gone[top])


def ids_of(book: DepartureBook, codes: Codes) -> "pd.Series[str]":
    """The ids of some people by code, missing for −1."""
    ids = book.reps["rep_id"].astype("str").array
    return pd.Series(ids.take(codes, allow_fill=True))
