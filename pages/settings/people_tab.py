"""The tab on data about people: the page for a works council, and what is kept for how long."""

from functools import partial
from typing import Any

import streamlit as st

from analytics.errors import InputError, LinchpinError
from data.columns_read import columns_read
from data.documents.model import Document, Grid, Heading, Lines, Paragraph
from data.documents.pdf import check_pdf, pdf_bytes
from data.documents.word import docx_bytes
from data.home.artefacts import retire_artefacts
from data.opening import today
from data.retention import Standing, remove_what_is_over, standing
from data.store.alerts import recipients
from pages.components import filters, loading
from pages.components.catalogue import LANGUAGES, Language, language
from pages.components.downloads import file_name
from pages.components.frame import View
from pages.components.text import escape, t, t_text, tm
from pages.settings import draft
from pages.settings.privacy import PrivacyFacts, privacy_paper

__all__ = ["draw"]

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draw(view: View) -> None:
    """Draw what is kept how long with the way to remove it now, then the page to hand out."""
    refused = st.session_state.pop(draft.REFUSED, None)
    if refused is not None:
        st.error(tm(refused))
    about = view.about
    try:
        kept = standing(loading.store(), about.policy, today(about.policy))
    except LinchpinError as error:
        st.error(tm(error.message))
        return
    _draw_retention(kept)
    st.subheader(t("To hand out, for a works council or an assessment"), anchor=False)
    paper = privacy_paper(_facts(view, kept), _language())
    _draw_downloads(paper, view)
    with st.container(border=True, key="settings-privacy"):
        _draw_paper(paper)


def _draw_retention(kept: tuple[Standing, ...]) -> None:
    st.subheader(t("What is kept for how long"), anchor=False)
    st.markdown("\n".join(f"- {_kept_line(each)}" for each in kept))
    st.caption(
        t(
            "It is removed at every start of the program, by a scheduled run that is told to, and "
            "now if you like, with who entered it; it is gone then, but for backups. The months "
            "are set under “What counts”. The customer system is never touched."
        )
    )
    due = sum(each.due for each in kept)
    label = t("Remove {count} thing now", "Remove {count} things now", count=due)
    st.button(
        label if due else t("Nothing is to be removed now"),
        key="settings-retention",
        icon=":material/delete_sweep:",
        disabled=not due,
        on_click=_remove,
    )


def _kept_line(each: Standing) -> str:
    if each.next_on is None:
        return t("{what}: {months} months; nothing waits", what=each.rule.what, months=each.months)
    return t(
        "{what}: {months} months; next on {day}",
        what=each.rule.what,
        months=each.months,
        day=each.next_on,
    )


def _remove() -> None:
    try:
        rules = loading.policy(loading.settings())
        remove_what_is_over(loading.store(), rules, today(rules))
        retire_artefacts(loading.settings().home)
    except LinchpinError as error:
        st.session_state[draft.REFUSED] = error.message


def _facts(view: View, kept: tuple[Standing, ...]) -> PrivacyFacts:
    about = view.about
    read = about.asked("columns-read", lambda: columns_read(about.source))
    told = recipients(loading.store())
    return PrivacyFacts(
        policy=about.policy,
        as_of=loading.loaded(about).assessment.as_of,
        made_on=today(about.policy),
        tables=read.tables,
        refused=read.refused,
        told=len(told),
        told_names=sum(each.names for each in told),
        kept=kept,
        demo=about.kind == "demo",
    )


def _language() -> Language:
    spoken = filters.one_of(
        "paper",
        t("Language of the page"),
        {str(code): name for code, name in LANGUAGES.items()},
        language(),
        page="settings",
    )
    return "zh" if spoken == "zh" else "en"


def _draw_downloads(paper: Document, view: View) -> None:
    forms: list[tuple[str, Any, str, str]] = [("docx", docx_bytes, _WORD, t_text("Word"))]
    try:
        check_pdf(paper)
        forms.insert(0, ("pdf", pdf_bytes, "application/pdf", t_text("PDF")))
    except InputError as error:
        st.caption(tm(error.message))
    day = loading.loaded(view.about).assessment.as_of
    with st.container(horizontal=True, gap="small"):
        for ending, make, kind, form in forms:
            st.download_button(
                form,
                partial(make, paper),
                file_name=file_name("settings", f"people-{paper.language}", day, ending),
                mime=kind,
                key=f"settings-privacy-{ending}",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )


def _draw_paper(paper: Document) -> None:
    """The same blocks on screen; they are printed with the page."""
    for block in paper.blocks:
        match block:
            case Heading(text, level):
                st.markdown(f"{'#' * (level + 2)} {escape(text)}")
            case Paragraph(text, quiet):
                (st.caption if quiet else st.markdown)(escape(text))
            case Lines(lines):
                st.markdown("\n".join(f"- {escape(line)}" for line in lines))
            case Grid():
                st.markdown(_as_markdown(block))


def _as_markdown(grid: Grid) -> str:
    rows = [grid.heads, tuple("---" for _ in grid.heads), *grid.rows]
    return "\n".join(
        "| " + " | ".join(each if each == "---" else escape(each) for each in row) + " |"
        for row in rows
    )
