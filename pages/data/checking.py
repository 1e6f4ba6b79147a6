"""Checking uploaded files: looked at, understood, read, and what they do to the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.errors import Fault, InputError, LinchpinError
from analytics.messages import Message, message
from analytics.policy import Policy
from data.assessments import Examined, examine
from data.importing import (
    ColumnSum,
    ImportFaults,
    ImportReport,
    InContext,
    SourceFile,
    check,
    inspect_files,
    look_at_rows,
    sums_of,
)
from data.importing.headerless import NamesKept, names_kept
from data.importing.understood import (
    is_enough,
    named_alike,
    named_mapping,
    targets_by_column,
    with_names,
    with_readings,
)
from data.mapping import model
from data.mapping.answers import reading_asked
from data.mapping.editing import with_same
from data.mapping.kept import Kept, kept_for
from data.mapping.presets import fitting_presets, preset
from data.opening import Settings, own_source, today
from data.progress import Cancelled, Progress
from data.recognition.catalogue import Catalogue
from data.recognition.proposal import Money, Proposal, Question
from data.recognition.recognise import recognise
from pages.components import loading
from pages.data import held
from pages.data.choices import Choices, Way, choices
from pages.data.keys import DataKey
from pages.server import uploads

__all__ = [
    "Outcome",
    "asked_of",
    "checked",
    "forget",
    "is_current",
    "outcome",
    "part_of_way",
    "source_files",
    "source_of",
    "targets_of",
]

#: Faults whose rows are shown with those beside them.
IN_CONTEXT = 30


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What certain files came to, as they were chosen to be read.

    ``mapping`` is the one that was used; None: the files are tables of Linchpin by their names.
    ``way`` says where it comes from. ``report``, ``faults`` or one ``reason`` for all say what the
    reading came to; none of them while what is certain does not suffice. ``examined`` is what the
    data does to the answer, where it can be assessed, else ``unfit`` says why not.
    """

    chosen: Choices
    catalogue: Catalogue | None = None
    proposal: Proposal | None = None
    #: What the columns are called of files that have no header, as chosen or as kept.
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: What was kept for such files, by file or sheet.
    names_kept: Mapping[str, NamesKept] = field(default_factory=dict)
    mapping: model.Mapping | None = None
    way: Way = Way.OPEN
    kept: Kept | None = None
    presets: tuple[str, ...] = ()
    #: Every question that was asked of these files, also those that are answered.
    questions: tuple[Question, ...] = ()
    sums: Mapping[Money, ColumnSum] = field(default_factory=dict)
    #: By file and column what a mapping that was not recognised makes of it.
    targets: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    report: ImportReport | None = None
    faults: ImportFaults | None = None
    context: Mapping[str, InContext] = field(default_factory=dict)
    reason: Message | None = None
    examined: Examined | None = None
    unfit: LinchpinError | None = None

    @property
    def asked(self) -> frozenset[tuple[str, str]]:
        """The canonical columns (table, column) of which is asked how they are to be read."""
        read = self.read
        return (
            frozenset((each.table, each.column) for each in read.questions) if read else frozenset()
        )

    @property
    def wrong(self) -> tuple[Fault, ...]:
        """The faults besides those that a question asks about already."""
        faults = self.faults.faults if self.faults is not None else ()
        return tuple(
            f for f in faults if f.row is not None or (f.table, f.column) not in self.asked
        )

    @property
    def read(self) -> ImportReport | None:
        """What was read, with faults or without."""
        return self.faults.report if self.faults is not None else self.report


def ids_of(files: Sequence[UploadedFile]) -> tuple[str, ...]:
    """What tells these files from any others."""
    return tuple(file.file_id for file in files)


def outcome(files: Sequence[UploadedFile]) -> Outcome | None:
    """The last outcome for exactly these files, if they have been looked at."""
    last: Outcome | None = st.session_state.get(DataKey.OUTCOME)
    return last if last is not None and last.chosen.files == ids_of(files) else None


def is_current(result: Outcome) -> bool:
    """Whether an outcome is what the files come to as they are chosen to be read now."""
    return result.chosen.key == choices(result.chosen.files).key


