"""An opened database: the one place where connections are made and their failures told.

Everything that is read runs inside :meth:`Database.reading`, so that no failure of a driver, no
limit and no wish to stop can be forgotten anywhere else.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from analytics.errors import InputError, LinchpinError
from data.frames import MOST, TooMuchError
from data.sources.addresses import Address, masked
from data.sources.engines import Engine, located
from data.sources.engines.base import engines, is_question
from data.sources.failures import Failure, SourceError, unknown
from data.sources.fetching import Bounded
from data.sources.limits import Limits
from data.sources.standard import adopt
from data.sources.watching import Reading, Watch, within

if TYPE_CHECKING:
    import duckdb

__all__ = ["Database", "MemoryDatabase", "open_database"]

# What broke is told once, in one sentence, by whoever reads. These write the driver's own words,
# with a traceback, for each connection that can no longer be given back.
for _name in ("sqlalchemy.pool", "psycopg", *(name for each in engines() for name in each.raises)):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


#: What a driver raises besides its own kind.
_OF_DRIVERS = (DBAPIError, NoSuchModuleError, ImportError, OSError, UnicodeError, MemoryError)


class Database:
    """A database as it may be read: locked against writing, watched, and never in its own words."""

    def __init__(self, kind: Engine, address: Address, limits: Limits):
        self.kind = kind
        self.address = address
        self.limits = limits
        self.label = address.place
        self._watch = Watch(lambda raw: kind.cancel(raw, limits), limits.reading_seconds)
        self._engine: sa.Engine | None = None

    def __repr__(self) -> str:
        return f"Database({self.label!r})"

    @contextmanager
    def reading(self, *, opening: bool = False) -> Iterator[sa.Connection]:
        """A connection on which all statements see the same state of the data.

        Raises
        ------
        SourceError
            The database cannot be reached, a statement fails, takes or gives too much, or the
            reading is cancelled.
        """
        connection: sa.Connection | None = None
        with self._watch.begun() as reading:
            try:
                connection = self._connected(opening)
                yield connection
            except BaseException as error:
                if connection is not None and not connection.closed:
                    self._drop(connection)
                told = self._told(error, reading, opening)
                if told is None:
                    raise
                raise told from None
            finally:
                if connection is not None:
                    with suppress(DBAPIError, OSError):  # all of it has been read
                        connection.close()

    def cancel(self) -> None:
        """End all readings that are under way; each ends in a :class:`SourceError`."""
        self._watch.cancel()

    def close(self) -> None:
        """Let go of the database; it can be read again afterwards."""
        if self._engine is not None:
            self._engine.dispose()

    @property
    def engine(self) -> sa.Engine:
        """SQLAlchemy's engine; to read, use :meth:`reading`."""
        if self._engine is None:
            self._engine = self._created()
        return self._engine

    def _created(self) -> sa.Engine:
        adopt(self.kind)
        most = {MOST: (self.limits.rows, self.limits.size)}
        options: dict[str, Any] = {"execution_options": most, **self.kind.options}
        if not self.kind.endings:
            # A connection for each reading: none that was cut meanwhile, none that keeps a
            # setting, and none that a server holds for nobody.
            options["poolclass"] = NullPool
        url, arguments = self._place()
        engine = sa.create_engine(
            url,
            connect_args=arguments,
            hide_parameters=True,
            # Columns of the steps of a mapping bear no table: joins by them look like none, and
            # MariaDB's dialect takes every join of a join for one without a condition.
            enable_from_linting=False,
            **options,
        )
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "checkout", self._checked_out)
        event.listen(engine, "checkin", self._checked_in)
        event.listen(engine, "before_cursor_execute", self._beginning)
        event.listen(engine, "after_cursor_execute", self._bounded)
        return engine

    def _place(self) -> tuple[sa.URL, dict[str, Any]]:
        """What SQLAlchemy and the driver are told."""
        return self.kind.url(self.address), self.kind.arguments(self.address, self.limits)

    def _obstacle(self) -> Failure | None:
        return self.kind.obstacle(self.address)

    def _connected(self, opening: bool) -> sa.Connection:
        obstacle = self._obstacle()
        if obstacle is not None:
            raise obstacle.error(self.label, self.limits, opening=opening)
        connection = self.engine.connect()
        if self.kind.isolation is not None:
            connection = connection.execution_options(isolation_level=self.kind.isolation)
        return connection

    def _connect(self, dialect: Any, _record: Any, arguments: Any, named: Any) -> Any:
        def make() -> Any:
            raw = dialect.connect(*arguments, **named)
            self.kind.prepare(raw, self.limits)
            return raw

        if self.kind.endings:
            return make()
        try:
            raw = within(self.limits.connect_seconds, make, lambda late: late.close())
        except TimeoutError:
            raise Failure.SILENT.error(self.label, self.limits, opening=True) from None
        if self._watch.reading is not None:
            self._watch.reading.add(raw)
        return raw

    def _checked_out(self, raw: Any, _record: Any, _proxy: Any) -> None:
        if self._watch.reading is not None:
            self._watch.reading.add(raw)

    def _checked_in(self, raw: Any, _record: Any) -> None:
        if self._watch.reading is not None and raw is not None:
            self._watch.reading.remove(raw)

    def _beginning(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """No statement begins in a reading that was ended between two of them, and none that
        would write where the server would let it."""
        if self.kind.asks_only and not is_question(statement):
            raise Failure.READ_ONLY.error(self.label, self.limits, opening=False)
        reading = self._watch.reading
        if reading is not None and reading.ended is not None:
            raise reading.ended.error(self.label, self.limits, opening=False)

    def _bounded(
        self, _connection: Any, _cursor: Any, _text: Any, _values: Any, context: Any, _many: Any
    ) -> None:
        context.cursor_fetch_strategy = Bounded(self.limits.rows, self.limits.size)

    def _drop(self, connection: sa.Connection) -> None:
        """Throw a connection away on which something failed, whatever state it is in."""
        if not connection.invalidated:
            raw = connection.connection.dbapi_connection
            self._checked_in(raw, None)
            if raw is not None and not self.kind.endings:
                self.kind.cancel(raw, self.limits)
            connection.invalidate()

    def _told(self, error: BaseException, reading: Reading, opening: bool) -> SourceError | None:
        """What to say instead of an error; None for one that is in words already, or a bug."""
        if isinstance(error, LinchpinError) or not isinstance(error, Exception):
            return None
        if reading.ended is not None:
            return reading.ended.error(self.label, self.limits, opening=opening)
        if isinstance(error, TooMuchError):
            return Failure.TOO_MUCH.error(self.label, self.limits, opening=opening)
        if not self._is_drivers(error):
            return None
        known = self.kind.failure(error)
        if known is not None:
            return known.error(self.label, self.limits, opening=opening)
        return unknown(self.label, self._line(error), opening=opening)

    def _is_drivers(self, error: Exception) -> bool:
        if isinstance(error, _OF_DRIVERS):
            return True
        driver: Any = self.engine.dialect.loaded_dbapi
        foreign = type(error).__module__.startswith(("pyarrow", *self.kind.raises))
        return foreign or isinstance(error, driver.Error)

    def _line(self, error: Exception) -> str:
        if isinstance(error, NoSuchModuleError | ImportError):
            return f"the driver for {self.kind.names[0]} is not installed"
        text = str(getattr(error, "orig", None) or error) or type(error).__name__
        path = self.kind.file(self.address)
        if path is not None:
            for folder in (str(path.absolute().parent), str(path.parent)):
                text = text.replace(f"{folder}/", "").replace(f"{folder}\\", "")
        return masked(text, self.address)


class MemoryDatabase(Database):
    """A database in the memory of this process, whose engine writes down what has no room there."""

    def __init__(self, like: Database):
        kind, address = located("duckdb:////tables.duckdb")
        super().__init__(kind, address, like.limits)
        self.label = like.label
        self._name = f":memory:{secrets.token_hex(8)}"
        self._arguments = {"config": kind.arguments(address, like.limits)["config"]}
        # Without a connection the tables would be gone.
        self._open = self.engine.raw_connection()

    @property
    def filling(self) -> "duckdb.DuckDBPyConnection":
        """By which tables are filled."""
        connection: Any = self._open.driver_connection
        return cast("duckdb.DuckDBPyConnection", connection)

    def close(self) -> None:
        self._open.close()
        super().close()

    def _place(self) -> tuple[sa.URL, dict[str, Any]]:
        return sa.URL.create("duckdb", database=self._name), self._arguments

    def _obstacle(self) -> None:
        """There is no file."""


def open_database(url: str, limits: Limits | None = None) -> Database:
    """Open the database at an address, and make sure that it answers.

    Raises
    ------
    InputError
        The address cannot be used; :class:`SourceError` where nothing answers there.
    """
    kind, address = located(url)
    database = Database(kind, address, limits or Limits.from_environment())
    try:
        with database.reading(opening=True) as connection:
            connection.execute(sa.select(1)).all()
    except InputError:
        database.close()
        raise
    return database
