"""What columns of money add up to as they stand in their files, before one of them is chosen."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from analytics.messages import message
from data.importing.cells import amounts
from data.importing.discovery import discover
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile
from data.importing.raw import RawTable, told_apart
from data.mapping import calc
from data.progress import Progress
from data.recognition.proposal import Money

__all__ = ["ColumnSum", "column_sums", "summed"]


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """How many cells hold a number, and their sum; ``other`` is what it would be with the other
    decimal sign, where the cells leave that open."""

    rows: int
    total: float
    other: float | None = None


@dataclass(slots=True)
class _Running:
    formula: calc.Calculation
    rows: int = 0
    point: float = 0.0
    comma: float = 0.0
    #: Which reading single cells have shown to be the right one.
    says_point: bool = False
    says_comma: bool = False

    def add(self, cells: Mapping[str, Sequence[str | None]]) -> None:
        """Add the rows of these columns; one counts where each of its cells holds a number."""
        for row in zip(*cells.values(), strict=True):
            read = [amounts(cell) if cell else None for cell in row]
            numbers = [each for each in read if each is not None]
            if len(numbers) < len(read):
                continue
            self.rows += 1
            self.point += _worked_out(self.formula, dict(zip(cells, numbers, strict=True)), 0)
            self.comma += _worked_out(self.formula, dict(zip(cells, numbers, strict=True)), 1)
            for cell, each in zip(row, numbers, strict=True):
                self._learn(cell or "", each)

    def _learn(self, cell: str, read: tuple[float, float, int]) -> None:
        last = max(cell.rfind("."), cell.rfind(","))
        if last >= 0 and read[0] == read[1] and read[2] and read[0] % 1:
            self.says_point |= cell[last] == "."
            self.says_comma |= cell[last] == ","

    def sum(self) -> ColumnSum:
        if self.point == self.comma or self.says_point != self.says_comma:
            return ColumnSum(self.rows, self.comma if self.says_comma else self.point)
        return ColumnSum(self.rows, self.point, self.comma)


def _worked_out(
    formula: calc.Calculation, numbers: Mapping[str, tuple[float, float, int]], reading: int
) -> float:
    """What a formula of columns comes to, in one of two readings; 0 where it divides by 0."""
    return calc.worked_out(
        formula,
        float,
        lambda name: float(numbers[name][reading]),
        lambda left, right: left / right if right else 0.0,
    )


def column_sums(
    files: Sequence[SourceFile], folder: Path, wanted: Sequence[Money], progress: Progress
) -> dict[Money, ColumnSum]:
    """What is wanted of files and sheets, added up."""
    sums: dict[Money, ColumnSum] = {}
    sources = {each.table for each in wanted}
    for sight in discover(files, folder, FaultLog()).sights:
        if sight.raw is not None and sight.source in sources:
            progress(0.5, message("looking at {file}", file=sight.source))
            sums |= summed(sight.raw, [each for each in wanted if each.table == sight.source])
    return sums


def summed(raw: RawTable, wanted: Sequence[Money]) -> dict[Money, ColumnSum]:
    """What columns and formulas of columns of one table add up to."""
    places = {name: place for place, name in enumerate(told_apart(raw.header.names))}
    formulas = {each: calc.parsed(each.calc) for each in wanted}
    named = {each: list(dict.fromkeys(calc.names_in(f))) for each, f in formulas.items()}
    there = {each: _Running(formulas[each]) for each in wanted if places.keys() >= set(named[each])}
    columns = {name: places[name] for each in there for name in named[each]}
    with closing(raw.read(FaultLog(), columns)) as batches:
        for _, batch in batches:
            for each, running in there.items():
                if set(named[each]) <= set(batch.column_names):
                    running.add({name: batch[name].to_pylist() for name in named[each]})
    return {each: running.sum() for each, running in there.items()}
