"""What a reader sees when something is broken: words and an id, never a traceback."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pages.components.registry import ENTRIES, Entry
from tests.browser.visiting import Visit
from tests.serving import ROOT, Server, serve

pytestmark = pytest.mark.slow

SECRET = "password=hunter2"


def test_unexpected_error_shows_an_id_that_leads_to_the_log(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    text = (ROOT / "app.py").read_text(encoding="utf-8")
    broken = tmp_path / "app.py"
    broken.write_text(text.replace("current.run()", f'raise RuntimeError("{SECRET}")'), "utf-8")
    with serve(tmp_path / "home", script=broken) as server:
        window = visit(server)
        window.page.goto(server.url)
        alert = window.page.get_by_text("Something went wrong on our side.")
        expect(alert).to_be_visible()
        number = re.search(r"\b[0-9a-f]{8}\b", alert.inner_text())
        shown = window.page.content()
        log = server.log.read_text(encoding="utf-8")
    assert number is not None
    assert number[0] in log
    assert SECRET in log
    assert SECRET not in shown
    assert "Traceback" not in shown


@pytest.fixture(scope="module")
def broken_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose database is a file that is none."""
    folder = tmp_path_factory.mktemp("broken")
    (folder / "crm.duckdb").write_bytes(b"this is no database" * 100)
    with serve(folder / "home", source=str(folder / "crm.duckdb")) as server:
        yield server


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_broken_database_is_explained_on_every_page(
    visit: Callable[..., Visit], broken_server: Server, entry: Entry
) -> None:
    window = visit(broken_server).open(f"/{entry.path}")
    expect(window.heading).to_have_count(1)
    expect(window.page.get_by_text("crm.duckdb cannot be opened").first).to_be_visible()
    assert "Traceback" not in window.page.content()
