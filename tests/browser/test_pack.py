"""The pack, chosen with the keyboard on the overview, saved, and read back against the page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import Visit
from tests.data.pack.reading import text_of
from tests.serving import Server

WORDS = {
    "en-GB": ("Pack for the meeting", "Make the file", "Save the file"),
    "zh-CN": ("会议材料", "生成文件", "保存文件"),
}
#: Assessing two more quarters of the demo company, on a busy machine.
SECONDS = 120


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_pack_of_the_overview_holds_its_figures(
    visit: Callable[..., Visit], demo_server: Server, language: str
) -> None:
    offered, made, saved = WORDS[language]
    window = visit(demo_server, size=(1440, 900), language=language).open()
    shown = [each.inner_text() for each in window.page.locator(".lp-value").all()]
    opener = window.page.get_by_role("button", name=offered)
    opener.focus()
    window.page.keyboard.press("Enter")
    window.page.get_by_role("button", name=made).press("Enter")
    save = window.page.get_by_role("button", name=saved)
    expect(save).to_be_visible(timeout=SECONDS * 1000)
    with window.page.expect_download() as download:
        save.click()
    assert re.fullmatch(
        r"linchpin-review-pack-(en|zh)-\d{4}-\d\d-\d\d\.pdf", download.value.suggested_filename
    )
    written = re.sub(r"\s", "", text_of("pdf", download.value.path().read_bytes()))
    # The expected loss, how much rests on one person, and how few departures leave half.
    for figure in shown[:3]:
        assert re.sub(r"\s", "", figure) in written
