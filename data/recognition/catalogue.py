"""What lies in a source, before anybody knows what it means: tables, columns and a few values."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Catalogue", "Catalogued", "Hint", "SourceColumn"]

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
    without ending); ``rows`` is ``None`` where nobody has counted.
    """

    name: str
    columns: tuple[SourceColumn, ...]
    rows: int | None = None
    address: str = ""

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

    def column(self, name: str) -> SourceColumn:
        """The column of that name, which must be there."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The tables of one source."""

    tables: tuple[Catalogued, ...]


def _without_ending(name: str) -> str:
    file = name.replace("\\", "/").rpartition("/")[2]
    stem, point, ending = file.rpartition(".")
    return stem if point and ending.casefold() in _ENDINGS else file


_ENDINGS = frozenset("csv tsv txt xls xlsx xlsm parquet".split())
