"""Bringing files in: CSV, Excel, Parquet and ZIP to one typed DuckDB file, or all their faults."""

from data.home.versions import DamagedData, activate, current, history, undo, usable
from data.importing.building import ACCEPTED
from data.importing.column_sums import ColumnSum
from data.importing.copies import copy_of
from data.importing.corrected import InContext
from data.importing.fault_lists import faults_table
from data.importing.files import SourceFile, find_files
from data.importing.formats import ColumnFormat
from data.importing.imports import (
    check,
    copy_with_remedies,
    import_files,
    inspect_files,
    look_at_rows,
    sums_of,
)
from data.importing.reports import ImportFaults, ImportReport

__all__ = [
    "ACCEPTED",
    "ColumnFormat",
    "ColumnSum",
    "DamagedData",
    "ImportFaults",
    "ImportReport",
    "InContext",
    "SourceFile",
    "activate",
    "check",
    "copy_of",
    "copy_with_remedies",
    "current",
    "faults_table",
    "find_files",
    "history",
    "import_files",
    "inspect_files",
    "look_at_rows",
    "sums_of",
    "undo",
    "usable",
]
