"""What must never happen, and the cases that try to make it happen."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random

from tests.torture.children import Warm

__all__ = ["Case", "Finding", "Kind", "Try", "random_of"]


class Kind(StrEnum):
    """Ways in which trust is broken; every count must be 0."""

    LOST = "lost"  # something acknowledged is gone or unreadable, or a file of the user changed
    HALF = "half"  # a part of something is visible, or what a kill left bars the way
    MIXED = "mixed"  # one report folder holds two runs
    HUNG = "hung"  # over the wall limit, or still running after its owner was killed
    OVER_MEMORY = "over memory"
    TRACEBACK = "traceback"  # a Python traceback, or an exit code that is neither 0 nor 2
    LEAKED = "leaked"  # a secret, a foreign file, a control code, or a mode that lets others read


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken promise of one case."""

    kind: Kind
    says: str


#: What a case is given: an empty folder, its own randomness, and a process to start things from.
Try = Callable[[Path, Random, Warm], list[Finding]]


@dataclass(frozen=True, slots=True)
class Case:
    """One try; by name and seed it is the same again."""

    name: str
    attempt: Try


def random_of(seed: int, name: str) -> Random:
    """The randomness of one case, the same whether it runs alone or among all."""
    return Random(f"{seed}/{name}")
