"""First step: the files, and what helps to make them."""

from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.sources.engines import file_endings
from data.uploads import FILE_BYTES, SESSION_BYTES, in_words
from pages.components.catalogue import language
from pages.components.tables import XLSX
from pages.components.text import t, tm
from pages.data import database
from pages.data.example import example_workbook
from pages.data.keys import DataKey
from pages.data.templates import template_workbook
from pages.server import uploads

__all__ = ["draw"]

TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods", "parquet", "zip", "gz"]


def draw() -> list[UploadedFile]:
    """Draw the upload; returns the files that wait."""
    st.header(t("Bring in your own data"), anchor=False)
    files = st.file_uploader(
        t("Your tables as CSV, Excel or Parquet files, all of them at once, or as one ZIP archive"),
        type=[*TYPES, *sorted(_database_endings())],
        accept_multiple_files=True,
        key=f"{DataKey.UPLOAD}-{st.session_state.get(DataKey.ROUND, 0)}",
        on_change=_touched,
    )
    st.caption(
        t(
            "Bring what your system exports, with its own names: customers, who looks after them, "
            "and orders, contact records or deals. Columns are recognised and shown before "
            "anything is used. At most {file} a file, {together} together.",
            file=in_words(FILE_BYTES),
            together=in_words(SESSION_BYTES),
        )
    )
    if (refused := uploads.refusal()) is not None:
        st.markdown(f":material/info: **{t('The last file was not taken: {why}.', why=refused)}**")
    taken = []
    for file in files:
        if Path(file.name).suffix.lower().removeprefix(".") not in _database_endings():
            taken.append(file)
            continue
        said = t(
            "{file} is a database, which is read where it lies: give its place under “{title}”.",
            file=file.name,
            title=tm(database.TITLE),
        )
        st.markdown(f":material/info: **{said}**")
    if not taken:
        _downloads()
        database.draw()
    return taken


def _database_endings() -> set[str]:
    """Endings of files that a database engine reads, without the point."""
    return {ending.removeprefix(".") for ending in file_endings()}


def _touched() -> None:
    """Other files: what was said about the last import is over."""
    st.session_state.pop(DataKey.IMPORTED, None)


def _downloads() -> None:
    with st.container(horizontal=True, gap="small", key="data-downloads"):
        st.download_button(
            t("An example to try (Excel)"),
            partial(example_workbook, language()),
            file_name="linchpin-example.xlsx",
            mime=XLSX,
            key=DataKey.EXAMPLE,
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
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
