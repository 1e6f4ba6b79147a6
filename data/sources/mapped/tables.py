"""Tables of a source as the parts of a mapping see them: their records, in the form meant."""

from typing import Any

import sqlalchemy as sa

from data.mapping.model import Expression, Log, SourceTable, Unpivot
from data.mapping.names import column_key
from data.schema import Kind
from data.sources import sql
from data.sources.mapped.rows import Rows, Value
from data.sources.mapped.scope import Scope, World
from data.sources.mapped.stored import Stored, as_stored_text
from data.sources.mapped.values import holds, made

__all__ = ["table_scope"]

_TEXT = sa.String()
_ROW = "row"


def table_scope(world: World, alias: str) -> Scope:
    """The records of a table, with its columns by name.

    Raises
    ------
    InputError
        A condition, or what the records are made by, asks for a column that is not there.
    """
    table = world.mapping.tables[alias]
    scope = _as_stored(world, alias, world.stored[alias])
    if table.carry_down and scope.row is not None:
        scope = _carried(scope, table)
    if table.where:
        scope = _chosen(scope, table)
    if table.keep is not None and table.keep.rows != "refuse":
        scope = _kept(scope, table)
    if table.unpivot is not None:
        scope = _unpivoted(scope, table.unpivot)
    return scope if table.log is None else _intervals(scope, table.log)


def _as_stored(world: World, alias: str, stored: Stored) -> Scope:
    """The columns that the mapping asks for, each under a name of its own."""
    asked = world.asked()
    keys = {name: key for name, key in stored.columns.items() if column_key(name) in asked}
    names = {name: next(world.names) for name in keys}
    chosen = [stored.table.c[key].label(names[name]) for name, key in keys.items()]
    row = None if stored.row is None else next(world.names)
    numbered = [] if stored.row is None else [stored.table.c[stored.row].label(row)]
    if not chosen and not numbered:
        chosen = [sa.null().label(next(world.names))]
    base = sa.select(*chosen, *numbered).select_from(stored.table).subquery()
    columns = {
        name: _read(
            world, Value(sa.column(names[name], _type(stored, name)), 0), _type(stored, name)
        )
        for name in keys
    }
    place = None if row is None else Value(sa.column(row, sa.BigInteger()))
    return Scope(world, Rows(base, world.names), columns, {alias: columns}, place)


def _type(stored: Stored, name: str) -> sa.types.TypeEngine[Any]:
    return stored.types.get(name, _TEXT)


def _read(world: World, value: Value, type_: sa.types.TypeEngine[Any]) -> Value:
    """A stored value; NULL where the mapping says that its text is a word for nothing."""
    words = [word.strip().lower() for word in world.mapping.read.empty]
    if not words or not sql.is_text(type_):
        return Value(value.sql, value.level, type_)
    text = as_stored_text(value.sql, type_)
    return Value(sa.case((sql.folded(text).not_in(words), text)))


def _again(scope: Scope, columns: dict[str, Value], where: list[Value] | None = None) -> Scope:
    """A scope over what another one gives, under the same names."""
    world = scope.world
    labelled = {next(world.names): value for value in columns.values()}
    place = None if scope.row is None else next(world.names)
    given = labelled if scope.row is None else {**labelled, place or "": scope.row}
    base = scope.rows.select(given, where or ()).subquery()
    own = {
        name: Value(sa.column(label, value.sql.type), 0, value.stored)
        for name, (label, value) in zip(columns, labelled.items(), strict=True)
    }
    row = None if place is None else Value(sa.column(place, sa.BigInteger()))
    alias = next(iter(scope.tables))
    return Scope(world, Rows(base, world.names), own, {alias: own}, row)


def _carried(scope: Scope, table: SourceTable) -> Scope:
    """Empty cells of some columns with the value of the last row above that has one."""
    columns = dict(scope.own)
    carried = {column_key(name) for name in table.carry_down}
    row = scope.row
    for name, value in scope.own.items():
        if column_key(name) not in carried or row is None:
            continue
        text = scope.rows.let(Value(as_stored_text(value.sql, value.stored), value.level))
        above = sa.func.count(text.sql).over(order_by=row.sql, rows=(None, 0))
        group = scope.rows.let(Value(above, text.level))
        top = sa.func.max(text.sql, type_=_TEXT).over(partition_by=group.sql)
        columns[name] = scope.rows.let(Value(top, group.level))
    return _again(scope, columns)


def _chosen(scope: Scope, table: SourceTable) -> Scope:
    return _again(scope, scope.own, [holds(scope, table.where)])


def _kept(scope: Scope, table: SourceTable) -> Scope:
    """Of several rows with one key the one that stays."""
    keep = table.keep
    assert keep is not None
    keys = [_text_of(scope, name) for name in keep.per]
    order = [each.desc() if keep.rows == "last" else each for each in scope.order()]
    level = max(key.level for key in keys)
    if keep.rows == "newest" and keep.by is not None:
        by = made(scope, keep.by, Kind.TIME) or Value(sa.null())
        newest = scope.rows.let(Value(as_stored_text(by.sql, by.stored), by.level))
        order = [sa.func.coalesce(newest.sql, "").desc(), *order]
        level = max(level, newest.level)
    number = sa.func.row_number().over(partition_by=[key.sql for key in keys], order_by=order)
    place = scope.rows.let(Value(number, level))
    empty = sa.and_(*(key.sql.is_(None) for key in keys))
    return _again(scope, scope.own, [Value(sa.or_(place.sql == 1, empty), place.level)])


