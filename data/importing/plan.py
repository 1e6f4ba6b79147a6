"""Which raw tables become which canonical ones: what a mapping means for the files that are here.

Files that are named after tables need no mapping: :func:`identity` writes the one that says so, so
that there is one way from a file to a table.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from data.denied import PEOPLE_TABLES, denied
from data.importing import faults
from data.importing.discovery import Contents, Sight
from data.importing.fault_lists import FaultLog
from data.importing.format_currencies import NAME
from data.importing.mentions import aliases_of, columns_of, mentioned
from data.importing.raw import RawTable, told_apart
from data.importing.unknown import looking_like, reads_as_header
from data.mapping.choosing import Chosen, Missing, chosen
from data.mapping.model import Expression, Mapping, Part, SourceTable
from data.mapping.names import column_key, tables_named
from data.recognition.proposal import Proposal
from data.schema import RELATION_TABLES, REQUIRED_TABLES, TABLES

__all__ = [
    "Needed",
    "Plan",
    "aliases_of_all",
    "check_tables",
    "identity",
    "is_canonical",
    "mapped",
    "note_unread",
    "planned",
]

#: Tables whose rows are money, to which a row that cannot be read is counted first.
_MONEY_TABLES = ("revenue", "deals")


@dataclass(frozen=True)
class Needed:
    """A raw table that is read, and the columns of it that are: by name, their position."""

    alias: str
    raw: RawTable
    table: SourceTable
    columns: dict[str, int]
    names: tuple[str, ...]
    #: The canonical table that its unreadable rows are counted to.
    counted_to: str

    @cached_property
    def unused(self) -> tuple[str, ...]:
        """The columns with a name that are not read, as the header writes them."""
        read = set(self.columns.values())
        return tuple(
            name for place, name in enumerate(self.raw.header.names) if name and place not in read
        )


@dataclass
class Plan:
    """A mapping with the raw tables of its aliases.

    ``missing`` says what the files cannot give and need not, ``ignored`` names the files and
    sheets that nothing is made of.
    """

    mapping: Mapping
    needed: dict[str, Needed] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()
    #: Where something is asked: the mappings of Linchpin that know the columns of the files.
    presets: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    #: How the tables were recognised, where that was needed.
    proposal: Proposal | None = None
    #: Every table that was looked at for that, by its name and by what a mapping calls it.
    looked: dict[str, RawTable] = field(default_factory=dict)
    _refused: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def parts(self) -> dict[str, tuple[Part, ...]]:
        """By canonical table, in their order: the parts whose own table is there."""
        parts = {
            table: tuple(part for part in self.mapping.parts[table] if part.source in self.needed)
            for table in TABLES
            if table in self.mapping.parts
        }
        return {table: there for table, there in parts.items() if there}

    def concerned(self, alias: str) -> list[str]:
        """The canonical tables that are made of rows of a source table."""
        return [
            table
            for table, parts in self.mapping.parts.items()
            if any(part.source == alias for part in parts)
        ]

    def refused(self, alias: str) -> tuple[str, ...]:
        """The unused columns of a source table that must never be used (:mod:`data.denied`)."""
        if alias not in self._refused:
            tables = [table for table in self.concerned(alias) if table in PEOPLE_TABLES]
            unused = self.needed[alias].unused
            self._refused[alias] = tuple(
                name for name in unused if any(denied(table, name) for table in tables)
            )
        return self._refused[alias]


def identity(contents: Contents, given: Mapping, log: FaultLog) -> Plan:
    """Take every file for the table after which it is named, and its columns by their names.

    ``given`` holds answers, and what is said of all values.
    """
    sights: dict[str, Sight] = {}
    for table in TABLES:
        named = [sight for sight in contents.sights if sight.table == table]
        note_unread(named, table, log)
        there = [sight for sight in named if sight.raw is not None]
        if len(there) > 1:
            log.add(faults.duplicate_table(table, [sight.source for sight in there]))
        sights |= {table: there[0]} if there else {}
    note_unread([sight for sight in contents.sights if sight.whole and not sight.table], None, log)
    check_tables(set(sights), contents, log)
    said = {"read": given.read, "same": given.same, "answers": given.answers}
    mapping = _identity(sights, log).model_copy(update=said)
    plan = Plan(mapping, ignored=_ignored(contents))
    for table, sight in sights.items():
        if sight.raw is not None:
            log.made_good(sight.repairs)
            plan.needed[table] = _needed(plan.mapping, table, sight.raw, log)
    return plan


def is_canonical(contents: Contents) -> bool:
    """Whether all names are canonical, so that nothing needs to be recognised."""
    return all(
        sight.table is not None and _canonical_names(sight.table, sight.raw)
        for sight in contents.sights
        if sight.raw is not None or (sight.faults and not sight.whole)
    )


def _canonical_names(table: str, raw: RawTable | None) -> bool:
    names = raw.header.names if raw else ()
    return all(not name or name.casefold() in TABLES[table].columns for name in names)


def _ignored(contents: Contents) -> tuple[str, ...]:
    return tuple(
        sight.source
        for sight in contents.sights
        if not sight.whole and (sight.table is None or (sight.raw is None and not sight.faults))
    )


def note_unread(sights: Sequence[Sight], table: str | None, log: FaultLog) -> None:
    """Note why files cannot be read, as faults of a table where it is known."""
    for sight in sights:
        for fault in sight.faults:
            log.add(replace(fault, table=table or fault.table))


def _identity(sights: dict[str, Sight], log: FaultLog) -> Mapping:
    tables: dict[str, SourceTable] = {}
    parts: dict[str, tuple[Part, ...]] = {}
    for table, sight in sights.items():
        assert sight.raw is not None
        columns = _columns_by_name(table, sight.raw, log)
        tables[table] = SourceTable(name=sight.names[:1])
        parts[table] = (Part.model_validate({"from": table, "columns": columns}),)
    return Mapping(tables=tables, parts=parts)


def _columns_by_name(table: str, raw: RawTable, log: FaultLog) -> dict[str, Expression]:
    """The columns that bear a canonical name; those named twice or missing are noted."""
    names = raw.header.names
    counts = Counter(name.casefold() for name in names)
    first = {name.casefold(): key for name, key in _backwards(names)}
    columns = TABLES[table].columns
    for name in columns:
        if counts[name] > 1:
            log.add(faults.duplicate_column(table, raw.header.row, name))
    for name in TABLES[table].required:
        if name not in first:
            seen = [each for each in names if each] if reads_as_header(names) else []
            log.add(faults.missing_column(table, name, raw.source, seen))
    return {name: Expression(column=(first[name],)) for name in columns if name in first}


def _backwards(names: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(names, told_apart(names), strict=True))[::-1]


def _needed(mapping: Mapping, alias: str, raw: RawTable, log: FaultLog) -> Needed:
    table = mapping.tables.get(alias, SourceTable(name=(alias,)))
    if len(table.names) > len(raw.header.names):
        log.add(faults.too_many_names(alias, raw.source, len(table.names), len(raw.header.names)))
    written = _written(table, raw)
    names = told_apart(written)
    used = mentioned(mapping, alias, names)
    positions = {name: place for place, name in enumerate(names)}
    return Needed(
        alias,
        raw,
        table,
        {name: positions[name] for name in used},
        names,
        _counted_to(mapping, alias),
    )


def _check_told_apart(needed: Needed, log: FaultLog) -> None:
    """Note a name that several columns have, and that is used without telling them apart."""
    written = Counter(_written(needed.table, needed.raw))
    for name in needed.columns:
        apart = any(each.startswith(f"{name} (") for each in needed.columns)
        if written[name] > 1 and not apart:
            log.add(faults.duplicate_column(needed.alias, needed.raw.header.row, name))


def _counted_to(mapping: Mapping, alias: str) -> str:
    made = [
        table
        for table in (*_MONEY_TABLES, *mapping.parts)
        if any(part.source == alias for part in mapping.parts.get(table, ()))
    ]
    return made[0] if made else alias


def check_tables(present: set[str], contents: Contents, log: FaultLog) -> None:
    """Note the tables without which nothing can be assessed."""
    if any(fault.table not in TABLES for fault in log.faults):
        # A workbook or an archive that cannot be read may hold what would be missing.
        return
    present = present | {fault.table for fault in log.faults}
    for name in REQUIRED_TABLES:
        if name not in present:
            similar = looking_like(name, contents)
            log.add(faults.missing_table(name, TABLES[name].required, similar))
    if not present.intersection(RELATION_TABLES):
        log.add(faults.missing_relations(RELATION_TABLES))


def mapped(mapping: Mapping, contents: Contents, log: FaultLog) -> Plan:
    """Find the raw tables that a mapping speaks of; what is missing or forbidden is noted.

    Raises
    ------
    InputError
        A table lacks a column without which rows would be wrong.
    """
    sights = {alias: _matching(table, contents) for alias, table in mapping.tables.items()}
    opened: dict[str, RawTable] = {}
    for alias in aliases_of_all(mapping):
        table, found = mapping.tables[alias], sights[alias]
        if len(found) > 1:
            log.add(faults.several_sources(alias, [sight.source for sight in found]))
        raw = _opened(found[0], table, log) if found else None
        if raw is not None and table.looks and not _is_as_named(table, raw, log):
            continue
        opened |= {alias: raw} if raw is not None else {}
        if not found and not table.optional:
            log.add(faults.missing_source(alias, (*table.name, *table.columns), contents.sources))
    plan = planned(mapping, opened, log)
    read = {each.raw.source for each in plan.needed.values()}
    plan.ignored = tuple(name for name in contents.sources if name not in read)
    check_tables({table for table in mapping.parts if _may_come(plan, table)}, contents, log)
    return plan


def planned(mapping: Mapping, opened: dict[str, RawTable], log: FaultLog) -> Plan:
    """What becomes of the raw tables of the aliases of a mapping.

    Raises
    ------
    InputError
        A table lacks a column without which rows would be wrong.
    """
    choice = _chosen(mapping, opened)
    parts = {
        table: tuple(_with_format_currency(table, part, opened) for part in some)
        for table, some in choice.mapping.parts.items()
    }
    plan = Plan(mapping.model_copy(update={"parts": parts}), missing=choice.missing)
    for alias in aliases_of_all(plan.mapping):
        plan.needed[alias] = _needed(plan.mapping, alias, opened[alias], log)
        _check_told_apart(plan.needed[alias], log)
    _check_columns(plan, log)
    return plan


def _with_format_currency(table: str, part: Part, opened: dict[str, RawTable]) -> Part:
    """A part that says no currency takes the one that the formats of a workbook show."""
    raw = opened.get(part.source)
    known = "currency" in TABLES[table].columns and "currency" not in part.columns
    if raw is None or not known or NAME not in raw.header.names:
        return part
    columns = {**part.columns, "currency": Expression(column=(NAME,))}
    return part.model_copy(update={"columns": columns})


def _chosen(mapping: Mapping, opened: dict[str, RawTable]) -> Chosen:
    """The mapping without what the files cannot give and need not."""
    tables = {
        alias: table.model_copy(
            update={"name": (opened[alias].source,), "columns": ()}
            if alias in opened
            else {"columns": (), "optional": True}
        )
        for alias, table in mapping.tables.items()
    }
    headers = {raw.source: _names_of(mapping.tables[alias], raw) for alias, raw in opened.items()}
    return chosen(mapping.model_copy(update={"tables": tables}), headers)


def _written(table: SourceTable, raw: RawTable) -> tuple[str, ...]:
    """The names of the header, or those that the mapping gives in their place."""
    width = len(raw.header.names)
    return (*table.names, *raw.header.names[len(table.names) :])[:width]


def _names_of(table: SourceTable, raw: RawTable) -> tuple[str, ...]:
    return told_apart(_written(table, raw))


def _may_come(plan: Plan, table: str) -> bool:
    """Whether a table has parts besides those of optional tables that are not there."""
    optional = {alias for alias, each in plan.mapping.tables.items() if each.optional}
    parts = plan.mapping.parts.get(table, ())
    return any(part.source in plan.needed or part.source not in optional for part in parts)


def aliases_of_all(mapping: Mapping) -> list[str]:
    """All tables that the parts of a mapping speak of, in their order."""
    parts = [part for parts in mapping.parts.values() for part in parts]
    return list(dict.fromkeys(alias for part in parts for alias in aliases_of(part)))


def _matching(table: SourceTable, contents: Contents) -> list[Sight]:
    """The files or sheets that are meant, by the first name that fits any, else by columns."""
    told = [sight for sight in contents.sights if sight.raw or sight.faults]
    for wanted in table.name:
        named = [sight for sight in told if tables_named(wanted, sight.names)]
        if named:
            return named
    columns = {column_key(name) for name in table.columns}
    return [
        sight
        for sight in contents.raw_tables
        if columns and sight.raw and columns <= set(map(column_key, sight.raw.header.names))
    ]


def _opened(sight: Sight, table: SourceTable, log: FaultLog) -> RawTable | None:
    """The raw table as the mapping wants it read."""
    if (table.header is not None or table.carry_down) and sight.again is not None:
        return sight.again(log, header=table.header, carried=bool(table.carry_down))
    for fault in sight.faults:
        log.add(fault)
    log.made_good(sight.repairs)
    return sight.raw


def _is_as_named(table: SourceTable, raw: RawTable, log: FaultLog) -> bool:
    """Whether the columns of a file without a header are those that were named."""
    # Imported late: files with a header need nothing of it.
    from data.importing.headerless import not_as_named

    wrong = not_as_named(table, raw)
    for fault in wrong:
        log.add(fault)
    return not wrong


def _check_columns(plan: Plan, log: FaultLog) -> None:
    """Note canonical columns without a source, unknown ones, and such as must never be used."""
    for table, parts in plan.parts.items():
        for part in parts:
            source = plan.needed[part.source].raw.source
            for name in TABLES[table].required:
                if name not in part.columns:
                    log.add(faults.unmapped_column(table, name, source))
            for name, expression in part.columns.items():
                refused = [each for each in columns_of(expression) if denied(table, each)]
                for each in refused:
                    log.add(faults.denied_column(table, name, each))
