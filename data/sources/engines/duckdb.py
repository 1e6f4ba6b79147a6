"""DuckDB: files that imports write, and files of others."""

import atexit
import os
from contextlib import ExitStack, suppress
from functools import cache
from typing import Any, ClassVar

import duckdb
import sqlalchemy as sa

from data.home.temporary import system_place, temporary_folder
from data.sources.addresses import Address
from data.sources.engines.base import Engine
from data.sources.failures import Failure
from data.sources.limits import Limits

__all__ = ["DuckDB"]

#: More threads bring little for sums over a few million rows, and each needs memory of its own.
_MOST_THREADS = 8
#: So much of a result is made while the part before it is fetched; with less, one core alone works.
_AHEAD = "128MB"


class DuckDB(Engine):
    """A DuckDB file, opened so that the library itself refuses to write."""

    names = ("DuckDB",)
    drivers: ClassVar = {"duckdb": "duckdb"}
    endings = (".duckdb", ".ddb")
    failures: ClassVar = {
        "Conflicting lock|Could not set lock|being used by another": Failure.WRITTEN,
        "(?i)permission denied": Failure.CLOSED_FILE,
        "not a valid DuckDB|encrypt|Loading external extensions": Failure.OTHER_FORMAT,
        "(?i)newer version|version number|storage version|older version": Failure.NEWER,
        "^Permission|file system operations|external access|Extension|HTTP": Failure.ELSEWHERE,
        "(?i)corrupt|checksum|not read enough|Serialization|^Fatal|^Internal": Failure.DAMAGED,
        "^(OutOfMemory|MemoryError)|(?i:out of memory|failed to allocate)": Failure.MEMORY,
        "^Interrupt": Failure.CANCELLED,
        "(?i)unicode|utf-?8|invalid byte": Failure.CHARACTERS,
        "^(Conversion|OutOfRange|InvalidInput|Constraint|Data|Arrow)": Failure.VALUE,
        "^(Catalog|Binder)": Failure.GONE,
        "No such file|does not exist": Failure.MISSING,
    }
    read_only = None
    isolation = None
    unchanging = True
    columnar = True
    holds_imports = True

    days_between = "date_diff('day', {1}, {0})"
    add_days = "{0} + CAST({1} AS INTEGER)"
    first_of_month = "{0} - CAST(day({0}) - 1 AS INTEGER)"
    # One bit a day takes half the time of a distinct count.
    days_of_month = (
        "CAST(bit_count(bit_or(1::INTEGER << CAST(day({0}) - 1 AS INTEGER))) AS INTEGER)"
    )
    day_in_zone = "CAST(timezone({0}, {1}) AS DATE)"
    plain_text = "CAST({0} AS VARCHAR)"
    copied_text = plain_text
    text_id = "trim(CAST({0} AS VARCHAR))"
    # Text between ! and ~ begins with no space: a million ids need not be trimmed to see it.
    filled = "CAST({0} AS VARCHAR) BETWEEN '!' AND '~' OR trim(CAST({0} AS VARCHAR)) <> ''"
    blank = (
        "{0} IS NULL OR (NOT CAST({0} AS VARCHAR) BETWEEN '!' AND '~'"
        " AND trim(CAST({0} AS VARCHAR)) = '')"
    )
    iso_day = "CASE WHEN {0} LIKE '____-__-__' AND {0} > '0001' THEN TRY_CAST({0} AS DATE) END"
    power2 = "pow(2.0::DOUBLE, {0})"
    stored_double = "CASE WHEN {0} BETWEEN -{1} AND {1} THEN CAST({0} AS DOUBLE) END"
    cell_number = "{1}"
    replaced = "regexp_replace({0}, {1}, {2}, 'g')"
    folded = "lower({0})"
    epoch_text = "replace(CAST(make_timestamp(({0}) * 1000000) AS VARCHAR), ' ', 'T')"
    json_text = "CASE WHEN json_valid({0}) THEN json_extract_string({0}, {1}) ELSE {0} END"
    hex_text = "lower(hex({0}))"
    text_mark = "hash({0})"
    list_part = "split_part({0}, {1}, CAST({2} AS INTEGER))"
    pairs = (
        "SELECT pair ->> '$[0]' AS first, pair ->> '$[1]' AS second"
        " FROM (SELECT unnest(CAST(CAST(:pairs AS JSON) AS JSON[])) AS pair)"
    )

    def arguments(self, address: Address, limits: Limits) -> dict[str, Any]:  # noqa: ARG002
        """That the file is only read, and neither another file nor the network through it."""
        config = {
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "allow_persistent_secrets": "false",
            "memory_limit": f"{limits.memory}B",
            "threads": str(min(os.cpu_count() or 1, _MOST_THREADS)),
            # Not beside the file, as it would be else: that folder is not ours.
            "temp_directory": os.path.join(_spill(), "duckdb"),
            "max_temp_directory_size": f"{limits.spill}B",
        }
        return {"read_only": True, "config": config}

    def prepare(self, connection: Any, limits: Limits) -> None:
        """Let all cores make a result while it is fetched, then lock all settings.

        That one setting is of a connection, not of the file, so no configuration takes it; beside
        a connection that is open the lock is set already, and one core makes what is fetched.
        """
        cursor = connection.cursor()
        for setting in (f"streaming_buffer_size = '{_AHEAD}'", "lock_configuration = true"):
            # One at a time: whatever becomes of the first, the lock is set.
            with suppress(duckdb.InvalidInputException):
                cursor.execute(f"SET {setting}")
        cursor.close()
        super().prepare(connection, limits)

    def url(self, address: Address) -> sa.URL:
        """The whole path, so that no name of a file is taken for an address of its own kind."""
        return super().url(address).set(database=os.path.abspath(address.database))


@cache
def _spill() -> str:
    """A folder of this process, which nobody else can read, for what does not fit in memory."""
    kept = ExitStack()
    folder = kept.enter_context(temporary_folder(system_place()))
    atexit.register(kept.close)
    return str(folder)
