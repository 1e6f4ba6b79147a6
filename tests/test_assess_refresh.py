"""``assess.py --refresh``: the figures of a database, which is asked only for what is new."""

from pathlib import Path

import pandas as pd
import pytest

import assess
from data.report.manifest import MANIFEST
from tests.data.mirror.living import Company
from tests.policies import PURPOSE


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    monkeypatch.setenv("LINCHPIN_HOME", str(tmp_path / "home"))
    (tmp_path / "policy.toml").write_text(f"[attrition]\n{PURPOSE}\n", encoding="utf-8")
    return Company(f"sqlite:///{tmp_path / 'crm.sqlite'}")


def run(source: str, out: Path, *more: str) -> int:
    policy = ["--policy", str(out.parent / "policy.toml")]
    return assess.main(["--source", source, "--out", str(out), *policy, *more])


def same(out: Path, other: Path) -> None:
    for name in ("customers", "reps", "edges", "departures"):
        here, there = (pd.read_csv(folder / f"{name}.csv") for folder in (out, other))
        pd.testing.assert_frame_equal(here, there, rtol=1e-9, atol=1e-9)


def test_a_refreshed_report_is_that_of_the_database(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(company.url, out, "--refresh") == 0
    company.pass_time(30)
    company.contact(1, 1, days_ago=200)
    company.delete(4)
    assert run(company.url, out, "--refresh") == 0
    assert run(company.url, tmp_path / "direct") == 0
    same(out, tmp_path / "direct")
    before = {each.name: each.read_bytes() for each in out.iterdir()}

    Path(company.url.removeprefix("sqlite:///")).unlink()
    capsys.readouterr()
    assert run(company.url, out, "--refresh") == 2
    assert "crm.sqlite" in capsys.readouterr().err
    assert {each.name: each.read_bytes() for each in out.iterdir()} == before
    assert MANIFEST in before


def test_files_have_nothing_to_refresh(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert company.url
    assert run("docs/examples/company", tmp_path / "out", "--refresh") == 2
    assert "is no database" in capsys.readouterr().err
