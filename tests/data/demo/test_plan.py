"""The second-contact plan of the demo company, from its tables on."""

from pathlib import Path

import pytest

from analytics.assessment import Assessment, assess
from analytics.planning import second_contact_plan
from analytics.policy import CoverageRules, Policy
from data.demo import DEMO_AS_OF
from data.extract import extract
from data.opening import DEMO_COMPANY, with_demo_company
from data.sources import open_source

pytestmark = pytest.mark.slow

POLICY = with_demo_company(Policy(coverage=CoverageRules(same_language=True)))


@pytest.fixture(scope="module")
def assessment(database: Path) -> Assessment:
    source = open_source(
        f"duckdb:///{database}", timezone=DEMO_COMPANY.timezone, import_day=DEMO_AS_OF
    )
    found = assess(extract(source, POLICY), POLICY)
    source.close()
    return found


def test_customers_overseas_are_given_to_who_speaks_english(assessment: Assessment) -> None:
    pairs = second_contact_plan(assessment).pairs
    assert len(pairs) == POLICY.coverage.budget
    wanted = pairs["customer_id"].map(assessment.customers.set_index("customer_id")["language"])
    spoken = pairs["second_rep_id"].map(assessment.reps.set_index("rep_id")["languages"])
    assert set(assessment.customers["language"]) == {"zh", "en"}
    assert all(one in several for one, several in zip(wanted, spoken, strict=True))
