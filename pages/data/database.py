"""A database in place of files: its address, a test that says what it found, and how to use it."""

import os
from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics.errors import InputError, LinchpinError
from analytics.messages import message
from data.progress import Progress
from data.sources.listing import Place, TableSeen, tables_in
from pages.components import loading
from pages.components.columns import Cell, Column
from pages.components.frame import progress_bar
from pages.components.tables import rows
from pages.components.text import t, t_text, tm
from pages.data.keys import DataKey

__all__ = ["draw"]

_ENGINES = {"postgresql": "PostgreSQL", "mariadb": "MariaDB / MySQL"}
_PORTS = {"postgresql": 5432, "mariadb": 3306}


def draw() -> None:
    """Draw the form, folded; nothing is kept, and no password is ever typed here."""
    folded = st.expander(
        t("A database instead of files"), key=f"{DataKey.DATABASE}-open", on_change="rerun"
    )
    if not folded.open:
        return
    with folded:
        st.caption(
            t(
                "Give Linchpin a user who may only read. The password is not typed here: say in "
                "which environment variable or Streamlit secret it stands."
            )
        )
        place, secret = _fields()
        tested = st.button(
            t("Test the connection"), key=f"{DataKey.DATABASE}-test", icon=":material/cable:"
        )
        if tested:
            _test(place, secret)


def _fields() -> tuple[Place, str]:
    def key(name: str) -> str:
        return f"{DataKey.DATABASE}-{name}"

    left, right = st.columns(2)
    with left:
        engine = st.selectbox(
            t("Kind of database"),
            list(_ENGINES),
            format_func=_ENGINES.__getitem__,
            key=key("engine"),
            filter_mode=None,
        )
        host = st.text_input(t("Server"), "localhost", key=key("host"))
        port = st.number_input(
            t("Port"), 1, 65_535, _PORTS[engine], key=f"{key('port')}-{engine}", format="%d"
        )
    with right:
        name = st.text_input(t("Database"), key=key("name"))
        schema = (
            st.text_input(t("Schema (empty: the user's own)"), key=key("schema"))
            if engine == "postgresql"
            else ""
        )
        user = st.text_input(t("User"), key=key("user"))
        secret = st.text_input(
            t("Name of the variable or secret that holds the password"),
            placeholder="CRM_PASSWORD",
            key=key("secret"),
        )
    return Place(engine, host.strip(), int(port), name.strip(), user.strip(), schema.strip()), (
        secret.strip()
    )


def _test(place: Place, secret: str) -> None:
    try:
        url = place.address(_password(secret))
        seen = _asked(lambda tell: tables_in(url, tell), place)
    except LinchpinError as error:
        with st.container(border=True, key="data-database-refused"):
            st.markdown(f":material/info: **{tm(error.message)}**")
        return
    _found(seen)
    st.markdown(
        t(
            "To use it, start the server with this setting. A mapping is given to assess.py by "
            "--map; special characters of the password are written as codes (@ as %40)."
        )
    )
    st.code(f"LINCHPIN_SOURCE={place.address_with(secret) if secret else place.address('')}")


def _asked(ask: Callable[[Progress], tuple[TableSeen, ...]], place: Place) -> tuple[TableSeen, ...]:
    with progress_bar(st.empty(), loading.cancel_check, "database") as progress:
        return loading.checked((DataKey.DATABASE, place), ask, progress)


def _password(name: str) -> str:
    """The password that stands under a name; none where no name is given.

    Raises
    ------
    InputError
        Nothing stands there.
    """
    if not name:
        return ""
    if name in os.environ:
        return os.environ[name]
    try:
        return str(st.secrets[name])
    except (KeyError, FileNotFoundError):
        raise InputError(
            message(
                "There is neither an environment variable nor a Streamlit secret called {name}",
                name=name,
            )
        ) from None


def _found(seen: tuple[TableSeen, ...]) -> None:
    said = t(
        "Connected: {count} table or view",
        "Connected: {count} tables and views",
        count=len(seen),
    )
    st.markdown(f":material/check_circle: **{said}**")
    frame = pd.DataFrame(
        {
            "table": pd.array([each.name for each in seen], "str"),
            "rows": pd.array([each.rows for each in seen], "Int64"),
        }
    )
    columns = (
        Column("table", t_text("Table"), width=300),
        Column("rows", t_text("Rows"), Cell.INTEGER, width=120),
    )
    rows(frame, columns, key="data-database-tables", alt=t_text("Tables of the database"))
