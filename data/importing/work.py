"""The work on the tables of one import: files are staged when they are needed and go when they are
not, parts are converted each by itself, and tables stand complete."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from analytics.messages import SchemaName, message
from data.importing.fault_lists import FaultLog, Repair
from data.importing.hints import Hints
from data.importing.mentions import aliases_of
from data.importing.parts import Origin, hint_of, is_plain, lookups_of, origin_of, part_rows
from data.importing.plan import Needed, Plan
from data.importing.staging import (
    Typed,
    convert,
    note_faults,
    note_repeated,
    renamed,
    stacked,
    stage,
    unify,
)
from data.importing.subject import note_subject
from data.importing.typed import note_file_repairs
from data.mapping.answers import reading_asked
from data.mapping.model import Part
from data.progress import Progress
from data.sources.mapped import Stored

__all__ = ["Told", "Work"]

#: Share of all work before the tables are written, and of reading in the work on one file.
_BUILT, _READ = 0.9, 0.7


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of the company: its zone, and its currency (empty where it is not known)."""

    timezone: str
    currency: str


class Work:
    """One import under way.

    ``tables`` holds the converted canonical tables, ``origins`` and ``rows`` for each of them
    where the rows of its parts come from and how many they are; ``lookups`` what joins and
    lookups met.
    """

    def __init__(
        self,
        connection: sa.Connection,
        plan: Plan,
        told: Told,
        log: FaultLog,
        progress: Progress,
        folder: Path,
    ):
        self.connection, self.plan, self.told, self.log = connection, plan, told, log
        self.tables: dict[str, Typed] = {}
        self.origins: dict[str, list[Origin]] = {}
        self.rows: dict[str, list[int]] = {}
        self.lookups: list[dict[str, Any]] = []
        self._progress, self._folder = progress, folder
        self._staged: dict[str, Stored] = {}
        self._total = sum(each.raw.size for each in plan.needed.values()) or 1
        self._done = 0

    def convert_all(self) -> None:
        """Make every canonical table, one after the other."""
        left = [self._needed_for(name) for name in self.plan.parts]
        for name in self.plan.parts:
            for alias in left.pop(0):
                self._stage(alias)
            checking = message("checking {table}", table=SchemaName(name))
            self._progress(_BUILT * self._done / self._total, checking)
            self._convert(name)
            self._let_go({alias for aliases in left for alias in aliases})
        unify(self.connection, self.tables)
        self._note_repairs()

    def _note_repairs(self) -> None:
        counted_to = {each.raw.source: each.counted_to for each in self.plan.needed.values()}
        for repair in self.log.repairs.values():
            if repair.source in counted_to:
                note_file_repairs(self.connection, counted_to[repair.source], [repair])

    def _needed_for(self, name: str) -> list[str]:
        aliases = [alias for part in self.plan.parts[name] for alias in aliases_of(part)]
        return [alias for alias in dict.fromkeys(aliases) if alias in self.plan.needed]

    def _stage(self, alias: str) -> None:
        if alias in self._staged:
            return
        needed = self.plan.needed[alias]
        note_subject(self._folder, needed.raw.source)
        name = f"source_{list(self.plan.needed).index(alias)}"
        tell = self._listener(needed)
        self._staged[alias] = stage(self.connection, name, needed, self.log, tell)
        self._done += needed.raw.size

    def _listener(self, needed: Needed) -> Callable[[float, int], None]:
        """Tell of the reading of one file as a part of the whole."""
        before = self._done

        def tell(share: float, rows: int) -> None:
            reading = message("reading {table}: {rows} rows", table=needed.alias, rows=rows)
            done = before + _READ * share * needed.raw.size
            self._progress(_BUILT * done / self._total, reading)

        return tell

    def _convert(self, name: str) -> None:
        parts = []
        timezone = self.told.timezone
        self.origins[name], self.rows[name] = [], []
        for place, part in enumerate(self.plan.parts[name]):
            texts = part_rows(self.connection, self.plan, name, place, self._staged, timezone)
            if not is_plain(self.plan.mapping, part, self.plan.needed[part.source]):
                self.lookups += lookups_of(
                    self.connection, self.plan, name, place, self._staged, timezone
                )
            typed = convert(self.connection, name, texts, timezone, self._hints(name, part))
            source = self.plan.needed[part.source].raw.source
            formats = tuple(replace(each, source=source) for each in typed.formats)
            typed = replace(typed, formats=formats)
            note_faults(self.connection, typed)
            if isinstance(texts, sa.Table):
                texts.drop(self.connection)
            self.origins[name].append(origin_of(self.plan.needed[part.source], part))
            count = sa.select(sa.func.count()).select_from(typed.values)
            self.rows[name].append(self.connection.scalar(count) or 0)
            self._note_deleted(name, part, self.rows[name][-1])
            alone = len(self.plan.parts[name]) == 1
            parts.append(typed if alone else renamed(self.connection, typed, place))
        self.tables[name] = stacked(self.connection, name, parts)
        note_repeated(self.connection, self.tables[name])

    def _note_deleted(self, name: str, part: Part, kept: int) -> None:
        """Count the rows that recognition leaves out since the file marks them as deleted."""
        needed = self.plan.needed[part.source]
        if self.plan.proposal is None or not needed.table.where or part.one_per is not None:
            return
        everything = self._staged[part.source].table
        total = self.connection.scalar(sa.select(sa.func.count()).select_from(everything)) or 0
        if total > kept:
            conditions = [each.column for each in needed.table.where if each.column is not None]
            marked = ", ".join(name for each in conditions for name in each.column or ())
            row = needed.raw.header.row
            repair = Repair(needed.raw.source, "deleted_row", total - kept, row, marked)
            note_file_repairs(self.connection, name, [repair])

    def _hints(self, table: str, part: Part) -> Hints:
        hints = Hints(
            columns={name: hint for name, each in part.columns.items() if (hint := hint_of(each))},
            nothing=self.plan.mapping.read.empty,
            semicolon=self.plan.needed[part.source].raw.delimiter == ";",
            company_currency=self.told.currency,
            derived=part.one_per is not None,
        )
        for asked, answer in self.plan.mapping.answers.items():
            reading = reading_asked(asked)
            if reading is not None and reading.table == table:
                hints = hints.answered(reading.column, reading.kind, answer)
        return hints

    def _let_go(self, needed: set[str]) -> None:
        for alias in [alias for alias in self._staged if alias not in needed]:
            table = self._staged.pop(alias).table
            if isinstance(table, sa.Table):
                table.drop(self.connection)
        self.connection.commit()