def checked(files: Sequence[UploadedFile], progress: Progress) -> Outcome:
    """Check the files as chosen and remember what it came to; nothing is in use before the
    import."""
    ids = ids_of(files)
    chosen, before = choices(ids), outcome(files)
    try:
        given, locations = source_files(files), loading.settings()
        rules = loading.policy(locations)
        folder = held.folder_for(ids, locations.home)
    except LinchpinError as error:
        result = Outcome(chosen, reason=error.message)
    else:
        work = _Work(given, chosen, locations, rules, folder)
        result = loading.checked(chosen.key, partial(work.done, before), progress)
    st.session_state[DataKey.OUTCOME] = result
    return result


@dataclass(frozen=True, slots=True)
class _Work:
    """One check, done outside the session."""

    files: Sequence[SourceFile]
    chosen: Choices
    locations: Settings
    rules: Policy
    #: Where it is kept what was read of the files.
    kept: Path | None = None

    def done(self, before: Outcome | None, progress: Progress) -> Outcome:
        result = Outcome(self.chosen)
        try:
            result = self._understood(before, part_of_way(progress, 0.0, 0.2))
            if result.reason is None and (result.mapping is None or is_enough(result.mapping)):
                return self._read(result, part_of_way(progress, 0.2, 0.9))
        except Cancelled:
            raise
        except LinchpinError as error:
            return replace(result, reason=error.message)
        return result

    def _understood(self, before: Outcome | None, progress: Progress) -> Outcome:
        """What the files are taken for; they are looked at once."""
        catalogue, named, known = self._looked_at(before, progress)
        headers, proposal = catalogue.headers, recognise(catalogue, self.chosen.answers)
        kept = kept_for(self.locations.home, headers)
        mapping, way = self._mapping(catalogue, proposal, kept)
        if any(reading_asked(each) is not None for each in self.chosen.answers):
            mapping = with_readings(mapping or named_mapping(catalogue), self.chosen.answers)
        if named:
            mapping = _with_names(mapping, catalogue, named)
        for table, other, one in self.chosen.same:
            mapping = with_same(mapping or named_mapping(catalogue), table, other, one)
        targets, reason = targets_of(None if way is Way.RECOGNISED else mapping, catalogue)
        return Outcome(
            self.chosen,
            catalogue,
            proposal,
            named,
            known,
            mapping,
            way,
            kept,
            fitting_presets(catalogue.headers),
            asked_of(before, proposal),
            self._sums(before, proposal, progress),
            targets,
            reason=reason,
        )

    def _looked_at(
        self, before: Outcome | None, progress: Progress
    ) -> tuple[Catalogue, Mapping[str, tuple[str, ...]], Mapping[str, NamesKept]]:
        """What the files hold, with the names of columns without a header: those that were given,
        else those of last time where nothing speaks against them."""
        same = before is not None and before.chosen.named == self.chosen.named
        if before is not None and before.catalogue is not None and same:
            return before.catalogue, before.named, before.names_kept
        named = {source: names for source, names in self.chosen.named.items() if names}
        catalogue = inspect_files(self.files, named=named, progress=progress)
        met = {t.name: names_kept(self.locations.home, t) for t in catalogue.nameless}
        known = {source: each for source, each in met.items() if each is not None}
        again = {
            source: each.names
            for source, each in known.items()
            if each.fits and source not in self.chosen.named
        }
        if again:
            named |= again
            catalogue = inspect_files(self.files, named=named, progress=progress)
        return catalogue, named, known

    def _mapping(
        self, catalogue: Catalogue, proposal: Proposal, kept: Kept | None
    ) -> tuple[model.Mapping | None, Way]:
        chosen = self.chosen
        if chosen.way is Way.PRESET:
            return preset(chosen.called), chosen.way
        if chosen.mapping is not None:
            return chosen.mapping, chosen.way
        if chosen.way is Way.OPEN and kept is not None and kept.changes is None:
            return kept.mapping, Way.KEPT
        nothing = not is_enough(proposal.mapping) and not proposal.questions
        if nothing or named_alike(catalogue, proposal):
            return None, Way.RECOGNISED
        return proposal.mapping, Way.RECOGNISED

    def _sums(
        self, before: Outcome | None, proposal: Proposal, progress: Progress
    ) -> Mapping[Money, ColumnSum]:
        """What the answers come to among which money is asked about."""
        there = dict(before.sums) if before is not None else {}
        options = [each for question in proposal.questions for each in question.options]
        wanted = [each.money for each in options if each.money and each.money not in there]
        return there | sums_of(self.files, wanted, progress=progress) if wanted else there

    def _read(self, result: Outcome, progress: Progress) -> Outcome:
        rules, answers = self.rules, self.chosen.answers
        # What was answered stays answered, also where it does not suffice.
        mapping = result.mapping
        if mapping is None and answers:
            mapping = model.Mapping(answers=dict(answers))
        try:
            report = check(
                self.files,
                self.locations.home,
                timezone=rules.company.timezone,
                import_day=today(rules),
                skip_faulty=self.chosen.skip_faulty,
                mapping=mapping,
                currency=rules.company.currency,
                accept_losses=self.chosen.accept_losses,
                kept=self.kept,
                progress=progress,
            )
        except ImportFaults as error:
            return replace(result, faults=error, context=self._context(error))
        return self._examined(replace(result, report=report), report, progress)

    def _examined(self, result: Outcome, report: ImportReport, progress: Progress) -> Outcome:
        if report.path is None:
            return result
        try:
            source = own_source(report.path, self.rules)
            try:
                day = self.chosen.as_of
                examined = examine(source, self.rules, progress, as_of=day)
                return replace(result, examined=examined)
            finally:
                source.close()
        except Cancelled:
            raise
        except LinchpinError as error:
            return replace(result, unfit=error)

    def _context(self, error: ImportFaults) -> Mapping[str, InContext]:
        """The rows of the first faults with those beside them."""
        wanted: dict[str, list[int]] = {}
        for fault in error.faults[:IN_CONTEXT]:
            source = source_of(fault.table, fault.source, error.report)
            if fault.row is not None and source is not None:
                wanted.setdefault(source, []).append(fault.row)
        return look_at_rows(self.files, wanted) if wanted else {}


