"""Suggested second contacts, on a company that can be checked by eye."""

import numpy as np
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


def drawn(customers: int, people: int) -> dict[str, pd.DataFrame]:
    """Customers of all kinds: of one hand, shared, without industry or region."""
    random = np.random.default_rng(7)
    ids = [f"c{number:03}" for number in range(customers)]
    names = [f"r{number:02}" for number in range(people)]
    edges = pd.DataFrame(
        {
            "customer_id": random.choice(ids, 2 * customers),
            "rep_id": random.choice(names, 2 * customers),
            "share": random.choice([0.0, np.nan, 0.2, 0.5, 0.9], 2 * customers),
        }
    ).drop_duplicates(["customer_id", "rep_id"])
    top = edges.sort_values("share").drop_duplicates("customer_id", keep="last")
    kinds = {
        "industry": random.choice(["paper", "glue", None], customers),
        "region": random.choice(["East", "West", None], customers),
    }
    reps = {
        "function": random.choice(["sales", "sales", "technical"], people),
        "team": random.choice(["North", "South", None], people),
        "active": random.random(people) < 0.9,
    }
    main = pd.Series(ids).map(top.set_index("customer_id")["rep_id"])
    return {
        "customers": pd.DataFrame({"customer_id": ids, "top_rep_id": main, **kinds}),
        "edges": edges.astype({"customer_id": "category", "rep_id": "category"}),
        "reps": pd.DataFrame({"rep_id": names, **reps, "notice_on": pd.NaT}),
    }


def by_hand(
    customer: str, customers: pd.DataFrame, edges: pd.DataFrame, reps: pd.DataFrame
) -> str | None:
    """Whom the rules name, one person after another."""
    kinds = customers.set_index("customer_id")
    own, person = kinds.loc[customer], reps.set_index("rep_id")
    held = edges[edges["share"] > 0]
    staying = [each for each in person.index[person["active"]] if each != own["top_rep_id"]]
    theirs = held[held["customer_id"] == customer].set_index("rep_id")["share"]
    known = [(-theirs[each], each) for each in staying if each in theirs.index]
    if known:
        return min(known)[1]
    order = []
    for each in staying:
        if person.loc[each, "function"] != "sales":
            continue
        others = kinds.loc[held.loc[held["rep_id"] == each, "customer_id"]]
        same = [others[mark] == own[mark] for mark in ("industry", "region")]
        main = own["top_rep_id"]
        team = person.loc[main, "team"] if isinstance(main, str) else None
        together = team is not None and person.loc[each, "team"] == team
        marks = ((same[0] & same[1]).sum(), same[0].sum(), same[1].sum(), int(together))
        order += [(*(-mark for mark in marks), each)] if any(marks) else []
    return min(order)[-1] if order else None


@pytest.mark.parametrize("at_once", [500, 7])
def test_many_at_once_are_suggested_whom_the_rules_name(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.coverage.suggestion._AT_ONCE", at_once)
    company = drawn(200, 25)
    asked = company["customers"]["customer_id"].sample(frac=1, random_state=3).tolist()
    found = suggest_second_contacts([*asked, "nobody", asked[0]], **company)
    assert set(found["basis"].dropna()) == {"share", "similar"}
    assert found["customer_id"].tolist() == asked
    second = [each if isinstance(each, str) else None for each in found["second_rep_id"]]
    assert second == [by_hand(each, **company) for each in asked]
