"""Confidence: how far to trust this? What is proven, what it rests on, what would move it."""

from pages.components.frame import View
from pages.components.text import tm
from pages.confidence.certainty import draw_certainty
from pages.confidence.model import confidence

__all__ = ["page"]


def page(view: View) -> None:
    """Draw what the figures rest on, the law of the loss, and what would change them."""
    loaded = view.loaded()
    shown = view.once("confidence", lambda: confidence(loaded.assessment))
    view.headline(tm(shown.answer))
    draw_certainty(view, view.context_key(), shown.certainty, loaded.quality)
