"""Which tables and columns are really read of a source, and which were refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.sources import Source, in_place

__all__ = ["ColumnsRead", "columns_read"]


@dataclass(frozen=True, slots=True)
class ColumnsRead:
    """tables: the canonical columns that are there, sorted, by table with at least one row;
    refused: columns (``table.column``) that must never be used."""

    tables: Mapping[str, tuple[str, ...]]
    refused: tuple[str, ...]


@in_place
def columns_read(source: Source) -> ColumnsRead:
    """What is read of a source."""
    tables = {
        name: tuple(sorted(columns))
        for name, columns in sorted(source.tables.items())
        if name in source.filled
    }
    return ColumnsRead(tables, tuple(source.refused))
