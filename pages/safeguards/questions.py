"""The self-check: fifteen questions, answered with one click each; stated, not measured."""

import streamlit as st

from analytics.errors import LinchpinError
from analytics.messages import Message, message
from analytics.self_check import QUESTIONS, VALID_DAYS, Answer, SelfAnswer
from data.store.entries import Entry
from data.store.self_checks import save_answer, undo_answer
from pages.components import loading
from pages.components.author import author
from pages.components.headings import headed
from pages.components.text import t, tm
from pages.safeguards.book import PointBook

__all__ = ["draw_question", "draw_questions"]

_ERROR = "safeguards-answer-error"

_ANSWER_WORDS = {
    Answer.YES: message("yes"),
    Answer.NO: message("no"),
    Answer.UNKNOWN: message("don't know"),
}


def draw_questions(book: PointBook) -> None:
    """All questions with their answers; what is answered no says what to do."""
    if (failed := st.session_state.pop(_ERROR, None)) is not None:
        st.error(tm(failed))
    headed(t("Self-check, five minutes"), "self_check", "safeguards-self-check")
    valid = sum(_holding(book, code) is not None for code in QUESTIONS)
    st.caption(
        t(
            "{count} of {all} questions is answered. Answers are stated, not measured, "
            "and hold for "
            "{days} days. Brand and satisfaction of customers are not measured.",
            "{count} of {all} questions are answered. Answers are stated, not measured, and hold "
            "for {days} days. Brand and satisfaction of customers are not measured.",
            count=valid,
            all=len(QUESTIONS),
            days=VALID_DAYS,
        )
    )
    for code in QUESTIONS:
        draw_question(book, code, place="list")


def draw_question(book: PointBook, code: str, *, place: str) -> None:
    """One question with its answer, or the three answers to choose from; ``place`` says where on
    the page it stands."""
    question = QUESTIONS[code]
    with st.container(border=True, key=f"question-{place}-{code}"):
        st.markdown(tm(question.asks))
        kept = book.answers.get(code)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(tm(_said(kept, book)), width="stretch")
            for answer, word in _ANSWER_WORDS.items():
                st.button(
                    tm(word),
                    key=f"answer-{answer}-{place}-{code}",
                    type="primary" if _is(book, code, answer) else "secondary",
                    on_click=_answer,
                    args=(book, code, answer),
                )
            if kept is not None:
                st.button(
                    t("Undo"),
                    key=f"answer-undo-{place}-{code}",
                    type="tertiary",
                    on_click=_undo,
                    args=(book, kept[1]),
                )
        if _is(book, code, Answer.NO):
            st.caption(f":material/arrow_forward: {tm(question.remedy)}")


def _holding(book: PointBook, code: str) -> SelfAnswer | None:
    """The answer that still holds, if any."""
    kept = book.answers.get(code)
    return kept[0] if kept is not None and kept[0].holds(book.today) else None


def _is(book: PointBook, code: str, answer: Answer) -> bool:
    held = _holding(book, code)
    return held is not None and held.answer is answer


def _said(kept: tuple[SelfAnswer, Entry] | None, book: PointBook) -> Message:
    if kept is None:
        return message("not answered yet")
    said = kept[0]
    values = {
        "answer": _ANSWER_WORDS[said.answer],
        "name": said.author,
        "day": said.stated_on,
        "until": said.valid_until,
    }
    if said.holds(book.today):
        return Message(_STATED.template, values)
    return Message(_OLD.template, values)


_STATED = message(
    "{answer}: stated by {name} (unverified) on {day}, not measured; holds until {until}"
)
_OLD = message(
    "{answer} was stated by {name} (unverified) on {day}; ask again: it held until {until}"
)


def _answer(book: PointBook, code: str, answer: Answer) -> None:
    """Keep an answer (callback of a button)."""
    try:
        store = loading.store(book.about.policy)
        save_answer(store, code, answer, author=author(), demo=book.is_demo)
    except LinchpinError as error:
        st.session_state[_ERROR] = error.message


def _undo(book: PointBook, entry: Entry) -> None:
    """Take an answer back (callback of a button)."""
    try:
        undo_answer(loading.store(book.about.policy), entry.entry_id, author=author())
    except LinchpinError as error:
        st.session_state[_ERROR] = error.message
