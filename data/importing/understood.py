"""What files are taken for before they are read: by the names of the tables, or by recognition."""

from collections.abc import Mapping

from data.importing.headerless import looks_of
from data.importing.mentions import aliases_of
from data.mapping import model
from data.mapping.answers import reading_asked
from data.mapping.choosing import chosen
from data.mapping.kept import called_in
from data.mapping.names import column_key
from data.mapping.walking import columns_named, within
from data.recognition.catalogue import Catalogue, Catalogued
from data.recognition.proposal import Certainty, Proposal
from data.schema import RELATION_TABLES, REQUIRED_TABLES, TABLES

__all__ = [
    "is_enough",
    "named_alike",
    "named_mapping",
    "tables_used",
    "targets_by_column",
    "with_names",
    "with_readings",
]


def is_enough(mapping: model.Mapping) -> bool:
    """Whether a mapping makes the tables without which nothing can be assessed."""
    needed = all(name in mapping.parts for name in REQUIRED_TABLES)
    return needed and any(name in mapping.parts for name in RELATION_TABLES)


def named_alike(catalogue: Catalogue, proposal: Proposal) -> bool:
    """Whether the files are the tables of Linchpin by their names, and nothing else is of use."""
    canonical = {table.name: _canonical(table) for table in catalogue.tables}
    named = [name for name in canonical.values() if name]
    used = {each.table for each in proposal.findings if each.certainty is not Certainty.UNUSED}
    whole = set(REQUIRED_TABLES) <= set(named) and not set(RELATION_TABLES).isdisjoint(named)
    foreign = used - {source for source, name in canonical.items() if name}
    return whole and len(set(named)) == len(named) and not foreign


def _canonical(table: Catalogued) -> str | None:
    """The canonical table whose name and needed columns it bears."""
    name = next((each.casefold() for each in table.names if each.casefold() in TABLES), None)
    columns = {column.casefold() for column in table.header}
    return name if name and columns.issuperset(TABLES[name].required) else None


def named_mapping(catalogue: Catalogue) -> model.Mapping:
    """The mapping that says what the names of canonical tables and columns say."""
    tables: dict[str, model.SourceTable] = {}
    parts: dict[str, tuple[model.Part, ...]] = {}
    for table in catalogue.tables:
        name = _canonical(table)
        if name is not None:
            written = {column.casefold(): column for column in reversed(table.header)}
            columns = {c: written[c] for c in TABLES[name].columns if c in written}
            tables[name] = model.SourceTable(name=(table.names[0],))
            parts[name] = (model.Part.model_validate({"from": name, "columns": columns}),)
    return model.Mapping(tables=tables, parts=parts)


def with_readings(mapping: model.Mapping, answers: Mapping[str, str]) -> model.Mapping:
    """The mapping with the answers to how columns are to be read, of all answers."""
    told = {asked: each for asked, each in answers.items() if reading_asked(asked) is not None}
    return mapping.model_copy(update={"answers": {**mapping.answers, **told}})


def with_names(
    mapping: model.Mapping, catalogue: Catalogue, named: Mapping[str, tuple[str, ...]]
) -> model.Mapping:
    """The mapping with the names that were given to the columns of files without a header, under
    the names that the files have now."""
    by_name = {table.called: table for table in catalogue.tables if table.name in named}
    tables = dict(mapping.tables)
    for alias in mapping.tables:
        table = by_name.get(called_in(mapping, alias, catalogue.headers) or "")
        if table is not None:
            told = {
                "name": (table.called,),
                "header": 0,
                "names": named[table.name],
                "looks": looks_of(table.columns),
                "columns": (),
            }
            tables[alias] = tables[alias].model_copy(update=told)
    return mapping.model_copy(update={"tables": tables})


def tables_used(mapping: model.Mapping, catalogue: Catalogue) -> frozenset[str]:
    """The files or sheets of which the parts of a mapping speak, by what people see them as."""
    parts = [part for each in mapping.parts.values() for part in each]
    aliases = {alias for part in parts for alias in aliases_of(part)}
    called = {
        called_in(mapping, a, catalogue.headers) if a in mapping.tables else a for a in aliases
    }
    return frozenset(table.name for table in catalogue.tables if table.called in called)


def targets_by_column(
    mapping: model.Mapping, catalogue: Catalogue
) -> dict[tuple[str, str], tuple[str, ...]]:
    """By file or sheet and column: the canonical columns (``table.column``) that it gives.

    Raises
    ------
    InputError
        The files lack what the mapping needs.
    """
    picked = chosen(mapping, catalogue.headers)
    tables = {table.called: table for table in catalogue.tables}
    made: dict[tuple[str, str], list[str]] = {}
    for name, parts in picked.mapping.parts.items():
        for part in parts:
            table = tables[picked.tables[part.source]]
            for column, expression in part.columns.items():
                for written in _written(expression, table):
                    made.setdefault((table.name, written), []).append(f"{name}.{column}")
    return {key: tuple(dict.fromkeys(each)) for key, each in made.items()}


def _written(expression: model.Expression, table: Catalogued) -> list[str]:
    """The columns of a table that an expression names, as they are written there."""
    by_key = {column_key(name): name for name in reversed(table.header)}
    named = [name for _, each in within((), expression) for name in columns_named(each)]
    return [by_key[column_key(name)] for name in named if column_key(name) in by_key]
