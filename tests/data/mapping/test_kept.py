from pathlib import Path

from data.home.mappings import kept_texts, mapping_path
from data.mapping.kept import keep, kept_for, signature
from data.mapping.model import Mapping
from data.mapping.text import read_mapping

TEXT = """
[tables.orders]
name = "Orders 2026-03"
[[revenue]]
from = "orders"
[revenue.columns]
customer_id = "Account"
booked_on = "Date"
amount = "Total"
"""
HEADERS = {"Orders 2026-03": ["Account", "Date", "Total", "Note"]}


def mapping() -> Mapping:
    return read_mapping(TEXT, "x.toml")


def test_same_headers_under_another_name_call_for_the_kept_mapping(tmp_path: Path) -> None:
    keep(tmp_path, mapping(), HEADERS)
    later = {"Orders 2026-04": ["Date", "account ", "Total", "Note"]}
    kept = kept_for(tmp_path, later)
    assert kept is not None
    assert kept.changes is None
    assert kept.mapping.parts == mapping().parts
    assert kept.mapping.tables["orders"].columns == tuple(HEADERS["Orders 2026-03"])


def test_a_changed_column_is_named_with_the_nearest_new_one(tmp_path: Path) -> None:
    keep(tmp_path, mapping(), HEADERS)
    later = {"Orders 2026-04": ["Account", "Order Date", "Total", "Note", "Rep"]}
    kept = kept_for(tmp_path, later)
    assert kept is not None
    assert kept.changes is not None
    (table,) = kept.changes.tables
    assert (table.table, table.missing) == ("Orders 2026-04", (("Date", "Order Date"),))
    assert table.new == ("Order Date", "Rep")


def test_another_export_calls_for_no_kept_mapping(tmp_path: Path) -> None:
    keep(tmp_path, mapping(), HEADERS)
    assert kept_for(tmp_path, {"staff": ["No", "Name", "Team"]}) is None


def test_a_later_mapping_of_the_same_headers_takes_the_place_of_the_first(tmp_path: Path) -> None:
    keep(tmp_path, mapping(), HEADERS)
    keep(tmp_path, mapping().model_copy(update={"same": {"reps": {"8": "7"}}}), HEADERS)
    (text,) = kept_texts(tmp_path).values()
    assert "[same.reps]" in text


def test_a_damaged_file_is_passed_over(tmp_path: Path) -> None:
    mapping_path(tmp_path, signature(HEADERS)).write_text("[[", encoding="utf-8")
    assert kept_for(tmp_path, HEADERS) is None
