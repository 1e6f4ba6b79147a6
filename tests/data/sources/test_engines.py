"""Opening a database for reading, and saying kindly why it cannot be opened."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from analytics.errors import InputError
from data.sources.database import open_database
from data.sources.engines import located
from data.sources.failures import SourceError
from tests.data.conftest import Databases


@pytest.mark.parametrize(
    "statement", ["INSERT INTO reps VALUES ('b', 'B')", "CREATE TABLE other (id INTEGER)"]
)
def test_what_is_opened_cannot_be_written(databases: Databases, statement: str) -> None:
    database = open_database(databases.filled({"reps": [{"rep_id": "a", "name": "A"}]}))
    with database.reading() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM reps")) == 1
    with pytest.raises(SourceError, match=" cannot be read: "), database.reading() as connection:
        connection.execute(sa.text(statement))
    with database.reading() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM reps")) == 1
    database.close()


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_a_file_that_is_not_there_is_named_and_not_created(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "nothing here.db"
    with pytest.raises(InputError, match=r"nothing here\.db cannot be opened: "):
        open_database(f"{engine}:///{path}")
    assert not path.exists()


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.duckdb"
    path.write_text("Dear customer, " * 500)
    with pytest.raises(InputError, match=r"letter\.duckdb cannot be opened"):
        open_database(f"duckdb:///{path}")


@pytest.mark.parametrize("url", ["", "customers", "C:\\crm", "http//x"])
def test_a_text_that_is_no_address_gets_an_example(url: str) -> None:
    with pytest.raises(InputError, match="This is not the address of a database"):
        open_database(url)


def test_an_unsupported_database_is_told_what_is_supported() -> None:
    with pytest.raises(InputError, match="oracle databases are not supported; supported are Duck"):
        open_database("oracle://scott:tiger@host/crm")


@pytest.mark.parametrize("scheme", ["postgresql", "mariadb", "mysql", "postgres"])
def test_a_server_that_does_not_answer_is_named_without_its_password(scheme: str) -> None:
    with pytest.raises(InputError) as caught:
        open_database(f"{scheme}://crm:s3cret@127.0.0.1:9/sales")
    text = str(caught.value)
    assert "127.0.0.1:9/sales cannot be opened: " in text
    assert "s3cret" not in text
    assert "crm:" not in text


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("postgresql://crm:secret@db.example:5432/sales", "postgresql://db.example:5432/sales"),
        ("mariadb://crm@db.example/sales", "mariadb://db.example/sales"),
        ("sqlite:////var/lib/crm/sales.db", "sales.db"),
        ("duckdb:///data/crm.duckdb", "crm.duckdb"),
    ],
)
def test_a_label_names_the_place_and_no_secret(url: str, label: str) -> None:
    _, address = located(url)
    assert address.place == label
