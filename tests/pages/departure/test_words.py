"""Sentences and rows of a departure, on the company that can be counted by hand."""

from typing import Any

import pandas as pd
import pytest

from analytics.departure.away import cover
from analytics.departure.book import DepartureBook
from analytics.departure.simulation import Departure, depart
from pages.departure import rows
from pages.departure.choice import Choice
from pages.departure.picture import bands_of
from pages.departure.sentences import (
    absence_headline,
    book_line,
    departure_headline,
    domino_line,
)
from tests.pages import cast
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")

ASSESSED = cast.assessment()
BOOK = DepartureBook.of(ASSESSED)


def gone(choice: Choice) -> Departure:
    return depart(BOOK, list(choice.rep_ids), kind=choice.kind, weeks=choice.introductions)


def headline(**options: Any) -> str:
    choice = Choice(**options)
    return said(departure_headline(ASSESSED, choice, gone(choice)))


def test_headline_says_what_goes_and_what_the_weeks_are_worth() -> None:
    assert headline(rep_ids=("bo",), weeks=0) == (
        "If Bo left tomorrow with nothing handed over, ¥110 k a year would go."
    )
    with_weeks = headline(rep_ids=("bo",), weeks=2)
    assert with_weeks.startswith(
        "If Bo left tomorrow with nothing handed over, ¥110 k a year would go; after 2 weeks of "
        "introductions ¥"
    )
    assert "The 2 weeks are worth ¥" in with_weeks


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"rep_ids": ("bo",), "kind": "competitor", "weeks": 0}, "left tomorrow for a competitor"),
        ({"rep_ids": ("bo",), "weeks": 4, "handover": False}, "with nothing handed over, ¥110 k"),
        ({"rep_ids": ("ann", "bo")}, "If Ann and Bo left"),
        ({"rep_ids": ("ann", "bo"), "teams": ("North",)}, "If 2 people of North left"),
        ({"rep_ids": ("ann", "bo", "cy", "sue")}, "If Ann and 3 others left"),
        ({"rep_ids": ("cy",), "weeks": 0}, "With Cy gone and nothing handed over, ¥"),
        ({"rep_ids": ("cy",), "weeks": 2}, "The 2 weeks are worth ¥"),
        ({"rep_ids": ("x9",)}, "No customer relationship of x9 is recorded."),
    ],
)
def test_headline_names_who_and_where_to(options: dict[str, Any], words: str) -> None:
    assert words in headline(**options)


def test_absence_says_who_covers_and_no_chance() -> None:
    choice = Choice(rep_ids=("ann",), away=True, weeks=4)
    absent = cover(BOOK, ["ann"], weeks=4)
    assert said(absence_headline(ASSESSED, choice, absent)) == (
        "4 weeks without Ann: 1 colleague covers 4 customers, ¥610 k a year."
    )
    told = rows.absence_rows(ASSESSED, absent)
    columns = rows.absence_columns("CNY", several=False)
    assert {column.name for column in columns} <= set(told)
    assert told["cover"].tolist() == ["Bo"] * 4


def test_nobody_covers_when_everybody_is_away() -> None:
    people = ["ann", "bo", "cy", "sue", "x9"]
    choice = Choice(rep_ids=tuple(people), away=True)
    absent = cover(BOOK, people, weeks=1)
    assert "Nobody is there to cover" in said(absence_headline(ASSESSED, choice, absent))


def test_every_column_is_in_its_table_and_functions_stand_beside_names() -> None:
    choice = Choice(rep_ids=("ann", "bo"), kind="competitor", weeks=4)
    found = gone(choice)
    told = rows.customer_rows(ASSESSED, found)
    for columns, frame in (
        (rows.customer_columns("CNY", several=True, weeks=True), told),
        (rows.receiver_columns("CNY"), rows.receiver_rows(ASSESSED, found.receivers)),
        (rows.day_columns(), rows.day_rows(ASSESSED, found, {"acme": "Wu"})),
        (rows.way_columns("CNY"), rows.way_rows(ASSESSED, found)),
    ):
        assert {column.name for column in columns} <= set(frame)
    keeps = told.set_index("customer_id")["keeps"]
    assert keeps["dune"] == "Sue (service)"


def test_first_days_say_whom_to_ask_for() -> None:
    days = rows.day_rows(ASSESSED, gone(Choice(rep_ids=("ann",), weeks=0)), {"acme": "Wu Li"})
    call = days[days["task"] == "call"].iloc[0]
    assert (call["what"], call["who"]) == ("Call Acme", "Bo")
    assert call["note"].replace("\xa0", " ") == "¥400 k a year; ask for Wu Li"


def test_ways_of_leaving_with_the_team_where_there_are_teammates() -> None:
    ways = rows.way_rows(ASSESSED, gone(Choice(rep_ids=("bo",)))).set_index("kind")
    assert ways.index.tolist() == ["orderly", "sudden", "competitor", "own_business", "team"]
    assert ways.loc["team", "words"] == "All together, to the same place: 2 people of North"
    assert ways.loc["orderly", "customers_words"] == "fewer than 1"
    assert "team" not in set(rows.way_rows(ASSESSED, gone(Choice(rep_ids=("sue",))))["kind"])


def test_domino_tells_notice_from_nothing() -> None:
    assert "Notice has been given" in said(domino_line(ASSESSED, gone(Choice(rep_ids=("cy",)))))
    assert "Nothing more" in said(domino_line(ASSESSED, gone(Choice(rep_ids=("sue",)))))


def test_book_line_names_the_range_and_the_assumption() -> None:
    choice = Choice(rep_ids=("bo",), weeks=1)
    line = said(book_line(ASSESSED, gone(choice), (0.0, 300e3), choice))
    assert line.startswith("1 customer with ¥300 k a year; with nothing handed over between ¥0")
    assert "1 introduction, at most 5 a week" in line


def test_blocks_of_the_bands_hold_every_customer_once() -> None:
    told = rows.customer_rows(ASSESSED, gone(Choice(rep_ids=("ann", "bo"))))
    bands = bands_of(ASSESSED, told)
    drawn = [block["key"] for band in bands for block in band["blocks"]]
    assert sorted(drawn) == sorted(told.loc[told["exposure"] > 0, "customer_id"])
    many = pd.concat([told.assign(customer_id=f"c{each}") for each in range(100)])
    shown = bands_of(ASSESSED, many)
    assert max(len(band["blocks"]) for band in shown) <= 81
