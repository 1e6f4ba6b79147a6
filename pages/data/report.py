"""What a check found: tables and sample rows, what is ignored, faults and their money."""

import re
from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.errors import Fault
from analytics.messages import message
from data.importing import ImportFaults, ImportReport, InContext, copy_with_remedies
from data.importing.reports import TableReport
from data.problems import listed
from pages.components import numbers
from pages.components.catalogue import Language, language, speaking
from pages.components.columns import Cell, Column
from pages.components.downloads import csv_bytes, xlsx_bytes
from pages.components.schema_words import COLUMNS
from pages.components.tables import download_buttons, download_row, rows
from pages.components.text import escape, plain_text, t, t_text, tm, tm_text
from pages.data.checking import Outcome, source_files, source_of
from pages.data.readings import few
from pages.data.words import table_words

__all__ = ["count", "draw_faults", "draw_summary", "draw_tables", "fault_rows"]

#: Faults shown on the page; all of them are in the download.
SHOWN = 100
#: Rows that are named of one cause.
_ROWS_SAID = 12
#: Characters of a value that stands beside its row; of longer ones one is shown.
_SHORT = 40


def count(outcome: Outcome) -> int:
    """How many faults there are besides what is asked and can be answered on the page."""
    if outcome.faults is None:
        return 0
    return outcome.faults.count - len(outcome.faults.faults) + len(outcome.wrong)


def draw_summary(report: ImportReport) -> None:
    """Say in a sentence what is ready to be imported, and what is left out of it."""
    count = sum(table.rows for table in report.tables.values())
    tables = message("{count} table", "{count} tables", count=len(report.tables))
    with st.container(border=True, key="data-ready"):
        ready = t(
            "Ready: {count} row in {tables}",
            "Ready: {count} rows in {tables}",
            count=count,
            tables=tables,
        )
        st.markdown(f":material/check_circle: **{ready}**")
        st.markdown(_control(report))
        if len(report.left_out):
            st.markdown(_left_out(report.left_out))


def _control(report: ImportReport) -> str:
    """What the files add up to, by currency (Markdown)."""
    sums = [
        t(
            "{table}: {count} row, {amount} in total",
            "{table}: {count} rows, {amount} in total",
            table=table_words(row.table),
            count=int(row.rows),
            amount=_money(row.amount, row.currency),
        )
        for row in report.control.itertuples()
    ]
    return "  \n".join(sums)


def _left_out(frame: pd.DataFrame) -> str:
    parts = [
        t(
            "{count} faulty row of {table} is left out, worth {amount}.",
            "{count} faulty rows of {table} are left out, worth {amount}.",
            table=table_words(row.table),
            count=int(row.rows),
            amount=_money(row.amount, row.currency),
        )
        if row.amount
        else t(
            "{count} faulty row of {table} is left out.",
            "{count} faulty rows of {table} are left out.",
            table=table_words(row.table),
            count=int(row.rows),
        )
        for row in frame.itertuples()
    ]
    return "  \n".join(parts)


def _money(amount: float, currency: str) -> str:
    return numbers.money_exact(amount, currency) if currency else numbers.decimal(amount, 2)


def draw_tables(report: ImportReport) -> None:
    """Draw the recognised tables, three rows of each, and what is not used."""
    if not report.tables:
        return
    st.subheader(t("What was read"), anchor=False)
    frame = pd.DataFrame(
        {
            "table": [table_words(name) for name in report.tables],
            "source": [_sources(table) for table in report.tables.values()],
            "rows": [table.rows for table in report.tables.values()],
            "used": [_used(table.used) for table in report.tables.values()],
        }
    )
    columns = (
        Column("table", t_text("Table"), width=130),
        Column("source", t_text("File"), width=220),
        Column("rows", t_text("Rows"), Cell.INTEGER, width=90),
        Column("used", t_text("Columns")),
    )
    rows(frame, columns, key="data-tables", alt=t_text("Tables found in the files"))
    download_row(frame, columns, key="tables", page="data", as_of=None)
    if report.ignored:
        names = listed(_ignored(report))
        st.caption(t("Not used, because Linchpin has no place for it: {names}", names=names))
    if report.refused:
        names = listed(report.refused)
        st.caption(
            t("Refused, because people must not be judged by it; not stored: {names}", names=names)
        )
    with st.expander(t("The first rows of every table")):
        for name, sample in report.samples.items():
            st.markdown(f"**{escape(table_words(name))}**")
            st.dataframe(_texts(sample), hide_index=True, key=f"data-sample-{name}", placeholder="")


