"""The mapping as a file: shown, changed in place, taken away and brought again."""

from zlib import crc32

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.errors import InputError, LinchpinError
from analytics.messages import Message, message
from data.importing.understood import named_mapping
from data.mapping.model import Mapping
from data.mapping.text import LARGEST_BYTES, read_mapping
from data.mapping.writing import mapping_text
from pages.components.text import t
from pages.data.checking import Outcome
from pages.data.choices import Way, choose_mapping
from pages.data.keys import DataKey

__all__ = ["draw", "mapping_at_hand"]

_NAME = "linchpin-mapping.toml"


def mapping_at_hand(outcome: Outcome) -> Mapping:
    """The mapping that is used, written out also where names alone say it."""
    if outcome.mapping is not None:
        return outcome.mapping
    return named_mapping(outcome.catalogue) if outcome.catalogue is not None else Mapping()


def draw(outcome: Outcome) -> None:
    """Draw the text of the mapping with the ways to change, take away and bring one."""
    if outcome.catalogue is None:
        return
    text = mapping_text(mapping_at_hand(outcome))
    st.caption(
        t(
            "This file says everything about how your columns are read. It is kept with the "
            "import, applied again by itself to the same headers, and can be given to assess.py."
        )
    )
    written = st.text_area(
        t("The mapping (TOML)"),
        text,
        height=320,
        key=f"{DataKey.MAPPING_TEXT}-{crc32(text.encode())}",
    )
    with st.container(horizontal=True, gap="small", key="data-mapping-file"):
        st.button(
            t("Apply the changed text"),
            key=DataKey.MAPPING_APPLY,
            icon=":material/check:",
            disabled=written == text,
            on_click=_apply,
            args=(outcome.chosen.files, written, _NAME, Way.FILE),
        )
        st.download_button(
            t("Download the mapping"),
            text,
            file_name=_NAME,
            mime="application/toml",
            key=DataKey.MAPPING_DOWN,
            icon=":material/download:",
            on_click="ignore",
        )
    brought = st.file_uploader(t("Bring a mapping (TOML)"), type=["toml"], key=DataKey.MAPPING_UP)
    if brought is not None and brought.name != outcome.chosen.called:
        st.button(
            t("Apply {file}", file=brought.name),
            key=f"{DataKey.MAPPING_UP}-apply",
            icon=":material/check:",
            on_click=_bring,
            args=(outcome.chosen.files, brought),
        )


def _bring(files: tuple[str, ...], brought: UploadedFile) -> None:
    try:
        text = _text(brought)
    except LinchpinError as error:
        _refuse(error.message)
        return
    _apply(files, text, brought.name, Way.FILE)


def _text(brought: UploadedFile) -> str:
    if brought.size > LARGEST_BYTES:
        most = LARGEST_BYTES // 1024
        raise InputError(message("it is larger than {most} KB, which no mapping needs", most=most))
    try:
        return brought.getvalue().decode("utf-8-sig")
    except UnicodeDecodeError:
        reason = message("it is not UTF-8 text")
        raise InputError(
            message("{file} cannot be read: {reason}", file=brought.name, reason=reason)
        ) from None


def _apply(files: tuple[str, ...], text: str, name: str, way: Way) -> None:
    try:
        mapping = read_mapping(text, name)
    except LinchpinError as error:
        _refuse(error.message)
        return
    choose_mapping(files, way, mapping, name)


def _refuse(why: Message) -> None:
    st.session_state[DataKey.REFUSED] = why
