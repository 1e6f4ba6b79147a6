"""Who knows whom: counted by hand, by an independent slow implementation, and by invariants."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.policy import KIND_WEIGHTS, Policy, read_policy
from analytics.relationships.strength import Relationships, relate
from tests.analytics.companies import (
    DAY,
    Assignment,
    Booking,
    Company,
    Customer,
    Rep,
    Touch,
    ago,
    cast,
    without_records,
)
from tests.analytics.relationships.published import BY_DESIGN, COMPANIES
from tests.analytics.relationships.slow_relationships import relationship


def related(company: Company, policy: Policy | None = None) -> Relationships:
    return relate(company.extract(), policy or Policy())


def customer(found: Relationships, customer_id: str = "c") -> pd.Series:
    return found.customers.set_index("customer_id").loc[customer_id]


def edge(found: Relationships, rep_id: str, customer_id: str = "c") -> pd.Series:
    return found.edges.set_index(["customer_id", "rep_id"]).loc[(customer_id, rep_id)]


def one(*rows: Touch | Booking | Assignment, reps: str | list[Rep] = "rst", **more) -> Company:
    """One customer "c" with the given rows; reps r, s and t are salespeople at work."""
    return Company(
        customers=[Customer("c", more.pop("owner_id", None))],
        reps=[Rep(name) for name in reps] if isinstance(reps, str) else reps,
        touches=[row for row in rows if isinstance(row, Touch)],
        bookings=[row for row in rows if isinstance(row, Booking)],
        assignments=[row for row in rows if isinstance(row, Assignment)],
        **more,
    )


# -- the cast ---------------------------------------------------------------------------------


def test_cast_has_every_level_of_evidence_but_transactions():
    found = related(cast()).customers
    assert found["customer_id"].tolist() == ["alpha", "beta", "gamma", "delta", "epsilon"]
    assert found["evidence"].tolist() == ["activity"] * 3 + ["none", "ownership"]
    assert found["known_by"].tolist() == [1, 2, 2, pd.NA, 1]
    assert found["single_threaded"].tolist() == [True, False, False, pd.NA, True]
    assert found["top_rep_id"].fillna("").tolist() == ["ann", "ann", "ann", "", "bob"]
    assert found["orphaned"].tolist() == [False, False, False, True, pd.NA]
    assert found["leaver_id"].fillna("").tolist() == ["", "", "", "lou", ""]


def test_customer_known_by_one_rep_is_single_threaded():
    alpha = customer(related(cast()), "alpha")
    assert (alpha["top_share"], alpha["effective_reps"]) == (1.0, 1.0)
    assert alpha["contacts_known"] == 2
    assert not alpha["single_contact"]


def test_customer_shared_alike_by_two_has_two_effective_reps():
    beta = customer(related(cast()), "beta")
    assert (beta["top_share"], beta["effective_reps"]) == (0.5, 2.0)
    assert beta["single_contact"]


def test_company_share_is_the_share_outside_sales():
    assert customer(related(cast()), "gamma")["company_share"] == pytest.approx(1.5 / 3.5)
    assert customer(related(cast()), "alpha")["company_share"] == 0.0


def test_edges_of_the_cast_name_every_pair_with_strength():
    edges = related(cast()).edges
    pairs = list(zip(edges["customer_id"], edges["rep_id"], strict=True))
    assert pairs == [
        ("alpha", "ann"),
        ("beta", "ann"),
        ("beta", "bob"),
        ("delta", "lou"),
        ("epsilon", "bob"),
        ("gamma", "ann"),
        ("gamma", "eve"),
    ]
    assert edges["strength"].tolist() == [4.0, 4.0, 4.0, 2.0, 1.0, 2.0, 1.5]
    assert edges["activities"].tolist() == [2, 1, 1, 1, 0, 1, 1]
    assert edges["knows"].tolist() == [True, True, True, False, True, True, True]


def test_contacts_that_have_faded_to_nothing_are_no_relationship():
    extract = one(Touch("c", "r", ago(0), "email"), Touch("c", "s", ago(0), "email")).extract()
    faded = extract.activity_edges["rep_id"] == "s"
    edges = extract.activity_edges.assign(
        strength=extract.activity_edges["strength"].mask(faded, 0.0)
    )
    found = relate(replace(extract, activity_edges=edges), Policy())
    assert found.edges["rep_id"].tolist() == ["r"]
    assert customer(found)["single_threaded"]


# -- strength: half-life decay, reference checks decay-* -----------------------------------------


@pytest.mark.parametrize(
    ("ages", "half_life", "expected"),
    [
        ([0, 90, 180], 90, 1.75),  # decay-01: 1 + 1/2 + 1/4
        ([90, 60, 15], 30, 1.0821067811865475),  # decay-02, decay-03: Cormode et al. 2009
        ([365], 90, 0.06013898980588408),  # decay-07: 2^(−365/90)
        ([0], 30, 1.0),  # decay-04: no landmark may overflow
    ],
)
def test_strength_decays_by_half_lives(ages, half_life, expected, monkeypatch):
    monkeypatch.setattr("tests.analytics.companies.HALF_LIFE", half_life)
    found = related(one(*(Touch("c", "r", ago(age), "email") for age in ages)))
    assert edge(found, "r")["strength"] == pytest.approx(expected, rel=1e-12)


def test_shares_do_not_fade_with_time_but_strengths_do():
    # decay-08: r at days 10 and 40, s at day 70; share of r is 3/7 on any later day
    def found(as_of: date) -> float:
        days = [("r", 50 * 3), ("r", 20 * 3), ("s", -10 * 3)]
        touches = [Touch("c", rep, ago(age + 180), "email") for rep, age in days]
        return related(one(*touches, as_of=as_of)).edges

    early, late = found(ago(120)), found(ago(0))
    assert early["share"].tolist() == pytest.approx(late["share"].tolist(), rel=1e-12)
    assert (late["strength"] < early["strength"]).all()


def test_shares_weigh_kinds_of_contact(monkeypatch):
    # part-05: two meetings and four mails against two mails is 10 against 2
    monkeypatch.setattr("tests.analytics.companies.HALF_LIFE", 1e15)
    kinds = ["meeting"] * 2 + ["email"] * 4
    touches = [Touch("c", "r", ago(age), kind) for age, kind in enumerate(kinds)]
    found = customer(related(one(*touches, *(Touch("c", "s", ago(n), "email") for n in (0, 1)))))
    assert found["top_share"] == pytest.approx(10 / 12)
    assert found["effective_reps"] == pytest.approx(1.3846153846153844, abs=1e-9)


# -- evidence -------------------------------------------------------------------------------------


def test_activity_of_an_active_rep_in_the_window_is_the_first_evidence():
    booking = Booking("c", ago(1), 10.0, "s")
    on_edge = one(Touch("c", "r", ago(364)), booking, Assignment("c", "t"))
    past = one(Touch("c", "r", ago(365)), booking, Assignment("c", "t"))
    assert customer(related(on_edge))["evidence"] == "activity"
    assert customer(related(past))["evidence"] == "transactions"
    assert customer(related(past))["top_rep_id"] == "s"


def test_old_strength_counts_once_the_customer_has_activity_evidence():
    found = related(one(Touch("c", "r", ago(360), "visit"), Touch("c", "s", ago(450), "visit")))
    assert edge(found, "s")["share"] == pytest.approx(1 / 3)


def test_activity_of_a_departed_rep_proves_nothing():
    reps = [Rep("r", left_on=ago(3)), Rep("s")]
    found = related(one(Touch("c", "r", ago(5)), Booking("c", ago(9), 1.0, "s"), reps=reps))
    assert customer(found)["evidence"] == "transactions"


def test_booking_needs_its_own_rep_to_prove_a_relationship():
    found = related(one(Booking("c", ago(9), 100.0), owner_id="r"))
    assert customer(found)["evidence"] == "ownership"


def test_order_lines_of_one_order_are_one_transaction_at_its_latest_day():
    lines = [Booking("c", ago(age), 5.0, "r", "order") for age in (90, 0, 180)]
    found = related(one(*lines, Booking("c", ago(90), -5.0, "s"), Booking("c", ago(90), 5.0, "s")))
    assert edge(found, "r")["strength"] == 1.0
    assert edge(found, "s")["strength"] == 1.0
    assert customer(found)["top_rep_id"] == "r"


def test_owner_and_second_assignments_count_alike_and_hide_the_owner_id():
    found = related(
        one(
            Assignment("c", "r"),
            Assignment("c", "s", role="second"),
            Assignment("c", "t", role="support"),
            owner_id="t",
        )
    )
    assert found.edges["rep_id"].tolist() == ["r", "s"]
    assert found.edges["share"].tolist() == [0.5, 0.5]
    assert customer(found)["known_by"] == 2


def test_owner_id_stands_in_where_no_assigned_rep_is_active():
    reps = [Rep("r", left_on=ago(3)), Rep("s")]
    found = related(one(Assignment("c", "r"), owner_id="s", reps=reps))
    assert found.edges["rep_id"].tolist() == ["s"]
    assert not customer(found)["orphaned"]


def test_todays_owner_is_not_used_for_an_earlier_day():
    found = related(one(owner_id="r", current=False))
    assert customer(found)["evidence"] == "none"
    assert pd.isna(customer(found)["orphaned"])


def test_unknown_customer_has_no_relationship_figures():
    none = customer(related(one()))
    assert none["evidence"] == "none"
    columns = ["top_rep_id", "top_share", "effective_reps", "known_by", "single_threaded"]
    assert none[[*columns, "untended", "company_share", "orphaned", "leaver_id"]].isna().all()


# -- who knows ------------------------------------------------------------------------------------


def test_rep_knows_from_a_fifth_of_the_strongest():
    visits = [Touch("c", "r", ago(age), "visit") for age in range(5)]
    strongest = sum(4 * 2 ** (-age / 90) for age in range(5))
    policy = read_policy(f"[relationships]\nmeaningful_share = {1 / strongest}")
    barely = read_policy(f"[relationships]\nmeaningful_share = {1.001 / strongest}")
    company = one(*visits, Touch("c", "s", ago(0), "email"))
    assert customer(related(company, policy))["known_by"] == 2
    assert customer(related(company, barely))["known_by"] == 1


def test_faded_contact_leaves_the_customer_untended():
    at_floor = customer(related(one(Touch("c", "r", ago(90), "email"))))
    faded = customer(related(one(Touch("c", "r", ago(91), "email"))))
    assert (at_floor["known_by"], at_floor["untended"]) == (1, False)
    assert (faded["known_by"], faded["untended"], faded["single_threaded"]) == (0, True, False)
    assert (faded["top_rep_id"], faded["top_share"]) == ("r", 1.0)


def test_strength_floor_is_for_contacts_and_not_for_bookings():
    found = related(one(Booking("c", ago(300), 10.0, "r")))
    assert edge(found, "r")["strength"] < 0.5
    assert customer(found)["known_by"] == 1


def test_top_rep_of_equal_shares_is_the_latest_in_touch_then_the_smallest_id():
    old_touch = Touch("c", "t", ago(800), "email")
    bookings = [Booking("c", ago(5), 1.0, rep) for rep in "tsr"]
    assert customer(related(one(*bookings)))["top_rep_id"] == "r"
    assert customer(related(one(*bookings, old_touch)))["top_rep_id"] == "t"


def test_departed_rep_takes_no_share_from_those_who_stayed():
    reps = [Rep("r", left_on=ago(400)), Rep("s")]
    found = related(one(Touch("c", "r", ago(410), "visit"), Touch("c", "s", ago(0)), reps=reps))
    assert edge(found, "s")["share"] == 1.0
    assert pd.isna(edge(found, "r")["share"])
    assert not edge(found, "r")["knows"]


def test_rep_hired_later_neither_knows_nor_has_left():
    reps = [Rep("r", hired_on=ago(-1)), Rep("s", hired_on=ago(0))]
    found = related(one(Touch("c", "r", ago(5)), Touch("c", "s", ago(5)), reps=reps))
    assert found.edges["rep_id"].tolist() == ["r", "s"]
    assert found.edges["share"].isna().tolist() == [True, False]
    assert found.edges["knows"].tolist() == [False, True]
    assert customer(found)["departed_share"] == 0.0


# -- orphans and leavers --------------------------------------------------------------------------


def leaving(days_ago: int) -> list[Rep]:
    return [Rep("r", left_on=ago(days_ago)), Rep("s")]


def test_orphaned_needs_more_than_half_of_all_strength():
    half = one(Touch("c", "r", ago(9)), Touch("c", "s", ago(9)), reps=leaving(5))
    more = one(Touch("c", "r", ago(9), "visit"), Touch("c", "s", ago(9)), reps=leaving(5))
    assert not customer(related(half))["orphaned"]
    assert customer(related(half))["departed_share"] == 0.5
    assert customer(related(more))["orphaned"]
    assert pd.isna(customer(related(more))["leaver_id"])


def test_orphaned_is_measured_by_contacts_before_bookings():
    rows = (Touch("c", "r", ago(500), "email"), Booking("c", ago(1), 9.0, "s"))
    found = related(one(*rows, reps=leaving(5)))
    assert customer(found)["evidence"] == "transactions"
    assert customer(found)["orphaned"]
    assert found.edges["rep_id"].tolist() == ["s"]


def test_orphaned_is_measured_by_the_owner_where_no_record_is():
    found = related(one(owner_id="r", reps=leaving(5)))
    assert customer(found)["orphaned"]
    assert customer(found)["leaver_id"] == "r"
    assert edge(found, "r")["leaver_share"] == 1.0
    assert not customer(related(one(owner_id="s", reps=leaving(5))))["orphaned"]


@pytest.mark.parametrize(("days_ago", "counts"), [(0, True), (364, True), (365, False)])
def test_leaver_is_somebody_who_left_within_the_year(days_ago, counts):
    found = related(one(Touch("c", "r", ago(400), "visit"), reps=leaving(days_ago)))
    assert customer(found)["orphaned"]
    assert edge(found, "r")["leaver"] == counts
    assert pd.isna(customer(found)["leaver_id"]) != counts


def test_leaver_share_is_of_all_strength_with_those_who_stayed():
    rows = (
        Touch("c", "r", ago(450), "visit"),
        Touch("c", "q", ago(450), "meeting"),
        Touch("c", "s", ago(450), "email"),
    )
    reps = [Rep("q", left_on=ago(20)), *leaving(10)]
    found = related(one(*rows, reps=reps))
    assert customer(found)["evidence"] == "none"
    assert customer(found)["leaver_id"] == "r"
    assert edge(found, "r")["leaver_share"] == pytest.approx(4 / 8)
    assert pd.isna(edge(found, "q")["leaver_share"])
    assert customer(found)["departed_share"] == pytest.approx(7 / 8)


def test_untended_orphan_has_a_leaver_and_a_known_one_has_none():
    faded = one(
        Touch("c", "r", ago(100), "visit"), Touch("c", "s", ago(300), "email"), reps=leaving(9)
    )
    tended = one(
        Touch("c", "r", ago(100), "visit"), Touch("c", "s", ago(80), "email"), reps=leaving(9)
    )
    assert customer(related(faded))["untended"]
    assert customer(related(faded))["leaver_id"] == "r"
    assert customer(related(tended))["orphaned"]
    assert pd.isna(customer(related(tended))["leaver_id"])


def test_equal_leavers_are_settled_by_last_contact_then_id():
    reps = [Rep("q", left_on=ago(20)), *leaving(10)]
    alike = [Touch("c", rep, ago(100)) for rep in "rq"]
    assert customer(related(one(*alike, reps=reps)))["leaver_id"] == "q"


# -- against the slow implementation --------------------------------------------------------------

REPS = [
    Rep("a"),
    Rep("b", function="service"),
    Rep("c", left_on=ago(40)),
    Rep("d", left_on=ago(380)),
    Rep("e", hired_on=ago(-10)),
    Rep("f", function="system"),
    Rep("g", function="management", hired_on=ago(3)),
]
rep_ids = st.sampled_from([r.rep_id for r in REPS])
customer_ids = st.sampled_from(["k", "l", "m"])
days = st.sampled_from([0, 1, 20, 90, 91, 300, 364, 365, 500]).map(ago)
kinds = st.sampled_from(sorted(KIND_WEIGHTS))
companies = st.builds(
    Company,
    customers=st.lists(
        st.builds(Customer, customer_ids, st.none() | rep_ids),
        min_size=3,
        max_size=3,
        unique_by=lambda c: c.customer_id,
    ),
    reps=st.just(REPS),
    touches=st.lists(st.builds(Touch, customer_ids, rep_ids, days, kinds), max_size=12),
    bookings=st.lists(
        st.builds(
            Booking,
            customer_ids,
            days,
            st.sampled_from([-10.0, 10.0, 25.0]),
            st.none() | rep_ids,
            st.none() | st.sampled_from(["o1", "o2"]),
        ),
        max_size=6,
    ),
    assignments=st.lists(
        st.builds(
            Assignment,
            customer_ids,
            rep_ids,
            st.sampled_from(["owner", "second", "service"]),
            st.none() | days,
            st.none() | days,
        ),
        max_size=3,
    ),
    current=st.booleans(),
)


@settings(max_examples=60)
@given(companies)
def test_random_companies_agree_with_the_slow_implementation(company):
    found = related(company)
    for row in found.customers.to_dict("records"):
        slow = relationship(company, row["customer_id"])
        edges = slow.pop("edges")
        for name, expected in slow.items():
            assert_same(row[name], expected)
        known_by = slow["known_by"]
        assert_same(row["single_threaded"], None if known_by is None else known_by == 1)
        assert_same(row["untended"], None if known_by is None else known_by == 0)
        mine = found.edges[found.edges["customer_id"] == row["customer_id"]]
        assert mine["rep_id"].tolist() == sorted(edges)
        for pair in mine.to_dict("records"):
            for name, expected in edges[pair["rep_id"]].items():
                assert_same(pair[name], expected)


def assert_same(value: object, expected: object) -> None:
    if expected is None:
        assert pd.isna(value)
    elif isinstance(expected, float):
        assert value == pytest.approx(expected, rel=1e-9)
    elif isinstance(expected, date):
        assert value == pd.Timestamp(expected)
    else:
        assert value == expected


# -- invariants -----------------------------------------------------------------------------------


@settings(max_examples=20)
@given(companies)
def test_shares_of_known_customers_add_up_to_one(company):
    found = related(company)
    known = found.customers.loc[found.customers["evidence"] != "none", "customer_id"]
    totals = found.edges.groupby("customer_id")["share"].sum().reindex(known)
    assert totals.tolist() == pytest.approx([1.0] * len(known))


@settings(max_examples=20)
@given(companies, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(company, random):
    shuffled = replace(
        company, touches=random.sample(company.touches, len(company.touches))
    ).extract()
    columns = ("activity_edges", "booking_edges", "ownership", "reps")
    mixed = {n: getattr(shuffled, n).sample(frac=1, random_state=5) for n in columns}
    one_way, other = related(company), relate(replace(shuffled, **mixed), Policy())
    pd.testing.assert_frame_equal(one_way.customers, other.customers)
    pd.testing.assert_frame_equal(one_way.edges, other.edges)


def test_order_of_customers_is_kept():
    extract = cast().extract()
    turned = replace(extract, customers=extract.customers.iloc[::-1])
    found = relate(turned, Policy()).customers
    assert found["customer_id"].tolist() == ["epsilon", "delta", "gamma", "beta", "alpha"]
    assert found["known_by"].tolist() == [1, pd.NA, 2, 2, 1]


def test_names_of_reps_do_not_matter():
    def renamed(name: str) -> str:
        return f"rep {name}"

    company = cast()
    other = replace(
        company,
        reps=[replace(r, rep_id=renamed(r.rep_id)) for r in company.reps],
        touches=[replace(t, rep_id=renamed(t.rep_id)) for t in company.touches],
        bookings=[replace(b, rep_id=b.rep_id and renamed(b.rep_id)) for b in company.bookings],
        assignments=[replace(a, rep_id=renamed(a.rep_id)) for a in company.assignments],
    )
    ids = ["top_rep_id", "leaver_id", "sole_knower_id"]
    one_way, other_way = related(company).customers, related(other).customers
    pd.testing.assert_frame_equal(one_way.drop(columns=ids), other_way.drop(columns=ids))
    assert other_way["top_rep_id"].dropna().tolist() == [
        renamed(name) for name in one_way["top_rep_id"].dropna()
    ]


def test_irrelevant_customer_changes_nobody_else():
    company = cast()
    more = replace(
        company,
        customers=[*company.customers, Customer("zeta")],
        touches=[*company.touches, Touch("zeta", "bob", ago(1), "visit", "z1")],
    )
    found, larger = related(company), related(more)
    pd.testing.assert_frame_equal(found.customers, larger.customers.iloc[:5])
    kept = larger.edges[larger.edges["customer_id"] != "zeta"].reset_index(drop=True)
    pd.testing.assert_frame_equal(found.edges, kept, check_categorical=False)


def test_second_contact_ends_single_threading():
    company = cast()
    more = replace(company, touches=[*company.touches, Touch("alpha", "bob", ago(0), "call")])
    assert customer(related(more), "alpha")["known_by"] == 2
    assert customer(related(more), "alpha")["effective_reps"] > 1


# -- edges ----------------------------------------------------------------------------------------


def test_empty_company_gives_empty_frames_of_the_same_types():
    full, empty = related(cast()), related(without_records())
    assert len(empty.customers) == len(empty.edges) == 0
    assert empty.customers.dtypes.to_dict() == full.customers.dtypes.to_dict()
    ids = ["customer_id", "rep_id"]
    assert list(empty.edges) == list(full.edges)
    assert empty.edges[ids].dtypes.astype(str).tolist() == ["category", "category"]
    assert empty.edges.drop(columns=ids).dtypes.equals(full.edges.drop(columns=ids).dtypes)


def test_types_are_those_of_the_contract():
    found = related(cast())
    types = {"known_by": "Int64", "single_threaded": "boolean", "untended": "boolean"}
    types |= {"orphaned": "boolean", "contacts_known": "Int64", "single_contact": "boolean"}
    types |= {"last_activity_on": "datetime64[s]", "evidence": "str", "leaver_id": "str"}
    assert {name: str(found.customers[name].dtype) for name in types} == types
    types = {"knows": "bool", "active": "bool", "leaver": "bool", "activities": "int64"}
    types |= {"first_on": "datetime64[s]", "last_activity_on": "datetime64[s]"}
    assert {name: str(found.edges[name].dtype) for name in types} == types


def test_customers_without_any_record_are_unknown():
    found = related(Company(customers=[Customer("c")], reps=[]))
    assert found.customers["evidence"].tolist() == ["none"]
    assert len(found.edges) == 0


def test_everybody_gone_leaves_only_leavers():
    reps = [Rep(name, left_on=ago(1)) for name in "rst"]
    found = related(one(Touch("c", "r", ago(2)), Booking("c", ago(2), 1.0, "s"), reps=reps))
    assert customer(found)["evidence"] == "none"
    assert customer(found)["leaver_id"] == "r"
    assert customer(found)["last_activity_on"] == pd.Timestamp(ago(2))
    assert found.edges["active"].tolist() == [False]


def test_caller_keeps_his_frames():
    extract = cast().extract()
    before = {n: getattr(extract, n).copy() for n in ("customers", "reps", "activity_edges")}
    relate(extract, Policy())
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(extract, name), frame)


@pytest.mark.parametrize("name", sorted(COMPANIES))
def test_public_data_give_the_reference_relationships(name):
    found = related(COMPANIES[name]()).customers
    assert found["evidence"].value_counts().to_dict() == BY_DESIGN[name]["evidence"]
    assert found["known_by"].value_counts().to_dict() == BY_DESIGN[name]["known_by"]


def test_contact_on_the_last_day_of_the_window_is_seen_and_tomorrow_is_not():
    company = one(Touch("c", "r", ago(0), "visit"), Touch("c", "s", DAY + timedelta(days=1)))
    assert related(company).edges["rep_id"].tolist() == ["r"]
