"""Start Linchpin's server as people do (``streamlit run``) and end it again.

Used by the browser tests, the screenshots and the benchmarks.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ROOT", "Server", "ended", "free_port", "serve", "until"]

ROOT = Path(__file__).resolve().parents[1]

_START_SECONDS = 60
_STOP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address without a final slash, process id, LINCHPIN_HOME, output."""

    url: str
    pid: int
    home: Path
    log: Path


@contextmanager
def serve(
    home: Path,
    *,
    script: Path = ROOT / "app.py",
    source: str | None = None,
    calls: Path | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Serve ``script`` on a free loopback port with ``home`` as LINCHPIN_HOME.

    The environment of the caller (LINCHPIN_*, STREAMLIT_*) has no influence; ``settings`` are
    further variables. Yields once the server answers; raises RuntimeError with its output if it
    never does. With ``calls`` every address elsewhere that the process asks for is written there
    (see :mod:`tests.watched`).
    """
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    log = home.parent / f"{home.name}-server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            _command(script, port, calls),
            cwd=ROOT,
            env=_environment(home, source) | dict(settings or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    with ended(process):
        server = Server(f"http://127.0.0.1:{port}", process.pid, home, log)
        until(lambda: _healthy(server.url), process, log)
        yield server


def _command(script: Path, port: int, calls: Path | None) -> list[str]:
    program = ["streamlit"] if calls is None else ["tests.watched", str(calls)]
    streamlit = [sys.executable, "-m", *program, "run", str(script)]
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
    }
    return streamlit + [
        part for name, value in options.items() for part in (f"--{name}", str(value))
    ]


def _environment(home: Path, source: str | None) -> dict[str, str]:
    ours = ("LINCHPIN_", "STREAMLIT_", "PYTEST_", "COVERAGE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"LINCHPIN_HOME": str(home)} | ({"LINCHPIN_SOURCE": source} if source else {})


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def until(
    ready: Callable[[], bool],
    process: subprocess.Popen[bytes],
    log: Path,
    *,
    seconds: float = _START_SECONDS,
) -> None:
    """Wait until ``ready()``; RuntimeError with the log if the process ends or takes too long."""
    deadline = time.monotonic() + seconds
    while not ready():
        with suppress(subprocess.TimeoutExpired):  # waiting for its end paces the questions
            process.wait(timeout=0.1)
        if process.returncode is not None or time.monotonic() > deadline:
            output = log.read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"the server did not start (exit {process.returncode}):\n{output}")


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """End ``process`` when the block ends: kindly first."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
