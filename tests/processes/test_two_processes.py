"""Two processes on one home behind the proxy of compose.yaml, on this computer without containers:
one computes for both, readers stay where they are, and what ends or goes down is told and survived.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.benchmarks.visitor import Visitor, visit
from tests.pages.homes import own_home
from tests.serving import ROOT, Server, ended, free_port, serve
from tests.with_databases import postgresql

pytestmark = pytest.mark.slow

_PATIENCE = 90
COOKIE = "linchpin-process"


class Relay:
    """The way to the database: open, or as if the database were down."""

    def __init__(self, port: int):
        self._target = port
        self.port = free_port()
        self._listener: socket.socket | None = None
        self._lines: list[socket.socket] = []
        self.open()

    def open(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        assert self._listener is not None
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for each in (self._listener, *self._lines):
            each.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                one, _ = listener.accept()
                other = socket.create_connection(("127.0.0.1", self._target))
                self._lines += [one, other]
                for pair in ((one, other), (other, one)):
                    threading.Thread(target=_pass_on, args=pair, daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@dataclass(frozen=True)
class House:
    """The two processes, the proxy before them, its log, and the way to their store."""

    apps: tuple[Server, Server]
    proxy: Server
    relay: Relay


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    program = shutil.which("haproxy", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("haproxy is not installed")
    folder = tmp_path_factory.mktemp("house")
    home = own_home(folder)
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgresql())
        except (FileNotFoundError, RuntimeError, subprocess.CalledProcessError) as error:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no PostgreSQL: {error}")
        relay = Relay(int(re.search(r":(\d+)/", url)[1]))  # type: ignore[index]
        stack.callback(relay.close)
        port = free_port()
        settings = {
            "LINCHPIN_STORE": f"postgresql://postgres@127.0.0.1:{relay.port}/postgres",
            "LINCHPIN_NAMES": f"http://127.0.0.1:{port}",
            "LINCHPIN_LOG": "json",
        }
        first, second = (stack.enter_context(serve(home, settings=settings)) for _ in range(2))
        proxy = stack.enter_context(_proxy(program, port, (first, second), folder))
        yield House((first, second), proxy, relay)


@contextmanager
def _proxy(program: str, port: int, apps: tuple[Server, ...], folder: Path) -> Iterator[Server]:
    told = {f"LINCHPIN_APP_{n}": app.url.removeprefix("http://") for n, app in enumerate(apps, 1)}
    log = folder / "proxy.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [program, "-db", "-f", str(ROOT / "deploy" / "haproxy.cfg")],
            env={**os.environ, **told, "LINCHPIN_PROXY": f"127.0.0.1:{port}"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    with ended(process):
        server = Server(f"http://127.0.0.1:{port}", process.pid, folder, log)
        _until(lambda: ask(server, "/healthz").status == 200)
        yield server


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


def ask(server: Server, path: str, **headers: str) -> Answer:
    """An answer, also where it is a refusal; 0 where nobody answers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(server.url + path, headers=named)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return Answer(answer.status, dict(answer.headers), answer.read().decode())
    except urllib.error.HTTPError as error:
        return Answer(error.code, dict(error.headers), error.read().decode())
    except OSError:
        return Answer(0, {}, "")


def counted(app: Server, metric: str) -> float:
    (value,) = re.findall(rf"^{re.escape(metric)} (\S+)$", ask(app, "/metrics").body, re.MULTILINE)
    return float(value)


def assessments(app: Server, outcome: str) -> float:
    return counted(app, f'linchpin_assessment_seconds_count{{outcome="{outcome}"}}')


def events(app: Server) -> list[tuple[str, bool]]:
    """What happened, and whether the log says for which request."""
    lines = app.log.read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines if '"event"' in line]
    return [(each["event"], each["request"] is not None) for each in told]


