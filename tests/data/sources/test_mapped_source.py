"""A database of another system, read in place through a mapping, in every engine."""

from typing import Any

import pytest
import sqlalchemy as sa

from analytics.errors import InputError
from data.mapping.text import read_mapping
from data.sources import Source, open_source
from data.sources.checks import faults_of
from tests.data.conftest import IMPORT_DAY

FOREIGN: dict[str, list[dict[str, Any]]] = {
    "crm_user": [
        {"id": 7, "first": "Ann", "last": "Lee", "deleted": 0, "hired": "01.04.2020"},
        {"id": 8, "first": "Bo", "last": "Ek", "deleted": 0, "hired": "31.02.2020"},
        {"id": 9, "first": "Old", "last": "One", "deleted": 1, "hired": ""},
    ],
    "crm_account": [
        {"id": "A1", "title": "Alpha", "owner": "Ann Lee", "kind": "K"},
        {"id": "A2", "title": "Beta", "owner": "Bo Ek", "kind": "G"},
    ],
    "crm_call": [
        {"account": "A1", "who": "7;8", "at_ms": 1772400600000},
        {"account": "A2", "who": "8", "at_ms": 1772713800000},
    ],
    "crm_bill": [
        {"account": "A1", "total": "1.200,50", "day": "31.03.2026"},
        {"account": "A2", "total": "80", "day": "01.04.2026"},
    ],
    "other": [{"x": "1"}],
}
MAPPING = """
[tables]
user = { name = "crm_user", where = { column = "deleted", is = "0" } }
account = { name = "CRM_Account" }
call = { name = ["calls", "crm_call"] }
bill = { columns = ["account", "total", "day"] }
mail = { name = "crm_mail", optional = true }

[[reps]]
from = "user"
[reps.columns]
rep_id = "id"
name = { concat = ["first", "last"] }
hired_on = { column = "hired", order = "DMY" }

[[customers]]
from = "account"
[customers.columns]
customer_id = "id"
name = "title"
owner_id = { column = "owner" }
segment = { column = "kind", map = { k = "key", g = "growth" } }

[[activities]]
from = "call"
[activities.columns]
customer_id = "account"
rep_id = { column = "who", split = ";" }
happened_at = { column = "at_ms", epoch = "ms" }
kind = { value = "call" }

[[activities]]
from = "mail"
columns = { customer_id = "account", rep_id = "who", happened_at = "at" }

[[revenue]]
from = "bill"
[revenue.columns]
customer_id = "account"
booked_on = { column = "day", order = "DMY" }
amount = { column = "total", decimal = "," }
margin = "margin"
"""


@pytest.fixture(scope="module")
def url(databases: Any) -> str:
    made: str = databases.new_url()
    engine = sa.create_engine(made)
    with engine.begin() as connection:
        for name, rows in FOREIGN.items():
            kinds = {int: sa.BigInteger(), str: sa.String(60)}
            columns = [sa.Column(c, kinds[type(v)]) for c, v in rows[0].items()]
            table = sa.Table(name, sa.MetaData(), *columns)
            table.create(connection)
            connection.execute(table.insert(), rows)
    engine.dispose()
    return made


@pytest.fixture
def source(url: str) -> Any:
    opened = open_source(
        url, import_day=IMPORT_DAY, timezone="Asia/Shanghai", mapping=read_mapping(MAPPING, "m")
    )
    yield opened
    opened.close()


def rows(source: Source, table: str, *columns: str) -> list[tuple[Any, ...]]:
    taken = source.rows(table)
    with source.reading() as connection:
        made = connection.execute(sa.select(*(taken.c[name] for name in columns))).all()
    return sorted(tuple(str(v) if v is not None else None for v in row) for row in made)


def test_a_mapped_database_has_the_canonical_rows(source: Source) -> None:
    assert rows(source, "customers", "customer_id", "name", "owner_id", "segment") == [
        ("A1", "Alpha", "Ann Lee", "key"),
        ("A2", "Beta", "Bo Ek", "growth"),
    ]
    assert rows(source, "activities", "customer_id", "rep_id", "happened_on", "kind") == [
        ("A1", "7", "2026-03-02", "call"),
        ("A1", "8", "2026-03-02", "call"),
        ("A2", "8", "2026-03-05", "call"),
    ]
    assert rows(source, "revenue", "customer_id", "booked_on", "amount") == [
        ("A1", "2026-03-31", "1200.5"),
        ("A2", "2026-04-01", "80.0"),
    ]
    assert source.filled == {"reps", "customers", "activities", "revenue"}


def test_what_a_mapping_cannot_read_is_a_fault_of_the_source(source: Source) -> None:
    faults, total = faults_of(source)
    assert total == 1
    assert (faults[0].table, faults[0].column) == ("reps", "hired_on")
    assert rows(source, "reps", "rep_id", "name") == [("7", "Ann Lee")]


def test_what_the_source_lacks_is_said(source: Source) -> None:
    said = {(each.table, each.column): str(each.reason) for each in source.missing}
    assert said[("activities", None)] == "the source has no table crm_mail"
    assert said[("revenue", "margin")] == "the table bill has no column margin"


def test_the_fingerprint_changes_with_the_mapping(url: str, source: Source) -> None:
    changed = MAPPING.replace('k = "key"', 'k = "big"')
    other = open_source(
        url, import_day=IMPORT_DAY, timezone="Asia/Shanghai", mapping=read_mapping(changed, "m")
    )
    other.close()
    assert other.version != source.version


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"crm_user"', '"crm_usr"', "the source has no table crm_usr; did you mean crm_user"),
        ('name = "title"', 'name = "titel"', "the table account has no column titel; near to it: "
         "title; all: id, title, owner, kind"),
        ('column = "deleted"', 'column = "gone"', "the table crm_user has no column gone"),
    ],
)  # fmt: skip
def test_a_source_that_differs_is_refused_with_the_difference(
    url: str, old: str, new: str, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        open_source(
            url, import_day=IMPORT_DAY, mapping=read_mapping(MAPPING.replace(old, new), "m")
        )
