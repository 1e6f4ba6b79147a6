"""Whoever has no data of their own sees four steps; whoever has said all sees none."""

from pathlib import Path

import pytest

from tests.pages.homes import own_home
from tests.pages.opening import html, open_app


def steps(path: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    app = open_app(path, home, monkeypatch)
    assert not app.exception
    (path_html,) = [each for each in html(app).splitlines() if "lp-path" in each] or [""]
    return path_html


def test_with_own_data_the_third_step_is_the_next_one_until_it_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = own_home(tmp_path)
    shown = steps("", home, monkeypatch)
    assert shown.count('class="lp-done"') == 2
    assert 'aria-current="step"><span aria-hidden="true">3</span>' in shown
    (home / "policy.toml").write_text('[company]\nsells = "goods"\n', encoding="utf-8")
    assert steps("", home, monkeypatch) == ""


def test_on_the_demo_company_all_four_lie_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = steps("", tmp_path, monkeypatch)
    assert shown.count("<li") == 4
    assert "Bring your data" in shown
    assert 'class="lp-done"' not in shown
