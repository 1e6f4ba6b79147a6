"""Where the header of a text stands, what separates its fields, and when there is no header."""

import pytest

from data.importing.layout import laid_out

DATA = "C1,1000,2026-03-10,R1\nC2,2000,2026-03-11,R2\n"


@pytest.mark.parametrize(
    ("text", "delimiter", "row", "names"),
    [
        ("No;Net\nC1;1000,00\nC2;2,5\n", ";", 1, ("No", "Net")),
        ("No|Net|Day\nC1|1,5|a\n", "|", 1, ("No", "Net", "Day")),
        (
            '"Name; first";"Net, sum";"x"\n"a;b";"1,5";"q"\n',
            ";",
            1,
            ("Name; first", "Net, sum", "x"),
        ),
        (f"Revenue by customer\n\nNo,Net,Day,Who\n{DATA}", ",", 3, ("No", "Net", "Day", "Who")),
        (f"Firm,Acme,,\nDay,2026,,\nNo,Net,Day,Who\n{DATA}", ",", 3, ("No", "Net", "Day", "Who")),
        ("Region,2023,2024\nNorth,100,200\n", ",", 1, ("Region", "2023", "2024")),
        ("Kunde Nr,Betrag\n", ",", 1, ("Kunde Nr", "Betrag")),
        (",No,Name\n0,C1,Acme\n1,C2,Bolt\n", ",", 1, ("", "No", "Name")),
        ("No,,Name\nC1,a,Acme\nC2,b,Bolt\n", ",", 1, ("No", "", "Name")),
        ("名称*,\ufeff 金\u00a0 额 \n云帆,5\n", ",", 1, ("名称", "金 额")),
    ],
)
def test_header_and_separator_are_found(
    text: str, delimiter: str, row: int, names: tuple[str, ...]
) -> None:
    layout = laid_out(text)
    assert (layout.delimiter, layout.row, layout.names) == (delimiter, row, names)


def test_header_of_two_rows_is_read_as_one() -> None:
    text = "Customer,Net,,Gross,\n,Q1,Q2,Q1,Q2\nAlder,5,6,7,8\nBirch,7,8,9,9\n"
    layout = laid_out(text)
    assert layout.row == 2
    assert layout.names == ("Customer", "Net Q1", "Net Q2", "Gross Q1", "Gross Q2")


@pytest.mark.parametrize(
    "text",
    [
        "C1,Alder Works,R1,A\nC2,Birch Foods,R1,A\n",
        "2026-01-01,5,x\n",
        "1,Ann\n2,Bob\n",
        "Ann,ann@example.com\n",
        "Alder,meeting,North\nBirch,meeting,North\nCedar,call,South\n",
    ],
)
def test_first_row_of_data_is_no_header(text: str) -> None:
    layout = laid_out(text)
    assert (layout.row, layout.names, layout.empty) == (0, (), False)


def test_row_of_the_header_can_be_told() -> None:
    layout = laid_out("a,b\nc,d\n1,2\n", header=2)
    assert (layout.row, layout.names) == (2, ("c", "d"))
    assert laid_out("a,b\n", header=5).empty
