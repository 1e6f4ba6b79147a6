"""Start a program of the product, watch its memory and time, kill it, and see what it leaves."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.serving import ROOT

__all__ = ["Ended", "Kill", "Limits", "Warm"]

_GLANCE_SECONDS, _HURRY_SECONDS = 0.04, 0.0002


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take: bytes of resident memory in any one process, seconds of wall time.

    The product watches its reader from outside and so notices late: ``memory`` is its stated limit
    and what may be read between two looks.
    """

    memory: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Kill:
    """A death so many seconds after the start, or after so many changes of a folder's names.

    Files get their names within milliseconds at the end of a run, which a moment drawn from the
    whole run hardly ever meets. With ``family``, descendants die at the same moment.
    """

    seconds: float
    family: bool
    changes: int = 0
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended; ``code`` is None where it was killed by us."""

    code: int | None
    out: str
    err: str
    peak: int
    seconds: float
    limit: str = ""
    left_running: tuple[str, ...] = ()


class Warm:
    """A process from which programs start without importing anything anew."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.torture.warm"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen(
            command, cwd=ROOT, text=True, start_new_session=True, **pipes
        )

    def close(self) -> None:
        """End it."""
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                stream.close()
        self._process.wait()

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        limits: Limits,
        *,
        environment: Mapping[str, str] | None = None,
        kill: Kill | None = None,
    ) -> Ended:
        """Run a program to its end, to a limit, or to its death.

        ``folder`` takes its output and its temporary files.
        """
        streams = folder / "stdout", folder / "stderr"
        for stream in streams:
            stream.unlink(missing_ok=True)
        for name in ("tmp", "cwd"):
            (folder / name).mkdir(exist_ok=True)
        # So slow a source is given up soon.
        patience = {"LINCHPIN_SOURCE_SECONDS": "20"}
        own = patience | {"TMPDIR": str(folder / "tmp"), "LINCHPIN_HOME": str(folder / "home")}
        request = {
            "arguments": list(arguments),
            "environment": {**own, **(environment or {})},
            "folder": str(folder / "cwd"),
            "stdout": str(streams[0]),
            "stderr": str(streams[1]),
        }
        self._tell(request)
        watched = _Watched(self._hear()["child"], limits, kill)
        watched.until_end()
        end = self._hear()
        peak = max(watched.peak, 0 if watched.killed else end["peak"])
        out, err = (each.read_text("utf-8", "replace") if each.exists() else "" for each in streams)
        code = None if watched.killed and end["code"] == -signal.SIGKILL else end["code"]
        return Ended(code, out, err, peak, watched.seconds, watched.limit, watched.left_running())

    def _tell(self, request: object) -> None:
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()

    def _hear(self) -> dict[str, int]:
        return dict(json.loads(self._process.stdout.readline()))


class _Moment:
    """When to kill."""

    def __init__(self, kill: Kill, started: float) -> None:
        self._kill, self._changes = kill, 0
        self._before = self._state()
        self._since: float | None = None if kill.changes else started

    @property
    def family(self) -> bool:
        return self._kill.family

    @property
    def is_near(self) -> bool:
        """Whether a change may come at any time."""
        return self._kill.changes > 0

    def has_come(self) -> bool:
        if self._since is None and (state := self._state()) != self._before:
            self._before, self._changes = state, self._changes + 1
            self._since = time.monotonic() if self._changes >= self._kill.changes else None
        return self._since is not None and time.monotonic() >= self._since + self._kill.seconds

    def _state(self) -> int:
        folder = self._kill.folder
        return folder.stat().st_mtime_ns if folder and folder.exists() else 0


class _Watched:
    """One running program with all its descendants."""

    def __init__(self, child: int, limits: Limits, kill: Kill | None) -> None:
        self._started = self._glanced = time.monotonic()
        self._main: psutil.Process | None = None
        with suppress(psutil.NoSuchProcess):  # it may be over before anybody looks
            self._main = psutil.Process(child)
        self._family: dict[int, psutil.Process] = {}
        self._limits, self._moment = limits, kill and _Moment(kill, self._started)
        self.killed, self.limit, self.peak = False, "", 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def until_end(self) -> None:
        """Look again and again; returns once the main process has ended."""
        while self._main is not None and not _is_over(self._main):
            if time.monotonic() >= self._glanced + _GLANCE_SECONDS:
                self._glanced = time.monotonic()
                self._glance()
            if self._moment and not self.killed and self._moment.has_come():
                self._kill(self._everybody() if self._moment.family else [self._main])
            elif self.limit:
                self._kill(self._everybody())
            hurry = self._moment and self._moment.is_near
            time.sleep(_HURRY_SECONDS if hurry else _GLANCE_SECONDS)

    def left_running(self) -> tuple[str, ...]:
        """Descendants that outlive the main process by ten seconds; they are ended."""
        _, alive = psutil.wait_procs(list(self._family.values()), timeout=10)
        names = []
        for process in alive:
            with suppress(psutil.Error):
                names.append(" ".join(process.cmdline()[:4])[:120] or process.name())
                process.kill()
        return tuple(names)

    def _everybody(self) -> list[psutil.Process]:
        main = [] if self._main is None else [self._main]
        return [*main, *self._family.values()]

    def _glance(self) -> None:
        with suppress(psutil.Error):
            for each in self._main.children(recursive=True) if self._main else ():
                self._family.setdefault(each.pid, each)
        for process in self._everybody():
            with suppress(psutil.Error):
                self.peak = max(self.peak, process.memory_info().rss)
        if self.peak > self._limits.memory:
            self.limit = "memory"
        elif self.seconds > self._limits.seconds:
            self.limit = "time"

    def _kill(self, processes: Sequence[psutil.Process]) -> None:
        self.killed = True
        for process in processes:
            with suppress(psutil.Error, OSError):
                os.kill(process.pid, signal.SIGKILL)


def _is_over(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
