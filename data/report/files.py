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
from analytics.coverage.plan import CoveragePlan
from data.report.columns import COLUMNS, SORTED_BY
from data.report.spreadsheets import neutral_frame

__all__ = ["write_files"]


def write_files(
    assessment: Assessment,
    plan: Callable[[], CoveragePlan],
    quality: pd.DataFrame,
    folder: Path,
    *,
    for_spreadsheets: bool = False,
) -> None:
    """Write all files into an empty ``folder``.

    ``plan`` is asked last: it may still be made meanwhile. ``for_spreadsheets``: texts that begin
    like a formula get an apostrophe in front (:mod:`data.report.spreadsheets`).
    """
    write = partial(_write_frame, folder, for_spreadsheets)
    write("customers", assessment.customers)
    write("reps", assessment.reps)
    write("edges", assessment.edges)
    write("drivers", assessment.drivers)
    write("quality", quality)
    write("departures", assessment.departures.customers)
    text = json.dumps(_portfolio_figures(assessment.portfolio), ensure_ascii=False, indent=1)
    (folder / "portfolio.json").write_text(text + "\n", encoding="utf-8")
    planned = plan()
    write("plan", planned.pairs)
    write("frontier", planned.frontier)


def _write_frame(folder: Path, for_spreadsheets: bool, name: str, frame: pd.DataFrame) -> None:
    shown = frame[COLUMNS[name]].sort_values(SORTED_BY[name], kind="stable")
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


def _portfolio_figures(portfolio: Portfolio) -> dict[str, Any]:
    return {key: _json(value) for key, value in dataclasses.asdict(portfolio).items()}


def _json(value: Any) -> Any:
    match value:
        case dict():
            return {key: _json(part) for key, part in value.items()}
        case list() | tuple():
            return [_json(part) for part in value]
        case float() if math.isnan(value):
            return None
    return value.isoformat() if hasattr(value, "isoformat") else value
