"""Apache Spark by the protocol of Hive's server: PyHive's dialect, as Spark answers it today.

PyHive's own takes ``SHOW TABLES`` to name the table first, a DATE to be a TIMESTAMP, reads no type
younger than Hive 1, and sleeps a second before the first row of a result that is not there yet.
"""

import re
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from pyhive import hive
from pyhive.sqlalchemy_hive import HiveDialect, HiveTypeCompiler
from sqlalchemy.exc import NoSuchTableError
from TCLIService import ttypes
from thrift.transport import TTransport

__all__ = ["SparkDialect"]

#: Rows that are asked for at once: pages of a result travel as columns, and each costs a question.
_AT_ONCE = 20_000
#: Seconds between two questions whether a statement is done: at first, and at most.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 0.25
_UNDER_WAY = {
    ttypes.TOperationState.INITIALIZED_STATE,
    ttypes.TOperationState.PENDING_STATE,
    ttypes.TOperationState.RUNNING_STATE,
}
#: How Spark says that a table is not there.
_NOT_FOUND = "TABLE_OR_VIEW_NOT_FOUND"

#: What DESCRIBE calls a type; all else (arrays, structures, intervals) is read as text.
_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "boolean": sa.Boolean(),
    "tinyint": sa.SmallInteger(),
    "smallint": sa.SmallInteger(),
    "int": sa.Integer(),
    "bigint": sa.BigInteger(),
    "float": sa.Float(),
    "double": sa.Double(),
    "decimal": sa.Numeric(),
    "date": sa.Date(),
    # Moments, shown in the session's zone; and what clocks show anywhere.
    "timestamp": sa.TIMESTAMP(timezone=True),
    "timestamp_ltz": sa.TIMESTAMP(timezone=True),
    "timestamp_ntz": sa.TIMESTAMP(),
    "binary": sa.LargeBinary(),
}


class _Date(sa.Date):
    """A day, which travels as text."""

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any]:  # noqa: ARG002
        return lambda value: value.isoformat() if isinstance(value, date) else value

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], Any]:  # noqa: ARG002
        return lambda value: date.fromisoformat(value[:10]) if isinstance(value, str) else value


class _DateTime(sa.DateTime):
    """A time, which travels as text."""

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any]:  # noqa: ARG002
        return lambda value: value.isoformat(" ") if isinstance(value, datetime) else value

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], Any]:  # noqa: ARG002
        return lambda value: datetime.fromisoformat(value) if isinstance(value, str) else value


class _TypeCompiler(HiveTypeCompiler):
    def visit_DATE(self, *_: Any, **__: Any) -> str:  # noqa: N802
        return "DATE"

    def visit_DOUBLE(self, *_: Any, **__: Any) -> str:  # noqa: N802
        return "DOUBLE"


class _Cursor(hive.Cursor):
    """A cursor that takes many rows at once and does not sleep between two questions."""

    def __init__(self, connection: Any):
        super().__init__(connection, arraysize=_AT_ONCE)
        self._poll_interval = 0

    def execute(self, operation: str, parameters: Any = None, **_: Any) -> None:
        """Run a statement, asking now and then whether it is done.

        A server that answers only then does not notice before that nobody waits any more.
        """
        super().execute(operation, parameters, async_=True)
        pause = _FIRST_PAUSE
        while (answer := self.poll(get_progress_update=False)).operationState in _UNDER_WAY:
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        if answer.operationState != ttypes.TOperationState.FINISHED_STATE:
            raise hive.OperationalError(answer.errorMessage)


class _Connection(hive.Connection):
    def cursor(self) -> _Cursor:
        """A cursor of this connection."""
        return _Cursor(self)

    def close(self) -> None:
        """End the session, and the connection also where the server does not hear that any more."""
        try:
            super().close()
        except (TTransport.TTransportException, hive.Error):
            return  # a reading that was stopped has shut the connection already
        finally:
            self._transport.close()


class SparkDialect(HiveDialect):
    """Spark's Thrift server, as far as one reads from it."""

    driver = "linchpin"
    supports_statement_cache = True
    type_compiler_cls = _TypeCompiler
    type_compiler = _TypeCompiler
    colspecs: ClassVar = {sa.Date: _Date, sa.DateTime: _DateTime}

    @classmethod
    def import_dbapi(cls) -> Any:
        """The driver, under the name that SQLAlchemy asks for today."""
        return hive

    def connect(self, *arguments: Any, **named: Any) -> Any:
        """A connection of the driver."""
        return _Connection(*arguments, **named)

    def get_table_names(self, connection: Any, schema: str | None = None, **_: Any) -> list[str]:
        """Tables and views, which Spark lists together."""
        place = f" IN {self.identifier_preparer.quote_identifier(schema)}" if schema else ""
        return [row.tableName for row in connection.exec_driver_sql(f"SHOW TABLES{place}")]

    def get_view_names(self, connection: Any, schema: str | None = None, **_: Any) -> list[str]:  # noqa: ARG002
        """None: :meth:`get_table_names` has them."""
        return []

    def get_columns(
        self, connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> list[dict[str, Any]]:
        """The columns of a table or view."""
        return [
            {"name": name, "type": _type(text), "nullable": True, "default": None}
            for name, text in self._described(connection, table_name, schema)
        ]

    def _described(
        self, connection: Any, table_name: str, schema: str | None
    ) -> list[tuple[str, str]]:
        """Names and types; those by which a table is partitioned are named once more behind a
        headline."""
        quoted = self.identifier_preparer.quote_identifier
        name = ".".join(quoted(part) for part in (schema, table_name) if part)
        try:
            rows = connection.exec_driver_sql(f"DESCRIBE TABLE {name}").all()
        except sa.exc.DBAPIError as error:
            if _NOT_FOUND in str(error):
                raise NoSuchTableError(table_name) from None
            raise
        columns = []
        for found, text, *_ in rows:
            if not found or found.startswith("#"):
                break
            columns.append((found, text))
        return columns

    def has_table(
        self, connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> bool:
        """Whether a table or view is there."""
        return table_name in self.get_table_names(connection, schema)

    def get_pk_constraint(self, *_: Any, **__: Any) -> dict[str, Any]:
        """None: Spark knows no keys."""
        return {"constrained_columns": [], "name": None}

    def get_indexes(self, *_: Any, **__: Any) -> list[Any]:
        """None."""
        return []


def _type(text: str) -> sa.types.TypeEngine[Any]:
    found = re.match(r"\w+", text)
    return _TYPES.get(found[0].lower() if found else "", sa.String())
