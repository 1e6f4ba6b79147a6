"""The way in: upload, check, what was found, import, undo."""

from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.errors import LinchpinError
from data.importing import activate, history, undo
from data.uploads import FILE_BYTES, SESSION_BYTES, in_words
from pages.components import loading
from pages.components.catalogue import language
from pages.components.frame import progress_bar
from pages.components.registry import link
from pages.components.tables import XLSX
from pages.components.text import t, tm
from pages.data import checking, mending, report
from pages.data.checking import Outcome
from pages.data.keys import DataKey
from pages.data.templates import template_workbook
from pages.server import uploads

__all__ = ["draw"]

TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "parquet", "zip"]


def draw() -> bool:
    """Draw the state the import is in: nothing yet, checked with or without faults, imported.

    Returns whether files wait to be checked or imported.
    """
    st.header(t("Bring in your own data"), anchor=False)
    mending.draw_refusal()
    if st.session_state.get(DataKey.IMPORTED):
        _imported()
    files = _upload()
    if files:
        _check_button(files)
    outcome = checking.outcome(files) if files else None
    if outcome is not None:
        _outcome(outcome, files)
    elif not files and not st.session_state.get(DataKey.IMPORTED):
        _undo_button(key=DataKey.UNDO)
    return bool(files)


def _upload() -> list[UploadedFile]:
    files = st.file_uploader(
        t("Your tables as CSV, Excel or Parquet files, all of them at once, or as one ZIP archive"),
        type=TYPES,
        accept_multiple_files=True,
        key=f"{DataKey.UPLOAD}-{st.session_state.get(DataKey.ROUND, 0)}",
        on_change=_touched,
    )
    st.caption(
        t(
            "Needed: customers, reps, and one of activities, revenue, deals, assignments; one file "
            "or sheet each, named after its table. At most {file} a file, {together} together.",
            file=in_words(FILE_BYTES),
            together=in_words(SESSION_BYTES),
        )
    )
    if (refused := uploads.refusal()) is not None:
        st.markdown(f":material/info: **{t('The last file was not taken: {why}.', why=refused)}**")
    st.download_button(
        t("Empty templates (Excel)"),
        partial(template_workbook, language()),
        file_name="linchpin-templates.xlsx",
        mime=XLSX,
        key=DataKey.TEMPLATES,
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )
    return list(files)


def _touched() -> None:
    """Other files: what was said about the last import is over."""
    st.session_state.pop(DataKey.IMPORTED, None)


def _check_button(files: list[UploadedFile]) -> None:
    label = t("Check {count} file", "Check {count} files", count=len(files))
    kind = "secondary" if checking.outcome(files) else "primary"
    if st.button(label, key=DataKey.CHECK, type=kind, icon=":material/fact_check:"):  # type: ignore[arg-type]
        _check(files, skip_faulty=False)


def _check(files: list[UploadedFile], *, skip_faulty: bool) -> None:
    with progress_bar(st.empty(), loading.cancel_check, "check") as progress:
        checking.checked(files, skip_faulty=skip_faulty, progress=progress)


def _outcome(outcome: Outcome, files: list[UploadedFile]) -> None:
    if outcome.reason is not None:
        with st.container(border=True, key="data-reason"):
            st.markdown(f":material/info: **{tm(outcome.reason)}**")
    if outcome.faults is not None:
        report.draw_faults(outcome.faults)
        if not outcome.faults.blocking:
            _skip_button(outcome, files)
        report.draw_tables(outcome.faults.report)
    if outcome.report is not None:
        _ready(outcome)


def _skip_button(outcome: Outcome, files: list[UploadedFile]) -> None:
    if outcome.faults is None:
        return
    rows = int(outcome.faults.report.left_out["rows"].sum())
    label = t("Leave out {count} faulty row", "Leave out {count} faulty rows", count=rows)
    if st.button(label, key=DataKey.SKIP_FAULTY, icon=":material/playlist_remove:"):
        _check(files, skip_faulty=True)
        st.rerun()


def _ready(outcome: Outcome) -> None:
    if outcome.report is None:
        return
    report.draw_summary(outcome.report)
    st.button(
        t("Import and use this data"),
        key=DataKey.IMPORT,
        type="primary",
        icon=":material/check:",
        on_click=_import,
        args=(outcome.report.version,),
    )
    report.draw_tables(outcome.report)


def _import(version: str) -> None:
    if not mending.attempt(lambda: activate(loading.settings().home, version)):
        return
    checking.forget()
    uploads.drop_all()
    st.session_state[DataKey.IMPORTED] = True
    st.session_state[DataKey.ROUND] = st.session_state.get(DataKey.ROUND, 0) + 1


def _imported() -> None:
    with st.container(border=True, key="data-imported-card"):
        st.markdown(f":material/check_circle: **{t('Imported. Every page now shows your data.')}**")
        with st.container(
            horizontal=True, gap="small", vertical_alignment="center", key="data-next"
        ):
            link("overview", t("See the overview"), icon=":material/arrow_forward:")
            _undo_button(key=f"{DataKey.UNDO}-now")


def _undo_button(*, key: str) -> None:
    """The way back to what was in use before the last import."""
    try:
        versions = history(loading.settings().home)
    except LinchpinError:
        return
    if not versions or versions[0] is None:
        return
    label = (
        t("Undo: go back to the data before")
        if len(versions) > 1 and versions[1] is not None
        else t("Undo: go back to the demo company")
    )
    st.button(label, key=key, type="tertiary", icon=":material/undo:", on_click=_undo)


def _undo() -> None:
    if mending.attempt(lambda: undo(loading.settings().home)):
        st.session_state.pop(DataKey.IMPORTED, None)
