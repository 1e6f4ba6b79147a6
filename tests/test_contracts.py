"""Every table keeps its contract: names, kinds, units, emptiness; in the product, in the files
and in the cast of the page tests."""

import dataclasses
import json
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import assess
from analytics.assessment import Assessment, Portfolio
from analytics.attrition.backtest import Backtest
from analytics.attrition.probability import Attrition
from analytics.attrition.stacking import Stacking
from analytics.calibration import Estimate
from analytics.concentration.limits import Limit
from analytics.contracts.assessed import ASSESSED
from analytics.contracts.contract import Contract, ContractColumn, contract
from analytics.contracts.departed import DEPARTED_CUSTOMERS, DEPARTURE_SUMMARY
from analytics.contracts.departing import DEPARTING
from analytics.contracts.extracted import EXTRACTED
from analytics.contracts.planned import INTRODUCED, PLANNED
from analytics.contracts.portfolio import PARTS, PORTFOLIO
from analytics.contracts.quality import QUALITY
from analytics.contracts.safeguarded import HOUSE_RECORDS, SAFEGUARDED
from analytics.coverage.introductions import Decided, known_already, work_list
from analytics.coverage.plan import CoveragePlan
from analytics.coverage.progress import introduced
from analytics.extract import Extract
from analytics.follow.model import FollowCalibration
from analytics.follow.past_departures import PastDepartures
from analytics.losses.stress import JointStress
from analytics.planning import introductions_considered, second_contact_plan
from analytics.policy import Policy
from analytics.relationships.strength import Relationships
from data.assessments import load
from data.demo import build_demo
from data.extract import people
from data.opening import database_source, with_demo_company
from data.report.columns import COLUMNS, CONTRACTS
from data.schema import TABLES
from tests.assessing import assessed
from tests.invented import invent
from tests.pages import cast

WITHOUT = [
    (),
    ("activities",),
    ("revenue",),
    ("activities", "revenue", "deals"),
    ("revenue", "deals", "assignments"),
]
ALL = {
    **{f"extract.{name}": each for name, each in EXTRACTED.items()},
    **{f"assessment.{name}": each for name, each in ASSESSED.items()},
    **{f"plan.{name}": each for name, each in PLANNED.items()},
    **{f"introductions.{name}": each for name, each in INTRODUCED.items()},
    **{f"departing.{name}": each for name, each in DEPARTING.items()},
    "departures.customers": DEPARTED_CUSTOMERS,
    "departures.summary": DEPARTURE_SUMMARY,
    "departures.pooled": DEPARTURE_SUMMARY,
    "quality": QUALITY,
    **{f"house.{name}": each for name, each in HOUSE_RECORDS.items()},
    **{f"safeguards.{name}": each for name, each in SAFEGUARDED.items()},
    "portfolio": PORTFOLIO,
    **{f"portfolio.{name}": each for name, each in PARTS.items()},
}


@pytest.fixture(
    scope="module", params=WITHOUT, ids=lambda without: " ".join(without) or "everything"
)
def company(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Assessment, CoveragePlan]:
    work = tmp_path_factory.mktemp("company")
    assessment = assessed(invent(work / "files", 5, without=request.param), work)
    return assessment, second_contact_plan(assessment, seed=0)


def frames(assessment: Assessment, plan: CoveragePlan) -> dict[str, pd.DataFrame]:
    """Every frame by its name in ALL."""
    past = assessment.departures
    return {
        **{f"extract.{name}": getattr(assessment.extract, name) for name in EXTRACTED},
        **{f"assessment.{name}": getattr(assessment, name) for name in ASSESSED},
        **{f"plan.{name}": getattr(plan, name) for name in PLANNED},
        **{f"introductions.{name}": each for name, each in introductions(assessment).items()},
        "departures.customers": past.customers,
        "departures.summary": past.summary,
        "departures.pooled": past.pooled,
    }


