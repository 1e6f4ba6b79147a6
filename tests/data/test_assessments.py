"""The schedule: steps run while the source is still read give what they give one after another."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pandas as pd
import pytest

from analytics.assessment import Assessment, assess
from analytics.errors import InputError
from analytics.policy import Policy
from data.assessments import assess_source, assess_with_quality
from data.extract import extract, extract_edges
from data.quality import quality
from data.sources import Source
from tests.data.conftest import file_databases, opened
from tests.independent import read_folder
from tests.invented import AS_OF, invent

POLICY = Policy.model_validate({"company": {"currency": "CNY"}})
FRAMES = ("customers", "reps", "edges", "drivers", "resilience")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    folder = tmp_path_factory.mktemp("invented")
    url = file_databases("duckdb", folder).filled(read_folder(invent(folder / "csv", 2)))
    source = opened(url, import_day=AS_OF)
    yield source
    source.engine.dispose()


@pytest.fixture(scope="module")
def one_after_another(source: Source) -> Assessment:
    whole = extract(source, POLICY, as_of=AS_OF)
    day = AS_OF - timedelta(days=POLICY.limits.core_single_threaded_days)
    return assess(whole, POLICY, before=extract_edges(source, POLICY, day, now=whole))


def assert_same(one: Assessment, other: Assessment) -> None:
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert repr(one.portfolio) == repr(other.portfolio)  # nan is not equal to itself
    assert one.limits == other.limits


def test_assessing_while_reading_changes_no_figure(
    source: Source, one_after_another: Assessment
) -> None:
    assert_same(assess_source(source, POLICY, as_of=AS_OF), one_after_another)


def test_looking_for_issues_meanwhile_changes_no_figure(
    source: Source, one_after_another: Assessment
) -> None:
    begun: list[Assessment] = []
    assessed, issues, _ = assess_with_quality(source, POLICY, as_of=AS_OF, then=begun.append)
    assert assessed.portfolio.warnings
    unwarned = replace(assessed, portfolio=replace(assessed.portfolio, warnings=[]))
    assert_same(unwarned, one_after_another)
    assert_same(begun[0], one_after_another)
    pd.testing.assert_frame_equal(issues, quality(source, POLICY, one_after_another.extract))


@pytest.mark.parametrize("assessing", [assess_source, assess_with_quality])
def test_a_day_after_the_import_is_refused_by_name(source: Source, assessing) -> None:
    with pytest.raises(InputError, match="2026-04-01 cannot be assessed yet"):
        assessing(source, POLICY, as_of=AS_OF + timedelta(days=1))


def test_where_a_part_fails_nobody_waits_for_the_rest(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled, asked = Event(), []

    def unreadable(*_: object) -> None:
        raise InputError("months")

    def house(*_: object) -> bool:
        return cancelled.wait(30) or asked.append("house")

    monkeypatch.setattr("data.assessments.with_rep_months", unreadable)
    monkeypatch.setattr("data.assessments.house_records", house)
    monkeypatch.setattr("data.assessments.quality", lambda *_: asked.append("quality"))
    monkeypatch.setattr(Source, "cancel", lambda _: cancelled.set())
    with pytest.raises(InputError, match="months"):
        assess_with_quality(source, POLICY, as_of=AS_OF)
    assert not asked
