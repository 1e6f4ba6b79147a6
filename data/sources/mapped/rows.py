"""Rows in the making: a select in steps, in which what is used more than once is computed once.

Transformations build on each other, and most of them name their argument several times. Written
into each other they would grow beyond bounds; so :meth:`Rows.let` puts a value into a column of a
step, and the next step reads the column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

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
        chosen = sa.select(*(value.sql.label(name) for name, value in columns.items()))
        return chosen.select_from(self._built()).where(*(value.sql for value in where))

    def _step(self, level: int) -> _Step:
        return self._steps.setdefault(level, _Step())

    def _built(self) -> sa.FromClause:
        built = self._base
        for level in sorted(self._steps):
            step = self._steps[level]
            joined: sa.FromClause = built
            for table, on, inner in step.joins:
                joined = joined.join(table, on, isouter=not inner)
            made = (value.label(name) for name, value in step.columns.items())
            step_rows = stepwise(sa.select(*built.c, *made).select_from(joined))
            built = _Written._construct(step_rows)
        return built
