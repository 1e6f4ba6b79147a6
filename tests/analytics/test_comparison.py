from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from analytics.assessment import Assessment
from analytics.attrition.probability import NOTICE
from analytics.comparison import FIGURES, compare, months_before
from analytics.policy import Company, Policy
from data.assessments import assess_source
from data.importing import import_files
from data.opening import database_source
from tests.assessing import IMPORT_DAY
from tests.invented import invent
from tests.policies import FEW_DRAWS

RULES = Policy(company=Company(currency="CNY"), losses=FEW_DRAWS)


def assessments(
    folder: Path, *earlier: int, without: tuple[str, ...] = ()
) -> dict[int, Assessment]:
    """Now and so many months ago."""
    files = invent(folder / "files", 1, without=without)
    import_files(files, folder / "c.duckdb", timezone="UTC", import_day=IMPORT_DAY, limits=None)
    source = database_source(f"duckdb:///{folder / 'c.duckdb'}", RULES)
    now = assess_source(source, RULES)
    found = {0: now}
    for months in earlier:
        found[months] = assess_source(source, RULES, as_of=months_before(now.as_of, months))
    source.engine.dispose()
    return found


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Assessment]:
    return assessments(tmp_path_factory.mktemp("company"), 3, 12, 24)


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 3, date(2025, 10, 15)),
    ],
)
def test_a_quarter_ago_is_three_calendar_months(day: date, months: int, earlier: date) -> None:
    assert months_before(day, months) == earlier


def test_a_company_compared_with_itself_has_not_changed(company: dict[int, Assessment]) -> None:
    changes = compare(company[0], company[0]).changes
    assert set(changes) == set(FIGURES)
    assert changes["revenue_12m"].difference == 0
    assert changes["expected_loss"].reason is None


def test_figures_are_those_of_the_earlier_day(company: dict[int, Assessment]) -> None:
    change = compare(company[0], company[12]).changes["revenue_12m"]
    assert change.now == company[0].portfolio.revenue_12m
    assert change.then == company[12].portfolio.revenue_12m
    assert change.difference == pytest.approx(change.now - change.then)


def test_a_day_before_the_records_cover_a_year_is_not_comparable(
    company: dict[int, Assessment],
) -> None:
    then = company[24]
    assert then.extract.data_from is not None
    assert then.extract.data_from > then.as_of - timedelta(days=364)
    for change in compare(company[0], then).changes.values():
        assert change.then is None
        assert change.difference is None
        assert str(change.reason) == "the records do not reach back a full year before that day"


def test_owners_of_today_are_not_put_into_the_past(tmp_path: Path) -> None:
    found = assessments(tmp_path, 3, without=("assignments",))
    assert (found[0].customers["evidence"] == "ownership").any()
    assert not (found[3].customers["evidence"] == "ownership").any()
    change = compare(found[0], found[3]).changes["expected_loss"]
    assert str(change.reason) == "who owned which customer on that day is not recorded"


def recorded(
    then: Assessment, *, days: int = 365, without: frozenset[str] = frozenset()
) -> Assessment:
    """The same assessment, its records beginning so many days before its day."""
    extract = replace(
        then.extract,
        data_from=then.as_of - timedelta(days=days),
        tables=then.extract.tables - without,
    )
    return replace(then, extract=extract)


@pytest.mark.parametrize(("days", "comparable"), [(364, True), (363, False)])
def test_records_from_the_first_day_of_the_year_are_a_full_year(
    company: dict[int, Assessment], days: int, comparable: bool
) -> None:
    then = recorded(company[12], days=days)
    assert (compare(company[0], then).changes["revenue_12m"].reason is None) is comparable


@pytest.mark.parametrize(("unassigned", "comparable"), [(0.0, True), (5.0, False)])
def test_one_reps_share_needs_the_owners_of_that_day_where_revenue_is_unassigned(
    company: dict[int, Assessment], unassigned: float, comparable: bool
) -> None:
    then = recorded(company[12], without=frozenset({"assignments"}))
    then = replace(then, portfolio=replace(then.portfolio, unassigned_revenue=unassigned))
    changes = compare(company[0], then).changes
    assert (changes["top1_share"].then is not None) is comparable
    assert changes["revenue_12m"].then == company[12].portfolio.revenue_12m


@pytest.mark.parametrize(("indicator", "comparable"), [(NOTICE, True), ("new_reason", False)])
def test_a_reason_for_leaving_unknown_that_day_makes_its_risk_not_comparable(
    company: dict[int, Assessment], indicator: str, comparable: bool
) -> None:
    then = recorded(company[12])
    now = replace(company[0], drivers=pd.DataFrame({"indicator": [indicator]}))
    change = compare(now, then).changes["expected_loss"]
    assert (change.then is not None) is comparable
    if not comparable:
        assert str(change.reason) == "some reasons for leaving cannot be computed for that day"


def test_a_figure_without_value_that_day_is_said_to_be_unknown(
    company: dict[int, Assessment],
) -> None:
    then = recorded(company[12])
    then = replace(then, portfolio=replace(then.portfolio, bus_factor=None))
    change = compare(company[0], then).changes["bus_factor"]
    assert change.difference is None
    assert str(change.reason) == "the figure is not known for that day"
