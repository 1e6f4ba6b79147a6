"""What an import found: rows, money, samples, and the tables about itself that it leaves behind."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from analytics.errors import Fault, InputFaults
from analytics.messages import Message
from data.importing.formats import ColumnFormat
from data.importing.hints import Question
from data.importing.joins import NO_KEYS
from data.importing.parts import Origin, called
from data.importing.rows import part_of, place_in_file
from data.importing.staging import FAULTY, READINGS, Typed, money, problem_text
from data.mapping.choosing import Missing
from data.recognition.proposal import Certainty, Finding, Proposal

__all__ = ["ImportFaults", "ImportReport", "PartReport", "TableReport"]

_SAMPLE = 3

_META = sa.MetaData()
_IMPORT = sa.Table(
    "linchpin_import",
    _META,
    sa.Column("key", sa.String(), nullable=False),
    sa.Column("value", sa.String(), nullable=False),
)
_FAULTS = sa.Table(
    "linchpin_faults",
    _META,
    sa.Column("table_name", sa.String(), nullable=False),
    sa.Column("row", sa.BigInteger()),
    sa.Column("column_name", sa.String()),
    sa.Column("value", sa.String()),
    sa.Column("problem", sa.String(), nullable=False),
    sa.Column("amount", sa.Double()),
    sa.Column("currency", sa.String()),
    sa.Column("source", sa.String()),
)
_READINGS = sa.Table("linchpin_readings", _META, *(sa.Column(c.name, c.type) for c in READINGS.c))
_READING_KINDS = {"rows": "int64", "amount": "float64"}


@dataclass(frozen=True, slots=True)
class PartReport:
    """What one file gave to a table: rows, and the columns by canonical name, as written there."""

    source: str
    rows: int
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table as it was read; ``rows`` without those left out, ``source`` all its files."""

    source: str
    rows: int
    used: tuple[str, ...]
    ignored: tuple[str, ...]
    refused: tuple[str, ...] = ()
    parts: tuple[PartReport, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ImportReport:
    """What the files hold; the frames must not be changed.

    ``path`` is the database that was built, None where nothing was. ``ignored`` names files,
    sheets (``crm.xlsx: Notes``) and columns (``customers.fax``) that were not used, ``refused``
    columns that must never be (``reps.birthday``, see :mod:`data.denied`).

    control: table, currency (empty: the company's), rows, amount: what the readable bookings (or
    the won deals, where there are no bookings) of the files add up to, faulty rows included.

    left_out: table, currency, rows, amount, unreadable_rows: rows with a fault; ``amount`` is
    the money of those where it could be read, ``unreadable_rows`` the number of the others in
    tables that hold money.

    samples: the first three rows of every table, typed, each with its ``row`` in the file.

    keys: how many keys lead somewhere; see :func:`data.importing.joins.join_rates`.

    lookups: table, source, kind (``join`` or ``lookup``), name, rows, matched, unmatched,
    ambiguous, unmatched_example, ambiguous_example: what the joins and lookups of a mapping met.

    ``missing``: what a mapping would make of tables and columns that are not there and need not.

    questions: columns that can be read in several ways, with what each reading comes to.

    formats: how each column of days or numbers of each file was read, and what it comes to.

    readings: see :func:`readings`.

    sources: the file or sheet of every table of the mapping, by its alias.
    """

    version: str
    path: Path | None
    tables: Mapping[str, TableReport]
    ignored: tuple[str, ...]
    faults: tuple[Fault, ...]
    control: pd.DataFrame
    left_out: pd.DataFrame
    samples: Mapping[str, pd.DataFrame]
    refused: tuple[str, ...] = ()
    keys: pd.DataFrame = field(default_factory=lambda: NO_KEYS.copy())
    lookups: pd.DataFrame = field(default_factory=lambda: lookups([]))
    missing: tuple[Missing, ...] = ()
    questions: tuple[Question, ...] = ()
    formats: tuple[ColumnFormat, ...] = ()
    readings: pd.DataFrame = field(default_factory=pd.DataFrame)
    sources: Mapping[str, str] = field(default_factory=dict)


class ImportFaults(InputFaults):
    """Faults of an import, with what could be read all the same.

    ``faults`` lists at most half a million of them, ``count`` is their full number, and
    ``blocking`` the number of those that leaving out rows would not mend.
    """

    def __init__(
        self,
        text: Message,
        faults: Sequence[Fault],
        count: int,
        blocking: int,
        report: ImportReport,
    ):
        super().__init__(text, faults)
        self.count = count
        self.blocking = blocking
        self.report = report

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, self.faults, self.count, self.blocking, self.report)


