import csv
import io

import pandas as pd
import pytest

from data.report.spreadsheets import is_formula, neutral, neutral_frame

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
UNSEEN = [
    "",
    " ",
    "   ",
    "\u00a0",
    "\u3000",
    "\u2003",
    "\u200b",
    "\u200e",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u202e",
    "\u2028",
    "\x00",
    "\x0b",
    "\x1b",
    "\x85",
    "\u3164",
    "\u2800",
    "\u034f",
    "\ufe0f",
    "\ue000",
    " \u200b\ufeff ",
]


@pytest.mark.parametrize("before", UNSEEN, ids=ascii)
def test_signs_of_a_formula_are_seen_behind_what_nobody_sees(before: str) -> None:
    for sign in SIGNS:
        text = f"{before}{sign}1+1"
        assert neutral(text) == f"'{text}", ascii(text)
        assert neutral(neutral(text)) == neutral(text)


@pytest.mark.parametrize("text", ["\tcmd", "\rcmd", "\ncmd", " \tcmd", "\u200b\r\nx"], ids=ascii)
def test_tabs_and_ends_of_lines_in_front_are_neutral(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "Acme", "A=1", "3M", "(=1)", "北极星", "é=1", "'=1", "/x", "a\t=1"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text
    assert not is_formula(text)


def test_only_texts_of_a_frame_change() -> None:
    frame = pd.DataFrame(
        {
            "name": pd.Series(["=1", None, "Acme"], dtype="str"),
            "mixed": pd.Series(["+1", 5, None], dtype=object),
            "amount": [-1.5, 0.0, 2.0],
            "day": pd.to_datetime(["2026-01-01", None, None]),
            "core": [True, False, True],
        }
    )
    made = neutral_frame(frame)
    rows = list(csv.reader(io.StringIO(made.to_csv(index=False))))[1:]
    assert [row[0] for row in rows] == ["'=1", "", "Acme"]
    assert [row[1] for row in rows] == ["'+1", "5", ""]
    assert [row[2] for row in rows] == ["-1.5", "0.0", "2.0"]
    assert list(made.dtypes[2:]) == list(frame.dtypes[2:])
    assert frame["name"].iloc[0] == "=1"