def test_one_process_computes_for_both_and_for_readers_of_both_languages(house: House) -> None:
    def read(app: Server, query: str = "") -> int:
        with visit(app, "customers", query) as visitor:
            return visitor.rerun()

    with ThreadPoolExecutor(2) as pool:
        assert all(count > 10 for count in pool.map(read, house.apps))
    for app in house.apps:
        assert read(app, "lang=zh") > 10
    came = sorted(
        (assessments(app, "computed"), assessments(app, "read"), assessments(app, "failed"))
        for app in house.apps
    )
    assert came == [(0.0, 1.0, 0.0), (1.0, 0.0, 0.0)]
    told = sorted(each for app in house.apps for each in events(app))
    started = ("server started", False)
    assert told == [("assessment computed", True), ("assessment read", True), started, started]
    assert json.loads(ask(house.apps[0], "/readyz").body)["assessment"] == "at hand"


def test_readers_stay_with_the_process_that_knows_their_session(house: House) -> None:
    first = ask(house.proxy, "/")
    assert first.status == 200
    cookie = first.headers["set-cookie"].split(";")[0]
    assert cookie.startswith(f"{COOKIE}=app-")
    own = house.apps[int(cookie[-1]) - 1]
    (other,) = [app for app in house.apps if app is not own]

    def answered(app: Server) -> float:
        return counted(app, 'linchpin_requests_total{status="2xx"}')

    before = answered(own), answered(other)
    for _ in range(10):
        assert "set-cookie" not in ask(house.proxy, "/", Cookie=cookie).headers
    with visit(house.proxy, "reps", headers={"Cookie": cookie}) as visitor:
        assert visitor.rerun() > 10
        assert counted(own, "linchpin_sessions_open") == 1
        assert counted(other, "linchpin_sessions_open") == 0
    assert answered(own) >= before[0] + 10
    assert answered(other) == before[1]


def test_an_answer_has_the_id_that_the_proxy_gave_and_counts_are_not_told_through_it(
    house: House,
) -> None:
    request = ask(house.proxy, "/", X_Request_ID="0123456789-forged").headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", request)
    _until(lambda: request in house.proxy.log.read_text(encoding="utf-8"))
    assert ask(house.proxy, "/metrics").status == 404


def test_readiness_tells_when_the_store_is_down_and_back_and_figures_are_shown_meanwhile(
    house: House,
) -> None:
    assert all(ask(app, "/readyz").status == 200 for app in house.apps)
    with visit(house.proxy, "customers") as staying:
        staying.rerun()
        _shown_without_store(house, staying)
    _until(lambda: all(ask(app, "/readyz").status == 200 for app in house.apps))


def _shown_without_store(house: House, staying: Visitor) -> None:
    """The store goes down, and comes back at the end."""
    house.relay.close()
    try:
        _until(lambda: all(ask(app, "/readyz").status == 503 for app in house.apps))
        told = json.loads(ask(house.apps[0], "/readyz").body)
        assert told["checks"] == {"home": "ok", "policy": "ok", "store": "failed", "source": "ok"}
        assert all(ask(app, "/healthz").status == 200 for app in house.apps)
        _until(lambda: "backend ready has no server available" in house.proxy.log.read_text())
        assert ask(house.proxy, "/").status == 200
        assert staying.rerun() > 10
        with visit(house.proxy, "customers") as visitor:
            assert visitor.rerun() > 10
    finally:
        house.relay.open()


def test_where_one_process_is_killed_the_other_serves_its_readers(house: House) -> None:
    _until(lambda: COOKIE in ask(house.proxy, "/").headers.get("set-cookie", ""))
    killed, left = house.apps
    before = assessments(left, "computed")
    os.kill(killed.pid, signal.SIGKILL)
    _until(lambda: ask(killed, "/healthz").status == 0)

    def served() -> bool:
        with (
            suppress(Exception),
            visit(house.proxy, "customers", headers={"Cookie": f"{COOKIE}=app-1"}) as visitor,
        ):
            return visitor.rerun() > 10
        return False

    _until(served)
    assert ask(house.proxy, "/", Cookie=f"{COOKIE}=app-1").status == 200
    assert assessments(left, "computed") == before
