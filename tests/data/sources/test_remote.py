"""A database that a reading process has open answers as one that is open here."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analytics.errors import InputError
from analytics.messages import message
from analytics.policy import Policy
from data.assessments import assess_with_quality
from data.details import contact_kinds
from data.progress import Cancelled
from data.quality import control_total
from data.sources import RemoteSource, SourceChanged, open_source
from tests.data.conftest import CAST, IMPORT_DAY, file_databases


@pytest.fixture(scope="module", params=["sqlite", pytest.param("duckdb", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    kind = str(request.param)
    return str(file_databases(kind, tmp_path_factory.mktemp(kind)).filled(CAST))


def remote(url: str) -> RemoteSource:
    return RemoteSource(url, timezone="UTC", import_day=IMPORT_DAY)


@pytest.mark.slow
def test_the_same_figures_come_from_both(url: str) -> None:
    here, there = open_source(url, timezone="UTC", import_day=IMPORT_DAY), remote(url)
    assert (there.version, there.label, there.import_day) == (
        here.version,
        here.label,
        here.import_day,
    )
    policy = Policy()
    (one, issues, house), (other, others, house_there) = (
        assess_with_quality(each, policy, currency="EUR") for each in (here, there)
    )
    for name in ("customers", "reps", "edges", "drivers"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    pd.testing.assert_frame_equal(issues, others)
    pd.testing.assert_frame_equal(house.cards, house_there.cards)
    shown = ["code", "subject_id", "evidence", "money"]
    pd.testing.assert_frame_equal(house.hazards[shown], house_there.hazards[shown])
    pd.testing.assert_frame_equal(
        control_total(here, policy, one.extract), control_total(there, policy, other.extract)
    )
    pd.testing.assert_frame_equal(
        contact_kinds(here, policy, one.as_of), contact_kinds(there, policy, one.as_of)
    )
    here.close()
    there.close()


def test_a_process_that_ended_is_started_again(url: str) -> None:
    source = remote(url)
    day = date(2026, 6, 30)
    before = contact_kinds(source, Policy(), day)
    source.close()
    pd.testing.assert_frame_equal(contact_kinds(source, Policy(), day), before)
    assert len(before) > 0
    source.close()


def test_other_data_after_a_new_start_is_not_mixed_with_the_old(tmp_path: Path) -> None:
    source = remote(str(file_databases("sqlite", tmp_path).filled(CAST)))
    source.close()
    (path,) = tmp_path.rglob("*.sqlite")
    path.touch()
    with pytest.raises(SourceChanged, match="has changed since it was read"):
        contact_kinds(source, Policy(), date(2026, 6, 30))
    source.close()


def test_raising_from_progress_stops_the_reading(url: str) -> None:
    source = remote(url)

    def stop(_done: float, _what: object) -> None:
        raise Cancelled(message("Enough"))

    with pytest.raises(Cancelled):
        assess_with_quality(source, Policy(), progress=stop)
    source.close()


def test_what_cannot_be_opened_is_said_as_always(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.sqlite cannot be opened"):
        remote(f"sqlite:///{tmp_path / 'gone.sqlite'}")
