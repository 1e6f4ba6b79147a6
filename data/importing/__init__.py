"""Bringing files in: CSV, XLSX, XLS and Parquet to one typed DuckDB file, or all their faults."""

from data.importing.fault_lists import faults_table
from data.importing.files import SourceFile, find_files
from data.importing.imports import check, import_files
from data.importing.reports import ImportFaults, ImportReport
from data.importing.store import activate, current, history, undo

__all__ = [
    "ImportFaults",
    "ImportReport",
    "SourceFile",
    "activate",
    "check",
    "current",
    "faults_table",
    "find_files",
    "history",
    "import_files",
    "undo",
]
