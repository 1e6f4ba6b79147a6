"""A text longer than its column is wide goes on in further lines where that is asked for."""

import pandas as pd
import pytest

from pages.components.columns import Column
from pages.components.tables import WRAPPED_HEIGHTS, _lines

COLUMNS = (Column("said", "Said", width=200), Column("free", "Free"))


@pytest.mark.parametrize(
    ("text", "lines"), [("short", 1), ("a" * 40, 2), ("字" * 20, 2), ("a" * 500, 3), (None, 1)]
)
def test_lines_follow_the_longest_text_of_columns_with_a_width(
    text: str | None, lines: int
) -> None:
    frame = pd.DataFrame({"said": ["x", text], "free": ["y" * 900, "z"]})
    assert _lines(frame, COLUMNS) == lines


def test_rows_with_several_lines_are_as_high_as_the_browser_needs_to_break_them() -> None:
    assert all(height > 64 for lines, height in WRAPPED_HEIGHTS.items() if lines > 1)


def test_a_table_without_rows_has_one_line() -> None:
    assert _lines(pd.DataFrame({"said": [], "free": []}), COLUMNS) == 1
