from data.importing import SourceFile, copy_with_remedies, look_at_rows, sums_of
from data.importing.column_sums import ColumnSum
from data.recognition.proposal import Money

ORDERS = SourceFile(
    "orders.csv",
    b"Account,Date,Total,Net\nA1,2026-03-01,10.50,=1+1\nA2,no day,20,5\nA3,2026-03-03,-3,6\n",
)


def test_copy_holds_every_row_and_what_to_do_beside_those_at_fault() -> None:
    made = copy_with_remedies([ORDERS], "orders.csv", {3: "Write a day"}, "What to do", limits=None)
    assert made.decode("utf-8-sig").splitlines() == [
        "Account,Date,Total,Net,What to do",
        "A1,2026-03-01,10.50,'=1+1,",
        "A2,no day,20,5,Write a day",
        "A3,2026-03-03,-3,6,",
    ]


def test_rows_are_shown_with_those_beside_them() -> None:
    shown = look_at_rows([ORDERS], {"orders.csv": [2]}, limits=None)["orders.csv"]
    assert shown.columns == ("Account", "Date", "Total", "Net")
    assert [row for row, _ in shown.rows] == [2, 3]


def test_columns_add_up_with_the_sign_that_their_cells_show() -> None:
    total, net = Money("orders.csv", "Total"), Money("orders.csv", "Net")
    sums = sums_of([ORDERS], [total, net], limits=None)
    assert sums[total] == ColumnSum(3, 27.5)
    only = Money("o.csv", "Total")
    german = SourceFile("o.csv", b"Total;X\n1.200;a\n1,5;b\n")
    assert sums_of([german], [only], limits=None)[only].total == 1201.5
    open_ = SourceFile("o.csv", b"Total;X\n1.200;a\n3.500;b\n")
    found = sums_of([open_], [only], limits=None)[only]
    assert (found.total, found.other) == (4.7, 4700.0)
