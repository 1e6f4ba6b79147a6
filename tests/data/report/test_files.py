"""What the files of a report say where something is not known."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analytics.contracts.safeguarded import HAZARDS
from data.report.columns import COLUMNS
from data.report.files import write_files
from data.report.summary import summary
from tests.pages import cast

NO_ISSUES = pd.DataFrame(columns=COLUMNS["quality"])
NO_HAZARDS = HAZARDS.empty()


def test_without_bookings_and_deals_amounts_are_empty_and_not_zero(tmp_path: Path) -> None:
    known = cast.assessment()
    tables = known.extract.tables - {"revenue", "deals"}
    unknown = replace(known, extract=replace(known.extract, tables=tables))
    write_files(unknown, cast.plan, NO_ISSUES, NO_HAZARDS, tmp_path)
    figures = json.loads((tmp_path / "portfolio.json").read_text(encoding="utf-8"))
    for name in ("revenue_12m", "exposure", "expected_loss", "var_95"):
        assert figures[name] is None, name
    assert figures["customers"] == len(known.customers)
    customers = pd.read_csv(tmp_path / "customers.csv")
    assert customers[["revenue_12m", "exposure", "expected_loss"]].isna().all(axis=None)
    assert customers["name"].notna().all()
    said = summary(unknown, NO_ISSUES)
    assert "Expected loss within 12 months not known" in said
    assert "EUR" not in said


def test_with_them_they_are_written(tmp_path: Path) -> None:
    write_files(cast.assessment(), cast.plan, NO_ISSUES, NO_HAZARDS, tmp_path)
    figures = json.loads((tmp_path / "portfolio.json").read_text(encoding="utf-8"))
    assert figures["revenue_12m"] > 0
    assert "not known;" not in summary(cast.assessment(), NO_ISSUES)


def test_the_summary_names_what_customers_who_stay_buy_less() -> None:
    figures = cast.portfolio(expected_shrinkage=30_000.0)
    said = summary(cast.assessment(portfolio=figures), NO_ISSUES)
    assert "(besides, customers who stay are expected to buy 30,000.00 CNY less); in a bad" in said
    assert "who stay" not in summary(cast.assessment(), NO_ISSUES)
