"""A table as a source stores it, for a mapping to be applied to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.mysql import BIT
from sqlalchemy.types import _Binary

from data.sources import sql

__all__ = ["Stored", "as_stored_text"]


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """One table of a source, its columns by the names that a mapping may use."""

    table: sa.FromClause
    #: By name as it is written: the key of the column in ``table.c``.
    columns: Mapping[str, str]
    #: By name as it is written: the reflected type; text where it is not given.
    types: Mapping[str, sa.types.TypeEngine[Any]]
    #: Key of the column that numbers the rows as stored, if there is one.
    row: str | None = None


def as_stored_text(column: Any, type_: sa.types.TypeEngine[Any] | None) -> sa.ColumnElement[Any]:
    """A stored value as trimmed text, NULL where nothing is left; bytes as hexadecimal digits."""
    if isinstance(type_, BIT):
        return sql.as_text(sa.type_coerce(column, sa.BigInteger()) + 0)
    if isinstance(type_, _Binary):
        return sql.hex_text(column)
    return sql.as_text(column)
