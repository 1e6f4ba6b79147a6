"""Inside the reading process: runs functions of Linchpin as it is asked, several at once.

It ends when its parent ends or lets go of it, however that comes about: the pipe of questions is
then at its end. What still runs is interrupted first (:func:`at_end`), so that no statement goes on
in somebody's database.
"""

import contextlib
import errno
import os
import select
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, BinaryIO, Final

from analytics.errors import LinchpinError
from analytics.messages import Message
from data.freed_memory import give_back
from data.reader.wire import FrameError, receive, send

__all__ = ["at_end", "function_named"]

#: So long the interruptions may take before the process ends all the same.
_LAST_SECONDS: Final = 2.0
#: Between two looks at whether the parent is still there.
_LOOK_MILLISECONDS: Final = 100
#: Progress is told at most so often.
_TELL_SECONDS: Final = 0.05
#: What the system refuses by itself lies so far above the limit that is watched: DuckDB and Arrow
#: reserve memory that they never touch.
_DATA_MARGIN: Final = 2 << 30

_INTERRUPTIONS: list[Callable[[], None]] = []


def at_end(interrupt: Callable[[], None]) -> None:
    """Call ``interrupt`` when the process is let go while something may still run."""
    _INTERRUPTIONS.append(interrupt)


def main(memory: int, cpu_seconds: int, output: int, preload: str) -> None:
    """Answer questions until there are no more."""
    questions, answers = _private_pipes()
    give_back()
    _bound(memory, cpu_seconds, output)
    if preload:
        # Seconds on a busy machine, in which the parent may end.
        with _ending_with_the_parent(questions):
            import_module(preload)
    desk = _Desk(answers)
    with contextlib.suppress(FrameError):
        while True:
            number, function, arguments, named, tells = receive(questions)
            threading.Thread(
                target=desk.answer, args=(number, function, arguments, named, tells), daemon=True
            ).start()
    _interrupt()
    os._exit(0)


@contextlib.contextmanager
def _ending_with_the_parent(questions: BinaryIO) -> Iterator[None]:
    """End the process when nobody can ask any more, while nobody listens yet."""
    done = threading.Event()

    def watch() -> None:
        poller = select.poll()
        poller.register(questions.fileno(), 0)
        while not done.is_set():
            if any(event & select.POLLHUP for _, event in poller.poll(_LOOK_MILLISECONDS)):
                os._exit(0)

    if hasattr(select, "poll"):  # not on Windows
        threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes for questions and answers; whatever a library prints goes elsewhere."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return questions, answers


def _bound(memory: int, cpu_seconds: int, output: int) -> None:
    """Let the system refuse what no reading needs, where it can (not on Windows)."""
    if sys.platform == "win32":
        return
    import resource

    data = memory + _DATA_MARGIN
    for kind, most in (
        (resource.RLIMIT_DATA, data),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bound, bound))


class _Desk:
    """Where answers are written, one at a time."""

    def __init__(self, answers: BinaryIO):
        self._answers = answers
        self._lock = threading.Lock()

    def answer(
        self, number: int, function: str, arguments: Any, named: dict[str, Any], tells: bool
    ) -> None:
        """Run one function and send what it returns, or the error that it ends with."""
        if tells:
            named = {**named, "progress": self._teller(number)}
        try:
            self._send(number, "result", function_named(function)(*arguments, **named))
        except LinchpinError as error:
            self._send(number, "refused", error)
        except MemoryError:
            self._send(number, "exceeded", "memory")
        except OSError as error:
            self._send(number, *_storage(error))
        except Exception:
            self._send(number, "failed", traceback.format_exc())

    def _teller(self, number: int) -> Callable[[float, Message], None]:
        told = [0.0]

        def tell(done: float, what: Message) -> None:
            now = time.monotonic()
            if now - told[0] >= _TELL_SECONDS or done >= 1:
                told[0] = now
                self._send(number, "progress", (done, what))

        return tell

    def _send(self, number: int, kind: str, content: object) -> None:
        try:
            with self._lock:
                send(self._answers, (number, kind, content))
        except OSError:
            _interrupt()
            os._exit(0)


def _storage(error: OSError) -> tuple[str, object]:
    """What an error of the system means to the parent: a limit, a full disk, or the unforeseen."""
    if error.errno == errno.EFBIG:
        return "exceeded", "output"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "full", None
    return "failed", traceback.format_exc()


def function_named(name: str) -> Callable[..., Any]:
    """The function of a ``module:name``."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def _interrupt() -> None:
    """Stop what runs elsewhere; one that hangs does not keep the process."""
    threads = [threading.Thread(target=each, daemon=True) for each in _INTERRUPTIONS]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + _LAST_SECONDS
    for thread in threads:
        thread.join(max(deadline - time.monotonic(), 0))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
