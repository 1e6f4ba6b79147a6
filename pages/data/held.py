"""A folder for the files at hand: what was read of them stays there until others come."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from data.home.temporary import temporary_folder
from pages.data.keys import DataKey

__all__ = ["folder_for", "let_go"]


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """A temporary folder, which goes with the session that holds it."""

    files: tuple[str, ...]
    folder: Path
    open_: ExitStack


def folder_for(files: tuple[str, ...], home: Path) -> Path:
    """The folder of these files; that of any others goes.

    Raises
    ------
    StorageError
        Nothing can be written in the home.
    """
    held: _Held | None = st.session_state.get(DataKey.HELD)
    if held is not None and held.files == files and held.folder.is_dir():
        return held.folder
    let_go()
    open_ = ExitStack()
    folder = open_.enter_context(temporary_folder(home))
    st.session_state[DataKey.HELD] = _Held(files, folder, open_)
    return folder


def let_go() -> None:
    """Remove what is held."""
    held: _Held | None = st.session_state.pop(DataKey.HELD, None)
    if held is not None:
        held.open_.close()
