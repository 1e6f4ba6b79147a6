"""assess.py tells whom Settings names what is new; a dry run shows it and keeps nothing."""

from pathlib import Path

import pytest

import assess
from data.home.settings import Settings
from data.store.alerts import (
    Channel,
    DeliveryState,
    Recipient,
    deliveries,
    held_before,
    recipients,
    save_recipient,
)
from data.store.entries import Author, Store
from tests.browser.company import write_company

ANN = Author("Ann")


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LINCHPIN_HOME", str(tmp_path / "home"))
    write_company(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    home = tmp_path / "home"
    store = Store.of(Settings(home, None, home / "policy.toml"))
    for label, language in (("Sales", "en"), ("销售", "zh")):
        robot = Recipient(
            label, Channel.WECOM, "localhost", "LINCHPIN_ALERT_NOBODY", language=language
        )
        save_recipient(store, robot, author=ANN)
    return store


def run(company: Path, *options: str) -> int:
    out = str(company.parent / "out")
    return assess.main(["--source", str(company), "--out", out, *options])


def test_a_dry_run_shows_all_in_the_language_of_each_and_keeps_nothing(
    company: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(company, "--alert", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "Would go to Sales (wecom):\nLinchpin: " in said
    assert "A limit is crossed: " in said
    assert "Would go to 销售 (wecom):" in said
    assert deliveries(store) == []
    assert held_before(store, str(company)) == (None, 0)


def test_what_holds_is_told_once_and_what_did_not_arrive_is_told_to_whoever_runs_it(
    company: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(recipients(store)) == 2
    assert run(company, "--alert") == 0
    first = capsys.readouterr()
    assert "0 of 2 messages were taken." in first.out
    assert "LINCHPIN_ALERT_NOBODY is not set" in first.err
    assert [each.state for each in deliveries(store)] == [DeliveryState.FAILED] * 2
    assert run(company, "--alert") == 0
    assert "Alerts: 0 new; 0 of 0 messages were taken." in capsys.readouterr().out


def test_a_dry_run_without_alerts_is_refused(company: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        run(company, "--dry-run")
    assert ended.value.code == 2
