"""A customer system, opened read-only, in the canonical form.

Tables and views are matched by name with :data:`data.schema.TABLES`, whatever their capitals;
:meth:`Source.rows` gives each of them with all its canonical columns in canonical types, so that
nothing further on needs to know how the system stores them.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol
from urllib.parse import quote

import sqlalchemy as sa

from analytics.errors import InputError
from analytics.messages import Message, message
from analytics.statements import Identities
from data.mapping import model
from data.mapping.choosing import Missing
from data.mapping.writing import mapping_text
from data.schema import RELATION_TABLES, REQUIRED_TABLES, TABLES
from data.sources.database import Database, open_database
from data.sources.engines import Engine
from data.sources.identities import applicable, applied
from data.sources.limits import Limits
from data.sources.mapped.database import mapped_relations
from data.sources.relation import Relation, nothing

__all__ = [
    "MOST_SCHEMAS",
    "Lineage",
    "NotCanonical",
    "Recognised",
    "Source",
    "described",
    "is_of_server",
    "open_source",
]

#: So many schemas are named in which tables may be that are looked for.
MOST_SCHEMAS = 10
#: Schemas of the servers themselves.
_SERVERS = ("information_schema", "mysql", "performance_schema", "sys")
#: Digits of a sum that are the same in whatever order millions of amounts are added.
_DIGITS = 10
#: Tables whose rows belong to customers, and that sums of customers are made of.
_RECORDS = ("customers", "activities", "revenue", "deals", "assignments")
#: Tables that an import adds, with what it knows about itself.
META_TABLES = ("linchpin_import", "linchpin_faults", "linchpin_readings")


class Kept(Protocol):
    """Something that ends with its source."""

    def cancel(self) -> None:
        """End what is being read of it."""

    def close(self) -> None:
        """Let go of it."""


class NotCanonical(InputError):
    """The database has no tables or columns of the canonical names that are needed."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised of a database: ``names`` are read by what they say (``crm.users: mail →
    reps.email``), tables and columns that are ``ignored``, and columns that are ``refused``."""

    names: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """That the data of a ``version`` are those of its ``parent`` but for records (activities and
    revenue) of the customers who are ``touched``; None: more has changed."""

    version: str
    parent: str
    touched: frozenset[str] | None


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One customer system as it may be read."""

    database: Database
    #: Canonical tables that are there, with their canonical columns.
    tables: Mapping[str, frozenset[str]]
    #: Fingerprint of the data; part of every cache key.
    version: str
    #: How to name the source on screen; never holds a password.
    label: str
    #: Rows after this day are not seen (``future_date``).
    import_day: date
    #: Names of unknown tables, and of unknown columns as ``table.column``.
    ignored: tuple[str, ...]
    #: Columns, as ``table.column``, that must never be used (:mod:`data.denied`).
    refused: tuple[str, ...]
    #: The company's time zone, in which days are counted.
    timezone: str
    #: Canonical tables with at least one row.
    filled: frozenset[str]
    #: The tables as they are stored, by canonical name.
    relations: Mapping[str, Relation]
    #: True for a file that an import has checked and typed.
    checked: bool
    #: What the import wrote down about itself (empty for a live database).
    imported: Mapping[str, str]
    #: Whether an import wrote down which rows it left out as faulty.
    faults_recorded: bool = False
    #: Whether it also names the file of a row, for tables of several files.
    faults_by_file: bool = False
    #: What a mapping asks for and the source lacks, though it can do without.
    missing: tuple[Missing, ...] = ()
    #: Names of others that are read by what they say, as :class:`Recognised` has them.
    recognised: tuple[str, ...] = ()
    #: What ids mean by statement.
    identities: Identities = field(default_factory=Identities)
    #: Of what else it differs little, where that is known.
    lineage: Lineage | None = None
    #: The customers of whom alone rows are given; None: of all.
    customers: frozenset[str] | None = None
    #: What lasts as long as the source is open, of all forms of it: see
    #: :mod:`data.sources.at_hand`.
    kept: dict[str, "Kept"] = field(default_factory=dict, repr=False)
    _rows: dict[str, sa.CTE] = field(default_factory=dict, repr=False)

    def rows(self, table: str) -> sa.CTE:
        """The usable rows of a canonical table, with all its columns in canonical types.

        Identifiers are trimmed and compare byte for byte, booleans are 1 and 0, numbers double
        precision; a TIME column is ISO text and has a companion ending in ``_on`` with its day
        in the company's zone (``happened_at``, ``happened_on``). Columns and tables that are
        absent are NULL and empty. Rows with an unreadable value or without a required one are
        left out (:func:`data.sources.checks.check_source` names them). An empty ``reps.function``
        is sales, an empty ``assignments.role`` owner, an unknown ``activities.kind`` other.
        """
        if table not in self._rows:
            relation = self.relations.get(table)
            rows = relation.rows(self.timezone, self.import_day.year + 1) if relation else None
            if rows is not None and self.identities:
                rows = applied(self.identities, table, rows)
            if rows is not None and self.customers is not None and table in _RECORDS:
                few = rows.subquery()
                rows = sa.select(*few.c).where(few.c.customer_id.in_(sorted(self.customers)))
            # One object a table: a statement that needs a table twice still reads it once.
            self._rows[table] = (nothing(table) if rows is None else rows).cte(f"canonical_{table}")
        return self._rows[table]

    def stated(self, identities: Identities) -> "Source":
        """The same source with ids as they are stated, as far as it has them; what was stated of
        it before no longer counts."""
        plain = replace(self, identities=Identities(), _rows={}) if self.identities else self
        if not identities:
            return plain
        with self.reading() as connection:
            there = applicable(identities, connection, plain.rows("reps"), plain.rows("customers"))
        return replace(self, identities=there, _rows={})

    def only(self, customers: frozenset[str]) -> "Source":
        """The same source with the records of these customers alone."""
        return replace(self, customers=customers, _rows={})

    @property
    def engine(self) -> sa.Engine:
        """SQLAlchemy's engine; to read, use :meth:`reading`."""
        return self.database.engine

    @property
    def kind(self) -> Engine:
        """What is known of engines of this kind."""
        return self.database.kind

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """A connection on which all statements see the same state of the data.

        Whatever fails on it ends in a :class:`~data.sources.failures.SourceError` that names the
        source and what to do.
        """
        return self.database.reading()

    def cancel(self) -> None:
        """End what is being read from another thread, here and in the server."""
        self.database.cancel()
        for each in list(self.kept.values()):
            each.cancel()

    def close(self) -> None:
        """Let go of the database; the source can be read again afterwards."""
        self.database.close()
        while self.kept:
            self.kept.popitem()[1].close()

    def bookings(self) -> sa.Subquery:
        """Bookings: customer_id, rep_id, amount, currency, booked_on, revenue_id.

        Where revenue is missing or empty, won deals stand in with their amount, closing day and
        deal_id. Rows without amount or day are left out, and bookings that are not booked
        (cancelled, draft, or any other word).
        """
        return bookings_of(self, self.rows("deals" if self.sells_by_deals else "revenue"))

    @property
    def sells_by_deals(self) -> bool:
        """Whether won deals stand in for the revenue table."""
        return "revenue" not in self.filled and "deals" in self.filled


