"""What happens at the edges: nothing there, very old, very many, in a circle."""

from datetime import date

import pytest

from analytics.policy import Policy
from analytics.relationships.exposure import expose
from data.extract import default_as_of, extract
from tests.data.conftest import CAST, IMPORT_DAY, Databases, Opens

PEOPLE = {
    "reps": [{"rep_id": "r", "name": "R"}, {"rep_id": "s", "name": "S"}],
    "customers": [{"customer_id": "c", "name": "C"}],
}


def contact(rep: str, day: str) -> dict[str, str]:
    return {"customer_id": "c", "rep_id": rep, "happened_at": f"{day}T10:00:00", "kind": "email"}


def booking(customer: str, day: str, amount: str) -> dict[str, str]:
    return {"customer_id": customer, "booked_on": day, "amount": amount, "currency": "EUR"}


def test_credit_notes_change_no_rhythm_of_buying(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    # c buys every 100 days, with a credit note in the middle of each gap; d bought twice within 60
    # days, and the credit note of months later is no sign of life.
    bookings = [
        *(booking("c", day, "100") for day in ("2025-05-12", "2025-08-20", "2025-11-28")),
        *(booking("c", day, "-10") for day in ("2025-07-01", "2025-10-09")),
        *(booking("d", day, "100") for day in ("2025-08-01", "2025-09-30")),
        booking("d", "2026-06-01", "-10"),
        booking("d", "2026-06-01", "0"),
    ]
    customers = [*PEOPLE["customers"], {"customer_id": "d", "name": "D"}]
    tables = PEOPLE | {"customers": customers, "revenue": bookings}
    found = extract(opens(databases.filled(tables)), policy, as_of=date(2026, 6, 30))
    assert found.customers["median_gap_days"].tolist() == [100.0, 60.0]
    exposed = expose(found.customers, as_of=found.as_of, policy=policy)
    assert exposed["lapsed"].tolist() == [False, True]
    assert exposed["exposure"].tolist() == [80.0 + 100.0, 0.0]


def test_a_source_without_dates_is_assessed_as_of_its_import(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    tables = PEOPLE | {"assignments": [{"customer_id": "c", "rep_id": "r"}]}
    source = opens(databases.filled(tables))
    day, reason = default_as_of(source, policy)
    assert (day, str(reason)) == (IMPORT_DAY, "day of the import, since no record has a date")
    found = extract(source, policy)
    assert found.data_from is None
    assert found.customers["revenue_12m"].tolist() == [0.0]
    assert found.customers["contacts_known"].isna().all()
    assert found.rep_months.empty
    assert found.rep_months["logins"].dtype == "Int64"
    assert found.ownership["rep_id"].tolist() == ["r"]


def test_a_source_without_rows_gives_empty_frames(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    found = extract(opens(databases.filled({"reps": [], "customers": [], "deals": []})), policy)
    assert found.tables == frozenset()
    assert found.customers.empty
    assert str(found.customers["customer_id"].dtype) == "str"
    assert str(found.activity_edges["last_on"].dtype) == "datetime64[s]"


def test_without_a_log_nobody_knows_about_log_ins(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    tables = PEOPLE | {"activities": [contact("r", "2026-06-01")]}
    months = extract(opens(duckdb_files.filled(tables)), policy).rep_months
    assert months["logins"].isna().all()
    assert months["exports"].isna().all()


def owned(customer: str, rep: str, start: str, end: str, role: str = "owner") -> dict[str, str]:
    return {"customer_id": customer, "rep_id": rep, "role": role, "start_on": start, "end_on": end}


HANDED_OVER = [
    # c1: r to s on the next day, s to t after 31 days, t to r after 32 days: too late.
    owned("c1", "r", "", "2025-01-31"),
    owned("c1", "s", "2025-02-01", "2025-06-10", role=""),
    owned("c1", "t", "2025-07-11", "2025-09-30"),
    owned("c1", "r", "2025-11-01", ""),
    # c2: s took over a month before r ended, both rows are there twice.
    *2 * [owned("c2", "r", "2020-01-01", "2025-01-15"), owned("c2", "s", "2024-12-15", "")],
    # c3: the same rep goes on, a second contact and a mail robot begin, nobody takes over.
    owned("c3", "r", "", "2025-03-31"),
    owned("c3", "r", "2025-04-01", ""),
    owned("c3", "s", "2025-04-01", "", role="second"),
    owned("c3", "bot", "2025-04-01", ""),
    # c4: the end lies after the as-of date; c5: the new owner starts after it.
    owned("c4", "r", "", "2026-03-01"),
    owned("c4", "s", "2026-02-20", ""),
    owned("c5", "r", "", "2026-02-20"),
    owned("c5", "s", "2026-03-02", ""),
    # A customer that is not listed, and one whose owner only ended as a second contact.
    owned("zz", "r", "", "2025-05-31"),
    owned("zz", "s", "2025-06-01", ""),
    owned("c6", "r", "", "2025-05-31", role="second"),
    owned("c6", "s", "2025-06-01", ""),
    # Six years ago is 2020-03, and one month earlier is not.
    owned("c7", "t", "", "2020-03-01"),
    owned("c7", "s", "2020-03-01", "2020-02-29"),
    owned("c7", "r", "2020-02-20", ""),
]


def test_a_handover_is_an_owner_who_ended_and_another_who_began(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    names = ["r", "s", "t", "bot"]
    reps = [
        {"rep_id": name, "name": name, "function": "system" if name == "bot" else ""}
        for name in names
    ]
    customers = [{"customer_id": f"c{n}", "name": f"C{n}"} for n in range(1, 8)]
    tables = {"reps": reps, "customers": customers, "assignments": HANDED_OVER}
    source = opens(databases.filled(tables))
    months = extract(source, policy, as_of=date(2026, 2, 28)).rep_months
    assert [
        (row.rep_id, f"{row.month:%Y-%m}", row.handovers, row.contact_days)
        for row in months.itertuples()
    ] == [
        ("r", "2025-01", 2, 0),
        ("s", "2025-06", 1, 0),
        ("t", "2020-03", 1, 0),
    ]
    assert months["logins"].isna().all()


def test_without_assignments_nobody_knows_about_handovers(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    tables = PEOPLE | {"activities": [contact("r", "2026-06-01")]}
    months = extract(opens(duckdb_files.filled(tables)), policy).rep_months
    assert months["handovers"].isna().all()
    assert months["handovers"].dtype == "Int64"


def test_months_go_back_six_years(databases: Databases, opens: Opens, policy: Policy) -> None:
    days = ["2020-06-30", "2020-07-01", "2020-07-01", "2020-07-31", "2026-06-30"]
    tables = PEOPLE | {"activities": [contact("r", day) for day in days]}
    months = extract(opens(databases.filled(tables)), policy, as_of=date(2026, 6, 30)).rep_months
    found = [
        (f"{row.month:%Y-%m}", row.contact_days, row.customers, row.activities)
        for row in months.itertuples()
    ]
    assert found == [("2020-07", 2, 1, 3), ("2026-06", 1, 1, 1)]


@pytest.mark.parametrize(
    ("newest", "reason"),
    [("activities", "newest contact record"), ("revenue", "newest booking"),
     ("deals", "newest closed deal")],
)  # fmt: skip
def test_the_reason_names_the_newest_record(
    duckdb_files: Databases, opens: Opens, policy: Policy, newest: str, reason: str
) -> None:
    days = {"activities": "2026-01-01", "revenue": "2026-01-02", "deals": "2026-01-03"}
    days[newest] = "2026-02-01"
    deal = {"deal_id": "d", "customer_id": "c", "stage": "lost", "closed_on": days["deals"]}
    booking = {"customer_id": "c", "amount": "1", "booked_on": days["revenue"]}
    tables = PEOPLE | {
        "activities": [contact("r", days["activities"])],
        "revenue": [booking],
        "deals": [deal],
    }
    day, said = default_as_of(opens(duckdb_files.filled(tables)), policy)
    assert (day, str(said)) == (date(2026, 2, 1), reason)


@pytest.mark.parametrize("only", ["activities", "revenue"])
def test_records_of_no_present_company_do_not_say_of_when_the_data_is(
    duckdb_files: Databases, opens: Opens, policy: Policy, only: str
) -> None:
    tables = PEOPLE | {
        "activities": [contact("r", "0001-01-01" if only == "activities" else "2026-01-05")],
        "revenue": [{"customer_id": "c", "amount": "1", "booked_on": "0001-01-01"}],
    }
    source = opens(duckdb_files.filled(tables))
    day, _ = default_as_of(source, policy)
    assert day == (IMPORT_DAY if only == "activities" else date(2026, 1, 5))
    assert extract(source, policy).as_of == day


def test_shares_survive_where_strengths_vanish(databases: Databases, opens: Opens) -> None:
    # With a half-life of a day, 1,200 days are as many halvings: below any double.
    policy = Policy.model_validate({"relationships": {"half_life_days": 1.0}})
    contacts = [contact("r", "2023-03-14"), contact("s", "2023-03-18")]
    found = extract(
        opens(databases.filled(PEOPLE | {"activities": contacts})),
        policy,
        as_of=date(2026, 6, 30),
    )
    weaker, stronger = found.activity_edges["strength"]
    assert 0 < weaker < stronger < 1e-250
    assert weaker / stronger == pytest.approx(2**-4, rel=1e-9)


def test_ordinary_strengths_are_not_moved_by_the_landmark(
    duckdb_files: Databases, opens: Opens
) -> None:
    policy = Policy.model_validate({"relationships": {"half_life_days": 1.0}})
    contacts = [contact("r", "2026-06-20"), contact("s", "2020-01-01")]
    found = extract(
        opens(duckdb_files.filled(PEOPLE | {"activities": contacts})),
        policy,
        as_of=date(2026, 6, 30),
    )
    strength = found.activity_edges.set_index("rep_id")["strength"]
    assert strength["r"] == pytest.approx(2.0**-10, rel=1e-12)
    assert strength["s"] == 0


def test_a_day_after_the_import_sees_no_more_than_the_import(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    found = extract(opens(duckdb_files.filled(CAST)), policy, as_of=date(2026, 7, 20))
    assert found.current
    assert found.activity_edges["last_on"].max().date() == date(2026, 6, 30)
    assert found.reps.set_index("rep_id").loc["ann", "notice_on"].date() == date(2026, 7, 5)


def test_an_announced_last_day_is_not_a_departure(
    duckdb_files: Databases, opens: Opens, policy: Policy
) -> None:
    leaver = {"rep_id": "r", "name": "R", "notice_on": "2026-06-01", "left_on": "2026-08-31",
              "left_to": "competitor"}  # fmt: skip
    tables = PEOPLE | {"reps": [leaver], "activities": [contact("r", "2026-06-10")]}
    rep = extract(opens(duckdb_files.filled(tables)), policy).reps.iloc[0]
    assert rep["left_on"] is not None
    assert rep[["left_on", "left_to"]].isna().all()
    assert rep["leaves_on"].date() == date(2026, 8, 31)


def test_a_circle_of_parents_counts_as_its_smallest_id(databases: Databases, opens: Opens) -> None:
    policy = Policy.model_validate({"company": {"group_by_parent": True}})
    parents = {"a": "", "b": "a", "c": "b", "x": "z", "y": "x", "z": "y", "w": "z", "u": "nobody",
               "s": "s"}  # fmt: skip
    customers = [
        {"customer_id": id_, "name": id_, "parent_id": parent} for id_, parent in parents.items()
    ]
    revenue = [{"customer_id": id_, "amount": "1", "booked_on": "2026-06-01"} for id_ in parents]
    tables = PEOPLE | {"customers": customers, "revenue": revenue}
    found = extract(opens(databases.filled(tables)), policy).customers
    assert dict(zip(found["customer_id"], found["revenue_12m"], strict=True)) == {
        "a": 3.0,
        "s": 1.0,
        "u": 1.0,
        "x": 4.0,
    }


def test_own_weights_count(duckdb_files: Databases, opens: Opens) -> None:
    policy = Policy.model_validate({"relationships": {"weights": {"email": 8.0}}})
    tables = PEOPLE | {"activities": [contact("r", "2026-06-01")]}
    found = extract(opens(duckdb_files.filled(tables)), policy)
    assert found.activity_edges["strength"].tolist() == [8.0]


def test_text_that_cannot_be_read_counts_nowhere(
    databases: Databases, opens: Opens, policy: Policy
) -> None:
    faulty = [contact("r", "2026-02-30"), contact("r", "soon"), contact("", "2026-06-01")]
    activities = [contact("r", "2026-06-01"), *faulty]
    tables = PEOPLE | {"activities": activities}
    found = extract(opens(databases.filled(tables, as_text=True)), policy)
    assert found.activity_edges["activities"].tolist() == [1]
