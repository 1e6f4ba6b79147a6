"""Where each of many identifiers stands in a list, without comparing the same text twice."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.compute
from numpy.typing import NDArray

__all__ = ["found", "joined", "numbered", "places"]


def found(ids: "pd.Index | pd.Series", among: pd.Index) -> NDArray[np.int64]:
    """The place of each text in an index of different ones, −1 where it is missing or not there.

    Arrow compares the text as it lies in memory, of which pandas would make objects first.

    >>> found(pd.Index(["b", None, "c"], dtype="str"), pd.Index(["a", "b"], dtype="str")).tolist()
    [1, -1, -1]
    """
    if among.equals(pd.Index(ids)):
        return np.arange(len(among))
    text, known = (pyarrow.array(each.astype("str").array) for each in (ids, among))
    rows = pyarrow.compute.index_in(text, value_set=known, skip_nulls=True)
    return np.asarray(rows.fill_null(-1), dtype=np.int64)


def places(ids: pd.Series, among: pd.Index) -> NDArray[np.int64]:
    """The place of each identifier in an index, −1 where it is missing or not there.

    Of categories each is looked up once, however many rows have it; not even that where the index
    holds just them.

    >>> places(pd.Series(["b", None, "b", "c"], dtype="category"), pd.Index(["a", "b"])).tolist()
    [1, -1, 1, -1]
    """
    if not isinstance(ids.dtype, pd.CategoricalDtype):
        return found(ids, among)
    codes, names = ids.cat.codes.to_numpy(), ids.cat.categories
    if among.equals(names):
        return codes.astype(np.int64)
    return np.append(found(names, among), -1)[codes]


def numbered(ids: pd.Series) -> tuple[NDArray[np.int64], pd.Index]:
    """The place of each identifier (none missing) among the sorted ones that are there, and those.

    >>> numbered(pd.Series(["b", "a", "b"], dtype=pd.CategoricalDtype(["c", "b", "a"])))[0].tolist()
    [1, 0, 1]
    """
    if not isinstance(ids.dtype, pd.CategoricalDtype):
        codes, found = pd.factorize(ids, sort=True)
        return codes.astype(np.int64), pd.Index(found)
    codes, names = ids.cat.codes.to_numpy(), ids.cat.categories
    there = np.flatnonzero(np.bincount(codes, minlength=len(names)))
    if not names.is_monotonic_increasing:
        there = there[names.take(there).argsort()]
    number = np.zeros(len(names), dtype=np.int64)
    number[there] = np.arange(len(there))
    return number[codes], names.take(there)


def joined(first: pd.DataFrame, others: Iterable[pd.DataFrame], key: str) -> pd.DataFrame:
    """The rows of the first frame with the columns of the others (missing where one has no such
    row), one row a key in each; without a search where one lists the same keys.

    >>> frame = pd.DataFrame({"key": ["a", "b"], "one": [1, 2]})
    >>> joined(frame, [pd.DataFrame({"key": ["b", "a"], "two": [3, 4]})], "key")["two"].tolist()
    [4, 3]
    """
    keys = pd.Index(first[key])
    sure = keys.is_unique and not keys.hasnans
    parts = [first.reset_index(drop=True)]
    for other in others:
        beside = other.drop(columns=key)
        if sure and keys.equals(pd.Index(other[key])):
            parts.append(beside.set_axis(parts[0].index))
        else:
            rest = first[[key]].merge(other, on=key, how="left", validate="1:1")
            parts.append(rest.drop(columns=key).set_axis(parts[0].index))
    return pd.concat(parts, axis=1)
