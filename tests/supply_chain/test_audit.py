"""An advisory source that knows nothing never makes the packages clean."""

import json

import pytest

from tests.supply_chain import audit as module
from tests.supply_chain.audit import KNOWN_FAULTY, SAYS_NOTHING, Silent, answer, audit, main

CLEAN = {"name": "babel", "version": "2.18.0", "vulns": []}
FAULTY = {
    "name": "urllib3",
    "version": "1.24.1",
    "vulns": [{"id": "PYSEC-2019-133", "fix_versions": ["1.24.2"]}],
}
SKIPPED = {"name": "urllib3", "skip_reason": "Dependency not found and could not be audited"}


def report(*dependencies: dict) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def asked(monkeypatch: pytest.MonkeyPatch, known_faulty: str, packages: str) -> list[str]:
    answers = {KNOWN_FAULTY: known_faulty}
    monkeypatch.setattr(module, "_ask", lambda asked: answers.get(asked[0], packages))
    return [str(fault) for fault in audit(["babel==2.18.0"])]


def test_faults_are_named_with_the_version_that_mends_them() -> None:
    faults = [str(fault) for fault in answer(report(CLEAN, FAULTY))]
    assert faults == ["urllib3 1.24.1: PYSEC-2019-133, mended in 1.24.2"]


@pytest.mark.parametrize("said", ["", "Traceback", "{}", report(), report(CLEAN, SKIPPED)])
def test_no_answer_and_skipped_packages_are_silence(said: str) -> None:
    with pytest.raises(Silent):
        answer(said)


def test_clean_needs_a_source_that_knows_published_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, report(FAULTY), report(CLEAN)) == []
    with pytest.raises(Silent, match="it has no advisories"):
        asked(monkeypatch, report({**FAULTY, "vulns": []}), report(CLEAN))


def test_unreachable_source_is_an_exit_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert main() == SAYS_NOTHING
    said = capsys.readouterr()
    assert said.out == ""
    assert "Not audited: the source cannot be asked" in said.err
