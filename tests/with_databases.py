"""Run a command with throwaway PostgreSQL and MariaDB servers around it.

    python -m tests.with_databases python -m pytest

Each server lives in a temporary folder, on a free loopback port, without passwords, and ends with
the command. Its address is handed on as LINCHPIN_TEST_POSTGRESQL or LINCHPIN_TEST_MARIADB; where
that is set already, no server is started. Where the programs of a server are not installed, the
command runs without it, and the tests that need it say so.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from tests.serving import ended, free_port, until

_DEBIAN = sorted(
    Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name)
)
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", *map(str, reversed(_DEBIAN))])


def main(command: list[str]) -> int:
    """Run ``command`` and return its exit status."""
    with ExitStack() as stack:
        environment = dict(os.environ)
        for variable, serve in _SERVERS.items():
            if variable not in environment and (url := _started(stack, serve)):
                environment[variable] = url
        return subprocess.run(command, env=environment, check=False).returncode


def _started(stack: ExitStack, serve: Callable[[], AbstractContextManager[str]]) -> str | None:
    try:
        return stack.enter_context(serve())
    except (FileNotFoundError, RuntimeError, subprocess.CalledProcessError) as error:
        print(f"No database server for the tests: {error}", file=sys.stderr)
        return None


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL server as long as the block lasts; gives its address."""
    server, initialise, ready = map(_program, ("postgres", "initdb", "pg_isready"))
    with _folder() as folder:
        port, data = free_port(), folder / "data"
        _run([initialise, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"])
        where: list[str | Path] = [
            "-p",
            str(port),
            "-h",
            "127.0.0.1",
            "-k",
            folder,
            "-c",
            "fsync=off",
        ]
        ask = [ready, "-h", "127.0.0.1", "-p", str(port)]
        with _running([server, "-D", data, *where], ask, folder / "log"):
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"


@contextmanager
def _mariadb() -> Iterator[str]:
    server, install, admin = map(_program, ("mariadbd", "mariadb-install-db", "mariadb-admin"))
    with _folder() as folder:
        port, data = free_port(), f"--datadir={folder / 'data'}"
        _run([install, "--no-defaults", data, "--auth-root-authentication-method=normal"])
        where = [f"--socket={folder / 'socket'}", f"--port={port}", "--bind-address=127.0.0.1"]
        reach = ["--no-defaults", "--protocol=tcp", "--host=127.0.0.1", f"--port={port}"]
        ask = [admin, *reach, "--user=root", "ping"]
        with _running([server, "--no-defaults", data, *where], ask, folder / "log"):
            yield f"mysql+pymysql://root@127.0.0.1:{port}/"


_SERVERS: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "LINCHPIN_TEST_POSTGRESQL": postgresql,
    "LINCHPIN_TEST_MARIADB": _mariadb,
}


def _program(name: str) -> str:
    path = shutil.which(name, path=_PATH)
    if path is None:
        raise FileNotFoundError(f"{name} is not installed")
    return path


def _account() -> str | None:
    """Whom to run as: database servers refuse to run as root."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd  # not on Windows

    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="linchpin-") as name:
        account = _account()
        if account is not None:
            shutil.chown(name, account)
        yield Path(name)


def _run(command: list[str | Path]) -> None:
    subprocess.run(command, user=_account(), stdout=subprocess.DEVNULL, check=True)


@contextmanager
def _running(command: list[str | Path], ask: list[str], log: Path) -> Iterator[None]:
    """Run a server; the block begins when the command ``ask`` says that it answers."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, user=_account(), stdout=output, stderr=output)
    with ended(process):
        until(lambda: subprocess.run(ask, capture_output=True).returncode == 0, process, log)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
