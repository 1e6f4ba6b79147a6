"""Whether a binary workbook (XLSB) holds cells with errors, which its library shows as empty.

A sheet is a stream of records: a number and a length, each in bytes of seven bits, then so many
bytes. Two numbers stand for a cell with an error, as it is or as the result of a formula.
"""

import zipfile
from collections.abc import Iterator
from typing import IO

from data.importing.cell_errors import Malformed

__all__ = ["holds_errors"]

_ERROR_CELLS = frozenset({3, 11})
_SHEETS = "xl/worksheets/"
_CHUNK = 1 << 16


def holds_errors(archive: zipfile.ZipFile) -> bool:
    """Whether any sheet has a cell with an error.

    Raises
    ------
    Malformed
    """
    for entry in archive.infolist():
        name = entry.filename.replace("\\", "/").casefold()
        if name.startswith(_SHEETS) and name.endswith(".bin") and "/_rels/" not in name:
            with archive.open(entry) as stream:
                if any(number in _ERROR_CELLS for number in _records(stream)):
                    return True
    return False


def _records(stream: IO[bytes]) -> Iterator[int]:
    """The numbers of all records."""
    while first := stream.read(1):
        number = first[0] if first[0] < 0x80 else (first[0] & 0x7F) | (_byte(stream) & 0x7F) << 7
        left = _length(stream)
        while left > 0:
            content = stream.read(min(left, _CHUNK))
            if not content:
                raise Malformed
            left -= len(content)
        yield number


def _length(stream: IO[bytes]) -> int:
    length = 0
    for shift in (0, 7, 14, 21):
        byte = _byte(stream)
        length |= (byte & 0x7F) << shift
        if byte < 0x80:
            return length
    raise Malformed


def _byte(stream: IO[bytes]) -> int:
    byte = stream.read(1)
    if not byte:
        raise Malformed
    return byte[0]
