"""The fields that say where a database is, and under which name its password stands."""

import streamlit as st

from data.sources.listing import Place
from data.store.connections import Connection
from pages.components.text import t
from pages.data.keys import DataKey

__all__ = ["draw_fields"]

_FILES = {"sqlite": "SQLite", "duckdb": "DuckDB"}
_ENGINES = {
    "postgresql": "PostgreSQL",
    "mariadb": "MariaDB / MySQL",
    "hive": "Spark",
    "trino": "Trino",
    **_FILES,
}
_PORTS = {"postgresql": 5432, "mariadb": 3306, "hive": 10_000, "trino": 443}
_NOWHERE = Place("postgresql", "localhost", None, "", "")


def draw_fields(known: Connection | None) -> tuple[Place, str]:
    """Draw the fields, filled with what is connected; returns the place, and the name under which
    its password stands."""
    place = known.place if known is not None else _NOWHERE

    def key(name: str) -> str:
        return f"{DataKey.DATABASE}-{name}"

    left, right = st.columns(2)
    with left:
        engine = st.selectbox(
            t("Kind of database"),
            list(_ENGINES),
            list(_ENGINES).index(place.engine),
            format_func=_ENGINES.__getitem__,
            key=key("engine"),
            filter_mode=None,
        )
    if engine in _FILES:
        with right:
            path = st.text_input(
                t("Path of the file on this computer"),
                place.database if place.is_file else "",
                key=key("path"),
                placeholder="/srv/crm.sqlite",
            )
        return Place(engine, "", None, path.strip(), ""), ""
    with left:
        host = st.text_input(t("Server"), place.host, key=key("host"))
        usual = place.port if engine == place.engine and place.port else _PORTS[engine]
        port = st.number_input(
            t("Port"), 1, 65_535, usual, key=f"{key('port')}-{engine}", format="%d"
        )
    with right:
        name = st.text_input(t("Database"), place.database, key=key("name"))
        schema = (
            st.text_input(t("Schema (empty: the user's own)"), place.schema, key=key("schema"))
            if engine == "postgresql"
            else ""
        )
        user = st.text_input(t("User"), place.user, key=key("user"))
        secret = st.text_input(
            t("Name of the variable or secret that holds the password"),
            known.secret if known is not None else "",
            placeholder="CRM_PASSWORD",
            key=key("secret"),
        )
    return Place(engine, host.strip(), int(port), name.strip(), user.strip(), schema.strip()), (
        secret.strip()
    )
