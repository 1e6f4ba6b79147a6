"""What people read: translation, values in the reader's habit, and harmless CRM text.

Every sentence is English in the code and looked up in ``pages/locale``; the English template is
the key. Functions whose literal first argument is extracted into the catalogue
(see :mod:`pages.components.catalogue`): ``t``, ``t_text`` and ``message``.

``t`` and ``tm`` give text for places where Streamlit renders Markdown (``st.write``, labels,
help, errors, captions): every value in them is escaped. ``t_text`` and ``tm_text`` give the same
sentence for places that show text as it is (table cells, options, alternative texts, files).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import cast

import pandas as pd

from analytics.messages import BySurface, Currency, Message, Money, Percent, SchemaName
from pages.components import numbers, session
from pages.components.catalogue import language, speaking, translate
from pages.components.schema_words import schema_words

__all__ = [
    "Link",
    "escape",
    "figure_text",
    "plain_text",
    "said_in",
    "t",
    "t_text",
    "tm",
    "tm_text",
    "write_value",
]


@dataclass(frozen=True, slots=True)
class Link:
    """A name in a sentence that leads to a page where Markdown is rendered; else the name alone.

    ``path`` is the page's address without its slash, ``query`` and ``chosen`` what it selects.
    """

    name: str
    path: str
    query: str
    chosen: str

    @property
    def address(self) -> str:
        """Where it leads, with what every link of this session carries."""
        return session.address(self.path, **{self.query: self.chosen})


def plain_text(value: object) -> str:
    """One line of visible characters: no line breaks, control or direction-changing marks.

    No-break spaces stay, so that an amount keeps its unit on the same line.

    >>> plain_text("Acme\\n\\tLtd\\u202e ")
    'Acme Ltd'
    """
    return _INVISIBLE.sub(" ", str(value)).strip()


_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

# Streamlit rewrites these after Markdown has been parsed, when a backslash no longer helps:
# :shortcodes:, bare web addresses, e-mail addresses and typed arrows. An invisible word joiner
# takes them apart without changing what is read.
_REWRITTEN = re.compile(r":(?=\S)|(?<=www)(?=\.)|@(?=\S)|(?<=[<>~-])(?=[->=])", re.IGNORECASE)
_JOINER = "\u2060"


def escape(value: object) -> str:
    """Make any text harmless where Streamlit renders Markdown; it reads as it was written.

    >>> escape("[A](http://b) *c*").replace("\\u2060", "")
    '\\\\[A\\\\]\\\\(http\\\\:\\\\/\\\\/b\\\\) \\\\*c\\\\*'
    """
    joined = _REWRITTEN.sub(lambda match: match[0] + _JOINER, plain_text(value))
    return _PUNCTUATION.sub(r"\\\1", joined)


def figure_text(value: object) -> str:
    """Make any text harmless inside a chart, where Plotly reads tags and entities.

    >>> figure_text("<b>R&D</b>")
    '&lt;b&gt;R&amp;D&lt;/b&gt;'
    """
    text = plain_text(value)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write_value(value: object) -> str:
    """One value in the reader's habit, as plain text; missing is *not known*."""
    match value:
        case Message():
            return tm_text(value)
        case BySurface():
            return tm_text(value.page)
        case SchemaName():
            return write_value(schema_words(value))
        case tuple():
            return ("、" if language() == "zh" else ", ").join(map(write_value, value))
        case Link():
            return plain_text(value.name)
        case Percent():
            return numbers.percent(value.value)
        case Money():
            return numbers.money(value.amount, value.currency, running=True)
        case Currency():
            return numbers.currency_word(value.code)
        case str():
            return plain_text(value)
        case bool():
            return translate("yes") if value else translate("no")
        case int():
            return numbers.integer(value)
        case date() if not pd.isna(value):
            return numbers.day(value)
    if value is None or pd.isna(cast(float, value)):
        return translate("not known")
    return numbers.decimal(value) if isinstance(value, float) else plain_text(value)


def _write_escaped(value: object) -> str:
    if isinstance(value, Link):
        return f"[{escape(value.name)}]({value.address})"
    if isinstance(value, BySurface):
        return tm(value.page)
    return tm(value) if isinstance(value, Message) else escape(write_value(value))


def tm(message: Message) -> str:
    """A message of analytics or data in the reader's language, for Markdown."""
    return message.text(translate, _write_escaped)


def tm_text(message: Message) -> str:
    """A message of analytics or data in the reader's language, as plain text."""
    return message.text(translate, write_value)


def said_in(message: Message, spoken: str) -> str:
    """A message in a language (``en`` or ``zh``), as plain text, for whoever is told elsewhere."""
    with speaking("zh" if spoken == "zh" else "en"):
        return tm_text(message)


def t(
    template: str, plural: str | None = None, /, *, count: int | None = None, **values: object
) -> str:
    """A sentence of a page in the reader's language, for Markdown: every value is escaped.

    >>> t("{count} rep", "{count} reps", count=1240)
    '1\\\\,240 reps'
    """
    return tm(Message(template, values, plural, count))


def t_text(
    template: str, plural: str | None = None, /, *, count: int | None = None, **values: object
) -> str:
    """A sentence of a page in the reader's language, as plain text.

    >>> t_text("{count} rep", "{count} reps", count=1)
    '1 rep'
    """
    return tm_text(Message(template, values, plural, count))
