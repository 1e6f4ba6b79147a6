"""Where a customer's owner stands in the system that a mapping reads: the way back for changes."""

from collections.abc import Container

from data.mapping.model import Expression, Mapping

__all__ = ["owner_columns"]


def owner_columns(mapping: Mapping) -> tuple[str, str, str] | None:
    """The table of customers, its column of ids and that of owners; None where a mapping does not
    read both from one column each, so that nobody can say where a new owner belongs."""
    for part in mapping.parts.get("customers", ()):
        columns = [part.columns.get(name) for name in ("customer_id", "owner_id")]
        joined = {join.alias or join.table for join in part.join}
        found = [_column(each, joined) for each in columns if each is not None]
        if len(found) == 2 and found[0] and found[1]:
            return _table(mapping, part.source), found[0], found[1]
    return None


def _column(made: Expression, joined: Container[str]) -> str | None:
    """The one column of the table itself whose values are read as they are."""
    if made.case:
        read = {_column(each.then, joined) for each in made.case}
        return read.pop() if len(read) == 1 else None
    named = (made.column or ("",))[0]
    renamed = any((made.words or {}).values())
    taken_apart = made.json_path or made.split or made.lookup or renamed
    return None if not named or taken_apart or named.split(".")[0] in joined else named


def _table(mapping: Mapping, alias: str) -> str:
    names = mapping.tables[alias].name
    return names[0].strip("*") if names else alias
