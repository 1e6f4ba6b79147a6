"""Figures are those of the company, not of how it is written down: language, names, order of rows.

Whatever is drawn goes by identifiers, so that a meeting in two languages sees one set of figures.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pandas as pd
import pytest

from analytics.assessment import Assessment, assess
from analytics.extract import Extract
from analytics.planning import second_contact_plan
from analytics.policy import Policy
from data.demo import DEMO_AS_OF
from data.extract import extract
from data.opening import DEMO_COMPANY, with_demo_company
from data.sources import open_source

pytestmark = pytest.mark.slow

POLICY = with_demo_company(Policy())
#: What a frame of figures is told apart by.
KEYS = {"customers": ["customer_id"], "reps": ["rep_id"], "edges": ["customer_id", "rep_id"]}


def read(database: Path, language: str | None = None) -> Extract:
    source = open_source(
        f"duckdb:///{database}",
        timezone=DEMO_COMPANY.timezone,
        import_day=DEMO_AS_OF,
        language=language,
    )
    whole = extract(source, POLICY)
    source.engine.dispose()
    return whole


@pytest.fixture(scope="module")
def english(database: Path) -> Extract:
    return read(database)


@pytest.fixture(scope="module")
def assessment(english: Extract) -> Assessment:
    return assess(english, POLICY)


def numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of numbers and of yes and no; missing: NaN."""
    numeric = frame.select_dtypes(["number", "bool", "boolean"])
    return numeric.astype("Float64").astype(float)


def assert_same_figures(one: Assessment, other: Assessment) -> None:
    for name, keys in KEYS.items():
        ours, theirs = (
            getattr(each, name).astype(dict.fromkeys(keys, "str")).set_index(keys).sort_index()
            for each in (one, other)
        )
        pd.testing.assert_frame_equal(numbers(ours), numbers(theirs), rtol=1e-12, atol=1e-12)
    for field in fields(one.portfolio):
        ours, theirs = getattr(one.portfolio, field.name), getattr(other.portfolio, field.name)
        if isinstance(ours, float):
            assert ours == pytest.approx(theirs, rel=1e-12), field.name


def test_languages_show_the_same_figures(assessment: Assessment, database: Path) -> None:
    chinese = assess(read(database, "zh"), POLICY)
    assert set(chinese.reps["name"].dropna()) != set(assessment.reps["name"].dropna())
    assert_same_figures(assessment, chinese)
    plans = (second_contact_plan(each).pairs for each in (assessment, chinese))
    ours, theirs = (plan[["customer_id", "second_rep_id", "rank"]] for plan in plans)
    pd.testing.assert_frame_equal(ours, theirs)


def turned(names: "pd.Series[str]") -> "pd.Series[str]":
    """Other names that sort the other way round."""
    order = {name: f"{place:04}" for place, name in enumerate(sorted(set(names.dropna()))[::-1])}
    return names.map(order)


def renamed(whole: Extract) -> Extract:
    customers, reps, history = whole.customers, whole.reps, whole.rep_history
    teams = turned(pd.concat([reps["team"], history["team"]], ignore_index=True))
    return replace(
        whole,
        customers=customers.assign(
            **{name: turned(customers[name]) for name in ("name", "segment", "industry", "region")}
        ),
        reps=reps.assign(name=turned(reps["name"]), team=teams[: len(reps)].to_numpy()),
        rep_history=history.assign(team=teams[len(reps) :].to_numpy()),
    )


def shuffled(whole: Extract) -> Extract:
    """Rows of every frame in another order, but for those of departures, which are told apart by
    it (a leaver's customer is a run of rows)."""
    frames = {
        field.name: frame.sample(frac=1, random_state=1).reset_index(drop=True)
        for field in fields(whole)
        if field.name != "departure_edges"
        and isinstance(frame := getattr(whole, field.name), pd.DataFrame)
    }
    return replace(whole, **frames)


@pytest.mark.parametrize("change", [renamed, shuffled])
def test_neither_names_nor_order_of_rows_change_a_figure(
    assessment: Assessment, english: Extract, change: Callable[[Extract], Extract]
) -> None:
    assert_same_figures(assessment, assess(change(english), POLICY))
