"""Customer names that would fetch, run or compute something if they were more than text."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from pages.components.registry import ENTRIES, Entry
from tests.browser.company import HOSTILE_NAMES, REVENUE, write_company
from tests.browser.test_own_data import csv_rows, downloaded, excel_rows
from tests.browser.visiting import PHONE, Visit
from tests.serving import Server, serve

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a company whose customers have hostile names."""
    folder = tmp_path_factory.mktemp("hostile")
    write_company(folder / "crm", names=HOSTILE_NAMES)
    with serve(folder / "home", source=str(folder / "crm")) as server:
        yield server


def unharmed(window: Visit) -> None:
    """The window shows one page of ours; the fixture checks its requests and its console."""
    expect(window.heading).to_have_count(1)
    assert window.page.title().endswith("· Linchpin")
    links = window.page.locator("a[href*='tracker.example'], img[src*='tracker.example']")
    assert links.count() == 0


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_hostile_names_are_only_text_on_every_page(
    visit: Callable[..., Visit], hostile_server: Server, entry: Entry
) -> None:
    window = visit(hostile_server).open(f"/{entry.path}")
    unharmed(window)
    unharmed(window.resize(PHONE))
    assert window.sideways_scroll() == 0


@pytest.mark.parametrize("customer", REVENUE)
def test_hostile_name_is_only_text_on_the_page_of_its_customer(
    visit: Callable[..., Visit], hostile_server: Server, customer: str
) -> None:
    window = visit(hostile_server).open(f"/customers?customer={customer}")
    unharmed(window)
    name = HOSTILE_NAMES[list(REVENUE).index(customer)]
    shown = window.page.get_by_test_id("stMain").inner_text().replace("\u2060", "")
    assert name in " ".join(shown.split())


def test_formulas_in_names_stay_text_in_downloads(
    visit: Callable[..., Visit], hostile_server: Server
) -> None:
    window = visit(hostile_server).open("/customers")
    formula = next(name for name in HOSTILE_NAMES if name.startswith("="))
    from_csv = [cell for row in csv_rows(downloaded(window, "CSV")) for cell in row.values()]
    from_excel = [cell for row in excel_rows(downloaded(window, "Excel")) for cell in row.values()]
    assert f"'{formula}" in from_csv
    assert not [cell for cell in from_csv if cell.startswith(("=", "@", "+"))]
    assert formula in from_excel
