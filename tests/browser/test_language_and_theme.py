"""English and Chinese, light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from pages.components.registry import ENTRIES, Entry
from tests.browser.visiting import Visit
from tests.serving import Server

pytestmark = pytest.mark.slow

CHINESE = {
    "overview": "总览",
    "customers": "客户",
    "reps": "销售员",
    "network": "关系图",
    "data": "数据",
    "confidence": "可信度",
    "coverage": "第二对接人",
}


def test_switch_turns_every_page_into_chinese_and_back(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    window = visit(demo_server).open("/customers")
    english = window.heading.inner_text()
    expect(window.page.locator("html")).to_have_attribute("lang", "en")

    window.page.get_by_role("button", name="简体中文").click()
    expect(window.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(window.heading).to_contain_text("客户")
    expect(window.page).to_have_url(f"{demo_server.url}/customers?lang=zh")
    window.choose("数据")
    expect(window.page.locator("html")).to_have_attribute("lang", "zh-Hans")

    window.choose("客户")
    window.page.get_by_role("button", name="English").click()
    expect(window.heading).to_have_text(english)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_chinese_browser_is_greeted_in_chinese(
    visit: Callable[..., Visit], demo_server: Server, entry: Entry
) -> None:
    window = visit(demo_server, language="zh-CN").open(f"/{entry.path}")
    expect(window.page).to_have_title(f"{CHINESE[entry.name]} · Linchpin")
    expect(window.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert any("\u4e00" <= character <= "\u9fff" for character in window.heading.inner_text())


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_follow_the_light_of_the_system(
    visit: Callable[..., Visit], demo_server: Server, dark: bool
) -> None:
    window = visit(demo_server, dark=dark).open()
    paper, ink = window.brightness("stApp", "background-color"), window.brightness("stApp", "color")
    assert (paper < 60 and ink > 200) if dark else (paper > 240 and ink < 60)


def test_charts_are_drawn_for_dark_paper_too(
    visit: Callable[..., Visit], demo_server: Server
) -> None:
    inks = set()
    for dark in (False, True):
        window = visit(demo_server, dark=dark).open("/confidence?tab=law")
        expect(window.page.locator(".js-plotly-plot").first).to_be_visible()
        label = window.page.locator(".js-plotly-plot .xtick text, .js-plotly-plot .ytick text")
        inks.add(label.first.evaluate("node => getComputedStyle(node).fill"))
    assert len(inks) == 2