def bookings_of(source: Source, rows: sa.CTE) -> sa.Subquery:
    """Bring rows of revenue, or of the deals that stand in for it, to the form of bookings."""
    c = rows.c
    day, number = ("closed_on", "deal_id") if source.sells_by_deals else ("booked_on", "revenue_id")
    chosen = sa.select(
        c.customer_id,
        c.rep_id,
        c.amount,
        c.currency,
        c[day].label("booked_on"),
        c[number].label("revenue_id"),
    ).where(c.amount.is_not(None), c[day].is_not(None))
    counts = c.stage == "won" if source.sells_by_deals else c.status == "booked"
    return chosen.where(counts).subquery()


def open_source(
    url: str,
    *,
    timezone: str = "UTC",
    import_day: date,
    language: str | None = None,
    limits: Limits | None = None,
    mapping: model.Mapping | None = None,
    recognised: Recognised | None = None,
) -> Source:
    """Open the database at ``url`` for reading.

    ``language="zh"`` reads the columns ``<column>_zh`` in place of ``<column>`` where the
    database has them. A file made by an import states its own version and,
    unless it is the copy of a source, its own import day. ``limits`` are those of the product,
    with the time that the environment gives. With a ``mapping``, the canonical tables are what it
    makes of the tables of the database, and ``recognised`` says what it rests on where it
    was recognised.

    Raises
    ------
    InputError
        If the database cannot be opened, or lacks a required table or column
        (:class:`NotCanonical`).
    """
    database = open_database(url, limits)
    try:
        with database.reading() as connection:
            return _opened(
                connection, database, timezone, import_day, language, mapping, recognised
            )
    except InputError:
        database.close()
        raise


