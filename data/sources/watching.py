"""Every reading has an end: its deadline, its reader's wish, or the end of the program.

A :class:`Watch` knows the connections on which a source is being read, and ends what runs on them
from another thread: the engine is told to stop, and where nothing answers, the connection is cut.
"""

import atexit
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager, suppress
from typing import Any, TypeVar
from weakref import WeakSet

from data.reader.worker import at_end
from data.sources.failures import Failure

__all__ = ["Reading", "Watch", "cancel_all", "within"]

T = TypeVar("T")

#: Ends what runs on a connection; says whether the connection is gone for good.
Cancel = Callable[[Any], bool]

#: An engine in this process hears an interruption only while a statement runs, so it is repeated.
_AGAIN_SECONDS = 0.2

_WATCHES: "WeakSet[Watch]" = WeakSet()


class Reading:
    """The connections of one reading, and why it was ended before it was done."""

    def __init__(self, cancel: Cancel):
        self.ended: Failure | None = None
        self._cancel = cancel
        self._connections: dict[int, Any] = {}
        self._lock = threading.Lock()
        self._done = threading.Event()

    def add(self, connection: Any) -> None:
        """A connection is read from."""
        with self._lock:
            self._connections[id(connection)] = connection

    def remove(self, connection: Any) -> None:
        """A connection is given back; what is still being done to it is waited for."""
        with self._lock:
            self._connections.pop(id(connection), None)

    def done(self) -> None:
        """The reading is over; what is still being done to its connections is waited for."""
        self._done.set()
        with self._lock:
            self._connections.clear()

    def end(self, why: Failure) -> None:
        """Stop what runs, again and again until its reader has noticed."""
        if self._done.is_set():
            return
        self.ended = self.ended or why
        while not self._done.is_set():
            with self._lock:
                for number, connection in list(self._connections.items()):
                    gone = True
                    with suppress(Exception):  # it may be closing, in any way
                        gone = self._cancel(connection)
                    if gone:
                        del self._connections[number]
            self._done.wait(_AGAIN_SECONDS)


class Watch:
    """The readings of one source."""

    def __init__(self, cancel: Cancel, seconds: float):
        self._cancel = cancel
        self._seconds = seconds
        self._readings: set[Reading] = set()
        self._lock = threading.Lock()
        self._own = threading.local()
        _WATCHES.add(self)

    @property
    def reading(self) -> Reading | None:
        """The reading of this thread."""
        stack = getattr(self._own, "stack", None)
        return stack[-1] if stack else None

    @contextmanager
    def begun(self) -> Iterator[Reading]:
        """A reading of this thread, ended at its deadline."""
        reading = Reading(self._cancel)
        deadline = threading.Timer(self._seconds, reading.end, (Failure.OVERDUE,))
        deadline.daemon = True
        if not hasattr(self._own, "stack"):
            self._own.stack = []
        self._own.stack.append(reading)
        with self._lock:
            self._readings.add(reading)
        deadline.start()
        try:
            yield reading
        finally:
            reading.done()
            deadline.cancel()
            self._own.stack.remove(reading)
            with self._lock:
                self._readings.discard(reading)

    def cancel(self, why: Failure = Failure.CANCELLED) -> list[threading.Thread]:
        """End all readings; returns the threads that see to it."""
        with self._lock:
            readings = list(self._readings)
        threads = [
            threading.Thread(target=reading.end, args=(why,), daemon=True) for reading in readings
        ]
        for thread in threads:
            thread.start()
        return threads


def cancel_all(seconds: float = 5.0) -> None:
    """End whatever is being read anywhere in this process, and wait so long until it has ended.

    For the end of the program, after which a server would go on computing for nobody.
    """
    threads = [thread for watch in list(_WATCHES) for thread in watch.cancel()]
    for thread in threads:
        thread.join(seconds)


# Of this process itself, and of a reading process that is let go of or whose parent was killed.
atexit.register(cancel_all)
at_end(cancel_all)


def within(seconds: float, make: Callable[[], T], late: Callable[[T], None]) -> T:
    """What ``make`` gives, or TimeoutError; what it gives later than that is left to ``late``.

    No driver bounds all that a connection begins with: the question for the host's address, and
    a handshake of which a byte arrives now and then.
    """
    outcome: Future[T] = Future()
    given_up = threading.Event()

    def run() -> None:
        try:
            made = make()
        except BaseException as error:
            outcome.set_exception(error)
            return
        outcome.set_result(made)
        if given_up.is_set():
            late(made)

    threading.Thread(target=run, daemon=True).start()
    try:
        return outcome.result(seconds)
    except FutureTimeout:
        if outcome.done():  # in the last moment, or a time-out of its own
            return outcome.result()
        given_up.set()
        raise TimeoutError from None
