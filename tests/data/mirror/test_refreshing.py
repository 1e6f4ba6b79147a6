"""Figures of a copy are those of the database, whatever has happened to its rows meanwhile."""

import os
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.errors import InputFaults
from data.extract import extract, onward
from data.mirror.place import UNASKED_DAYS, copy_file, keep, known, retire_unasked
from data.mirror.refreshing import WHOLE_AFTER, opened
from data.mirror.state import State
from data.mirror.told import doubts
from data.opening import copied_source, given_source
from data.sources import SourceError
from tests.data.conftest import databases_of
from tests.data.mirror.conftest import Copied
from tests.data.mirror.living import ACTIVITIES, NOON, POLICY, Company, how, read
from tests.serving import ROOT


def told(state: State) -> list[str]:
    """What is to be known of a copy."""
    return [each.text() for each in doubts(state)]


def test_new_late_and_corrected_rows_are_found_and_nothing_else_is_read(copied: Copied) -> None:
    company = copied.company
    first = copied.refresh()
    assert set(how(first).values()) == {"first"}
    copied.hold_against(first)
    company.pass_time(100)
    company.contact(1, 1)
    company.contact(2, 0, days_ago=300)
    company.correct(7, rep_id="ben", kind="visit")
    company.correct_line("i1", 5000.25)
    company.invoice(3, 1, days_ago=90)
    second = copied.refresh()
    assert how(second) == {
        "activities": "new",
        "customers": "small",
        "reps": "small",
        "revenue": "new",
    }
    # What changed, and what changed last before.
    assert (read(second)["activities"], read(second)["revenue"]) == (4, 4)
    copied.hold_against(second)


def test_nothing_new_is_no_new_version(copied_file: Copied) -> None:
    first = copied_file.refresh()
    second = copied_file.refresh()
    assert second.version == first.version
    assert second.read_at > first.read_at
    assert len(list(copied_file.folder.glob("copy-*.duckdb"))) == 1


def test_a_row_written_at_the_very_moment_of_the_newest_one_is_found(copied_file: Copied) -> None:
    company = copied_file.company
    copied_file.refresh()
    company.contact(4, 1)
    company.pass_time(-23)
    company.contact(5, 1)
    second = copied_file.refresh()
    assert how(second)["activities"] == "new"
    copied_file.hold_against(second)


def test_rows_without_a_time_of_change_are_read_every_time(copied_file: Copied) -> None:
    company = copied_file.company
    number = company.contact(1, 1, stamped=False)
    copied_file.refresh()
    unstamped = ACTIVITIES.update().where(ACTIVITIES.c.activity_id == number)
    company.write(unstamped.values(kind="visit", rep_id="ann"))
    company.contact(2, 2, stamped=False)
    second = copied_file.refresh()
    assert how(second)["activities"] == "new"
    assert any(
        "its updated_at is empty" in said or "their updated_at" in said for said in told(second)
    )
    copied_file.hold_against(second)


def test_a_time_of_change_in_the_future_hides_no_later_rows(copied_file: Copied) -> None:
    company = copied_file.company
    company.pass_time(24 * 365 * 100)
    company.contact(1, 1, days_ago=365 * 100 + 20)
    company.clock = NOON
    copied_file.refresh()
    company.clock = datetime.now(UTC).replace(tzinfo=None)
    company.contact(2, 1, days_ago=200)
    second = copied_file.refresh()
    assert (how(second)["activities"], read(second)["activities"]) == ("new", 2)
    copied_file.hold_against(second)


def test_deleted_rows_are_told_and_found_when_everything_is_read(copied: Copied) -> None:
    company = copied.company
    copied.refresh()
    company.delete(3)
    company.delete(8)
    company.contact(1, 2)
    second = copied.refresh()
    assert [each.gone for each in second.tables if each.name == "activities"] == [2]
    assert any(
        "2 rows of activities are no longer in the database" in each for each in told(second)
    )
    third = copied.refresh(whole=True)
    assert not told(third)
    assert third.whole_at == third.read_at
    copied.hold_against(third)


