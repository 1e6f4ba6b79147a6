"""Inside the reading process: ask a database for what is new, and build the next file of its copy.

All tables are read in one state of the database. Of a table that is not small, only rows are asked
for whose time of change lies after a day before the newest one known, or that have none: who wrote
at the same moment, or finished writing late, is found. They take the place of rows with their key.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from analytics.messages import message
from data.mapping import model
from data.mirror.building import Building, Days, Staged
from data.mirror.forms import DAY_OF_ROW, arrow_type, read_as
from data.mirror.state import How, State, TableState
from data.mirror.tables import Stored, planned
from data.progress import Progress
from data.reader.worker import at_end
from data.sources import sql
from data.sources.database import open_database
from data.sources.engines import located
from data.sources.limits import Limits
from data.sources.source import described
from data.sources.watching import cancel_all

__all__ = ["Answer", "Asked", "read_new"]

#: Tables of no more rows are read whole: that costs little, and finds what was deleted.
SMALL_ROWS = 50_000
#: So long before the newest change that is known is read again.
OVERLAP = timedelta(days=1)
#: Rows that are taken at once.
_ROWS = 50_000
#: A first reading takes longer than any sum.
_SECONDS = 1_700
_MOST = 1_000_000_000_000
#: Characters of a day, as engines write it in front of a time.
_DAY = 10
#: Of more days that changed the table is read whole.
_MOST_DAYS = 500
#: What no text holds: it stands for NULL, and between the columns of a row.
_NULL, _BETWEEN = "\x1e", "\x1f"
#: Stands for a time that cannot be read.
_NEVER = datetime.fromisoformat("9999-12-31")


@dataclass(frozen=True, slots=True)
class Asked:
    """A database, how it is read, what of it was read before (``file`` holds it), and whether it
    shall be read whole; ``folder`` is where the next file is built."""

    url: str = field(repr=False)
    timezone: str
    mapping: model.Mapping | None
    before: State | None
    file: str | None
    folder: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read; without ``changed`` no file was built. ``touched``: customers whose records
    changed, where nothing else did."""

    tables: tuple[TableState, ...]
    changed: bool
    touched: tuple[str, ...] | None
    label: str
    ignored: tuple[str, ...]
    refused: tuple[str, ...]
    asked_at: datetime


def read_new(asked: Asked, *, progress: Progress) -> Answer:
    """Ask for what is new and build the next file (:data:`data.mirror.building.BUILT`).

    Raises
    ------
    InputError
        The database cannot be opened or read, or lacks a table or column that is needed.
    """
    progress(0.0, message("Opening {source}", source=located(asked.url)[1].place))
    at_end(cancel_all)
    asked_at = datetime.now(UTC)
    database = open_database(asked.url, _patient(Limits.from_environment()))
    try:
        before = Path(asked.file) if asked.file else None
        with database.reading() as connection, Building(Path(asked.folder), before) as building:
            relations, ignored, refused, _ = described(
                connection, database, asked.timezone, asked.mapping
            )
            stored = planned(relations, sa.inspect(connection), database.kind)
            reading = _Reading(connection, building, asked)
            states = []
            for at, each in enumerate(stored.values()):
                doing = message("Reading what is new in {table}", table=each.state.name)
                progress(at / len(stored), doing)
                states.append(reading.table(each))
            reading.leave_out(stored.keys())
            changed, touched = building.finish(), building.touched()
    finally:
        database.close()
    told = (tuple(ignored), tuple(refused))
    return Answer(tuple(states), changed, touched, database.label, *told, asked_at)


