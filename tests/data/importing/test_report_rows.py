"""Totals and lines below a report are left out where that is certain, and are faults elsewhere."""

import pytest

from data.importing.csv_reading import csv_table
from data.importing.fault_lists import FaultLog
from data.importing.files import SourceFile

Read = tuple[list[tuple[str, ...]], list[int | None], dict[str, int]]


def read(text: str) -> Read:
    """The cells of the records, the rows of the faults, and the repairs with their rows."""
    log = FaultLog()
    raw = csv_table(SourceFile("x.csv", text.encode()), "x.csv", log)
    assert raw is not None
    columns = {str(place): place for place in range(len(raw.header.names))}
    cells = [
        tuple(row[name] for name in columns)
        for _, arrow in raw.read(log, columns)
        for row in arrow.to_pylist()
    ]
    repairs = {code: each.rows for (_, code), each in log.repairs.items()}
    return cells, [fault.row for fault in log.faults], repairs


ROWS = "id,amount,day\nC1,10,1.1.2026\nC2,20.5,1.1.2026\n"
CELLS = [("C1", "10", "1.1.2026"), ("C2", "20.5", "1.1.2026")]


@pytest.mark.parametrize(
    "label", ["Total", "Grand Total", "合计", "总计:", "Summe", "Total Ann", "Итого", "Ann Total"]
)
def test_sum_of_the_rows_above_is_left_out(label: str) -> None:
    assert read(f"{ROWS}{label},30.5,\n") == (CELLS, [], {"total_row": 1})


@pytest.mark.parametrize("label", ["Total", "合计", "Total Ann"])
def test_total_that_is_no_sum_is_a_fault(label: str) -> None:
    assert read(f"{ROWS}{label},31.5,\n") == (CELLS, [4], {})


def test_subtotals_count_from_the_last_one_and_the_last_total_from_the_first_row() -> None:
    text = "id,amount,day\nC1,10,x\nC1,5,x\nSubtotal C1,15,\nC2,20,x\nC2,1,x\n小计,21,\nTotal,36,\n"
    cells, faulty, repairs = read(text)
    assert [cell[1] for cell in cells] == ["10", "5", "20", "1"]
    assert (faulty, repairs) == ([], {"total_row": 3})


@pytest.mark.parametrize("total", ["3.250,50", "€ 3.250,50"])
def test_totals_with_a_decimal_comma(total: str) -> None:
    text = f"id;amount;day\nC1;1.250,50;x\nC2;2.000,00;x\nSumme;{total};\n"
    assert read(text)[1:] == ([], {"total_row": 1})


@pytest.mark.parametrize(
    "text",
    [
        "id,amount,currency\nC1,10,EUR\nC2,30,usd\nC3,5,EUR\nTotal,30,USD\nTotal,15,EUR\n",
        "id,amount,day\nC1,10 €,x\nC2,$30,x\nC3,5 €,x\nTotal,$30,\nTotal,15 €,\n",
        "id,amount,currency\nC1,10,EUR\nC2,30,USD\nTotal,40,\n",
    ],
)
def test_totals_of_one_currency_each_and_over_all(text: str) -> None:
    cells, faulty, repairs = read(text)
    assert [cell[0] for cell in cells if "Total" in cell[0]] == []
    assert (faulty, list(repairs)) == ([], ["total_row"])


def test_total_of_another_currency_is_a_fault() -> None:
    text = "id,amount,currency\nC1,10,EUR\nC2,30,USD\nTotal,10,USD\n"
    assert read(text)[1] == [4]


def test_customers_may_be_called_total() -> None:
    text = "id,name,amount\nC1,Total,5\nC2,Total Energies,5\nC3,Summit,\nC4,Total,\n"
    cells, faulty, repairs = read(text)
    assert len(cells) == 4
    assert (faulty, repairs) == ([], {})
    assert len(read("name,amount\nAcme,5\nTotal Energies,5\n")[0]) == 2


def test_bare_sum_below_the_last_record_is_left_out_and_another_figure_is_not() -> None:
    assert read("id,name,amount\nC1,A,5\nC2,B,6\n,,11\n")[2] == {"total_row": 1}
    cells, faulty, repairs = read("id,name,amount\nC1,A,5\nC2,B,6\n,,12\n")
    assert cells[-1] == ("", "", "12")
    assert (faulty, repairs) == ([], {})


def test_lines_around_a_report_are_left_out() -> None:
    text = (
        "Report: deals\n\nid,name,amount\nC1,Acme,5\nC2,Bolt,6\n\nGrand Totals (2 records),,11\n"
        "Copyright (c) 2000-2026 Example inc.\nConfidential - Do Not Distribute\n\n"
    )
    assert read(text) == (
        [("C1", "Acme", "5"), ("C2", "Bolt", "6")],
        [],
        {"title_rows": 1, "total_row": 1, "footer_row": 2},
    )


def test_last_record_of_an_id_alone_stays() -> None:
    assert read("id,name,amount\nC1,Acme,5\nC2\n")[0][-1] == ("C2", "", "")


def test_grouped_report_is_a_fault_of_its_column() -> None:
    log = FaultLog()
    text = "id,amount,day\nC1,10,x\n,5,x\nSubtotal C1,15,\nC2,20,x\n,1,x\nSubtotal C2,21,\n"
    raw = csv_table(SourceFile("x.csv", text.encode()), "x.csv", log)
    assert raw is not None
    assert sum(arrow.num_rows for _, arrow in raw.read(log, {"id": 0})) == 4
    assert [(fault.column, fault.row) for fault in log.faults] == [("id", None)]
