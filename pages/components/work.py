"""Long work for all sessions at once: done once, in the background, as long as somebody waits.

Who comes first starts it, whoever comes meanwhile waits for the same result and sees its progress.
It is given up when nobody waits any more: everybody has cancelled it, or their pages have been gone
for half a minute (a page that is loaded again goes on). What failed is remembered for some seconds
(of a source as long as the same answer is to be expected), so that many sessions do not ask one
that does not answer one after the other.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Event, Lock, Thread
from typing import Any, Final, Generic, Literal, TypeVar

from analytics.messages import Message, message
from data.progress import Cancelled, Progress, silent
from data.sources import SourceError

__all__ = ["PATIENCE_SECONDS", "Work"]

T = TypeVar("T")

#: So long work goes on after the last page that waited for it has gone.
PATIENCE_SECONDS: Final = 30.0
#: So long a failure stands before the work is tried again, unless it says itself how long.
FAILURE_SECONDS: Final = 10.0
#: Between two looks of a page at the work it waits for.
_LOOK_SECONDS: Final = 0.1


class _Piece(Generic[T]):
    """One piece of work under way or done."""

    def __init__(self, make: Callable[[Progress], T]):
        self.over = Event()
        self.ended_at = 0.0
        self.error: BaseException | None = None
        self.result: T
        self._make = make
        self._seen: dict[Hashable, float] = {}
        self._told: tuple[float, Message] = (0.0, message("Starting"))

    def start(self, reader: Hashable) -> None:
        """Begin, for a reader who is about to wait."""
        self._seen[reader] = time.monotonic()
        Thread(target=self._run, daemon=True, name="work").start()

    def wait(self, reader: Hashable, progress: Progress) -> T:
        """The result; ``progress`` is told on the way, in the reader's own thread."""
        while not self.over.is_set():
            self._seen[reader] = time.monotonic()
            progress(*self._told)
            self.over.wait(_LOOK_SECONDS)
        if self.error is not None:
            raise self.error
        return self.result

    def leave(self, reader: Hashable) -> None:
        """The reader does not want it any more."""
        self._seen.pop(reader, None)

    @property
    def made(self) -> bool:
        return self.over.is_set() and self.error is None

    @property
    def stale(self) -> bool:
        """Whether it failed so long ago that it may be tried again; given up is at once."""
        if not self.over.is_set() or self.error is None:
            return False
        spent = time.monotonic() - self.ended_at
        return isinstance(self.error, Cancelled) or spent > _stands(self.error)

    def _run(self) -> None:
        try:
            self.result = self._make(self._tell)
        except BaseException as error:
            self.error = error
        self.ended_at = time.monotonic()
        self.over.set()

    def _tell(self, done: float, what: Message) -> None:
        self._told = (done, what)
        now = time.monotonic()
        if not any(now - seen < PATIENCE_SECONDS for seen in list(self._seen.values())):
            raise Cancelled(message("Nobody waits for it any more"))


def _stands(error: BaseException) -> float:
    """Seconds for which a failure is the answer to all."""
    return error.retry_after if isinstance(error, SourceError) else FAILURE_SECONDS


class Work(Generic[T]):
    """The newest ``most`` pieces of work by key."""

    def __init__(self, most: int):
        self._most = most
        self._pieces: OrderedDict[Hashable, _Piece[T]] = OrderedDict()
        self._lock = Lock()

    def has(self, key: Hashable) -> bool:
        """Whether the result is at hand."""
        piece = self._pieces.get(key)
        return piece is not None and piece.made

    def __len__(self) -> int:
        return len(self._pieces)

    @property
    def state(self) -> Literal["at hand", "under way", "none"]:
        """Whether any result is at hand, else whether one is being made."""
        pieces = list(self._pieces.values())
        if any(piece.made for piece in pieces):
            return "at hand"
        return "none" if all(piece.over.is_set() for piece in pieces) else "under way"

    def get(
        self,
        key: Hashable,
        make: Callable[[Progress], T],
        *,
        reader: Hashable,
        progress: Progress = silent,
    ) -> T:
        """The result of ``make`` for this key, made once for all readers.

        ``make`` must tell the progress that it is given several times a second, or cannot be given
        up. Raises what it raised.
        """
        while True:
            piece = self._piece(key, make, reader)
            try:
                return piece.wait(reader, progress)
            except Cancelled:
                # Given up a moment before this reader came.
                if not piece.over.is_set():
                    raise

    def cancel(self, reader: Hashable) -> None:
        """A reader does not want what it waits for any more."""
        for piece in list(self._pieces.values()):
            piece.leave(reader)

    def retry(self) -> None:
        """Let what failed be tried again at once."""
        with self._lock:
            failed = [key for key, piece in self._pieces.items() if piece.error is not None]
            for key in failed:
                del self._pieces[key]

    def drop(self, unwanted: Callable[[Any], bool]) -> None:
        """Let go of what has such a key; the next reader has it made again."""
        with self._lock:
            for key in [key for key in self._pieces if unwanted(key)]:
                del self._pieces[key]

    def forget(self) -> None:
        """Drop everything."""
        with self._lock:
            self._pieces.clear()

    def _piece(self, key: Hashable, make: Callable[[Progress], T], reader: Hashable) -> _Piece[T]:
        with self._lock:
            piece = self._pieces.get(key)
            if piece is None or piece.stale:
                piece = self._pieces[key] = _Piece(make)
                piece.start(reader)
            self._pieces.move_to_end(key)
            while len(self._pieces) > self._most:
                self._pieces.popitem(last=False)
            return piece