def _ignored(report: ImportReport) -> list[str]:
    """What is not used, a column of the same name in several files once."""
    columns = {each for table in report.tables.values() for each in table.ignored}
    found: dict[str, list[str]] = {}
    for name in report.ignored:
        column = next((c for c in columns if name.endswith(f".{c}")), "")
        found.setdefault(column or name, []).append(name)
    return [names[0] if len(names) == 1 else name for name, names in found.items()]


def _sources(table: TableReport) -> str:
    """The files of a table: one by name, of several the first."""
    return few([part.source for part in table.parts]) if table.parts else table.source


def _used(columns: Sequence[str]) -> str:
    """The columns in words, without the name of their table."""
    return ", ".join(tm_text(COLUMNS[name]) for name in columns)


def _texts(sample: pd.DataFrame) -> pd.DataFrame:
    return sample.astype(object).map(lambda value: None if pd.isna(value) else plain_text(value))


def draw_faults(outcome: Outcome, files: Sequence[UploadedFile]) -> None:
    """Draw what cannot be used by file, each with its row in context; all in the files."""
    error = outcome.faults
    if error is None:
        return
    with st.container(border=True, key="data-faults-card"):
        title = t(
            "{count} fault, so nothing was imported",
            "{count} faults, so nothing was imported",
            count=count(outcome),
        )
        st.markdown(f":material/info: **{title}**")
        st.markdown(_way_out(error))
    by_file: dict[str, list[Fault]] = {}
    for fault in outcome.wrong[:SHOWN]:
        source = source_of(fault.table, fault.source, error.report)
        by_file.setdefault(source or "", []).append(fault)
    for number, (source, some) in enumerate(by_file.items()):
        _file(outcome, files, source, some, number)
    if count(outcome) > SHOWN:
        st.caption(t("The first {shown} of {count} are shown.", shown=SHOWN, count=count(outcome)))
    columns, spoken = _fault_columns(), language()
    download_buttons(
        partial(_faults_file, xlsx_bytes, error.faults, columns, spoken),
        partial(_faults_file, csv_bytes, error.faults, columns, spoken),
        key="faults",
        page="data",
        as_of=None,
    )


def _file(
    outcome: Outcome,
    files: Sequence[UploadedFile],
    source: str,
    faults: Sequence[Fault],
    number: int,
) -> None:
    """The faults of one file: what is wrong and what to do in full, and the rows around."""
    st.markdown(f"**{escape(source) if source else t('All files together')}**")
    st.markdown("\n".join(f"- {line}" for line in _causes(faults)))
    if source in outcome.context:
        _rows_around(outcome.context[source], faults, number)
    if source and outcome.faults is not None and any(fault.row for fault in faults):
        every = outcome.faults
        some = [f for f in every.faults if source_of(f.table, f.source, every.report) == source]
        st.download_button(
            t("{file} with a column of what to do (CSV)", file=source),
            partial(_with_remedies, list(files), source, some, language()),
            file_name=f"{_stem(source)}-with-remedies.csv",
            mime="text/csv",
            key=f"data-corrected-{number}",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )


def _causes(faults: Sequence[Fault]) -> list[str]:
    """One cause is said once, with the rows that it is found in (Markdown)."""
    alike: dict[tuple[str | None, str, str], list[Fault]] = {}
    for fault in faults:
        cause = (fault.column, tm(fault.problem), tm(fault.remedy))
        alike.setdefault(cause if fault.row is not None else (str(id(fault)), "", ""), []).append(
            fault
        )
    return [_said(each[0]) if len(each) == 1 else _said_once(each) for each in alike.values()]


def _said_once(faults: Sequence[Fault]) -> str:
    first, shown = faults[0], faults[:_ROWS_SAID]
    more = " …" if len(faults) > _ROWS_SAID else ""
    place = f"{_column(first.column)}, " if first.column else ""
    rows_said = t("{count} row", "{count} rows", count=len(faults))
    said = f"{place}{rows_said}: {tm(first.problem)}: "
    values = [fault.value for fault in shown if fault.value is not None]
    if any(len(value) > _SHORT for value in values):
        numbers_said = ", ".join(str(fault.row) for fault in shown)
        example = t("for example {value}", value=values[0])
        return f"{said}{numbers_said}{more}; {example}. **{tm(first.remedy)}**"
    found = [
        f"{fault.row} ({escape(fault.value)})" if fault.value is not None else f"{fault.row}"
        for fault in shown
    ]
    return f"{said}{', '.join(found)}{more}. **{tm(first.remedy)}**"


