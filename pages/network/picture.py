"""The map on screen: an own canvas, for thousands of dots with events and the keyboard."""

from pathlib import Path
from typing import Any

import streamlit as st

from analytics.messages import Message
from pages.components.catalogue import language
from pages.components.text import t_text, tm_text
from pages.components.theme import DARK, FONT, LIGHT, Palette, is_dark
from pages.network.chosen import Chosen, choose
from pages.network.drawing import Drawing

__all__ = ["draw_picture"]

_HERE = Path(__file__).parent


def _asset(ending: str) -> str:
    return (_HERE / f"map.{ending}").read_text(encoding="utf-8")


_MAP = st.components.v2.component("linchpin_map", css=_asset("css"), js=_asset("js"))


def draw_picture(drawn: Drawing, chosen: Chosen, finding: Message) -> None:
    """Draw the map; whoever is chosen in it goes into the address.

    The picture itself is a message of its own, equal in every run, which the browser keeps.
    """
    _MAP(data=drawn.content, key="network-picture", height=1)
    _MAP(
        data=_told(drawn, chosen, finding),
        key="network-map",
        on_chosen_change=_choose,
    )


def _choose() -> None:
    """Put what was chosen in the picture into the address, in place of what was."""
    chosen = st.session_state["network-map"].get("chosen") or {}
    choose(**{str(name): str(value) for name, value in chosen.items()})


def _told(drawn: Drawing, chosen: Chosen, finding: Message) -> dict[str, Any]:
    """Everything but the picture: words, colours, what is chosen."""
    return {
        "token": drawn.token,
        "person": drawn.person.get(chosen.rep_id or "", -1),
        "dot": -1 if chosen.dot is None else chosen.dot,
        "members": list(chosen.members),
        "outcome": "" if chosen.outcome is None else tm_text(chosen.outcome),
        "leave": t_text("What if they leave?"),
        "clear": t_text("Show everybody"),
        "label": _label(finding),
        "words": _words(),
        "legend": _legend(),
        "colours": _colours(DARK if is_dark() else LIGHT),
        "font": FONT,
        "locale": language(),
    }


def _label(finding: Message) -> str:
    return t_text(
        "Map of people and customers. {finding} Arrow keys go from person to person, Enter "
        "chooses, Escape clears; the table holds the same.",
        finding=tm_text(finding),
    )


def _words() -> dict[str, str]:
    """Sentences that the picture fills in itself; what is in braces stays."""
    return {
        "alone": t_text("{amount} alone", amount="{amount}"),
        "shared": t_text("{amount} shared", amount="{amount}"),
        "only": t_text("only {rep}", rep="{rep}"),
        "more": t_text("{number} more", number="{count}"),
        "small": t_text("{number} small customers", number="{count}"),
        "nobody": t_text("not known"),
        "comma": t_text("{first}, {second}", first="", second=""),
    }


def _legend() -> dict[str, str]:
    return {
        "alone": t_text("known by one person (outside)"),
        "shared": t_text("by several (inside)"),
        "unknown": t_text("not known, or nobody"),
        "chance": t_text("Chance of leaving within 12 months:"),
        "low": "0",
        "high": "50 %+",
    }


def _colours(colours: Palette) -> dict[str, Any]:
    names = ("ink", "muted", "grid", "surface", "neutral", "unknown")
    return {name: getattr(colours, name) for name in names} | {"scale": list(colours.scale)}
