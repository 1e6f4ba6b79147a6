"""A source without end is given up by a button, with the last page, and with the server."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, expect

from pages.components.work import PATIENCE_SECONDS
from tests.browser.visiting import Visit
from tests.serving import Server, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_ENDLESS = """
CREATE TABLE reps (rep_id TEXT, name TEXT);
CREATE TABLE activities (customer_id TEXT, rep_id TEXT, happened_at TEXT);
CREATE VIEW customers AS
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
  SELECT CAST(i AS TEXT) AS customer_id, 'Somebody' AS name FROM n;
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    path = tmp_path / "endless.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(_ENDLESS)
    connection.close()
    with serve(tmp_path / "home", source=str(path)) as running:
        yield running


def readers(server: Server) -> list[psutil.Process]:
    """The processes that read for a server."""
    return psutil.Process(server.pid).children(recursive=True)


def reading(visit: Visit) -> psutil.Process:
    """The process that reads once the page waits for it."""
    visit.page.goto(visit.server.url)
    expect(visit.page.get_by_role("button", name="Cancel")).to_be_visible()
    (reader,) = readers(visit.server)
    return reader


def test_the_button_ends_it_and_the_page_offers_to_start_again(
    browser: Browser, server: Server
) -> None:
    visit = Visit(browser, server)
    reader = reading(visit)
    visit.page.get_by_role("button", name="Cancel").click()
    expect(visit.page.get_by_role("button", name="Start again")).to_be_visible()
    reader.wait(timeout=60)


def test_a_page_loaded_again_goes_on_and_the_last_one_ends_it(
    browser: Browser, server: Server
) -> None:
    visit = Visit(browser, server)
    reader = reading(visit)
    assert reading(visit) == reader
    visit.page.close()
    assert reader.is_running()
    reader.wait(timeout=PATIENCE_SECONDS + 60)


def test_the_end_of_the_server_ends_it(browser: Browser, server: Server) -> None:
    reader = reading(Visit(browser, server))
    os.kill(server.pid, signal.SIGKILL)
    reader.wait(timeout=60)
