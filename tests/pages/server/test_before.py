"""The program itself, started where others could reach it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pages.server import before
from pages.server.gate import Gate
from tests.serving import ROOT, free_port


@pytest.mark.slow
def test_start_on_every_address_ends_with_words_before_anybody_is_answered_or_called(
    tmp_path: Path,
) -> None:
    calls = tmp_path / "calls"
    command = ["tests.watched", str(calls), "run", str(ROOT / "app.py"), "--server.headless=true"]
    where = [f"--server.port={free_port()}", "--server.address=0.0.0.0"]
    ended = subprocess.run(
        [sys.executable, "-m", *command, *where],
        cwd=ROOT,
        env=os.environ | {"LINCHPIN_HOME": str(tmp_path / "home")},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert ended.returncode == 2
    assert "there is no sign-in; leave it at 127.0.0.1, or insist with" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert calls.read_text(encoding="utf-8") == ""
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("setting", "value", "more"),
    [
        ("LINCHPIN_NAMES", "https://risk.example:8443", "risk.example"),
        ("LINCHPIN_LISTEN_TO_EVERYBODY", "yes, without sign-in", "*"),
    ],
)
def test_what_the_gate_lets_pass_streamlits_own_lock_does_too(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str, more: str
) -> None:
    changed: dict[str, list[str]] = {}
    monkeypatch.setattr("pages.server.before.config.set_option", changed.__setitem__)
    before.middleware("")
    assert changed == {}
    monkeypatch.setenv(setting, value)
    (gate,) = [each for each in before.middleware("") if each.cls is Gate]
    own = ["127.0.0.1", "localhost", "::1"]
    assert changed == {"server.allowedHosts": [*own, more]}
    assert gate.kwargs["everybody"] is (more == "*")