def _text_of(scope: Scope, name: str) -> Value:
    value = made(scope, Expression(column=(name,))) or Value(sa.null())
    return scope.rows.let(Value(as_stored_text(value.sql, value.stored), value.level))


def _unpivoted(scope: Scope, unpivot: Unpivot) -> Scope:
    """One row for each of some columns that is filled: what stands for its name, and its value."""
    gone = {column_key(name) for name in unpivot.columns}
    kept = {name: value for name, value in scope.own.items() if column_key(name) not in gone}
    world = scope.world
    names = {name: next(world.names) for name in (*kept, unpivot.name, unpivot.value)}
    row = None if scope.row is None else next(world.names)
    selects = []
    for column, meaning in unpivot.columns.items():
        value = _text_of(scope, column)
        values = {names[name]: each for name, each in kept.items()}
        values[names[unpivot.name]] = Value(sa.literal(meaning, sa.Text()))
        values[names[unpivot.value]] = value
        given = values if row is None or scope.row is None else {**values, row: scope.row}
        filled = Value(value.sql.is_not(None), value.level)
        selects.append((given, filled))
    base = sa.union_all(*(scope.rows.select(v, [filled]) for v, filled in selects)).subquery()
    own = {
        name: Value(sa.column(names[name], value.sql.type), 0, value.stored)
        for name, value in kept.items()
    }
    own |= {n: Value(sa.column(names[n], _TEXT)) for n in (unpivot.name, unpivot.value)}
    place = None if row is None else Value(sa.column(row, sa.BigInteger()))
    return Scope(world, Rows(base, world.names), own, {next(iter(scope.tables)): own}, place)


def _intervals(scope: Scope, log: Log) -> Scope:
    """Changes as intervals: each holder from his change to the day before the next one."""
    last = _last_changes(scope, log)
    following = sa.func.lead(last.c.day).over(partition_by=last.c.of, order_by=last.c.day)
    spans = sa.select(*last.c, following.label("next_day")).subquery()
    held = _interval(spans, spans.c.new, spans.c.day, spans.c.next_day, spans.c.new.is_not(None))
    both = [held]
    if log.old is not None:
        first = sa.and_(spans.c.number == 1, spans.c.old.is_not(None))
        start = sa.cast(sa.null(), sa.String(40))
        both.append(_interval(spans, spans.c.old, start, spans.c.day, first))
    base = (sa.union_all(*both) if len(both) > 1 else held).subquery()
    names = {name: next(scope.world.names) for name in ("of", "holder", "start_on", "end_on")}
    chosen = sa.select(*(base.c[name].label(label) for name, label in names.items())).subquery()
    own = {name: Value(sa.column(label, _TEXT)) for name, label in names.items()}
    rows = Rows(chosen, scope.world.names)
    return Scope(scope.world, rows, own, {next(iter(scope.tables)): own})


def _last_changes(scope: Scope, log: Log) -> sa.Subquery:
    """Of each thing and day the last change; ``old`` is that before the first of all."""
    values = {
        "of": _text(scope, log.of),
        "at": _text(scope, log.at, Kind.TIME),
        "day": _text(scope, log.at, Kind.DATE),
        "new": _text(scope, log.new),
        "old": _text(scope, log.old) if log.old else Value(sa.cast(sa.null(), sa.String(40))),
    }
    place = {"place": scope.row} if scope.row is not None else {}
    changes = scope.rows.select(values | place).subquery()
    day = sa.case(
        (sql.iso_day(changes.c.day).is_not(None), sa.func.substr(changes.c.day, 1, 10)),
        else_=changes.c.day,
    )
    order: list[Any] = [sa.func.coalesce(changes.c.at, "", type_=_TEXT)]
    order += [changes.c.place] if place else [changes.c.new]
    dated = sa.select(
        *(changes.c[name] for name in ("of", "new")),
        day.label("day"),
        sa.func.first_value(changes.c.old)
        .over(partition_by=changes.c.of, order_by=order)
        .label("old"),
        sa.func.row_number()
        .over(partition_by=[changes.c.of, day], order_by=[each.desc() for each in order])
        .label("back"),
    ).subquery()
    kept = [dated.c[name] for name in ("of", "day", "new", "old")]
    number = sa.func.row_number().over(partition_by=dated.c.of, order_by=dated.c.day)
    return sa.select(*kept, number.label("number")).where(dated.c.back == 1).subquery()


def _interval(spans: Any, holder: Any, start: Any, following: Any, where: Any) -> sa.Select[Any]:
    before = sql.as_text(sql.add_days(sql.iso_day(following), sa.literal(-1)))
    # A day that cannot be read ends nothing; it stands where it is written.
    end = sa.func.coalesce(before, following, type_=_TEXT)
    return sa.select(
        spans.c.of.label("of"),
        holder.label("holder"),
        start.label("start_on"),
        end.label("end_on"),
    ).where(where)


def _text(scope: Scope, expression: Expression, kind: Kind = Kind.TEXT) -> Value:
    value = made(scope, expression, kind) or Value(sa.null())
    return scope.rows.let(Value(as_stored_text(value.sql, value.stored), value.level))
