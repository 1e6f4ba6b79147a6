"""First step: the files, and what helps to make them."""

from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.uploads import FILE_BYTES, SESSION_BYTES, in_words
from pages.components.catalogue import language
from pages.components.tables import XLSX
from pages.components.text import t
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
        type=TYPES,
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
    if not files:
        _downloads()
        database.draw()
    return list(files)


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
