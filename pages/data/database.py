"""A database in place of files: its address, a test that says what it found, and how to use it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from analytics.errors import InputError, LinchpinError
from analytics.messages import message
from data.mapping.presets import mapping_given, preset_names
from data.mirror.place import folder_of, forget
from data.progress import Progress
from data.schema import RELATION_TABLES, REQUIRED_TABLES, TABLES
from data.sources.listing import Place, TableSeen, tables_in
from data.store.connections import Connection, connect, disconnect
from pages.components import freshness, loading
from pages.components.columns import Cell, Column
from pages.components.frame import progress_bar
from pages.components.tables import download_row, rows
from pages.components.text import t, t_text, tm
from pages.data import database_mapping, mending
from pages.data.choices import Way, choose_mapping
from pages.data.database_checking import ids_of, look_at, look_away, looked_at
from pages.data.database_fields import draw_fields
from pages.data.day_in_use import author
from pages.data.keys import DataKey
from pages.data.words import preset_title, table_words

__all__ = ["TITLE", "draw"]

#: What the form is called.
TITLE = message("A database instead of files")
#: What the last test saw: place, name of the secret, tables.
_SEEN = f"{DataKey.DATABASE}-seen"
#: A mapping that is uploaded.
_FILE = "file"


def draw() -> None:
    """Draw what is connected, and the form, folded; no password is ever typed here or kept."""
    known = loading.connected()
    if known is not None:
        _in_use(known)
    folded = st.expander(tm(TITLE), key=f"{DataKey.DATABASE}-open", on_change="rerun")
    if not folded.open:
        return
    with folded:
        st.caption(
            t(
                "Give Linchpin a user who may only read. The password is not typed here: say in "
                "which environment variable or Streamlit secret it stands."
            )
        )
        place, secret = draw_fields(known)
        tested = st.button(
            t("Test the connection"), key=f"{DataKey.DATABASE}-test", icon=":material/cable:"
        )
        if tested:
            st.session_state.pop(_SEEN, None)
            _test(place, secret)
        seen = st.session_state.get(_SEEN)
        if seen is not None and seen[:2] == (place, secret):
            _found(place, secret, seen[2])
            if looked_at() == (place, secret) and not _is_in_use(known, place, secret):
                _read_as(place, secret)


def _is_in_use(known: Connection | None, place: Place, secret: str) -> bool:
    return known is not None and (known.place, known.secret) == (place, secret)


def _in_use(known: Connection) -> None:
    """What is connected, by whom, and the way out."""
    with st.container(border=True, key="data-connected"):
        said = (
            t(
                "{database} is in use, connected by {author} on {day}.",
                database=Path(known.place.database).name,
                author=known.author,
                day=known.made_on,
            )
            if known.place.is_file
            else t(
                "{database} on {host} is in use, connected by {author} on {day}.",
                database=known.place.database,
                host=known.place.host,
                author=known.author,
                day=known.made_on,
            )
        )
        st.markdown(f":material/cable: **{said}**")
        if loading.password(known.secret) is None:
            lacking = t(
                "Its password is missing: there is neither an environment variable nor a "
                "Streamlit secret called {name}.",
                name=known.secret,
            )
            st.markdown(f":material/key_off: {lacking}")
        with st.container(horizontal=True, gap="small", key="data-connected-ways"):
            _look_button("look-connected", known.place, known.secret, known.mapping)
            st.button(
                t("Disconnect"),
                key=f"{DataKey.DATABASE}-disconnect",
                icon=":material/link_off:",
                on_click=_disconnect,
            )
        if looked_at() == (known.place, known.secret):
            _read_as(known.place, known.secret)


def _look_button(key: str, place: Place, secret: str, mapping: str) -> None:
    st.button(
        t("See and correct how its tables are read"),
        key=f"{DataKey.DATABASE}-{key}",
        icon=":material/table_eye:",
        on_click=_look,
        args=(place, secret, mapping),
    )


def _disconnect() -> None:
    locations = loading.settings()
    if not mending.attempt(lambda: disconnect(loading.store(), author=author())):
        return
    if locations.source is not None:
        freshness.put_in_use(locations.home, locations.source, locations.mapping, None)
        mending.tried(partial(forget, folder_of(locations.home, locations.source)))


def _test(place: Place, secret: str) -> None:
    try:
        url = place.address(_password(secret))
        seen = _asked(lambda tell: tables_in(url, tell), place)
    except LinchpinError as error:
        with st.container(border=True, key="data-database-refused"):
            st.markdown(f":material/info: **{tm(error.message)}**")
        return
    st.session_state[_SEEN] = (place, secret, seen)


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
    found = loading.password(name)
    if found is None:
        raise InputError(
            message(
                "There is neither an environment variable nor a Streamlit secret called {name}",
                name=name,
            )
        )
    return found


def _found(place: Place, secret: str, seen: tuple[TableSeen, ...]) -> None:
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
    download_row(frame, columns, key="database", page="data", as_of=None)
    _use(place, secret, {each.name.casefold() for each in seen})


def _use(place: Place, secret: str, names: set[str]) -> None:
    """Say what of it Linchpin knows, ask how it is read, and put it into use."""
    known = [name for name in TABLES if name in names]
    if known:
        listed = ", ".join(table_words(name) for name in known)
        st.markdown(t("Tables of Linchpin among them: {tables}.", tables=listed))
    lacking = [name for name in REQUIRED_TABLES if name not in names]
    if not names.intersection(RELATION_TABLES):
        lacking.append(" / ".join(RELATION_TABLES))
    if lacking:
        st.markdown(
            t(
                "Tables or views of these names are not there: {names}. Choose the mapping of the "
                "system that it belongs to, or let its tables be recognised.",
                names=", ".join(lacking),
            )
        )
    mapping = _mapping()
    if mapping is None:
        return
    with st.container(horizontal=True, gap="small", key="data-database-ways"):
        _look_button("look", place, secret, mapping)
        if looked_at() != (place, secret):
            st.button(
                t("Use this database"),
                key=f"{DataKey.DATABASE}-use",
                type="primary",
                icon=":material/check:",
                on_click=_connect,
                args=(place, secret, mapping),
            )
    st.caption(
        t(
            "Where it is and who reads it stays on this computer, also after a restart; the "
            "password stays where it is."
        )
    )


def _mapping() -> str | None:
    """How the tables are read: the name or the text of a mapping, or empty; None until it can be
    read."""
    titles = {name: f"{preset_title(name)} ({name})" for name in preset_names()}
    words = {"": t_text("By their names, or as they are recognised"), **titles}
    words[_FILE] = t_text("A mapping file of mine (TOML)")
    chosen = st.selectbox(
        t("How its tables are read"),
        list(words),
        format_func=words.__getitem__,
        key=f"{DataKey.DATABASE}-mapping",
    )
    if chosen != _FILE:
        return chosen
    file = st.file_uploader(
        t("Mapping file"), type=["toml"], key=f"{DataKey.DATABASE}-mapping-file", max_upload_size=1
    )
    if file is None:
        return None
    text = file.getvalue().decode("utf-8", "replace") + "\n"
    try:
        mapping_given(text)
    except InputError as error:
        st.markdown(f":material/info: **{tm(error.message)}**")
        return None
    return text


def _look(place: Place, secret: str, mapping: str) -> None:
    """Show how a database is read, beginning with a mapping: the name or text of one, or none
    (callback)."""
    ids = ids_of(place, secret)
    if mapping in preset_names():
        choose_mapping(ids, Way.PRESET, None, mapping)
    elif mapping:
        choose_mapping(ids, Way.FILE, mapping_given(mapping), t_text("of this database"))
    else:
        choose_mapping(ids, Way.OPEN, None)
    look_at(place, secret)


def _read_as(place: Place, secret: str) -> None:
    try:
        password = _password(secret)
    except LinchpinError as error:
        st.markdown(f":material/info: **{tm(error.message)}**")
        return
    database_mapping.draw(place, secret, password, _connect)


def _connect(place: Place, secret: str, mapping: str) -> None:
    if mending.attempt(lambda: connect(loading.store(), place, secret, mapping, author=author())):
        st.session_state.pop(_SEEN, None)
        look_away()
