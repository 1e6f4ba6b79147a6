"""Where time goes: every few milliseconds, what each thread of this process is doing.

A thread counts for the innermost of our rooms on its stack, such as ``analytics/losses``; for
``streamlit`` where that library works for a page; for ``imports`` while a module is loaded. A
thread that waits for another one does not count; one that waits for the engine does. What C does
for a room counts for the room, so that the engine's work stands under ``data/extract`` and the
like. Seconds are those of processors, which other programs on the machine hardly move.
"""

import sys
import threading
import time
from collections import Counter
from types import FrameType, TracebackType
from typing import Self

from tests.serving import ROOT

__all__ = ["Sampler", "room_of"]

_PAUSE_SECONDS = 0.004
_ROOMS = ("analytics", "data", "pages")
_LOADING = "<frozen importlib._bootstrap>"
#: Where a thread waits for another one, or for something to do; the last is where a test of a page
#: sleeps until the page's own thread has ended.
_WAITING = (
    *("threading.py", "queue.py", "selectors.py", "_base.py", "tracker.py"),
    "local_script_runner.py",
)


class Sampler:
    """Counts samples by room as long as the block lasts."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self._seconds = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def costs(self, most: int) -> list[tuple[str, float, float]]:
        """The rooms with the most samples, their parts of all, and so much of the seconds that
        processors worked for this process."""
        shares = [(room, n / self.found.total()) for room, n in self.found.most_common(most)]
        return [(room, share, share * self._seconds) for room, share in shares]

    def _run(self) -> None:
        own, begun = threading.get_ident(), time.process_time()
        while not self._over.is_set():
            for thread, frame in sys._current_frames().items():
                if thread != own and (room := room_of(frame)) is not None:
                    self.found[room] += 1
            time.sleep(_PAUSE_SECONDS)
        self._seconds = time.process_time() - begun - time.thread_time()  # less its own


def room_of(frame: FrameType) -> str | None:
    """The room that a thread works for; None where it waits, or works for nobody."""
    if frame.f_code.co_filename.endswith(_WAITING):
        return None
    library: str | None = None
    each: FrameType | None = frame
    while each is not None:
        name = each.f_code.co_filename
        if name == _LOADING:
            return "imports"
        if library is None and "/streamlit/" in name:
            library = "streamlit"
        inside = name.removeprefix(f"{ROOT}/")
        if inside != name and inside.startswith(_ROOMS):
            return library or "/".join(inside.removesuffix(".py").split("/")[:2])
        each = each.f_back
    return library
