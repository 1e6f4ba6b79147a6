"""The path of own data: bring, understood, checked, in use."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.messages import Message, message
from pages.components import loading
from pages.components.frame import progress_bar
from pages.components.text import t, tm
from pages.data import (
    bringing,
    checking,
    choices,
    correcting,
    database_checking,
    effects,
    mending,
    naming,
    readings,
    report,
    reported,
    spelled,
    understood,
    using,
)
from pages.data.checking import Outcome
from pages.data.keys import DataKey
from pages.data.steps import draw_path, states

__all__ = ["draw"]


def draw() -> bool:
    """Draw the steps as far as they can be taken.

    Returns whether files wait to be checked or imported, or a database to be used.
    """
    path = st.container()
    mending.draw_refusal()
    imported = bool(st.session_state.get(DataKey.IMPORTED))
    if imported:
        using.draw_imported()
    files = bringing.draw()
    outcome = _checked(files) if files else None
    looking = database_checking.last_seen() if not files else None
    with path:
        reached = _reached(outcome, imported=imported) if looking is None else _seen(looking)
        draw_path(states(*reached))
    if outcome is not None:
        _outcome(outcome, files)
    elif not files and not imported and loading.connected() is None:
        using.draw_undo(key=DataKey.UNDO)
    return bool(files) or looking is not None


def _seen(outcome: Outcome) -> tuple[int, list[Message | None]]:
    """The same of a database that is looked at."""
    waiting = understood.open_questions(outcome)
    notes: list[Message | None] = [message("a database")]
    if waiting:
        notes.append(message("{count} question", "{count} questions", count=waiting))
    return (3 if outcome.examined is not None else 1), notes


def _reached(outcome: Outcome | None, *, imported: bool) -> tuple[int, list[Message | None]]:
    """How many steps are done, and what is to be said of each."""
    if outcome is None:
        return (4, []) if imported else (0, [])
    brought = len(outcome.chosen.files)
    notes: list[Message | None] = [message("{count} file", "{count} files", count=brought)]
    waiting = understood.open_questions(outcome) + readings.open_readings(outcome)
    waiting += naming.nameless(outcome)
    if waiting:
        notes.append(message("{count} question", "{count} questions", count=waiting))
        return 1, notes
    if outcome.read is None:
        return 1, notes
    tables = message("{count} table", "{count} tables", count=len(outcome.read.tables))
    notes.append(tables)
    if outcome.faults is not None:
        notes.append(message("{count} fault", "{count} faults", count=report.count(outcome)))
        return 2, notes
    return (2 if outcome.unfit else 3), notes


def _checked(files: Sequence[UploadedFile]) -> Outcome | None:
    """The outcome of these files: checked on demand first, then at once after every choice."""
    outcome = checking.outcome(files)
    if outcome is not None and checking.is_current(outcome):
        return outcome
    room = st.empty()
    if outcome is None and not _asked_for(room, len(files)):
        return None
    with progress_bar(room, loading.cancel_check, "check") as progress:
        room.empty()
        return checking.checked(files, progress)


def _asked_for(room: DeltaGenerator, count: int) -> bool:
    label = t("Check {count} file", "Check {count} files", count=count)
    return room.button(label, key=DataKey.CHECK, type="primary", icon=":material/fact_check:")


def _outcome(outcome: Outcome, files: Sequence[UploadedFile]) -> None:
    if outcome.catalogue is not None:
        st.header(t("Understood"), anchor=False)
        naming.draw(outcome)
        readings.draw_questions(outcome)
        understood.draw(outcome)
        readings.draw_formats(outcome)
        correcting.draw(outcome)
    if outcome.reason is not None:
        with st.container(border=True, key="data-reason"):
            st.markdown(f":material/info: **{tm(outcome.reason)}**")
    if outcome.read is None or not (outcome.read.tables or report.count(outcome)):
        return
    if naming.nameless(outcome) and not outcome.read.tables:
        return
    st.header(t("Checked"), anchor=False)
    _check(outcome, files)
    if outcome.report is not None:
        st.header(t("In use"), anchor=False)
        using.draw_import(outcome)
        using.draw_sharpening(using.columns_read(outcome))


def _check(outcome: Outcome, files: Sequence[UploadedFile]) -> None:
    if outcome.faults is not None and report.count(outcome):
        report.draw_faults(outcome, files)
        if not outcome.faults.blocking:
            _skip_button(outcome)
    if outcome.report is not None:
        report.draw_summary(outcome.report)
    effects.draw_losses(outcome)
    effects.draw_day(outcome)
    if outcome.examined is not None:
        effects.draw_issues(outcome.examined)
    if outcome.read is not None:
        effects.draw_joins(outcome.read.keys, outcome.read.lookups)
    spelled.draw(outcome)
    if outcome.examined is not None:
        reported.draw(outcome.examined)
    if outcome.read is not None:
        report.draw_tables(outcome.read)


def _skip_button(outcome: Outcome) -> None:
    if outcome.faults is None:
        return
    rows = int(outcome.faults.report.left_out["rows"].sum())
    st.button(
        t("Leave out {count} faulty row", "Leave out {count} faulty rows", count=rows),
        key=DataKey.SKIP_FAULTY,
        icon=":material/playlist_remove:",
        on_click=_skip,
        args=(outcome.chosen.files,),
    )


def _skip(files: tuple[str, ...]) -> None:
    choices.choose(files, skip_faulty=True)
