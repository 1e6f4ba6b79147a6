"""The rows that one part of a mapping makes of the staged tables, as text by canonical column."""

from collections.abc import Mapping as Named
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.importing.hints import ColumnHint
from data.importing.mentions import columns_of
from data.importing.plan import Needed, Plan
from data.importing.rows import numbered
from data.mapping.model import Expression, Mapping, Part, Reading
from data.mapping.names import column_key, headers_keyed
from data.schema import TABLES
from data.sources.mapped import Stored, counts, part_select

__all__ = ["Origin", "called", "hint_of", "is_plain", "lookups_of", "origin_of", "part_rows"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rows of a part come from, and what its columns are called there."""

    source: str
    #: By canonical column: the columns of the file that it is made of.
    written: Named[str, tuple[str, ...]]

    def said_of(self, table: str, column: str) -> str | None:
        """File and columns as they are called there; None where the names here say the same."""
        others = [name for name in self.written.get(column, ()) if name.casefold() != column]
        if others:
            return f"{self.source}, {' + '.join(others)}"
        return called(self.source, table)


def called(source: str, table: str) -> str | None:
    """The file or sheet, unless it is named after the table."""
    name = source.rpartition(": ")[2]
    return None if table in (name.casefold(), Path(name).stem.casefold()) else source


def part_rows(
    connection: sa.Connection,
    plan: Plan,
    name: str,
    place: int,
    stored: Named[str, Stored],
    timezone: str,
) -> sa.FromClause:
    """The rows of one part of a canonical table: ``row`` (:mod:`data.importing.rows`) and text."""
    part = plan.parts[name][place]
    needed = plan.needed[part.source]
    if is_plain(plan.mapping, part, needed):
        plain = _as_they_stand(name, part, stored).subquery("part")
        others = [column for column in plain.c if column.name != "row"]
        return sa.select(numbered(place, plain.c.row).label("row"), *others).subquery("texts")
    columns = {column: as_written(each) for column, each in part.columns.items()}
    part = part.model_copy(update={"columns": columns})
    select = part_select(plan.mapping, name, part, stored, timezone=timezone).subquery("part")
    chosen = [column for column in select.c if column.name != "row"]
    # Intervals made of a log are rows of no file, and are counted.
    made = "row" not in select.c
    row = sa.func.row_number().over(order_by=chosen) if made else select.c.row
    turn = None
    if _repeats(part, needed) and not made:
        over = sa.func.row_number().over(partition_by=row, order_by=chosen)
        turn = over - sa.literal_column("1")
    numbers = numbered(place, row, turn).label("row")
    rows = sa.select(numbers, *chosen)
    table = sa.Table(
        f"text_{name}",
        sa.MetaData(),
        sa.Column("row", sa.BigInteger()),
        *(sa.Column(column.name, sa.String()) for column in chosen),
        prefixes=["TEMPORARY"],
    )
    table.create(connection)
    connection.execute(table.insert().from_select(list(table.c.keys()), rows))
    connection.commit()
    return table


def _repeats(part: Part, needed: Needed) -> bool:
    """Whether a row of the file can become several rows."""
    split = any(expression.split for expression in part.columns.values())
    each = any(join.each for join in part.join)
    return split or each or bool(needed.table.unpivot or needed.table.log)


def is_plain(mapping: Mapping, part: Part, needed: Needed) -> bool:
    """Whether the columns are those of the file as they stand, row by row."""
    table = needed.table
    made = part.join or part.where or part.one_per or table.where or table.keep
    said_of_all = mapping.same or mapping.read != Reading()
    plain = all(
        as_written(each) == Expression(column=each.column) for each in part.columns.values()
    )
    return plain and not (made or said_of_all or table.unpivot or table.log)


def as_written(expression: Expression) -> Expression:
    """The expression without what only says how its column is written.

    That is told to the reading of the column, which looks at all its values.
    """
    if expression.currency:
        return as_written(expression.model_copy(update={"currency": ()}))
    if expression.column is None:
        return expression
    changed = expression.calc or expression.words or expression.lookup or expression.json_path
    counted = expression.epoch or expression.times is not None or expression.inverse
    if changed or counted or expression.split:
        return expression
    return expression.model_copy(update={"order": None, "decimal": None})


def hint_of(expression: Expression) -> ColumnHint | None:
    """What a mapping tells of how a column is written, where its reading is told."""
    plain = as_written(expression)
    if plain == expression:
        return None
    told = plain.order is None and plain.decimal is None
    return ColumnHint(
        order=expression.order if told else None,
        decimal=expression.decimal if told else None,
        currency=expression.currency,
    )


def origin_of(needed: Needed, part: Part) -> Origin:
    """The file of a part, with the columns that are made of it."""
    names = headers_keyed({name: name for name in needed.names})
    written = {
        column: tuple(
            names[column_key(each)] for each in columns_of(expression) if column_key(each) in names
        )
        for column, expression in part.columns.items()
    }
    return Origin(needed.raw.source, written)


def _as_they_stand(name: str, part: Part, stored: Named[str, Stored]) -> sa.Select[Any]:
    """The columns of the file itself, by canonical name: nothing is made of them."""
    own = stored[part.source]
    by_name = headers_keyed(own.columns)
    columns = []
    for column in TABLES[name].columns:
        names = (part.columns[column].column or ()) if column in part.columns else ()
        keys = [by_name[column_key(each)] for each in names if column_key(each) in by_name]
        columns += [own.table.c[key].label(column) for key in keys[:1]]
    return sa.select(own.table.c.row, *columns)


def lookups_of(
    connection: sa.Connection,
    plan: Plan,
    name: str,
    place: int,
    stored: Named[str, Stored],
    timezone: str,
) -> list[dict[str, Any]]:
    """How many rows of a part every join and lookup of it meets: a record for each."""
    part = plan.parts[name][place]
    return [
        {"table": name, "source": plan.needed[part.source].raw.source}
        | {"kind": each.kind, "name": each.name}
        | dict(connection.execute(each.statement).mappings().one())
        for each in counts(plan.mapping, name, part, stored, timezone=timezone)
    ]
