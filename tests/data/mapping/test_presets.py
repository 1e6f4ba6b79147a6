"""A mapping is named, or lies in a file; and is proposed where its columns are there."""

from pathlib import Path

import pytest

from analytics.errors import InputError
from data.mapping import presets
from tests.data.mapping.test_text import GOOD


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, columns in (
        ("acme", '["id", "first"]'),
        ("zeta", '["id"]'),
        ("other", '["x"]'),
        ("zeta-old", '["y"]'),
    ):
        about = f"[about]\nrecognise = {{ users = {columns} }}\n"
        (tmp_path / f"{name}.toml").write_text(about + GOOD, encoding="utf-8")
    monkeypatch.setattr(presets, "FOLDER", tmp_path)
    presets.preset.cache_clear()
    return tmp_path


def test_presets_are_recognised_by_all_their_columns_the_most_first() -> None:
    assert presets.recognised_presets({"Sheet1": [" ID*", "First", "Last"]}) == ["acme", "zeta"]
    assert presets.recognised_presets({"Sheet1": ["Last"]}) == []


def test_a_mapping_is_given_by_name_or_file_or_as_its_text(folder: Path) -> None:
    by_name = presets.mapping_given("acme")
    file = folder / "acme.toml"
    assert presets.mapping_given(str(file)) == by_name
    assert presets.mapping_given(file.read_text(encoding="utf-8")) == by_name


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("acne", "there is no mapping acne; did you mean acme?"),
        ("zetta", "there is no mapping zetta; did you mean one of zeta, zeta-old?"),
        ("ze", "there is no mapping ze; did you mean one of zeta, zeta-old?"),
        ("gone.toml", "gone.toml cannot be read: No such file"),
    ],
)
def test_an_unknown_name_says_the_nearest(named: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        presets.mapping_given(named)
