"""A year in small: a review is held, a quarter passes, and the next one says what came of it.

In both languages, with what people enter in a file and on a PostgreSQL server; without one, those
walks are skipped, and fail where CI is set.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, expect

from analytics.messages import Message, Money
from analytics.review.changes import CAUSES, FIGURES, Cause
from analytics.review.snapshot import Snapshot
from data.home.settings import Settings
from data.importing import activate, check, find_files
from data.store.connecting import engine_of
from data.store.entries import Store
from data.store.place import place_of
from data.store.reviews import kept_reviews, snapshot_kept
from data.store.schema import entries
from pages.components.text import said_in
from pages.review.model import due_sentence
from tests.analytics.review.companies import Firm
from tests.browser.visiting import Visit
from tests.data.conftest import server_databases
from tests.data.pack.reading import cells_of_xlsx
from tests.serving import Server, serve

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
#: What lies between two pages that are drawn, on a busy machine.
SECONDS = 120
#: The page's own words for a limit of the policy that the walk changes.
LIMIT = "Revenue on record with one person only, at most, %"


@dataclass(frozen=True)
class Walk:
    """A window on a server, and what it says in its language."""

    window: Visit
    server: Server
    settings: Settings
    language: str

    def says(self, template: str, plural: str | None = None, /, **values: object) -> str:
        """A sentence of a page as the reader sees it."""
        return said_in(Message(template, values, plural), self.language)

    def begins(self, template: str) -> re.Pattern[str]:
        """A label that counts, whatever the count."""
        said = said_in(Message(template, {}, template, 7), self.language)
        before, _, after = said.partition("7")
        return re.compile(rf"{re.escape(before)}\d+{re.escape(after)}")

    def open(self, address: str) -> "Walk":
        """Go to an address, in the language."""
        self.window.open(f"{address}{'&' if '?' in address else '?'}lang={self.language}")
        return self

    def button(self, template: str) -> Locator:
        """The first button that is called so, with whatever picture before or behind its words."""
        words = re.escape(self.says(template))
        name = re.compile(rf"(^|[\sa-z_]){words}\s*(expand_more|keyboard_arrow_down)?$")
        return self.window.page.get_by_role("button", name=name).first

    def tab(self, name: str | re.Pattern[str]) -> Locator:
        """A tab by its label."""
        return self.window.page.get_by_role("tab", name=name)

    def choose(self, label: str, name: str) -> None:
        """Choose one of many."""
        box = self.window.page.get_by_test_id("stSelectbox").filter(has_text=self.says(label))
        box.locator("input").click()
        self.window.page.get_by_role("option", name=name).first.click()

    def decide(self) -> None:
        """Enter what the form says, and wait until it counts."""
        label = self.begins("Decisions ({count})")
        before = self.tab(label).inner_text()
        self.window.page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
        expect(self.tab(label)).not_to_have_text(before)
        self.window.settle()

    @property
    def store(self) -> Store:
        """What people have entered."""
        return Store.of(self.settings)


@contextmanager
def _address(kind: str) -> Iterator[str | None]:
    """LINCHPIN_STORE of a kind of store."""
    if kind == "file":
        yield None
        return
    with contextmanager(server_databases)("postgresql") as databases:
        yield databases.new_url().replace("postgresql+psycopg", "postgresql")


def _cells() -> Iterator[object]:
    for language in ("en", "zh"):
        for kind in ("file", "server"):
            every_day = (language, kind) == ("en", "file")
            marks = () if every_day else (pytest.mark.slow,)
            yield pytest.param((language, kind), id=f"{language}-{kind}", marks=marks)


@pytest.fixture(params=list(_cells()))
def walk(
    request: pytest.FixtureRequest, visit: Callable[..., Visit], tmp_path: Path
) -> Iterator[Walk]:
    """A window in a language, on a server whose store is of a kind."""
    language, kind = request.param
    home = tmp_path / "home"
    with _address(kind) as address:
        bring_in(home, FIRM, tmp_path / "spring")
        with serve(home, settings={"LINCHPIN_STORE": address} if address else None) as server:
            spoken = "zh-CN" if language == "zh" else "en-GB"
            settings = Settings(home, None, home / "policy.toml", address)
            window = visit(server, language=spoken)
            yield Walk(window, server, settings, language)
            # Before the server ends: a page that loses it says so on the console.
            window.page.close()


def bring_in(home: Path, firm: Firm, folder: Path) -> None:
    """Put a company's files into use, as an import does."""
    files = find_files(firm.write(folder))
    day = firm.day + timedelta(days=1)
    activate(home, check(files, home, timezone="UTC", import_day=day, limits=None).version)


