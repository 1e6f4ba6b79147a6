"""What a mapping must hold besides its form: what it speaks of is there, once, and allowed."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analytics.messages import Message, message
from data.denied import denied
from data.mapping import calc, walking
from data.mapping.answers import wrong_answers
from data.mapping.lines import Key
from data.mapping.model import Condition, Expression, Mapping, Part, SourceTable
from data.mapping.names import nearest_said
from data.schema import TABLES

__all__ = ["Wrong", "wrong_in"]

#: A key, and what is wrong with it.
Wrong = tuple[Key, Message]

_TESTS = ("equal", "unequal", "filled", "starts_with", "at_least", "at_most", "within", "outside")


def wrong_in(mapping: Mapping) -> Iterator[Wrong]:
    """Everything that is wrong across a mapping, in its own order."""
    if mapping.read.timezone is not None:
        yield from _zone(("read", "timezone"), mapping.read.timezone)
    for alias, table in mapping.tables.items():
        yield from _source_table(("tables", alias), table, mapping)
    for name, parts in mapping.parts.items():
        yield from _canonical(name, parts, mapping)
    if not mapping.parts and (mapping.tables or mapping == Mapping(about=mapping.about)):
        yield (), message("it makes no table; write [[customers]], [[reps]] and others")
    for answered, why in wrong_answers(mapping):
        yield ("answers", answered), why
    for table_name, ids in mapping.same.items():
        yield from _same(("same", table_name), table_name, ids)


def _source_table(key: Key, table: SourceTable, mapping: Mapping) -> Iterator[Wrong]:
    if not table.name and not table.columns:
        yield key, message("say which table it is, by name or by columns")
    if table.looks and (table.header != 0 or len(table.looks) != len(table.names)):
        said = message("it needs header = 0, and names for as many columns as it has looks")
        yield (*key, "looks"), said
    if table.unpivot is not None and table.log is not None:
        yield key, message("a table is either unpivoted or a log")
    if table.keep is not None and table.keep.rows == "newest" and table.keep.by is None:
        yield (*key, "keep"), message('rows = "newest" needs by, which says how new a row is')
    if walking.tables_behind(mapping, str(key[-1])).count(str(key[-1])) > 1:
        yield (
            key,
            message("which rows it has depends on itself; ask the table under another alias"),
        )
    for here, expression in walking.expressions_of_table(key, table):
        yield from _expression(here, expression, mapping, split=False)
    yield from _conditions((*key, "where"), table.where, mapping)


def _canonical(name: str, parts: tuple[Part, ...], mapping: Mapping) -> Iterator[Wrong]:
    if name not in TABLES:
        yield (name,), message("there is no such table; {near}", near=nearest_said(name, [*TABLES]))
        return
    for position, part in enumerate(parts):
        yield from _part((name, position), name, part, mapping)


def _part(key: Key, name: str, part: Part, mapping: Mapping) -> Iterator[Wrong]:
    yield from _alias((*key, "from"), part.source, mapping)
    yield from _joins(key, part, mapping)
    columns = TABLES[name].columns
    for column in part.columns:
        if denied(name, column):
            said = message("facts like this about people are never used")
            yield (*key, "columns", column), said
        elif column not in columns:
            near = nearest_said(column, [*columns])
            said = message("{table} has no such column; {near}", table=name, near=near)
            yield (*key, "columns", column), said
    for column in TABLES[name].required:
        if column not in part.columns:
            yield key, message("{table} needs the column {column}", table=name, column=column)
    if part.one_per is not None and part.one_per not in part.columns:
        near = nearest_said(part.one_per, [*part.columns])
        yield (*key, "one_per"), message("it names a column of this part; {near}", near=near)
    yield from _expressions(key, name, part, mapping)
    yield from _conditions((*key, "where"), part.where, mapping)


def _expressions(key: Key, name: str, part: Part, mapping: Mapping) -> Iterator[Wrong]:
    splits = 0
    for here, expression in walking.expressions_of_part(key, part):
        whole = len(here) == len(key) + 2 and here[len(key)] == "columns"
        splits += expression.split is not None
        yield from _expression(here, expression, mapping, split=whole and splits <= 1)
        for column in _columns(expression):
            if denied(name, column):
                yield here, message("facts like this about people are never used")


def _columns(expression: Expression) -> list[str]:
    try:
        return list(walking.columns_named(expression))
    except calc.Unreadable:
        return []  # said where formulas are looked at


def _joins(key: Key, part: Part, mapping: Mapping) -> Iterator[Wrong]:
    taken = {part.source}
    for position, join in enumerate(part.join):
        here = (*key, "join", position)
        yield from _alias((*here, "table"), join.table, mapping)
        alias = join.alias or join.table
        if alias in taken:
            yield (
                here,
                message("{alias} is joined already; give it another name by as", alias=alias),
            )
        if not join.on:
            yield here, message("on says which column of the table must equal what")
        for column, expression in join.on.items():
            for _, each in walking.within((), expression):
                for named in each.column or ():
                    alias, dot, _ = named.partition(".")
                    if dot and alias in _later(part, position):
                        yield (
                            (*here, "on", column),
                            message(
                                "{column} belongs to a table that is joined later; join it first",
                                column=named,
                            ),
                        )
        taken.add(alias)


def _later(part: Part, position: int) -> set[str]:
    """Aliases that are not there yet when a join is made."""
    before = {part.source, *(each.alias or each.table for each in part.join[:position])}
    return {each.alias or each.table for each in part.join[position:]} - before


def _expression(
    key: Key, expression: Expression, mapping: Mapping, *, split: bool
) -> Iterator[Wrong]:
    bases = [name for name in walking.BASES if getattr(expression, name) is not None]
    if len(bases) != 1:
        yield key, message("it needs exactly one of {bases}", bases=", ".join(walking.BASES))
    if expression.otherwise is not None and expression.case is None:
        yield (*key, "else"), message("else belongs to case")
    if expression.split is not None and not split:
        yield (*key, "split"), message("only one column of a part can be split, as a whole")
    if expression.split == "":
        yield (*key, "split"), message('say at which sign, such as ";"')
    if expression.times is not None and not 0 < abs(expression.times) <= 1e12:
        yield (*key, "times"), message("a factor is no 0 and at most 1e12")
    if expression.zone is not None:
        yield from _zone((*key, "zone"), expression.zone)
    if expression.lookup is not None:
        yield from _alias((*key, "lookup", "table"), expression.lookup.table, mapping)
    if expression.calc is not None:
        try:
            calc.parsed(expression.calc)
        except calc.Unreadable as error:
            yield (*key, "calc"), error.message


def _conditions(key: Key, conditions: tuple[Condition, ...], mapping: Mapping) -> Iterator[Wrong]:
    for here, condition in walking.conditions_within(key, conditions):
        asked = any(getattr(condition, name) is not None for name in _TESTS)
        if condition.any is None and (condition.column is None or not asked):
            yield here, message("a condition names a column and what must hold of it")
        if condition.any is not None and (condition.column is not None or asked):
            yield here, message("any stands alone, with conditions inside it")
        for name in ("within", "outside"):
            membership = getattr(condition, name)
            if membership is not None:
                shown = "in" if name == "within" else "not_in"
                yield from _alias((*here, shown, "table"), membership.table, mapping)


def _alias(key: Key, alias: str, mapping: Mapping) -> Iterator[Wrong]:
    if alias not in mapping.tables:
        near = nearest_said(alias, [*mapping.tables])
        yield key, message("[tables] has no {alias}; {near}", alias=alias, near=near)


def _zone(key: Key, zone: str) -> Iterator[Wrong]:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield key, message("{zone} is no time zone; write one such as Europe/Berlin", zone=zone)


def _same(key: Key, table: str, ids: dict[str, str]) -> Iterator[Wrong]:
    keyed = [name for name, each in TABLES.items() if each.key]
    if table not in keyed:
        yield key, message("there is no such table; {near}", near=nearest_said(table, keyed))
    for other, one in ids.items():
        if one in ids:
            yield (*key, other), message("{id} is itself said to be another", id=one)
