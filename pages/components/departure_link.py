"""The one way to the page Departure from wherever somebody is named."""

from pages.components.registry import link
from pages.components.text import t

__all__ = ["departure_link"]


def departure_link(rep_id: str, name: str, *, notice: bool = False) -> None:
    """Draw a link to what happens when a person leaves; who has given ``notice`` is handed over."""
    label = (
        t("Plan the handover of {rep}", rep=name) if notice else t("What if {rep} left?", rep=name)
    )
    link("departure", label, icon=":material/move_up:", rep=rep_id)
