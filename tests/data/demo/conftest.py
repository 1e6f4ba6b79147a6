"""The demo company, built once for all tests of this folder."""

from pathlib import Path

import pandas as pd
import pytest

from analytics.messages import Message
from data.demo import DEMO_AS_OF, DEMO_SEED, Truth, build_demo, demo_truth
from data.demo.company import Cast, imagine
from tests.data.demo.measures import Measures, read_tables


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[float, Message]]]:
    """The database and what its build told of its progress."""
    path = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    told: list[tuple[float, Message]] = []
    build_demo(path, lambda part, doing: told.append((part, doing)))
    return path, told


@pytest.fixture(scope="session")
def database(built: tuple[Path, list[tuple[float, Message]]]) -> Path:
    return built[0]


@pytest.fixture(scope="session")
def tables(database: Path) -> dict[str, pd.DataFrame]:
    return read_tables(str(database))


@pytest.fixture(scope="session")
def cast() -> Cast:
    return imagine(DEMO_SEED)


@pytest.fixture(scope="session")
def truth() -> Truth:
    return demo_truth()


@pytest.fixture(scope="session")
def today(tables: dict[str, pd.DataFrame]) -> Measures:
    return Measures(tables, DEMO_AS_OF)
