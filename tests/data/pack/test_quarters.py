"""Four quarters: assessed as they would have been then, those at hand not again."""

from datetime import date

import pytest

from analytics.assessment import Assessment
from analytics.comparison import Comparison
from analytics.policy import Company, Policy
from data.assessments import assess_source
from data.importing import import_files
from data.opening import database_source
from data.pack import quarters
from data.pack.quarters import four_quarters
from data.sources import Source
from tests.invented import invent
from tests.policies import FEW_DRAWS

POLICY = Policy(company=Company(currency="CNY"), losses=FEW_DRAWS)
DAYS = [date(2026, 1, 2), date(2025, 10, 2), date(2025, 7, 2), date(2025, 4, 2)]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = tmp_path_factory.mktemp("quarters")
    files, database = invent(folder / "files", 3), folder / "company.duckdb"
    import_files(files, database, timezone="UTC", import_day=date(2026, 4, 2), limits=None)
    return database_source(f"duckdb:///{database}", POLICY)


@pytest.fixture(scope="module")
def now(source: Source) -> Assessment:
    return assess_source(source, POLICY)


@pytest.fixture(scope="module")
def known(source: Source, now: Assessment) -> tuple[Comparison, ...]:
    return four_quarters(source, POLICY, now)


def test_each_day_is_assessed_by_itself(
    source: Source, now: Assessment, known: tuple[Comparison, ...]
) -> None:
    assert now.as_of == date(2026, 4, 2)
    assert [each.as_of for each in known] == DAYS
    for each in known:
        then = assess_source(source, POLICY, as_of=each.as_of).portfolio
        change = each.changes["single_threaded_proven_share"]
        assert change.then == (None if change.reason else then.single_threaded_proven_share)


def test_what_is_at_hand_is_not_assessed_again(
    source: Source,
    now: Assessment,
    known: tuple[Comparison, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[date] = []

    def counted(*of: object, **options: object) -> object:
        asked.append(options["as_of"])  # type: ignore[arg-type]
        return assess_source(*of, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(quarters, "assess_source", counted)
    assert four_quarters(source, POLICY, now, known=known) == known
    assert asked == []
    assert len(four_quarters(source, POLICY, now, known=known[:3])) == 4
    assert asked == DAYS[3:]


def test_a_day_without_a_year_of_records_is_not_comparable(source: Source) -> None:
    now = assess_source(source, POLICY, as_of=date(2024, 1, 31))
    oldest = four_quarters(source, POLICY, now)[-1]
    reasons = {str(each.reason) for each in oldest.changes.values()}
    assert reasons == {"the records do not reach back a full year before that day"}
