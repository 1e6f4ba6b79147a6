"""The ranked people: order, filters, totals, words."""

import re

import pandas as pd
import pytest

from analytics.losses.people_order import by_expected_loss, owners
from pages.components.listing import Filters, filtered
from pages.components.sentences.first_people import owner_lines
from pages.reps.ranking import (
    MARKS,
    columns,
    function_choices,
    headline,
    indistinct,
    rep_listing,
    rep_rows,
    totals,
)
from tests.pages import cast
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")


def rows() -> pd.DataFrame:
    return rep_rows(cast.assessment())


def passing(q: str = "", show: tuple[str, ...] = (), **chosen: tuple[str, ...]) -> list[str]:
    asked = Filters(show, q, tuple(chosen.items()))
    return filtered(rep_listing(cast.assessment()), asked)["rep_id"].tolist()


def test_active_people_come_first_by_expected_loss_and_who_left_comes_last() -> None:
    assert rows()["rep_id"].tolist() == ["cy", "bo", "ann", "sue", "x9", "dee"]


def test_mailboxes_and_robots_are_not_people() -> None:
    people = cast.reps()
    people.loc[people["rep_id"] == "sue", "function"] = "system"
    assert "sue" not in set(rep_rows(cast.assessment(reps=people))["rep_id"])


def test_states_are_told_in_words() -> None:
    words = rows().set_index("rep_id")["state_words"]
    assert words.to_dict() == {
        "cy": "under notice",
        "bo": "still here",
        "ann": "still here",
        "sue": "still here",
        "x9": "only an id in the records",
        "dee": "has left",
    }


def test_bands_are_words_and_a_dash_for_who_has_left() -> None:
    words = rows().set_index("rep_id")["band_words"]
    assert words["bo"] == "higher than usual"
    assert words["ann"] == "lower than usual"
    assert words["cy"] == "leaving"
    assert words["dee"] == "–"


def test_ranks_are_the_places_that_are_possible_and_none_for_who_has_left() -> None:
    words = rows().set_index("rep_id")["rank_words"]
    assert words.to_dict() == {
        "cy": "1",
        "bo": "2 to 3",
        "ann": "2 to 3",
        "sue": "5 to 6",
        "x9": "5 to 6",
        "dee": "–",
    }


def test_neighbours_that_cannot_be_told_apart_are_one_group() -> None:
    groups = rows().set_index("rep_id")["group_words"]
    assert groups.tolist() == ["1", "2", "2", "3", "3", "–"]
    assert indistinct(rows()) is None


def test_the_first_of_the_list_are_said_to_be_indistinct() -> None:
    people = cast.reps().assign(rank_group=pd.array([1, 1, 1, None, 2, 2], "Int64"))
    sentence = indistinct(rep_rows(cast.assessment(reps=people)))
    assert sentence is not None
    assert said(sentence).startswith("The order among the first 3 is not certain")


def test_an_unknown_expected_loss_is_ranked_last_of_the_active_and_not_as_safe() -> None:
    people = cast.reps()
    unknown = people["rep_id"] == "cy"
    people["expected_loss"] = people["expected_loss"].mask(unknown)
    people["rank_low"] = people["rank_low"].mask(unknown)
    people["rank_high"] = people["rank_high"].mask(unknown)
    people["rank_group"] = people["rank_group"].mask(unknown)
    found = rep_rows(cast.assessment(reps=people))
    assert found["rep_id"].tolist() == ["bo", "ann", "sue", "x9", "cy", "dee"]
    words = found.set_index("rep_id").loc["cy", ["rank_words", "group_words"]]
    assert words.tolist() == ["not known", "not known"]


