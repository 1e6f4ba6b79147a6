"""What a database engine has to say about itself, and how it is opened so that it is only read.

Whatever the engine, two locks hold: the session is read-only, and nothing here writes.
"""

import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from data.sources.addresses import Address
from data.sources.failures import Failure
from data.sources.limits import Limits

__all__ = ["Engine", "engines", "is_question"]

#: A file that an address names, such as a certificate, is no larger than this, in bytes.
_LARGEST_CERTIFICATE = 1_000_000

_QUOTED = re.compile(r"""'(?:[^'\\]|\\.|'')*'|"[^"]*"|`[^`]*`""")
_ASKING = re.compile(r"\s*(SELECT|WITH|SHOW|DESCRIBE)\b", re.IGNORECASE)
_WRITING = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE|INTO)\b|;", re.IGNORECASE)


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
    #: Where its servers listen unless an address says another port; None of files.
    port: ClassVar[int | None] = None
    #: What :func:`sqlalchemy.create_engine` is told besides the address.
    options: ClassVar[Mapping[str, Any]] = {}
    #: Options that an address may hold, and what their values must match; a source says where
    #: rows are, and makes us read nothing else.
    allowed: ClassVar[Mapping[str, str]] = {}
    #: Those of ``allowed`` that name the file of a certificate.
    certificates: ClassVar[tuple[str, ...]] = ()
    #: What the driver's errors mean: a pattern for the code of an error and its text, as in
    #: ``42501 permission denied``; the first that is found holds.
    failures: ClassVar[Mapping[str, Failure]] = {}
    #: Beginnings of the modules whose errors the driver lets through besides its own.
    raises: ClassVar[tuple[str, ...]] = ()
    #: Names of the driver's own types for moments, and for what clocks show, where SQLAlchemy
    #: does not know them as such.
    moments: ClassVar[tuple[str, ...]] = ()
    clocks: ClassVar[tuple[str, ...]] = ()
    #: The statement after which a session cannot write; None only where the way it is opened
    #: sees to that, or where only questions are let through.
    read_only: ClassVar[str | None]
    #: Whether only questions are let through, since a session that cannot write is unknown.
    asks_only: ClassVar[bool] = False
    #: The isolation in which all statements of a connection see the same state of the data; None
    #: where they do without being told.
    isolation: ClassVar[str | None]
    #: Whether a cell may hold anything whatever its column says, so that all is read as text.
    typeless: ClassVar[bool] = False
    #: Whether nobody can write while it is read, so that what was looked at once stays true.
    unchanging: ClassVar[bool] = False
    #: Whether it stores columns apart, so that the values of one are told at a glance.
    columnar: ClassVar[bool] = False
    #: Whether imports write files of this engine.
    holds_imports: ClassVar[bool] = False

    #: The statement that names, with commas, the schemas in which tables are looked for; None
    #: where there is only one.
    searched: ClassVar[str | None] = None

    #: How a value that is handed over is written, by its type in SQLAlchemy; where the driver
    #: writes values into the text of a statement, a number or a day may look like another.
    bound: ClassVar[Mapping[type[sa.types.TypeEngine[Any]], str]] = {}
    #: Whether the text {0} matches the pattern {1}; None where the dialect writes it.
    matches: ClassVar[str | None] = None
    #: Whether {0} is among the rows of the subquery {1}, as a value of a row; None where IN is one.
    among: ClassVar[str | None] = None
    #: Whether the subquery {0} has a row, as a value of a row; None where EXISTS is one.
    exists: ClassVar[str | None] = None

    #: What the dialect calls the place where it writes the name of a column in place of what the
    #: column is; None where it has none, or is right.
    unlabelled: ClassVar[str | None] = None

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
    #: Whether the stored date {0} lacks its month or its day; false where none can.
    incomplete_day: ClassVar[str] = "1 = 0"
    #: Whether the cell {0} holds bytes, where cells have types of their own.
    is_bytes: ClassVar[str] = "1 = 0"
    #: {1}, whether a text is usual; but where cells have types of their own, also a number is.
    usual_number: ClassVar[str] = "{1}"
    #: {0}, of any type, as a text for a copy; where cells have types of their own, bytes as
    #: hexadecimal digits, and a stored number never with just three digits after its point.
    copied_text: ClassVar[str]
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
    #: The text {0} with what the pattern {1} matches replaced by {2}, in which ``\\1`` is a group.
    replaced: ClassVar[str]
    #: {2}, which replaces patterns of the text {0} in turn; or the same from {1}, JSON such as
    #: ``[["pattern", "by"]]``, where calls within each other are soon too deep.
    rewritten: ClassVar[str] = "{2}"
    #: The text {0} in small letters, those beyond ASCII too.
    folded: ClassVar[str]
    #: The time {0} seconds after 1970-01-01, a whole number, as in 2026-03-05T12:30:00.
    epoch_text: ClassVar[str]
    #: What stands in the JSON text {0} under the path {1} (``$."a"[0]``; {2}: ``{{a,0}}``), as
    #: text; the text itself where it is no JSON.
    json_text: ClassVar[str]
    #: The bytes {0} as hexadecimal digits in small letters.
    hex_text: ClassVar[str]
    #: A whole number of up to 64 bits that tells the text {0} from others; None without one.
    text_mark: ClassVar[str | None] = None
    #: An aggregate: the texts {0} one after the other, empty ones for NULL, each followed by the
    #: sign {1}; None where a row is fetched for less than it takes to read it.
    packed: ClassVar[str | None] = None
    #: A number that some thousands of rows of a large table share; {0} is a text of the row.
    parcel: ClassVar[str | None] = None
    #: The part {2}, counted from 1, of a text {0} whose parts the sign {1} separates.
    list_part: ClassVar[str]

    #: A statement for the columns first and second, texts that compare by their bytes, from the
    #: parameter :pairs, JSON such as ``[["a", "b"], ["c", "d"]]``.
    pairs: ClassVar[str]

    def __init_subclass__(cls) -> None:
        _ENGINES[cls.__name__] = cls()

    @property
    def dialects(self) -> set[str]:
        """SQLAlchemy's names of the dialects that are written with these spellings."""
        return {driver.partition("+")[0] for driver in self.drivers.values()}

    def url(self, address: Address) -> sa.URL:
        """What SQLAlchemy is told; user, password and options go to the driver alone, so that no
        printed engine shows them."""
        driver = self.drivers[address.scheme]
        return sa.URL.create(
            driver, host=address.host, port=address.port, database=address.database
        )

    def arguments(self, address: Address, limits: Limits) -> dict[str, Any]:  # noqa: ARG002
        """What the driver is told besides."""
        return {}

    def file(self, address: Address) -> Path | None:
        """The file in which a database lies; None on a server."""
        return Path(address.database) if self.endings else None

    def obstacle(self, address: Address) -> Failure | None:
        """What keeps a database from being opened at all, by the files that its address names.

        A link is followed, since whoever names it may read what it leads to.
        """
        named = (address.options[name] for name in self.certificates if name in address.options)
        if not all(map(_is_certificate, named)):
            return Failure.NO_CERTIFICATE
        path = self.file(address)
        try:
            mode = path.stat().st_mode if path else stat.S_IFREG
        except PermissionError:
            return Failure.CLOSED_FILE
        except OSError:
            return Failure.MISSING
        return None if stat.S_ISREG(mode) else Failure.NO_FILE

    def session(self, limits: Limits) -> list[str]:  # noqa: ARG002
        """The statements with which every connection begins."""
        return [] if self.read_only is None else [self.read_only]

    def prepare(self, connection: Any, limits: Limits) -> None:
        """Lock a connection of the driver against writing, and bound what it may do."""
        cursor = connection.cursor()
        for statement in self.session(limits):
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    def cancel(self, connection: Any, limits: Limits) -> bool:  # noqa: ARG002
        """End, from another thread, the statement that runs on a connection of the driver.

        Returns whether the connection is gone for good; else one more statement may begin.
        """
        connection.interrupt()
        return False

    def failure(self, error: BaseException) -> Failure | None:
        """What an error of the driver means, as far as it is known."""
        cause = (error.orig or error) if isinstance(error, DBAPIError) else error
        told = f"{self.code(cause)} {cause}"
        known = (kind for pattern, kind in self.failures.items() if re.search(pattern, told))
        return next(known, None)

    def code(self, error: BaseException) -> str:
        """The code that the driver gives an error; else the name of its class."""
        return type(error).__name__

    def columns(self, inspector: sa.Inspector, name: str) -> list[Any]:
        """The columns of a table or view as an inspector has them, in types of SQLAlchemy."""
        return [
            {**column, "type": self._known(column["type"])}
            for column in inspector.get_columns(name)
        ]

    def _known(self, type_: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
        """A type of the driver's own as the one of SQLAlchemy that it stands for."""
        name = type(type_).__name__
        if name in self.moments:
            return sa.TIMESTAMP(timezone=True)
        return sa.TIMESTAMP() if name in self.clocks else type_

    def relations(self, inspector: sa.Inspector) -> list[str]:
        """Names of the tables and views that can be read."""
        return [*inspector.get_table_names(), *inspector.get_view_names()]


#: One of each engine by the name of its class.
_ENGINES: dict[str, Engine] = {}


def engines() -> list[Engine]:
    """All engines that are defined."""
    return list(_ENGINES.values())


def is_question(statement: str) -> bool:
    """Whether a statement only asks: its first word says so, and none outside quotes writes.

    >>> is_question("WITH a AS (SELECT 'INSERT') SELECT * FROM a"), is_question("DROP TABLE a")
    (True, False)
    >>> is_question("WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a")
    False
    """
    bare = _QUOTED.sub("", statement)
    return bool(_ASKING.match(bare)) and not _WRITING.search(bare)


def _is_certificate(path: str) -> bool:
    """Whether a file that an address names can be a certificate: a small ordinary file."""
    try:
        found = Path(path).stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size <= _LARGEST_CERTIFICATE