def lookups(records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """What joins and lookups met; see :class:`ImportReport`."""
    numbers = ["rows", "matched", "unmatched", "ambiguous"]
    texts = ["table", "source", "kind", "name", "unmatched_example", "ambiguous_example"]
    columns = [*texts[:4], *numbers, *texts[4:]]
    frame = pd.DataFrame([[each[name] for name in columns] for each in records], columns=columns)
    return frame.astype({**dict.fromkeys(numbers, "int64"), **dict.fromkeys(texts, "str")})


def control_totals(connection: sa.Connection, tables: Mapping[str, Typed]) -> pd.DataFrame:
    """Rows and sum per currency; see :class:`ImportReport`."""
    for name in ("revenue", "deals"):
        if name in tables:
            amount, currency = money(tables[name])
            statement = (
                sa.select(currency.label("currency"), sa.func.count(), sa.func.sum(amount))
                .select_from(tables[name].values)
                .where(amount.is_not(None))
                .group_by(currency)
                .order_by(currency)
            )
            rows = [(name, *row) for row in connection.execute(statement)]
            if rows:
                return _totals(rows)
    return _totals([])


def _totals(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["table", "currency", "rows", "amount"])
    return frame.astype({"table": "str", "currency": "str", "rows": "int64", "amount": "float64"})


def left_out(
    connection: sa.Connection, tables: Mapping[str, Typed], faults: Iterable[Fault]
) -> pd.DataFrame:
    """Rows with a fault and their money; see :class:`ImportReport`."""
    rows: list[tuple[Any, ...]] = []
    for typed in tables.values():
        amount, currency = money(typed)
        faulty = sa.select(FAULTY.c.row).where(FAULTY.c.table_name == typed.name)
        unreadable = sa.func.count() - sa.func.count(amount)
        statement = (
            sa.select(currency, sa.func.count(), sa.func.coalesce(sa.func.sum(amount), 0.0))
            .add_columns(unreadable if typed.name == "revenue" else sa.literal(0))
            .select_from(typed.values)
            .where(typed.values.c.row.in_(faulty))
            .group_by(currency)
        )
        rows += [(typed.name, *row) for row in connection.execute(statement)]
    rows += [
        (fault.table, "", 1, 0.0, int(fault.table == "revenue"))
        for fault in faults
        if fault.skippable and fault.column is None
    ]
    columns = ["table", "currency", "rows", "amount", "unreadable_rows"]
    frame = pd.DataFrame(rows, columns=columns).astype(
        {"table": "str", "currency": "str", "rows": "int64", "amount": "float64"}
    )
    frame["unreadable_rows"] = frame["unreadable_rows"].astype("int64")
    return frame.groupby(["table", "currency"], as_index=False).sum()


def readings(connection: sa.Connection) -> pd.DataFrame:
    """What was read, repaired or left out by a rule though it is not written as it is meant.

    Columns: table_name, column_name, code, rows, example (as written → as read), amount (money
    of the rows, NaN where they hold none), currency (empty: the company's). Sorted by all three
    names and the currency.
    """
    order = (READINGS.c.table_name, READINGS.c.column_name, READINGS.c.code, READINGS.c.currency)
    rows = connection.execute(sa.select(READINGS).order_by(*order)).all()
    names = list(READINGS.c.keys())
    kinds = {name: _READING_KINDS.get(name, "str") for name in names}
    return pd.DataFrame([tuple(row) for row in rows], columns=names).astype(kinds)


def recognised(proposal: Proposal | None, origins: Mapping[str, Sequence[Origin]]) -> list[str]:
    """Files and columns under names of others that are used: ``reps.csv: IsActive → reps.active``,
    ``invoices.csv: → revenue``."""
    if proposal is None:
        return []
    files = [
        f"{origin.source}: → {table}"
        for table, parts in origins.items()
        for origin in parts
        if called(origin.source, table) is not None
    ]
    return [*files, *_recognised_columns(proposal.findings)]


def _recognised_columns(findings: Iterable[Finding]) -> list[str]:
    certain = [each for each in findings if each.certainty is Certainty.CERTAIN and each.targets]
    return [
        f"{each.table}: {each.column} → {', '.join(each.targets)}"
        for each in certain
        if each.column.casefold() not in {name.partition(".")[2] for name in each.targets}
    ]


def samples(connection: sa.Connection, tables: Mapping[str, Typed]) -> dict[str, pd.DataFrame]:
    """The first three rows of every table as they were understood; ``row`` is that of the file."""
    frames = {}
    for name, typed in tables.items():
        names = [column.name for column in typed.columns]
        row = typed.values.c.row
        statement = sa.select(place_in_file(row), *(typed.values.c[name] for name in names))
        rows = connection.execute(statement.order_by(row).limit(_SAMPLE)).all()
        frames[name] = pd.DataFrame([tuple(row) for row in rows], columns=["row", *names])
    return frames


def write_metadata(
    connection: sa.Connection,
    facts: Mapping[str, str | Sequence[str]],
    tables: Iterable[Typed],
    origins: Mapping[str, Sequence[Origin]],
    faults: Iterable[Fault],
) -> None:
    """Leave behind what was imported and what was left out.

    The money of a row stands only beside its first fault, so that the column adds up.
    """
    _META.create_all(connection)
    for key, fact in facts.items():
        value = fact if isinstance(fact, str) else json.dumps(list(fact), ensure_ascii=False)
        connection.execute(_IMPORT.insert().values(key=key, value=value))
    for typed in tables:
        record = _record(typed, origins)
        connection.execute(_FAULTS.insert().from_select(list(_FAULTS.c.keys()), record))
    noted = sa.select(*READINGS.c)
    connection.execute(_READINGS.insert().from_select(list(READINGS.c.keys()), noted))
    whole_rows = [
        {"table_name": fault.table, "row": fault.row, "value": fault.value}
        | {"problem": str(fault.problem), "source": fault.source}
        for fault in faults
        if fault.column is None
    ]
    if whole_rows:
        connection.execute(_FAULTS.insert(), whole_rows)
    connection.commit()


def _record(typed: Typed, origins: Mapping[str, Sequence[Origin]]) -> sa.Select[Any]:
    amount, currency = money(typed)
    turn = sa.func.row_number().over(partition_by=FAULTY.c.row, order_by=FAULTY.c.position)
    counted = sa.case((turn == 1, amount))
    files = {place: origin.source for place, origin in enumerate(origins[typed.name])}
    place = place_in_file(FAULTY.c.row)
    return (
        sa.select(FAULTY.c.table_name, place, FAULTY.c.column_name, FAULTY.c.value)
        .add_columns(problem_text(), counted, sa.case((amount.is_not(None), currency)))
        .add_columns(sa.case(files, value=part_of(FAULTY.c.row)))
        .join_from(FAULTY, typed.values, typed.values.c.row == FAULTY.c.row)
        .where(FAULTY.c.table_name == typed.name)
        .order_by(FAULTY.c.row, FAULTY.c.position)
    )
