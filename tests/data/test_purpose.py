"""Who answers for individual estimates, in the policy file."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from analytics.errors import PolicyError, StorageError
from analytics.policy import PURPOSE_VERSION, Purpose, read_policy
from data.opening import load_policy
from data.purpose import accept_purpose, withdraw_purpose

DAY = date(2026, 3, 1)


def purpose_of(path: Path) -> Purpose | None:
    return read_policy(path.read_text(encoding="utf-8")).attrition.purpose


def test_accepting_makes_the_policy_file(tmp_path: Path) -> None:
    path = tmp_path / "home" / "policy.toml"
    accept_purpose(path, "  Li   Na ", DAY)
    assert purpose_of(path) == ("Li Na", DAY)
    assert read_policy(path.read_text(encoding="utf-8")).attrition.purpose_version == (
        PURPOSE_VERSION
    )


def test_everything_else_in_the_file_stays_letter_by_letter(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    before = (
        "# ours\r\n[attrition] # level\r\nbase_rate = 0.1   # seen in 2025\r\n"
        "\r\n[company]\r\nname = '公司'\r\n"
    )
    path.write_bytes(before.encode("utf-8"))
    accept_purpose(path, "Li Na, HR", DAY)
    assert purpose_of(path) == ("Li Na, HR", DAY)
    written = path.read_bytes().decode("utf-8")
    assert [line for line in written.splitlines() if "purpose" not in line] == before.splitlines()
    withdraw_purpose(path)
    assert purpose_of(path) is None
    assert path.read_bytes().decode("utf-8") == before


def test_accepting_again_replaces_name_and_day(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    accept_purpose(path, "Li Na", DAY)
    accept_purpose(path, "Wang Wei", date(2026, 4, 1))
    assert purpose_of(path) == ("Wang Wei", date(2026, 4, 1))
    assert path.read_text(encoding="utf-8").count("purpose_accepted") == 1


def test_withdrawing_what_was_never_accepted_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("[follow]\nbase_rate = 0.2\n", encoding="utf-8")
    withdraw_purpose(path)
    assert path.read_text(encoding="utf-8") == "[follow]\nbase_rate = 0.2\n"


@pytest.mark.parametrize("name", ['"; x = 1 #', "a\nb", "王 伟", "O'Hara \\ Co", "x" * 200])
def test_any_name_can_be_written_and_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "policy.toml"
    accept_purpose(path, name, DAY)
    assert purpose_of(path) == (" ".join(name.split()), DAY)


def test_nobody_cannot_answer_for_it(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="Enter the name"):
        accept_purpose(tmp_path / "policy.toml", "  ", DAY)
    assert not (tmp_path / "policy.toml").exists()


@pytest.mark.parametrize(
    "content", [b"[attrition\n", b"\xff\xfe\x00", b"[attrition]\nbas_rate=1\n"]
)
def test_a_damaged_file_is_named_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(content)
    with pytest.raises(PolicyError, match=r"policy\.toml"):
        accept_purpose(path, "Li Na", DAY)
    assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["policy.toml"]


def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("[company]\nname = 'x'\n", encoding="utf-8")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(StorageError, match=r"policy\.toml cannot be written: permission denied"):
        accept_purpose(path, "Li Na", DAY)
    assert path.read_text(encoding="utf-8") == "[company]\nname = 'x'\n"
    assert [each.name for each in tmp_path.iterdir()] == ["policy.toml"]


def test_a_linked_policy_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    real, path = tmp_path / "shared" / "rules.toml", tmp_path / "policy.toml"
    real.write_text("", encoding="utf-8")
    path.symlink_to(real)
    accept_purpose(path, "Li Na", DAY)
    assert path.is_symlink()
    assert purpose_of(real) == ("Li Na", DAY)


def test_nobody_has_accepted_anything_tomorrow(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('[attrition]\npurpose_accepted = "Li Na, 9999-12-31"\n', encoding="utf-8")
    with pytest.raises(PolicyError, match=r"purpose_accepted lies in the future \(9999-12-31\)"):
        load_policy(path)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.mkdir(), "is not a regular file"),
        (os.mkfifo, "is not a regular file"),
        (lambda path: path.write_bytes(b"x" * 70_000), "larger than 64 KB"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "is not UTF-8 text"),
        (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
    ],
)
def test_what_is_no_policy_file_is_named_and_not_waited_for(
    tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "policy.toml"
    make(path)
    with pytest.raises(PolicyError, match=said):
        load_policy(path)
    with pytest.raises(PolicyError, match=said):
        accept_purpose(path, "Li Na", DAY)


def test_a_path_that_no_system_has_is_named(tmp_path: Path) -> None:
    for name in ("x" * 5000, "a\0b"):
        with pytest.raises(PolicyError, match="cannot be read"):
            load_policy(tmp_path / name, required=True)


def test_the_notice_about_checks_on_people_is_a_section_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("[safeguards.backup_stale]\nlimits.days = 3\n", encoding="utf-8")
    accept_purpose(path, "Li Na", DAY, section="safeguards")
    policy = read_policy(path.read_text(encoding="utf-8"))
    assert policy.safeguards.purpose == ("Li Na", DAY)
    assert policy.attrition.purpose is None
    assert policy.safeguards.rule("backup_stale").limits == {"days": 3}
    withdraw_purpose(path, section="safeguards")
    assert read_policy(path.read_text(encoding="utf-8")).safeguards.purpose is None


def test_a_notice_accepted_tomorrow_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('[safeguards]\npurpose_accepted = "Li Na, 2999-01-01"\n', encoding="utf-8")
    with pytest.raises(PolicyError, match=r"safeguards\.purpose_accepted lies in the future"):
        load_policy(path)
