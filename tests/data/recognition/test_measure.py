"""The share of header lines that is proposed rightly, on lists that did not make the words."""

import json
import tomllib
from pathlib import Path

import pytest

from data.recognition.measure import HeaderLine, Score, lines_of, measured
from tests.serving import ROOT

HERE = Path(__file__).parent
SHARED = ROOT.parent / "shared" / "crm"

#: At least so many of the expected columns must be proposed rightly.
SHARE = 0.85


def western() -> list[HeaderLine]:
    """Public header lines with the meaning that was written down beside them."""
    expected = tomllib.loads((HERE / "expected_west.toml").read_text("utf-8"))["line"]
    meant = {(line["system"], line["object"]): line["expected"] for line in expected}
    lines = json.loads((SHARED / "headers_west.json").read_text("utf-8"))["headers"]
    return [
        HeaderLine("en", line["object"], tuple(line["header"]), meant[key])
        for line in lines
        if (key := (line["system"], line["object"])) in meant
    ]


def good(score: Score, wrong: int = 0) -> bool:
    return score.share >= SHARE and score.wrong <= wrong


@pytest.mark.skipif(not SHARED.is_dir(), reason="the lists of public header lines are not here")
def test_public_header_lines_are_proposed_rightly() -> None:
    western_score = measured(western())["all"]
    assert good(western_score), western_score.faults
    chinese = measured(lines_of(SHARED / "headers_cn.json"))["all"]
    # In a list of members the only name is a person there; it is taken as that person.
    assert good(chinese, wrong=1), chinese.faults


@pytest.mark.parametrize("file", ["holdout.toml", "holdout_public.toml"])
def test_header_lines_that_made_no_list_are_proposed_rightly(file: str) -> None:
    scores = measured(lines_of(HERE / file))
    assert all(good(score) for score in scores.values()), scores["all"].faults


def test_a_wrong_proposal_is_counted_and_named() -> None:
    line = HeaderLine(
        "en", "orders", ("order date", "customer", "amount"), {"order date": "reps.name"}
    )
    score = measured([line])["all"]
    assert (score.expected, score.wrong, score.share) == (1, 1, 0.0)
    assert "order date" in score.faults[0]
