"""Other pages of the same browser get nothing, and the server calls nobody because of them.

One server is asked by a page under a name of somebody else that leads here, and by a page from
another port of this machine. What its process looks up and connects to is written down.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.components.registry import ENTRIES
from tests.browser.company import write_company
from tests.browser.visiting import REBOUND, Visit
from tests.serving import Server, serve


@dataclass(frozen=True, slots=True)
class Watched:
    """A server, and the file of its calls to other computers."""

    server: Server
    calls: Path

    @property
    def port(self) -> int | None:
        return urlsplit(self.server.url).port

    def called(self) -> list[str]:
        return self.calls.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("watched")
    write_company(folder / "crm")
    calls = folder / "calls"
    with serve(folder / "home", source=str(folder / "crm"), calls=calls) as server:
        yield Watched(server, calls)


class _Neighbour(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html><title>neighbour</title>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def neighbour() -> Iterator[int]:
    """The port of another server of this machine, with an empty page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Neighbour) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@contextmanager
def window(browser: Browser) -> Iterator[Page]:
    """An unwatched window, for pages of others."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


#: What a page may try; each gives "refused" or what it got.
TRIES = """async (target) => {
  const socket = (path) => new Promise((done) => {
    const opened = new WebSocket(target.replace('http', 'ws') + path, 'streamlit')
    opened.onopen = () => done('open')
    opened.onerror = () => done('refused')
  })
  const fetched = (path, options) => fetch(target + path, options).then(
    (answer) => [421, 403].includes(answer.status) ? 'refused' : `${answer.status}`,
    () => 'refused')
  const loaded = (name, path) => new Promise((done) => {
    const element = document.createElement(name)
    element.onload = () => done('loaded')
    element.onerror = () => done('refused')
    element.src = target + path
    document.head.append(element)
  })
  return {
    socket: await socket('/_stcore/stream'),
    read: await fetched('/_stcore/host-config', {}),
    blind: await fetched('/customers', {mode: 'no-cors', credentials: 'include'}),
    upload: await fetched('/_stcore/upload_file/a/b', {method: 'PUT', body: 'x'}),
    picture: await loaded('img', '/favicon.png'),
    script: await loaded('script', '/static/js/index.js'),
  }
}"""
REFUSED = dict.fromkeys(("socket", "read", "blind", "upload", "picture", "script"), "refused")


def test_page_under_a_name_that_leads_here_reads_nothing(
    browser: Browser, watched: Watched
) -> None:
    rebound = f"http://{REBOUND}:{watched.port}"
    with window(browser) as page:
        answer = page.goto(f"{rebound}/customers")
        assert answer is not None
        assert answer.status == 421
        assert "does not answer under this name" in page.locator("body").inner_text()
        assert page.evaluate(TRIES, rebound) == REFUSED
    assert watched.called() == []


@pytest.mark.parametrize("name", ["127.0.0.1", REBOUND])
def test_page_of_another_server_gets_nothing(
    browser: Browser, watched: Watched, neighbour: int, name: str
) -> None:
    with window(browser) as page:
        page.goto(f"http://{name}:{neighbour}")
        assert page.evaluate(TRIES, watched.server.url) == REFUSED
        page.set_content(f'<iframe src="{watched.server.url}/customers"></iframe>')
        framed = page.frames[-1]
        framed.wait_for_load_state()
        assert framed.locator("#root").count() == 0
    assert watched.called() == []


def test_followed_link_to_a_page_opens_it(
    browser: Browser, watched: Watched, neighbour: int
) -> None:
    with window(browser) as page:
        page.goto(f"http://127.0.0.1:{neighbour}")
        page.set_content(f'<a href="{watched.server.url}/customers">customers</a>')
        page.get_by_role("link").click()
        expect(page.locator("#root")).to_be_attached()


@pytest.mark.slow
def test_every_page_keeps_to_this_computer_and_to_its_policy(
    visit: Callable[..., Visit], watched: Watched
) -> None:
    for entry in ENTRIES:
        visit(watched.server).open(f"/{entry.path}")
    assert watched.called() == []
