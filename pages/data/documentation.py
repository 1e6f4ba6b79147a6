"""How files must look: every canonical table with its columns, for who prepares an export."""

import pandas as pd
import streamlit as st

from data.schema import RELATION_TABLES, REQUIRED_TABLES, TABLES, Table
from pages.components.columns import Column
from pages.components.tables import rows
from pages.components.text import t, t_text, tm_text
from pages.data.words import PURPOSES, kind_words

__all__ = ["OPEN", "columns_overview", "draw", "tables_overview"]

#: Key of the fold; what is in it is drawn only while it is open.
OPEN = "data-documentation"


def draw() -> None:
    """Draw the documentation, folded: one table of tables, then the columns of a chosen one."""
    st.header(t("How the files must look"), anchor=False)
    st.markdown(
        t(
            "Identifiers are text and must match between tables. Dates may be written as "
            "2026-03-05, 2026/3/5 or 2026年3月5日, numbers as 1,234.50 or 1.234,50. More columns "
            "and tables do no harm."
        )
    )
    folded = st.expander(t("All tables and their columns"), key=OPEN, on_change="rerun")
    if folded.open:
        with folded:
            _tables()


def _tables() -> None:
    frame = tables_overview()
    columns = (
        Column("table", t_text("Table"), width=130),
        Column("purpose", t_text("What it holds"), width=420),
        Column("needed", t_text("Needed"), width=110),
        Column("required", t_text("Needed columns"), width=250),
        Column("others", t_text("Further columns")),
    )
    rows(frame, columns, key="data-schema", alt=t_text("The tables that can be read"))
    name = st.selectbox(
        t("Columns of the table"),
        list(TABLES),
        key="data-documented-table",
        filter_mode=None,
    )
    rows(
        columns_overview(TABLES[name]),
        (
            Column("column", t_text("Column"), width=170),
            Column("needed", t_text("Needed"), width=100),
            Column("holds", t_text("What it holds")),
        ),
        key="data-schema-columns",
        alt=t_text("The columns of {table}", table=name),
        missing="",
    )


def tables_overview() -> pd.DataFrame:
    """One row a table: table, purpose, needed, required, others."""
    return pd.DataFrame(
        {
            "table": list(TABLES),
            "purpose": [tm_text(PURPOSES[name]) for name in TABLES],
            "needed": [_needed(name) for name in TABLES],
            "required": [", ".join(table.required) for table in TABLES.values()],
            "others": [_others(table) for table in TABLES.values()],
        }
    )


def _needed(name: str) -> str:
    if name in REQUIRED_TABLES:
        return t_text("yes")
    return t_text("one of these four") if name in RELATION_TABLES else t_text("no")


def _others(table: Table) -> str:
    return ", ".join(column.name for column in table.columns.values() if not column.required)


def columns_overview(table: Table) -> pd.DataFrame:
    """One row a column of a table: column, needed, holds."""
    columns = list(table.columns.values())
    return pd.DataFrame(
        {
            "column": [column.name for column in columns],
            "needed": [t_text("yes") if column.required else None for column in columns],
            "holds": [kind_words(column) for column in columns],
        }
    )
