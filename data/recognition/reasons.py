"""Why a column is taken, asked or left alone, in a sentence."""

from analytics.messages import Message, message
from data.recognition.claims import refused
from data.recognition.lexicon import meaning

__all__ = ["asked", "taken", "unused"]

_OWN_MONEY = frozenset(("own_money",))


def taken(field: str, column: str, *, answered: bool) -> Message:
    """Why a column is used."""
    if answered:
        return message("You said so.")
    if field.endswith(".via"):
        return message("Each of its values has one salesperson.")
    if not meaning(column).words:
        return message("No other column looks like it.")
    if meaning(column).near:
        return message("Spelled almost like a name that is known for this.")
    if field.endswith((".first", ".surname")):
        return message("Part of the name.")
    return message("The name says so, and no other column fits as well.")


def asked(ways: int) -> Message:
    """Why a column is not simply used."""
    if ways > 1:
        return message("Several columns fit about as well.")
    return message("It may be this, but the name does not say so clearly.")


def unused(kind: str, column: str) -> Message:
    """Why a column is not used."""
    words = meaning(column).words
    if refused(kind, column):
        return message("About a person in a way that is never used.")
    if words & _OWN_MONEY or {"annual", "revenue"} <= words:
        return message("The customer's own money, not what you sell to them.")
    if "planned" in words:
        return message("A plan, not something that has happened.")
    if words & {"clerk", "creator"}:
        return message("Who typed it in, not who sold.")
    if "last" in words and words & {"activity", "contact", "date", "time"}:
        return message("Only the latest time, no history.")
    return message("Nothing here needs it.")
