"""What lies in a source, before anybody knows what it means: tables, columns and a few values."""

from dataclasses import dataclass
from typing import Literal

from analytics.errors import Fault

__all__ = ["SAMPLE_ROWS", "Catalogue", "Catalogued", "Hint", "SourceColumn"]

#: Rows of a sample at most.
SAMPLE_ROWS = 200

#: The type that a database says a column has.
Hint = Literal["date", "number", "text", "boolean"]


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """One column with a sample of its values as text (at most 200), in the order of the rows."""

    name: str
    values: tuple[str | None, ...] = ()
    kind: Hint | None = None


@dataclass(frozen=True, slots=True)
class Catalogued:
    """One table; ``name`` as people see it, such as ``crm.xlsx: 订单``.

    ``address`` is what a mapping calls it (empty: the sheet of ``name``, else the file's name
    without ending), ``names`` all by which it can be meant, the nearest first; ``columns`` stand
    from left to right; ``rows`` is ``None`` where only reading the whole table would tell.
    """

    name: str
    columns: tuple[SourceColumn, ...]
    rows: int | None = None
    address: str = ""
    names: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """What a mapping calls the table.

        >>> Catalogued("crm.xlsx: 订单", ()).called, Catalogued("out/Orders.csv", ()).called
        ('订单', 'Orders')
        """
        if self.address:
            return self.address
        _, parted, sheet = self.name.partition(": ")
        return sheet if parted else _without_ending(self.name)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> SourceColumn:
        """The column of that name, which must be there."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The tables of one source; ``others`` names the files and sheets that are no table,
    ``faults`` says why those that should be are none; ``nameless`` are those of ``others`` whose
    columns lack names only, with their columns as numbers."""

    tables: tuple[Catalogued, ...]
    others: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    nameless: tuple[Catalogued, ...] = ()

    @property
    def headers(self) -> dict[str, tuple[str, ...]]:
        """The columns of every table, by what a mapping calls it."""
        return {table.called: table.header for table in self.tables}


def _without_ending(name: str) -> str:
    file = name.replace("\\", "/").rpartition("/")[2]
    stem, point, ending = file.rpartition(".")
    return stem if point and ending.casefold() in _ENDINGS else file


_ENDINGS = frozenset("csv tsv txt xls xlsx xlsm parquet".split())
