"""What only a browser shows of the map: its canvas, its keys, the address that follows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.visiting import PHONE, Visit
from tests.serving import Server

pytestmark = pytest.mark.slow


def drawn(window: Visit) -> Locator:
    """The map, once its picture is there."""
    picture = window.page.locator(".map[data-drawn]")
    expect(picture).to_be_visible()
    return picture


def ink(window: Visit) -> int:
    """How many pixels of the canvas are not empty."""
    return int(
        window.page.locator(".map canvas").evaluate(
            "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data"
            ".filter((value, at) => at % 4 == 3 && value > 0).length"
        )
    )


def nothing_chosen(address: str) -> bool:
    """Whether an address selects nothing."""
    return "rep=" not in address and "customer=" not in address


def test_keys_walk_the_ring_choose_and_clear(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    window = visit(demo_server).open("/network")
    drawn(window)
    assert ink(window) > 10_000
    page, people = window.page, window.page.get_by_role("listbox")
    people.focus()
    first = people.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowRight")
    assert people.get_attribute("aria-activedescendant") != first
    page.keyboard.press("Enter")
    page.wait_for_url("**rep=*")
    expect(people.locator("[aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Escape")
    page.wait_for_url(nothing_chosen)
    expect(people.locator("[aria-selected=true]")).to_have_count(0)


@pytest.mark.parametrize("look", [{}, {"size": PHONE, "dark": True, "language": "zh-CN"}], ids=str)
def test_who_is_chosen_may_leave_and_the_picture_says_what_is_left(
    visit: Callable[..., Visit], demo_server: Server, look: dict[str, object]
) -> None:
    window = visit(demo_server, **look).open("/network?rep=R007")
    drawn(window)
    toggle = window.page.locator(".leave")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    expect(window.page.locator(".outcome")).not_to_be_empty()
    window.page.locator(".clear").click()
    window.page.wait_for_url(nothing_chosen)
    expect(toggle).to_be_hidden()
    assert window.sideways_scroll() == 0


def test_a_click_chooses_what_is_under_it_and_back_takes_it_back(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    window = visit(demo_server).open("/network")
    picture = drawn(window)
    box = picture.bounding_box()
    assert box is not None
    # Straight down through the picture, some dot is met before long.
    for step in range(1, int(box["height"])):
        window.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + step)
        if window.page.locator(".tip").is_visible():
            break
    window.page.mouse.down()
    window.page.mouse.up()
    window.page.wait_for_url(lambda address: not nothing_chosen(address))
    window.settle()
    window.page.go_back()
    window.page.wait_for_url(nothing_chosen)
