"""MariaDB and MySQL servers, which are read alike."""

import socket
from contextlib import closing, suppress
from dataclasses import replace
from typing import Any, ClassVar

import pymysql
import sqlalchemy as sa

from data.sources.addresses import Address
from data.sources.engines.base import Engine
from data.sources.failures import Failure
from data.sources.limits import Limits

__all__ = ["MariaDB"]


class StreamingCursor(pymysql.cursors.SSCursor):
    """A cursor that takes the rows of a result as they are asked for.

    The driver's own collects all rows first, of a result without end too; and this one would read
    the rest of a result before it lets go of it, from a connection that is cut as well.
    """

    def close(self) -> None:
        """Let go of the result."""
        if self.connection is not None and self.connection._sock is None:
            _forget(self._result)
        super().close()

    __del__ = close


def _forget(result: Any) -> None:
    if result is not None:
        result.unbuffered_active = False


class MariaDB(Engine):
    """A database of a MariaDB or MySQL server."""

    names = ("MariaDB", "MySQL")
    port = 3306
    drivers: ClassVar = {"mariadb": "mariadb+pymysql", "mysql": "mysql+pymysql"}
    # Encryption and the character set of old tables. All others (files of settings, local files
    # that the server may ask for, sockets, statements to begin with) stay ours.
    allowed: ClassVar = {
        "charset": "[a-z0-9]{1,20}",
        "ssl_ca": r"/[^\0]+|[A-Za-z]:[^\0]+",
        "ssl_verify_cert": "true|false",
        "ssl_verify_identity": "true|false",
        "schema": r"[\w$ -]{1,64}",
    }
    certificates = ("ssl_ca",)
    failures: ClassVar = {
        "^(1317|1969|3024) ": Failure.SLOW,
        "^(1045|1698|1251|1524|2059|1862|1820) ": Failure.CREDENTIALS,
        "^1049 ": Failure.NO_DATABASE,
        "^(1044|1142|1143|1227|1370|1356) ": Failure.NOT_ALLOWED,
        "^(1040|1203|1226|1129) ": Failure.TOO_MANY,
        "^(1053|1927|1077|1079) ": Failure.RESTARTING,
        "^(1205|1213|1412) ": Failure.LOCKED_OUT,
        "^(1021|1037|1038|1041|1114|3) ": Failure.SERVER_FULL,
        "^(1290|1792) ": Failure.READ_ONLY,
        "^(1300|1366|1115|1267|1270) |codec can't|UnicodeDecodeError": Failure.CHARACTERS,
        "^(1264|1292|1365|1690|1411) ": Failure.VALUE,
        "^(1146|1054|1305|1109) ": Failure.GONE,
        "^(1034|1035|1194|1712|1932) ": Failure.DAMAGED,
        r"SSL|certificate|^(2026|3159) ": Failure.ENCRYPTION,
        r"timed out.*\[Errno|^2003 .*timed out": Failure.SILENT,
        "Connection refused": Failure.REFUSED,
        "Name or service|name resolution|getaddrinfo|nodename": Failure.UNKNOWN_HOST,
        "No route|unreachable": Failure.UNREACHABLE,
        "^(2006|2013|2014|2055|2003|1152|1158|1159|1160|1161|0) |InterfaceError|InternalError"
        "|Packet|reset by peer|Broken pipe": Failure.CUT,
    }
    read_only = "SET SESSION TRANSACTION READ ONLY"
    # Repeatable read is how these servers are set up.
    isolation = None
    searched = "SELECT DATABASE()"

    days_between = "DATEDIFF({0}, {1})"
    add_days = "CAST(DATE_ADD({0}, INTERVAL {1} DAY) AS DATE)"
    first_of_month = "CAST(DATE_SUB({0}, INTERVAL DAYOFMONTH({0}) - 1 DAY) AS DATE)"
    days_of_month = "COUNT(DISTINCT {0})"
    day_in_zone = None
    incomplete_day = "MONTH({0}) = 0 OR DAYOFMONTH({0}) = 0"
    plain_text = "CONVERT({0} USING utf8mb4) COLLATE utf8mb4_bin"
    copied_text = plain_text
    text_id = "TRIM(CONVERT({0} USING utf8mb4)) COLLATE utf8mb4_bin"
    filled = "TRIM(CONVERT({0} USING utf8mb4)) <> ''"
    blank = "{0} IS NULL OR TRIM(CONVERT({0} USING utf8mb4)) = ''"
    # A cast of 2026-02-30 shows as NULL, yet compares as if it were a day.
    iso_day = (
        "CASE WHEN {0} REGEXP '^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'"
        " AND {0} > '0001' THEN CASE WHEN CAST(RIGHT({0}, 2) AS UNSIGNED)"
        " <= DAY(LAST_DAY(CONCAT(LEFT({0}, 8), '01'))) THEN CAST({0} AS DATE) END END"
    )
    power2 = "CASE WHEN {0} < -1074 THEN 0e0 ELSE POW(2e0, {0}) END"
    stored_double = "CASE WHEN {0} BETWEEN -{1} AND {1} THEN CAST({0} AS DOUBLE) END"
    cell_number = "{1}"
    # MySQL writes the groups of a pattern as $1.
    replaced = (
        "REGEXP_REPLACE({0}, {1}, IF(LOCATE('MariaDB', VERSION()) > 0, {2},"
        " REPLACE({2}, CHAR(92), '$')))"
    )
    folded = "LOWER({0})"
    epoch_text = (
        "REPLACE(CONVERT(TIMESTAMPADD(SECOND, {0}, CAST('1970-01-01' AS DATETIME)) USING utf8mb4)"
        " COLLATE utf8mb4_bin, ' ', 'T')"
    )
    json_text = (
        "IF(JSON_VALID({0}), CONVERT(NULLIF(JSON_UNQUOTE(JSON_EXTRACT({0}, {1})), 'null')"
        " USING utf8mb4) COLLATE utf8mb4_bin, {0})"
    )
    hex_text = "LOWER(CONVERT(HEX({0}) USING utf8mb4)) COLLATE utf8mb4_bin"
    text_mark = "CAST(CONV(LEFT(MD5({0}), 15), 16, 10) AS UNSIGNED)"
    packed = "GROUP_CONCAT(CONCAT(COALESCE({0}, ''), {1}) SEPARATOR '')"
    parcel = "CRC32({0}) & 255"
    list_part = "SUBSTRING_INDEX(SUBSTRING_INDEX({0}, {1}, {2}), {1}, -1)"
    pairs = (
        "SELECT first COLLATE utf8mb4_bin AS first, second COLLATE utf8mb4_bin AS second"
        " FROM JSON_TABLE(:pairs, '$[*]' COLUMNS (first VARCHAR(768) CHARACTER SET utf8mb4"
        " PATH '$[0]', second VARCHAR(768) CHARACTER SET utf8mb4 PATH '$[1]')) AS pairs"
    )

    def url(self, address: Address) -> sa.URL:
        """A schema is a database here: where one is named, it is read."""
        schema = address.options.get("schema")
        return super().url(address if schema is None else replace(address, database=schema))

    def arguments(self, address: Address, limits: Limits) -> dict[str, Any]:
        """Who asks, with any password; and that a connection that says nothing is given up."""
        options: dict[str, Any] = {
            name: {"true": True, "false": False}.get(value, value)
            for name, value in address.options.items()
            if name != "schema"
        }
        return {
            "user": address.user,
            # The driver takes a text to be Latin; servers compare the bytes of UTF-8.
            "password": (address.password or "").encode(),
            "charset": "utf8mb4",
            "program_name": "Linchpin",
            **options,
            "connect_timeout": limits.connect_seconds,
            "read_timeout": limits.reading_seconds,
            "write_timeout": limits.reading_seconds,
            "local_infile": False,
            "cursorclass": StreamingCursor,
        }

    def session(self, limits: Limits) -> list[str]:
        """Also: nobody waits long for the lock of somebody else, and texts that are put together
        are as long as they become."""
        waiting = max(1, round(limits.statement_seconds))
        return [
            *super().session(limits),
            f"SET SESSION lock_wait_timeout = {waiting}",
            f"SET SESSION group_concat_max_len = {limits.size}",
        ]

    def prepare(self, connection: Any, limits: Limits) -> None:
        """Also: no statement runs longer than it may."""
        super().prepare(connection, limits)
        seconds = limits.statement_seconds
        bound = (
            f"max_statement_time = {seconds}"
            if "mariadb" in connection.get_server_info().lower()
            else f"max_execution_time = {round(seconds * 1000)}"
        )
        with connection.cursor() as cursor, suppress(pymysql.err.OperationalError):
            cursor.execute(f"SET SESSION {bound}")  # unknown to very old servers

    def cancel(self, connection: Any, limits: Limits) -> bool:
        """Tell the server by another connection, then cut this one."""
        with suppress(pymysql.Error, OSError), closing(_beside(connection, limits)) as other:
            other.query(f"KILL QUERY {connection.thread_id()}")
        with suppress(AttributeError, OSError):  # it may just be closing
            connection._sock.shutdown(socket.SHUT_RDWR)
        _forget(connection._result)
        return True

    def code(self, error: BaseException) -> str:
        """The number of the error."""
        number = error.args[0] if error.args else None
        return str(number) if isinstance(number, int) else super().code(error)


def _beside(connection: Any, limits: Limits) -> Any:
    """A second connection of the same user."""
    return pymysql.connect(
        host=connection.host,
        port=connection.port,
        user=connection.user.decode(),
        password=connection.password,
        ssl=connection.ctx if connection._secure else None,
        ssl_disabled=not connection._secure,
        connect_timeout=limits.cancel_seconds,
        read_timeout=limits.cancel_seconds,
        write_timeout=limits.cancel_seconds,
    )