def test_rows_that_their_times_do_not_show_are_missed_no_longer_than_they_are_counted(
    copied_file: Copied,
) -> None:
    company = copied_file.company
    copied_file.refresh()
    company.pass_time(-24 * 300)
    company.contact(1, 1)  # comes with an old time of change, as from a copied table
    second = copied_file.refresh()
    assert how(second)["activities"] == "missed"
    copied_file.hold_against(second)


def test_a_database_that_went_back_is_read_anew(copied_file: Copied) -> None:
    company = copied_file.company
    number = company.contact(0, 0, days_ago=3)
    company.pass_time(200)
    company.correct(number, kind="visit", rep_id="ben")
    copied_file.refresh()
    old = ACTIVITIES.update().where(ACTIVITIES.c.activity_id == number)
    company.write(old.values(kind="call", rep_id="ann", updated_at=NOON))
    second = copied_file.refresh()
    assert how(second)["activities"] == "changed"
    copied_file.hold_against(second)


def test_another_column_or_none_has_the_table_read_anew(copied_file: Copied) -> None:
    company = copied_file.company
    copied_file.refresh()
    company.write(
        sa.text("alter table activities add column direction varchar"),
        sa.text("update activities set direction = 'in' where activity_id % 2 = 0"),
    )
    second = copied_file.refresh()
    assert how(second)["activities"] == "changed"
    copied_file.hold_against(second)
    company.write(sa.text("alter table activities drop column updated_at"))
    third = copied_file.refresh()
    assert how(third)["activities"] == "changed"
    copied_file.hold_against(third)


def test_without_a_time_of_change_only_days_that_differ_are_read(copied: Copied) -> None:
    company = copied.company
    company.write(
        sa.text("alter table activities drop column updated_at"),
        sa.text("alter table revenue drop column modified_on"),
    )
    copied.refresh()
    unchanged = copied.refresh()
    second_of = sa.text(
        "update activities set kind = 'visit', rep_id = 'ben' where activity_id = 2"
    )
    gone = sa.text("delete from activities where activity_id = 9")
    one_line = sa.text(
        "update revenue set amount = amount + 5 where revenue_id = 'i3' and line = 1"
    )
    late = sa.text(
        "insert into activities (activity_id, customer_id, rep_id, happened_at, kind) "
        "values (900, 'c1', 'ben', '2025-01-01 10:00:00', 'call')"
    )
    company.write(second_of, gone, one_line, late)
    second = copied.refresh()
    copied.hold_against(second)
    if company.url.startswith("sqlite"):
        assert how(second)["activities"] == "no time"
        assert any("activities (40 rows) is read whole" in each for each in told(second))
    else:
        assert (read(unchanged)["activities"], read(unchanged)["revenue"]) == (0, 0)
        assert (how(second)["activities"], read(second)["activities"]) == ("days", 2)
        assert (how(second)["revenue"], read(second)["revenue"]) == ("days", 2)
        assert not told(second)


def test_a_table_without_a_key_is_read_by_its_days_too(copied_file: Copied) -> None:
    company = copied_file.company
    company.write(sa.text("alter table revenue drop column revenue_id"))
    copied_file.refresh()
    company.write(sa.text("update revenue set amount = amount + 1 where customer_id = 'c2'"))
    second = copied_file.refresh()
    assert how(second)["revenue"] == "days"
    copied_file.hold_against(second)


def test_a_file_whose_cells_have_types_of_their_own_is_read_whole_without_a_key(
    tmp_path: Path,
) -> None:
    copied = Copied(Company(f"sqlite:///{tmp_path / 'crm.sqlite'}"), tmp_path / "home")
    copied.company.write(sa.text("alter table revenue drop column revenue_id"))
    copied.refresh()
    copied.company.write(sa.text("update revenue set amount = amount + 1 where line = 0"))
    second = copied.refresh()
    assert how(second)["revenue"] == "no key"
    assert any("revenue (60 rows) is read whole" in each for each in told(second))
    copied.hold_against(second)


def test_an_unreachable_database_leaves_what_was_kept(copied_file: Copied) -> None:
    first = copied_file.refresh()
    Path(copied_file.company.url.removeprefix("duckdb:///")).unlink()
    with pytest.raises(SourceError):
        copied_file.refresh()
    assert known(copied_file.folder) == first
    with closing(opened(copy_file(copied_file.folder, first), first, "UTC")) as source:
        assert len(extract(source, POLICY).customers) == 6


