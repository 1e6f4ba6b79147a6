"""Faults of rows that lie in no file but in a database, where they have a key and no number."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from analytics.errors import Fault, InputFaults
from analytics.messages import Message
from data.importing.fault_lists import summary
from data.importing.reports import ImportFaults
from data.schema import TABLES
from data.sources.copying import row_names

__all__ = ["called_by_key"]

#: Placeholders of sentences that stand for the number of a row.
_NUMBERS = ("row", "other_row")
#: What a row is called that has no key.
_NAMELESS = "?"


def called_by_key(error: InputFaults, folder: Path) -> InputFaults:
    """The same faults with every row called by its key in the database (``id = 901``).

    ``folder`` holds the tables as :func:`data.sources.copying.copied_tables` has written them.
    """
    wanted: dict[str, set[int]] = {}
    for fault in error.faults:
        rows = [fault.row, *_rows_in(fault.problem)]
        wanted.setdefault(fault.table, set()).update(row for row in rows if row is not None)
    names = {
        table: row_names(folder, table, rows) if rows and table in TABLES else {}
        for table, rows in wanted.items()
    }
    faults = [_called(fault, names[fault.table]) for fault in error.faults]
    count = error.count if isinstance(error, ImportFaults) else len(faults)
    return InputFaults(summary(faults, count) if faults else error.message, faults)


def _called(fault: Fault, names: Mapping[int, str]) -> Fault:
    key = None if fault.row is None else names.get(fault.row)
    return replace(fault, problem=_said(fault.problem, names), row=None, source=None, key=key)


def _rows_in(said: Message) -> Iterator[int]:
    """The numbers of rows that a sentence, or one within it, speaks of."""
    for name, value in said.values.items():
        if isinstance(value, Message):
            yield from _rows_in(value)
        elif name in _NUMBERS and isinstance(value, int):
            yield value


def _said(said: Message, names: Mapping[int, str]) -> Message:
    values: dict[str, object] = {}
    for name, value in said.values.items():
        if isinstance(value, Message):
            value = _said(value, names)
        elif name in _NUMBERS and isinstance(value, int):
            value = names.get(value, _NAMELESS)
        values[name] = value
    return replace(said, values=values)
