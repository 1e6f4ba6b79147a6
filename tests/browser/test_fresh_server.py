"""A deep link as the very first request of a server that has never served anything."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pages.components.registry import ENTRIES, Entry
from tests.browser.company import write_company
from tests.browser.visiting import Visit
from tests.serving import serve

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_first_request_of_a_fresh_server_shows_its_page(
    visit: Callable[..., Visit], tmp_path: Path, entry: Entry
) -> None:
    write_company(tmp_path / "crm")
    with serve(tmp_path / "home", source=str(tmp_path / "crm")) as server:
        window = visit(server)
        window.page.goto(f"{server.url}/{entry.path}")
        expect(window.heading).to_have_count(1)
        expect(window.page).to_have_title(f"{entry.title} · Linchpin")
        window.settle()
        assert window.page.get_by_text("Page not found").count() == 0
        assert window.path() == f"/{entry.path}"
        # Before the server ends, which an open page would notice.
        window.page.close()
