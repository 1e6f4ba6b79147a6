"""The currency of an amount that a workbook shows by the format of its cell (``[$€-407] #,##0``).

The value itself is a bare number, so that sums in two currencies would be added up in silence. A
sign that one currency has becomes a column of currencies, where the sheet has none; one of several
(``$``, ``¥``) stands beside its number again, where the reader of numbers asks what it means.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from data.importing.cell_errors import Cell, Malformed
from data.importing.currencies import CERTAIN, SHARED
from data.recognition.lexicon import meaning

__all__ = ["NAME", "currency_of_format", "meant", "with_currencies"]

#: What the added column is called.
NAME = "currency (by format)"

#: In brackets stand a sign and the country whose money it is: ``[$$-409]``.
_BRACKETED = re.compile(r"\[\$([^\]-]*)(?:-([0-9A-Fa-f]+))?\]")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
#: Codes: other three letters beside a number are a unit.
_CODES = frozenset(
    "AED BGN CHF CZK DKK EGP HUF IDR ISK KWD KZT LKR MAD MYR NOK PEN PKR PLN QAR RON RSD SAR SEK "
    "UYU ZAR".split()
).union(CERTAIN.values(), *SHARED.values())
_BARE = re.compile("[$€£¥￥₹₩₽₺₫฿₱₪₴₦]")
#: By the number of a language and country in Windows: whose sign it is.
_COUNTRIES = {
    "$": {
        0x409: "USD", 0x1009: "CAD", 0xC0C: "CAD", 0xC09: "AUD", 0x1409: "NZD", 0x4809: "SGD",
        0x1004: "SGD", 0xC04: "HKD", 0x3C09: "HKD", 0x404: "TWD", 0x80A: "MXN", 0x2C0A: "ARS",
        0x340A: "CLP", 0x240A: "COP",
    },
    "¥": {0x804: "CNY", 0x411: "JPY", 0x478: "CNY", 0x850: "CNY"},
}  # fmt: skip


def currency_of_format(code: str) -> str:
    """The ISO code, the sign of several currencies, or nothing, as a number format says.

    >>> currency_of_format("[$€-407] #,##0.00"), currency_of_format("[$$-409]#,##0")
    ('EUR', 'USD')
    >>> currency_of_format('"¥"#,##0'), currency_of_format("#,##0.00")
    ('¥', '')
    """
    first = code.partition(";")[0]
    for sign, country in _BRACKETED.findall(first):
        if sign.strip():
            return meant(sign.strip(), int(country, 16) & 0xFFFF if country else 0)
    quoted = ("".join(each) for each in _QUOTED.findall(first))
    bare = _BARE.findall(_QUOTED.sub("", _BRACKETED.sub("", first)))
    return next(filter(None, (meant(each.strip(), 0) for each in chain(quoted, bare))), "")


def meant(sign: str, country: int = 0) -> str:
    """The ISO code of a sign or code, else the sign where several currencies have it, else nothing.

    ``country``: the number of a language and country in Windows, 0 where none is said.
    """
    upper = sign.upper().replace("￥", "¥")
    if upper in CERTAIN:
        return CERTAIN[upper]
    if upper in SHARED:
        return _COUNTRIES.get(upper, {}).get(country, upper)
    if upper in _KRONOR:
        return _KRONOR[upper].get(country, "")
    return upper if upper in _CODES else ""


#: Money of the north is called alike everywhere; without a country nobody knows which it is.
_KRONOR = {"KR": {0x41D: "SEK", 0x414: "NOK", 0x406: "DKK", 0x40F: "ISK"}}


@dataclass(slots=True)
class _Column:
    """The currencies of one column: by row the place in ``codes``, counted from 1."""

    first: int
    codes: list[str] = field(default_factory=list)
    by_row: bytearray = field(default_factory=bytearray)

    def add(self, row: int, code: str) -> None:
        if code not in self.codes:
            self.codes.append(code)
        if row < len(self.by_row):
            raise Malformed
        self.by_row.extend(bytes(row - len(self.by_row)))
        self.by_row.append(self.codes.index(code) + 1)

    def at(self, row: int) -> str:
        place = self.by_row[row] if row < len(self.by_row) else 0
        return self.codes[place - 1] if place else ""


def with_currencies(
    rows: Iterable[Sequence[object]], cells: Iterable[Cell], written: Callable[[object], str]
) -> Iterator[Sequence[object]]:
    """The rows of a sheet with the currencies that formats of cells show.

    ``rows`` begin with the first column; ``cells``: row, column, and what
    :func:`currency_of_format` says of it, in their order; ``written`` writes a number.
    """
    columns: dict[int, _Column] = {}
    for at, place, code in cells:
        columns.setdefault(place, _Column(at)).add(at, code)
    if not columns:
        yield from rows
        return
    start = min(each.first for each in columns.values())
    above, below = _parted(rows, start)
    header = _header(above, list(columns))
    names = [str(cell) for cell in above[header]] if header is not None else []
    has_own = any("currency" in meaning(name).words for name in names if name)
    added = len(names) if header is not None and not has_own else None
    for number, row in enumerate(chain(above, below)):
        cells_of = list(row)
        shown = {place: each.at(number) for place, each in columns.items()}
        for place, code in shown.items():
            if code in SHARED and isinstance(cells_of[place], int | float):
                cells_of[place] = f"{code}{written(cells_of[place])}"
        if added is not None:
            codes = set(shown.values()) - {"", *SHARED}
            _add(cells_of, added, NAME if number == header else _only(codes))
        yield cells_of


def _parted(
    rows: Iterable[Sequence[object]], start: int
) -> tuple[list[Sequence[object]], Iterator[Sequence[object]]]:
    """The rows above the first amount, and the others."""
    stream = iter(rows)
    return list(islice(stream, start)), stream


def _header(above: list[Sequence[object]], places: Sequence[int]) -> int | None:
    """The last row above the amounts that has words over one of them."""
    for number in range(len(above) - 1, -1, -1):
        row = above[number]
        if any(place < len(row) and str(row[place]).strip() for place in places):
            return number
    return None


def _only(codes: set[str]) -> str:
    """The one currency of a row; of two, both, which no reader takes for a code."""
    return "/".join(sorted(codes))


def _add(row: list[object], place: int, text: str) -> None:
    row += [""] * (place + 1 - len(row))
    if not str(row[place]).strip():
        row[place] = text
