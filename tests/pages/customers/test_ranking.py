"""The ranked customers: order, filters, totals, words."""

from dataclasses import replace

import pandas as pd
import pytest

from analytics.policy import ServiceRules, read_policy
from analytics.relationships.service import service_kept
from pages.components.columns import Cell
from pages.components.listing import Filters, filtered
from pages.components.loading import Context
from pages.components.sorting import Order, ordered
from pages.customers import ranking, records
from pages.customers.evidence import evidence_words
from pages.customers.ranking import (
    MARKS,
    choices,
    columns,
    customer_listing,
    customer_rows,
    headline,
    in_words,
    indistinct,
    totals,
)
from pages.customers.service import service_words
from pages.customers.trend import comparable, trend_title
from tests.pages import cast
from tests.pages.planned_cast import plan
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")


def rows() -> pd.DataFrame:
    return customer_rows(cast.assessment())


def service(promised: int = 2) -> pd.DataFrame:
    """Acme was seen once in the quarter, Dune 10 days ago; nobody else is touched."""
    rhythm = pd.DataFrame(
        {
            "customer_id": ["acme", "dune"],
            "last_on": pd.Timestamp(cast.DAY) - pd.to_timedelta([50, 10], unit="D"),
            "gaps": 9,
            "median_gap_days": [20.0, 14.0],
            "visits": [1, 0],
        }
    )
    return service_kept(
        cast.customers().assign(segment=lambda rows: rows["customer_id"].map({"acme": "A"})),
        rhythm,
        ServiceRules(visits={"A": promised}),
        as_of=cast.DAY,
    )


def worded() -> pd.DataFrame:
    """All rows with what is said of them."""
    return in_words(rows(), service().set_index("customer_id", drop=False))


