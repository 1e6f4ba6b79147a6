"""Putting together the next file of a copy from the one before and from rows just read (DuckDB)."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa

from data.mirror.forms import DAY_OF_ROW, MARK, quoted, staged_type, types_of, value_as
from data.mirror.state import Column, TableState

__all__ = ["BUILT", "Building", "Days", "Staged"]

#: By day as text: how many rows there are, and the sum of what tells each from others.
Days = dict[str, tuple[int, str]]

#: The file that is built, in the folder that is given.
BUILT = "built.duckdb"
_MEMORY_MB = 900
_THREADS = 2
#: The column that says whose record a row is, and the tables of such records.
_CUSTOMER, _RECORDS = "customer_id", ("activities", "revenue")
#: Of more customers it is not kept who they are.
_MOST_TOUCHED = 20_000
#: The table of the copy with what the database summed up of each day.
_DAYS = "linchpin_days"
_DAYS_COLUMNS = "day VARCHAR, rows BIGINT, marks VARCHAR"


@dataclass(frozen=True, slots=True)
class Staged:
    """Rows of one table as they were read, the columns with the types that fit all of them."""

    place: str
    columns: tuple[Column, ...]
    rows: int

    def values(self) -> str:
        """The columns in their types, for a SELECT."""
        return ", ".join(
            f"{value_as(each.type, each.name)} AS {quoted(each.name)}" for each in self.columns
        )


class Building:
    """A file on its way; nothing is written before :meth:`finish`."""

    def __init__(self, folder: Path, before: Path | None):
        self._folder, self._before = folder, before
        self._steps: list[str] = []
        #: Whose records differ, by table; None: whatever else.
        self._changed: dict[str, set[str] | None] = {}
        #: What is kept of days: no change by itself.
        self._days: list[str] = []
        self._staged = 0
        self._connection = duckdb.connect(
            config={
                "memory_limit": f"{_MEMORY_MB}MiB",
                "threads": _THREADS,
                "temp_directory": str(folder / "spill"),
                "autoinstall_known_extensions": "false",
            }
        )
        self._run("SET TimeZone = 'UTC'")
        if before is not None:
            self._run(f"ATTACH {_text(before)} AS old (READ_ONLY)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def stage(self, columns: Sequence[Column], batches: Iterable[pa.Table]) -> Staged:
        """Take rows, in a place of their own until they are used."""
        self._staged += 1
        place = f"staged_{self._staged}"
        types = (f"{quoted(each.name)} {staged_type(each.form)}" for each in columns)
        self._run(f"CREATE TEMP TABLE {place} ({', '.join(types)})")
        rows = 0
        for batch in batches:
            self._connection.register("batch", batch)
            self._run(f"INSERT INTO {place} SELECT * FROM batch")
            rows += batch.num_rows
        return Staged(place, self._typed(place, columns), rows)

    def drop(self, staged: Staged) -> None:
        """Let go of rows that are not used."""
        self._run(f"DROP TABLE {staged.place}")

    def kept(self, name: str, staged: Staged, key: Sequence[str]) -> int:
        """How many rows of a table stay when those that were read take the place of their like."""
        there = _same(staged, key)
        return int(self._one(f"SELECT count(*) FROM {_old(name)} WHERE NOT ({there})"))

    def changed_days(self, staged: Staged, column: str) -> int:
        """How many texts of a column do not begin with a day as ISO writes it."""
        name = quoted(column)
        return int(
            self._one(
                f"SELECT count(*) FROM {staged.place} WHERE {name} IS NOT NULL AND NOT "
                f"regexp_matches(CAST({name} AS VARCHAR), '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')"
            )
        )

    def replace_whole(self, name: str, staged: Staged, number: int) -> bool:
        """Have a table consist of the rows that were read; False where it does already."""
        if self._is_same(name, staged):
            return False
        self._changed[name] = None
        self._steps.append(f"DROP TABLE IF EXISTS {_new(name)}")
        self._steps.append(
            f"CREATE TABLE {_new(name)} AS SELECT {staged.values()}, {number} AS {MARK} "
            f"FROM {staged.place}"
        )
        return True

    def add(
        self, before: TableState, staged: Staged, number: int
    ) -> tuple[tuple[Column, ...], bool]:
        """Have the rows that were read take the place of their like; returns the columns as they
        lie then, and False where nothing changes."""
        columns = tuple(map(_wider, before.columns, staged.columns))
        staged = replace(staged, columns=columns)
        there = _same(staged, before.key)
        differ = self._differing(before, staged, there)
        if columns == before.columns and not differ:
            return columns, False
        self._steps += _widened(before, columns)
        self._steps.append(f"DELETE FROM {_new(before.name)} WHERE {there}")
        self._steps.append(_inserted(before.name, staged, number))
        return columns, True

    def days(self, name: str) -> Days:
        """What the database summed up of each day of a table when it was read last."""
        if self._before is None or not self._has(_DAYS):
            return {}
        rows = self._connection.execute(
            f"SELECT day, rows, marks FROM {_old(_DAYS)} WHERE table_name = ?", [name]
        ).fetchall()
        return {day: (rows_, marks) for day, rows_, marks in rows}

    def keep_days(self, name: str, days: Days) -> None:
        """Keep what the database sums up now."""
        self._staged += 1
        place = f"days_{self._staged}"
        self._run(f"CREATE TEMP TABLE {place} (table_name VARCHAR, {_DAYS_COLUMNS})")
        rows = pa.table(
            {
                "table_name": pa.array([name] * len(days), pa.string()),
                "day": pa.array(list(days), pa.string()),
                "rows": pa.array([rows for rows, _ in days.values()], pa.int64()),
                "marks": pa.array([marks for _, marks in days.values()], pa.string()),
            }
        )
        self._connection.register("batch", rows)
        self._run(f"INSERT INTO {place} SELECT * FROM batch")
        # Without any of before they are worth a file of their own.
        steps = self._days if self.days(name) else self._steps
        steps += [
            f"CREATE TABLE IF NOT EXISTS {_new(_DAYS)} (table_name VARCHAR, {_DAYS_COLUMNS})",
            f"DELETE FROM {_new(_DAYS)} WHERE table_name IN (SELECT table_name FROM {place})",
            f"INSERT INTO {_new(_DAYS)} SELECT * FROM {place}",
        ]

    def replace_days(
        self, before: TableState, staged: Staged, days: Sequence[str], number: int
    ) -> tuple[Column, ...]:
        """Have the rows that were read take the place of all rows of their days; returns the
        columns as they lie then."""
        columns = tuple(map(_wider, before.columns, staged.columns))
        self._steps += _widened(before, columns)
        there = f"{quoted(DAY_OF_ROW)} IN ({', '.join(map(_literal, days))})"
        staged = replace(staged, columns=columns)
        self._differing(before, staged, there)
        self._steps.append(f"DELETE FROM {_new(before.name)} WHERE {there}")
        self._steps.append(_inserted(before.name, staged, number))
        return columns

    def touched(self) -> tuple[str, ...] | None:
        """The customers whose records (activities, revenue) differ, where nothing else does."""
        customers: set[str] = set()
        for name, of in self._changed.items():
            if of is None or (of and name.casefold() not in _RECORDS):
                return None
            customers |= of
        return tuple(sorted(customers)) if len(customers) <= _MOST_TOUCHED else None

    def leave_out(self, name: str) -> None:
        """Have a table no longer."""
        self._changed[name] = None
        self._steps.append(f"DROP TABLE IF EXISTS {_new(name)}")

    def finish(self) -> bool:
        """Write the file, in one transaction; False where it would be the one before."""
        if not self._steps and self._before is not None:
            return False
        target = self._folder / BUILT
        if self._before is not None:
            self._run("DETACH old")
            shutil.copyfile(self._before, target)
        self._run(f"ATTACH {_text(target)} AS new")
        self._run("BEGIN")
        for step in (*self._steps, *self._days):
            self._run(step)
        self._run("COMMIT")
        self._run("CHECKPOINT new")
        self._run("DETACH new")
        return True

    def _typed(self, place: str, columns: Sequence[Column]) -> tuple[Column, ...]:
        """The narrowest type of each column that all its values fit."""
        open_ = [(each, type_) for each in columns for type_ in types_of(each.form)[:-1]]
        misfits = [
            f"count(*) FILTER (WHERE {quoted(each.name)} IS NOT NULL "
            f"AND {value_as(type_, each.name)} IS NULL)"
            for each, type_ in open_
        ]
        counts = self._all(f"SELECT {', '.join(misfits)} FROM {place}") if misfits else ()
        fitting: dict[str, str] = {}
        for (each, type_), count in zip(open_, counts, strict=True):
            if not count:
                fitting.setdefault(each.name, type_)
        return tuple(
            replace(each, type=fitting.get(each.name, types_of(each.form)[-1])) for each in columns
        )

    def _is_same(self, name: str, staged: Staged) -> bool:
        if self._before is None or not self._has(name):
            return False
        described = self._connection.execute(f"DESCRIBE {_old(name)}").fetchall()
        there = [(row[0], row[1].replace(" ", "")) for row in described if row[0] != MARK]
        wanted = [(each.name, _long(each.type)) for each in staged.columns]
        if there != wanted:
            return False
        names = ", ".join(quoted(each.name) for each in staged.columns)
        typed = f"SELECT {staged.values()} FROM {staged.place}"
        return self._sum(names, _old(name)) == self._sum(names, f"({typed})")

    def _sum(self, names: str, rows: str) -> tuple[Any, ...]:
        """What tells one bag of rows from another."""
        marks = f"hash({names})"
        return self._all(
            f"SELECT count(*), sum(CAST({marks} AS HUGEINT)), bit_xor({marks}) FROM {rows}"
        )

    def _differing(self, before: TableState, staged: Staged, there: str) -> int:
        """How many rows that were read are not there already, or are no longer."""
        names = ", ".join(quoted(each.name) for each in staged.columns)
        read = f"SELECT {staged.values()} FROM {staged.place}"
        like = f"SELECT {names} FROM {_old(before.name)} WHERE {there}"
        differing = f"({read} EXCEPT ALL {like}) UNION ALL ({like} EXCEPT ALL {read})"
        whose = [each.name for each in staged.columns if each.name.casefold() == _CUSTOMER]
        customer = f"CAST({quoted(whose[0])} AS VARCHAR)" if whose else "NULL"
        found = self._connection.execute(
            f"SELECT {customer} AS customer, count(*) FROM ({differing}) GROUP BY customer"
        ).fetchall()
        touched = {customer for customer, _ in found}
        self._changed[before.name] = touched if None not in touched else None
        return sum(rows for _, rows in found)

    def _has(self, name: str) -> bool:
        found = self._connection.execute(
            "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'old' AND table_name = ?",
            [name],
        ).fetchone()
        return found is not None and bool(found[0])

    def _run(self, statement: str) -> None:
        self._connection.execute(statement)

    def _all(self, statement: str) -> tuple[Any, ...]:
        row = self._connection.execute(statement).fetchone()
        assert row is not None
        return row

    def _one(self, statement: str) -> Any:
        return self._all(statement)[0]


def _widened(before: TableState, columns: Sequence[Column]) -> list[str]:
    """Have columns of a table that new values do not fit hold them."""
    return [
        f"ALTER TABLE {_new(before.name)} ALTER {quoted(now.name)} TYPE {now.type}"
        for was, now in zip(before.columns, columns, strict=True)
        if was.type != now.type
    ]


def _inserted(name: str, staged: Staged, number: int) -> str:
    names = ", ".join(quoted(each.name) for each in staged.columns)
    return (
        f"INSERT INTO {_new(name)} ({names}, {MARK}) "
        f"SELECT {staged.values()}, {number} FROM {staged.place}"
    )


def _wider(was: Column, read: Column) -> Column:
    """A column with a type that fits old and new values."""
    order = types_of(was.form)
    return was if order.index(read.type) <= order.index(was.type) else read


def _same(staged: Staged, key: Sequence[str]) -> str:
    """That a row of a table has the key of a row that was read, or none."""
    types = {each.name: each.type for each in staged.columns}
    names = ", ".join(map(quoted, key))
    values = ", ".join(value_as(types[each], each) for each in key)
    lacking = " OR ".join(f"{quoted(each)} IS NULL" for each in key)
    read = f"SELECT {values} FROM {staged.place} WHERE NOT ({lacking})"
    return f"coalesce(({names}) IN ({read}), false) OR {lacking}"


def _old(name: str) -> str:
    return f"old.main.{quoted(name)}"


def _new(name: str) -> str:
    return f"new.main.{quoted(name)}"


def _text(path: Path) -> str:
    return _literal(str(path))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _long(type_: str) -> str:
    """A type as DuckDB describes it."""
    return "TIMESTAMPWITHTIMEZONE" if type_ == "TIMESTAMPTZ" else type_
