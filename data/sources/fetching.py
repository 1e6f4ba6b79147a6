"""Taking the rows of a result a part at a time, so that none is without end."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.engine.cursor import CursorFetchStrategy

from data.frames import TooMuchError

__all__ = ["Bounded"]

#: Parts are as large as this many rows, or bytes by the length of the rows seen so far.
_ROWS, _BYTES = 10_000, 20_000_000


class Bounded(CursorFetchStrategy):
    """Fetches the rows of one result, until there are more than ``rows`` or they hold more than
    ``size`` characters and bytes: then :class:`TooMuchError`."""

    __slots__ = ("_most_rows", "_most_size", "_rows", "_size")

    def __init__(self, rows: int, size: int):
        self._most_rows = rows
        self._most_size = size
        self._rows = 0
        self._size = 0

    def fetchone(self, result: Any, dbapi_cursor: Any, hard_close: bool = False) -> Any:
        """The next row."""
        row = super().fetchone(result, dbapi_cursor, hard_close)
        self._count([row] if row is not None else [])
        return row

    def fetchmany(self, result: Any, dbapi_cursor: Any, size: int | None = None) -> Any:
        """The next rows."""
        rows = super().fetchmany(result, dbapi_cursor, size)
        self._count(rows)
        return rows

    def fetchall(self, result: Any, dbapi_cursor: Any) -> list[Any]:
        """All further rows."""
        rows: list[Any] = []
        while part := self.fetchmany(result, dbapi_cursor, self._part()):
            rows += part
        return rows

    def _part(self) -> int:
        if not self._rows:
            return 100
        return max(1, min(_ROWS, _BYTES * self._rows // max(1, self._size)))

    def _count(self, rows: Sequence[Iterable[Any]]) -> None:
        self._rows += len(rows)
        self._size += sum(
            len(cell) for row in rows for cell in row if isinstance(cell, str | bytes)
        )
        if self._rows > self._most_rows or self._size > self._most_size:
            raise TooMuchError
