"""Bringing files in: CSV, Excel, Parquet and ZIP to one typed DuckDB file, or all their faults."""

from data.home.versions import DamagedData, activate, current, history, undo, usable
from data.importing.catalogue import Catalogue, CataloguedTable
from data.importing.copies import copy_of
from data.importing.fault_lists import faults_table
from data.importing.files import SourceFile, find_files
from data.importing.imports import check, import_files, inspect_files
from data.importing.reports import ImportFaults, ImportReport

__all__ = [
    "Catalogue",
    "CataloguedTable",
    "DamagedData",
    "ImportFaults",
    "ImportReport",
    "SourceFile",
    "activate",
    "check",
    "copy_of",
    "current",
    "faults_table",
    "find_files",
    "history",
    "import_files",
    "inspect_files",
    "undo",
    "usable",
]