def _opened(
    connection: sa.Connection,
    database: Database,
    timezone: str,
    import_day: date,
    language: str | None,
    mapping: model.Mapping | None,
    recognised: Recognised | None,
) -> Source:
    kind, inspector = database.kind, sa.inspect(connection)
    relations, ignored, refused, missing = described(connection, database, timezone, mapping)
    told = recognised or Recognised()
    imported = _meta(connection, inspector) if kind.holds_imports and mapping is None else {}
    counts, evidence = _measure(connection, relations, imported)
    evidence += [] if mapping is None else [mapping_text(mapping)]
    day = date.fromisoformat(imported["imported_on"]) if "imported_on" in imported else import_day
    version = _version(database, imported, day, evidence)
    relations = {
        name: replace(each.in_language(language), checked=bool(imported))
        for name, each in relations.items()
    }
    if kind.unchanging and not imported and mapping is None:
        relations = _with_tidy(connection, inspector, relations)
    recorded = _fault_columns(inspector) if imported else frozenset()
    return Source(
        database=database,
        tables={name: frozenset(each.columns) for name, each in relations.items()},
        version=f"{version}-{language}" if language else version,
        label=imported.get("label") or database.label,
        import_day=day,
        ignored=(*ignored, *told.ignored, *json.loads(imported.get("ignored") or "[]")),
        refused=(*refused, *told.refused, *json.loads(imported.get("refused") or "[]")),
        timezone=timezone,
        filled=frozenset(name for name, rows in counts.items() if rows),
        relations=relations,
        checked=bool(imported),
        imported=imported,
        faults_recorded=bool(recorded),
        faults_by_file="source" in recorded,
        missing=missing
        or tuple(map(Missing.from_text, json.loads(imported.get("missing") or "[]"))),
        recognised=(*told.names, *json.loads(imported.get("recognised") or "[]")),
    )


def described(
    connection: sa.Connection, database: Database, timezone: str, mapping: model.Mapping | None
) -> tuple[dict[str, Relation], list[str], list[str], tuple[Missing, ...]]:
    """The canonical tables of a database, by their names or as a mapping makes them; the names that
    are not used, columns that must never be, and what a mapping could not find.

    Raises
    ------
    NotCanonical
        A table or column without which nothing can be assessed is not there.
    """
    inspector = sa.inspect(connection)
    missing: tuple[Missing, ...] = ()
    if mapping is None:
        relations, ignored = _reflect(inspector, database.kind)
    else:
        ignored = []
        relations, found = mapped_relations(mapping, inspector, database.kind, timezone)
        missing = found.missing
    _demand(connection, relations, database)
    refused = [f"{name}.{each}" for name, made in relations.items() for each in made.refused]
    return relations, ignored, refused, missing


def _version(
    database: Database, imported: Mapping[str, str], day: date, evidence: list[str]
) -> str:
    """What the import calls itself, with the day where it has none of its own; else what is seen
    of the data."""
    version = imported.get("version") or _fingerprint(database, [*evidence, day.isoformat()])
    own_day = not imported or "imported_on" in imported
    return version if own_day else f"{version}-{day.isoformat()}"


def _fault_columns(inspector: sa.Inspector) -> frozenset[str]:
    """Columns of the record of the faults of an import; none where there is no record."""
    if not inspector.has_table("linchpin_faults"):
        return frozenset()
    return frozenset(column["name"] for column in inspector.get_columns("linchpin_faults"))


def _reflect(inspector: sa.Inspector, kind: Engine) -> tuple[dict[str, Relation], list[str]]:
    """The canonical tables and views of a database, and the names that are not canonical."""
    relations: dict[str, Relation] = {}
    ignored = []
    for name in sorted(kind.relations(inspector)):
        canonical = name.lower()
        if canonical not in TABLES:
            ignored += [] if canonical in META_TABLES else [name]
            continue
        if canonical in relations and name != canonical:
            ignored.append(name)
            continue
        columns = kind.columns(inspector, name)
        relations[canonical] = Relation.reflected(canonical, name, columns, typeless=kind.typeless)
    for relation in relations.values():
        ignored += [f"{relation.name}.{column}" for column in relation.ignored]
    return relations, ignored


def _demand(
    connection: sa.Connection, relations: Mapping[str, Relation], database: Database
) -> None:
    lacking_table = _lacking_table(relations, database.label)
    if lacking_table is not None:
        raise NotCanonical(_with_schemas(connection, database.kind, lacking_table))
    for table, relation in relations.items():
        lacking = [name for name in TABLES[table].required if name not in relation.columns]
        if lacking:
            raise NotCanonical(_lacking(table, lacking))