def test_only_the_rows_on_screen_are_put_into_words(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []

    def ranks(low: pd.Series, _: pd.Series) -> pd.Series:
        counted.append(len(low))
        return low.astype("str")

    monkeypatch.setattr(ranking, "ranks", ranks)
    told = service().set_index("customer_id", drop=False)
    assert len(rows()) > 2
    in_words(rows().head(2), told)
    assert counted == [2]


def test_service_is_filtered_and_said_in_words() -> None:
    assert passing(show=("service",)) == ["acme"]
    words = worded().set_index("customer_id")["service_words"]
    assert words["acme"] == "not kept: 1 of 2 visits in the quarter"
    assert words["dune"] == "kept: last contact 10 days ago, usually every 14"
    assert pd.isna(words["hush"])
    kept = {row["customer_id"]: service_words(row) for row in service(1).to_dict("records")}
    assert said(kept["acme"]) == "kept: 1 of 1 visits in the quarter"
    late = service().assign(gap_days=29).set_index("customer_id").loc["dune"]
    late["kept"] = False
    assert said(service_words(late)) == "not kept: last contact 29 days ago, usually every 14"


def test_no_trend_is_asked_for_where_a_source_would_refuse_to_give_it() -> None:
    about = Context("demo", *([None] * 3))  # type: ignore[arg-type]
    company = cast.assessment()
    many = company.edges.assign(activities=records._MOST_READ)
    many = pd.concat([many] * (records._MOST_READ // (12 * len(many)) + 2), ignore_index=True)
    shares = records.top_share_trend(about, replace(company, edges=many))
    assert shares.reindex(["acme"]).iloc[0].notna().sum() == 0
    assert comparable(["acme"], shares) == [None]


def test_a_list_has_a_column_of_trends_only_where_they_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    about = Context("demo", *([None] * 3))  # type: ignore[arg-type]

    def names() -> list[str]:
        listed = customer_listing(about, cast.assessment(), plan(), service())
        return [each.name for each in listed.columns]

    read = names()
    monkeypatch.setattr(records, "_MOST_READ", 0)
    assert [each for each in read if each != "trend"] == names() != read


def test_a_trend_begins_where_it_is_comparable() -> None:
    days = pd.to_datetime(["2026-01-01", "2026-04-01", "2026-07-01"])
    nan = float("nan")
    shares = pd.DataFrame(
        [[0.5, 0.6, 0.9], [0.5, nan, 0.9], [nan, 0.7, 0.5], [0.5, 0.6, nan]],
        index=["a", "b", "c", "d"],
        columns=days,
    )
    lines = comparable(["c", "a", "b", "d", "nobody"], shares)
    assert lines == [[0.7, 0.5], [0.5, 0.6, 0.9], None, None, None]
    titles = [said(trend_title(shares.loc[each])) for each in ("a", "c")]
    assert titles == [
        "The largest share has risen from 50 % to 90 % since January 2026",
        "The largest share has fallen from 70 % to 50 % since April 2026",
    ]
    still = pd.Series([0.5, 0.52], index=days[:2])
    assert said(trend_title(still)) == "The largest share is as it was in January 2026: 52 %"


def asked(q: str = "", show: tuple[str, ...] = (), **chosen: tuple[str, ...]) -> pd.DataFrame:
    """The rows that pass; no record is read, since none is drawn."""
    listed = customer_listing(
        Context("demo", *([None] * 3)),  # type: ignore[arg-type]
        cast.assessment(),
        plan(),
        service(),
    )
    return filtered(listed, Filters(show, q, tuple(chosen.items())))


def passing(**chosen: object) -> list[str]:
    return asked(**chosen)["customer_id"].tolist()  # type: ignore[arg-type]


def test_the_largest_expected_loss_comes_first_and_the_unknown_last() -> None:
    assert rows()["customer_id"].tolist() == [
        "cast",
        "bold",
        "acme",
        "fort",
        "dune",
        "eden",
        "idle",
        "gale",
        "hush",
    ]


def test_ranks_are_the_places_that_are_possible_and_not_known_without_evidence() -> None:
    words = worded().set_index("customer_id")["rank_words"]
    assert words[["cast", "bold", "gale", "hush"]].tolist() == ["1", "2 to 3", "8", "not known"]


def test_the_first_customers_are_said_to_be_indistinct_where_they_are() -> None:
    assert indistinct(rows()) is None
    unsure = rows()
    unsure["rank_group"] = unsure["rank_group"].mask(unsure["rank_group"] == 2, 1)
    sentence = indistinct(unsure)
    assert sentence is not None
    assert said(sentence).startswith("The order among the first 4 customers")


def test_without_customers_nothing_is_said_about_their_order() -> None:
    assert indistinct(customer_rows(cast.nothing())) is None


def test_who_left_is_found_by_the_filter_but_not_shown_as_main_contact() -> None:
    fort = rows().set_index("customer_id").loc["fort"]
    assert pd.isna(fort["contact"])
    assert (fort["contact_id"], fort["contact_name"], fort["team"]) == ("dee", "Dee", "South")


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("core", ["cast", "bold", "acme"]),
        ("single", ["cast", "bold", "acme", "eden", "gale"]),
        ("orphaned", ["fort"]),
        ("untended", ["idle"]),
        ("unknown", ["fort", "hush"]),
        ("contract", ["acme"]),
    ],
)
def test_marks_keep_what_they_say(mark: str, expected: list[str]) -> None:
    assert passing(show=(mark,)) == expected


def test_every_mark_has_its_rule() -> None:
    assert all(passing(show=(mark,)) for mark in MARKS)


def test_several_marks_must_all_hold() -> None:
    assert passing(show=("core", "contract")) == ["acme"]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"rep": ("cy", "dee")}, ["cast", "fort"]),
        ({"team": ("South",)}, ["cast", "fort"]),
        ({"segment": ("large",)}, ["cast", "bold", "acme"]),
        ({"region": ("south",), "segment": ("small",)}, ["fort", "idle", "gale", "hush"]),
        ({"evidence": ("ownership",)}, ["eden"]),
        ({"q": "CAS"}, ["cast"]),
        ({"q": "nobody.*"}, []),
    ],
)
def test_filters_keep_what_they_say(chosen: dict[str, object], expected: list[str]) -> None:
    assert passing(**chosen) == expected


def test_no_filter_keeps_all() -> None:
    assert len(passing()) == 9
    assert not Filters(chosen=(("team", ()),)).active
    assert Filters(text="x").active


def test_totals_count_what_is_shown_and_name_the_unknown() -> None:
    all_rows = rows()
    assert said(totals(all_rows, all_rows, "CNY")) == (
        "9 of 9 customers: ¥1.2 M a year, ¥120 k expected loss; not known for 1 of them"
    )
    core = asked(show=("core",))
    assert said(totals(core, all_rows, "CNY")) == (
        "3 of 9 customers: ¥900 k a year, ¥108 k expected loss"
    )


def test_the_headline_tells_proven_inferred_and_unknown_apart() -> None:
    assert said(headline(cast.assessment())) == (
        "4 customers with ¥900 k a year are proven to be on record with one person only; 1 more "
        "have only a name on file, 2 are not known."
    )


