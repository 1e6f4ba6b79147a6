"""Answers to the self-check in the store: by whom and when, replaced by later ones, undone."""

from datetime import date

from analytics.errors import InputError
from analytics.messages import message
from analytics.self_check import QUESTIONS, Answer, SelfAnswer
from data.store.entries import Author, Entry, Store

__all__ = ["save_answer", "self_answers", "undo_answer"]

_KINDS = {False: "self-check", True: "demo self-check"}


def save_answer(
    store: Store, code: str, answer: Answer, *, author: Author, demo: bool = False
) -> Entry:
    """Keep what somebody states about a question; durable on return.

    Raises
    ------
    InputError
        There is no such question.
    Superseded
        Somebody has answered it at this very moment.
    StoreError
        The store cannot be written.
    """
    if code not in QUESTIONS:
        raise InputError(message("There is no question {code}", code=code))
    kind = _KINDS[demo]
    seen = store.version(kind, code)
    return store.save(kind, code, {"answer": answer.value}, author=author, seen=seen)


def undo_answer(store: Store, entry_id: int, *, author: Author) -> Entry:
    """Take an answer back; the one before counts again."""
    return store.undo(entry_id, author=author)


def self_answers(
    store: Store, timezone: str = "UTC", *, demo: bool = False
) -> dict[str, tuple[SelfAnswer, Entry]]:
    """The newest answer to each question, by its code, also where it no longer holds."""
    found: dict[str, tuple[SelfAnswer, Entry]] = {}
    for entry in store.current(_KINDS[demo]):
        answer = _answer(entry)
        if entry.subject in QUESTIONS and answer is not None:
            made_on: date = entry.day_in(timezone)
            found[entry.subject] = SelfAnswer(entry.subject, answer, entry.author, made_on), entry
    return found


def _answer(entry: Entry) -> Answer | None:
    """None of an answer that this program does not know."""
    try:
        return Answer(entry.content["answer"])
    except (KeyError, ValueError):
        return None
