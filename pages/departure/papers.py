"""The papers of a handover, to download: one to sign, and letters to the customers."""

from functools import partial
from typing import Any

import streamlit as st

from analytics.assessment import Assessment
from analytics.errors import InputError
from analytics.messages import Message
from data.documents.model import Document
from data.documents.pdf import check_pdf, pdf_bytes
from data.documents.word import docx_bytes
from data.store.handovers import Handover
from pages.components import filters
from pages.components.catalogue import LANGUAGES, Language, language
from pages.components.downloads import file_name
from pages.components.loading import Context
from pages.components.text import t, t_text, tm
from pages.departure.followed import Particulars
from pages.departure.letters import Letters, letters
from pages.departure.paper import handover_paper

__all__ = ["draw_papers"]

NAME = "departure"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draw_papers(
    about: Context, assessment: Assessment, found: Handover, behind: Particulars
) -> None:
    """Draw what there is to download, in the language that the reader chooses."""
    spoken = filters.one_of(
        "paper",
        t("Language of the papers"),
        {str(code): name for code, name in LANGUAGES.items()},
        language(),
        page=NAME,
    )
    chosen: Language = "zh" if spoken == "zh" else "en"
    paper, sent = _made(about, assessment, found, behind, chosen)
    with st.container(horizontal=True, gap="small", key="departure-papers"):
        refused = _offered(assessment, paper, "cover-plan" if found.away else "handover", chosen)
        if sent is not None:
            refused = _offered(assessment, sent.document, "letters", chosen) or refused
    if refused is not None:
        st.caption(tm(refused))
    if sent is not None and sent.foreign:
        st.caption(
            t(
                "{count} customer speaks another language: the letter to it is in English.",
                "{count} customers speak another language: the letters to them are in English.",
                count=sent.foreign,
            )
        )


def _made(
    about: Context,
    assessment: Assessment,
    found: Handover,
    behind: Particulars,
    chosen: Language,
) -> tuple[Document, Letters | None]:
    """The papers as the handover stands."""

    def make() -> tuple[Document, Letters | None]:
        paper = handover_paper(assessment, found, behind, chosen)
        return paper, None if found.away else letters(assessment, found, behind, chosen)

    return about.once("handover-papers", make, found.stamp, chosen)


def _offered(
    assessment: Assessment, document: Document, name: str, chosen: Language
) -> Message | None:
    """Buttons for a paper as PDF and for Word; why there is no PDF, where there is none."""
    labels = {
        "cover-plan": t_text("Cover plan"),
        "handover": t_text("Handover to sign"),
        "letters": t_text("Letters to customers"),
    }
    forms: list[tuple[str, Any, str, str]] = [("docx", docx_bytes, _WORD, t_text("Word"))]
    refused = None
    try:
        check_pdf(document)
        forms.insert(0, ("pdf", pdf_bytes, "application/pdf", t_text("PDF")))
    except InputError as error:
        refused = error.message
    for ending, make, kind, form in forms:
        st.download_button(
            t("{paper}, {form}", paper=labels[name], form=form),
            partial(make, document),
            file_name=file_name(NAME, f"{name}-{chosen}", assessment.as_of, ending),
            mime=kind,
            key=f"departure-paper-{name}-{ending}",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
    return refused
