"""A file without a header: named once, met again by itself, and refused when its columns moved."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.data.keys import DataKey
from tests.pages.data.test_page import everything, keys, opened, plain

NAMES = ("customer", "salesperson", "order date", "amount")


def month(number: int, *, swapped: bool = False) -> str:
    """Twelve orders of a month: customer, salesperson, day, amount."""
    lines = []
    for row in range(1, 13):
        day, amount = f"2026-{number:02}-{row:02}", f"{row * 100}.50"
        two = (amount, day) if swapped else (day, amount)
        lines.append("\t".join((f"Acme {row % 3}", ("Ann", "Bob")[row % 2], *two)))
    return "\n".join(lines)


def brought(app: AppTest, name: str, text: str, round_: int = 0) -> AppTest:
    given = [(name, text.encode(), "text/plain")]
    app.file_uploader(key=f"{DataKey.UPLOAD}-{round_}").set_value(given).run()
    app.button(key=DataKey.CHECK).click().run()
    assert not app.exception
    return app


def fields(app: AppTest) -> list[str]:
    return [str(app.text_input(key=f"{DataKey.NAMES}-0-{at}").value) for at in range(4)]


def test_names_of_a_file_without_header_are_met_again_and_can_be_given_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = brought(opened(tmp_path / "home", monkeypatch), "orders 2026-03.txt", month(3))
    for at, name in enumerate(NAMES):
        app.text_input(key=f"{DataKey.NAMES}-0-{at}").set_value(name)
    next(each for each in app.button if each.label == "These are the names").click().run()
    assert "the columns are called customer, salesperson, order date, amount" in plain(
        everything(app)
    )
    app.button(key=DataKey.IMPORT).click().run()

    brought(app, "orders 2026-04.txt", month(4), 1)
    said = plain(everything(app))
    assert "those of last time are used: customer, salesperson, order date, amount." in said
    assert "The mapping you used before is applied" in said
    assert DataKey.IMPORT in keys(app)

    app.button(key=f"{DataKey.NAMES}-anew-0").click().run()
    assert fields(app) == list(NAMES)
    assert DataKey.IMPORT not in keys(app)

    app.file_uploader(key=f"{DataKey.UPLOAD}-1").set_value([]).run()
    brought(app, "orders 2026-05.txt", month(5, swapped=True), 1)
    said = plain(everything(app))
    assert "column 3 (order date) held days and now holds numbers" in said
    assert fields(app) == ["customer", "salesperson", "", ""]
    assert DataKey.IMPORT not in keys(app)
