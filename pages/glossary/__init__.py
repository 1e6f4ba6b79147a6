"""Glossary, for everybody: what every word and every figure means, in English and Chinese."""

from collections.abc import Iterable

import streamlit as st

from pages.components.catalogue import LANGUAGES, Language, language, speaking
from pages.components.definitions.engine_terms import Definition
from pages.components.definitions.panel import definitions
from pages.components.frame import View
from pages.components.text import t, t_text, tm, tm_text

__all__ = ["found", "page"]


def page(view: View) -> None:
    """Draw the search, and every term that it finds."""
    view.title_for_now()
    room = st.container()
    view.loaded()
    terms = definitions(view.about.policy)
    with room:
        asked = st.text_input(
            t("Look for a word"),
            key="glossary-search",
            placeholder=t_text("In English or Chinese"),
            width=400,
        )
        chosen = st.query_params.get("term", "")
        shown = found(asked or "", terms.values())
        if not asked and chosen in terms:
            shown = [terms[chosen], *(each for each in shown if each is not terms[chosen])]
        if not shown:
            st.markdown(t("No term says “{asked}”. Try another word.", asked=asked))
        for each in shown:
            _draw(each)


def found(asked: str, terms: Iterable[Definition]) -> list[Definition]:
    """The terms that say a text in either language, by their names in the reader's language."""
    wanted = asked.casefold().strip()
    hits = [each for each in terms if any(wanted in _said(each, spoken) for spoken in LANGUAGES)]
    return sorted(hits, key=lambda each: tm_text(each.name).casefold())


def _said(term: Definition, spoken: Language) -> str:
    with speaking(spoken):
        return f"{tm_text(term.name)}\n{tm_text(term.meaning)}".casefold()


def _draw(term: Definition) -> None:
    other: Language = "en" if language() == "zh" else "zh"
    with speaking(other):
        also = tm(term.name)
    st.markdown(f"**{tm(term.name)}** · {also}\n\n{tm(term.meaning)}")
    computed = t("How it is computed: {formula}", formula=term.formula)
    st.caption(f"{computed}\n\n{t('From: {origin}', origin=term.origin)}")
