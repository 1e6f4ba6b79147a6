"""Every page of the menu, on a desk and on a phone, in the order a visitor meets it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from pages.components.registry import ENTRIES, Entry
from tests.browser.visiting import DESK, PHONE, Visit
from tests.serving import Server

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
PAGES = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)


@SIZES
@PAGES
def test_deep_link_shows_the_page_labelled_with_one_heading_and_no_sideways_scroll(
    visit: Callable[..., Visit], demo_server: Server, entry: Entry, size: tuple[int, int]
) -> None:
    window = visit(demo_server, size=size).open(f"/{entry.path}")
    expect(window.page).to_have_title(f"{entry.title} · Linchpin")
    expect(window.heading).to_have_count(1)
    assert window.heading.inner_text().strip()
    assert window.page.get_by_text("Page not found").count() == 0
    assert window.sideways_scroll() == 0
    expect(window.page.get_by_text("Demo company", exact=True).first).to_be_visible()
    own = window.page.get_by_role("link", name="Use my own data")
    if entry.name == "data":
        expect(own).to_have_count(0)
    else:
        expect(own.first).to_be_visible()


@SIZES
def test_menu_leads_to_every_page(
    visit: Callable[..., Visit], demo_server: Server, size: tuple[int, int]
) -> None:
    window = visit(demo_server, size=size).open()
    in_menu = [entry for entry in ENTRIES if entry.group]
    for entry in [*in_menu[1:], in_menu[0]]:
        window.choose(str(entry.title))
        expect(window.page).to_have_title(f"{entry.title} · Linchpin")
        expect(window.heading).to_have_count(1)
        assert window.path() == f"/{entry.path}"


_OBSERVED = """
new MutationObserver((_, observer) => {
  const main = document.querySelector(".stMainBlockContainer")
  if (!main) return
  window.first_seen = getComputedStyle(main).opacity
  observer.disconnect()
}).observe(document, { childList: true, subtree: true })
"""


def test_page_appears_when_it_is_drawn_and_not_piece_by_piece(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    window = visit(demo_server, size=PHONE)
    window.page.add_init_script(_OBSERVED)
    window.open("/departure?rep=R007")
    assert window.page.evaluate("window.first_seen") == "0"
    expect(window.page.locator(":root[data-drawn]")).to_be_attached()
    expect(window.page.locator(".stMainBlockContainer")).to_have_css("opacity", "1")
