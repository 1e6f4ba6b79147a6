"""A file with faults as it lies there, with what to do written beside each row at fault."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from analytics.errors import InputError
from analytics.messages import message
from data.importing.discovery import Sight, discover
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile
from data.importing.raw import RawTable, told_apart
from data.progress import Progress
from data.report.spreadsheets import neutral

__all__ = ["InContext", "rows_in_context", "with_remedies"]

_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class InContext:
    """Rows of a file as text: their place in it, and their cells by column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str | None, ...]], ...]


def rows_in_context(
    files: Sequence[SourceFile],
    folder: Path,
    wanted: Mapping[str, Sequence[int]],
    progress: Progress,
) -> dict[str, InContext]:
    """The rows of these places, and the one before and after each, by file or sheet."""
    sights = _sights(files, folder)
    shown: dict[str, InContext] = {}
    for number, (source, places) in enumerate(wanted.items()):
        progress(number / len(wanted), message("looking at {file}", file=source))
        raw = sights[source].raw if source in sights else None
        if raw is not None:
            near = {place + step for place in places for step in (-1, 0, 1)}
            rows = [(row, tuple(map(_short, cells))) for row, cells in _rows(raw, max(near))]
            kept = tuple(each for each in rows if each[0] in near)
            shown[source] = InContext(told_apart(raw.header.names), kept)
    return shown


def with_remedies(
    files: Sequence[SourceFile],
    folder: Path,
    source: str,
    remedies: Mapping[int, str],
    heading: str,
    progress: Progress,
) -> bytes:
    """The file or sheet as CSV (UTF-8 with BOM) with one more column, ``heading``: for each row
    of a place in ``remedies`` what to do.

    Raises
    ------
    InputError
        There is no such file or sheet, or it holds no table.
    """
    sight = _sights(files, folder).get(source)
    if sight is None or sight.raw is None:
        raise InputError(message("{file} cannot be read as a table", file=source))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([*map(_cell, sight.raw.header.names), heading])
    for row, cells in _rows(sight.raw, None):
        progress(0.5, message("looking at {file}", file=source))
        writer.writerow([*map(_cell, cells), neutral(remedies.get(row, ""))])
    return ("\ufeff" + buffer.getvalue()).encode("utf-8", errors="replace")


def _sights(files: Sequence[SourceFile], folder: Path) -> dict[str, Sight]:
    return {sight.source: sight for sight in discover(files, folder, FaultLog()).sights}


def _rows(raw: RawTable, last: int | None) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    """All rows up to a place, with all their cells in order."""
    columns = told_apart(raw.header.names)
    places = {name: place for place, name in enumerate(columns)}
    with closing(raw.read(FaultLog(), places)) as batches:
        for _, batch in batches:
            texts = [
                batch[name].to_pylist() if name in batch.column_names else [None] * len(batch)
                for name in columns
            ]
            for row, *cells in zip(batch["row"].to_pylist(), *texts, strict=True):
                if last is not None and row > last:
                    return
                yield row, tuple(cells)


def _cell(value: str | None) -> str:
    """As it is written, but never a formula; importing takes the apostrophe off again."""
    text = value or ""
    negative = text[:1] in "+-" and text[1:2].isdigit()
    return text if negative else neutral(text)


def _short(value: str | None) -> str | None:
    return None if not value else value[:_CHARACTERS]