def _patient(limits: Limits) -> Limits:
    """Limits for rows that are copied, not kept in memory."""
    seconds = max(limits.reading_seconds, _SECONDS)
    return replace(
        limits, statement_seconds=seconds, reading_seconds=seconds, rows=_MOST, size=_MOST
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    rows: int
    timeless: int
    newest: str | None


class _Reading:
    """One reading of all tables."""

    def __init__(self, connection: sa.Connection, building: Building, asked: Asked):
        self._connection, self._building = connection, building
        self._before = asked.before
        self._whole = asked.whole or asked.before is None
        self._number = asked.before.number + 1 if asked.before else 1

    def table(self, stored: Stored) -> TableState:
        """Read one table, as far as it must be read."""
        before = self._before.table(stored.state.name) if self._before else None
        counted = self._counted(stored)
        how = self._how(stored, before, counted)
        days = self._days(stored) if stored.state.dated and counted.rows > SMALL_ROWS else {}
        if how is How.DAYS and before is not None:
            found = self._by_days(stored, before, counted, days)
            if found is not None:
                return found
            how = How.CHANGED
        if how is How.NEW and before is not None and self._before is not None:
            found = self._new(stored, self._before, before, counted)
            if found is not None:
                return found
            how = How.MISSED
        if days:
            self._building.keep_days(stored.state.name, days)
        return self._all(stored, counted, how)

    def leave_out(self, names: Any) -> None:
        """Let go of tables that are no longer read."""
        for each in self._before.tables if self._before else ():
            if each.name not in names:
                self._building.leave_out(each.name)

    def _counted(self, stored: Stored) -> _Counted:
        rows = sa.func.count()
        if not stored.state.modified:
            every = sa.select(rows).select_from(stored.table)
            return _Counted(int(self._connection.scalar(every) or 0), 0, None)
        modified = stored.table.c[stored.state.modified]
        # A text is told from a day by its length, so that the latest text is the latest time.
        newest = sql.copied_text(sa.func.max(modified, type_=modified.type))
        statement = sa.select(rows, sa.func.count(modified), newest).select_from(stored.table)
        total, timed, latest = self._connection.execute(statement).one()
        return _Counted(int(total), int(total) - int(timed), latest)

    def _how(self, stored: Stored, before: TableState | None, counted: _Counted) -> How:
        plan = stored.state
        if self._whole or before is None:
            return How.FIRST
        if counted.rows <= SMALL_ROWS:
            return How.SMALL
        if plan.dated:
            return How.CHANGED if before.plan != plan.plan else How.DAYS
        if not plan.key:
            return How.NO_KEY
        if not plan.modified or not before.modified or before.newest is None:
            return How.NO_TIME
        if before.plan != plan.plan or counted.newest is None:
            return How.CHANGED
        return How.CHANGED if _time(counted.newest) < _time(before.newest) else How.NEW

    def _new(
        self, stored: Stored, then: State, before: TableState, counted: _Counted
    ) -> TableState | None:
        """Read the rows that changed; None where more have come than their times show."""
        since = min(_time(before.newest or ""), _plain(then.read_at)) - OVERLAP
        staged = self._staged(stored, _changed_since(stored, before, since))
        after = self._building.kept(before.name, staged, before.key) + staged.rows
        if after < counted.rows:
            self._building.drop(staged)
            return None
        columns, _ = self._building.add(before, staged, self._number)
        return replace(
            before,
            columns=columns,
            newest=counted.newest,
            rows=counted.rows,
            timeless=counted.timeless,
            gone=after - counted.rows,
            read=staged.rows,
            how=How.NEW,
        )

    def _days(self, stored: Stored) -> Days:
        """What the database itself sums up of the rows of each day."""
        texts = [
            sa.func.coalesce(sql.copied_text(stored.table.c[name]), _NULL) for name in stored.types
        ]
        whole: Any = texts[0]
        for text in texts[1:]:
            whole = whole + _BETWEEN + text
        day = _day_of(stored)
        marks = sql.plain_text(sa.func.sum(sql.text_mark(whole)))
        statement = sa.select(day, sa.func.count(), marks).group_by(day)
        rows = self._connection.execute(statement.select_from(stored.table)).all()
        return {day: (int(count), str(sum_)) for day, count, sum_ in rows}

    def _by_days(
        self, stored: Stored, before: TableState, counted: _Counted, days: Days
    ) -> TableState | None:
        """Read the days that are not as they were; None where that is most of them."""
        kept = self._building.days(before.name)
        changed = [day for day in {**kept, **days} if kept.get(day) != days.get(day)]
        if not kept or len(changed) > min(_MOST_DAYS, len(kept) // 2 + 2):
            return None
        if changed:
            staged = self._staged(stored, _day_of(stored).in_(changed))
            columns = self._building.replace_days(before, staged, changed, self._number)
            self._building.keep_days(before.name, days)
            before = replace(before, columns=columns, read=staged.rows)
        read = before.read if changed else 0
        return replace(before, rows=counted.rows, read=read, gone=0, how=How.DAYS)

    def _all(self, stored: Stored, counted: _Counted, how: How) -> TableState:
        plan = stored.state
        staged = self._staged(stored, None)
        if plan.modified and self._building.changed_days(staged, plan.modified):
            plan = replace(plan, modified="")
        self._building.replace_whole(plan.name, staged, self._number)
        return replace(
            plan,
            columns=staged.columns,
            newest=counted.newest if plan.modified else None,
            rows=staged.rows,
            timeless=counted.timeless if plan.modified else 0,
            read=staged.rows,
            how=how,
        )

    def _staged(self, stored: Stored, condition: sa.ColumnElement[bool] | None) -> Staged:
        columns = stored.state.columns
        values = (
            (
                _day_of(stored)
                if each.name == DAY_OF_ROW
                else read_as(stored.table.c[each.name], stored.types[each.name], each.form)
            ).label(f"c{at}")
            for at, each in enumerate(columns)
        )
        statement = sa.select(*values).select_from(stored.table)
        if condition is not None:
            statement = statement.where(condition)
        return self._building.stage(columns, self._batches(statement, stored))

    def _batches(self, statement: sa.Select[Any], stored: Stored) -> Iterator[pa.Table]:
        schema = pa.schema([(each.name, arrow_type(each.form)) for each in stored.state.columns])
        result = self._connection.execute(statement)
        for rows in result.partitions(_ROWS):
            columns = zip(*rows, strict=True)
            arrays = [
                pa.array(values, type_) for values, type_ in zip(columns, schema.types, strict=True)
            ]
            yield pa.Table.from_arrays(arrays, schema=schema)


def _changed_since(stored: Stored, before: TableState, since: datetime) -> sa.ColumnElement[bool]:
    """That a row may have changed since then, or another one with its key, or none can say."""
    modified = stored.table.c[before.modified]
    later = sa.or_(_not_before(modified, stored.types[before.modified], since), modified.is_(None))
    if before.unique:
        return later
    (key,) = (stored.table.c[each] for each in before.key)
    return sa.or_(key.in_(sa.select(key).where(later)), key.is_(None))


def _day_of(stored: Stored) -> sa.ColumnElement[Any]:
    """The day by which a row is compared, as text; empty without one."""
    text = sql.copied_text(stored.table.c[stored.state.dated])
    return sa.func.coalesce(sa.func.substr(text, 1, _DAY), "", type_=sa.String())


def _not_before(column: Any, type_: sa.types.TypeEngine[Any], since: datetime) -> Any:
    if isinstance(type_, sa.DateTime):
        given = since.replace(tzinfo=UTC) if type_.timezone else since
        return column >= sa.literal(given, type_)
    if isinstance(type_, sa.Date):
        return column >= sa.literal(since.date(), sa.Date)
    # Texts begin with the day, whatever follows it.
    return sql.copied_text(column) >= sa.literal(since.date().isoformat(), sa.String)


def _time(text: str) -> datetime:
    """The time that a text names; by its day alone where the rest is written in another way."""
    try:
        return _plain(datetime.fromisoformat(text.strip()))
    except ValueError:
        pass
    try:
        return datetime.combine(date.fromisoformat(text.strip()[:10]), datetime.min.time())
    except ValueError:
        return _NEVER


def _plain(time: datetime) -> datetime:
    """In UTC, without saying so."""
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
