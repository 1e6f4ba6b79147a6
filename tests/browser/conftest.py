"""A real Chromium in front of a real server.

Without Chromium these tests are skipped with a reason; with CI set that is a failure. Every
window a test opens is watched: no request may leave for anywhere but the server, and the console
must hold no error.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visiting import CHROMIUM_FLAGS, Visit, chromium_path
from tests.serving import Server, serve


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, one a module: its event loop must not outlive the tests that need it."""
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        if path is None:
            missing = "no Chromium on this machine (Debian: apt-get install chromium)"
            (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open watched windows: ``visit(server, size=PHONE, language="zh-CN", dark=True)``."""
    opened: list[Visit] = []
    with ExitStack() as stack:

        def open_window(server: Server, **look: object) -> Visit:
            opened.append(stack.enter_context(Visit(browser, server, **look)))  # type: ignore[arg-type]
            return opened[-1]

        yield open_window
    assert [url for each in opened for url in each.foreign_requests] == []
    assert [error for each in opened for error in each.console_errors] == []


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on the demo company, which it has built itself; tests must not change its data."""
    with serve(tmp_path_factory.mktemp("demo") / "home") as server:
        yield server


@pytest.fixture(scope="module")
def changing_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("own") / "home") as server:
        yield server


@pytest.fixture
def own_server(changing_server: Server) -> Iterator[Server]:
    """A server for tests that change data; afterwards it shows the demo company again."""
    yield changing_server
    for file in changing_server.home.iterdir():
        if file.is_file() and not file.name.startswith(("demo", ".linchpin-")):
            file.unlink()
