"""The range of what goes holds the expected amount, and everything that may go at most."""

from pathlib import Path

import pytest

from analytics.departure.reach import loss_range
from analytics.losses.exits import exit_losses
from tests.assessing import assessed
from tests.invented import invent


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory):
    work: Path = tmp_path_factory.mktemp("company")
    return assessed(invent(work / "files", 3), work)


def test_range_holds_the_expected_amount_and_repeats(assessment) -> None:
    people = assessment.reps.loc[assessment.reps["active"], "rep_id"].tolist()
    exposure = assessment.customers.set_index("customer_id")["exposure"]
    for kind in ("orderly", "competitor"):
        told = exit_losses(assessment.edges, exposure, people).set_index("kind")
        low, high = loss_range(assessment, people, kind)
        assert 0 <= low <= told.loc[kind, "departure_loss"] * (1 + 1e-6)
        assert told.loc[kind, "departure_loss"] * (1 - 1e-6) <= high <= exposure.sum()
        assert (low, high) == loss_range(assessment, people[::-1], kind)


def test_nobody_takes_nothing_along(assessment) -> None:
    assert loss_range(assessment, ["nobody"], "sudden") == (0.0, 0.0)