@pytest.mark.parametrize("moment", ["judged", "replace_durably"])
def test_who_is_killed_leaves_what_was_and_the_next_one_goes_on(
    copied_file: Copied, moment: str
) -> None:
    company = copied_file.company
    first = copied_file.refresh()
    company.pass_time(1)
    company.contact(1, 1)
    where = "data.mirror.refreshing" if moment == "judged" else "data.mirror.place"
    program = (
        f"import os, signal, {where} as module\n"
        f"module.{moment} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from pathlib import Path\n"
        "from data.mirror.refreshing import refresh\n"
        f"refresh({company.url!r}, Path({str(copied_file.home)!r}), timezone='UTC')\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert known(copied_file.folder) == first
    second = copied_file.refresh()
    copied_file.hold_against(second)
    assert not [each for each in copied_file.folder.iterdir() if each.name.startswith(".linchpin-")]


def test_of_two_at_once_one_reads_and_the_other_finds_nothing_new(copied_file: Copied) -> None:
    copied_file.refresh()
    copied_file.company.contact(1, 1)
    with ThreadPoolExecutor(2) as both:
        first, second = both.map(lambda _: copied_file.refresh(), range(2))
    assert first.version == second.version
    copied_file.hold_against(second)


def test_a_whole_reading_is_due_after_a_week(copied_file: Copied) -> None:
    first = copied_file.refresh()
    week_ago = replace(first, whole_at=first.whole_at - WHOLE_AFTER)
    keep(copied_file.folder, week_ago, None)
    copied_file.company.delete(5)
    second = copied_file.refresh()
    assert set(how(second).values()) == {"first"}
    copied_file.hold_against(second)


def test_a_superseded_file_stays_an_hour(copied_file: Copied) -> None:
    first = copied_file.refresh()
    copied_file.company.contact(1, 1)
    second = copied_file.refresh()
    old = copy_file(copied_file.folder, first)
    assert old.is_file()
    os.utime(old, (0, 0))
    copied_file.refresh()
    assert not old.exists()
    assert copy_file(copied_file.folder, second).is_file()


def test_only_this_user_may_read_a_copy(copied_file: Copied) -> None:
    state = copied_file.refresh()
    file = copy_file(copied_file.folder, state)
    assert {stat.S_IMODE(each.stat().st_mode) for each in (file, file.with_name("copy.json"))} == {
        0o600
    }
    assert stat.S_IMODE(copied_file.folder.stat().st_mode) == 0o700


def test_copies_of_databases_that_nobody_asks_any_more_go(copied_file: Copied) -> None:
    copied_file.refresh()
    now = time.time()
    retire_unasked(copied_file.home, now=now + (UNASKED_DAYS - 1) * 86_400)
    assert known(copied_file.folder) is not None
    retire_unasked(copied_file.home, now=now + (UNASKED_DAYS + 1) * 86_400)
    assert not copied_file.folder.exists()


def test_values_that_need_reading_are_read_from_the_copy_as_from_the_database(
    copied_file: Copied, tmp_path: Path
) -> None:
    company = copied_file.company
    copied_file.refresh()
    company.pass_time(1)
    number = company.contact(1, 1)
    company.correct(number, rep_id=" ben ")
    state = copied_file.refresh()
    assert dict(state.judged.unusual) == {"activities.rep_id": 1}
    copy = copied_source(state, copied_file.home, company.url, POLICY, tmp_path / "read")
    there = given_source(company.url, POLICY, tmp_path / "there")
    with closing(copy), closing(there):
        edges = [extract(each, POLICY).activity_edges for each in (copy, there)]
    pd.testing.assert_frame_equal(*edges)


def test_faults_of_new_rows_are_named(copied_file: Copied, tmp_path: Path) -> None:
    company = copied_file.company
    copied_file.refresh()
    company.pass_time(1)
    company.correct(company.contact(1, 1), happened_at=None)
    state = copied_file.refresh()
    assert state.judged.faulty
    with pytest.raises(InputFaults, match="1 value cannot be used"):
        copied_source(state, copied_file.home, company.url, POLICY, tmp_path / "read")


def test_only_customers_with_changed_records_are_summed_up_again(
    copied: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    company, summed = copied.company, []
    copied.look(copied.refresh())
    company.contact(1, 1, days_ago=40)
    company.correct(7, rep_id="ben", kind="visit", happened_at=NOON - timedelta(days=80))
    company.correct_line("i4", 5000.25)
    second = copied.refresh()
    # The eighth contact was with c0, as every sixth; the fifth invoice is that of c4.
    assert second.touched == ("c0", "c1", "c4")

    def noted(was: pd.DataFrame, *rest: Any) -> pd.DataFrame:
        summed.append(rest[-1])
        return together(was, *rest)

    together = onward._together
    monkeypatch.setattr(onward, "_together", noted)
    copied.hold_against(second)
    assert set(summed) == set(onward._OF_CUSTOMERS)


def test_where_leaving_days_are_estimated_everything_is_summed_up_again(
    copied_file: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = copied_file.company
    company.write(
        sa.text("alter table reps add column active boolean"),
        sa.text("update reps set active = false where rep_id = 'ben'"),
    )
    copied_file.look(copied_file.refresh())
    company.contact(1, 1, days_ago=40)
    company.correct(7, rep_id="ben", happened_at=NOON)
    monkeypatch.delattr(onward, "_together")
    copied_file.hold_against(copied_file.refresh())


ids = st.integers(0, 10_000)
EVENTS = st.one_of(
    st.tuples(st.just("contact"), st.integers(0, 5), st.integers(0, 2), st.integers(0, 500)),
    st.tuples(st.just("unstamped"), st.integers(0, 5), st.integers(0, 2), st.integers(0, 500)),
    st.tuples(st.just("correct"), ids, st.integers(0, 2), st.integers(0, 500)),
    st.tuples(st.just("invoice"), st.integers(0, 5), st.integers(0, 2), st.integers(0, 500)),
    st.tuples(st.just("line"), ids, st.integers(0, 2), st.integers(-300, 500)),
    st.tuples(st.just("delete"), ids, st.integers(0, 2), st.integers(0, 500)),
    st.tuples(st.just("time"), st.integers(1, 72), st.integers(0, 2), st.integers(0, 500)),
    st.tuples(st.just("refresh"), ids, st.integers(0, 2), st.integers(0, 500)),
)


def happen(copied: Copied, event: tuple[str, int, int, int]) -> bool:
    """Whether something was deleted."""
    company, (what, which, rep, days) = copied.company, event
    match what:
        case "contact" | "unstamped":
            company.contact(which, rep, days_ago=days, stamped=what == "contact")
        case "correct":
            number = company.ids[which % len(company.ids)]
            day = company.clock - timedelta(days=days)
            company.correct(number, rep_id=("ann", "ben", "cid")[rep], happened_at=day)
        case "invoice":
            company.invoice(which, rep, days_ago=days, lines=1 + rep)
        case "line":
            company.correct_line(company.invoices[which % len(company.invoices)], days)
        case "delete":
            company.delete(company.ids[which % len(company.ids)])
        case "time":
            company.pass_time(which)
        case "refresh":
            copied.look(copied.refresh())
    return what == "delete"


@pytest.mark.parametrize("engine", ["duckdb", pytest.param("sqlite", marks=pytest.mark.slow)])
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=st.lists(EVENTS, min_size=4, max_size=14))
def test_whatever_happens_a_refresh_is_a_rebuild(
    engine: str, events: list[tuple[str, int, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with databases_of(engine, tmp_path_factory) as databases:
        copied = Copied(Company(databases.new_url()), tmp_path_factory.mktemp("home") / "home")
        copied.look(copied.refresh())
        deleted = [happen(copied, event) for event in events]
        state = copied.refresh()
        if any(deleted):
            gone = sum(each.gone for each in state.tables)
            assert gone == sum(deleted) or how(state)["activities"] != "new"
            state = copied.refresh(whole=True)
        copied.hold_against(state)
