"""What a database engine has to say about itself, and how it is opened so that it is only read.

Whatever the engine, two locks hold: the session is read-only, and nothing here writes.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from analytics.errors import InputError
from analytics.messages import message

__all__ = ["Engine", "engines"]


class Engine:
    """One kind of database, described once; a subclass is known as soon as it is defined.

    Attributes without a value here must be given. From ``days_between`` on they are templates in
    which ``{0}`` and ``{1}`` are the arguments; braces of the engine's own are doubled. All else
    (substrings, regular expressions, ranks in a window) is written by SQLAlchemy's dialect.
    """

    #: How the engine is called on screen, and those that are read alike.
    names: ClassVar[tuple[str, ...]]
    #: SQLAlchemy's dialect and driver by what an address may begin with.
    drivers: ClassVar[Mapping[str, str]]
    #: Endings of its files, such as ``.sqlite``; a server has none.
    endings: ClassVar[tuple[str, ...]] = ()
    #: What :func:`sqlalchemy.create_engine` is told besides the address.
    options: ClassVar[Mapping[str, Any]] = {}
    #: The statement after which a session cannot write; None only where ``options`` see to that.
    read_only: ClassVar[str | None]
    #: The isolation in which all statements of a connection see the same state of the data; None
    #: where they do without being told.
    isolation: ClassVar[str | None]
    #: Whether a cell may hold anything whatever its column says, so that all is read as text.
    typeless: ClassVar[bool] = False
    #: Whether nobody can write while it is read, so that what was looked at once stays true.
    unchanging: ClassVar[bool] = False
    #: Whether imports write files of this engine.
    holds_imports: ClassVar[bool] = False

    #: Days from the date {1} to the date {0}.
    days_between: ClassVar[str]
    #: The date {1} days (a whole number, negative ones too) after the date {0}.
    add_days: ClassVar[str]
    #: The first date of the month of the date {0}.
    first_of_month: ClassVar[str]
    #: An aggregate: how many distinct dates {0} there are; all lie in one month.
    days_of_month: ClassVar[str]
    #: The date that a text {0} of at most ten characters names as in 2026-03-05; NULL, not an
    #: error, where it names none.
    iso_day: ClassVar[str]
    #: The date, in the time zone of the name {0}, of a time {1} that is stored with its zone;
    #: None only where no time is stored so.
    day_in_zone: ClassVar[str | None]
    #: {0}, of any type, as a text that compares and sorts by its bytes.
    plain_text: ClassVar[str]
    #: The same without the spaces around it.
    text_id: ClassVar[str]
    #: For WHERE: {0}, of any type, holds more than spaces.
    filled: ClassVar[str]
    #: {0}, of any type, is NULL or holds only spaces; never NULL itself.
    blank: ClassVar[str]
    #: 2 to the power of {0} in double precision; 0, not an error, below -1074.
    power2: ClassVar[str]
    #: The stored number {0} in double precision; NULL for NaN and the infinities.
    stored_double: ClassVar[str]
    #: {1}, which reads the text {0} as a number; but where cells have types of their own and {0}
    #: holds a number, that number.
    cell_number: ClassVar[str]

    #: A statement for the columns first and second, texts that compare by their bytes, from the
    #: parameter :pairs, JSON such as ``[["a", "b"], ["c", "d"]]``.
    pairs: ClassVar[str]

    def __init_subclass__(cls) -> None:
        _ENGINES[cls.__name__] = cls()

    @property
    def dialects(self) -> set[str]:
        """SQLAlchemy's names of the dialects that are written with these spellings."""
        return {driver.partition("+")[0] for driver in self.drivers.values()}

    def address(self, given: sa.URL) -> sa.URL:
        """The address with the installed driver, and with a lock where an address can hold one."""
        return given.set(drivername=self.drivers[given.drivername.partition("+")[0]])

    def file(self, address: sa.URL) -> Path | None:
        """The file in which a database lies; None in memory and on a server."""
        return Path(address.database) if self.endings and address.database else None

    def relations(self, inspector: sa.Inspector) -> list[str]:
        """Names of the tables and views that can be read."""
        return [*inspector.get_table_names(), *inspector.get_view_names()]

    def opened(self, address: sa.URL) -> sa.Engine:
        """Connect to a database, read-only, and make sure that it answers.

        Raises
        ------
        InputError
            If nothing answers there. The message never holds the password.
        """
        engine = None
        try:
            engine = sa.create_engine(address, **self.options)
            if self.read_only is not None:
                event.listen(engine, "connect", _lock(self.read_only))
            with engine.connect() as connection:
                connection.execute(sa.select(1))
        except (SQLAlchemyError, OSError, ImportError) as error:
            if engine is not None:
                engine.dispose()
            raise InputError(
                message(
                    "{source} cannot be opened: {reason}",
                    source=self.label(address),
                    reason=self.reason(error, address),
                )
            ) from None
        return engine

    def label(self, address: sa.URL) -> str:
        """How to name a database on screen: its address without user, password and folder."""
        if self.endings:
            path = self.file(address)
            return path.name if path else ":memory:"
        port = f":{address.port}" if address.port else ""
        return f"{address.get_backend_name()}://{address.host or ''}{port}/{address.database or ''}"

    def reason(self, error: Exception, address: sa.URL) -> str:
        """The first line of what the driver says, without password or folder of the server."""
        if isinstance(error, NoSuchModuleError | ImportError):
            return f"the driver for {address.get_backend_name()} is not installed"
        text = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
        line = text.splitlines()[0]
        if path := self.file(address):
            line = line.replace(f"{path.parent}{os.sep}", "")
        return line.replace(address.password, "***") if address.password else line


#: One of each engine by the name of its class.
_ENGINES: dict[str, Engine] = {}


def engines() -> list[Engine]:
    """All engines that are defined."""
    return list(_ENGINES.values())


def _lock(statement: str) -> Any:
    def lock(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
        connection.commit()

    return lock
