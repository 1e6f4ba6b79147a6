"""The meeting itself: slides on the projector, the agenda on paper, two people at two browsers."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from data.store.actions import current_actions, kept_actions
from data.store.entries import Store
from data.store.reviews import kept_reviews
from tests.browser.test_accessibility import grave_findings
from tests.browser.visiting import DESK, PHONE, Visit
from tests.serving import Server

TABS = ("agenda", "changed", "outcome", "slides", "minutes")


def decide(window: Visit) -> None:
    before = window.page.get_by_role("tab", name=re.compile("Decisions")).inner_text()
    window.page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    expect(window.page.get_by_role("tab", name=before)).to_have_count(0)
    window.settle()


def opened(window: Visit) -> Visit:
    window.open("/review").page.get_by_role("button", name="Open a risk review").click()
    expect(window.page.get_by_role("tab", name="Agenda")).to_be_visible(timeout=120_000)
    return window.settle()


@pytest.mark.slow
def test_of_two_who_decide_and_close_at_once_nothing_is_lost_and_the_second_is_told(
    visit: Callable[..., Visit], own_server: Server
) -> None:
    ann, bo = visit(own_server), visit(own_server)
    opened(ann)
    for window, chosen in ((ann, "customer=C0163"), (bo, "rep=R007")):
        window.open(f"/review?{chosen}")
    owner = bo.page.get_by_role("combobox", name="Who sees to it")
    owner.fill("Eve")
    owner.press("Enter")  # nobody is proposed for a talk
    for window in (ann, bo):  # neither waits for the other
        window.page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    for window in (ann, bo):
        decided = window.page.get_by_role("tab", name=re.compile(r"Decisions \([12]\)"))
        expect(decided).to_be_visible()
        window.settle()
    for window in (ann, bo):
        window.open("/review?tab=minutes")
        expect(window.page.get_by_role("tab", name="Decisions (2)")).to_be_visible()
        window.page.get_by_label("What was said").fill("All agreed.")
    for window in (ann, bo):
        window.page.get_by_role("button", name="Close the review").click()
    for window in (ann, bo):
        expect(window.heading).to_contain_text("The next risk review is due on")
    told = [
        window.page.get_by_text("has closed the review meanwhile").count() for window in (ann, bo)
    ]
    assert sorted(told) == [0, 1]
    store = Store(own_server.home / "store.sqlite")
    (review,) = kept_reviews(store, demo=True)
    assert (review.is_open, review.notes) == (False, "All agreed.")
    decided = current_actions(kept_actions(store, demo=True))
    assert {each.customer_id for each in review.decisions} == {"C0163", None}
    assert len(decided) == 2


@pytest.mark.slow
def test_slides_are_turned_by_keys(visit: Callable[..., Visit], own_server: Server) -> None:
    window = opened(visit(own_server))
    window.open("/review?tab=slides")
    page = window.page
    show = page.locator(".show")
    expect(show).to_contain_text("1 of 5")
    show.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(show).to_contain_text("3 of 5")
    expect(show.get_by_role("heading", level=2)).to_contain_text("Who may leave")
    page.keyboard.press("ArrowLeft")
    expect(show).to_contain_text("2 of 5")
    page.keyboard.press("End")
    expect(show).to_contain_text("5 of 5")
    expect(page.get_by_role("button", name="Next slide")).to_be_disabled()
    page.keyboard.press("Home")
    expect(show).to_contain_text("1 of 5")
    page.get_by_role("button", name="Fill the screen").click()
    expect(page.get_by_role("button", name="Leave the whole screen")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(show).to_contain_text("2 of 5")
    second = visit(own_server).open("/review?customer=C0163")
    decide(second)
    expect(show.locator("aside")).to_contain_text("becomes second contact of")
    expect(show).to_contain_text("2 of 5")
    for dark in (False, True):
        other = visit(own_server, dark=dark, language="zh-CN" if dark else "en-GB")
        for tab in TABS:
            other.open(f"/review?tab={tab}")
            for size in (DESK, PHONE):
                other.resize(size)
                assert grave_findings(other) == [], (tab, size, dark)
                assert other.sideways_scroll() == 0, (tab, size, dark)


@pytest.mark.slow
def test_on_paper_the_agenda_is_without_the_form(
    visit: Callable[..., Visit], own_server: Server
) -> None:
    window = opened(visit(own_server))
    window.page.emulate_media(media="print")
    expect(window.page.locator(".lp-limits")).to_be_visible()
    expect(window.page.locator(".st-key-review-deciding")).to_be_hidden()
    expect(window.page.get_by_role("tab", name="Slides")).to_be_hidden()