def let_pass(settings: Settings, days: int) -> None:
    """Let so many days have passed since everything was entered."""

    def earlier(found: re.Match[str]) -> str:
        day = date.fromisoformat(found[2]) - timedelta(days=days)
        return f"{found[1]}{day.isoformat()}"

    dates = re.compile(r'((?:_on|due|until)": ")(\d{4}-\d{2}-\d{2})')
    columns = (entries.c.entry_id, entries.c.content, entries.c.made_at)
    with engine_of(place_of(settings), writes=True).begin() as connection:
        for number, content, made_at in connection.execute(sa.select(*columns)).all():
            made = (datetime.fromisoformat(made_at) - timedelta(days=days)).isoformat()
            told = {"content": dates.sub(earlier, content), "made_at": made.replace("+00:00", "Z")}
            this = entries.c.entry_id == number
            connection.execute(sa.update(entries).where(this).values(**told))


def differences(walk: Walk, figure: str) -> dict[Cause, float]:
    """The sum of the file of every part that has moved somebody."""
    found, page = {}, walk.window.page
    address = f"/review?tab=changed&figure={figure}"
    csv_button = walk.says("Download as {format}", format="CSV")
    walk.open(address)
    labels = "\n".join(page.locator(".st-key-review-part").all_inner_texts())
    for cause, words in CAUSES.items():
        if said_in(words, walk.language) in labels:
            walk.open(f"{address}&part={cause}")
            with page.expect_download() as download:
                walk.window.page.get_by_role("button", name=csv_button).first.click()
            text = Path(download.value.path()).read_text(encoding="utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text)))
            word = walk.says("Difference")
            (column,) = [name for name in rows[0] if name.startswith(word)]
            found[cause] = sum(float(row[column]) for row in rows)
    return found


def held(walk: Walk) -> None:
    """The first review: opened, three things decided, two pairs accepted, closed."""
    page = walk.open("/review").window.page
    expect(walk.window.heading).to_contain_text(said_in(due_sentence(None, HELD), walk.language))
    walk.button("Open a risk review").click()
    expect(walk.tab(walk.says("Agenda"))).to_be_visible(timeout=SECONDS * 1000)
    walk.open("/review?rep=ann").choose("Who sees to it", "Bob")
    walk.decide()
    walk.open("/review?customer=acme").choose("Who becomes the second contact", "Cat")
    walk.decide()
    walk.open("/review?customer=dune").choose(
        "What is decided?", walk.says("Accept the risk for now")
    )
    walk.window.settle()
    page.get_by_label(walk.says("Why"), exact=True).fill("small, and looked after")
    walk.decide()
    expect(walk.open("/departure?rep=bob").window.heading).to_contain_text("Bob")
    walk.open("/coverage")
    page.get_by_role("button", name=walk.begins("Accept all {count}")).click()
    expect(walk.tab(walk.begins("Agreed ({count})"))).to_have_text(re.compile("[2-9]"))
    walk.open("/review?tab=minutes")
    page.get_by_label(walk.says("What was said, for the minutes")).fill("All agreed.")
    walk.button("Close the review").click()
    due = walk.says("The next risk review is due on {day}", day="@").partition("@")[0]
    expect(walk.window.heading).to_contain_text(due.strip())


def added_up(walk: Walk, then: Snapshot, now: Snapshot) -> dict[str, float]:
    """By how much each figure has changed, as the lists of the page add it up."""
    found = {}
    for figure, column in (("single_threaded", "exposure"), ("expected_loss", "expected_loss")):
        sums = differences(walk, figure)
        totals = [
            each.loc[each["single_threaded"].fillna(False) | (column != "exposure"), column].sum()
            for each in (then.customers, now.customers)
        ]
        found[figure] = round(sum(sums.values()), 2)
        assert found[figure] == round(round(totals[1], 2) - round(totals[0], 2), 2)
        assert set(sums) >= {Cause.PEOPLE, Cause.CUSTOMERS, Cause.REVENUE, Cause.RECORDING}
    return found


def taken_along(walk: Walk, opener: str) -> dict[str, list[list[object]]]:
    """The sheets of the workbook that is made behind a button."""
    page = walk.window.page
    walk.button(opener).click()
    walk.choose("File", "Excel")
    walk.window.settle()
    walk.button("Make the file").click()
    save = walk.button("Save the file")
    expect(save).to_be_visible(timeout=SECONDS * 1000)
    with page.expect_download() as download:
        save.click()
    return cells_of_xlsx(Path(download.value.path()).read_bytes())


def changed_in(walk: Walk, sheets: dict[str, list[list[object]]]) -> dict[str, float]:
    """By how much each figure has changed, as a workbook adds it up."""
    rows = sheets[walk.says("Changes")]
    return {
        figure: round(
            sum(
                row[2]
                for row in rows
                if row[0] == said_in(words, walk.language) and isinstance(row[2], float)
            ),
            2,
        )
        for figure, words in FIGURES.items()
    }


def test_a_year_of_reviews(walk: Walk, tmp_path: Path) -> None:
    held(walk)
    page = walk.window.page
    let_pass(walk.settings, (datetime.now(UTC).date() - HELD).days)
    bring_in(walk.server.home, NEXT, tmp_path / "summer")
    was_due = said_in(due_sentence(date(2025, 7, 2), date(2025, 7, 3)), walk.language)
    expect(walk.open("/review").window.heading).to_contain_text(was_due)
    (first,) = kept_reviews(walk.store)

    # What the pack says before the meeting, and what the minutes say in it, are the page's figures.
    walk.open("/")
    shown = [each.inner_text() for each in page.locator(".lp-value").all()]
    pack = taken_along(walk, "Pack for the meeting")
    expected = walk.says("Expected loss, 12 months")
    (loss,) = [row[1] for row in pack[walk.says("Page one")] if row[0] == expected]
    walk.open("/review")
    walk.button("Open a risk review").click()
    expect(walk.tab(walk.says("Agenda"))).to_be_visible(timeout=SECONDS * 1000)
    first, last = kept_reviews(walk.store)
    then, now = (snapshot_kept(walk.store, each) for each in (first, last))
    assert loss == pytest.approx(now.portfolio["expected_loss"])
    said = walk.says("{amount}", amount=Money(loss, now.currency))
    assert re.sub(r"\s", "", shown[0]) == re.sub(r"\s", "", said)
    sums = added_up(walk, then, now)
    assert changed_in(walk, pack) == pytest.approx(sums, abs=0.011)
    minutes = taken_along(walk.open("/review?tab=minutes"), "Minutes")
    assert changed_in(walk, minutes) == pytest.approx(sums, abs=0.011)

    walk.open("/review?tab=outcome")
    proven = walk.says(
        "{person} at {customer}: proven by contact records", person="Cat", customer="Acme"
    )
    expect(page.get_by_text(proven)).to_be_visible()
    expect(page.get_by_text(walk.says("Talk with {person}", person="Ann"))).to_be_visible()
    walk.open(f"/review?review={first.review_id}&tab=minutes")
    expect(page.get_by_text("All agreed.").first).to_be_visible()
    expect(page.get_by_text("small, and looked after").first).to_be_visible()
    old = taken_along(walk, "Minutes")
    assert "All agreed." in str(old)
    assert "Bob" in str(old)

    # A limit is changed after a look at what it does, and that is undone.
    before = walk.open("/settings").window.heading.inner_text()
    field = page.get_by_label(walk.says(LIMIT.removesuffix(", %")) + ", %", exact=True)
    field.fill("55")
    field.press("Enter")
    walk.window.settle()
    walk.button("Show what it changes").click()
    walk.window.settle()
    expect(page.locator(".st-key-settings-draft-card")).to_contain_text("55")
    walk.button("Save").click()
    expect(walk.window.heading).not_to_have_text(before)
    walk.tab(walk.says("Who changed what")).click()
    walk.window.settle()
    walk.button("Undo").click()
    expect(walk.window.heading).to_have_text(before)
