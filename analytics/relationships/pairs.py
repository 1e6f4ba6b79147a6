"""Customers, reps and their pairs as integers, so that millions of pairs cost seconds.

Identifiers become their position in the sorted list of identifiers: comparing two codes compares
the identifiers themselves, and sums over a customer are one ``bincount``. Nothing here knows what
a pair means; :mod:`analytics.relationships.strength` does.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.places import places

__all__ = ["Codes", "Days", "Flags", "Floats", "Pairs", "Roster", "best_rows", "group_max", "sums"]

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

#: Strengths and shares closer than this (relative) are equal: they are sums of the same numbers.
TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """The distinct identifiers of customers or reps, in order; a code is a place in it."""

    index: pd.Index

    @classmethod
    def of(cls, ids: pd.Series) -> "Roster":
        """Take every identifier of a column once, missing ones left out."""
        if isinstance(ids.dtype, pd.CategoricalDtype):
            names = ids.cat.categories.astype("str")
            used = np.zeros(len(names) + 1, dtype=bool)
            used[ids.cat.codes.to_numpy()] = True
            names = names if used[:-1].all() else names[used[:-1]]
        else:
            names = pd.Index(ids.dropna().astype("str").unique())
        return cls(names if names.is_monotonic_increasing else names.sort_values())

    def __len__(self) -> int:
        return len(self.index)

    def codes(self, ids: pd.Series) -> Codes:
        """Return the code of each identifier, −1 where it is missing or not in the roster."""
        return places(ids, self.index)

    def names(self, codes: Codes) -> Any:
        """Return the identifiers of the codes as a text array, missing for −1."""
        return self.index.array.take(codes, allow_fill=True)

    def categories(self, codes: Codes) -> pd.Categorical:
        """Return the identifiers of the codes as categories, missing for −1."""
        return pd.Categorical.from_codes(codes, categories=self.index)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Rows of (customer, rep): codes, strength, rows counted, first and last day (or NaT)."""

    customer: Codes
    rep: Codes
    strength: Floats
    recent: Codes
    count: Codes
    first: Days
    last: Days

    def __len__(self) -> int:
        return len(self.customer)

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        customers: Roster,
        reps: Roster,
        *,
        recent: str | None = None,
        count: str | None = None,
    ) -> "Pairs":
        """Code the rows of a frame with customer_id and rep_id, all else where it has it.

        ``recent`` and ``count`` name columns of counts (0 without); without a column
        ``strength``, every row counts 1. Rows of customers or reps outside the rosters are left
        out.
        """
        rows = len(frame)
        pairs = cls(
            customer=customers.codes(frame["customer_id"]),
            rep=reps.codes(frame["rep_id"]),
            strength=_column(frame, "strength", np.ones(rows)),
            recent=_column(frame, recent, np.zeros(rows, np.int64)),
            count=_column(frame, count, np.zeros(rows, np.int64)),
            first=_column(frame, "first_on", np.full(rows, "NaT", "datetime64[s]")),
            last=_column(frame, "last_on", np.full(rows, "NaT", "datetime64[s]")),
        )
        return pairs.where((pairs.customer >= 0) & (pairs.rep >= 0))

    def where(self, rows: Flags | Codes) -> "Pairs":
        """Return the chosen rows."""
        if rows.dtype == bool and rows.all():
            return self
        return Pairs(*(getattr(self, name)[rows] for name in self.__slots__))

    def joined(self, other: "Pairs") -> "Pairs":
        """Return these rows and those of another."""
        if len(other) == 0:
            return self
        return Pairs(
            *(np.concatenate([getattr(p, n) for p in (self, other)]) for n in self.__slots__)
        )

    def ordered(self) -> "Pairs":
        """Return the rows by customer, then rep; quick where they are nearly so already."""
        keys = self._keys(int(self.rep.max(initial=0)) + 1)
        if (keys[1:] > keys[:-1]).all():
            return self
        return self.where(np.argsort(keys, kind="stable"))

    def _keys(self, reps: int) -> Codes:
        return self.customer * reps + self.rep

    def rows_in(self, other: "Pairs") -> Codes:
        """Return the row of ``other`` (ordered) with the same customer and rep, −1 without."""
        reps = int(max(self.rep.max(initial=0), other.rep.max(initial=0))) + 1
        wanted, keys = self._keys(reps), other._keys(reps)
        if len(keys) == 0:
            return np.full(len(wanted), -1)
        rows = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[rows] == wanted, rows, -1)


def _column(frame: pd.DataFrame, name: str | None, default: NDArray[Any]) -> NDArray[Any]:
    if name is None or name not in frame:
        return default
    return frame[name].to_numpy(default.dtype)


def group_max(groups: Codes, values: Floats, size: int) -> Floats:
    """Return the largest value of each group, 0 for an empty one."""
    largest = np.zeros(size)
    np.maximum.at(largest, groups, values)
    return largest


def sums(groups: Codes, values: Floats, size: int) -> Floats:
    """Return the sum of the values of each group, 0 for an empty one."""
    return np.bincount(groups, weights=values, minlength=size).astype(np.float64)


def best_rows(pairs: Pairs, values: Floats, size: int) -> Codes:
    """Return for each customer the row with the largest value, −1 without a positive one.

    Equal values (to rounding) are settled by the later last day, then by the smaller rep.
    """
    largest = group_max(pairs.customer, values, size)[pairs.customer]
    rows = np.flatnonzero((values > 0) & (values >= largest * (1 - TOLERANCE)))
    latest = pairs.last[rows].astype("datetime64[s]").astype(np.int64)
    order = np.lexsort((-pairs.rep[rows], latest, pairs.customer[rows]))
    best = np.full(size, -1)
    best[pairs.customer[rows[order]]] = rows[order]
    return best
