"""What is repaired in a typed table with certainty: days that mean none, open ends, intervals.

Each repair is noted with how many rows it concerns, one of them and their money.
"""

from typing import Any

import sqlalchemy as sa

from data.importing.typed import Typed, leave_out, note_reading
from data.schema import Kind, TableColumn
from data.usual import ENDS, EPOCH, FIRST_DAYS, INTERVALS, NO_DAYS, OPEN_END
from data.words import NOTHING

__all__ = ["repair"]

Text = sa.ColumnElement[Any]

#: An open end of these says something (the contract runs); that of others is an empty value.
_RUNNING = ("contract_ends_on",)
_YEAR_AROUND = ("1969-01-01", "1971-01-01")
_DAYS = (Kind.DATE, Kind.TIME)


def repair(connection: sa.Connection, typed: Typed) -> Typed:
    """Repair the typed table in place."""
    for column in typed.columns:
        if column.kind in _DAYS:
            _days(connection, typed, column)
    _names(connection, typed)
    if typed.name == "reps":
        _earlier_employment(connection, typed)
    if typed.name == "customers":
        _contracts(connection, typed)
    if typed.name in INTERVALS and typed.has(*INTERVALS[typed.name]):
        start, end = (typed.values.c[name] for name in INTERVALS[typed.name])
        shown = _written(start).concat(" – ").concat(_written(end))
        leave_out(connection, typed, end.name, "ends_before_start", end < start, shown)
    return typed


def _written(value: Text) -> Text:
    return sa.cast(value, sa.String())


def _days(connection: sa.Connection, typed: Typed, column: TableColumn) -> None:
    """Empty the days that mean none, and open the ends that mean never."""
    day = typed.values.c[column.name]
    text = sa.func.left(_written(day), 10)
    first, last = connection.execute(sa.select(sa.func.min(day), sa.func.max(day))).one()
    if first is None:
        return
    if str(first)[:10] <= EPOCH:
        none: list[Text] = [text.in_(NO_DAYS), text.between(*FIRST_DAYS)]
        if _stands_alone(connection, text):
            none.append(text == EPOCH)
        _empty(connection, typed, column, "day_for_none", sa.or_(*none))
    if str(last)[:10] >= OPEN_END:
        if column.name in ENDS:
            _open(connection, typed, column, text >= OPEN_END)
        elif not column.required:  # Of records, days to come are left out and told of.
            _empty(connection, typed, column, "day_for_none", text >= OPEN_END)


def _stands_alone(connection: sa.Connection, text: Text) -> bool:
    """Whether no other day of the column lies within a year of the first of 1970."""
    near = sa.and_(text.between(*_YEAR_AROUND), text != EPOCH)
    return not connection.scalar(sa.select(sa.func.count_if(near)))


def _open(connection: sa.Connection, typed: Typed, column: TableColumn, condition: Text) -> None:
    if column.name not in _RUNNING:
        _empty(connection, typed, column, "open_end", condition)
        return
    day = typed.values.c[column.name]
    shown = _written(day).concat(" → ").concat("…")
    note_reading(connection, typed, column.name, "open_end", condition, shown)
    end = sa.cast(sa.literal(OPEN_END), sa.Date())
    connection.execute(typed.values.update().where(condition).values({column.name: end}))


def _empty(
    connection: sa.Connection, typed: Typed, column: TableColumn, code: str, condition: Text
) -> None:
    """Take values for empty ones, and note it; where a value is required that is a fault."""
    shown = _written(typed.values.c[column.name]).concat(" → ∅")
    if not note_reading(connection, typed, column.name, code, condition, shown):
        return
    emptied: dict[str, Any] = {column.name: sa.null()}
    if column.required:
        emptied[f"problem {column.name}"] = "empty"
    connection.execute(typed.values.update().where(condition).values(emptied))


def _names(connection: sa.Connection, typed: Typed) -> None:
    """The id stands in for an empty name; a word for nothing stays a name, and is counted."""
    if not typed.has("name"):
        return
    name = typed.values.c.name
    words = sa.func.lower(name).in_(NOTHING)
    note_reading(connection, typed, "name", "word_in_name", words, name)
    key = next((column.name for column in typed.columns if column.key), None)
    required = any(column.name == "name" and column.required for column in typed.columns)
    if key is None or not required:
        return
    nameless = sa.and_(name.is_(None), typed.values.c[key].is_not(None))
    if note_reading(connection, typed, "name", "id_for_name", nameless, typed.values.c[key]):
        connection.execute(typed.values.update().where(nameless).values(name=typed.values.c[key]))


def _earlier_employment(connection: sa.Connection, typed: Typed) -> None:
    for column in typed.columns:
        if column.name in ("left_on", "notice_on") and typed.has("hired_on"):
            before = typed.values.c[column.name] < typed.values.c.hired_on
            _empty(connection, typed, column, "before_hired_on", before)


def _contracts(connection: sa.Connection, typed: Typed) -> None:
    if typed.has("contract_starts_on", "contract_ends_on"):
        c = typed.values.c
        column = next(each for each in typed.columns if each.name == "contract_ends_on")
        earlier = c.contract_ends_on < c.contract_starts_on
        _empty(connection, typed, column, "ends_before_start", earlier)
