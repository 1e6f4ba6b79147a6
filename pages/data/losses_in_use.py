"""What a database in use loses: accepted on the page, with who did it, and refused again."""

import streamlit as st

from data.store.accepted_losses import AcceptedLosses, accept_losses, undo_accepted_losses
from pages.components import loading
from pages.components.loading import Context
from pages.components.text import t
from pages.data import mending
from pages.data.day_in_use import author

__all__ = ["draw_accepted", "draw_refused"]


def draw_refused() -> None:
    """Let the losses of the database be accepted; files are asked about where they are checked."""
    location = loading.settings().source
    if location is None:
        return
    st.button(
        t("Accept these losses: the figures then speak of the rest only"),
        key="data-losses-accept",
        icon=":material/check:",
        on_click=_accept,
        args=(location,),
    )


def draw_accepted(about: Context) -> None:
    """Say who has accepted them, with the way back."""
    if about.accepted is None:
        return
    with st.container(border=True, key="data-losses-in-use"):
        said = t(
            "{author} accepted on {made_on} that only a part of this database reaches the figures.",
            author=about.accepted.author,
            made_on=about.accepted.made_on,
        )
        st.markdown(f":material/warning: **{said}**")
        st.button(
            t("Accept it no more"),
            key="data-losses-back",
            icon=":material/undo:",
            on_click=_back,
            args=(about.accepted,),
        )


def _accept(location: str) -> None:
    mending.tried(lambda: accept_losses(loading.store(), location, author=author()))


def _back(accepted: AcceptedLosses) -> None:
    mending.tried(lambda: undo_accepted_losses(loading.store(), accepted, author=author()))
