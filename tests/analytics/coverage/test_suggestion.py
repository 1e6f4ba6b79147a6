"""Suggested second contacts, on a company that can be checked by eye."""

import pandas as pd
import pytest

from analytics.coverage.suggestion import suggest_second_contacts

CUSTOMERS = pd.DataFrame(
    [
        ("steel-1", "ann", "steel", "north"),
        ("steel-2", "bo", "steel", "north"),
        ("steel-3", "bo", "steel", "south"),
        ("steel-4", "cy", "steel", "north"),
        ("steel-5", "cy", "steel", "north"),
        ("wine", "dee", "wine", "west"),
        ("void", None, None, None),
        ("shared", "ann", "steel", "north"),
    ],
    columns=["customer_id", "top_rep_id", "industry", "region"],
)
EDGES = pd.DataFrame(
    [
        ("steel-1", "ann", 1.0),
        ("steel-2", "bo", 1.0),
        ("steel-3", "bo", 1.0),
        ("steel-4", "cy", 1.0),
        ("steel-5", "cy", 1.0),
        ("wine", "dee", 1.0),
        ("shared", "ann", 0.6),
        ("shared", "gone", None),
        ("shared", "cy", 0.25),
        ("shared", "sue", 0.15),
    ],
    columns=["customer_id", "rep_id", "share"],
)
REPS = pd.DataFrame(
    [
        ("ann", "sales", "A", True, None),
        ("bo", "sales", "B", True, None),
        ("cy", "sales", "B", True, "2026-06-01"),
        ("dee", None, "A", True, None),
        ("gone", "sales", "A", False, None),
        ("sue", "service", "S", True, None),
    ],
    columns=["rep_id", "function", "team", "active", "notice_on"],
).assign(notice_on=lambda reps: pd.to_datetime(reps["notice_on"]))


def suggested(*customer_ids: str, reps: pd.DataFrame = REPS) -> pd.DataFrame:
    found = suggest_second_contacts(customer_ids, customers=CUSTOMERS, edges=EDGES, reps=reps)
    return found.set_index("customer_id")


def test_somebody_who_knows_the_customer_comes_first_but_never_one_under_notice() -> None:
    row = suggested("shared").loc["shared"]
    assert (row["second_rep_id"], row["basis"], row["share"]) == ("sue", "share", 0.15)


def test_without_notice_the_larger_share_is_suggested() -> None:
    staying = REPS.assign(notice_on=pd.NaT)
    assert suggested("shared", reps=staying).loc["shared", "second_rep_id"] == "cy"


def test_else_the_one_with_the_most_similar_customers() -> None:
    row = suggested("steel-1").loc["steel-1"]
    assert (row["second_rep_id"], row["basis"], row["alike"]) == ("bo", "similar", 1)
    assert pd.isna(row["share"])


def test_the_same_team_decides_where_no_customer_is_alike() -> None:
    row = suggested("wine").loc["wine"]
    assert row["second_rep_id"] == "ann"
    assert pd.isna(row["alike"])


def test_nobody_is_suggested_where_nothing_is_alike() -> None:
    row = suggested("void").loc["void"]
    assert row.isna().all()


def test_rows_come_in_the_order_asked_each_customer_once_and_unknown_ids_are_left_out() -> None:
    found = suggested("wine", "steel-1", "nobody", "wine")
    assert found.index.tolist() == ["wine", "steel-1"]


def test_no_customers_give_no_rows_with_all_columns() -> None:
    found = suggest_second_contacts([], customers=CUSTOMERS, edges=EDGES, reps=REPS)
    assert found.empty
    assert found.columns.tolist() == ["customer_id", "second_rep_id", "basis", "share", "alike"]


def test_one_rep_alone_has_no_second_contact() -> None:
    assert suggested("steel-1", reps=REPS[:1])["second_rep_id"].isna().all()


def test_service_people_are_suggested_only_where_they_know_the_customer() -> None:
    assert "sue" not in set(suggested("steel-1", "wine", "steel-4")["second_rep_id"])


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    shuffled = suggest_second_contacts(
        CUSTOMERS["customer_id"].tolist(),
        customers=CUSTOMERS.sample(frac=1, random_state=seed),
        edges=EDGES.sample(frac=1, random_state=seed),
        reps=REPS.sample(frac=1, random_state=seed),
    )
    pd.testing.assert_frame_equal(
        shuffled.set_index("customer_id"), suggested(*CUSTOMERS["customer_id"])
    )
