"""The language of the reader and the catalogue of translations.

The English template is the key; ``pages/locale/zh_Hans/LC_MESSAGES/linchpin.po`` is read as it
is, once per process. :func:`extract` finds every sentence of the code, in pages, analytics and
data alike: the literal arguments of the functions that mark them. It has the form of an extraction
method of Babel, for whoever wants to work with ``pybabel``.
"""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import IO, Any, Literal, cast

import streamlit as st
from babel.messages.pofile import read_po
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

__all__ = [
    "LANGUAGES",
    "LANGUAGE_KEY",
    "Language",
    "extract",
    "language",
    "speaking",
    "translate",
]

Language = Literal["en", "zh"]

#: Languages of the pages, by the name their readers give them.
LANGUAGES: dict[Language, str] = {"en": "English", "zh": "简体中文"}

#: Where the session keeps its language.
LANGUAGE_KEY = "language"

#: Functions whose first literal argument (and second, its plural) belongs in the catalogue.
_MARKERS = frozenset({"message", "t", "t_text", "translate"})

PO_FILE = Path(__file__).parents[1] / "locale" / "zh_Hans" / "LC_MESSAGES" / "linchpin.po"

_override: ContextVar[Language | None] = ContextVar("language", default=None)


def language() -> Language:
    """The language of the reader: set by :func:`speaking`, else the session's, else English."""
    chosen = _override.get()
    if chosen is None and get_script_run_ctx(suppress_warning=True) is not None:
        chosen = cast(Language | None, st.session_state.get(LANGUAGE_KEY))
    return chosen or "en"


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Use one language for everything inside, whatever the session says."""
    token = _override.set(chosen)
    try:
        yield
    finally:
        _override.reset(token)


@cache
def templates(chosen: Language) -> dict[str, str]:
    """Translated templates by their English ones; empty for English itself."""
    if chosen == "en":
        return {}
    with PO_FILE.open("rb") as file:
        entries = [entry for entry in read_po(file, locale="zh_Hans") if not entry.fuzzy]
    pairs = ((_singular(entry.id), _singular(entry.string)) for entry in entries)
    return {key: text for key, text in pairs if key and text}


def _singular(text: Any) -> str:
    """The only form in Chinese, and the key in English."""
    return text if isinstance(text, str) else text[0]


def translate(template: str, plural: str | None = None, count: int | None = None) -> str:
    """The template in the reader's language; English where the catalogue lacks it."""
    english = plural if plural is not None and count != 1 else template
    return templates(language()).get(template, english)


def extract(
    fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str | None, Any, list[str]]]:
    """Yield ``(line, function, template or (template, plural), comments)`` for Babel."""
    del keywords, comment_tags, options
    for node in ast.walk(ast.parse(fileobj.read())):
        texts = _literals(node) if isinstance(node, ast.Call) else []
        if len(texts) == 1:
            yield node.lineno, None, texts[0], []  # type: ignore[attr-defined]
        elif texts:
            yield node.lineno, "ngettext", (texts[0], texts[1]), []  # type: ignore[attr-defined]


def _literals(call: ast.Call) -> list[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", None))
    first = call.args[:2] if name in _MARKERS else []
    return [a.value for a in first if isinstance(a, ast.Constant) and isinstance(a.value, str)]
