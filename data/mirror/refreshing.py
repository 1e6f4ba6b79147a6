"""Bringing the copy of a database up to date: one at a time, whole or not at all."""

import secrets
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from analytics.errors import InputError
from analytics.messages import message
from data.home.private import private_folder
from data.home.temporary import temporary_folder
from data.home.versions import alone
from data.mapping.model import Mapping
from data.mapping.presets import mapping_given
from data.mapping.writing import mapping_text
from data.mirror.building import BUILT
from data.mirror.place import MIRROR, copy_file, folder_of, keep, known, retire_unasked
from data.mirror.reading import Answer, Asked, read_new
from data.mirror.state import State
from data.mirror.usual import judged
from data.progress import Progress, silent
from data.reader.limits import DATABASE
from data.reader.process import Reader
from data.sources.engines import located
from data.sources.failures import SourceError
from data.sources.source import Lineage, NotCanonical, Source, open_source

if TYPE_CHECKING:
    from data.sources.source import Recognised

__all__ = ["WHOLE_AFTER", "opened", "refresh"]

#: After so long everything is read, which finds what was deleted, or changed without a trace.
WHOLE_AFTER = timedelta(days=7)
_PRELOAD = "data.mirror.reading"


def refresh(
    url: str,
    home: Path,
    *,
    timezone: str,
    mapping: Mapping | None = None,
    whole: bool = False,
    progress: Progress = silent,
) -> State:
    """Ask a database for what is new, or for everything (``whole``), and keep it beside the home's
    other data; returns the newest state, whose version is that of before where nothing changed.

    The database is asked for everything the first time, when ``mapping`` reads it in another way,
    and :data:`WHOLE_AFTER` the last time. Of several that refresh at once the later ones find
    what the first has brought.

    Raises
    ------
    InputError, InputFaults
        The database cannot be reached or read, or it must first be said how its tables are read;
        what was kept before stays.
    StorageError
        The copy cannot be written.
    """
    folder = private_folder(folder_of(home, url))
    retire_unasked(home, now=time.time(), but=folder)
    with alone(folder, MIRROR):
        before = known(folder)
        asked = "" if mapping is None else mapping_text(mapping)
        if before is not None and before.asked != asked:
            before = None
        with temporary_folder(folder) as work:
            asking = _Asking(url, timezone, mapping, before, folder, work, progress)
            state = asking.state(whole=whole)
            if before is not None and state.version == before.version:
                keep(folder, state, None)
                return state
            built = work / BUILT
            with closing(opened(built, state, timezone)) as source:
                state = replace(state, judged=judged(source, state, before))
            keep(folder, state, built)
    return state


def opened(file: Path, state: State, timezone: str) -> Source:
    """Open the file of a state, read up to the day on which the database was asked last.

    Raises
    ------
    InputError
        It cannot be opened.
    """
    source = open_source(
        f"duckdb:///{file}",
        timezone=timezone,
        import_day=state.read_at.astimezone(ZoneInfo(timezone)).date(),
        mapping=mapping_given(state.mapping) if state.mapping else None,
    )
    touched = frozenset(state.touched) if state.touched is not None else None
    known = state.judged.clean and not state.mapping
    return replace(
        source,
        lineage=Lineage(state.version, state.parent, touched) if known else None,
        version=sha256(f"{state.version}{source.version}".encode()).hexdigest()[:12],
        label=state.label,
        ignored=state.ignored,
        refused=state.refused,
        recognised=state.names,
    )


class _Asking:
    """One refresh of one database."""

    def __init__(
        self,
        url: str,
        timezone: str,
        mapping: Mapping | None,
        before: State | None,
        folder: Path,
        work: Path,
        progress: Progress,
    ):
        self._url, self._timezone, self._given = url, timezone, mapping
        self._before, self._work, self._progress = before, work, progress
        self._file = None if before is None else str(copy_file(folder, before))

    def state(self, *, whole: bool) -> State:
        """The state after it."""
        before = self._before
        if before is None or datetime.now(UTC) - before.whole_at >= WHOLE_AFTER:
            whole = True
        if before is not None and before.recognised and not whole:
            try:
                # What was recognised stands until everything is read, or it no longer fits.
                answer = self._answer(mapping_given(before.mapping), whole=False)
            except SourceError:
                raise
            except InputError:
                whole = True
            else:
                return _after(before, answer)
        answer, mapping, told = self._understood(whole=whole)
        first = State("", answer.asked_at, answer.asked_at, 0, (), answer.label)
        state = replace(
            _after(before or first, answer),
            mapping="" if mapping is None else mapping_text(mapping),
            asked="" if self._given is None else mapping_text(self._given),
            recognised=told is not None,
            names=told.names if told else (),
            ignored=(*answer.ignored, *(told.ignored if told else ())),
            refused=(*answer.refused, *(told.refused if told else ())),
        )
        return replace(state, whole_at=answer.asked_at) if whole else state

    def _understood(self, *, whole: bool) -> "tuple[Answer, Mapping | None, Recognised | None]":
        """What was read, by which mapping, and what that rests on where it was recognised."""
        given, refusal = self._given, None
        if given is None or given.parts:
            try:
                return self._answer(given, whole=whole), given, None
            except NotCanonical as error:
                if given is not None:
                    raise
                refusal = error
        # Imported late: a database of canonical names needs nothing of it.
        from data.importing.databases import recognised_database

        understood = recognised_database(self._url, given or Mapping(), self._progress)
        if understood is None:
            raise refusal or InputError(
                message("nothing of what the mapping answers is asked of this database")
            )
        return self._answer(understood[0], whole=whole), *understood

    def _answer(self, mapping: Mapping | None, *, whole: bool) -> Answer:
        asked = Asked(
            self._url, self._timezone, mapping, self._before, self._file, str(self._work), whole
        )
        with Reader(DATABASE, folder=self._work, preload=_PRELOAD) as reader:
            subject = located(self._url)[1].place
            return reader.call(read_new, asked, subject=subject, progress=self._progress)


def _after(before: State, answer: Answer) -> State:
    """The state with what was read; another version where anything has changed."""
    state = replace(before, read_at=answer.asked_at, tables=answer.tables, label=answer.label)
    if not answer.changed:
        return state
    return replace(
        state,
        version=secrets.token_hex(8),
        number=before.number + 1,
        parent=before.version,
        touched=answer.touched,
    )