def _lacking_table(relations: Mapping[str, Relation], source: str) -> Message | None:
    """Which table is not there though it is needed."""
    for table in REQUIRED_TABLES:
        if table not in relations:
            return message(
                "{source} holds no table {table}; needed are customers, reps and one of {others}",
                source=source,
                table=table,
                others=", ".join(RELATION_TABLES),
            )
    if not set(RELATION_TABLES) & set(relations):
        return message(
            "{source} holds none of {others}; one is needed to see who looks after whom",
            source=source,
            others=", ".join(RELATION_TABLES),
        )
    return None


def _with_schemas(connection: sa.Connection, kind: Engine, problem: Message) -> Message:
    """The problem, where was looked, and where else tables have the names that are needed."""
    if kind.searched is None:
        return problem
    looked = connection.exec_driver_sql(kind.searched).scalar() or "–"
    tables = sa.table(
        "tables", sa.column("table_schema"), sa.column("table_name"), schema="information_schema"
    )
    named = sa.func.lower(tables.c.table_name).in_([*REQUIRED_TABLES, *RELATION_TABLES])
    fitting = _others(connection, tables.c.table_schema, named, looked)
    others = fitting or _others(connection, tables.c.table_schema, sa.true(), looked)
    if not others:
        return message("{problem}. Looked in the schema {looked}", problem=problem, looked=looked)
    schemas, first = ", ".join(others), quote(others[0])
    if fitting:
        return message(
            "{problem}. Looked in the schema {looked}; tables of such names are in {schemas}: end "
            "the address in ?schema={first} to read these",
            problem=problem,
            looked=looked,
            schemas=schemas,
            first=first,
        )
    return message(
        "{problem}. Looked in the schema {looked}; other tables are in {schemas}: end the address "
        "in ?schema={first} to read these",
        problem=problem,
        looked=looked,
        schemas=schemas,
        first=first,
    )


def _others(
    connection: sa.Connection, schema: sa.ColumnElement[str], which: Any, looked: str
) -> list[str]:
    """Schemas, besides those that were looked in and the server's own, that hold such tables."""
    found = connection.scalars(sa.select(schema).where(which).distinct())
    others = {str(name) for name in found} - set(looked.split(", "))
    return sorted(name for name in others if not is_of_server(name))[:MOST_SCHEMAS]


def is_of_server(schema: str) -> bool:
    """Whether a schema is one of the server itself.

    >>> is_of_server("pg_catalog"), is_of_server("sales")
    (True, False)
    """
    return schema.lower() in _SERVERS or schema.startswith("pg_")


def _lacking(table: str, columns: list[str]) -> Message:
    return message(
        "The table {table} lacks the column {columns}",
        "The table {table} lacks the columns {columns}",
        count=len(columns),
        table=table,
        columns=", ".join(columns),
    )


def _meta(connection: sa.Connection, inspector: sa.Inspector) -> dict[str, str]:
    if not inspector.has_table("linchpin_import"):
        return {}
    meta = sa.table("linchpin_import", sa.column("key"), sa.column("value"))
    rows = connection.execute(sa.select(meta.c.key, meta.c.value)).all()
    return {row.key: row.value for row in rows}


def _measure(
    connection: sa.Connection, relations: Mapping[str, Relation], imported: Mapping[str, str]
) -> tuple[dict[str, int], list[str]]:
    """Rows of each table, and texts that change with the data of a live database."""
    measures = [relation.measured(cheap=bool(imported)) for relation in relations.values()]
    rows = connection.execute(sa.union_all(*measures)).all()
    counts = {row[0]: int(row[1]) for row in rows}
    seen = ((*rest, weight and f"{float(weight):.{_DIGITS}g}") for *rest, weight in rows)
    return counts, sorted(repr(tuple(map(str, row))) for row in seen)


def _with_tidy(
    connection: sa.Connection, inspector: sa.Inspector, relations: Mapping[str, Relation]
) -> dict[str, Relation]:
    """Say of the tables of an unchanging file which texts need no trimming.

    What lies behind a view may change all the same.
    """
    views = set(inspector.get_view_names())
    tidied = dict(relations)
    for name, relation in relations.items():
        if relation.stored_name not in views:
            counts = connection.execute(relation.trimmed()).mappings().one()
            tidy = frozenset(column for column, untidy in counts.items() if not untidy)
            tidied[name] = replace(relation, tidy=tidy)
    return tidied


def _fingerprint(database: Database, evidence: list[str]) -> str:
    """A short text that changes with the data; of a database file, also with its last change."""
    address, file = database.address, database.kind.file(database.address)
    parts = [address.place, address.database, address.user or "", *evidence]
    if file is not None and file.is_file():
        stat = file.stat()
        parts += [str(stat.st_mtime_ns), str(stat.st_size)]
    return hashlib.sha256("\n".join(parts).encode(errors="surrogatepass")).hexdigest()[:12]
