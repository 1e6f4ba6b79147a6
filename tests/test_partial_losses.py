"""Partial losses from files to figures: one total for customers, people, company and bad years."""

from pathlib import Path

import numpy as np
import pytest

from analytics.assessment import Assessment
from analytics.follow.shrinking import Shrinking
from analytics.policy import Policy
from tests.assessing import assessed
from tests.invented import invent

NOTHING = Shrinking(np.eye(401)[200], 0, 0)
SECTIONS = {"company": {"currency": "CNY"}}


def found(work: Path, *, follow: bool = True, unsure: bool = True) -> Assessment:
    sections = SECTIONS | {"follow": {"partial_losses": follow}}
    sections["losses"] = {"contagion": 0.0, "parameter_uncertainty": unsure}
    folder = work / "files"
    if not folder.exists():
        invent(folder, 1)
    return assessed(folder, work, policy=Policy.model_validate(sections))


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Own departures that teach: those who stay buy a fifth or two fifths less."""
    chances = np.zeros(401)
    chances[[240, 280]] = 0.5
    model = Shrinking(chances, 9, 120)
    monkeypatch.setattr(
        "analytics.estimates.fit_shrinking",
        lambda _, policy: model if policy.follow.partial_losses else NOTHING,
    )


@pytest.mark.usefixtures("learned")
def test_customers_people_company_and_law_have_one_total(tmp_path: Path):
    assessment = found(tmp_path, unsure=False)
    figures = assessment.portfolio
    assert figures.shrinking_fraction == pytest.approx(0.3)
    assert figures.shrinking_learned_from == 120
    assert figures.expected_shrinkage > 0
    for name in ("expected_shrinkage", "expected_total"):
        whole = pytest.approx(getattr(figures, name), rel=1e-9)
        assert assessment.customers[name].sum() == whole
        assert assessment.reps[name].sum() == whole
    assert figures.expected_total == pytest.approx(
        figures.expected_loss + figures.expected_shrinkage
    )
    assert figures.loss_mean == pytest.approx(figures.expected_total, rel=1e-9)
    assert assessment.reps["es_contribution"].sum() == pytest.approx(figures.es_95, rel=1e-6)


@pytest.mark.usefixtures("learned")
def test_the_switch_changes_no_expected_loss_and_empties_what_is_beside_it(tmp_path: Path):
    on, off = found(tmp_path), found(tmp_path, follow=False)
    assert off.portfolio.expected_loss == on.portfolio.expected_loss
    assert on.customers["expected_loss"].equals(off.customers["expected_loss"])
    assert off.customers["walk_away_probability"].equals(on.customers["walk_away_probability"])
    for frame in (off.customers, off.reps):
        assert frame[["expected_shrinkage", "expected_total"]].isna().all(axis=None)
    figures = off.portfolio
    assert [figures.expected_shrinkage, figures.expected_total] == [None, None]
    assert figures.shrinking_fraction is None
    assert off.edges["shrinking"].isna().all()
    assert on.portfolio.es_95 > figures.es_95
    assert on.portfolio.loss_mean == pytest.approx(on.portfolio.expected_total, rel=0.05)


def test_where_nothing_is_learned_both_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("analytics.estimates.fit_shrinking", lambda *_: NOTHING)
    on, off = found(tmp_path), found(tmp_path, follow=False)
    assert on.portfolio.shrinking_fraction == 0.0
    assert on.portfolio.expected_shrinkage == 0.0
    assert on.portfolio.expected_total == on.portfolio.expected_loss
    for name in ("loss_mean", "loss_sd", "var_95", "es_95", "var_99", "es_99"):
        assert getattr(on.portfolio, name) == getattr(off.portfolio, name)
