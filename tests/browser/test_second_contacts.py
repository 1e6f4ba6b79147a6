"""Introductions are decided in place; of two browsers that decide, the second is told."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import grave_findings
from tests.browser.visiting import DESK, PHONE, Visit
from tests.serving import Server

pytestmark = pytest.mark.slow


def accept(window: Visit) -> None:
    window.page.get_by_role("button", name="Accept", exact=True).click()
    window.settle()


def test_second_of_two_browsers_is_told_and_the_action_is_followed_to_its_end(
    visit: Callable[..., Visit], own_server: Server
) -> None:
    one = visit(own_server).open("/coverage")
    before = one.heading.inner_text()
    one.open("/coverage?customer=C0163")
    other = visit(own_server, size=PHONE).open("/coverage?customer=C0163")
    accept(one)
    expect(one.page.get_by_role("tab", name="Agreed (1)")).to_be_visible()
    assert one.heading.inner_text() == before
    accept(other)
    expect(other.page.get_by_text("has decided about this customer meanwhile")).to_be_visible()
    other.open("/coverage?tab=agreed")
    expect(other.page.get_by_text("becomes second contact of")).to_have_count(1)
    one.open("/coverage?tab=agreed")
    other.page.get_by_role("button", name="Done").click()
    other.settle()
    one.page.get_by_role("button", name="Later").click()
    expect(one.page.get_by_text("that you have not seen")).to_be_visible()
    expect(one.settle().page.get_by_role("button", name="Undo")).to_be_visible()
    assert grave_findings(one) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("address", ["?customer=C0163", "?rep=R007"], ids=["decision", "sheet"])
def test_decision_and_sheet_have_no_grave_finding_and_do_not_scroll_sideways(
    visit: Callable[..., Visit], demo_server: Server, address: str, dark: bool
) -> None:
    window = visit(demo_server, dark=dark).open(f"/coverage{address}")
    for size in (DESK, PHONE):
        window.resize(size)
        assert grave_findings(window) == []
        assert window.sideways_scroll() == 0


def test_on_paper_the_sheet_is_its_title_and_its_table(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    window = visit(demo_server, dark=True).open("/coverage?rep=R007")
    window.page.emulate_media(media="print")
    expect(window.page.locator(".lp-sheet")).to_be_visible()
    expect(window.heading).to_be_visible()
    expect(window.page.get_by_role("button", name="All introductions")).to_be_hidden()
    expect(window.page.get_by_role("link", name="Overview")).to_be_hidden()
