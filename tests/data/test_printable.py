"""Nothing that a terminal or a screen would obey comes out raw."""

import pytest

from data.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Łódź 北极星 – ok", "Łódź 北极星 – ok"),
        ("a\x1b[2Jb\x07\r\n", "a\\x1b[2Jb\\x07\\r\\n"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("one\u2028two", "one\\u2028two"),
        ("\ud800", "\\ud800"),
        ("caf\udce9", "caf\\xe9"),
    ],
)
def test_what_would_be_obeyed_is_written_out(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_long_texts_are_cut() -> None:
    assert printable("x" * 301, 300) == "x" * 300 + "…"
    assert printable("x" * 300, 300) == "x" * 300
