"""axe-core on every page: no serious and no critical finding."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from pages.components.registry import ENTRIES, Entry
from tests.browser.visiting import DESK, PHONE, Visit
from tests.serving import Server

pytestmark = pytest.mark.slow


def grave_findings(window: Visit) -> list[str]:
    """Serious and critical findings: rule, target and advice."""
    violations = Axe().run(window.page).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in violations
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_page_has_no_grave_finding_on_desk_or_phone(
    visit: Callable[..., Visit], demo_server: Server, entry: Entry, dark: bool
) -> None:
    window = visit(demo_server, dark=dark).open(f"/{entry.path}")
    assert grave_findings(window) == []
    assert grave_findings(window.resize(PHONE)) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_of_one_customer_and_one_person_have_no_grave_finding(
    visit: Callable[..., Visit], demo_server: Server, dark: bool
) -> None:
    window = visit(demo_server, dark=dark)
    for selection in ("customer", "rep"):
        window.open("/")
        window.page.locator(f"[data-testid=stMain] a[href*='{selection}=']").first.click()
        expect(window.page).to_have_url(re.compile(f"{selection}="))
        window.settle().page.get_by_text("That is wrong, I know better").click()
        expect(window.page.get_by_role("button", name="Save")).to_be_visible()
        assert grave_findings(window.settle()) == []
        assert grave_findings(window.resize(PHONE)) == []
        window.resize(DESK)
