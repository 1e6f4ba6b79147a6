"""An import in a process of its own: what ends it, in which words, and what stays behind."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from analytics.errors import InputError
from analytics.messages import Message
from data.importing import ImportFaults, ImportReport, SourceFile
from data.progress import Cancelled
from data.reader.limits import FILES, Excess, Limits
from tests.data.importing.test_parquet_reading import parquet

Files = Callable[..., list[SourceFile]]
Import = Callable[..., ImportReport]


def written(files: list[SourceFile], folder: Path) -> list[SourceFile]:
    """The same files on disk."""
    folder.mkdir()
    for file in files:
        assert isinstance(file.data, bytes)
        (folder / file.name).write_bytes(file.data)
    return [SourceFile(file.name, folder / file.name) for file in files]


def left(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir())


def test_import_under_limits_is_the_import_without(
    company: Files, bring_in: Import, tmp_path: Path
) -> None:
    files = company(
        {
            "reps.parquet": parquet(rep_id=["R1", "R2"], name=["Ann", "Bob"]),
            "revenue.csv": "customer_id,amount,booked_on,fax\nC1,5,2026-01-05,1\nC2,x,x,2\n",
        }
    )
    files = [file for file in files if file.name != "reps.csv"]
    told: list[tuple[float, str]] = []

    def tell(done: float, what: Message) -> None:
        told.append((done, str(what)))

    apart = bring_in(files, skip_faulty=True, limits=FILES, progress=tell)
    here = bring_in(files, skip_faulty=True)
    assert apart.path == here.path
    assert apart.tables == here.tables
    assert apart.faults == here.faults
    assert apart.ignored == ("revenue.fax",)
    assert apart.left_out.equals(here.left_out)
    for name, sample in here.samples.items():
        pd.testing.assert_frame_equal(apart.samples[name], sample)
    assert told[-1] == (1.0, "imported")
    assert left(tmp_path / "home") == [apart.path and apart.path.name]


def test_faults_come_back_with_everything_that_was_read(company: Files, bring_in: Import) -> None:
    with pytest.raises(ImportFaults) as caught:
        bring_in(company({"reps.csv": "rep_id,name\n,Ann\n"}), limits=FILES)
    assert [str(fault) for fault in caught.value.faults] == [
        "reps, row 2, rep_id: the key is empty. Give the row its own key"
    ]
    assert (caught.value.count, caught.value.blocking) == (1, 0)
    assert list(caught.value.report.tables) == ["reps", "customers", "assignments"]


def many_rows() -> str:
    return "customer_id,name\n" + "".join(f"C{row},Acme {row}\n" for row in range(400_000))


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (replace(FILES, memory=100 << 20), "takes more than 100 MB of memory"),
        pytest.param(
            replace(FILES, cpu_seconds=0.05),
            "takes more than 0.05 seconds",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            replace(FILES, seconds=0.05), "takes more than 0.05 seconds", marks=pytest.mark.slow
        ),
        pytest.param(
            replace(FILES, output=1 << 16), "fills more than 0 MB on disk", marks=pytest.mark.slow
        ),
    ],
    ids=["memory", "processor time", "time", "output"],
)
def test_import_that_takes_too_much_ends_in_words_and_leaves_nothing(
    limits: Limits, said: str, company: Files, bring_in: Import, tmp_path: Path
) -> None:
    with pytest.raises(Excess) as caught:
        bring_in(company({"customers.csv": many_rows()}), limits=limits)
    assert said in str(caught.value)
    assert ".csv" in str(caught.value)
    assert left(tmp_path / "home") == []


def sheet_of_far_cells() -> bytes:
    """A small workbook, two of whose cells lie at the ends of a sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as target:
        sheet = target.add_worksheet("customers")
        sheet.write(0, 0, 1)
        sheet.write(1_048_575, 16_383, 1)
    return stream.getvalue()


def test_workbook_that_wants_all_memory_takes_only_its_reading_down(
    company: Files, bring_in: Import, tmp_path: Path
) -> None:
    others = [file for file in company() if file.name != "customers.csv"]
    files = [SourceFile("customers.xlsx", sheet_of_far_cells()), *others]
    with pytest.raises(InputError, match=r"Reading customers\.xlsx "):
        bring_in(files, limits=FILES)
    assert left(tmp_path / "home") == []


def test_cancelling_ends_the_reading_and_leaves_nothing(
    company: Files, bring_in: Import, tmp_path: Path
) -> None:
    def stop(_done: float, what: Message) -> None:
        raise Cancelled(what)

    with pytest.raises(Cancelled):
        bring_in(company({"customers.csv": many_rows()}), limits=FILES, progress=stop)
    assert left(tmp_path / "home") == []


@pytest.mark.parametrize("limits", [FILES, None], ids=["apart", "here"])
def test_file_that_changes_while_it_is_read_is_refused(
    limits: Limits | None, company: Files, bring_in: Import, tmp_path: Path
) -> None:
    files = written(company(), tmp_path / "crm")

    def change(_done: float, _what: Message) -> None:
        (tmp_path / "crm/reps.csv").write_text("rep_id,name\nR1,Ann\nR9,Zoe\n")

    with pytest.raises(InputError, match=r"reps\.csv was changed while it was read; try again"):
        bring_in(files, limits=limits, progress=change)
    assert left(tmp_path / "home") == []
