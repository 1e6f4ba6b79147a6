"""What lies in a database before anything of it is used: its tables and how many rows they have."""

from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import quote

import sqlalchemy as sa

from analytics.errors import InputError
from analytics.messages import message
from data.progress import Progress, silent
from data.reader.limits import DATABASE
from data.reader.process import Reader
from data.reader.worker import at_end
from data.sources.database import open_database
from data.sources.engines import are_files, located
from data.sources.source import MOST_SCHEMAS, is_of_server
from data.sources.watching import cancel_all

__all__ = ["Place", "TableSeen", "tables_in"]

#: So many tables are counted; of further ones the name is told.
_COUNTED = 200


@dataclass(frozen=True, slots=True)
class TableSeen:
    """One table or view; ``rows`` is None where nobody has counted."""

    name: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database is, and who reads it; the password is never part of it."""

    engine: str
    host: str
    port: int | None
    database: str
    user: str
    #: Of PostgreSQL; empty: that of the user.
    schema: str = ""

    @property
    def is_file(self) -> bool:
        """Whether it is a file of this computer (``database`` is its path), without a server."""
        return are_files(self.engine)

    def address(self, password: str) -> str:
        """The address, with a password or with what stands for it.

        >>> Place("mariadb", "db", 3306, "crm", "reader").address("a@b")
        'mariadb://reader:a%40b@db:3306/crm'
        >>> Place("sqlite", "", None, "/srv/crm.sqlite", "").address("")
        'sqlite:////srv/crm.sqlite'
        """
        return self._written(quote(password, safe=""))

    def address_with(self, variable: str) -> str:
        """The address with the name of an environment variable in place of the password.

        >>> Place("postgresql", "db", None, "crm", "reader", "sales").address_with("CRM")
        'postgresql://reader:${CRM}@db/crm?schema=sales'
        """
        return self._written(f"${{{variable}}}")

    def _written(self, secret: str) -> str:
        if self.is_file:
            return f"{self.engine}:///{self.database}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port else ""
        who = f"{quote(self.user, safe='')}:{secret}@" if secret else f"{quote(self.user)}@"
        schema = f"?schema={quote(self.schema, safe='')}" if self.schema else ""
        return f"{self.engine}://{who}{host}{port}/{quote(self.database)}{schema}"


@dataclass(frozen=True, slots=True)
class _Asked:
    url: str = field(repr=False)


def tables_in(url: str, progress: Progress = silent) -> tuple[TableSeen, ...]:
    """The tables and views of a database, looked at in a process of its own.

    Raises
    ------
    InputError
        The address cannot be read, or the database cannot be opened; never holds a password.
    """
    _, address = located(url)
    with Reader(DATABASE, preload="data.sources.listing") as reader:
        return reader.call(_listed, _Asked(url), subject=address.place, progress=progress)


def _listed(asked: _Asked, *, progress: Progress) -> tuple[TableSeen, ...]:
    progress(0.0, message("Opening {source}", source=located(asked.url)[1].place))
    at_end(cancel_all)
    database = open_database(asked.url)
    try:
        with database.reading() as connection:
            inspector = sa.inspect(connection)
            names = _tables(inspector)
            if not names and (others := _elsewhere(inspector)):
                raise InputError(
                    message(
                        "Connected, but no table lies there; there are tables in {schemas}: name "
                        "one of these as the schema, or as the database where it has none",
                        schemas=", ".join(others),
                    )
                )
            return tuple(
                TableSeen(name, _count(connection, name) if at < _COUNTED else None)
                for at, name in enumerate(names)
            )
    finally:
        database.close()


def _tables(inspector: sa.Inspector, schema: str | None = None) -> list[str]:
    """Tables and views of a schema; of the usual one without a name."""
    return sorted({*inspector.get_table_names(schema), *inspector.get_view_names(schema)})


def _elsewhere(inspector: sa.Inspector) -> list[str]:
    """The first schemas that hold tables, those of the server itself left out."""
    named = (each for each in inspector.get_schema_names() if not is_of_server(each))
    holding = (each for each in named if _tables(inspector, each))
    return list(islice(holding, MOST_SCHEMAS))


def _count(connection: sa.Connection, name: str) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0
