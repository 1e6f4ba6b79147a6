"""What only a browser shows of a table: clicks on its canvas, its keys, the browser's tab."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit
from tests.serving import Server

_ROW = 36


def grid(page: Page) -> dict[str, float]:
    """Where the list of customers stands on the screen."""
    canvas = page.locator(".st-key-wide-table-customers canvas").first
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    assert box is not None
    return {name: float(value) for name, value in box.items()}


def click(page: Page, x: float, row: int) -> None:
    """Click into the table; row 0 is the heading."""
    box = grid(page)
    page.mouse.click(box["x"] + x, box["y"] + _ROW * (row + 0.5))


@pytest.mark.slow
def test_a_heading_sorts_in_the_address_and_a_name_opens_in_place(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    window = visit(demo_server)
    page = window.open("/customers").page
    click(page, 270, 0)
    page.wait_for_url("**/customers?sort=*")
    window.settle()
    click(page, 90, 1)
    page.wait_for_url("**customer=*")
    window.settle()
    expect(page).not_to_have_title("Customers · Linchpin")
    assert len(page.context.pages) == 1
    page.go_back()
    expect(page).to_have_title("Customers · Linchpin")
    assert "sort=" in page.url
    assert "customer=" not in page.url


@pytest.mark.slow
def test_the_keyboard_walks_the_table_and_opens_a_row(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    window = visit(demo_server)
    page = window.open("/customers").page
    click(page, 360, 1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    window.settle()
    assert "customer=" not in page.url
    page.keyboard.press("Shift+Space")
    page.wait_for_url("**customer=*")
    window.settle()
    expect(page).not_to_have_title("Customers · Linchpin")


def test_a_click_on_a_tab_is_in_the_address_and_survives_a_reload(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    window = visit(demo_server)
    page = window.open("/confidence").page
    tab = page.get_by_role("tab", name="How departures add up")
    tab.click()
    page.wait_for_url("**/confidence?tab=law")
    page.reload()
    window.settle()
    expect(tab).to_have_attribute("aria-selected", "true")
