"""The expressions and conditions of a mapping, each with the key under which it stands."""

from collections.abc import Iterable, Iterator

from data.mapping import calc
from data.mapping.lines import Key
from data.mapping.model import Condition, Expression, Mapping, Part, SourceTable

__all__ = [
    "BASES",
    "At",
    "columns_named",
    "conditions_within",
    "expressions_of_part",
    "expressions_of_table",
    "tables_asked",
    "tables_behind",
    "within",
]

#: The keys of an expression that say from what a value is made.
BASES = ("column", "value", "concat", "first", "calc", "case")

At = tuple[Key, Expression]


def within(key: Key, expression: Expression) -> Iterator[At]:
    """The expression itself and every one inside it."""
    yield key, expression
    for name in ("concat", "first"):
        for position, each in enumerate(getattr(expression, name) or ()):
            yield from within((*key, name, position), each)
    for position, case in enumerate(expression.case or ()):
        yield from _in_conditions((*key, "case", position, "when"), case.when)
        yield from within((*key, "case", position, "then"), case.then)
    if expression.otherwise is not None:
        yield from within((*key, "else"), expression.otherwise)


def conditions_within(
    key: Key, conditions: tuple[Condition, ...]
) -> Iterator[tuple[Key, Condition]]:
    """The conditions themselves and every one inside them (``any``)."""
    for position, each in enumerate(conditions):
        here = (*key, position)
        yield here, each
        yield from conditions_within((*here, "any"), each.any or ())


def _in_conditions(key: Key, conditions: tuple[Condition, ...]) -> Iterator[At]:
    for here, condition in conditions_within(key, conditions):
        if condition.column is not None:
            yield from within((*here, "column"), condition.column)


def expressions_of_part(key: Key, part: Part) -> Iterator[At]:
    """Every expression of a part: in its columns, joins and conditions."""
    for name, expression in part.columns.items():
        yield from within((*key, "columns", name), expression)
    for position, join in enumerate(part.join):
        for name, expression in join.on.items():
            yield from within((*key, "join", position, "on", name), expression)
    yield from _in_conditions((*key, "where"), part.where)


def expressions_of_table(key: Key, table: SourceTable) -> Iterator[At]:
    """Every expression of a source table: in its conditions, its order and its log."""
    yield from _in_conditions((*key, "where"), table.where)
    if table.keep is not None and table.keep.by is not None:
        yield from within((*key, "keep", "by"), table.keep.by)
    for name in ("of", "at", "new", "old"):
        expression = getattr(table.log, name, None)
        if expression is not None:
            yield from within((*key, "log", name), expression)


def tables_asked(expressions: Iterable[At], conditions: tuple[Condition, ...]) -> Iterator[str]:
    """The aliases in which values are looked up, or must stand or not."""
    for _, expression in expressions:
        if expression.lookup is not None:
            yield expression.lookup.table
        for case in expression.case or ():
            yield from tables_asked((), case.when)
    for _, condition in conditions_within((), conditions):
        yield from (each.table for each in (condition.within, condition.outside) if each)


def tables_behind(mapping: Mapping, alias: str) -> list[str]:
    """The alias, and those that its own conditions and its log ask, and those that these ask.

    Where it asks itself, it stands in the list twice.
    """
    behind = [alias]
    for each in behind:
        if each in mapping.tables and behind.count(alias) == 1:
            table = mapping.tables[each]
            asked = dict.fromkeys(tables_asked(expressions_of_table((), table), table.where))
            behind += [other for other in asked if other == alias or other not in behind]
    return behind


def columns_named(expression: Expression) -> Iterator[str]:
    """The columns of the expression itself, not of those inside it."""
    yield from expression.column or ()
    if expression.calc is not None:
        yield from calc.names_in(calc.parsed(expression.calc))
