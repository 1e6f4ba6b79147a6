"""How one column is read: a cast for its usual values, a dictionary for the others."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.importing.hints import Hints, Option
from data.schema import Kind, TableColumn

__all__ = ["Column", "direct", "zone_of"]

Text = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """The reading of one column.

    ``direct`` gives value and problem of a usual text. ``dictionary`` has text, value, problem,
    code and, where ``signed``, sign (of a currency) of the others. ``asked``: nobody can say yet
    how the column is to be read, so that none of its values is a fault. ``form``: the order of the
    date or the decimal sign that was decided, empty where no value depends on it; ``options``: the
    readings among which somebody may choose.
    """

    direct: Callable[[Text], tuple[Text, Text]]
    sql_type: sa.types.TypeEngine[Any]
    dictionary: sa.FromClause | None = None
    can_fail: bool = False
    asked: bool = False
    signed: bool = False
    worded: bool = False
    form: str = ""
    options: tuple[Option, ...] = ()


def zone_of(column: TableColumn, timezone: str, hints: Hints) -> str | None:
    """The zone of times that name none, where it is another than the company's."""
    zone = hints.of(column.name).zone
    return None if zone in (None, timezone) else zone


def _as_it_is(text: Text) -> tuple[Text, Text]:
    return text, sa.null()


def _lower(text: Text) -> tuple[Text, Text]:
    return sa.func.lower(text), sa.null()


def _number(text: Text) -> tuple[Text, Text]:
    return sa.try_cast(text, sa.Double()), sa.null()


def _boolean(text: Text) -> tuple[Text, Text]:
    yes = sa.func.lower(text).in_(["true", "1"])
    return sa.case((text.is_not(None), yes)), sa.null()


_DIRECT = {Kind.NUMBER: _number, Kind.CHOICE: _lower, Kind.BOOLEAN: _boolean}
_FAILING = (Kind.NUMBER, Kind.BOOLEAN, Kind.CURRENCY, Kind.DATE, Kind.TIME)


def direct(column: TableColumn) -> Column:
    """The reading of a column of usual values (days and times apart)."""
    reader = _DIRECT.get(column.kind, _as_it_is)
    if column.kind in (Kind.NUMBER, Kind.BOOLEAN, Kind.CHOICE):
        return Column(_emptied(reader), column.kind.sql_type, can_fail=column.kind in _FAILING)
    return Column(_emptied(_as_it_is), column.kind.sql_type, can_fail=column.kind in _FAILING)


def _emptied(reader: Callable[[Text], tuple[Text, Text]]) -> Callable[[Text], tuple[Text, Text]]:
    """The same for texts of which some are empty."""
    return lambda text: reader(sa.func.nullif(text, ""))
