"""The ways out where the data in use cannot be read: other data of this computer, or the demo."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from analytics.errors import LinchpinError
from data.importing import activate, history, usable
from pages.components import loading, session
from pages.components.text import t, tm
from pages.data.keys import DataKey

__all__ = ["attempt", "draw", "draw_refusal", "tried"]

#: So many imports are offered.
_MOST = 3


def draw() -> None:
    """Offer the imports that can still be opened, used last first, and the demo company."""
    home = loading.settings().home
    broken = _in_use()
    offered = [(version, day) for version, day in usable(home) if day and version != broken]
    with st.container(horizontal=True, gap="small", key="data-mending"):
        for version, day in offered[:_MOST]:
            st.button(
                t("Use the data imported on {day}", day=date.fromisoformat(day)),
                key=f"{DataKey.MEND}-{version}",
                icon=":material/history:",
                on_click=_use,
                args=(version,),
            )
        st.button(
            t("Use the demo company"),
            key=f"{DataKey.MEND}-demo",
            icon=":material/domain:",
            on_click=_use,
            args=(None,),
        )


def _in_use() -> str | None:
    """The version that the pointer names first; None where it cannot be read."""
    try:
        return next(iter(history(loading.settings().home)), None)
    except LinchpinError:
        return None


def _use(version: str | None) -> None:
    attempt(lambda: activate(loading.settings().home, version))


def attempt(change: Callable[[], object]) -> bool:
    """Change which data is in use (in a callback); where that is refused, say so on the next run.

    Returns whether it was done.
    """
    if not tried(change):
        return False
    session.choose_source(None)
    return True


def tried(change: Callable[[], object]) -> bool:
    """Do something in a callback; where it is refused, say so on the next run.

    Returns whether it was done.
    """
    try:
        change()
    except LinchpinError as error:
        st.session_state[DataKey.REFUSED] = error.message
        return False
    return True


def draw_refusal() -> None:
    """Say once why the last change was refused."""
    refused = st.session_state.pop(DataKey.REFUSED, None)
    if refused is not None:
        with st.container(border=True, key="data-refused"):
            st.markdown(f":material/info: **{tm(refused)}**")
