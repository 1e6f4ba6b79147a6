"""Whatever numbers a policy may hold, an assessment under it ends, in finite figures."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.planning import second_contact_plan
from analytics.policy import Policy, read_policy
from analytics.policy_settings import bounds
from data.assessments import assess_source
from data.importing import import_files
from data.opening import database_source
from tests.assessing import IMPORT_DAY
from tests.invented import invent
from tests.policies import PURPOSE

#: So that time is not spent on waiting for a search that nobody reads.
QUICK = {"concentration.bus_factor_seconds": 0.1}
ENDS = [(key, end) for key, limits in bounds() for end in (limits.low, limits.high)]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    invent(folder / "files", 3)
    path = folder / "company.duckdb"
    import_files(folder / "files", path, timezone="UTC", import_day=IMPORT_DAY)
    return path


def policy_with(values: Mapping[str, float], *, objective: str = "expected_loss") -> Policy:
    chosen = {**QUICK, **values}
    lines = [f"{key} = {written(key, value)}" for key, value in chosen.items()]
    more = [f"attrition.{PURPOSE}", f'coverage.objective = "{objective}"', 'company.currency="CNY"']
    return read_policy("\n".join([*lines, *more]))


def written(key: str, value: float) -> str:
    default: Any = Policy()
    for part in key.split("."):
        default = getattr(default, part)
    return str(int(value)) if isinstance(default, int) else repr(float(value))


def assert_finite(database: Path, policy: Policy) -> None:
    source = database_source(f"duckdb:///{database}", policy)
    try:
        made = assess_source(source, policy)
    finally:
        source.engine.dispose()
    plan = second_contact_plan(made, seed=0)
    figures = dict(numbers("portfolio", asdict(made.portfolio)))
    assert {name: each for name, each in figures.items() if math.isinf(each)} == {}
    for name in ("expected_loss", "var_95", "es_95", "loss_mean", "loss_sd", "exposure"):
        assert 0 <= figures[f"portfolio.{name}"] < 1e12, name
    frames = {"customers": made.customers, "reps": made.reps, "edges": made.edges}
    frames |= {"drivers": made.drivers, "plan": plan.pairs, "frontier": plan.frontier}
    for name, frame in frames.items():
        assert not endless(frame), name
    for name in ("attrition_probability", "attrition_low", "attrition_high"):
        assert made.reps[name].dropna().between(0, 1).all(), name
    assert made.edges["follow_probability"].dropna().between(0, 1).all()


def numbers(name: str, value: Any) -> Iterator[tuple[str, float]]:
    match value:
        case float():
            yield name, value
        case dict():
            for key, part in value.items():
                yield from numbers(f"{name}.{key}", part)
        case list() | tuple():
            for place, part in enumerate(value):
                yield from numbers(f"{name}[{place}]", part)


def endless(frame: pd.DataFrame) -> bool:
    return any(
        frame[name].astype("float64").isin([math.inf, -math.inf]).any()
        for name in frame.select_dtypes("number").columns
    )


@pytest.mark.slow
@pytest.mark.parametrize(("key", "end"), ENDS, ids=lambda each: str(each))
def test_a_company_is_assessed_at_every_bound(database: Path, key: str, end: float) -> None:
    assert_finite(database, policy_with({key: min(end, 1.0) if "seconds" in key else end}))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("even", "odd", "objective"),
    [
        (0, 0, "expected_loss"),
        (1, 1, "es_95"),
        pytest.param(0, 1, "expected_loss", marks=pytest.mark.slow),
        pytest.param(1, 0, "expected_loss", marks=pytest.mark.slow),
    ],
)
def test_a_company_is_assessed_with_all_settings_at_one_of_their_ends(
    database: Path, even: int, odd: int, objective: str
) -> None:
    values = {
        key: (limits.low, limits.high)[odd if place % 2 else even]
        for place, (key, limits) in enumerate(bounds())
    }
    assert_finite(database, policy_with({**values, **QUICK}, objective=objective))


@pytest.mark.slow
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    values=st.fixed_dictionaries(
        {
            key: st.one_of(
                st.sampled_from([limits.low, limits.high]),
                st.floats(limits.low, limits.high, allow_nan=False),
            )
            for key, limits in bounds()
        }
    ),
    objective=st.sampled_from(["expected_loss", "es_95"]),
)
def test_a_company_is_assessed_under_any_policy(
    database: Path, values: dict[str, float], objective: str
) -> None:
    assert_finite(database, policy_with({**values, **QUICK}, objective=objective))
