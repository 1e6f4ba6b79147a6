"""The search finds from every page, links in texts open in place, the menu is within reach."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import PHONE, Visit
from tests.serving import Server


@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["desk", "phone"])
def test_somebody_is_found_and_opened_by_keyboard(
    visit: Callable[..., Visit], demo_server: Server, size: tuple[int, int]
) -> None:
    window = visit(demo_server, size=size).open("/data")
    field = window.page.get_by_role("combobox", name="Search a customer or person").first
    field.fill("dong manli")
    expect(window.page.get_by_role("option")).to_have_count(1)
    field.press("ArrowDown")
    field.press("Enter")
    expect(window.page).to_have_title("Dong Manli · Linchpin")
    assert window.path() == "/reps"
    expect(field).to_have_value("")


def test_what_nobody_is_called_is_said(visit: Callable[..., Visit], demo_server: Server) -> None:
    window = visit(demo_server).open("/customers")
    window.page.get_by_role("combobox", name="Search a customer or person").fill("<b>nobody")
    expect(window.page.get_by_text("No customer or person of this name")).to_be_visible()


def test_links_of_texts_open_in_place_and_the_way_back_leads_home(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    window = visit(demo_server).open()
    loaded = window.page.evaluate("window.here = 1")
    for link in ("h1 a", ".lp-glyphs a", ".lp-chip"):
        window.page.locator(link).first.click()
        expect(window.page).to_have_title("Dong Manli · Linchpin")
        window.page.go_back()
        expect(window.page).to_have_title("Overview · Linchpin")
        expect(window.page).to_have_url(f"{demo_server.url}/")
        window.settle()
    assert window.page.evaluate("window.here") == loaded


def test_the_overview_is_one_screen(visit: Callable[..., Visit], demo_server: Server) -> None:
    window = visit(demo_server, size=(1440, 900)).open()
    foot = window.page.locator(".lp-chips").bounding_box()
    assert foot is not None
    assert foot["y"] + foot["height"] <= 900


def test_the_menu_of_a_phone_stands_at_its_foot(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    window = visit(demo_server, size=PHONE).open()
    bar = window.page.locator(".st-key-frame-menu").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] == pytest.approx(PHONE[1], abs=2)
