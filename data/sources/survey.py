"""Whether the values of a database can be read as they stand, asked of the engine itself.

One statement a table counts, by column, the values that need more than a cast: words for nothing,
white space around them, days that mean none, numbers and days in other spellings, words of other
systems, ends before starts. A database without any is read where it is; of one that has some, the
rows are brought in and read as files are (:mod:`data.opening`), so that both mean the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.schema import TABLES, Kind, TableColumn
from data.sources import sql
from data.sources.relation import Relation
from data.sources.source import Source
from data.usual import (
    AROUND,
    ENDS,
    EPOCH,
    FIRST_DAYS,
    INTERVALS,
    INVISIBLE,
    LEAVING,
    LOST_ID,
    OPEN_END,
    REFERRING,
    USUAL,
)
from data.words import CHOICES, NOTHING

__all__ = ["Unusual", "unusual_values"]

Expression = sa.ColumnElement[Any]

_WHITE_AROUND = f"^[{AROUND}]|[{AROUND}]$"
_MARKED_ID = r"^['’][0-9=+@-]|^=\""
_DECIMAL_ID = r"[0-9]+\.0+"
_UNUSUAL_ID = f"{_WHITE_AROUND}|{_MARKED_ID}|[{INVISIBLE}]|^(?:{_DECIMAL_ID}|{LOST_ID})$"
_UNUSUAL_TEXT = f'{_WHITE_AROUND}|^="'
_CURRENCY = "^[A-Z]{3}$"
_NO_CURRENCIES = ("RMB", "NAN", "NIL", "NAT")
_SHORT, _LONG = "^[A-Za-z0-9]{15}$", "^[A-Za-z0-9]{18}$"
#: What a column of each kind may be stored as and is read without looking at its text.
_NATIVE: Mapping[Kind, tuple[type[sa.types.TypeEngine[Any]], ...]] = {
    Kind.DATE: (sa.Date, sa.DateTime),
    Kind.TIME: (sa.Date, sa.DateTime),
    Kind.NUMBER: (sa.Numeric, sa.Float, sa.Integer),
    Kind.BOOLEAN: (sa.Boolean,),
}
#: How many rows hold a value, where values are looked at once.
_ROWS = "rows_with_it"
_LAST_DAY = date(9999, 12, 30)
#: Two days of one row of which the first may not lie before the second.
_ORDERED = {
    "reps": (("left_on", "hired_on"), ("notice_on", "hired_on")),
    "customers": (("contract_ends_on", "contract_starts_on"),),
    **{table: ((end, start),) for table, (start, end) in INTERVALS.items()},
}


@dataclass(frozen=True, slots=True)
class Unusual:
    """A column, ``table.column``, with so many values that need reading."""

    column: str
    rows: int


def unusual_values(source: Source) -> tuple[Unusual, ...]:
    """The columns of a database whose values cannot all be read as they stand.

    None of a file that an import wrote: it has read them.
    """
    if source.checked:
        return ()
    columns: list[Unusual] = []
    lengths: dict[str, tuple[int, int]] = {}
    with source.reading() as connection:
        for relation in source.relations.values():
            counts = _counted(connection, source, relation)
            for column, (rows, short, long) in counts.items():
                name = f"{relation.name}.{column}"
                lengths[name] = (short, long)
                columns += [Unusual(name, rows)] if rows else []
    return (*columns, *_joined_by_checksum(lengths))


def _joined_by_checksum(lengths: Mapping[str, tuple[int, int]]) -> Iterator[Unusual]:
    """The columns with ids of 15 characters whose like elsewhere have 18."""
    for names in REFERRING.values():
        ids = {name: both for name, both in lengths.items() if name.partition(".")[2] in names}
        if any(long for _, long in ids.values()):
            yield from (Unusual(name, short) for name, (short, _) in ids.items() if short)


def _counted(
    connection: sa.Connection, source: Source, relation: Relation
) -> dict[str, tuple[int, int, int]]:
    """By column: how many values are unusual, and how many ids have 15 and 18 characters."""
    table, columns = relation.table(), list(relation.columns)
    repeating = [c for c in columns if source.kind.columnar and _repeats(relation.name, c)]
    counts = _asked(connection, source, relation, [c for c in columns if c not in repeating], table)
    for name in repeating:
        stored = table.c[relation.columns[name]]
        values = sa.select(stored, sa.func.count().label(_ROWS)).group_by(stored).subquery()
        counts |= _asked(connection, source, relation, [name], values, values.c[_ROWS])
    return {name: counts[name] for name in columns}


def _repeats(table: str, name: str) -> bool:
    """Whether a table without a key, such as one of events, has a column with few values beside
    its rows: then each value is looked at once."""
    column = TABLES[table].columns[name]
    refers = column.kind is Kind.ID and name in (*REFERRING["customers"], *REFERRING["reps"])
    return not TABLES[table].key and (refers or column.kind in (Kind.CHOICE, Kind.CURRENCY))


def _asked(
    connection: sa.Connection,
    source: Source,
    relation: Relation,
    names: list[str],
    table: sa.FromClause,
    number: Any = None,
) -> dict[str, tuple[int, int, int]]:
    """What _counted says of some columns; ``table``: its rows, or values, of which ``number``
    rows hold each."""
    counts: list[Expression] = []
    for name in names:
        column = TABLES[relation.name].columns[name]
        stored = table.c[relation.columns[name]]
        unusual = _unusual(source, relation, column, stored)
        before = [_before(source, relation, table, *pair) for pair in _pairs(relation, name)]
        counts.append(sql.total(sa.or_(unusual, *before), number))
        long = column.kind is Kind.ID
        counts += _lengths(stored, number) if long else [sa.literal(0), sa.literal(0)]
    if not counts:
        return {}
    answers = [int(each or 0) for each in connection.execute(sa.select(*counts)).one()]
    triples = zip(answers[::3], answers[1::3], answers[2::3], strict=True)
    return dict(zip(names, triples, strict=True))


def _pairs(relation: Relation, name: str) -> list[tuple[str, str]]:
    """The pairs of days of which the column of that name is the later one."""
    pairs = _ORDERED.get(relation.name, ())
    return [pair for pair in pairs if pair[0] == name and pair[1] in relation.columns]


def _before(
    source: Source, relation: Relation, table: sa.FromClause, later: str, earlier: str
) -> Expression:
    """Whether a day lies before one that it should follow; never NULL."""
    days = [_day(source, relation, n, table.c[relation.columns[n]]) for n in (later, earlier)]
    return sa.func.coalesce(days[0] < days[1], sa.false())


def _lengths(stored: Any, number: Any) -> list[Expression]:
    """How many ids have 15 and 18 characters; only those are looked at."""
    text = sql.plain_text(stored)
    size = sa.func.length(text)
    return [
        sql.total(sa.case((size == length, text.regexp_match(pattern)), else_=sa.false()), number)
        for length, pattern in ((15, _SHORT), (18, _LONG))
    ]


def _unusual(source: Source, relation: Relation, column: TableColumn, stored: Any) -> Expression:
    """Whether a stored value needs more than a cast."""
    type_ = relation.type_of(column.name)
    if isinstance(type_, _NATIVE.get(column.kind, ())):
        if column.kind in (Kind.DATE, Kind.TIME):
            return _unusual_day(_day(source, relation, column.name, stored), stored, column)
        return sa.false()
    if column.kind in (Kind.DATE, Kind.TIME) and not sql.is_text(type_):
        return stored.is_not(None)
    text = sql.plain_text(stored)
    needed = _needed(relation.name, column)
    return sa.case(
        (stored.is_(None), sa.true() if needed else sa.false()),
        (text == "", sa.true() if needed else sa.false()),
        (sql.is_bytes(stored), sa.true()),
        else_=_unusual_text(relation.name, column, text, stored),
    )


def _needed(table: str, column: TableColumn) -> bool:
    """Whether an empty value is repaired, or leaves its row out; other faults are named."""
    if not column.required or column.key:
        return False
    return column.name == "name" or (column.kind is Kind.ID and table in LEAVING)


def _day(source: Source, relation: Relation, name: str, stored: Any) -> Expression:
    return sql.as_day(stored, relation.type_of(name), source.timezone)


def _unusual_day(day: Expression, stored: Any, column: TableColumn) -> Expression:
    latest = date.fromisoformat(OPEN_END) if _may_be_never(column) else _LAST_DAY
    last_of_none = date.fromisoformat(FIRST_DAYS[1])
    return sa.or_(
        sql.incomplete_day(stored),
        day <= sa.literal(last_of_none, sa.Date),
        day == sa.literal(date.fromisoformat(EPOCH), sa.Date),
        day >= sa.literal(latest, sa.Date),
    )


def _may_be_never(column: TableColumn) -> bool:
    """Whether a day that never comes means an open end, or none, in the column."""
    return column.name in ENDS or not column.required


def _unusual_text(table: str, column: TableColumn, text: Expression, stored: Any) -> Expression:
    match column.kind:
        case Kind.ID:
            usual = text.regexp_match(f"^(?:{USUAL[Kind.ID]})$")
            unusual = sa.or_(text.regexp_match(_UNUSUAL_ID), sql.folded(text).in_(NOTHING))
            # One look is enough for what is usual, which most is.
            return sa.case((usual, sa.false()), else_=unusual)
        case Kind.TEXT:
            return _unusual_words(column, text)
        case Kind.CHOICE:
            return sa.or_(text.regexp_match(_WHITE_AROUND), _other_word(table, column, text))
        case Kind.BOOLEAN:
            return sql.folded(text).not_in((*sql.TRUE_WORDS, *sql.FALSE_WORDS))
        case Kind.CURRENCY:
            return sa.or_(sa.not_(text.regexp_match(_CURRENCY)), text.in_(_NO_CURRENCIES))
        case Kind.NUMBER:
            return sa.not_(
                sql.usual_number(stored, text.regexp_match(f"^(?:{USUAL[Kind.NUMBER]})$"))
            )
    return _unusual_day_text(column, text)


def _unusual_words(column: TableColumn, text: Expression) -> Expression:
    unusual = text.regexp_match(_UNUSUAL_TEXT)
    return sa.or_(unusual, sql.folded(text).in_(NOTHING)) if column.name == "name" else unusual


def _other_word(table: str, column: TableColumn, text: Expression) -> Expression:
    meanings = CHOICES.get((table, column.name), {})
    return sql.folded(text).in_(
        (*NOTHING, *(each for each in meanings if each not in column.choices))
    )


def _unusual_day_text(column: TableColumn, text: Expression) -> Expression:
    usual = text.regexp_match(f"^(?:{USUAL[column.kind]})$")
    first_day = sa.func.substr(text, 1, 10, type_=sa.String())
    none = sa.or_(first_day <= FIRST_DAYS[1], first_day == EPOCH)
    if _may_be_never(column):
        none = sa.or_(none, first_day >= OPEN_END)
    return sa.or_(sa.not_(usual), none)
