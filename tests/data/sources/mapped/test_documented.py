"""Every example of docs/mapping.md is run, and gives what the page says."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from data.mapping.text import read_mapping
from tests.data.sources.mapped.tables import Company, Sheet
from tests.serving import ROOT

PAGE = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^##+ ", PAGE, flags=re.MULTILINE)
BLOCK = re.compile(r"^```(\w+) ?(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
ROW = re.compile(r"^\| `(.+)` \| `(.*)` \| `(.+)` \|$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One section: sources, one mapping, and the rows of some tables."""

    title: str
    sheets: dict[str, str]
    mapping: str
    gives: dict[str, str]


def examples() -> list[Example]:
    made = []
    for section in SECTIONS:
        blocks = BLOCK.findall(section)
        if any(kind == "toml" for kind, _, _ in blocks):
            by = {k: {n: t for kind, n, t in blocks if kind == k} for k in ("csv", "gives")}
            (mapping,) = (text for kind, _, text in blocks if kind == "toml")
            made.append(Example(section.partition("\n")[0], by["csv"], mapping, by["gives"]))
    return made


def lines(text: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(text)) if row]


def sheet_of(text: str, table: Any) -> Sheet:
    """The rows as an import reads them by what the mapping says of the header."""
    rows = lines(text)
    if table.header == 0:
        rows = [list(table.names), *rows]
    elif table.header:
        rows = rows[table.header - 1 :]
    return rows[: len(rows) - table.skip_last]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.title)
def test_recipe_gives_what_the_page_says(example: Example, databases: Any) -> None:
    mapping = read_mapping(example.mapping, "page.toml")
    read = {name.lower(): table for table in mapping.tables.values() for name in table.name}
    only = next(iter(mapping.tables.values()))
    sheets = {
        name: sheet_of(text, read.get(name.lower(), read.get(f"{name}*".lower(), only)))
        for name, text in example.sheets.items()
    }
    company = Company(databases.new_url(), sheets)
    assert example.gives
    for table, text in example.gives.items():
        header, *rows = lines(text)
        wanted = [dict(zip(header, (c or None for c in row), strict=True)) for row in rows]
        made = [
            {name: row[name] for name in header} for row in company.rows(example.mapping, table)
        ]
        if table == "assignments" and "log" in example.sheets:
            made.sort(key=lambda row: (row["rep_id"], row["start_on"] or ""))
        assert made == wanted


def examples_of_lines(ending: str) -> list[Any]:
    found = [(a, b, c) for a, b, c in ROW.findall(PAGE) if (c in ("yes", "no")) == (ending == "is")]
    return [pytest.param(*each, id=f"{each[0]} {each[1]}") for each in found]


def one_row(said: str) -> Sheet:
    pairs = [part.partition("=") for part in said.split("; ")]
    return [[name.strip() for name, _, _ in pairs], [value.strip() for _, _, value in pairs]]


HEAD = '[tables.t]\nname = "t"\n[[customers]]\nfrom = "t"\n'


@pytest.mark.parametrize(("expression", "row", "gives"), examples_of_lines("gives"))
def test_expression_gives_what_the_page_says(
    expression: str, row: str, gives: str, databases: Any
) -> None:
    text = f"{HEAD}[customers.columns]\ncustomer_id = {expression}\nname = {{ value = 'x' }}\n"
    made = Company(databases.new_url(), {"t": one_row(row)}).rows(text, "customers")
    assert [each["customer_id"] for each in made] == [gives]


@pytest.mark.parametrize(("condition", "row", "holds"), examples_of_lines("is"))
def test_condition_holds_as_the_page_says(
    condition: str, row: str, holds: str, databases: Any
) -> None:
    text = (
        f"{HEAD}where = {condition}\n[customers.columns]\n"
        "customer_id = { value = 'c' }\nname = { value = 'x' }\n"
    )
    made = Company(databases.new_url(), {"t": one_row(row)}).rows(text, "customers")
    assert len(made) == (1 if holds == "yes" else 0)


def test_the_page_has_examples() -> None:
    assert len(examples()) >= 11
    assert len(examples_of_lines("gives")) >= 20
    assert Path(ROOT / "docs" / "mapping.md").is_file()