def _said(fault: Fault) -> str:
    """One fault in a sentence, never clipped (Markdown)."""
    where = [
        t("row {row}", row=fault.row) if fault.row is not None else escape(fault.key or ""),
        _column(fault.column) if fault.column else "",
    ]
    place = ", ".join(part for part in where if part) or escape(table_words(fault.table))
    value = f" ({escape(fault.value)})" if fault.value is not None else ""
    return f"{place}: {tm(fault.problem)}{value}. **{tm(fault.remedy)}**"


def _column(name: str) -> str:
    return tm(COLUMNS[name]) if name in COLUMNS else escape(name)


def _rows_around(context: InContext, faults: Sequence[Fault], number: int) -> None:
    wrong = {fault.row for fault in faults}
    marked = t_text("Row")
    shown = pd.DataFrame(
        [
            {marked: f"→ {row}" if row in wrong else str(row)}
            | {
                name: "" if cell is None else plain_text(cell)
                for name, cell in zip(context.columns, cells, strict=True)
            }
            for row, cells in context.rows
        ]
    )
    if len(shown):
        with st.expander(t("These rows in your file")):
            st.dataframe(shown, hide_index=True, key=f"data-context-{number}")


def _stem(source: str) -> str:
    return re.sub(r"[^\w.-]+", "-", source.rpartition(": ")[2]).strip("-.") or "file"


def _with_remedies(
    files: Sequence[UploadedFile], source: str, faults: Sequence[Fault], spoken: Language
) -> bytes:
    """The copy; made outside the session, so the language is handed over."""
    with speaking(spoken):
        remedies: dict[int, str] = {}
        for fault in faults:
            if fault.row is not None:
                said = f"{fault.column or ''}: {tm_text(fault.problem)}. {tm_text(fault.remedy)}"
                before = remedies.get(fault.row)
                remedies[fault.row] = f"{before} | {said}" if before else said.lstrip(": ")
        heading = t_text("Linchpin: what to do")
    return copy_with_remedies(source_files(files), source, remedies, heading)


def _way_out(error: ImportFaults) -> str:
    """What can be done about the faults (Markdown)."""
    if error.blocking:
        return t(
            "{count} of them concerns a whole table, so no rows can be left out instead. Mend it "
            "in your files and bring them here again.",
            "{count} of them concern a whole table, so no rows can be left out instead. Mend them "
            "in your files and bring them here again.",
            count=error.blocking,
        )
    lines = [
        t(
            "{count} row of {table}, worth {amount}",
            "{count} rows of {table}, worth {amount}",
            table=table_words(row.table),
            count=int(row.rows),
            amount=_money(row.amount, row.currency),
        )
        if row.amount
        else t(
            "{count} row of {table}",
            "{count} rows of {table}",
            table=table_words(row.table),
            count=int(row.rows),
        )
        for row in error.report.left_out.itertuples()
    ]
    text = t("Mend them in your files and check again, or leave out the faulty rows:")
    return "  \n".join([text, *lines])


def _fault_columns() -> tuple[Column, ...]:
    return (
        Column("table", t_text("Table"), width=110),
        Column("row", t_text("Row"), Cell.INTEGER, width=80),
        Column("column", t_text("Column"), width=120),
        Column("value", t_text("Value"), width=160),
        Column("problem", t_text("What is wrong"), width=300),
        Column("remedy", t_text("What to do"), width=300),
        Column("amount", t_text("Money"), Cell.MONEY, width=100),
    )


def fault_rows(faults: Sequence[Fault]) -> pd.DataFrame:
    """Faults in the reader's language: table, row, column, value, problem, remedy, amount."""
    # Most faults share few messages: each is put into words once.
    said = {id(text): text for fault in faults for text in (fault.problem, fault.remedy)}
    words = {key: tm_text(text) for key, text in said.items()}
    return pd.DataFrame(
        {
            "table": [fault.location for fault in faults],
            "row": pd.array([fault.row for fault in faults], dtype="Int64"),
            "column": [fault.column for fault in faults],
            "value": [fault.value for fault in faults],
            "problem": [words[id(fault.problem)] for fault in faults],
            "remedy": [words[id(fault.remedy)] for fault in faults],
            "amount": pd.array([fault.amount for fault in faults], dtype="Float64"),
        }
    )


def _faults_file(
    make: Callable[[pd.DataFrame, Sequence[Column]], bytes],
    faults: Sequence[Fault],
    columns: Sequence[Column],
    spoken: Language,
) -> bytes:
    """The file of all faults; made outside the session, so the language is handed over."""
    with speaking(spoken):
        return make(fault_rows(faults), columns)
