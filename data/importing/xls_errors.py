"""Cells of a workbook in the format of Excel 97 (XLS) that hold an error.

The library that reads workbooks shows them as empty. So the stream of records is read once more:
a compound file (sectors, chained in a table) holds it, and each record has a number and a length.
Everything is checked against the length of the file, since it may come from anybody.
"""

import struct
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from data.importing.cell_errors import MARK, Cell, Malformed

__all__ = ["xls_errors"]

_HEADER = 512
_END_OF_CHAIN = 0xFFFFFFFA  # and beyond: free sectors and those of the tables themselves
_STREAMS = ("Workbook", "Book")
_BEGIN, _END, _SHEET, _ERROR_OR_BOOL, _FORMULA = 0x0809, 0x000A, 0x0085, 0x0205, 0x0006
_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def xls_errors(workbook: Path) -> list[list[Cell]]:
    """Row and column, from 0 on, and text of the erroneous cells of each sheet, in row order.

    Raises
    ------
    Malformed
    """
    try:
        stream = _stream(workbook.read_bytes())
        return [sorted(_cells(stream, start)) for start in _sheets(stream)]
    except (struct.error, IndexError, UnicodeDecodeError):
        raise Malformed from None


def _stream(data: bytes) -> bytes:
    """The stream of records within the compound file."""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
    tables, directory, _, least, small_table, _, further, _ = struct.unpack_from("<8I", data, 44)
    places = list(struct.unpack_from("<109I", data, 76))
    for place in _chained(further, lambda each: _sector(data, each, size)[-1], len(data) // size):
        places += _sector(data, place, size)[:-1]
    table = [each for place in places[:tables] for each in _sector(data, place, size)]
    entries = _joined(data, directory, table, _HEADER, size)
    root = _entry(entries, "Root Entry")
    for name in _STREAMS:
        if found := _entry(entries, name):
            start, length = found
            if length >= least:
                return _joined(data, start, table, _HEADER, size)[:length]
            small = _joined(data, small_table, table, _HEADER, size)
            small_places = list(struct.unpack(f"<{len(small) // 4}I", small))
            holder = _joined(data, root[0], table, _HEADER, size) if root else b""
            return _joined(holder, start, small_places, 0, 64)[:length]
    raise Malformed


def _sector(data: bytes, place: int, size: int) -> tuple[int, ...]:
    return struct.unpack_from(f"<{size // 4}I", data, _HEADER + place * size)


def _chained(start: int, following: Callable[[int], int], most: int) -> Iterator[int]:
    """The places of a chain; one that runs in a circle is none."""
    place = start
    while place < _END_OF_CHAIN:
        if most < 0:
            raise Malformed
        yield place
        place, most = following(place), most - 1


def _joined(data: bytes, start: int, table: Sequence[int], begin: int, size: int) -> bytes:
    """The bytes of a chain of sectors."""
    places = _chained(start, table.__getitem__, len(table))
    return b"".join(data[begin + place * size : begin + (place + 1) * size] for place in places)


def _entry(entries: bytes, name: str) -> tuple[int, int] | None:
    """First sector and length of the stream of that name."""
    for begin in range(0, len(entries) - 127, 128):
        (length,) = struct.unpack_from("<H", entries, begin + 64)
        if entries[begin : begin + max(length - 2, 0)] == name.encode("utf-16-le"):
            return struct.unpack_from("<II", entries, begin + 116)
    return None


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Number and content of the records of one part of the stream, without parts within it."""
    depth = 0
    while start < len(stream):
        number, length = struct.unpack_from("<HH", stream, start)
        depth += (number == _BEGIN) - (number == _END)
        if depth == 0:
            return
        if depth == 1:
            yield number, stream[start + 4 : start + 4 + length]
        start += 4 + length


def _sheets(stream: bytes) -> list[int]:
    """Where each sheet begins, in the order of the workbook."""
    parts = _records(stream, 0)
    return [struct.unpack_from("<I", part)[0] for number, part in parts if number == _SHEET]


def _cells(stream: bytes, start: int) -> Iterator[Cell]:
    for number, part in _records(stream, start):
        if number == _ERROR_OR_BOOL and part[7]:
            code = part[6]
        elif number == _FORMULA and part[6] == 2 and part[12:14] == b"\xff\xff":
            code = part[8]
        else:
            continue
        row, column = struct.unpack_from("<HH", part)
        yield row, column, MARK + _TEXTS.get(code, "#ERROR")
