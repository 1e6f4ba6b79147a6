"""Parts of a mapping as selects that give rows of a canonical table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.mapping import model
from data.schema import TABLES, Kind
from data.sources import sql
from data.sources.mapped.rows import Value
from data.sources.mapped.scope import Looked, Scope, World
from data.sources.mapped.stored import Stored, as_stored_text
from data.sources.mapped.tables import table_scope
from data.sources.mapped.values import holds, made

__all__ = ["Counted", "TableSelect", "counts", "part_select", "table_select"]

_TEXT = sa.String()
#: Of whose ids a column holds one.
_REFERS = {
    **dict.fromkeys(("rep_id", "manager_id", "owner_id"), "reps"),
    **dict.fromkeys(("customer_id", "parent_id"), "customers"),
    "contact_id": "contacts",
    "deal_id": "deals",
}
_NUMBERS = ("rows", "matched", "unmatched", "ambiguous", "unmatched_example", "ambiguous_example")


@dataclass(frozen=True, slots=True, eq=False)
class TableSelect:
    """All rows of a canonical table, and the types of its columns."""

    select: sa.Select[Any] | sa.CompoundSelect[Any]
    types: Mapping[str, sa.types.TypeEngine[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """How often one lookup or join of a part meets a row.

    ``statement`` gives one row: rows, matched, unmatched, ambiguous, unmatched_example,
    ambiguous_example. Rows where nothing is looked for do not count.
    """

    table: str
    part: int
    kind: str
    name: str
    statement: sa.Select[Any]


def part_select(
    mapping: model.Mapping,
    table: str,
    part: model.Part,
    stored: Mapping[str, Stored],
    *,
    timezone: str = "UTC",
) -> sa.Select[Any]:
    """The rows of one part: its canonical columns, and ``row`` where its own source numbers rows.

    What passes through untouched keeps its stored type; all else is text: ISO days and times,
    numbers such as ``1234.5``, and what could not be read as it is written. ``timezone`` is the
    company's, in which days are counted. Columns of the part for which the source has none are
    left out; :func:`data.mapping.choosing.chosen` says beforehand which.

    Raises
    ------
    InputError
        A condition, join or lookup asks for a column that is not there.
    """
    scope, columns, where = _part(World(mapping, stored, timezone, table_scope), table, part)
    return _selected(scope, columns, where, part)


def table_select(
    mapping: model.Mapping,
    table: str,
    stored: Mapping[str, Stored],
    *,
    timezone: str = "UTC",
) -> TableSelect:
    """The rows of all parts of a canonical table below each other; see :func:`part_select`."""
    parts = mapping.parts[table]
    made_parts = [
        _part(World(mapping, stored, timezone, table_scope), table, part) for part in parts
    ]
    given = [name for name in TABLES[table].columns if any(name in c for _, c, _ in made_parts)]
    types = {name: _common([c[name] for _, c, _ in made_parts if name in c]) for name in given}
    lacking = {name for name in given if not all(name in columns for _, columns, _ in made_parts)}
    types |= dict.fromkeys(lacking)
    selects = []
    for (scope, columns, where), part in zip(made_parts, parts, strict=True):
        alike = {name: _alike(columns.get(name), types[name]) for name in given}
        rows = _selected(scope, alike, where, part).subquery()
        selects.append(sa.select(*(rows.c[name] for name in given)))
    whole = sa.union_all(*selects) if len(selects) > 1 else selects[0]
    return TableSelect(whole, {name: type_ or _TEXT for name, type_ in types.items()})


def counts(
    mapping: model.Mapping,
    table: str,
    part: model.Part,
    stored: Mapping[str, Stored],
    *,
    timezone: str = "UTC",
) -> list[Counted]:
    """For every lookup and join of a part, how many of its rows it meets."""
    scope, _, where = _part(World(mapping, stored, timezone, table_scope), table, part)
    position = mapping.parts[table].index(part)
    return [
        Counted(table, position, each.kind, each.name, _counting(scope, each, where))
        for each in scope.looked
    ]


def _counting(scope: Scope, looked: Looked, where: list[Value]) -> sa.Select[Any]:
    asked = {"wanted": looked.wanted, "one": looked.matched, "several": looked.ambiguous}
    rows = scope.rows.select(asked, where).subquery()
    c = rows.c
    none = sa.and_(
        c.wanted.is_not(None), sa.func.coalesce(sa.or_(c.one, c.several), sa.false()) == sa.false()
    )
    figures = (
        sa.func.count(c.wanted),
        sql.total(c.one),
        sql.total(none),
        sql.total(c.several),
        sa.func.min(sa.case((none, c.wanted))),
        sa.func.min(sa.case((c.several, c.wanted))),
    )
    return sa.select(*(f.label(n) for n, f in zip(_NUMBERS, figures, strict=True)))


def _common(values: list[Value]) -> sa.types.TypeEngine[Any] | None:
    """The type in which all parts store a column; None where it becomes text."""
    stored = values[0].stored
    alike = stored is not None and all(type(v.stored) is type(stored) for v in values)
    return stored if alike else None


def _alike(value: Value | None, type_: sa.types.TypeEngine[Any] | None) -> Value:
    if value is None:
        return Value(sa.cast(sa.null(), sa.String(40)))
    if type_ is not None or value.stored is None:
        return value
    return Value(as_stored_text(value.sql, value.stored), value.level)


def _part(
    world: World, table: str, part: model.Part
) -> tuple[Scope, dict[str, Value], list[Value]]:
    scope = table_scope(world, part.source)
    for join in part.join:
        _join(scope, join)
    columns = {}
    for name, expression in part.columns.items():
        kind = TABLES[table].columns[name].kind
        value = made(scope, expression, kind)
        if value is not None:
            columns[name] = _one_spelling(scope, table, name, _typed(value))
    where = [holds(scope, part.where)] if part.where else []
    where += _no_other_spelling(world, table, columns)
    return scope, columns, where


def _typed(value: Value) -> Value:
    """Text where the stored bytes are not what they look like; else as it is."""
    if value.stored is None:
        return value
    text = as_stored_text(value.sql, value.stored)
    plain = as_stored_text(value.sql, _TEXT)
    return value if text.compare(plain) else Value(text, value.level)


def _one_spelling(scope: Scope, table: str, column: str, value: Value) -> Value:
    """An id, or that which the mapping says it is another spelling of."""
    ids = scope.world.mapping.same.get(_REFERS.get(column, ""), {})
    key = TABLES[table].key
    if not ids or (column == key and _REFERS.get(column) == table):
        return value
    stored = value.stored
    text = scope.rows.let(Value(as_stored_text(value.sql, stored), value.level))
    return Value(sa.case(*((text.sql == o, i) for o, i in ids.items()), else_=text.sql), text.level)


def _no_other_spelling(world: World, table: str, columns: dict[str, Value]) -> list[Value]:
    """That a row of a table with a key is not that of another spelling."""
    key = TABLES[table].key
    ids = world.mapping.same.get(table, {})
    if key is None or key not in columns or not ids:
        return []
    value = columns[key]
    text = sa.func.coalesce(as_stored_text(value.sql, value.stored), "")
    return [Value(text.not_in(list(ids)), value.level)]


def _selected(
    scope: Scope, columns: dict[str, Value], where: list[Value], part: model.Part
) -> sa.Select[Any]:
    given = columns if scope.row is None else {**columns, "row": scope.row}
    chosen = sql.stepwise(scope.rows.select(given, where))
    if part.one_per is None or part.one_per not in columns:
        return chosen
    rows = chosen.subquery()
    key = as_stored_text(rows.c[part.one_per], columns[part.one_per].stored)
    order = (
        [rows.c["row"]]
        if scope.row is not None
        else [as_stored_text(rows.c[name], value.stored) for name, value in columns.items()]
    )
    number = sa.func.row_number().over(partition_by=key, order_by=order)
    numbered = sa.select(*rows.c, number.label("number"), key.label("key")).subquery()
    return sa.select(*(numbered.c[name] for name in given)).where(
        numbered.c.number == 1, numbered.c.key.is_not(None)
    )


def _join(scope: Scope, join: model.Join) -> None:
    """Rows of another table beside those of a scope; unless ``each`` the first that fits."""
    rows, world = scope.rows, scope.world
    other = table_scope(world, join.table)
    alias = join.alias or join.table
    keys = {column: _key(other, column) for column in join.on}
    wanted = [rows.let(_key_value(scope, each)) for each in join.on.values()]
    names = {name: rows.name() for name in other.own}
    partition = [key.sql for key in keys.values()]
    level = max(key.level for key in keys.values())
    number = sa.func.row_number().over(partition_by=partition, order_by=other.order() or partition)
    many = sa.func.count().over(partition_by=partition)
    place, several = rows.name(), rows.name()
    labels = [rows.name() for _ in keys]
    given = {names[name]: value for name, value in other.own.items()}
    given |= dict(zip(labels, keys.values(), strict=True))
    given |= {place: Value(number, level), several: Value(many, level)}
    joined = other.rows.select(given).subquery()
    on = sa.and_(*(joined.c[label] == each.sql for label, each in zip(labels, wanted, strict=True)))
    if not join.each:
        on = sa.and_(on, joined.c[place] == 1)
    columns = rows.join(joined, on, max(each.level for each in wanted))
    scope.tables[alias] = {
        name: Value(columns[label].sql, columns[label].level, other.own[name].stored)
        for name, label in names.items()
    }
    met = columns[several]
    one = met.sql.is_not(None) if join.each else met.sql == 1
    more = sa.false() if join.each else met.sql > 1
    told = Looked("join", alias, wanted[0], Value(one, met.level), Value(more, met.level))
    scope.looked.append(told)


def _key(scope: Scope, column: str) -> Value:
    return _key_value(scope, model.Expression(column=(column,)))


def _key_value(scope: Scope, expression: model.Expression) -> Value:
    value = made(scope, expression, Kind.ID)
    if value is None:
        value = Value(sa.null())
    return scope.rows.let(Value(as_stored_text(value.sql, value.stored), value.level))
