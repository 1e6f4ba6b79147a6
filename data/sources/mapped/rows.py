"""Rows in the making: a select in steps, in which what is used more than once is computed once.

Transformations build on each other, and most of them name their argument several times. Written
into each other they would grow beyond bounds; so :meth:`Rows.let` puts a value into a column of a
step, and the next step reads the column.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors

from data.sources.sql import stepwise

__all__ = ["Rows", "Value", "labels"]

Expression = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """An expression over the columns of the steps up to ``level``."""

    sql: Expression
    level: int = 0
    #: The type in which it is stored, as long as nothing is made of it; None: it is text.
    stored: sa.types.TypeEngine[Any] | None = None


class _Written(sa.CTE):
    """The rows of a step: named before the statement, so that steps do not stand in each other.

    SQLite's parser is deep by twenty selects at most. MariaDB allows a statement sixty such names,
    and sixty selects within each other, of which a part has far fewer.
    """

    inherit_cache = True


@compiles(_Written, "mariadb")
@compiles(_Written, "mysql")
def _within(step: Any, compiler: Any, **options: Any) -> str:
    return str(compiler.visit_subquery(step, **options))


@dataclass(slots=True, eq=False)
class _Step:
    columns: dict[str, Expression] = field(default_factory=dict)
    joins: list[tuple[sa.FromClause, Expression, bool]] = field(default_factory=list)


def labels() -> Iterator[str]:
    """Names that no other column of a statement has."""
    number = 0
    while True:
        number += 1
        yield f"c{number}"


class Rows:
    """Rows of a select whose columns have names that are unique in the whole statement."""

    def __init__(self, base: sa.FromClause, names: Iterator[str]):
        self._base = base
        self._names = names
        self._steps: dict[int, _Step] = {}

    def name(self) -> str:
        """A name that no column has."""
        return next(self._names)

    def let(self, value: Value) -> Value:
        """The same value, but computed in a step of its own."""
        if isinstance(value.sql, sa.ColumnClause):
            return value
        name = self.name()
        self._step(value.level + 1).columns[name] = value.sql
        return Value(sa.column(name, value.sql.type), value.level + 1, value.stored)

    def join(
        self, table: sa.FromClause, on: Expression, level: int, *, inner: bool = False
    ) -> dict[str, Value]:
        """Join a select, whose columns have names of their own, beside the rows of a level.

        Returns its columns.
        """
        step = self._step(level + 1)
        step.joins.append((table, on, inner))
        step.columns.update({column.name: column for column in table.c})
        return {c.name: Value(sa.column(c.name, c.type), level + 1) for c in table.c}

    def select(self, columns: dict[str, Value], where: Sequence[Value] = ()) -> sa.Select[Any]:
        """The values under their names, of the rows that meet all conditions."""
        asked = [value.sql for value in (*columns.values(), *where)]
        chosen = sa.select(*(value.sql.label(name) for name, value in columns.items()))
        return chosen.select_from(self._built(asked)).where(*(value.sql for value in where))

    def _step(self, level: int) -> _Step:
        return self._steps.setdefault(level, _Step())

    def _built(self, asked: Iterable[Expression]) -> sa.FromClause:
        """The steps, each with the columns that later ones or those ``asked`` name."""
        named = _names(asked)
        kept: dict[int, tuple[dict[str, Expression], set[str]]] = {}
        for level in sorted(self._steps, reverse=True):
            step = self._steps[level]
            made = {name: each for name, each in step.columns.items() if name in named}
            kept[level] = made, named - set(made)
            named = kept[level][1] | _names([*made.values(), *(on for _, on, _ in step.joins)])
        built = self._base
        for level in sorted(kept):
            built = self._with_step(built, self._steps[level], *kept[level])
        return built

    def _with_step(
        self, built: sa.FromClause, step: _Step, made: dict[str, Expression], named: set[str]
    ) -> sa.FromClause:
        joined: sa.FromClause = built
        for table, on, inner in step.joins:
            joined = joined.join(table, on, isouter=not inner)
        columns = [column for column in built.c if column.name in named]
        columns += [value.label(name) for name, value in made.items()]
        rows = sa.select(*(columns or [sa.literal(1).label(self.name())])).select_from(joined)
        return _Written._construct(stepwise(rows))


def _names(expressions: Iterable[Expression]) -> set[str]:
    """The names of all columns that stand in expressions."""
    parts = (part for each in expressions for part in visitors.iterate(each))
    return {part.name for part in parts if isinstance(part, sa.ColumnClause)}
