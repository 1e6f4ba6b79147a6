"""The canonical tables that a mapping makes of a database, read in place."""

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from data.mapping import model
from data.mapping.choosing import Chosen, chosen
from data.sources.engines import Engine
from data.sources.mapped.parts import table_select
from data.sources.mapped.stored import Stored
from data.sources.relation import Relation

__all__ = ["mapped_relations"]


class _Headers(Mapping[str, Sequence[str]]):
    """Columns by table, asked for only where they are needed: some databases hold hundreds."""

    def __init__(self, inspector: sa.Inspector, kind: Engine):
        self._inspector = inspector
        self._kind = kind
        self._names = sorted(kind.relations(inspector))
        self.types: dict[str, dict[str, sa.types.TypeEngine]] = {}

    def __getitem__(self, name: str) -> list[str]:
        if name not in self.types:
            columns = self._kind.columns(self._inspector, name)
            self.types[name] = {str(each["name"]): each["type"] for each in columns}
        return list(self.types[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def mapped_relations(
    mapping: model.Mapping, inspector: sa.Inspector, kind: Engine, timezone: str
) -> tuple[dict[str, Relation], Chosen]:
    """Each canonical table of the mapping as a select over the tables that are there.

    Raises
    ------
    InputError
        The database lacks a table or column without which rows would be wrong.
    """
    headers = _Headers(inspector, kind)
    found = chosen(mapping, headers)
    stored = {
        alias: _stored(name, headers, typeless=kind.typeless)
        for alias, name in found.tables.items()
    }
    relations = {}
    for name in found.mapping.parts:
        made = table_select(found.mapping, name, stored, timezone=timezone)
        same = {column: column for column in made.types}
        relations[name] = Relation(name, name, same, made.types, (), select=made.select)
    return relations, found


def _stored(name: str, headers: _Headers, *, typeless: bool) -> Stored:
    columns = headers[name]
    null = sa.types.NullType()
    types = {each: null if typeless else headers.types[name][each] for each in columns}
    table = sa.table(name, *(sa.column(each, type_) for each, type_ in types.items()))
    return Stored(table, {each: each for each in columns}, types)
