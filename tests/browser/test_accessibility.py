"""axe-core on every page: no serious and no critical finding."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from pages.components.registry import ENTRIES, Entry
from tests.browser.visiting import DESK, PHONE, Visit
from tests.serving import Server


def grave_findings(window: Visit) -> list[str]:
    """Serious and critical findings: rule, target and advice."""
    violations = Axe().run(window.page).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in violations
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_page_has_no_serious_finding(
    visit: Callable[..., Visit],
    demo_server: Server,
    entry: Entry,
    dark: bool,
    size: tuple[int, int],
) -> None:
    window = visit(demo_server, size=size, dark=dark).open(f"/{entry.path}")
    assert grave_findings(window) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["customers", "reps"])
def test_page_of_one_customer_or_person_has_no_serious_finding(
    visit: Callable[..., Visit], demo_server: Server, name: str, dark: bool
) -> None:
    window = visit(demo_server, dark=dark).open(first_entry(visit, demo_server, name))
    assert grave_findings(window) == []


def first_entry(visit: Callable[..., Visit], server: Server, name: str) -> str:
    """Address of the first customer or person that the overview names."""
    overview = visit(server).open()
    link = overview.page.locator(f"[data-testid=stMain] a[href*='/{name}?']").first
    return str(link.get_attribute("href")).removeprefix(server.url)
