"""Starting the reading process, asking it, watching it, and ending it."""

import atexit
import contextlib
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar
from weakref import WeakSet

import psutil

from analytics.errors import InputError, LinchpinError
from analytics.messages import Message, message
from data.progress import Cancelled, Progress
from data.reader.limits import Excess, Limits, exceeded
from data.reader.wire import FrameError, receive_answer, send

__all__ = ["Reader", "ReaderFailure"]

T = TypeVar("T")
_LOG = logging.getLogger("linchpin")

_ROOT: Final = Path(__file__).resolve().parents[2]
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from data.reader.worker import main; main(*map(int, sys.argv[1:4]), sys.argv[4])"
)
#: Between two looks at memory and processor time, and between two looks at the disk.
_WATCH_SECONDS: Final = 0.05
_DISK_SECONDS: Final = 0.5
#: Between two words to the listener.
_TELL_SECONDS: Final = 0.1
#: So long a process that is let go may interrupt its statements.
_GRACE_SECONDS: Final = 3.0
#: Of what the process writes to its error stream, so much of the end is kept.
_KEPT_WORDS: Final = 4000


class ReaderFailure(RuntimeError):
    """An unforeseen error inside the reading process; the text is its traceback there."""


class Reader:
    """One reading process; it may be asked by several threads at once.

    ``folder`` is where it works: what lies there counts as its output. ``preload`` names a module
    that it imports while it waits for the first question.
    """

    def __init__(self, limits: Limits, *, folder: Path | None = None, preload: str = ""):
        self.limits = limits
        self._folder = folder
        self._numbers = count()
        self._calls: dict[int, _Call] = {}
        self._lock = threading.Lock()
        #: Why it was ended, where that was done from here.
        self._verdict: Callable[[str], LinchpinError] | None = None
        self._words = b""
        self._heard_all = threading.Event()
        #: Set before the process is waited for: meanwhile nobody else can ask whether it lives.
        self._silent = threading.Event()
        self._asking_whether = threading.Lock()
        self._process = self._started(preload)
        for work in (self._listen, self._overhear, self._watch):
            threading.Thread(target=work, daemon=True).start()
        _READERS.add(self)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it can no longer be asked."""
        with self._asking_whether:
            return self._silent.is_set() or self._process.poll() is not None

    def call(
        self,
        function: Callable[..., T],
        *arguments: Any,
        subject: str,
        progress: Progress | None = None,
        **named: Any,
    ) -> T:
        """What ``function``, of a module of Linchpin, returns inside the process.

        ``subject`` says in errors what is being read. Where ``progress`` is given the function
        takes a parameter of that name; it is told several times a second, and stops the whole
        process by raising.

        Raises
        ------
        LinchpinError
            What the function raised; :class:`~data.reader.limits.Excess` for a limit that was
            passed; :class:`~analytics.errors.InputError` for a process that ended by itself;
            :class:`~data.progress.Cancelled` where the reader was closed meanwhile.
        ReaderFailure
            The function raised what nobody foresaw.
        """
        call = _Call(subject)
        number = next(self._numbers)
        name = f"{function.__module__}:{function.__qualname__}"
        with self._lock:
            self._calls[number] = call
        try:
            self._ask((number, name, arguments, named, progress is not None))
            answer: T = self._answer(call, progress)
            return answer
        finally:
            with self._lock:
                self._calls.pop(number, None)

    def close(self) -> None:
        """Let the process interrupt what it does and end; what is still asked is cancelled."""
        self._end(_cancelled, gently=True)

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _started(self, preload: str) -> "subprocess.Popen[bytes]":
        most = (self.limits.memory, int(self.limits.cpu_seconds) + 1, self.limits.output)
        return subprocess.Popen(
            [sys.executable, "-P", "-c", _START, str(_ROOT), *map(str, most), preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            # Keys pressed in the terminal are for the program, which then lets its readers go.
            start_new_session=True,
        )

    def _ask(self, question: object) -> None:
        stream = self._process.stdin
        assert stream is not None
        with contextlib.suppress(OSError, ValueError), self._lock:
            send(stream, question)

    def _answer(self, call: "_Call", progress: Progress | None) -> Any:
        started = time.monotonic()
        told = (0.0, message("Reading {subject}", subject=call.subject))
        while True:
            try:
                kind, content = call.inbox.get(timeout=_TELL_SECONDS)
            except queue.Empty:
                over = self._heard_all.is_set() and call.inbox.empty()
                kind, content = ("ended", None) if over else ("progress", told)
            if kind == "result":
                return content
            if kind != "progress":
                raise self._error(kind, content, call.subject)
            told = content
            self._tell(progress, *told)
            if time.monotonic() - started > self.limits.seconds:
                self._end(self._exceeded("seconds"), gently=True)

    def _tell(self, progress: Progress | None, done: float, what: Message) -> None:
        if progress is None:
            return
        try:
            progress(done, what)
        except BaseException:
            self.close()
            raise

    def _error(self, kind: str, content: Any, subject: str) -> Exception:
        match kind:
            case "refused":
                return content
            case "exceeded":
                return exceeded(content, subject, self.limits)
            case "full":
                return InputError(
                    message(
                        "The disk is full: {subject} could not be read. Make room, then try again",
                        subject=subject,
                    )
                )
            case "failed":
                return ReaderFailure(str(content))
        if self._verdict is not None:
            return self._verdict(subject)
        return self._ended_by_itself(subject)

    def _ended_by_itself(self, subject: str) -> LinchpinError:
        """Say how the process ended; a signal of the system may be one of its limits."""
        code = self._process.wait()
        if -code == getattr(signal, "SIGXCPU", None):
            return exceeded("cpu_seconds", subject, self.limits)
        said = self._words.decode(errors="replace")
        _LOG.warning("a reading process ended by itself with %s: %s", code, said)
        return InputError(
            message(
                "Reading {subject} ended unexpectedly (code {code}); it may be damaged, or the "
                "machine may be out of memory. Try again, or bring it in another format",
                subject=subject,
                code=str(code),
            )
        )

    def _exceeded(self, what: str) -> Callable[[str], Excess]:
        return lambda subject: exceeded(what, subject, self.limits)

    def _end(self, verdict: Callable[[str], LinchpinError], *, gently: bool) -> None:
        if self._verdict is None:
            self._verdict = verdict
        if gently:
            self._no_more_questions()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE_SECONDS)
        self._process.kill()
        self._process.wait()

    def _no_more_questions(self) -> None:
        """Close the pipe of questions, which the process takes as its end."""
        stream = self._process.stdin
        assert stream is not None
        with contextlib.suppress(OSError), self._lock:
            stream.close()

    def _listen(self) -> None:
        """Hand every answer to whoever waits for it."""
        stream = self._process.stdout
        assert stream is not None
        with contextlib.suppress(FrameError, OSError, ValueError), stream:
            while True:
                number, kind, content = receive_answer(stream)
                with self._lock:
                    call = self._calls.get(number)
                if call is not None:
                    call.inbox.put((kind, content))
        self._silent.set()
        self._process.kill()
        self._process.wait()
        self._no_more_questions()
        self._heard_all.set()

    def _overhear(self) -> None:
        """Keep the end of what libraries print, so that the pipe never fills."""
        stream: BinaryIO | None = self._process.stderr  # type: ignore[assignment]
        assert stream is not None
        with contextlib.suppress(OSError, ValueError), stream:
            while chunk := stream.read1(_KEPT_WORDS):  # type: ignore[attr-defined]
                self._words = (self._words + chunk)[-_KEPT_WORDS:]

    def _watch(self) -> None:
        """End the process when it goes beyond its limits."""
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(self.pid)
            base, looked = 0.0, 0.0
            while not self.ended:
                used = process.cpu_times()
                spent = used.user + used.system
                if not self._calls:
                    base = spent
                now = time.monotonic()
                disk = self._folder is not None and now - looked >= _DISK_SECONDS
                looked = now if disk else looked
                if process.memory_info().rss > self.limits.memory:
                    self._end(self._exceeded("memory"), gently=False)
                elif spent - base > self.limits.cpu_seconds:
                    self._end(self._exceeded("cpu_seconds"), gently=True)
                elif disk and _size(self._folder) > self.limits.output:
                    self._end(self._exceeded("output"), gently=True)
                time.sleep(_WATCH_SECONDS)


class _Call:
    """One question that waits for its answer."""

    def __init__(self, subject: str):
        self.subject = subject
        self.inbox: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()


def _cancelled(subject: str) -> LinchpinError:
    return Cancelled(message("Reading {subject} was cancelled", subject=subject))


def _size(folder: Path | None) -> int:
    """Bytes of the files in a folder and below; what vanishes meanwhile counts nothing."""
    total = 0
    for place, _, names in os.walk(folder) if folder else ():
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
    return total


_READERS: "WeakSet[Reader]" = WeakSet()


@atexit.register
def _let_go() -> None:
    """The end of the program ends its readers, all at the same time."""
    threads = [threading.Thread(target=each.close) for each in list(_READERS) if not each.ended]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
