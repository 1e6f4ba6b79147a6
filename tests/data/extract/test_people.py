"""People of messy rows: what a statement decides is what the frames say, in every engine."""

from datetime import date

import pytest
import sqlalchemy as sa

from analytics.extract import Extract
from analytics.policy import Policy
from analytics.relationships.people import active_reps, departed_reps, human_reps, in_sales
from data.extract import extract
from data.extract.as_of import basis_of
from tests.data.conftest import Databases, Opens

AS_OF = date(2026, 6, 30)
FUNCTIONS = {
    "none": None, "empty": "", "blank": "  ", "capital": "Sales", "spaced": " sales ",
    "robot": "system", "shouting": "SYSTEM", "padded": " system", "helper": "service",
    "owner": "owner",
}  # fmt: skip
LEAVING_DAYS = {
    "never": "", "before": "2026-06-29", "that_day": "2026-06-30", "after": "2026-07-01",
    "next_year": "2027-01-01",
}  # fmt: skip
REPS = [
    {"rep_id": f"{kind}-{when}", "name": "N", "function": function, "left_on": left_on,
     "hired_on": hired_on, "notice_on": notice_on}
    for kind, function in FUNCTIONS.items()
    for when, left_on in LEAVING_DAYS.items()
    for hired_on, notice_on in (("", "2026-06-01"),)
] + [
    {"rep_id": "later", "name": "L", "function": "", "hired_on": "2026-07-01", "left_on": "",
     "notice_on": ""},
    {"rep_id": "later-gone", "name": "L", "function": "", "hired_on": "2026-07-01",
     "left_on": "2026-06-01", "notice_on": ""},
]  # fmt: skip
TABLES = {
    "reps": REPS,
    "customers": [{"customer_id": "c", "name": "C"}],
    "activities": [
        {"customer_id": "c", "rep_id": "stray", "happened_at": "2026-06-30T10:00:00"}
    ],
    "access": [
        {"rep_id": rep["rep_id"], "scope": "all", "active": "true", "revoked_on": ""}
        for rep in REPS
    ],
}  # fmt: skip


@pytest.fixture(params=[False, True], ids=["typed", "text"])
def messy(
    request: pytest.FixtureRequest, databases: Databases, opens: Opens, policy: Policy
) -> tuple[Extract, dict[str, set[str]]]:
    """The extract, and by name the ids that the definitions in statements choose."""
    source = opens(databases.filled(TABLES, as_text=request.param))
    with source.reading() as connection:
        basis, _ = basis_of(connection, source, policy, as_of=AS_OF, currency=None)
        rows = basis.people
        departed = sa.select(rows.c.rep_id).where(basis.departed(rows))
        chosen = {
            "departed": set(connection.scalars(departed)),
            "system": set(connection.scalars(basis.system_reps)),
        }
    return extract(source, policy, as_of=AS_OF), chosen


def ids(found: Extract, rows: object) -> set[str]:
    return set(found.reps.loc[rows, "rep_id"])


def test_statements_and_frames_agree_on_who_has_left_and_who_is_a_robot(
    messy: tuple[Extract, dict[str, set[str]]],
) -> None:
    found, chosen = messy
    departed = departed_reps(found.reps, as_of=AS_OF)
    assert chosen["departed"] == ids(found, departed)
    assert chosen["system"] == ids(found, ~human_reps(found.reps))
    assert set(found.leaver_access["rep_id"]) == ids(found, departed)
    assert "helper-that_day" in chosen["departed"]
    assert {"helper-after", "robot-before"}.isdisjoint(chosen["departed"])
    assert not (departed & active_reps(found.reps, as_of=AS_OF)).any()


def test_function_is_never_missing_and_empty_ones_sell(
    messy: tuple[Extract, dict[str, set[str]]],
) -> None:
    found, _ = messy
    assert found.reps["function"].notna().all()
    assert (found.reps["function"].str.strip().str.lower() == found.reps["function"]).all()
    kinds = {name.split("-")[0] for name in ids(found, in_sales(found.reps))}
    assert kinds == {"none", "empty", "blank", "capital", "spaced", "later", "stray"}


def test_the_last_day_of_who_has_given_notice_is_ahead(
    messy: tuple[Extract, dict[str, set[str]]],
) -> None:
    found, _ = messy
    announced = found.reps[found.reps["leaves_on"].notna() & human_reps(found.reps)]
    assert active_reps(announced, as_of=AS_OF).all()
    assert announced["notice_on"].notna().all()
    assert {name.split("-")[1] for name in announced["rep_id"]} == {"after", "next_year"}


def test_without_a_column_of_functions_everybody_sells(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    reps = [{"rep_id": "a", "name": "A"}, {"rep_id": "b", "name": "B"}]
    found = extract(opens(databases.filled(TABLES | {"reps": reps, "access": []})), policy)
    assert found.reps["function"].tolist() == ["sales"] * 3
