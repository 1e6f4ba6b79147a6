"""A browser that was told a name once is not asked for it again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import Visit
from tests.serving import Server

HINT = "Entered by 李 Na, unverified until there is a sign-in."


@pytest.mark.slow
def test_browser_keeps_the_name_for_the_next_visit(
    own_server: Server, visit: Callable[..., Visit]
) -> None:
    window = visit(own_server).open("/customers?customer=C0163")
    window.page.get_by_text("That is wrong, I know better").click()
    window.page.get_by_role("combobox", name="Person").click()
    window.page.get_by_role("option").first.click()
    window.page.get_by_label("Your name").fill("李 Na")
    window.page.get_by_role("button", name="Save").click()
    undo = window.page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    window.open("/reps?rep=R007")
    window.page.get_by_text("That is wrong, I know better").click()
    expect(window.page.get_by_text(HINT)).to_be_visible()
    expect(window.page.get_by_label("Your name")).to_have_count(0)
    assert [each["sameSite"] for each in window.cookies("linchpin-author")] == ["Strict"]
    other = visit(own_server).open("/customers?customer=C0163")
    other.page.get_by_text("That is wrong, I know better").click()
    expect(other.page.get_by_label("Your name")).to_be_visible()
    other.page.get_by_role("button", name="Undo").click()
    expect(other.page.get_by_role("button", name="Undo")).to_have_count(0)
