"""Small changes of a mapping, each giving a new one, as a person makes them by clicks."""

from collections.abc import Mapping as Values

from data.mapping.model import Condition, Expression, Join, Keep, Mapping, Part, SourceTable

__all__ = [
    "map_text",
    "map_words",
    "simple_column",
    "with_column",
    "with_join",
    "with_keep",
    "with_part",
    "with_same",
    "with_source",
    "with_where",
    "with_words_for_nothing",
    "without_part",
]


def with_source(mapping: Mapping, name: str) -> Mapping:
    """The mapping with a table of the source that it may speak of."""
    if name in mapping.tables:
        return mapping
    return mapping.model_copy(
        update={"tables": {**mapping.tables, name: SourceTable(name=(name,))}}
    )


def with_part(mapping: Mapping, table: str, at: int, part: Part) -> Mapping:
    """The mapping with one part of a canonical table, in the place ``at`` or as a further one."""
    parts = list(mapping.parts.get(table, ()))
    parts[at : at + 1] = [part]
    changed = with_source(mapping, part.source)
    return changed.model_copy(update={"parts": {**changed.parts, table: tuple(parts)}})


def without_part(mapping: Mapping, table: str, at: int) -> Mapping:
    """The mapping without one part of a canonical table."""
    left = tuple(part for place, part in enumerate(mapping.parts[table]) if place != at)
    others = {name: parts for name, parts in mapping.parts.items() if name != table}
    return mapping.model_copy(update={"parts": others | ({table: left} if left else {})})


def with_column(part: Part, column: str, expression: Expression | None) -> Part:
    """The part with where one canonical column comes from; None: from nowhere."""
    columns = {name: each for name, each in part.columns.items() if name != column}
    if expression is not None:
        columns[column] = expression
    return part.model_copy(update={"columns": columns})


def with_where(part: Part, conditions: tuple[Condition, ...]) -> Part:
    """The part with which rows are taken."""
    return part.model_copy(update={"where": conditions})


def with_join(part: Part, joins: tuple[Join, ...]) -> Part:
    """The part with rows of other tables beside its own."""
    return part.model_copy(update={"join": joins})


def with_keep(mapping: Mapping, alias: str, keep: Keep | None) -> Mapping:
    """The mapping with which of several rows with one key stays."""
    table = mapping.tables[alias].model_copy(update={"keep": keep})
    return mapping.model_copy(update={"tables": {**mapping.tables, alias: table}})


def with_same(mapping: Mapping, table: str, other: str, one: str) -> Mapping:
    """The mapping in which an id is another spelling of one, as are all that were of the other."""
    ids = {
        each: one if target == other else target
        for each, target in {**mapping.same.get(table, {}), other: one}.items()
        if each != one
    }
    return mapping.model_copy(update={"same": {**mapping.same, table: ids}})


def with_words_for_nothing(mapping: Mapping, words: tuple[str, ...]) -> Mapping:
    """The mapping with further words that mean nothing."""
    return mapping.model_copy(update={"read": mapping.read.model_copy(update={"empty": words})})


def simple_column(expression: Expression | None) -> str | None:
    """The column that an expression takes, whatever is made of it; None where it is computed."""
    if expression is None or not expression.column:
        return None
    return expression.column[0]


def map_words(text: str) -> dict[str, str] | None:
    """A value map as people type it, one ``from = to`` a line; None where there is none.

    >>> map_words("Closed Won = won\\nLost = lost"), map_words(" ")
    ({'Closed Won': 'won', 'Lost': 'lost'}, None)
    """
    pairs = [line.partition("=") for line in text.splitlines() if "=" in line]
    words = {before.strip(): after.strip() for before, _, after in pairs if before.strip()}
    return words or None


def map_text(words: Values[str, str] | None) -> str:
    """A value map as :func:`map_words` reads it."""
    return "\n".join(f"{before} = {after}" for before, after in (words or {}).items())
