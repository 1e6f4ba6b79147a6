"""Results kept in memory for all sessions: made once, by whoever comes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar

__all__ = ["Kept"]

T = TypeVar("T")


@dataclass(slots=True)
class _Slot(Generic[T]):
    """Room for one result, with the lock of whoever makes it."""

    lock: Lock = field(default_factory=Lock)
    made: bool = False
    value: T | None = None


class Kept(Generic[T]):
    """The newest ``most`` results by key.

    ``st.cache_resource`` would record and replay what is drawn while a result is made; here the
    first reader may show progress, and readers who come meanwhile wait for the same result. What
    could not be made is not kept: the next reader tries again.
    """

    def __init__(self, most: int):
        self._most = most
        self._slots: OrderedDict[Hashable, _Slot[T]] = OrderedDict()
        self._lock = Lock()

    def has(self, key: Hashable) -> bool:
        """Whether the result is at hand."""
        slot = self._slots.get(key)
        return slot is not None and slot.made

    def __len__(self) -> int:
        return len(self._slots)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result of ``make`` for this key, made at most once at a time."""
        slot = self._slot(key)
        with slot.lock:
            if not slot.made:
                slot.value = make()
                slot.made = True
            return slot.value  # type: ignore[return-value]

    def drop(self, unwanted: Callable[[Any], bool]) -> None:
        """Let go of what has such a key; the next reader has it made again."""
        with self._lock:
            for key in [key for key in self._slots if unwanted(key)]:
                del self._slots[key]

    def forget(self) -> None:
        """Drop everything."""
        with self._lock:
            self._slots.clear()

    def _slot(self, key: Hashable) -> _Slot[T]:
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            while len(self._slots) > self._most:
                self._slots.popitem(last=False)
            return slot