def introductions(assessment: Assessment) -> dict[str, pd.DataFrame]:
    """What the work list of introductions says, with and without what is agreed."""
    considered = introductions_considered(assessment)
    listed = work_list(considered, capacity=5, most=40, decided=Decided())
    proposed = listed.proposed(40)
    ids = proposed["customer_id"].tolist()
    agreed = [
        (row.customer_id, row.second_rep_id, date(2020, 1, 1)) for row in proposed.itertuples()
    ]
    met = proposed[["customer_id"]].assign(
        rep_id=proposed["second_rep_id"], day=pd.Timestamp("2026-01-01")
    )
    return {
        "curve": listed.curve,
        "proposed": proposed,
        "options": listed.options(40),
        "known": known_already(ids, assessment.edges, assessment.customers),
        "introduced": introduced(agreed, met, assessment.edges),
    }


def broken(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    return [
        f"{name}: {fault}" for name, frame in tables.items() for fault in ALL[name].faults(frame)
    ]


def field_faults(fields: Contract, values: Mapping[str, Any]) -> Iterator[str]:
    """Where plain values by name (as in JSON) break a contract."""
    if list(values) != fields.names:
        yield f"fields are {' '.join(values)}, not {' '.join(fields.names)}"
        return
    for column in fields.columns:
        value = values[column.name]
        if value is None:
            if not column.may_be_empty:
                yield f"{column.name} is empty"
        elif column.kind not in ("object", "message"):
            yield from column.faults(pd.Series([value]).astype(column.dtype))


def test_frames_of_an_assessment_keep_their_contracts(
    company: tuple[Assessment, CoveragePlan],
) -> None:
    assert broken(frames(*company)) == []


@pytest.mark.slow
def test_the_demo_keeps_every_contract(tmp_path: Path) -> None:
    build_demo(tmp_path / "demo.duckdb")
    policy = with_demo_company(Policy())
    source = database_source(f"duckdb:///{tmp_path / 'demo.duckdb'}", policy)
    loaded = load(source, policy)
    source.engine.dispose()
    tables = {**frames(loaded.assessment, loaded.plan), "quality": loaded.quality}
    assert broken(tables) == []
    portfolio = dataclasses.asdict(loaded.assessment.portfolio)
    assert list(field_faults(PORTFOLIO, portfolio)) == []
    for part in ("attrition_backtest", "departure_effect", "joint_stress"):
        assert list(field_faults(PARTS[part], portfolio[part])) == []


def test_the_cast_of_the_page_tests_keeps_every_contract() -> None:
    for assessment in (cast.assessment(), cast.nothing()):
        assert broken(frames(assessment, cast.plan())) == []
        fields = dataclasses.asdict(assessment.portfolio)
        assert list(field_faults(PORTFOLIO, fields)) == []


def test_fields_of_the_portfolio_are_those_of_the_contract() -> None:
    hints = typing.get_type_hints(Portfolio)
    assert list(hints) == PORTFOLIO.names
    optional = [name for name, hint in hints.items() if types.NoneType in typing.get_args(hint)]
    assert optional == [column.name for column in PORTFOLIO.columns if column.may_be_empty]


def test_parts_of_the_portfolio_are_those_of_the_contracts() -> None:
    estimate = Estimate(0.5, 0.4, 0.6)
    check = Backtest(
        (date(2025, 1, 1),),
        9,
        3,
        *[estimate] * 3,
        1.0,
        estimate,
        0.2,
        0.2,
        estimate,
        Stacking(),
        0.2,
        estimate,
        None,
    )
    assert list(field_faults(PARTS["attrition_backtest"], check.figures())) == []
    assert PARTS["limits"].names == [field.name for field in dataclasses.fields(Limit)]
    follow = [field.name for field in dataclasses.fields(FollowCalibration)]
    assert PARTS["follow_backtest"].names == [*follow, "beats_prior"]
    assert PARTS["departure_effect"].names == list(cast.departures().effect)
    assert PARTS["joint_stress"].names == [field.name for field in dataclasses.fields(JointStress)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What assess.py makes of an invented company."""
    work = tmp_path_factory.mktemp("written")
    source = str(invent(work / "files", 3))
    arguments = ["--source", source, "--out", str(work / "out"), "--currency", "CNY"]
    assert assess.main(arguments) == 0
    return work / "out"


def read_column(values: pd.Series, column: ContractColumn) -> pd.Series:
    """Texts of a file in the type that its contract states."""
    filled = values.where(values != "")
    match column.kind:
        case "bool" | "flag":
            return filled.map({"true": True, "false": False}).astype(column.dtype)
        case "number" | "count" | "whole":
            return pd.to_numeric(filled).astype(column.dtype)
    return filled.astype(column.dtype)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_file_holds_what_the_contract_of_its_frame_says(written: Path, name: str) -> None:
    frame = pd.read_csv(written / f"{name}.csv", dtype="str", keep_default_na=False)
    assert list(frame) == COLUMNS[name]
    faults = [
        fault
        for each in COLUMNS[name]
        for fault in CONTRACTS[name]
        .column(each)
        .faults(read_column(frame[each], CONTRACTS[name].column(each)))
    ]
    assert faults == []


def test_the_portfolio_file_holds_what_its_contract_says(written: Path) -> None:
    fields = json.loads((written / "portfolio.json").read_text(encoding="utf-8"))
    assert list(field_faults(PORTFOLIO, fields)) == []
    for limit in fields["limits"]:
        assert list(field_faults(PARTS["limits"], limit)) == []
    for part in ("departure_effect", "joint_stress"):
        assert list(field_faults(PARTS[part], fields[part])) == []


def test_docstrings_name_every_column_of_their_frames(
    company: tuple[Assessment, CoveragePlan],
) -> None:
    assessment, _ = company
    documented = [
        (Relationships, assessment.relationships.customers),
        (Relationships, assessment.relationships.edges),
        (Attrition, assessment.attrition.reps),
        (Attrition, assessment.attrition.drivers),
    ]
    for owner, frame in documented:
        words = set(owner.__doc__.replace(",", " ").replace(":", " ").replace(";", " ").split())
        assert [name for name in frame if name not in words] == [], owner


def test_contracts_of_canonical_rows_follow_the_schema() -> None:
    for table in ("quotas", "compensation", "rep_history", "agreements"):
        assert EXTRACTED[table].kinds == getattr(people, table.upper()), table
    assert EXTRACTED["reps"].kinds | {"known": "flag"} == people.REPS
    assert set(EXTRACTED["customers"].names) >= set(TABLES["customers"].columns)


def test_every_frame_of_a_result_has_a_contract() -> None:
    for owner, prefix in (
        (Extract, "extract."),
        (Assessment, "assessment."),
        (CoveragePlan, "plan."),
        (PastDepartures, "departures."),
    ):
        kinds = typing.get_type_hints(owner)
        of_frames = {prefix + name for name, kind in kinds.items() if kind is pd.DataFrame}
        assert of_frames == {name for name in ALL if name.startswith(prefix)}


@pytest.mark.parametrize("name", ALL)
def test_every_column_says_what_it_means(name: str) -> None:
    assert ALL[name].rows
    assert len(set(ALL[name].names)) == len(ALL[name].names)
    assert [column.name for column in ALL[name].columns if len(column.meaning) < 5] == []


ROWS = contract("One row per person", "rep_id text: who\nshare number? share: of all")


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ({"rep_id": ["a"], "share": [None]}, []),
        ({"rep_id": ["a"]}, ["share is not there"]),
        ({"rep_id": ["a"], "share": [0.5], "size": [1]}, ["size is in no contract"]),
        ({"rep_id": [None, "b"], "share": [0.5, 1.0]}, ["rep_id is empty in 1 of 2 rows"]),
        ({"rep_id": ["a"], "share": [1.5]}, ["share holds 1.5, no share"]),
        ({"rep_id": ["a"], "share": [float("inf")]}, ["share holds inf, no share"]),
        ({"share": [0.5], "rep_id": ["a"]}, ["the order is share rep_id, not rep_id share"]),
    ],
)
def test_a_broken_contract_is_said_in_words(frame: dict[str, list], said: list[str]) -> None:
    typed = {"rep_id": "str", "share": "float64"}
    found = pd.DataFrame(frame).astype({name: typed[name] for name in frame if name in typed})
    assert ROWS.faults(found) == said


def test_another_type_is_said_in_words() -> None:
    frame = pd.DataFrame({"rep_id": pd.Series([7]), "share": [0.5]})
    assert ROWS.faults(frame) == ["rep_id holds int64, not str"]


def test_a_contract_with_an_unknown_unit_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such kind or unit: age number parsecs: of life"):
        contract("One row per person", "age number parsecs: of life")
