"""What was checked and what could not be: the missing table, what it would bring, the question."""

import streamlit as st

from analytics.safeguards.checking import Check
from analytics.self_check import question_for
from pages.components.registry import link
from pages.components.sentences.rules import RULES
from pages.components.text import t, tm
from pages.safeguards.book import PointBook
from pages.safeguards.questions import draw_question

__all__ = ["draw_checks"]


def draw_checks(book: PointBook) -> None:
    """Rules that could not run first, each group with its question in its place."""
    unable = [each for each in book.checks if each.enabled and not each.ran]
    for each in unable:
        _draw_unable(each)
    asked = dict.fromkeys(code for each in unable if (code := question_for(each.code)) is not None)
    if asked:
        st.markdown(t("**In their place, asked for:**"))
        for code in asked:
            draw_question(book, code, place="checks")
    if unable:
        link("data", t("Bring in further tables"), icon=":material/upload:")
    st.markdown(t("**These rules were checked:**"))
    lines = [_line(each) for each in book.checks if each.ran]
    st.markdown("\n".join(f"- {line}" for line in lines) if lines else t("none"))
    off = [tm(RULES[each.code]) for each in book.checks if not each.enabled]
    if off:
        st.caption(t("Switched off in the policy:") + " " + " · ".join(off))


def _draw_unable(check: Check) -> None:
    with st.container(border=True, key=f"check-{check.code}"):
        st.markdown(f":material/help: **{tm(RULES[check.code])}**")
        if check.unable is not None:
            st.markdown(tm(check.unable))
        st.caption(t("It would tell {brings}.", brings=check.brings))


def _line(check: Check) -> str:
    said = t(
        "{rule}: {count} found", "{rule}: {count} found", count=check.found, rule=RULES[check.code]
    )
    return said if check.note is None else f"{said}. {tm(check.note)}"
