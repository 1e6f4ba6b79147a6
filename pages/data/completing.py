"""What no system holds: workbooks for salespeople, what came back, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.assessment import Assessment
from analytics.errors import Fault, LinchpinError
from analytics.messages import Message, message
from data.completion.checking import Return, check_returned
from data.completion.form import HEADINGS, Field
from data.completion.gaps import contacts_on_record, gaps
from data.completion.keeping import (
    Ledger,
    company_of,
    exported_facts,
    hand_out,
    keep_returned,
    ledger_of,
    undo_returned,
)
from data.completion.reading import read_returned
from data.completion.workbook import archive, asked_of, file_name_of, workbook_for
from data.importing import SourceFile
from data.opening import today
from data.progress import Progress
from data.store.entries import Entry
from data.store.statements import csv_of
from pages.components import loading
from pages.components.author import ask_author, author, author_given, draw_author
from pages.components.catalogue import Language, language, speaking
from pages.components.columns import Cell, Column
from pages.components.downloads import file_name
from pages.components.frame import View, progress_bar
from pages.components.loading import Context
from pages.components.tables import rows
from pages.components.text import t, t_text, tm, tm_text
from pages.components.words import names_of
from pages.server import uploads

__all__ = ["draw"]

_UPLOAD, _READ, _FAILED, _ROUND = (
    "completing-upload",
    "completing-read",
    "completing-failed",
    "completing-round",
)
_TYPES = ["xlsx", "xls", "ods", "zip"]
#: Faults that are listed; of more, the number is said.
_LISTED = 200


@dataclass(frozen=True, slots=True, eq=False)
class _Area:
    """What the area shows: the gaps, what was entered, and whom it is about."""

    about: Context
    assessment: Assessment
    ledger: Ledger
    gaps: pd.DataFrame

    @property
    def is_demo(self) -> bool:
        """Whether it is about the demo company."""
        return self.ledger.demo


def draw(view: View) -> None:
    """Draw the workbooks to send, who has returned them, and the way back in."""
    st.header(t("Ask for what no system holds"), anchor=False)
    loaded, about = view.loaded(), view.about
    try:
        area = _area(about, loaded.assessment)
    except LinchpinError as error:
        st.warning(tm(error.message), icon=":material/info:")
        return
    st.markdown(
        t(
            "A workbook for each salesperson lists their own customers that lack a contact person, "
            "a phone number or the end of a contract. Send it however you like. What comes back is "
            "kept as stated by that person; who else knows a customer counts as a statement, "
            "nothing else changes a figure."
        )
    )
    if (failed := st.session_state.pop(_FAILED, None)) is not None:
        st.error(tm(failed))
    _draw_standing(area)
    _draw_return(area)
    _draw_returned(area)


def _area(about: Context, assessment: Assessment) -> _Area:
    source, rules = about.source, about.policy
    record = about.asked("contacts-on-record", lambda: contacts_on_record(source, rules))
    zone = rules.company.timezone
    ledger = ledger_of(loading.store(rules), zone, demo=about.kind == "demo")
    return _Area(about, assessment, ledger, gaps(assessment, record, ledger.facts()))


def _draw_standing(area: _Area) -> None:
    """How many have returned, what still lacks, and the workbooks."""
    standing = area.ledger.standing(area.gaps, names_of(area.assessment.reps, "rep_id"))
    sent = standing["sent_on"].notna()
    back = int((sent & standing["returned_on"].notna()).sum())
    lacking = area.gaps["customer_id"].nunique()
    st.markdown(
        t(
            "{back} of {count} person who was sent a workbook has returned it.",
            "{back} of {count} people who were sent a workbook have returned it.",
            count=int(sent.sum()),
            back=back,
        )
        + " "
        + t(
            "{count} customer still lacks something.",
            "{count} customers still lack something.",
            count=lacking,
        )
    )
    if standing.empty:
        return
    columns = (
        Column("rep", t_text("Person"), width=260),
        Column("sent_on", t_text("Made on"), Cell.DATE, width=170),
        Column("returned_on", t_text("Returned on"), Cell.DATE, width=170),
        Column("lacking", t_text("Customers that lack something"), Cell.INTEGER, width=240),
    )
    alt = t_text("Who was sent a workbook, and who has returned it")
    rows(standing, columns, key="completing-standing", alt=alt, missing=t_text("not yet"))
    _draw_downloads(area)


def _draw_downloads(area: _Area) -> None:
    if area.gaps.empty:
        return
    reps = list(area.gaps.drop_duplicates("rep_id")["rep_id"])
    spoken = language()
    with st.container(horizontal=True, vertical_alignment="bottom", key="completing-send"):
        st.download_button(
            t("All workbooks (ZIP)"),
            partial(_all_workbooks, area, reps, spoken),
            file_name=file_name("to-complete", "all", today(area.about.policy), "zip"),
            mime="application/zip",
            key="completing-zip",
            icon=":material/download:",
            on_click=_handed_out,
            args=(area, reps),
        )


def _handed_out(area: _Area, reps: Sequence[str]) -> None:
    """Note for whom workbooks are made (callback of the button)."""
    day = today(area.about.policy)
    try:
        asked = [asked_of(area.gaps, rep, day) for rep in reps]
        hand_out(loading.store(area.about.policy), asked, author=author(), demo=area.is_demo)
    except LinchpinError as error:
        st.session_state[_FAILED] = error.message


def _all_workbooks(area: _Area, reps: Sequence[str], spoken: Language) -> bytes:
    day, names = today(area.about.policy), names_of(area.assessment.reps, "rep_id")
    with speaking(spoken):
        return archive(
            (
                file_name_of(names.get(rep, rep), rep, tm_text),
                workbook_for(area.gaps, rep, day, tm_text),
            )
            for rep in reps
        )


def _draw_return(area: _Area) -> None:
    """The way in for returned workbooks: read, look, keep."""
    files = st.file_uploader(
        t("Returned workbooks, several at once or as one ZIP archive"),
        type=_TYPES,
        accept_multiple_files=True,
        key=f"{_UPLOAD}-{st.session_state.get(_ROUND, 0)}",
        on_change=_forget,
    )
    if not files:
        return
    if st.button(t("Read what came back"), key=_READ, icon=":material/fact_check:"):
        with progress_bar(st.empty(), loading.cancel_check, "completing") as progress:
            _read(area, files, progress)
    read: _Outcome | None = st.session_state.get("completing-outcome")
    if read is not None:
        _draw_outcome(area, read)


@dataclass(frozen=True, slots=True, eq=False)
class _Outcome:
    """What returned files came to, and the ledger that they were held against."""

    returns: Sequence[Return]
    faults: Sequence[Fault]
    ledger: Ledger


def _read(area: _Area, files: Sequence[UploadedFile], progress: Progress) -> None:
    """Read the files in the reading process and remember what they came to."""
    rules = area.about.policy
    store = loading.store(rules)
    try:
        sheets = read_returned([_source_file(each) for each in files], progress=progress)
        ledger = ledger_of(store, rules.company.timezone, demo=area.is_demo)
        company = company_of(store, ledger, area.assessment, today(rules))
        st.session_state["completing-outcome"] = _Outcome(*check_returned(sheets, company), ledger)
    except LinchpinError as error:
        st.error(tm(error.message))


def _source_file(file: UploadedFile) -> SourceFile:
    """The file on disk, where the server keeps uploads; what tests hand over comes as bytes."""
    path = uploads.path_of(file.file_id)
    return SourceFile(file.name, file.getvalue() if path is None else path)


def _forget() -> None:
    """Other files: what was read of the last ones is over."""
    st.session_state.pop("completing-outcome", None)


def _draw_outcome(area: _Area, read: _Outcome) -> None:
    for made in read.returns:
        with st.container(border=True, key=f"completing-return-{made.rep_id}"):
            st.markdown(f"**{tm(_summary(made))}**")
            for note in made.notes:
                st.caption(tm(note))
            _draw_faults(made.faults)
    _draw_faults(read.faults)
    if any(made.cells for made in read.returns):
        draw_author("completing")
        ask_author("completing")
        st.button(
            t("Keep it as stated by them"),
            key="completing-keep",
            type="primary",
            icon=":material/check:",
            on_click=_keep,
            args=(area, read),
        )
    else:
        st.markdown(t("Nothing of it can be kept."))


def _summary(made: Return) -> Message:
    if made.faults:
        return message(
            "{rep}: {count} cell is taken, {left} are left out",
            "{rep}: {count} cells are taken, {left} are left out",
            count=made.cells,
            rep=made.rep,
            left=len(made.faults),
        )
    return message(
        "{rep}: {count} cell is taken",
        "{rep}: {count} cells are taken",
        count=made.cells,
        rep=made.rep,
    )


def _draw_faults(faults: Sequence[Fault]) -> None:
    if not faults:
        return
    shown = pd.DataFrame(
        {
            t_text("File"): [each.table for each in faults[:_LISTED]],
            t_text("Row"): pd.array([each.row for each in faults[:_LISTED]], dtype="Int64"),
            t_text("Column"): [_heading(each.column) for each in faults[:_LISTED]],
            t_text("Value"): [each.value or "" for each in faults[:_LISTED]],
            t_text("Left out because"): [tm_text(each.problem) for each in faults[:_LISTED]],
            t_text("What helps"): [tm_text(each.remedy) for each in faults[:_LISTED]],
        }
    )
    st.dataframe(shown, hide_index=True)
    if len(faults) > _LISTED:
        st.caption(t("{count} more are not listed.", count=len(faults) - _LISTED))


def _heading(column: str | None) -> str:
    named = [tm_text(HEADINGS[each]) for each in Field if each.value == column]
    return named[0] if named else column or ""


def _keep(area: _Area, read: _Outcome) -> None:
    """Enter every return that says anything (callback of the button)."""
    _forget()
    try:
        store, by = loading.store(area.about.policy), author_given("completing")
        for made in read.returns:
            if made.cells:
                keep_returned(store, read.ledger, made, author=by)
    except LinchpinError as error:
        # The files stay at hand, to be read again beside what was entered meanwhile.
        st.session_state[_FAILED] = error.message
        return
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _draw_returned(area: _Area) -> None:
    """What was kept, with undo, and all of it as a file."""
    kept = [each for each in area.ledger.returned if each.undone_at is None]
    for entry in reversed(kept):
        key = f"completing-kept-{entry.entry_id}"
        with st.container(horizontal=True, vertical_alignment="center", key=key):
            st.caption(tm(_kept_words(area.ledger, entry)), width="stretch")
            st.button(
                t("Undo"),
                key=f"completing-undo-{entry.entry_id}",
                type="tertiary",
                on_click=_undo,
                args=(area, entry.entry_id),
            )
    if area.ledger.stated:
        st.download_button(
            t("All that was stated in workbooks, as a file"),
            data=lambda: csv_of(exported_facts(area.ledger)),
            file_name=file_name("completed", "all", today(area.about.policy), "csv"),
            mime="text/csv",
            type="tertiary",
            icon=":material/download:",
            key="completing-export",
        )


def _kept_words(ledger: Ledger, entry: Entry) -> Message:
    return message(
        "{count} cell stated by {name} (unverified), returned on {day}",
        "{count} cells stated by {name} (unverified), returned on {day}",
        count=int(entry.content["cells"]),
        name=entry.author,
        day=ledger.day_of(entry),
    )


def _undo(area: _Area, entry_id: int) -> None:
    """Take back all that one return states (callback of the button)."""
    try:
        store = loading.store(area.about.policy)
        undo_returned(store, entry_id, author=author(), demo=area.is_demo)
    except LinchpinError as error:
        st.session_state[_FAILED] = error.message
