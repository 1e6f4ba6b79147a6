"""An empty store of each kind: a file in a home, and a database of a server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.home.settings import Settings
from data.store.entries import Store
from tests.data.conftest import server_databases

Stores = Callable[[], Store]


@pytest.fixture(scope="session")
def server() -> Iterator[Callable[[], str]]:
    """Addresses of new databases on a PostgreSQL server."""
    with contextmanager(server_databases)("postgresql") as databases:
        yield lambda: databases.new_url().replace("postgresql+psycopg", "postgresql")


@pytest.fixture(params=["file", "server"])
def address(request: pytest.FixtureRequest) -> str | None:
    """LINCHPIN_STORE: none, or that of a new database."""
    if request.param == "file":
        return None
    new: Callable[[], str] = request.getfixturevalue("server")
    return new()


@pytest.fixture
def settings(address: str | None, tmp_path: Path) -> Settings:
    """An environment with a store that nobody has used."""
    home = tmp_path / "home"
    return Settings(home, None, home / "policy.toml", address)


@pytest.fixture
def store(settings: Settings) -> Store:
    """A store that nobody has used."""
    return Store.of(settings)
