"""Small tables of text in a database of any engine, and what a mapping makes of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.mapping.choosing import chosen
from data.mapping.model import Mapping as Described
from data.mapping.text import read_mapping
from data.sources.database import open_database
from data.sources.mapped import Stored, part_select, table_select

Sheet = Sequence[Sequence[str | None]]
Row = dict[str, Any]


def created(engine: sa.Engine, name: str, sheet: Sheet, *, types: Any = None) -> Stored:
    """A table whose first row are its columns; empty cells are NULL, rows are numbered."""
    header, *rows = sheet
    kinds = types or {}
    keys = {str(column): f"k{position}" for position, column in enumerate(header)}
    columns = [sa.Column(key, kinds.get(c, sa.String(200))) for c, key in keys.items()]
    numbered = sa.Column("row_number_", sa.BigInteger)
    table = sa.Table(name, sa.MetaData(), *columns, numbered)
    with engine.begin() as connection:
        table.create(connection)
        cells = [
            dict(zip(keys.values(), (c or None for c in row), strict=True)) | {"row_number_": n}
            for n, row in enumerate(rows, start=2)
        ]
        if cells:
            connection.execute(table.insert(), cells)
    clause = sa.table(name, *(sa.column(key, kinds.get(c, sa.Text())) for c, key in keys.items()),
                      sa.column("row_number_", sa.BigInteger()))  # fmt: skip
    return Stored(clause, keys, kinds, "row_number_")


class Company:
    """Tables of one database, for mappings to be tried on."""

    def __init__(self, url: str, sheets: Mapping[str, Sheet], types: Any = None):
        engine = sa.create_engine(url)
        given = types or {}
        self.tables = {
            name: created(engine, f"t{position}", sheet, types=given.get(name))
            for position, (name, sheet) in enumerate(sheets.items())
        }
        engine.dispose()
        self.database = open_database(url)

    def stored(self, mapping: Described) -> tuple[Described, dict[str, Stored]]:
        """The mapping without what is not there, and its tables."""
        headers = {name: list(table.columns) for name, table in self.tables.items()}
        found = chosen(mapping, headers)
        return found.mapping, {a: self.tables[n] for a, n in found.tables.items()}

    def rows(self, text: str, table: str, **options: Any) -> list[Row]:
        """What a mapping makes of the tables, all parts below each other, as texts."""
        mapping, stored = self.stored(read_mapping(text, "test.toml"))
        made: list[Row] = []
        with self.database.reading() as connection:
            for part in mapping.parts[table]:
                select = part_select(mapping, table, part, stored, **options)
                result = connection.execute(select).mappings().all()
                made += [{k: _text(v) for k, v in row.items()} for row in sorted_rows(result)]
        return [{k: v for k, v in row.items() if k != "row"} for row in made]

    def table(self, text: str, table: str, **options: Any) -> list[Row]:
        """The same by one select of the whole table."""
        mapping, stored = self.stored(read_mapping(text, "test.toml"))
        select = table_select(mapping, table, stored, **options).select
        with self.database.reading() as connection:
            return [dict(row) for row in connection.execute(select).mappings()]


def sorted_rows(rows: Any) -> list[Any]:
    """In the order in which the source has them; those of one row by their values."""
    return sorted(rows, key=lambda row: (row.get("row") or 0, *map(str, row.values())))


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
