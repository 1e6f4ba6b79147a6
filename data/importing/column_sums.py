"""What columns of money add up to as they stand in their files, before one of them is chosen."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from analytics.messages import message
from data.importing.cells import amounts
from data.importing.discovery import discover
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile
from data.importing.raw import RawTable, told_apart
from data.progress import Progress

__all__ = ["ColumnSum", "column_sums"]


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """How many cells hold a number, and their sum; ``other`` is what it would be with the other
    decimal sign, where the cells leave that open."""

    rows: int
    total: float
    other: float | None = None


@dataclass(slots=True)
class _Running:
    rows: int = 0
    point: float = 0.0
    comma: float = 0.0
    #: Which reading single cells have shown to be the right one.
    says_point: bool = False
    says_comma: bool = False

    def add(self, cells: Iterable[str | None]) -> None:
        for cell in cells:
            read = amounts(cell) if cell else None
            if read is not None and cell is not None:
                self.rows += 1
                self.point += read[0]
                self.comma += read[1]
                self._learn(cell, read)

    def _learn(self, cell: str, read: tuple[float, float, int]) -> None:
        last = max(cell.rfind("."), cell.rfind(","))
        if last >= 0 and read[0] == read[1] and read[2] and read[0] % 1:
            self.says_point |= cell[last] == "."
            self.says_comma |= cell[last] == ","

    def sum(self) -> ColumnSum:
        if self.point == self.comma or self.says_point != self.says_comma:
            return ColumnSum(self.rows, self.comma if self.says_comma else self.point)
        return ColumnSum(self.rows, self.point, self.comma)


def column_sums(
    files: Sequence[SourceFile],
    folder: Path,
    wanted: Mapping[str, Sequence[str]],
    progress: Progress,
) -> dict[tuple[str, str], ColumnSum]:
    """The sums of columns, by file or sheet and column; ``wanted`` names them."""
    sums: dict[tuple[str, str], ColumnSum] = {}
    for sight in discover(files, folder, FaultLog()).sights:
        if sight.raw is not None and sight.source in wanted:
            progress(0.5, message("looking at {file}", file=sight.source))
            running = _summed(sight.raw, wanted[sight.source])
            sums |= {(sight.source, name): each.sum() for name, each in running.items()}
    return sums


def _summed(raw: RawTable, columns: Sequence[str]) -> dict[str, _Running]:
    places = {name: place for place, name in enumerate(told_apart(raw.header.names))}
    wanted = {name: places[name] for name in columns if name in places}
    running = {name: _Running() for name in wanted}
    with closing(raw.read(FaultLog(), wanted)) as batches:
        for _, batch in batches:
            for name, each in running.items():
                if name in batch.column_names:
                    each.add(batch[name].to_pylist())
    return running
