"""All faults of one import: collected, put in order, summed up in a sentence, and as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analytics.errors import Fault
from analytics.messages import Message, message

__all__ = ["MOST_FAULTS", "FaultLog", "Repair", "faults_table", "summary"]

#: So many faults are listed one by one; beyond, they are only counted.
MOST_FAULTS = 500_000


@dataclass(frozen=True, slots=True)
class Repair:
    """What was made good in a file or sheet: how many rows, and the first of them as written.

    ``code`` is one of :data:`data.quality.readings.DONE`.
    """

    source: str
    code: str
    rows: int
    row: int
    example: str


class FaultLog:
    """Faults as they are found, in order; beyond :data:`MOST_FAULTS` only their number grows."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.count = 0
        self.blocking = 0
        #: What readers made good, by source and code.
        self.repairs: dict[tuple[str, str], Repair] = {}

    def repaired(self, code: str, source: str, row: int, example: str, rows: int = 1) -> None:
        """Count rows of a file or sheet that were read otherwise than they stand there."""
        first = self.repairs.get((source, code), Repair(source, code, 0, row, example))
        self.repairs[source, code] = replace(first, rows=first.rows + rows)

    def made_good(self, repairs: Iterable[Repair]) -> None:
        """Note what a reader has made good already."""
        for each in repairs:
            self.repaired(each.code, each.source, each.row, each.example, each.rows)

    def add(self, fault: Fault) -> None:
        """Note one fault."""
        self.count += 1
        self.blocking += not fault.skippable
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)

    def said_of(self, source: str, table: str, shown: str | None = None) -> "FaultLog":
        """A log that notes the faults of a file or sheet here, as those of a table.

        ``shown`` is how the file is called where the name of the table does not say it.
        """
        return _Renaming(self, source, table, shown)

    def ordered(self) -> tuple[Fault, ...]:
        """Return what stops the whole import first, then by table, row and column."""
        return tuple(
            sorted(
                self.faults,
                key=lambda f: (f.row is not None, f.skippable, f.table, f.row or 0, f.column or ""),
            )
        )


class _Renaming(FaultLog):
    def __init__(self, log: FaultLog, source: str, table: str, shown: str | None) -> None:
        super().__init__()
        self._log, self._source, self._table, self._shown = log, source, table, shown
        self.repairs = log.repairs

    def add(self, fault: Fault) -> None:
        """Note one fault as that of the table."""
        same = fault.table == self._source
        self._log.add(replace(fault, table=self._table, source=self._shown) if same else fault)


def summary(faults: Sequence[Fault], count: int) -> Message:
    """The one sentence over a list of faults; names the first of them."""
    return message(
        "Nothing was imported: {count} fault. {first}",
        "Nothing was imported: {count} faults, the first of them: {first}",
        count=count,
        first=_in_words(faults[0]),
    )


def _in_words(fault: Fault) -> Message:
    """One fault as a sentence that can be translated."""
    location = ".".join(part for part in (fault.table, fault.column) if part)
    if fault.source is not None:
        location = f"{location} ({fault.source})"
    if fault.key is not None:
        location = f"{location}, {fault.key}"
    problem, remedy, row = fault.problem, fault.remedy, str(fault.row)
    if fault.row is None and (fault.value is None or fault.key is None):
        return message(
            "{place}: {problem}. {remedy}", place=location, problem=problem, remedy=remedy
        )
    if fault.row is None:
        return message(
            "{place}: {problem} ({value}). {remedy}",
            place=location,
            value=repr(fault.value),
            problem=problem,
            remedy=remedy,
        )
    if fault.value is None:
        return message(
            "{place}, row {row}: {problem}. {remedy}",
            place=location,
            row=row,
            problem=problem,
            remedy=remedy,
        )
    return message(
        "{place}, row {row}: {problem} ({value}). {remedy}",
        place=location,
        row=row,
        value=repr(fault.value),
        problem=problem,
        remedy=remedy,
    )


def faults_table(faults: Sequence[Fault]) -> pd.DataFrame:
    """All faults for a download, in plain English, one per row.

    Columns: table, source (file and columns where they are called otherwise, or empty), row
    (Int64, the header is row 1), column, value, problem, remedy, amount
    (money of the row where it could be read), skippable (bool). Without faults an empty frame
    with the same columns and types.
    """
    frame = pd.DataFrame(
        {
            "table": [fault.table for fault in faults],
            "source": [fault.source or "" for fault in faults],
            "row": pd.array([fault.row for fault in faults], dtype="Int64"),
            "column": [fault.column for fault in faults],
            "value": [fault.value for fault in faults],
            "problem": [str(fault.problem) for fault in faults],
            "remedy": [str(fault.remedy) for fault in faults],
            "amount": pd.array([fault.amount for fault in faults], dtype="Float64"),
            "skippable": pd.array([fault.skippable for fault in faults], dtype="bool"),
        }
    )
    texts = ["table", "source", "column", "value", "problem", "remedy"]
    return frame.astype(dict.fromkeys(texts, "str"))
