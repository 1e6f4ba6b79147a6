"""Workbooks of formats that nothing installed can write, as small as they can be."""

import re
import struct
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

__all__ = ["ods", "xls"]

Sheets = Mapping[str, Sequence[Sequence[str]]]

_NAMES = " ".join(
    f'xmlns:{name}="urn:{urn}:1.0"'
    for name, urn in {
        "office": "oasis:names:tc:opendocument:xmlns:office",
        "table": "oasis:names:tc:opendocument:xmlns:table",
        "text": "oasis:names:tc:opendocument:xmlns:text",
        "calcext": "org:documentfoundation:names:experimental:calc:xmlns:calcext",
    }.items()
)
_CODES = {"#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#N/A": 0x2A}
_FREE, _LAST, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ods(sheets: Sheets) -> bytes:
    """An OpenDocument workbook; a text such as ``#N/A`` becomes a formula with that error, one such
    as ``EUR 100`` money."""
    body = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join(
            f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
        )
        + "</table:table>"
        for name, rows in sheets.items()
    )
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {_NAMES}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return target.getvalue()


def _ods_cell(text: str) -> str:
    if match := re.fullmatch(r"([A-Z]{3}) (\d+)", text):
        code, amount = match.groups()
        kind = f'office:value-type="currency" office:currency="{code}" office:value="{amount}"'
        return f"<table:table-cell {kind}><text:p>{amount}</text:p></table:table-cell>"
    kind = 'office:value-type="string"'
    if text in _CODES:
        kind += ' table:formula="of:=X" office:string-value="" calcext:value-type="error"'
    return f"<table:table-cell {kind}><text:p>{escape(text)}</text:p></table:table-cell>"


def xls(sheets: Sheets) -> bytes:
    """A workbook of Excel 97; a text such as ``#N/A`` becomes a cell with that error."""
    globals_, parts = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)), []
    listed = sum(12 + len(name.encode("latin-1")) for name in sheets)
    start = len(globals_) + listed + 4
    for name, rows in sheets.items():
        part = _xls_sheet(rows)
        text = name.encode("latin-1")
        globals_ += _record(0x0085, struct.pack("<IHBB", start, 0, len(text), 0) + text)
        parts.append(part)
        start += len(part)
    return _compound(globals_ + _record(0x000A, b"") + b"".join(parts))


def _xls_sheet(rows: Sequence[Sequence[str]]) -> bytes:
    records = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))]
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if text in _CODES and column % 2:
                result = bytes([2, 0, _CODES[text], 0, 0, 0, 255, 255])
                records.append(_record(0x0006, place + result + bytes(6) + b"\x00\x00"))
            elif text in _CODES:
                records.append(_record(0x0205, place + bytes([_CODES[text], 1])))
            elif text:
                label = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
                records.append(_record(0x0204, place + label))
    return b"".join([*records, _record(0x000A, b"")])


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def _compound(stream: bytes) -> bytes:
    """The stream in a compound file of sectors of 512 bytes: table, directory, stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    assert sectors <= 126
    table = [_TABLE, _LAST, *range(3, sectors + 2), _LAST]
    table += [_FREE] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, _LAST, 0, _LAST, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    directory = _entry("Root Entry", 5, _LAST, 0, child=1)
    directory += _entry("Workbook", 2, 2, len(stream)) + bytes(256)
    return header + struct.pack("<128I", *table) + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text) + 2, kind, 1)
        + struct.pack("<III", _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
