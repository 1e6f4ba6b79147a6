"""The limits of docs/security.md: every number from the code that keeps to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from data import logs, uploads
from data.home import retention
from data.importing import fault_lists
from data.importing import limits as files
from data.reader.limits import DATABASE
from data.reader.limits import FILES as READING
from data.reader.limits import Limits as OfReader
from data.sources.limits import Limits as OfSource
from pages.components.work import FAILURE_SECONDS, PATIENCE_SECONDS
from tests.documents.marked import rewritten
from tests.serving import ROOT

__all__ = ["LIMITS", "SECURITY", "Limit", "with_limits"]

SECURITY = ROOT / "docs" / "security.md"

_SOURCE = OfSource()


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of the table: what is limited, the number in the code, and its unit."""

    what: str
    value: float
    unit: str = ""


def _of_a_reading(what: str, limits: OfReader) -> tuple[Limit, ...]:
    return (
        Limit(f"{what}: resident memory of the process", limits.memory, "bytes"),
        Limit(f"{what}: time", limits.seconds, "seconds"),
        Limit(f"{what}: processor time", limits.cpu_seconds, "seconds"),
        Limit(f"{what}: written to disk meanwhile", limits.output, "bytes"),
    )


LIMITS = (
    Limit("one uploaded file", uploads.FILE_BYTES, "bytes"),
    Limit("uploads of one session", uploads.SESSION_BYTES, "bytes"),
    Limit("uploads of all sessions", uploads.SERVER_BYTES, "bytes"),
    Limit("disk that uploads leave free", uploads.SPARE_BYTES, "bytes"),
    Limit("uploads kept after their page is gone", uploads.ENDED_SECONDS, "seconds"),
    Limit("uploads kept without use", uploads.UNUSED_SECONDS, "seconds"),
    *_of_a_reading("reading files", READING),
    *_of_a_reading("summing up a database in place", DATABASE),
    Limit(
        "work goes on after the last page that waits for it is gone", PATIENCE_SECONDS, "seconds"
    ),
    Limit("a failure stands before it is tried again", FAILURE_SECONDS, "seconds"),
    Limit("a file: columns", files.COLUMNS),
    Limit("a file: rows", files.ROWS),
    Limit("a file: the text of one value", files.CELL, "bytes"),
    Limit("a file: the text of one row", files.ROW, "bytes"),
    Limit("a folder or archive: files", files.FILES),
    Limit("an archive: unpacked", files.ARCHIVE_UNPACKED, "bytes"),
    Limit("a workbook: unpacked", files.WORKBOOK_UNPACKED, "bytes"),
    Limit("a database: until it answers", _SOURCE.connect_seconds, "seconds"),
    Limit("a database: one statement", _SOURCE.statement_seconds, "seconds"),
    Limit("a database: one reading", _SOURCE.reading_seconds, "seconds"),
    Limit("a database: rows of one statement", _SOURCE.rows),
    Limit("a database: values of one statement", _SOURCE.size, "bytes"),
    Limit("faults of one import that are listed", fault_lists.MOST_FAULTS),
    Limit("imports kept, to go back to", retention.KEPT_VERSIONS),
    Limit("days that what is out of use is kept", retention.UNUSED_DAYS),
    Limit("days that a restore keeps what was there", retention.BEFORE_RESTORE_DAYS),
    Limit("a log: one file", logs.FILE_BYTES, "bytes"),
    Limit("a log: older files kept", logs.OLDER_FILES),
)


def with_limits(security: str) -> str:
    """The text of docs/security.md with its table of limits written anew."""
    return rewritten(security, "limits", "\n".join(_rows()))


def _rows() -> Iterator[str]:
    yield "| what | limit |\n|---|---|"
    for limit in LIMITS:
        yield f"| {limit.what} | {_written(limit.value, limit.unit)} |"


def _written(value: float, unit: str) -> str:
    """A number as people say it.

    >>> _written(1 << 30, "bytes"), _written(3600, "seconds"), _written(500_000, "")
    ('1 GB', '60 minutes', '500,000')
    """
    match unit:
        case "bytes" if value >= 1 << 30:
            return f"{value / (1 << 30):,g} GB"
        case "bytes" if value % (1 << 20):
            return f"{value / 1e6:,g} million bytes"
        case "bytes":
            return f"{value / (1 << 20):,g} MB"
        case "seconds" if value >= 120:
            return f"{value / 60:,g} minutes"
        case "seconds":
            return f"{value:,g} seconds"
    return f"{value:,.0f}"
