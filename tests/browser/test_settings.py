"""A setting is changed with its effect before it is saved, and undone; in both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import grave_findings
from tests.browser.visiting import DESK, PHONE, Visit
from tests.serving import Server

pytestmark = pytest.mark.slow

#: Field, show, save, tab of the history, undo, and what the history says.
WORDS = {
    "en": (
        "Revenue on record with one person only, at most, %",
        "Show what it changes",
        "Save",
        "Who changed what",
        "Undo",
        "undone by",
    ),
    "zh": ("单点对接客户的销售额占比上限, %", "查看会改变什么", "保存", "改动记录", "撤销", "撤销"),
}


@pytest.mark.parametrize("language", WORDS)
def test_a_limit_is_changed_by_keyboard_and_undone(
    visit: Callable[..., Visit], own_server: Server, language: str
) -> None:
    label, show, save, history, undo, undone = WORDS[language]
    window = visit(own_server).open(f"/settings?lang={language}")
    before = window.heading.inner_text()
    field = window.page.get_by_label(label, exact=True)
    field.fill("55")
    field.press("Enter")
    window.settle()
    window.page.get_by_role("button", name=show).click()
    window.settle()
    expect(window.page.locator(".st-key-settings-draft-card")).to_contain_text("55")
    window.page.get_by_role("button", name=save, exact=True).click()
    window.settle()
    expect(window.heading).not_to_have_text(before)
    window.page.get_by_role("tab", name=history).click()
    window.settle()
    window.page.get_by_role("button", name=undo, exact=True).first.click()
    window.settle()
    expect(window.heading).to_have_text(before)
    expect(window.page.get_by_text(undone).first).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("tab", ["policy", "people", "alerts", "history"])
def test_no_tab_has_a_grave_finding_or_scrolls_sideways(
    visit: Callable[..., Visit], demo_server: Server, tab: str, dark: bool
) -> None:
    window = visit(demo_server, dark=dark).open(f"/settings?tab={tab}")
    for size in (DESK, PHONE):
        window.resize(size)
        assert grave_findings(window) == []
        assert window.sideways_scroll() == 0
