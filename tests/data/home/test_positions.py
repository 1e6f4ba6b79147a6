"""Customers stand on the next map where they stood on the last."""

from pathlib import Path

import pytest

from data.home.positions import keep_positions, positions_before

FIRST = {"C1": (0.5, -1.25), "'\"客户": (1e-3, 2.0)}
SECOND = {"C1": (0.75, -1.0)}


def test_the_next_state_starts_where_the_last_has_ended(tmp_path: Path) -> None:
    assert positions_before(tmp_path, "own", "January") == {}
    keep_positions(tmp_path, "own", "January", {}, FIRST)
    assert positions_before(tmp_path, "own", "January") == {}
    assert positions_before(tmp_path, "own", "April") == FIRST
    keep_positions(tmp_path, "own", "April", FIRST, SECOND)
    assert positions_before(tmp_path, "own", "April") == FIRST
    assert positions_before(tmp_path, "own", "July") == SECOND


def test_a_state_is_kept_once_and_sources_apart(tmp_path: Path) -> None:
    keep_positions(tmp_path, "own", "January", {}, FIRST)
    keep_positions(tmp_path, "own", "January", FIRST, SECOND)
    assert positions_before(tmp_path, "own", "April") == FIRST
    assert positions_before(tmp_path, "postgresql://u:secret@h/d", "April") == {}
    keep_positions(tmp_path, "postgresql://u:secret@h/d", "January", {}, FIRST)
    assert not any("secret" in path.name for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"state": 1, "end": [1]}', b'{"end": {"C1": 1}}']
)
def test_a_damaged_file_is_no_start(tmp_path: Path, content: bytes) -> None:
    keep_positions(tmp_path, "own", "January", {}, FIRST)
    (path,) = (each for each in tmp_path.iterdir() if each.is_file())
    path.write_bytes(content)
    assert positions_before(tmp_path, "own", "April") == {}
