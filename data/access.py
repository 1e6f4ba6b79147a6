"""Who sees which rows: the one gate between an assessment and everything drawn or exported."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["LOCAL", "Audience", "Scope"]


class Audience(StrEnum):
    """Kinds of reader. In local mode there is one user, who sees everything."""

    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Scope:
    """What one reader may see; part of every cache key that holds rows."""

    audience: Audience

    @property
    def key(self) -> str:
        """A text that is the same for two readers only if they may see the same rows."""
        return self.audience.value


#: The one reader of local mode (loopback only, no sign-in).
LOCAL = Scope(Audience.LOCAL)
