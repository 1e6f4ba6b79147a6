"""Records of delimited text in batches, in bounded memory whatever the text holds.

The csv module reads a line, and a field that is quoted over many lines, to its end however far
that lies. Here it is fed pieces of bounded length, and stopped where one row takes too many.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TextIO

from data.importing import limits
from data.importing.raw import BATCH, BATCH_TEXT

__all__ = ["LongRow", "Records", "first_records"]

_PIECE = 1 << 20


class LongRow(Exception):
    """A row is longer than :data:`data.importing.limits.ROW` allows."""


class Records:
    """The records of a text, and after its last line one of ``end`` alone.

    ``failure`` says, once the batches are over, why they did not reach the end: a
    :class:`LongRow` or a :class:`csv.Error` of the row after the last one.
    """

    def __init__(self, text: TextIO, delimiter: str, end: str):
        self.failure: LongRow | csv.Error | None = None
        self._text = text
        self._batch: list[list[str]] = []
        self._given = self._characters = 0
        lines = chain(chain.from_iterable(self._pieces()), [end])
        self._reader = _reader(lines, delimiter)

    def batches(self) -> Iterator[list[list[str]]]:
        """Yield the records; the last batch may be empty."""
        ended = False
        while not ended:
            self._given += len(self._batch)
            self._batch, self._characters = [], 0
            try:
                ended = self._fill()
            except (LongRow, csv.Error) as error:
                self.failure, ended = error, True
            yield self._batch

    def _fill(self) -> bool:
        """Read one batch; returns whether it is the last."""
        for record in self._reader:
            self._batch.append(record)
            if self._characters >= BATCH_TEXT or len(self._batch) == BATCH:
                return False
        return True

    def _pieces(self) -> Iterator[Iterable[str]]:
        """Whole lines of about :data:`_PIECE` characters; no row goes on for too many of them."""
        records, length = 0, 0
        while start := self._text.read(_PIECE):
            rest = self._text.readline(limits.ROW + 1)
            whole = start + rest if len(rest) <= limits.ROW else _whole_lines(start)
            self._characters += len(whole)
            yield io.StringIO(whole, newline="")
            ended = self._given + len(self._batch)
            length = length + len(whole) if ended == records else 0
            records = ended
            if len(rest) > limits.ROW or length > limits.ROW:
                raise LongRow


def _reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    # Rows are limited, and with them fields: the module's own limit must never be met first.
    csv.field_size_limit(3 * limits.ROW + 2 * _PIECE)
    return csv.reader(lines, delimiter=delimiter)


def _whole_lines(text: str) -> str:
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1]


def first_records(text: str, delimiter: str, most: int) -> Iterator[tuple[int, list[str]]]:
    """The first records with a value, and their rows counted from 1.

    Raises
    ------
    LongRow
        A record does not end within :data:`data.importing.limits.HEADER` characters of the text.
    csv.Error
        The text cannot be read as records.
    """
    lines = io.StringIO(text, newline="")
    given = 0
    for row, record in enumerate(_reader(lines, delimiter), start=1):
        if lines.tell() > limits.HEADER:
            raise LongRow
        if any(field.strip() for field in record):
            given += 1
            yield row, record
        if given == most:
            return
