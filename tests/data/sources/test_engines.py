"""Opening a database for reading, and saying kindly why it cannot be opened."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from analytics.errors import InputError
from data.sources.database import open_database
from data.sources.engines import located
from data.sources.engines.base import is_question
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
    with pytest.raises(
        InputError, match=r"oracle databases are not supported; supported are .*Duck"
    ):
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


@pytest.mark.parametrize(
    ("statement", "asks"),
    [
        ("SELECT 1", True),
        ("\n with a AS (SELECT 'INSERT INTO b; it''s') SELECT * FROM a", True),
        ('SELECT `delete` FROM "update"', True),
        ("SHOW TABLES IN `crm`", True),
        ("DESCRIBE TABLE `reps`", True),
        ("WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a", False),
        ("FROM a INSERT INTO b SELECT *", False),
        ("SELECT 1; DROP TABLE a", False),
        ("SELECT * INTO b FROM a", False),
        ("SET spark.sql.ansi.enabled=false", False),
        ("DROP TABLE a", False),
        ("selected", False),
    ],
)
def test_a_question_begins_as_one_and_changes_nothing(statement: str, asks: bool) -> None:
    assert is_question(statement) is asks


@pytest.mark.parametrize(
    ("address", "database", "query"),
    [
        ("trino://crm@host:8080/hive.crm", "hive/crm", {}),
        ("trino://crm@host:8080/crm", "crm", {}),
        ("snowflake://crm:hidden@account/db.crm?role=reader", "db/crm", {}),
        ("bigquery://project/crm?location=EU", "crm", {"location": "EU"}),
        ("hive://crm:hidden@host:10000/crm?auth=LDAP", "crm", {}),
        (
            "databricks://token:hidden@host/main.crm?http_path=/sql/1.0/warehouses/w",
            None,
            {"http_path": "/sql/1.0/warehouses/w", "catalog": "main", "schema": "crm"},
        ),
    ],
)
def test_warehouses_are_told_where_and_never_print_who(
    address: str, database: str | None, query: dict[str, str]
) -> None:
    kind, read = located(address)
    url = kind.url(read)
    assert (url.database, dict(url.query)) == (database, query)
    assert "hidden" not in url.render_as_string(hide_password=False)
    assert "hidden" not in read.place


def test_types_of_a_drivers_own_are_known_as_moments_or_as_what_clocks_show() -> None:
    class TIMESTAMP_LTZ(sa.types.UserDefinedType):  # noqa: N801
        pass

    class TIMESTAMP_NTZ(sa.types.UserDefinedType):  # noqa: N801
        pass

    class Inspector:
        def get_columns(self, name: str) -> list[dict[str, object]]:
            assert name == "activities"
            types = {"at": TIMESTAMP_LTZ(), "here": TIMESTAMP_NTZ(), "id": sa.String()}
            return [{"name": name, "type": type_} for name, type_ in types.items()]

    kind, _ = located("snowflake://crm@account/db.crm")
    at, here, id_ = (each["type"] for each in kind.columns(Inspector(), "activities"))
    assert (at.timezone, here.timezone) == (True, False)
    assert isinstance(id_, sa.String)
