"""What a table promises of each of its columns, and whether a frame keeps the promise.

A contract is written as text, one column a line (longer meanings go on, indented):
``name kind[?] [unit]: meaning``, where ``?`` says that a value may be missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc

import numpy as np
import pandas as pd

__all__ = ["Contract", "ContractColumn", "contract"]

#: The pandas dtype of each kind.
_DTYPES = {
    "text": "str",
    "ids": "category",  # text that repeats millions of times
    "day": "datetime64[s]",
    "number": "float64",
    "count": "int64",
    "whole": "Int64",
    "bool": "bool",
    "flag": "boolean",
    "message": "object",
    "object": "object",  # in portfolio.json: further fields, or a list
}

#: Units, by what their values may be; amounts are in the reporting currency.
_ANY = frozenset({"", "amount", "ratio"})
_UP_TO_ONE = frozenset({"share", "chance"})
_COUNTED = frozenset(
    "amount≥0 odds rank days months people groups customers contacts ways bookings records pairs "
    "statements strength".split()
)

#: Sums of floating numbers may miss a limit by so much.
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class ContractColumn:
    """One column: what it holds, in which unit, and what that means."""

    name: str
    kind: str
    unit: str
    may_be_empty: bool
    meaning: str

    @property
    def dtype(self) -> str:
        """The pandas dtype."""
        return _DTYPES[self.kind]

    def faults(self, values: pd.Series) -> Iterator[str]:
        """What is wrong with values of this column, in words."""
        if str(values.dtype) != self.dtype:
            yield f"{self.name} holds {values.dtype}, not {self.dtype}"
            return
        if not self.may_be_empty and values.isna().any():
            yield f"{self.name} is empty in {values.isna().sum()} of {len(values)} rows"
        if self.kind in {"number", "count", "whole"}:
            yield from self._beyond(values)

    def _beyond(self, values: pd.Series) -> Iterator[str]:
        low = -np.inf if self.unit in _ANY else 1.0 if self.unit == "rank" else 0.0
        high = 1.0 if self.unit in _UP_TO_ONE else np.inf
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        slack = _TOLERANCE * max(1.0, float(np.nanmax(np.abs(numbers), initial=0.0)))
        beyond = numbers[(numbers < low - slack) | (numbers > high + slack) | np.isinf(numbers)]
        if len(beyond):
            yield f"{self.name} holds {beyond[0]:g}, no {self.unit or 'number'}"


@dataclass(frozen=True, slots=True)
class Contract:
    """One table: what a row is, and its columns in order."""

    rows: str
    columns: tuple[ContractColumn, ...]

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]

    @property
    def kinds(self) -> dict[str, str]:
        """Kind of each column by name, as :func:`data.frames.fetch` wants them."""
        return {column.name: column.kind for column in self.columns}

    @property
    def dtypes(self) -> dict[str, str]:
        """pandas dtype of each column by name."""
        return {column.name: column.dtype for column in self.columns}

    def empty(self) -> pd.DataFrame:
        """The table without a row."""
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in self.dtypes.items()})

    def typed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The columns of the contract out of a frame, in order and with their types, rows
        numbered anew."""
        return frame[self.names].astype(self.dtypes).reset_index(drop=True)

    def column(self, name: str) -> ContractColumn:
        """The column of that name; KeyError without."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def faults(self, frame: pd.DataFrame) -> list[str]:
        """Where a frame breaks the contract, in words; empty if it keeps it.

        >>> people = contract("One row per person", "rep_id text: who\\nage number?: of life")
        >>> people.faults(pd.DataFrame({"rep_id": pd.Series(["ann"], dtype="str"), "size": [1]}))
        ['age is not there', 'size is in no contract']
        """
        absent = [name for name in self.names if name not in frame]
        more = [name for name in frame if name not in self.names]
        faults = [f"{name} is not there" for name in absent]
        faults += [f"{name} is in no contract" for name in more]
        if not faults and list(frame) != self.names:
            faults.append(f"the order is {' '.join(frame)}, not {' '.join(self.names)}")
        for column in self.columns:
            if column.name in frame:
                faults.extend(column.faults(frame[column.name]))
        return faults


def contract(rows: str, layout: str) -> Contract:
    """Read a contract from its text; ``rows`` says what one row is.

    >>> contract("One row per customer", "share number? share: best").columns[0]
    ContractColumn(name='share', kind='number', unit='share', may_be_empty=True, meaning='best')
    """
    entries: list[str] = []
    for line in cleandoc(layout).splitlines():
        if line.startswith(" "):
            entries[-1] += f" {line.strip()}"
        else:
            entries.append(line)
    return Contract(rows, tuple(_column(entry) for entry in entries))


def _column(entry: str) -> ContractColumn:
    head, meaning = entry.split(": ", 1)
    name, kind, *unit = head.split()
    column = ContractColumn(name, kind.rstrip("?"), " ".join(unit), kind.endswith("?"), meaning)
    if column.kind not in _DTYPES or column.unit not in _ANY | _UP_TO_ONE | _COUNTED:
        raise ValueError(f"no such kind or unit: {entry}")
    return column
