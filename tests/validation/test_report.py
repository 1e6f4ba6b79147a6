"""The page: every figure in its place, every missed target named, pictures well formed."""

from xml.etree import ElementTree

import pandas as pd
import pytest

from tests.validation.checks import Check
from tests.validation.laws import LAWS
from tests.validation.pictures import Range, calibration_picture, range_picture
from tests.validation.report import MEASURES, pictures, report
from tests.validation.scores import Scores

pytestmark = pytest.mark.slow

CHECKS = [
    Check("a-01", "a | b", (0.5,), (0.5,), 1e-9, "somewhere"),
    Check("a-02", "c", (0.5,), (0.7,), 1e-9, "elsewhere"),
]


def scored(law: str, seed: int, **figures: float) -> Scores:
    usual = {each.code: 1.0 for each in MEASURES if each.section in ("ranking", "calibration")}
    usual |= {"var_95_exceeded": 0.05, "var_99_exceeded": 0.01}
    usual |= {each.weight: 1.0 for each in MEASURES if each.weight}
    usual |= {"lost_more_95": 0.0, "lost_more_99": 0.0}
    rows = pd.DataFrame({"predicted": [0.1, 0.2, 0.3], "true": [0.1, 0.3, 0.2]})
    return Scores(law, seed, usual | figures, rows, rows)


@pytest.fixture(scope="module")
def scores() -> list[Scores]:
    """Two laws of two companies; one law ranks leaving badly and loses too often."""
    good = [scored("good", seed) for seed in (21, 22)]
    return good + [
        scored("bad", seed, attrition_share=share, lost_more_95=1.0)
        for seed, share in ((21, 0.2), (22, 0.7))
    ]


def test_missed_targets_are_named_with_how_many_companies_meet_them(scores: list[Scores]) -> None:
    text = report(scores, CHECKS, "Run of today.")
    failures = text.split("## Where it fails")[1].split("## Reference checks")[0]
    assert "- **bad**, leaving: 0.45, asked at least 0.60; 1 of 2 companies meet it." in failures
    assert "good" not in failures
    assert "**0.45** ± 0.25 (0.25–0.65)" in text


def test_ratio_of_the_sums_stands_beside_the_mean_of_the_ratios() -> None:
    # 1 of 9 and 3 of 1 expected: 12 / 10
    both = [
        scored("good", 21, attrition_level=1.0, attrition_sum=9.0),
        scored("good", 22, attrition_level=3.0, attrition_sum=1.0),
    ]
    row = next(
        line
        for line in report(both, CHECKS, "Run.").split("## Level")[1].splitlines()
        if line.startswith("| good |")
    )
    assert [cell.strip()[:8] for cell in row.split("|")[2:4]] == ["**2.00**", "1.20"]


def test_every_law_is_described(scores: list[Scores]) -> None:
    text = report(scores, CHECKS, "Run of today.")
    shown = text.replace("**", "")
    assert [law for law in LAWS if f"| {law} | " not in shown] == []


def test_where_nothing_is_missed_the_page_says_so(scores: list[Scores]) -> None:
    assert "Every target is met on average" in report(scores[:2], CHECKS, "Run.")


def test_sections_without_figures_are_left_out(scores: list[Scores]) -> None:
    text = report(scores, CHECKS, "Run of today.")
    assert "Run of today." in text
    assert "## The second-contact plan" not in text
    assert "## Intervals" not in text
    more = [scored("good", 21, plan_pairs=20.0, plan_saved=0.1, attrition_coverage=0.8)]
    assert "## The second-contact plan" in report(more, CHECKS, "Run.")
    assert "## Intervals" in report(more, CHECKS, "Run.")


def test_worse_years_than_promised_are_tested_by_law_and_over_all(scores: list[Scores]) -> None:
    text = report(scores, CHECKS, "Run.")
    # Two of two at 5 %: −2 ln 0.05² = 11.98
    assert "| bad | 2 | 2 | 11.98 | 0.001 | 0 | 0.04 | 0.841 |" in text
    assert "| all | 4 | 2 |" in text


def test_what_was_looked_at_stands_apart_and_counts_nowhere_else(scores: list[Scores]) -> None:
    seen = [scored("good", seed, attrition_share=0.1, lost_more_95=1.0) for seed in (1, 2)]
    text = report([*seen, *scores], CHECKS, "Run.")
    ranking = text.split("## Ranking")[1].split("## Level")[0]
    fresh, looked_at = ranking.split("In sample:")
    assert "| good | 1.00" in fresh
    assert "| good | **0.10**" in looked_at
    assert "good" not in text.split("## Where it fails")[1].split("## Reference checks")[0]
    assert "| all | 4 | 2 |" in text


def test_laws_of_another_form_have_a_target_of_their_own() -> None:
    rate = next(each for each in MEASURES if each.code == "var_95_exceeded")
    assert rate.missed("hazard", 0.02)
    assert not rate.missed("season", 0.02)
    assert rate.missed("season", 0.09)


def test_checks_are_counted_and_listed(scores: list[Scores]) -> None:
    text = report(scores, CHECKS, "Run.")
    assert "1 of 2 reference values are reproduced" in text
    assert "| a-01 | a \\| b | 0.5 | 0.5 | 0.0e+00 | yes | somewhere |" in text
    assert "| **no** | elsewhere |" in text


def test_every_picture_that_the_page_shows_is_drawn(scores: list[Scores]) -> None:
    drawn = pictures(scores)
    text = report(scores, CHECKS, "Run.")
    for name in drawn:
        assert f"images/validation-{name}.svg" in text
    assert text.count("images/validation-") == len(drawn)
    for picture in drawn.values():
        assert ElementTree.fromstring(picture).tag.endswith("svg")


def test_ranges_outside_the_limits_are_drawn_at_their_edge() -> None:
    picture = range_picture("A & B", {"x": Range(2.0, -1.0, 3.0)}, target=0.5, limits=(0.0, 1.0))
    root = ElementTree.fromstring(picture)
    circle = next(each for each in root if each.tag.endswith("circle"))
    assert float(circle.attrib["cx"]) == 110 + 380
    assert "A &amp; B" in picture


def test_groups_of_the_calibration_hold_the_means() -> None:
    frame = pd.DataFrame({"predicted": [0.1, 0.1, 0.4, 0.4], "true": [0.0, 0.2, 0.5, 0.3]})
    picture = calibration_picture({"Leaving": {"x": frame}}, bins=2)
    line = next(e for e in ElementTree.fromstring(picture) if e.tag.endswith("polyline"))
    # Means (0.1, 0.1) and (0.4, 0.4) lie on the dashed line from (50, 280) to (290, 40).
    for point in line.attrib["points"].split():
        x, y = map(float, point.split(","))
        assert x - 50 == pytest.approx(280 - y, abs=0.2)
