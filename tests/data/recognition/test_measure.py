"""The share of header lines that is proposed rightly, on lists that did not make the words."""

import pytest

from tests.data.recognition.shares import (
    DOCUMENT,
    HERE,
    SHARED,
    HeaderLine,
    Score,
    lines_of,
    lists,
    measured,
)

#: At least so many of the expected columns must be proposed rightly.
SHARE = 0.85


def good(score: Score, wrong: int = 0) -> bool:
    return score.share >= SHARE and score.wrong <= wrong


@pytest.mark.skipif(not SHARED.is_dir(), reason="the lists of public header lines are not here")
def test_public_header_lines_are_proposed_rightly() -> None:
    western = measured(lists()["public, Western"])["all"]
    assert good(western), western.faults
    chinese = measured(lists()["public, Chinese"])["all"]
    # In a list of members the only name is a person there; it is taken as that person.
    assert good(chinese, wrong=1), chinese.faults


def test_the_document_has_the_shares_that_are_measured() -> None:
    text = DOCUMENT.read_text("utf-8")
    for title, lines in lists().items():
        score = measured(lines)["all"]
        assert f"| {title} | {len(lines)} | {score.expected} | {score.certain} |" in text


@pytest.mark.parametrize(
    "file", ["holdout.toml", "holdout_public.toml", "untouched.toml", "further.toml"]
)
def test_header_lines_that_made_no_list_are_proposed_rightly(file: str) -> None:
    scores = measured(lines_of(HERE / file))
    assert good(scores["all"]), scores["all"].faults


def test_a_wrong_proposal_is_counted_and_named() -> None:
    line = HeaderLine(
        "en", "orders", ("order date", "customer", "amount"), {"order date": "reps.name"}
    )
    score = measured([line])["all"]
    assert (score.expected, score.wrong, score.share) == (1, 1, 0.0)
    assert "order date" in score.faults[0]
