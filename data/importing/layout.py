"""How a text is laid out: its separator, the row of its header, and the names that stand there.

A header is the first row of names, different from what stands below it; rows of titles above it
are skipped. Where the first row already looks like data there is no header, and nobody is shown
what stands there.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from data.importing import limits
from data.importing.bounded_text import LongRow, first_records
from data.importing.cells import is_blank, kind, shape, spelled_name
from data.importing.encoding import unmarked
from data.printable import printable
from data.schema import TABLES

__all__ = ["DELIMITERS", "Layout", "laid_out"]

#: What stands between the columns of a text.
DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(.)"?[\r\n,;\t|]*', re.IGNORECASE)
_KNOWN = frozenset(name for table in TABLES.values() for name in table.columns)
#: How many rows are looked at, and in how many of them a header may stand.
_LOOKED_AT, _ABOVE = 60, 30
#: The share of rows that must fit a header, and of cells that must look like the row above them.
_FITTING, _ALIKE = 0.8, 0.6
_DATA = frozenset({"number", "date", "mail"})

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """The separator; where ``row`` is the last row of the header (0: none is wanted), its names
    (none: the rows start with data), and how many filled rows stand above it.

    ``fault`` is what stopped the reading of the first rows; ``empty`` says that there are none.
    """

    delimiter: str
    row: int = 0
    names: tuple[str, ...] = ()
    titles: int = 0
    title: str = ""
    empty: bool = False
    fault: LongRow | csv.Error | None = None
    fits: bool = False
    #: The separator of the rows, where it is another one than that of the header.
    of_rows: str = ""
    #: Every row stands in quotation marks as a whole.
    quoted: bool = False


def laid_out(start: str, delimiter: str | None = None, header: int | None = None) -> Layout:
    """Find the layout in the start of a text.

    ``delimiter`` says what is known of it; ``header`` in which row the names stand (0: nowhere).
    """
    said, skipped = None, 0
    first_line = start[: start.find("\n") + 1] or start
    if delimiter is None and (line := _SEPARATOR_LINE.fullmatch(first_line)):
        said, skipped = line.group(1), 1
    sure = delimiter or said
    if not sure and header is None and (apart := _apart(start)):
        return Layout(apart[0], of_rows=apart[1])
    layouts = [_layout(start, each, header, skipped) for each in ([sure] if sure else DELIMITERS)]
    best = max(layouts, key=_worth)
    return replace(best, quoted=len(best.names) == 1 and _is_quoted(start, best))


def _apart(start: str) -> tuple[str, str] | None:
    """The separators of the header and of the rows, where each parts only its own into as many
    fields."""
    widths = {each: _field_counts(start, each) for each in DELIMITERS}
    for one, other in permutations(DELIMITERS, 2):
        heads = [row for row, fields in widths[one].items() if fields > 1]
        width = widths[one][heads[0]] if len(heads) == 1 else 0
        below = [row for row in widths[other] if heads and row > heads[0]]
        fitting = [row for row in below if widths[other][row] == width]
        alone = heads and widths[other].get(heads[0]) == 1
        if width > 1 and alone and fitting and len(fitting) >= _FITTING * len(below):
            return one, other
    return None


def _is_quoted(start: str, layout: Layout) -> bool:
    """Whether the one name holds a separator, and each row below as many of it."""
    sign = next((each for each in DELIMITERS if each in layout.names[0]), None)
    rows = dict(first_records(start, layout.delimiter, _LOOKED_AT))
    below = [record for row, record in rows.items() if row > layout.row]
    if sign is None or not below:
        return False
    wanted = layout.names[0].count(sign)
    fitting = sum(len(record) == 1 and record[0].count(sign) == wanted for record in below)
    return fitting >= _FITTING * len(below)


def _field_counts(start: str, delimiter: str) -> dict[int, int]:
    """How many fields each of the first filled rows has."""
    try:
        return {row: len(record) for row, record in first_records(start, delimiter, _LOOKED_AT)}
    except (LongRow, csv.Error):
        return {}


def _worth(layout: Layout) -> tuple[bool, int, bool, int]:
    known = sum(name.casefold() in _KNOWN for name in layout.names)
    return layout.fits, known, layout.empty, len(layout.names)


def _layout(start: str, delimiter: str, header: int | None, skipped: int) -> Layout:
    rows: list[Row] = []
    try:
        for row, record in first_records(start, delimiter, _LOOKED_AT):
            if row > skipped:
                rows.append((row, record))
    except (LongRow, csv.Error) as error:
        if not rows:
            return Layout(delimiter, fault=error)
    if not rows:
        return Layout(delimiter, empty=True)
    if header is not None:
        return _given(rows, delimiter, header)
    place = _header_place(rows)
    if place is None:
        width = _typical(rows)
        return Layout(delimiter, fits=width > 1 and _fit(rows, width) >= _FITTING)
    names, last = _names(rows, place)
    above = [record for _, record in rows[:place]]
    title = next((cell.strip() for record in above for cell in record if not is_blank(cell)), "")
    fits = len(names) > 1 and _fit(rows[last + 1 :], len(names)) >= _FITTING
    return Layout(delimiter, rows[last][0], names, place, printable(title, 100), fits=fits)


def _given(rows: list[Row], delimiter: str, header: int) -> Layout:
    """The layout where it is told in which row the header stands."""
    if header == 0:
        width = max(_width(record) for _, record in rows)
        return Layout(delimiter, 0, ("",) * width, fits=width > 1)
    names = next((_spelled(record) for row, record in rows if row == header), ())
    return Layout(delimiter, header, names, fits=len(names) > 1, empty=not names)


def _fit(rows: Sequence[Row], width: int) -> float:
    """Which share of the rows has no more filled cells than that, and more than one field."""
    fitting = [len(record) > 1 and _width(record) <= width for _, record in rows]
    return sum(fitting) / len(fitting) if fitting else 1.0


def _width(record: Sequence[str]) -> int:
    """The number of cells up to the last filled one."""
    filled = len(record)
    while filled and is_blank(record[filled - 1]):
        filled -= 1
    return filled


def _filled(record: Sequence[str]) -> int:
    return sum(not is_blank(cell) for cell in record)


def _typical(rows: Sequence[Row]) -> int:
    """How many cells most rows fill."""
    counts = Counter(_filled(record) for _, record in rows)
    return max(counts, key=lambda filled: (counts[filled], filled))


def _header_place(rows: list[Row]) -> int | None:
    """Which of the rows is the (first row of the) header; None where it is none."""
    typical = _typical(rows)
    for place, (_, record) in enumerate(rows[:_ABOVE]):
        filled = _filled(record)
        below = [other for _, other in rows[place + 1 :]]
        is_title = filled < typical and (filled == 1 or 2 * filled <= typical)
        if is_title and below and not _names_columns(record):
            if filled > 1 and _continues(record, below[0], below[1:]):
                return place
            continue
        return place if _is_header(record, below) else None
    return 0


def _names_columns(record: Sequence[str]) -> bool:
    return any(spelled_name(cell).casefold() in _KNOWN for cell in record)


def _is_header(record: list[str], below: list[list[str]]) -> bool:
    """Whether a row holds names: it is no row like those below it."""
    if _names_columns(record):
        return True
    if any(kind(cell) in _DATA for cell in record):
        return False
    names = [cell for cell in record if not is_blank(cell)]
    if all(kind(cell) == "period" for cell in names):
        return False
    others = [other for other in below if other != record]
    columns = [
        (cell, [other[at] for other in others if at < len(other) and not is_blank(other[at])])
        for at, cell in enumerate(record)
        if not is_blank(cell)
    ]
    if any(kind(cell) == "code" and _all_alike(cell, values) for cell, values in columns):
        return False
    again = sum(cell in values for cell, values in columns)
    return again < max(2, len(columns) / 3) and (again == 0 or len(columns) > 2)


def _all_alike(cell: str, values: list[str]) -> bool:
    alike = sum(shape(value) == shape(cell) for value in values)
    return bool(values) and alike >= _ALIKE * len(values)


def _spelled(record: Sequence[str]) -> tuple[str, ...]:
    # One more than there may be, so that it is seen that there are too many.
    most = limits.COLUMNS + 1
    cells = record[: most if len(record) > limits.COLUMNS else _width(record)]
    return tuple(printable(spelled_name(unmarked(cell))) for cell in cells)


def _names(rows: list[Row], place: int) -> tuple[tuple[str, ...], int]:
    """The names of the columns, and the place of the last row of the header."""
    upper = rows[place][1]
    names = _spelled(upper)
    if place + 2 >= len(rows):
        return names, place
    lower = rows[place + 1][1]
    if not _continues(upper, lower, [record for _, record in rows[place + 2 :]]):
        return names, place
    return _merged(names, _spelled(lower)), place + 1


def _continues(upper: list[str], lower: list[str], below: list[list[str]]) -> bool:
    """Whether the second row fills what the first leaves open, and is a row of names itself."""
    width = max(_width(upper), _width(lower))
    padded = [*upper, *[""] * width][:width]
    beneath = [*lower, *[""] * width][:width]
    open_ = [at for at in range(width) if is_blank(padded[at]) and not is_blank(beneath[at])]
    whole = all(not is_blank(a) or not is_blank(b) for a, b in zip(padded, beneath, strict=True))
    if not open_ or not whole or not _is_header(lower, below):
        return False
    return any(_differs(beneath[at], at, below) for at in range(width))


def _differs(name: str, at: int, below: list[list[str]]) -> bool:
    """Whether a text stands over a column that is none."""
    kinds = [kind(record[at]) for record in below if at < len(record) and not is_blank(record[at])]
    figures = sum(each in ("number", "date", "code") for each in kinds)
    return (
        kind(name) in ("text", "code", "period") and bool(kinds) and figures > _ALIKE * len(kinds)
    )


def _merged(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...]:
    width = max(len(upper), len(lower))
    lower = (*lower, *[""] * (width - len(lower)))
    counts = Counter(name.casefold() for name in lower)
    return tuple(
        name if name and counts[name.casefold()] == 1 else f"{group} {name}".strip()
        for group, name in zip(_carried(upper, width), lower, strict=True)
    )


def _carried(names: tuple[str, ...], width: int) -> Iterator[str]:
    """The name over each column, where a merged cell has it only over its first one."""
    last = ""
    for name in (*names, *[""] * (width - len(names))):
        last = name or last
        yield last
