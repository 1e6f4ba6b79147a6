"""The page Departure in a real browser: blocks open customers, and everybody can read it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import grave_findings
from tests.browser.visiting import PHONE, Visit
from tests.serving import Server


def test_a_block_and_a_call_open_the_customer_in_place(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    window = visit(demo_server).open("/departure?rep=R007")
    window.page.get_by_role("button", name=re.compile("a year, stays")).first.click()
    expect(window.page).to_have_url(re.compile("/customers.*customer="))
    window.settle().page.go_back()
    window.settle().page.get_by_role("button", name=re.compile("^Call ")).first.click()
    expect(window.page).to_have_url(re.compile("/customers.*customer="))
    assert window.foreign_requests == []
    assert window.console_errors == []


def test_links_of_the_page_to_itself_stand_in_the_address_and_lead_to_the_tab(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    window = visit(demo_server).open("/departure")
    window.page.get_by_role("link", name=re.compile("^Plan the handover of")).first.click()
    expect(window.page).to_have_url(re.compile(r"/departure\?rep="))
    window.settle().page.get_by_role("link", name="Start or follow the handover").click()
    expect(window.page).to_have_url(re.compile("rep=.*tab=handover"))
    start = window.settle().page.get_by_role("button", name="Start the handover", exact=True)
    expect(start).to_be_in_viewport()


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
@pytest.mark.parametrize(
    "asked", ["rep=R007", "rep=R007,R009&kind=competitor&tab=prices", "rep=R007&kind=away"]
)
def test_departures_have_no_grave_finding_on_desk_or_phone(
    visit: Callable[..., Visit], demo_server: Server, asked: str, language: str, dark: bool
) -> None:
    window = visit(demo_server, dark=dark, language=language).open(f"/departure?{asked}")
    assert grave_findings(window) == []
    assert grave_findings(window.resize(PHONE)) == []
    assert window.sideways_scroll() == 0
