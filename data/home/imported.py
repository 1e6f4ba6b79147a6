"""Whether a file of imported data can be opened, and the day of its import."""

from pathlib import Path

import duckdb

__all__ = ["imported_on"]

_ASKED = "SELECT value FROM found.linchpin_import WHERE key = 'imported_on'"


def imported_on(path: Path) -> str | None:
    """The day (ISO 8601) on which a file was imported, empty where it does not say; None where it
    is no file that an import wrote, or is damaged."""
    if path.is_symlink() or not path.is_file():
        return None
    name = str(path).replace("'", "''")
    try:
        # An instance of its own: the file may be open in this process with other settings.
        with duckdb.connect() as connection:
            connection.execute("SET autoinstall_known_extensions = false")
            connection.execute(f"ATTACH '{name}' AS found (READ_ONLY)")
            row = connection.execute(_ASKED).fetchone()
    except duckdb.Error:
        return None
    return str(row[0]) if row else ""
