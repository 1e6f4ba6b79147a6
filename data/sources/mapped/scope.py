"""What the expressions of a part speak of: tables by alias, and the columns of its rows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from data.mapping import model, walking
from data.mapping.names import column_key, headers_keyed
from data.sources.mapped.rows import Rows, Value, labels
from data.sources.mapped.stored import Stored

__all__ = ["Looked", "Scope", "World"]


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """One lookup or join of a part, to be counted."""

    #: ``lookup`` or ``join``, and what it is called in the mapping.
    kind: str
    name: str
    #: What is looked for, and when it is met once or several times with different results.
    wanted: Value
    matched: Value
    ambiguous: Value


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A mapping and the tables of its source."""

    mapping: model.Mapping
    stored: Mapping[str, Stored]
    #: The company's time zone, in which days are counted.
    timezone: str
    #: Makes the records of a table of that alias.
    records: Callable[["World", str], "Scope"]
    names: Iterator[str] = field(default_factory=labels)

    def asked(self) -> set[str]:
        """Keys of all columns that the mapping names anywhere; no others are selected."""
        return {column_key(name) for name in _named(self.mapping)}


@dataclass(slots=True, eq=False)
class Scope:
    """Rows in the making, with their columns by name."""

    world: World
    rows: Rows
    #: Columns of the part's own table by name.
    own: dict[str, Value]
    #: Of all tables that are there, by alias.
    tables: dict[str, dict[str, Value]]
    #: The number of the row as stored, if there is one.
    row: Value | None = None
    looked: list[Looked] = field(default_factory=list)

    def column(self, name: str) -> Value | None:
        """A column by its name; None where it is not there."""
        own = _column(self.own, name)
        if own is not None or "." not in name:
            return own
        for alias, columns in self.tables.items():
            if name.startswith(f"{alias}."):
                return _column(columns, name.removeprefix(f"{alias}."))
        return None

    def order(self) -> list[Any]:
        """By what the first row is the first: as stored, else by all columns."""
        if self.row is not None:
            return [self.row.sql]
        return [sa.cast(value.sql, sa.Text) for value in self.own.values() if value.stored is None]


def _column(columns: Mapping[str, Value], name: str) -> Value | None:
    return columns.get(name) or headers_keyed(columns).get(column_key(name))


def _named(mapping: model.Mapping) -> Iterator[str]:
    for table in mapping.tables.values():
        yield from table.carry_down
        yield from table.keep.per if table.keep else ()
        yield from table.unpivot.columns if table.unpivot else ()
        yield from _of(walking.expressions_of_table((), table))
        yield from _of_conditions(table.where)
    for parts in mapping.parts.values():
        for part in parts:
            yield from (name for join in part.join for name in join.on)
            yield from _of(walking.expressions_of_part((), part))
            yield from _of_conditions(part.where)


def _of(expressions: Iterator[walking.At]) -> Iterator[str]:
    for _, expression in expressions:
        for name in walking.columns_named(expression):
            yield name
            # ``alias.column`` names a column of a joined table; an alias may hold dots.
            parts = name.split(".")
            yield from (".".join(parts[start:]) for start in range(1, len(parts)))
        if expression.lookup is not None:
            yield from (*expression.lookup.by, expression.lookup.give)
        for case in expression.case or ():
            yield from _of_conditions(case.when)


def _of_conditions(conditions: tuple[model.Condition, ...]) -> Iterator[str]:
    for _, condition in walking.conditions_within((), conditions):
        for membership in (condition.within, condition.outside):
            yield from [membership.column] if membership else []
