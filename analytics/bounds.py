"""Bounds of a setting with their reason, as a part of its type.

``Annotated[float, between(1, 3650, message("…"))]`` takes numbers from 1 to 3650 and says the
reason where it refuses one; what is not a number at all lies within no bounds.
"""

from dataclasses import dataclass

from pydantic import AfterValidator

from analytics.messages import Message, message

__all__ = ["Between", "Refused", "between"]


class Refused(ValueError):
    """A value that a setting does not take; carries its :class:`Message`."""

    def __init__(self, reason: Message):
        super().__init__(str(reason))
        self.message = reason


@dataclass(frozen=True, slots=True)
class Between:
    """Both ends belong to the bounds; ``why`` says what lies beyond them, in the setting's unit."""

    low: float
    high: float
    why: Message

    def __call__(self, value: float) -> float:
        """The value where it lies within the bounds.

        Raises
        ------
        Refused
            It lies beyond them, or is NaN.
        """
        if self.low <= value <= self.high:
            return value
        low, high = self.ends()
        raise Refused(
            message("must be between {low} and {high}: {why}", low=low, high=high, why=self.why)
        )

    def ends(self) -> tuple[str, str]:
        """Both ends as a policy spells them.

        >>> Between(0.001, 1e6, message("…")).ends()
        ('0.001', '1000000')
        """
        low, high = (
            f"{end:.0f}" if end == int(end) else f"{end:g}" for end in (self.low, self.high)
        )
        return low, high


def between(low: float, high: float, why: Message) -> AfterValidator:
    """The bounds as Pydantic asks for them."""
    return AfterValidator(Between(low, high, why))
