"""A year in small: a review is held, a quarter passes, and the next one says what came of it."""

import csv
import io
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from analytics.review.changes import CAUSES, Cause
from data.importing import activate, check, find_files
from data.store.entries import Store
from data.store.reviews import kept_reviews, snapshot_kept
from tests.analytics.review.companies import Firm
from tests.browser.test_accessibility import grave_findings
from tests.browser.visiting import DESK, PHONE, Visit
from tests.serving import Server

pytestmark = pytest.mark.slow

SPRING, SUMMER = date(2025, 3, 31), date(2025, 6, 30)
#: The day on which the first review was held, once the quarter has passed.
HELD = date(2025, 4, 2)
FIRM = Firm(day=SPRING)
#: Cat has visited acme, Bob has left, dune has bought more, eden is new.
NEXT = replace(
    FIRM.with_rep("bob", left_on="2025-06-15")
    .with_revenue(dune=160.5, eden=70.0)
    .with_visits(("acme", "cat"), ("eden", "ann")),
    day=SUMMER,
)
TABS = ("agenda", "changed", "outcome", "slides", "minutes")


def bring_in(home: Path, firm: Firm, folder: Path) -> None:
    """Put a company's files into use, as an import does."""
    files = find_files(firm.write(folder))
    day = firm.day + timedelta(days=1)
    activate(home, check(files, home, timezone="UTC", import_day=day, limits=None).version)


def choose(window: Visit, label: str, name: str) -> None:
    box = window.page.get_by_test_id("stSelectbox").filter(has_text=label)
    box.locator("input").click()
    window.page.get_by_role("option", name=name).first.click()


def decide(window: Visit) -> None:
    before = window.page.get_by_role("tab", name=re.compile("Decisions")).inner_text()
    window.page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    expect(window.page.get_by_role("tab", name=before)).to_have_count(0)
    window.settle()


def shift(home: Path, days: int) -> None:
    """Let so many days have passed since everything was entered."""

    def earlier(found: re.Match[str]) -> str:
        day = date.fromisoformat(found[2]) - timedelta(days=days)
        return f"{found[1]}{day.isoformat()}"

    dates = re.compile(r'((?:_on|due|until)": ")(\d{4}-\d{2}-\d{2})')
    with closing(sqlite3.connect(home / "store.sqlite")) as connection, connection:
        rows = connection.execute("SELECT entry_id, content, made_at FROM linchpin_entries")
        for number, content, made_at in rows.fetchall():
            made = (datetime.fromisoformat(made_at) - timedelta(days=days)).isoformat()
            told = (dates.sub(earlier, content), made.replace("+00:00", "Z"), number)
            connection.execute(
                "UPDATE linchpin_entries SET content = ?, made_at = ? WHERE entry_id = ?", told
            )


def differences(window: Visit, address: str) -> dict[Cause, float]:
    """The sum of the file of every part that has moved somebody."""
    found = {}
    labels = "\n".join(window.open(address).page.locator(".st-key-review-part").all_inner_texts())
    for cause, words in CAUSES.items():
        if str(words) in labels:
            window.open(f"{address}&part={cause}")
            with window.page.expect_download() as download:
                window.page.get_by_role("button", name="Download as CSV").first.click()
            text = Path(download.value.path()).read_text(encoding="utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text)))
            (column,) = [name for name in rows[0] if name.startswith("Difference")]
            found[cause] = sum(float(row[column]) for row in rows)
    return found


def test_review_is_held_and_the_next_one_says_what_came_of_it(
    visit: Callable[..., Visit], own_server: Server, tmp_path: Path
) -> None:
    bring_in(own_server.home, FIRM, tmp_path / "spring")
    window = visit(own_server).open("/review")
    expect(window.heading).to_contain_text("There has been no risk review yet")
    window.page.get_by_role("button", name="Open a risk review").click()
    expect(window.page.get_by_role("tab", name="Agenda")).to_be_visible()
    window.open("/review?rep=ann")
    choose(window, "Who sees to it", "Bob")
    decide(window)
    window.open("/review?customer=acme")
    choose(window, "Who becomes the second contact", "Cat")
    decide(window)
    window.open("/review?customer=dune")
    choose(window, "What is decided?", "Accept the risk")
    window.settle()
    window.page.get_by_label("Why").fill("small, and looked after")
    decide(window)
    window.open("/departure?rep=bob")
    expect(window.heading).to_contain_text("Bob")
    window.open("/coverage")
    window.page.get_by_role("button", name=re.compile("Accept all")).click()
    expect(window.page.get_by_role("tab", name=re.compile(r"Agreed \([2-9]"))).to_be_visible()
    window.open("/review?tab=minutes")
    window.page.get_by_label("What was said").fill("All agreed.")
    window.page.get_by_role("button", name="Close the review").click()
    expect(window.heading).to_contain_text("The next risk review is due on")

    shift(own_server.home, (datetime.now(UTC).date() - HELD).days)
    bring_in(own_server.home, NEXT, tmp_path / "summer")
    window.open("/review")
    expect(window.heading).to_contain_text("was due on 2 July 2025")
    window.page.get_by_role("button", name="Open a risk review").click()
    expect(window.page.get_by_role("tab", name="Agenda")).to_be_visible()
    store = Store(own_server.home / "store.sqlite")
    first, last = kept_reviews(store)
    then, now = (snapshot_kept(store, each).customers for each in (first, last))
    for figure, column in (("single_threaded", "exposure"), ("expected_loss", "expected_loss")):
        sums = differences(window, f"/review?tab=changed&figure={figure}")
        totals = [
            each.loc[each["single_threaded"].fillna(False) | (column != "exposure"), column].sum()
            for each in (then, now)
        ]
        assert round(sum(sums.values()), 2) == round(round(totals[1], 2) - round(totals[0], 2), 2)
        assert set(sums) >= {Cause.PEOPLE, Cause.CUSTOMERS, Cause.REVENUE, Cause.RECORDING}
    window.open("/review?tab=outcome")
    page = window.page
    expect(page.get_by_text("Cat at Acme: proven by contact records")).to_be_visible()
    expect(page.get_by_text("Talk with Ann: Bob, until")).to_be_visible()
    expect(page.get_by_text("cannot be told yet")).to_be_visible()
    window.open(f"/review?review={first.review_id}&tab=minutes")
    expect(page.get_by_text("All agreed.").first).to_be_visible()
    expect(page.get_by_text("small, and looked after")).to_be_visible()
    expect(page.get_by_text("closed on 2 April 2025")).to_be_visible()


def test_slides_are_turned_by_keys(visit: Callable[..., Visit], own_server: Server) -> None:
    window = visit(own_server).open("/review")
    window.page.get_by_role("button", name="Open a risk review").click()
    expect(window.page.get_by_role("tab", name="Agenda")).to_be_visible()
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


def test_on_paper_the_agenda_is_without_the_form(
    visit: Callable[..., Visit], own_server: Server
) -> None:
    window = visit(own_server).open("/review")
    window.page.get_by_role("button", name="Open a risk review").click()
    expect(window.page.get_by_role("tab", name="Agenda")).to_be_visible()
    window.settle()
    window.page.emulate_media(media="print")
    expect(window.page.locator(".lp-limits")).to_be_visible()
    expect(window.page.locator(".st-key-review-deciding")).to_be_hidden()
    expect(window.page.get_by_role("tab", name="Slides")).to_be_hidden()
