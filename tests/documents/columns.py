"""The tables of docs/definitions.md: every column of the files, from the contracts."""

from collections.abc import Iterable, Iterator

from analytics.contracts.contract import Contract, ContractColumn
from analytics.contracts.portfolio import PARTS, PORTFOLIO
from data.report.columns import COLUMNS, CONTRACTS
from tests.documents.marked import rewritten
from tests.serving import ROOT

__all__ = ["DEFINITIONS", "with_columns"]

DEFINITIONS = ROOT / "docs" / "definitions.md"

_KINDS = {
    "text": "text",
    "ids": "text",
    "day": "day",
    "number": "number",
    "count": "whole number",
    "whole": "whole number",
    "bool": "true/false",
    "flag": "true/false",
    "object": "object",
}


def with_columns(definitions: str) -> str:
    """The text of docs/definitions.md with its tables of columns written anew."""
    return rewritten(definitions, "columns", "\n".join(_sections()))


def _sections() -> Iterator[str]:
    for name, columns in COLUMNS.items():
        chosen = [CONTRACTS[name].column(column) for column in columns]
        yield from _section(f"{name}.csv", CONTRACTS[name], chosen)
    yield from _section("portfolio.json", PORTFOLIO, PORTFOLIO.columns)
    for name, part in PARTS.items():
        yield from _section(f"portfolio.json: {name}", part, part.columns)


def _section(title: str, contract: Contract, columns: Iterable[ContractColumn]) -> Iterator[str]:
    yield f"### {title}\n\n{contract.rows}.\n"
    yield "| name | holds | unit | may be empty | meaning |\n|---|---|---|---|---|"
    for column in columns:
        empty = "yes" if column.may_be_empty else ""
        cells = (f"`{column.name}`", _KINDS[column.kind], column.unit, empty, column.meaning)
        yield f"| {' | '.join(cells)} |"
    yield ""
