"""Staging: the text of the files in temporary tables, converted, checked and kept or left out.

All tables here are temporary ones of the DuckDB file that is being built: they never reach the
file, and DuckDB moves them to disk where its memory limit would be passed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from duckdb_sqlalchemy import insert_from_arrow

from data.importing.bounds import bounded
from data.importing.conversion import convert
from data.importing.fault_lists import MOST_FAULTS, FaultLog
from data.importing.faults import of_code, of_question, repeated_key
from data.importing.hints import NO_HINTS
from data.importing.identifiers import unify
from data.importing.parts import Origin, called
from data.importing.plan import Needed
from data.importing.rows import decoded
from data.importing.sheet_errors import without_mark
from data.importing.typed import FAULTY, LEFT_OUT, READINGS, Typed, create_notes, money
from data.mapping.names import column_key, headers_keyed
from data.problems import PROBLEMS
from data.schema import TABLES, TableColumn
from data.sources.mapped import Stored

__all__ = [
    "FAULTY",
    "READINGS",
    "Typed",
    "convert",
    "create_notes",
    "fetch_faults",
    "keep",
    "money",
    "note_faults",
    "note_repeated",
    "renamed",
    "stacked",
    "stage",
    "unify",
]

_TEMPORARY = ["TEMPORARY"]

_SHOWN = 201


def stage(
    connection: sa.Connection,
    name: str,
    needed: Needed,
    log: FaultLog,
    progress: Callable[[float, int], None],
) -> Stored:
    """Load the columns of a file that are used, as text, into a temporary table of that name;
    ``progress`` hears the share read and the rows so far."""
    keys = {name: f"c{position}" for name, position in needed.columns.items()}
    table = sa.Table(
        name,
        sa.MetaData(),
        sa.Column("row", sa.BigInteger()),
        *(sa.Column(key, sa.String()) for key in keys.values()),
        prefixes=_TEMPORARY,
    )
    table.create(connection)
    rows = 0
    source, table_name = needed.raw.source, needed.counted_to
    noted = log.said_of(source, table_name, called(source, table_name))
    for share, arrow in bounded(needed.raw, needed.columns, noted):
        if arrow.num_rows:
            stored = arrow.rename_columns(["row", *(keys[each] for each in arrow.column_names[1:])])
            insert_from_arrow(connection, name, stored)
            connection.commit()
        rows += arrow.num_rows
        progress(share, rows)
    dropped = sum(
        each.rows
        for each in log.repairs.values()
        if each.source == source and each.code in ("total_row", "footer_row")
    )
    skipped = max(needed.table.skip_last - dropped, 0)
    return Stored(_as_report(connection, table, needed, keys, skipped), keys, {}, "row")


def _as_report(
    connection: sa.Connection,
    table: sa.Table,
    needed: Needed,
    keys: Mapping[str, str],
    skipped: int,
) -> sa.Table:
    """Take off the last ``skipped`` rows, and fill the cells of grouped reports from above."""
    if skipped:
        last = sa.select(table.c.row).order_by(table.c.row.desc()).limit(skipped)
        connection.execute(table.delete().where(table.c.row.in_(last.scalar_subquery())))
    by_name = headers_keyed(keys)
    wanted = [column_key(name) for name in needed.table.carry_down]
    carried = [by_name[name] for name in wanted if name in by_name]
    if carried:
        table = _carried(connection, table, carried)
    connection.commit()
    return table


def _carried(connection: sa.Connection, table: sa.Table, keys: Sequence[str]) -> sa.Table:
    """The table with empty cells of these columns filled from above.

    A column is filled only within one value of those before it: a new group starts empty.
    """
    filled: sa.FromClause = table
    for place, key in enumerate(keys):
        rows = filled.c
        bare = sa.func.nullif(sa.func.trim(rows[key]), "")
        at = sa.func.max(sa.case((bare.is_not(None), rows.row)))
        last = at.over(
            partition_by=[rows[each] for each in keys[:place]] or None,
            order_by=rows.row,
            range_=(None, 0),
        )
        others = [column for column in rows if column.name not in (key, "last")]
        marked = sa.select(*others, rows[key], last.label("last")).subquery()
        above = sa.select(rows.row.label("at"), rows[key].label("carried")).subquery()
        filled = (
            sa.select(*(marked.c[column.name] for column in others), above.c.carried.label(key))
            .select_from(marked.outerjoin(above, above.c.at == marked.c.last))
            .subquery()
        )
    target = table.to_metadata(sa.MetaData(), name=f"{table.name}_filled")
    target.create(connection)
    statement = sa.select(*(filled.c[column.name] for column in table.c))
    connection.execute(target.insert().from_select(list(target.c.keys()), statement))
    table.drop(connection)
    return target


def stacked(connection: sa.Connection, name: str, parts: Sequence[Typed]) -> Typed:
    """The converted parts of a table below each other; of one alone itself.

    Where times have a zone in one part and none in another, all are text, as in one file. Rows of
    a part with one row for each key are left out where an earlier part has the key.
    """
    if len(parts) == 1:
        return parts[0]
    present = {column for part in parts for column in part.columns}
    columns = tuple(column for column in TABLES[name].columns.values() if column in present)
    target = sa.Table(
        f"typed_{name}", sa.MetaData(), *_columns_of(columns, parts), prefixes=_TEMPORARY
    )
    target.create(connection)
    for part in parts:
        names = [column.name for column in target.c]
        values = [_as_in(target, name, part.values) for name in names]
        rows = sa.select(*values).where(_is_new(target, part, TABLES[name].key))
        connection.execute(target.insert().from_select(names, rows))
        part.values.drop(connection)
    connection.commit()
    return Typed(
        name,
        columns,
        target,
        target,
        replace(NO_HINTS, derived=all(part.hints.derived for part in parts)),
        frozenset(column for part in parts for column in part.worded),
        tuple(question for part in parts for question in part.questions),
        tuple(each for part in parts for each in part.formats),
    )


def _is_new(target: sa.Table, part: Typed, key: str | None) -> sa.ColumnElement[bool]:
    """Whether no earlier part has the key: one row for each value means one in all parts."""
    if key is None or not part.hints.derived or not part.has(key):
        return sa.true()
    value = part.values.c[key]
    there = sa.select(target.c[key]).where(target.c[key].is_not(None))
    return sa.or_(value.is_(None), value.not_in(there))


def _columns_of(columns: Iterable[TableColumn], parts: Sequence[Typed]) -> list[sa.Column[Any]]:
    stored: list[sa.Column[Any]] = [sa.Column("row", sa.BigInteger())]
    for column in columns:
        there = [part for part in parts if column.name in part.values.c]
        types = [part.values.c[column.name].type for part in there]
        text = next((each for each in types if isinstance(each, sa.String)), types[0])
        stored.append(sa.Column(column.name, text))
        if any(part.problem(column) is not None for part in there):
            stored.append(sa.Column(f"problem {column.name}", sa.String()))
    return stored


def _as_in(target: sa.Table, key: str, values: sa.Table) -> sa.ColumnElement[Any]:
    """A column of a part in the type that it has in the whole table; NULL where it has none."""
    if key not in values.c:
        return sa.cast(sa.null(), target.c[key].type)
    column = values.c[key]
    if isinstance(column.type, sa.DateTime) and isinstance(target.c[key].type, sa.String):
        whole = sa.func.strftime(column, "%Y-%m-%dT%H:%M:%S")
        exact = sa.func.strftime(column, "%Y-%m-%dT%H:%M:%S.%f")
        return sa.case((sa.func.microsecond(column) % 1_000_000 != 0, exact), else_=whole)
    return column


def note_faults(connection: sa.Connection, typed: Typed) -> None:
    """Write every faulty value of a part of a table to :data:`FAULTY`."""
    for column in typed.columns:
        code = typed.problem(column)
        if code is not None:
            _note(connection, _problems(typed, column, _position(typed, column), code))
    connection.commit()


def note_repeated(connection: sa.Connection, typed: Typed) -> None:
    """Write every row of a whole table whose key an earlier one has to :data:`FAULTY`."""
    for column in typed.columns:
        if column.key:
            _note(connection, _repeated(typed, column, _position(typed, column)))
    connection.commit()


def _note(connection: sa.Connection, faulty: sa.Select[Any]) -> None:
    connection.execute(FAULTY.insert().from_select(list(FAULTY.c.keys()), faulty))


def _position(typed: Typed, column: TableColumn) -> int:
    return list(TABLES[typed.name].columns).index(column.name)


def renamed(connection: sa.Connection, typed: Typed, place: int) -> Typed:
    """The same under a name of its own, so that further parts can be converted beside it."""
    name = f"{typed.values.name}_{place}"
    connection.execute(sa.DDL(f'ALTER TABLE "{typed.values.name}" RENAME TO "{name}"'))
    connection.commit()
    return replace(typed, values=typed.values.to_metadata(sa.MetaData(), name=name))


def _problems(
    typed: Typed, column: TableColumn, position: int, code: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    texts = typed.texts
    shown = sa.func.left(texts.c[column.name], _SHOWN)
    return (
        sa.select(*_cell(typed, column, position))
        .add_columns(sa.func.nullif(without_mark(shown), ""), code)
        .join_from(typed.values, texts, texts.c.row == typed.values.c.row)
        .where(code.is_not(None))
    )


def _repeated(typed: Typed, column: TableColumn, position: int) -> sa.Select[Any]:
    """All rows but the first of each key."""
    values = typed.values
    key = values.c[column.name]
    turn = sa.func.row_number().over(partition_by=key, order_by=values.c.row)
    counted = (
        sa.select(values.c.row, key, turn.label("turn")).where(key.is_not(None)).subquery("counted")
    )
    return sa.select(
        sa.literal(typed.name),
        counted.c.row,
        sa.literal(position),
        sa.literal(column.name),
        sa.func.left(counted.c[column.name], _SHOWN),
        sa.literal("repeated_key"),
    ).where(counted.c.turn > 1)


def _cell(typed: Typed, column: TableColumn, position: int) -> list[sa.ColumnElement[Any]]:
    return [
        sa.literal(typed.name),
        typed.values.c.row,
        sa.literal(position),
        sa.literal(column.name),
    ]


def fetch_faults(
    connection: sa.Connection,
    tables: Iterable[Typed],
    origins: Mapping[str, Sequence[Origin]],
    log: FaultLog,
) -> None:
    """Add the faulty values to the log, with the money of their rows and the file they stand in,
    and what has to be asked."""
    for typed in tables:
        for question in typed.questions:
            log.add(of_question(question))
        amount, _ = money(typed)
        here = FAULTY.c.table_name == typed.name
        count = connection.scalar(sa.select(sa.func.count()).where(here).select_from(FAULTY))
        if not count:
            continue
        earlier = _first_of_key(typed)
        statement = (
            sa.select(
                *(FAULTY.c.row, FAULTY.c.column_name, FAULTY.c.value, FAULTY.c.code),
                *(amount, earlier.label("earlier")),
            )
            .join_from(FAULTY, typed.values, typed.values.c.row == FAULTY.c.row)
            .where(here)
            .order_by(FAULTY.c.row, FAULTY.c.position)
            .limit(max(MOST_FAULTS - len(log.faults), 0))
        )
        listed = 0
        for row, column, value, code, worth, first in connection.execute(statement):
            part, place = decoded(row)
            fault = of_code(code, typed.name, place, column, value, worth)
            if first is not None:
                there, first_place = decoded(first)
                source = None if there == part else origins[typed.name][there].source
                fault = replace(fault, problem=repeated_key(first_place, source))
            log.add(replace(fault, source=origins[typed.name][part].said_of(typed.name, column)))
            listed += 1
        log.count += (count or 0) - listed


def _first_of_key(typed: Typed) -> sa.ColumnElement[Any]:
    """Of a repeated key, the row that has it first; else NULL."""
    key = next((column.name for column in typed.columns if column.key), None)
    if key is None:
        return sa.null()
    there = typed.values.alias()
    first = sa.select(sa.func.min(there.c.row)).where(there.c[key] == typed.values.c[key])
    return sa.case((FAULTY.c.code == "repeated_key", first.scalar_subquery()))


def keep(connection: sa.Connection, typed: Typed) -> int:
    """Write the rows that count to the table itself; returns how many there are."""
    columns = [
        sa.Column(c.name, typed.values.c[c.name].type, nullable=not c.required)
        for c in typed.columns
    ]
    target = sa.Table(typed.name, sa.MetaData(), *columns)
    target.create(connection)
    values = typed.values
    rows = sa.select(*(values.c[c.name] for c in typed.columns)).where(
        ~_noted(FAULTY, typed), ~_noted(LEFT_OUT, typed)
    )
    connection.execute(target.insert().from_select([c.name for c in typed.columns], rows))
    connection.commit()
    return connection.scalar(sa.select(sa.func.count()).select_from(target)) or 0


def _noted(notes: sa.Table, typed: Typed) -> sa.Exists:
    """Whether a row of the table is noted there."""
    same_row = notes.c.row == typed.values.c.row
    return sa.exists().where(notes.c.table_name == typed.name).where(same_row)


def problem_text() -> sa.ColumnElement[Any]:
    """The problem of a row of :data:`FAULTY` in plain English."""
    return sa.case(
        {code: str(problem) for code, (problem, _) in PROBLEMS.items()}, value=FAULTY.c.code
    )
