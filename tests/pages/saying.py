"""A sentence of a page as plain text."""

from analytics.messages import Message
from pages.components.text import tm_text

__all__ = ["said"]


def said(sentence: Message | None) -> str:
    """What is said, with plain spaces; something must be."""
    assert sentence is not None
    return tm_text(sentence).replace("\xa0", " ")
