"""One stored table or view of a customer system, and how its rows become canonical."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from data.denied import denied
from data.schema import NAMED_IN_CHINESE, TABLES, Kind, TableColumn
from data.sources import sql, zones

__all__ = ["Relation", "missing", "nothing"]

Expression = sa.ColumnElement[Any]
#: Values that stand in where a choice is empty.
_EMPTY = {
    ("reps", "function"): "sales",
    ("assignments", "role"): "owner",
    ("revenue", "status"): "booked",
}
_READ_FROM_TEXT = (Kind.DATE, Kind.TIME, Kind.NUMBER, Kind.BOOLEAN)
_KEPT_AS_TEXT = (Kind.ID, Kind.TEXT, Kind.CHOICE, Kind.CURRENCY)


def day_column(column: str) -> str:
    """Name of the column with the local day of a TIME column.

    >>> day_column("happened_at")
    'happened_on'
    """
    return column.removesuffix("_at") + "_on"


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """A stored table or view with a canonical name.

    ``columns`` maps canonical names to stored ones, ``types`` stored names to reflected types.
    ``checked``: an import has trimmed and typed the values, so they need no reading. ``tidy``:
    canonical columns whose texts were looked at, and neither begin nor end with a space nor are
    empty: trimming a million of them in every statement is a good part of its time.
    """

    name: str
    stored_name: str
    columns: Mapping[str, str]
    types: Mapping[str, sa.types.TypeEngine[Any]]
    ignored: tuple[str, ...]
    #: Columns that must never be used (:mod:`data.denied`); they are not even selected.
    refused: tuple[str, ...] = ()
    checked: bool = False
    tidy: frozenset[str] = frozenset()
    #: What makes the rows, where no table stores them in this form (:mod:`data.sources.mapped`).
    select: sa.Select[Any] | sa.CompoundSelect[Any] | None = None

    @classmethod
    def reflected(
        cls, name: str, stored_name: str, columns: Iterable[Any], *, typeless: bool
    ) -> "Relation":
        """Match the columns of a database table with the canonical ones, whatever their case.

        ``typeless``: a cell may hold anything whatever its column says (SQLite).
        """
        canonical_columns = TABLES[name].columns
        localized = {f"{each}_zh" for each in NAMED_IN_CHINESE.get(name, ())}
        matched: dict[str, str] = {}
        types = {}
        others = []
        for column in columns:
            stored = str(column["name"])
            canonical = stored.lower()
            types[stored] = sa.types.NullType() if typeless else column["type"]
            if canonical in canonical_columns and (canonical not in matched or stored == canonical):
                matched[canonical] = stored
            elif canonical not in localized:
                others.append(stored)
        refused = tuple(each for each in others if denied(name, each))
        ignored = tuple(each for each in others if each not in refused)
        kept = {each: type_ for each, type_ in types.items() if each not in refused}
        return cls(name, stored_name, matched, kept, ignored, refused)

    def in_language(self, language: str | None) -> "Relation":
        """The same with ``<column>_<language>`` read in place of ``<column>`` where it is there."""
        local = {name: f"{name}_{language}" for name in self.columns}
        there = {name: stored for name, stored in local.items() if stored in self.types}
        return replace(self, columns={**self.columns, **there})

    def table(self) -> sa.FromClause:
        """The table as it is stored, or the select that makes it, for a FROM clause."""
        if self.select is not None:
            made = self.select.subquery()
            typed = (sa.type_coerce(made.c[name], t).label(name) for name, t in self.types.items())
            return sa.select(*typed).subquery()
        stored = sa.table(self.stored_name, *(sa.column(n, t) for n, t in self.types.items()))
        if not any(map(sql.needs_decoding, self.types.values())):
            return stored
        return sa.select(*(sql.readable(c, c.type).label(c.name) for c in stored.c)).subquery()

    def rows(self, zone: str, last_year: int) -> sa.Select[Any]:
        """The usable rows with all canonical columns; see :meth:`data.sources.Source.rows`."""
        prepared = self.prepared()
        values = self.values(prepared, zone)
        chosen = sa.select(*(value.label(name) for name, value in values.items()))
        if not self.checked:
            chosen = chosen.where(*self._usable(prepared, values))
        for name in self._times_in_text():
            chosen = _with_local_day(chosen.subquery(), name, zone, last_year)
        return _with_defaults(chosen, self.name)

    def brought(self, zone: str, last_year: int, names: Collection[str]) -> sa.Select[Any]:
        """The rows for a copy in which texts are still to be read: those as they are stored, all
        else in canonical types, a TIME column as its day; without rows that this shows to be
        unusable. Only columns of ``names`` that are there.

        Trimming and comparing a text that a million rows share is work for each of them here, and
        for each text in an engine that stores columns.
        """
        texts = self._texts()
        plain = replace(self, tidy=frozenset(texts))
        prepared = plain.prepared()
        values = plain.values(prepared, zone)
        faults = plain.faults(prepared, values)
        values |= {name: prepared.c[name] for name in texts}
        unreadable = (fault for name, fault in faults.items() if name not in texts)
        chosen = sa.select(*(value.label(name) for name, value in values.items()))
        chosen = chosen.where(sa.not_(sa.or_(sa.false(), *unreadable)))
        for name in self._times_in_text():
            chosen = _with_local_day(chosen.subquery(), name, zone, last_year)
        rows, columns = chosen.subquery(), TABLES[self.name].columns
        return sa.select(
            *(
                rows.c[day_column(name) if columns[name].kind is Kind.TIME else name].label(name)
                for name in self.columns
                if name in names
            )
        )

    def prepared(self) -> sa.Subquery:
        """The stored rows with texts trimmed, empty ones NULL; numbers and days as stored.

        Required texts are also there as they are stored, under :func:`_stored_name`.
        """
        table = self.table()
        columns = TABLES[self.name].columns
        present = {name: table.c[stored] for name, stored in self.columns.items()}
        stored = [present[name].label(_stored_name(name)) for name in self._required_texts()]
        return sa.select(
            *(self._prepared(value, columns[name]).label(name) for name, value in present.items()),
            *stored,
        ).subquery()

    def _required_texts(self) -> list[str]:
        return [name for name in self._texts() if TABLES[self.name].columns[name].required]

    def _texts(self) -> list[str]:
        columns = TABLES[self.name].columns
        return [name for name in self.columns if columns[name].kind in _KEPT_AS_TEXT]

    def _prepared(self, stored: sa.ColumnElement[Any], column: TableColumn) -> Expression:
        kind = column.kind
        if self.checked or (kind in _READ_FROM_TEXT and not sql.is_text(stored.type)):
            return stored
        if column.name in self.tidy:
            return sa.cast(stored, sa.String)
        if kind is Kind.ID:
            return sql.as_text_id(stored)
        return stored if kind is Kind.NUMBER else sql.as_text(stored)

    def type_of(self, column: str) -> sa.types.TypeEngine[Any]:
        """The reflected type of a canonical column that is present."""
        return self.types[self.columns[column]]

    def values(self, prepared: sa.FromClause, zone: str) -> dict[str, Expression]:
        """Every canonical column; a TIME column as ISO text and, if stored as time, its day."""
        values = {}
        for name, column in TABLES[self.name].columns.items():
            present = name in self.columns
            values[name] = (
                self._read(prepared.c[name], column, zone) if present else missing(column.kind)
            )
            if column.kind is Kind.TIME and name not in self._times_in_text():
                values[day_column(name)] = (
                    sql.as_day(prepared.c[name], self.type_of(name), zone)
                    if present
                    else missing(Kind.DATE)
                )
        return values

    def _read(self, value: Any, column: TableColumn, zone: str) -> Expression:
        type_ = self.type_of(column.name)
        match column.kind:
            case Kind.CHOICE:
                return value if self.checked else sa.func.lower(value, type_=sa.String())
            case Kind.CURRENCY:
                return value if self.checked else sa.func.upper(value, type_=sa.String())
            case Kind.BOOLEAN:
                return sql.as_boolean(value, type_)
            case Kind.DATE:
                return sql.as_day(value, type_, zone)
            case Kind.NUMBER:
                return value if self.checked else sql.as_number(value, type_)
            case Kind.TIME:
                return sql.as_time_text(value, type_, checked=self.checked)
        return value

    def faults(
        self, prepared: sa.FromClause, values: Mapping[str, Expression]
    ) -> dict[str, Expression]:
        """By column: when its value cannot be used, being unreadable or required and empty."""
        faults: dict[str, Expression] = {}
        for name, column in TABLES[self.name].columns.items():
            if name not in self.columns:
                continue
            if column.required and name in self.tidy:
                faults[name] = prepared.c[name].is_(None)
            elif column.required and column.kind in _KEPT_AS_TEXT:
                faults[name] = sql.blank(prepared.c[_stored_name(name)])
            elif column.required and column.kind is Kind.TIME and name not in self._times_in_text():
                # A stored time is as readable as it is filled; writing a million as text is slow.
                faults[name] = prepared.c[name].is_(None)
            elif column.required:
                faults[name] = values[name].is_(None)
            elif self._may_be_unreadable(column):
                filled = sql.as_text(prepared.c[name]).is_not(None)
                faults[name] = sa.and_(filled, values[name].is_(None))
        return faults

    def _usable(
        self, prepared: sa.FromClause, values: Mapping[str, Expression]
    ) -> list[Expression]:
        """That no column has a fault, in the form that engines filter by fastest."""
        texts = self._required_texts()
        faults = self.faults(prepared, values)
        others = [fault for name, fault in faults.items() if name not in texts]
        usable = [
            prepared.c[name].is_not(None)
            if name in self.tidy
            else sql.filled(prepared.c[_stored_name(name)])
            for name in texts
        ]
        return [*usable, sa.not_(sa.or_(sa.false(), *others))]

    def _may_be_unreadable(self, column: TableColumn) -> bool:
        if column.kind is Kind.NUMBER:
            return True
        return column.kind in _READ_FROM_TEXT and sql.is_text(self.type_of(column.name))

    def _times_in_text(self) -> list[str]:
        return [
            name
            for name, column in TABLES[self.name].columns.items()
            if column.kind is Kind.TIME and name in self.columns and sql.is_text(self.type_of(name))
        ]

    def measured(self, *, cheap: bool) -> sa.Select[Any]:
        """Name, number of rows and, unless ``cheap``, newest date and sum of the first number."""
        table = self.table()
        newest = self._first(Kind.DATE, Kind.TIME)
        number = self._first(Kind.NUMBER)
        texts = [
            sa.null() if newest is None or cheap else sa.func.max(table.c[newest]),
            sa.null() if number is None or cheap else _weighed(table.c[number]),
        ]
        counted = sa.select(sa.literal(self.name), sa.func.count())
        return counted.add_columns(*(sa.cast(each, sa.String(64)) for each in texts)).select_from(
            table
        )

    def trimmed(self) -> sa.Select[Any]:
        """Of each column of texts, how many values :meth:`prepared` changes; one row."""
        table = self.table()
        stored = {name: table.c[self.columns[name]] for name in self._texts()}
        counts = (sql.total(sql.untrimmed(value)).label(name) for name, value in stored.items())
        return sa.select(*counts).select_from(table)

    def _first(self, *kinds: Kind) -> str | None:
        columns = TABLES[self.name].columns
        stored = (self.columns[name] for name in self.columns if columns[name].kind in kinds)
        return next(stored, None)


def _stored_name(column: str) -> str:
    return f"{column}_as_stored"


def _weighed(number: sa.ColumnElement[Any]) -> Expression:
    return sa.func.sum(sql.as_number(number, number.type))


def missing(kind: Kind) -> Expression:
    """NULL in the canonical type of a kind."""
    match kind:
        case Kind.DATE:
            return sa.cast(sa.null(), sa.Date)
        case Kind.NUMBER:
            return sa.cast(sa.null(), sa.Double)
        case Kind.BOOLEAN:
            return sa.cast(sa.null(), sa.Integer)
    return sql.as_text_id(sa.null())


def nothing(table: str) -> sa.Select[Any]:
    """No row, with the columns of a canonical table."""
    columns = TABLES[table].columns.values()
    nulls = [missing(column.kind).label(column.name) for column in columns]
    days = [
        missing(Kind.DATE).label(day_column(column.name))
        for column in columns
        if column.kind is Kind.TIME
    ]
    return sa.select(*nulls, *days).where(sa.literal(1) == 0)


def _with_local_day(rows: sa.Subquery, name: str, zone: str, last_year: int) -> sa.Select[Any]:
    """Add the local day of a column of ISO times, read in one step and converted in the next."""
    parts = zones.zone_parts(rows.c[name])
    read = _beside(rows, {f"{name}_{key}": part for key, part in parts.items()})
    utc = _beside(read, {f"{name}_utc": zones.utc_minute(_parts(read, name, parts))})
    east = zones.offset_at(utc.c[f"{name}_utc"], zone, last_year)
    here = _beside(utc, {f"{name}_here": east})
    minute = zones.local_minute(_parts(here, name, parts), here.c[f"{name}_here"])
    there = _beside(here, {f"{name}_local": minute})
    local = zones.local_day(_parts(there, name, parts), there.c[f"{name}_local"])
    kept = [there.c[column.name] for column in rows.c]
    return sa.select(*kept, local.label(day_column(name)))


def _beside(rows: sa.Subquery, columns: Mapping[str, Expression]) -> sa.Subquery:
    """The rows with further columns, in a step of its own.

    MariaDB would write the rows of a step down, with all columns; it may put steps together.
    """
    further = (value.label(name) for name, value in columns.items())
    return sql.stepwise(sa.select(*rows.c, *further), "postgresql").subquery()


def _parts(rows: sa.Subquery, name: str, parts: Iterable[str]) -> dict[str, Any]:
    return {key: rows.c[f"{name}_{key}"] for key in parts}


def _with_defaults(chosen: sa.Select[Any], table: str) -> sa.Select[Any]:
    """Fill empty choices; an unknown kind of activity counts as other."""
    defaults = {name: value for (owner, name), value in _EMPTY.items() if owner == table}
    if table != "activities" and not defaults:
        return chosen
    rows = chosen.subquery()
    filled: dict[str, Expression] = {
        name: sa.func.coalesce(rows.c[name], value) for name, value in defaults.items()
    }
    if table == "activities":
        kinds = TABLES["activities"].columns["kind"].choices
        # Not by IN: DuckDB looks up a list for every row even where no kind is asked for.
        filled["kind"] = sa.case(*((rows.c.kind == kind, kind) for kind in kinds), else_="other")
    return sa.select(*(filled.get(c.name, c).label(c.name) for c in rows.c))
