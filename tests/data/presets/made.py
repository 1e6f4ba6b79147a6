"""Small invented companies in the columns of one system, and what its preset makes of them."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from data.mapping.choosing import chosen
from data.mapping.presets import FOLDER, preset
from tests.data.sources.mapped.tables import Company

__all__ = ["Made"]

Cell = str | None


class Made:
    """The canonical tables of a company that is written as CSV texts by table or file name."""

    def __init__(self, name: str, place: Path, sheets: Mapping[str, str]):
        self.name = name
        self._text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
        self._sheets = {file: _sheet(text) for file, text in sheets.items()}
        self._company = Company(f"duckdb:///{place / name}.duckdb", self._sheets)
        self._table = cache(self._of_table)

    def _of_table(self, table: str) -> list[dict[str, Cell]]:
        return self._company.rows(self._text, table)

    def rows(self, table: str, *columns: str) -> list[tuple[Cell, ...]]:
        """Some columns of a canonical table, in the order of their values; empty cells are ''."""
        made = [tuple(row.get(name) or "" for name in columns) for row in self._table(table)]
        return sorted(made)

    def count(self, table: str) -> int:
        """How many rows a canonical table has."""
        return len(self._table(table))

    def money(self, table: str, day: str, **equal: str) -> dict[str, Decimal]:
        """The amounts of a table by customer, of rows with a day and with these values."""
        total: dict[str, Decimal] = defaultdict(Decimal)
        for row in self._table(table):
            if row.get(day) and all(row.get(name) == value for name, value in equal.items()):
                total[str(row["customer_id"])] += Decimal(str(row["amount"]))
        return dict(total)

    @property
    def sheets(self) -> Mapping[str, list[list[Cell]]]:
        """Header and rows by table."""
        return self._sheets

    def lacking(self) -> set[str]:
        """Tables and columns that the preset asks for and these sheets have not."""
        headers = {name: [str(each) for each in sheet[0]] for name, sheet in self._sheets.items()}
        missing = chosen(preset(self.name), headers).missing
        return {f"{each.table}.{each.column}" for each in missing}


def _sheet(text: str) -> list[list[Cell]]:
    return [list(row) for row in csv.reader(io.StringIO(text.strip()))]
