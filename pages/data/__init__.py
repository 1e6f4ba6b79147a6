"""Data, for whoever looks after the customer records: bring them in, see how complete they are."""

import streamlit as st

from analytics.errors import LinchpinError
from data.extract import SeveralCurrencies
from data.importing import DamagedData
from data.quality.losses import LossesRefused
from data.sources import Source
from pages.components import loading
from pages.components.frame import View, explain
from pages.components.stated import draw_all_statements
from pages.components.text import t
from pages.data import (
    completing,
    currency,
    documentation,
    findings,
    importing,
    losses_in_use,
    mending,
    refreshing,
    using,
)

__all__ = ["page"]


def page(view: View) -> None:
    """Draw what is in use, the way in for own files, what was found, and how files must look."""
    with st.container():
        _headline(view)
    if _shown() == "given":
        refreshing.draw()
    with st.container():
        waiting = importing.draw()
    asked_first = st.container()
    findings_container = st.container()
    if not waiting and _shown() != "demo":
        with st.container() if using.is_said() else asked_first:
            using.draw_sells()
    with st.container():
        documentation.draw()
    if not waiting:
        with findings_container:
            _findings(view)


def _headline(view: View) -> None:
    shown = _shown()
    if shown == "given" and loading.connected() is not None:
        view.headline(t("Your database is in use."))
        st.markdown(t("It is only read, never written to, and read again when it changes."))
    elif shown == "given":
        view.headline(t("This server shows the data it was started with."))
        st.markdown(
            t(
                "It was given by LINCHPIN_SOURCE. What you import here is kept beside it, and "
                "shown once the server is started without that setting."
            )
        )
    elif shown == "own":
        view.headline(t("Your own data is in use."))
        st.markdown(t("New files replace it as a whole; you can go back to what was before."))
    elif shown == "demo":
        view.headline(t("The demo company is shown. Bring in your own data here."))
        st.markdown(
            t(
                "Files stay on this computer. Nothing is in use before you have seen what was "
                "read, and your customer system is never written to."
            )
        )
    else:
        view.title_for_now()


def _shown() -> loading.Kind | None:
    """What is in use; None where that cannot be said, as the page explains below."""
    try:
        return loading.kind()
    except LinchpinError:
        return None


def _findings(view: View) -> None:
    """What the data in use holds, or why it cannot be assessed."""
    st.header(t("What the figures rest on"), anchor=False)
    try:
        loaded = view.loaded(st.empty())
        about = view.about
        losses_in_use.draw_accepted(about)
        findings.draw(loaded, about)
        if isinstance(about.source, Source):
            tables = about.source.tables
            using.draw_sharpening(
                {f"{name}.{column}" for name in tables for column in tables[name]}
            )
        draw_all_statements(about, loaded.assessment)
        if st.toggle(t("Ask salespeople for what no system holds"), key="data-completing"):
            completing.draw(view)
    except LinchpinError as error:
        explain(error, on_data_page=True)
        if isinstance(error, SeveralCurrencies):
            currency.draw(error)
        if isinstance(error, LossesRefused) and _shown() == "given":
            losses_in_use.draw_refused()
        if isinstance(error, DamagedData):
            mending.draw()
