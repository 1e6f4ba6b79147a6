"""Writing the files of ``assess.py``.

UTF-8, ``.`` decimals, ISO dates, full precision, sorted by the first columns, ``true``/``false``;
what cannot be known is empty. Texts are written as they are, since the files are for programs; or
so that no spreadsheet takes one for a formula, where that is asked for.
"""

import dataclasses
import json
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow
import pyarrow.csv

from analytics.assessment import Assessment, Portfolio
from analytics.contracts.contract import Contract
from analytics.contracts.portfolio import PORTFOLIO
from analytics.coverage.plan import CoveragePlan
from data.report.columns import COLUMNS, CONTRACTS, SORTED_BY
from data.report.spreadsheets import neutral_frame

__all__ = ["write_files"]

#: Figures of portfolio.json that hold amounts.
_OF_AMOUNTS = {"standard_errors", "joint_stress"}


def write_files(
    assessment: Assessment,
    plan: Callable[[], CoveragePlan],
    quality: pd.DataFrame,
    hazards: pd.DataFrame,
    folder: Path,
    *,
    for_spreadsheets: bool = False,
) -> None:
    """Write all files into an empty ``folder``.

    ``plan`` is asked last: it may still be made meanwhile. ``for_spreadsheets``: texts that begin
    like a formula get an apostrophe in front (:mod:`data.report.spreadsheets`).
    """
    knows_money = assessment.extract.knows_money
    write = partial(_write_frame, folder, for_spreadsheets, knows_money)
    write("customers", assessment.customers)
    write("reps", assessment.reps)
    write("edges", assessment.edges)
    write("drivers", assessment.drivers)
    write("quality", quality)
    write("departures", assessment.departures.customers)
    write("hazards", hazards)
    figures = _portfolio_figures(assessment.portfolio, knows_money)
    text = json.dumps(figures, ensure_ascii=False, indent=1)
    (folder / "portfolio.json").write_text(text + "\n", encoding="utf-8")
    planned = plan()
    write("plan", planned.pairs)
    write("frontier", planned.frontier)


def _write_frame(
    folder: Path, for_spreadsheets: bool, knows_money: bool, name: str, frame: pd.DataFrame
) -> None:
    shown = frame[COLUMNS[name]].sort_values(SORTED_BY[name], kind="stable")
    if not knows_money and name != "quality":
        unknown = _amounts(CONTRACTS[name]).intersection(shown.columns)
        shown = shown.assign(**dict.fromkeys(sorted(unknown), math.nan))
    if for_spreadsheets:
        shown = neutral_frame(shown)
    pyarrow.csv.write_csv(_with_days(shown), folder / f"{name}.csv")


def _with_days(frame: pd.DataFrame) -> pyarrow.Table:
    """The frame for Arrow, whose CSV writes booleans, days and full precision as wanted."""
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    days = [
        field.with_type(pyarrow.date32()) if pyarrow.types.is_timestamp(field.type) else field
        for field in table.schema
    ]
    return table.cast(pyarrow.schema(days))


def _portfolio_figures(portfolio: Portfolio, knows_money: bool) -> dict[str, Any]:
    unknown = set() if knows_money else _amounts(PORTFOLIO) | _OF_AMOUNTS
    figures = dataclasses.asdict(portfolio)
    return {
        key: _unknown(figures[key]) if key in unknown else _json(figures[key]) for key in figures
    }


def _amounts(contract: Contract) -> set[str]:
    return {column.name for column in contract.columns if column.unit.startswith("amount")}


def _unknown(value: Any) -> dict[str, None] | None:
    return dict.fromkeys(value) if isinstance(value, dict) else None


def _json(value: Any) -> Any:
    match value:
        case dict():
            return {key: _json(part) for key, part in value.items()}
        case list() | tuple():
            return [_json(part) for part in value]
        case float() if math.isnan(value):
            return None
    return value.isoformat() if hasattr(value, "isoformat") else value
