"""Checking uploaded files: from the upload to a staged import, or to all its faults."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.errors import InputError, LinchpinError
from analytics.messages import Message, message
from analytics.policy import Policy
from data.importing import ImportFaults, ImportReport, SourceFile, check
from data.opening import today
from data.progress import Cancelled, Progress
from pages.components import loading
from pages.data.keys import DataKey
from pages.server import uploads

__all__ = ["Outcome", "checked", "forget", "outcome"]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a check of certain files came to: a report, faults, or one reason for all of them."""

    files: tuple[str, ...]
    report: ImportReport | None = None
    faults: ImportFaults | None = None
    reason: Message | None = None


def outcome(files: Sequence[UploadedFile]) -> Outcome | None:
    """The outcome for exactly these files, if they have been checked."""
    last: Outcome | None = st.session_state.get(DataKey.OUTCOME)
    return last if last is not None and last.files == _ids(files) else None


def _ids(files: Sequence[UploadedFile]) -> tuple[str, ...]:
    return tuple(file.file_id for file in files)


def checked(files: Sequence[UploadedFile], *, skip_faulty: bool, progress: Progress) -> Outcome:
    """Check the files and remember what it came to; nothing is in use before the import."""
    ids = _ids(files)
    try:
        given, locations = [_source_file(file) for file in files], loading.settings()
        rules = loading.policy(locations)
    except LinchpinError as error:
        result = Outcome(ids, reason=error.message)
    else:
        result = loading.checked(
            (ids, skip_faulty),
            lambda tell: _check(ids, given, locations.home, rules, skip_faulty, tell),
            progress,
        )
    st.session_state[DataKey.OUTCOME] = result
    return result


def _check(
    ids: tuple[str, ...],
    files: Sequence[SourceFile],
    home: Path,
    rules: Policy,
    skip_faulty: bool,
    progress: Progress,
) -> Outcome:
    try:
        report = check(
            files,
            home,
            timezone=rules.company.timezone,
            import_day=today(rules),
            skip_faulty=skip_faulty,
            currency=rules.company.currency,
            progress=progress,
        )
    except Cancelled:
        raise
    except ImportFaults as error:
        return Outcome(ids, faults=error)
    except LinchpinError as error:
        return Outcome(ids, reason=error.message)
    return Outcome(ids, report=report)


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
    """Drop what the last check came to."""
    st.session_state.pop(DataKey.OUTCOME, None)
