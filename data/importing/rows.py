"""The number under which a row is staged: the part it belongs to, its place in the file, and which
of the rows it is that the part makes of that one.

So one number says where a value comes from, however many files a table is made of, and rows of a
table are in the order of its parts and of their files.
"""

from typing import Any

import sqlalchemy as sa

__all__ = ["decoded", "numbered", "part_of", "place_in_file"]

_TURN_BITS = 20
_ROW_BITS = 34
_PART_SHIFT = _TURN_BITS + _ROW_BITS


def numbered(
    part: int, row: sa.ColumnElement[Any], turn: sa.ColumnElement[Any] | None = None
) -> sa.ColumnElement[Any]:
    """The number of the row ``row`` of a file in a part; ``turn`` counts from 0 where a row of the
    file becomes several."""
    number = row * sa.literal_column(str(1 << _TURN_BITS))
    number = number + sa.literal_column(str(part << _PART_SHIFT))
    return number if turn is None else number + turn


def place_in_file(number: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The row of the file, in SQL."""
    whole = number.bitwise_rshift(sa.literal_column(str(_TURN_BITS)))
    return whole.bitwise_and(sa.literal_column(str((1 << _ROW_BITS) - 1)))


def part_of(number: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The part of the table, counted from 0, in SQL."""
    return number.bitwise_rshift(sa.literal_column(str(_PART_SHIFT)))


def decoded(number: int) -> tuple[int, int]:
    """Part and row of the file.

    >>> decoded((3 << 54) + (7 << 20) + 1)
    (3, 7)
    """
    return number >> _PART_SHIFT, (number >> _TURN_BITS) & ((1 << _ROW_BITS) - 1)
