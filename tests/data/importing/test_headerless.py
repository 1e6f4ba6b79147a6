from pathlib import Path

import pytest

from data.importing import ImportFaults, SourceFile, inspect_files
from data.importing.headerless import NamesKept, names_kept
from data.importing.understood import with_names
from data.mapping.kept import keep
from data.mapping.model import Mapping
from data.mapping.text import read_mapping
from data.recognition.catalogue import Catalogued
from tests.data.importing.conftest import Import

NAMES = ("order", "customer", "rep", "date", "amount", "")
MAPPING = """
[tables.orders_2026-03]
name = "orders_2026-03"

[[customers]]
from = "orders_2026-03"
one_per = "customer_id"
columns = { customer_id = "customer", name = "customer" }

[[reps]]
from = "orders_2026-03"
one_per = "rep_id"
columns = { rep_id = "rep", name = "rep" }

[[revenue]]
from = "orders_2026-03"
columns = { customer_id = "customer", rep_id = "rep", booked_on = "date", amount = "amount" }
"""


def month(number: int, *, width: int = 6, swapped: bool = False) -> SourceFile:
    """A month of orders without a header: id, customer, rep, day, amount, remark."""
    lines = []
    for row in range(1, 9):
        day, amount = f"2026-{number:02}-{row:02}", f"{row * 10}.50"
        cells = [f"{number * 100 + row}", "Acme", "Ann", day, amount, "ok"]
        cells[3:5] = [amount, day] if swapped else [day, amount]
        lines.append("\t".join(cells[:width]))
    return SourceFile(f"orders_2026-{number:02}.txt", "\n".join(lines).encode())


def nameless(file: SourceFile) -> Catalogued:
    (table,) = inspect_files([file], limits=None).nameless
    return table


def named(file: SourceFile) -> Mapping:
    """The mapping of a month whose columns were named."""
    told = {file.shown: NAMES}
    catalogue = inspect_files([file], named=told, limits=None)
    return with_names(read_mapping(MAPPING, "m.toml"), catalogue, told)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    file = month(3)
    catalogue = inspect_files([file], named={file.shown: NAMES}, limits=None)
    keep(tmp_path, named(file), catalogue.headers)
    return tmp_path


def said(kept: NamesKept | None) -> list[str]:
    return [str(change) for change in kept.changes] if kept else []


def test_the_next_month_bears_the_names_of_the_last(home: Path) -> None:
    kept = names_kept(home, nameless(month(4)))
    assert kept == NamesKept(NAMES)
    assert kept.fits


def test_columns_that_changed_places_are_refused_with_the_difference(home: Path) -> None:
    kept = names_kept(home, nameless(month(4, swapped=True)))
    assert said(kept) == [
        "column 4 (date) held days and now holds numbers",
        "column 5 (amount) held numbers and now holds days",
    ]
    assert kept is not None
    assert kept.names == ("order", "customer", "rep", "", "", "")
    assert not kept.fits


def test_another_number_of_columns_is_refused_with_the_difference(home: Path) -> None:
    kept = names_kept(home, nameless(month(4, width=5)))
    assert said(kept) == ["it has 5 columns; when they were named there were 6"]
    assert kept is not None
    assert kept.names == NAMES[:5]


def test_a_file_of_another_name_that_looks_the_same_is_only_offered_the_names(home: Path) -> None:
    other = SourceFile("extract.txt", month(4).data)
    kept = names_kept(home, nameless(other))
    assert kept == NamesKept(NAMES, same=False)
    assert not kept.fits


def test_a_file_that_is_not_alike_has_no_names(home: Path) -> None:
    other = SourceFile("extract.txt", month(4, swapped=True).data)
    assert names_kept(home, nameless(other)) is None


def test_a_mapping_with_looks_reads_what_looks_so_and_refuses_what_does_not(
    bring_in: Import,
) -> None:
    mapping = named(month(3))
    assert mapping.tables["orders_2026-03"].looks == (
        *("number", "text", "text"),
        *("date", "number", "text"),
    )
    bring_in([month(3)], mapping=mapping)
    moved = SourceFile(month(3).shown, month(3, swapped=True).data)
    with pytest.raises(ImportFaults) as caught:
        bring_in([moved], mapping=mapping)
    problems = [str(fault.problem) for fault in caught.value.faults]
    assert "column 4 (date) held days and now holds numbers" in problems