def test_the_headline_counts_nothing_where_everything_is_proven() -> None:
    held = cast.customers()
    proven = held[held["evidence"].isin(["activity", "transactions"])]
    assert said(headline(cast.assessment(customers=proven))) == (
        "4 customers with ¥900 k a year are proven to be on record with one person only."
    )


def test_where_nothing_is_proven_the_headline_counts_names_on_file() -> None:
    held = cast.customers()
    held["evidence"] = held["evidence"].where(held["evidence"] == "none", "ownership")
    assert said(headline(cast.assessment(customers=held))) == (
        "No record proves who knows the customers: 5 have only one name on file, 2 are not known."
    )


def test_an_empty_company_has_a_headline() -> None:
    assert said(headline(cast.nothing())) == "There are no customers in this data."


def test_options_are_those_that_occur() -> None:
    offered = {choice.name: choice.values for choice in choices(rows())}
    assert offered["segment"] == {"large": "large", "small": "small"}
    assert list(offered["evidence"]) == ["activity", "ownership", "none"]
    assert offered["rep"] == {"ann": "Ann", "bo": "Bo", "cy": "Cy", "dee": "Dee"}


def test_ranks_are_sorted_as_numbers() -> None:
    many = rows().assign(rank_low=[1001, 11, 2, 1, 3, 5, 4, 7, None])
    many = many.assign(rank_high=many["rank_low"])
    first = ordered(many, columns("CNY"), Order("rank_words", True))["rank_low"]
    assert first.dropna().tolist() == [1, 2, 3, 4, 5, 7, 11, 1001]


def test_every_column_of_the_table_is_in_the_rows() -> None:
    shown = worded().assign(evidence_words="", second_contact="", trend=None)
    wanted = columns("CNY")
    assert {column.name for column in wanted} <= set(shown.columns)
    assert wanted[0].cell is Cell.LINK
    assert [c.heading for c in wanted if c.cell is Cell.MONEY] == [
        "Expected loss, ¥",
        "Yearly revenue, ¥",
    ]


def test_without_a_named_currency_amounts_have_no_sign() -> None:
    assert [c.label for c in columns("XXX") if c.cell is Cell.MONEY] == [
        "Expected loss",
        "Yearly revenue",
    ]


KINDS = pd.DataFrame(
    [
        ("acme", "ann", "call", 14, "2026-03-05"),
        ("acme", "ann", "visit", 2, "2026-04-01"),
        ("acme", "ann", "email", 90, "2026-03-01"),
        ("dune", "ann", "meeting", 1, "2025-09-01"),
        ("decoy", "ann", "visit", 9, "2025-09-01"),
    ],
    columns=["customer_id", "rep_id", "kind", "activities", "first_on"],
).assign(first_on=lambda kinds: pd.to_datetime(kinds["first_on"]))


def words() -> dict[str, str]:
    company = cast.assessment()
    found = evidence_words(company.customers, KINDS, company)
    plain = [each.replace("\xa0", " ") for each in found]
    return dict(zip(company.customers["customer_id"], plain, strict=True))


def test_the_records_are_said_in_words_with_the_closest_contacts_first() -> None:
    assert words()["acme"] == "2 visits, 14 calls since March 2026; nobody else since 2024"


def test_others_in_touch_lately_are_named_as_such() -> None:
    assert words()["dune"] == "1 meeting since September 2025; others, too"


def test_a_customer_of_one_person_has_others_only_in_passing() -> None:
    held = cast.customers()
    held["known_by"] = held["known_by"].mask(held["customer_id"] == "dune", 1)
    company = cast.assessment(customers=held)
    found = dict(zip(held["customer_id"], evidence_words(held, KINDS, company), strict=True))
    assert found["dune"].endswith("; others only in passing")


def test_the_closest_contacts_are_those_of_the_own_policy() -> None:
    mails = read_policy("[relationships.weights]\nemail = 9")
    company = cast.assessment(policy=mails)
    found = evidence_words(company.customers.head(1), KINDS, company)[0].replace("\xa0", " ")
    assert found.startswith("90 e-mails, 2 visits since March 2026")


def test_what_no_record_shows_is_said_plainly() -> None:
    said_by = words()
    assert said_by["eden"] == "Only a name in the file"
    assert said_by["fort"] == "Nobody since Dee left"
    assert said_by["hush"] == "Not known"
    assert said_by["idle"] == "No contact within a year; nobody else"


def test_bookings_as_evidence_are_named() -> None:
    company = cast.assessment(customers=cast.customers().assign(evidence="transactions"))
    assert evidence_words(company.customers.head(1), KINDS, company) == [
        "Bookings, no contact records"
    ]