def targets_of(
    mapping: model.Mapping | None, catalogue: Catalogue
) -> tuple[Mapping[tuple[str, str], tuple[str, ...]], Message | None]:
    """What a mapping that was not recognised makes of each column, or why it does not fit: then
    there is still another way."""
    if mapping is None:
        return {}, None
    try:
        return targets_by_column(mapping, catalogue), None
    except InputError as error:
        return {}, error.message


def _with_names(
    mapping: model.Mapping | None, catalogue: Catalogue, named: Mapping[str, tuple[str, ...]]
) -> model.Mapping | None:
    """The mapping with these names; files that are tables of Linchpin by them get one."""
    if mapping is None:
        mapping = named_mapping(catalogue)
        if not is_enough(mapping):
            return None
    return with_names(mapping, catalogue, named)


def asked_of(before: Outcome | None, proposal: Proposal) -> tuple[Question, ...]:
    """The questions of now, after those of before, in the order in which they came up."""
    known = before.questions if before is not None else ()
    return tuple({each.id: each for each in (*known, *proposal.questions)}.values())


def source_of(table: str, source: str | None, report: ImportReport) -> str | None:
    """The file or sheet that a fault lies in, as far as one can be told."""
    parts = report.tables[table].parts if table in report.tables else ()
    names = [part.source for part in parts]
    said = [name for name in names if source is not None and source.startswith(name)]
    # A table that is only joined is no table of ours: it bears the name that the mapping gives it.
    return next(iter(said or names), report.sources.get(table))


def part_of_way(progress: Progress, first: float, last: float) -> Progress:
    """A part of the whole way."""

    def tell(done: float, what: Message) -> None:
        progress(first + (last - first) * min(max(done, 0.0), 1.0), what)

    return tell


def source_files(files: Sequence[UploadedFile]) -> list[SourceFile]:
    """The files where they can be read.

    Raises
    ------
    InputError
        One of them is not held any more.
    """
    return [_source_file(file) for file in files]


def _source_file(file: UploadedFile) -> SourceFile:
    """The file on disk, where the server keeps uploads; what tests hand over comes as bytes."""
    path = uploads.path_of(file.file_id)
    if path is None and not file.size:
        raise InputError(
            message(
                "{file} is not held any more, because it was not used for a long time; choose it "
                "again",
                file=file.name,
            )
        )
    return SourceFile(file.name, file.getvalue() if path is None else path)


def forget() -> None:
    """Drop what the last check came to, and what was kept for the next."""
    st.session_state.pop(DataKey.OUTCOME, None)
    held.let_go()