def test_who_is_ranked_but_not_compared_has_no_group() -> None:
    people = cast.reps()
    people["rank_group"] = people["rank_group"].mask(people["rep_id"] == "x9")
    words = rep_rows(cast.assessment(reps=people)).set_index("rep_id")
    assert words.loc["x9", ["rank_words", "group_words"]].tolist() == ["5 to 6", "–"]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"show": ("active",)}, ["cy", "bo", "ann", "sue"]),
        ({"show": ("notice",)}, ["cy"]),
        ({"show": ("left", "unknown")}, ["x9", "dee"]),
        ({"team": ("North",)}, ["bo", "ann"]),
        ({"function": ("service",)}, ["sue"]),
        ({"function": ("sales",)}, ["cy", "bo", "ann", "x9", "dee"]),
        ({"q": "AN"}, ["ann"]),
        ({}, ["cy", "bo", "ann", "sue", "x9", "dee"]),
    ],
)
def test_filters_keep_what_they_say(chosen: dict[str, object], expected: list[str]) -> None:
    assert passing(**chosen) == expected  # type: ignore[arg-type]


def test_every_mark_keeps_somebody() -> None:
    assert all(passing(show=(mark,)) for mark in MARKS)


def test_functions_that_occur_are_offered_in_words() -> None:
    assert function_choices(rows()) == {"sales": "sales", "service": "service"}


def test_totals_add_up_what_rests_on_those_shown() -> None:
    everybody = rows()
    assert said(totals(everybody, everybody, "CNY")) == (
        "6 of 6 people: ¥960 k on record with one of them only, ¥120 k expected loss"
    )


def test_the_headline_says_on_how_few_it_rests() -> None:
    # Five people may leave: at most two are named, in the order of the list.
    assert rows()["rep_id"].tolist()[:2] == ["cy", "bo"]
    assert said(headline(cast.assessment())) == (
        "¥960 k a year is with customers on record with one person only: ¥500 k of it with Cy and "
        "Bo."
    )


def test_one_person_is_named_alone() -> None:
    one = cast.assessment(reps=cast.reps().head(1))
    assert said(headline(one)) == (
        "¥460 k a year is with customers on record with one person only: ¥460 k of it with Ann."
    )


def test_the_owner_stands_apart_after_all_who_may_leave() -> None:
    people = cast.reps()
    people["function"] = people["function"].mask(people["rep_id"] == "cy", "owner")
    company = cast.assessment(reps=people)
    found = rep_rows(company)
    assert found["rep_id"].tolist() == ["bo", "ann", "sue", "x9", "cy", "dee"]
    assert found.set_index("rep_id").loc["cy", ["rank_words", "group_words"]].tolist() == ["–"] * 2
    assert [said(each) for each in owner_lines(company)] == [
        "Cy (owner) alone is on record with customers of ¥200 k a year: yours, not a leaver."
    ]
    order = [*by_expected_loss(people)["rep_id"], *owners(people)["rep_id"]]
    assert order == found["rep_id"].tolist()[: len(order)]


def test_without_single_holders_and_without_people_there_is_a_headline() -> None:
    shared = cast.assessment(reps=cast.reps().assign(sole_revenue=0.0))
    assert said(headline(shared)) == "No customer is on record with one person only."
    assert said(headline(cast.nothing())) == "There are no salespeople in this data."


def test_every_column_of_the_table_is_in_the_rows() -> None:
    assert {column.name for column in columns("CNY", 0.2)} <= set(rows().columns)


def test_the_bar_of_core_customers_ends_beyond_the_limit() -> None:
    (bar,) = [column for column in columns("CNY", 0.2) if column.name == "core_share"]
    assert bar.top == pytest.approx(0.3)


def test_the_list_is_drawn_with_the_risk_glyph_of_each_person() -> None:
    listed = rep_listing(cast.assessment())
    assert listed.drawn is not None
    text = listed.drawn(listed.rows)
    for rep_id in listed.rows["rep_id"]:
        assert f"rep={rep_id}" in text
    # Who has left has a row without an expected loss.
    assert text.count('class="lp-last"') == int(listed.rows["active"].sum())
    few = listed.drawn(listed.rows[listed.rows["rep_id"] == "cy"])
    width = re.search(r'class="lp-alone" style="width:([\d.]+)%', few)
    assert width
    assert float(width[1]) < 100, "on the scale of all, whoever passes the filters"
