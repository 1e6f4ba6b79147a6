"""The overview's sentences, figures and findings, on the hand-countable company."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.comparison import Change, Comparison
from analytics.losses.distribution import loss_distribution
from analytics.messages import Message, message
from pages.components.sentences.first_people import first_people
from pages.components.sentences.notices import notices
from pages.overview.answer import answer, basis_line, loss_line
from pages.overview.headline import change_notes, headline_figures, incomparable
from pages.overview.limit_chips import chips, draw_chips
from pages.overview.model import overview
from pages.overview.ranking import SHOWN, ranking
from pages.overview.steps import next_steps
from pages.reps.ranking import rep_rows
from tests.pages import cast
from tests.pages.planned_cast import no_plan, plan
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")

THOUSAND = 1000.0

#: The headline figures that are compared with earlier days.
_COMPARED = ("expected_loss", "single_threaded_proven_share", "bus_factor", "var_95")


def test_the_answer_names_the_first_people_and_the_money() -> None:
    # Five people may leave: no more than half of them are named.
    assert said(answer(cast.assessment())) == (
        "If Cy and Bo left, ¥500 k a year would have nobody who knows the customer: 42 % of "
        "yearly customer revenue."
    )


def test_the_first_people_are_the_same_everywhere() -> None:
    company = cast.assessment()
    shown = overview(company, (), plan(), 90)
    drawn = [each.rep_id for each in shown.ranking.shown]
    assert drawn[:2] == list(first_people(company)) == ["cy", "bo"]
    assert rep_rows(company)["rep_id"].tolist()[: len(drawn)] == drawn


def test_the_title_of_the_picture_counts_who_has_given_notice_too() -> None:
    # Cy's 60 of 112.5 thousand is more than half.
    assert said(ranking(cast.assessment()).title) == "Half of the expected loss rests on 1 person"
    equal = cast.reps().assign(rank_group=pd.array([1, 1, 1, None, 2, 2], "Int64"))
    assert said(ranking(cast.assessment(reps=equal)).title) == (
        "Half of the expected loss rests on 1 person; the order of the first 3 is not certain"
    )


def test_the_owner_stands_apart_from_those_who_may_leave() -> None:
    people = cast.reps()
    people["function"] = people["function"].mask(people["rep_id"] == "bo", "owner")
    shown = ranking(cast.assessment(reps=people))
    assert [each.rep_id for each in shown.shown] == ["cy", "ann"]
    assert said(shown.rest[-1]).startswith("Bo (owner) alone is on record with customers of")


def test_whom_the_picture_leaves_out_is_said_with_their_money() -> None:
    crowd = range(SHOWN + 2)
    row, held = cast.reps().query("rep_id == 'bo'"), cast.customers().query("customer_id == 'bold'")
    company = cast.assessment(
        reps=pd.concat([row.assign(rep_id=f"r{each:02}") for each in crowd]),
        customers=pd.concat(
            [
                held.assign(customer_id=f"c{each}", top_rep_id=f"r{each:02}", sole_knower_id=None)
                for each in crowd
            ]
        ),
    )
    shown = ranking(company)
    assert len(shown.shown) == SHOWN
    assert len(shown.all_of) == len(crowd)
    assert said(shown.rest[0]).startswith("2 others: ¥")


@pytest.mark.parametrize(
    ("people", "named"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (9, 3)]
)
def test_no_more_than_half_of_a_small_company_is_named(people: int, named: int) -> None:
    row = cast.reps().query("rep_id == 'bo'")
    reps = pd.concat([row.assign(rep_id=f"r{each}") for each in range(people)])
    assert len(first_people(cast.assessment(reps=reps))) == named


def test_where_others_know_all_customers_of_the_first_the_answer_says_so() -> None:
    shared = pd.concat([cast.edges(), cast.edges().assign(rep_id="sue")])
    assert said(answer(cast.assessment(edges=shared))) == (
        "If Cy and Bo left, every customer would still be known by somebody."
    )


def test_without_proven_contacts_the_answer_says_so() -> None:
    curve = cast.resilience().head(1).assign(exposure_left=0.0)
    assert said(answer(cast.assessment(resilience=curve))) == (
        "No record shows who knows the customers, who buy for ¥1.2 M a year."
    )


def test_where_nobodys_departure_costs_anything_the_answer_says_so() -> None:
    people = cast.reps().assign(expected_loss=0.0)
    assert said(answer(cast.assessment(reps=people))) == (
        "Nobody's departure is expected to cost any of ¥1.2 M a year."
    )


def test_without_revenue_nothing_is_at_stake() -> None:
    empty = cast.nothing()
    assert said(answer(empty)) == "No customer bought anything in the last 12 months."
    assert loss_line(empty) is None
    assert basis_line(empty) is None


@pytest.mark.parametrize(
    ("people", "customers", "expected"),
    [
        (0, 0, "That rests on published averages; nothing is learned from your company yet."),
        (
            1,
            0,
            "That rests on published averages and, of your company's own past, on 1 departure "
            "only.",
        ),
        (
            0,
            9,
            "That rests on published averages and, of your company's own past, on 9 customers of "
            "people who left only.",
        ),
        (
            3,
            1,
            "That rests on published averages and on your company's own past: 3 departures "
            "and 1 customer of people who left.",
        ),
    ],
)
def test_what_the_figures_rest_on_stands_below_them(
    people: int, customers: int, expected: str
) -> None:
    figures = cast.portfolio(attrition_learned_from=people, follow_learned_from=customers)
    assert said(basis_line(cast.assessment(portfolio=figures))) == expected


def test_a_bad_year_is_said_in_money() -> None:
    line = said(loss_line(cast.assessment()))
    assert "one in twenty, ¥400 k or more" in line
    assert "¥120 k over the next 12 months" in line or "¥121 k over the next 12 months" in line


def test_what_customers_who_stay_buy_less_is_said_beside_the_loss_where_there_is_any() -> None:
    figures = cast.portfolio(expected_shrinkage=30_000.0, expected_total=150_500.0)
    less = cast.assessment(portfolio=figures)
    assert "stay" not in said(loss_line(cast.assessment()))
    assert "customers who stay to buy ¥30.0 k less; in a bad year" in said(loss_line(less))
    for company, there in ((cast.assessment(), False), (less, True)):
        (figure,) = (each for each in headline_figures(company, ()) if each.key == "expected_loss")
        assert any("customers who stay" in note for note in figure.more) == there


def test_who_leaves_is_named_with_days_customers_money_and_successors() -> None:
    only = notices(cast.assessment())
    assert [(each.rep_id, each.name) for each in only] == [("cy", "Cy")]
    assert said(only[0].sentence) == "leaves in 23 days: 1 customer, ¥200 k, 1 without successor"


def test_without_a_last_day_the_day_of_notice_is_said() -> None:
    people = cast.reps().assign(leaves_on=pd.NaT)
    assert said(notices(cast.assessment(reps=people))[0].sentence).startswith(
        "gave notice on 1 June 2026"
    )


def test_another_person_under_notice_is_no_successor() -> None:
    people = cast.reps()
    people.loc[people["rep_id"].isin(["ann", "sue"]), "notice_on"] = pd.Timestamp("2026-06-10")
    said_by = {each.rep_id: said(each.sentence) for each in notices(cast.assessment(reps=people))}
    assert said_by["sue"].endswith("1 customer, ¥100 k, 1 without successor")
    assert said_by["ann"].endswith("3 customers, ¥560 k, 3 without successor")


def test_a_shared_customer_has_a_successor() -> None:
    people = cast.reps()
    people.loc[people["rep_id"] == "sue", "notice_on"] = pd.Timestamp("2026-06-10")
    said_by = {each.rep_id: said(each.sentence) for each in notices(cast.assessment(reps=people))}
    assert said_by["sue"].endswith("¥100 k, all of them known to somebody else, too")


def test_nobody_under_notice_gives_no_lines() -> None:
    assert notices(cast.assessment(reps=cast.reps().assign(notice_on=pd.NaT))) == ()


def test_there_are_four_figures_each_with_a_definition() -> None:
    figures = headline_figures(cast.assessment(), ())
    assert [figure.key for figure in figures] == [
        "expected_loss",
        "single_threaded",
        "bus_factor",
        "var_95",
    ]
    assert [figure.value.replace("\xa0", " ") for figure in figures] == [
        "¥120 k",
        "80 %",
        "2",
        "¥400 k",
    ]


def test_the_expected_loss_is_split_by_evidence_and_names_what_it_cannot_cover() -> None:
    figure = headline_figures(cast.assessment(), ())[0]
    notes, more = (
        [each.replace("\xa0", " ") for each in part] for part in (figure.notes, figure.more)
    )
    assert notes[0] == "range ¥60.0 k–¥200 k (4 of 5 times)"
    assert notes[2:] == ["not known, and not counted, for ¥50.0 k of revenue"]
    assert more == ["¥111 k proven, ¥1.5 k inferred, ¥8.0 k without anyone since a departure"]


def test_where_all_is_covered_nothing_is_said_to_be_missing() -> None:
    covered = cast.customers().fillna({"expected_loss": 0.0})
    notes = headline_figures(cast.assessment(customers=covered), ())[0].notes
    assert not any("not counted" in note for note in notes)


def test_the_single_threaded_share_tells_proven_inferred_and_unknown() -> None:
    more = headline_figures(cast.assessment(), ())[1].more
    assert more[0].replace("\xa0", " ") == "75 % proven, 5 % more inferred, 8 % not known"


def test_where_nothing_is_proven_no_share_of_it_is_said() -> None:
    owners = {"activity": 0.0, "transactions": 0.0, "ownership": 0.9, "none": 0.1}
    figures = cast.portfolio(evidence_share=owners, single_threaded_proven_share=0.0)
    more = headline_figures(cast.assessment(portfolio=figures), ())[1].more
    assert more[0].replace("\xa0", " ") == "proven: not known (90 % inferred)"


def test_of_each_figure_one_change_shows_and_the_older_waits_folded() -> None:
    changes = {each: Change(each, 5e5, 1e5, None) for each in _COMPARED}
    both = [Comparison(date(2026, 3, 30), changes), Comparison(date(2025, 6, 30), changes)]
    for figure in headline_figures(cast.assessment(), both):
        assert next(note for note in figure.notes if "ago" in note).endswith("a quarter ago")
        assert next(note for note in figure.more if "ago" in note).endswith("a year ago")
        assert len(figure.notes) <= 4


def test_an_open_bus_factor_is_shown_by_its_bounds() -> None:
    open_ = cast.portfolio(bus_factor=None, bus_factor_low=3, bus_factor_high=5)
    assert headline_figures(cast.assessment(portfolio=open_), ())[2].value == "3 to 5"


def test_an_unknown_bus_factor_says_why() -> None:
    figure = headline_figures(cast.nothing(), ())[2]
    assert (figure.value, figure.notes) == (
        "not known",
        ("No customer bought anything in the last 12 months",),
    )
    unproven = cast.portfolio(bus_factor=None, bus_factor_low=None, bus_factor_high=None)
    notes = headline_figures(cast.assessment(portfolio=unproven), ())[2].notes
    assert notes == ("Proven contacts cover less than half of yearly customer revenue",)


def compared(then: float | None, reason: Message | None = None) -> Comparison:
    return Comparison(
        date(2026, 3, 30), {"expected_loss": Change("expected_loss", 10, then, reason)}
    )


def test_a_change_is_said_in_words_against_when() -> None:
    notes = change_notes("expected_loss", [compared(7), compared(10)], "{:.0f}".format)
    assert notes == ("3 more than a quarter ago", "as a year ago")


def test_what_cannot_be_compared_says_why_once() -> None:
    why = message("the records do not reach back a full year before that day")
    notes = change_notes("expected_loss", [compared(None, why), compared(None, why)], str)
    assert notes == (
        "not comparable with a quarter or a year ago: the records do not reach back a full year "
        "before that day",
    )


def incomparable_with(*reasons: Message | None) -> Comparison:
    changes = {
        each: Change(each, 1, None if why else 1, why)
        for each, why in zip(_COMPARED, reasons, strict=True)
    }
    return Comparison(date(2026, 3, 30), changes)


def test_what_no_figure_can_be_compared_with_is_said_once_for_all() -> None:
    why = message("the records do not reach back a full year before that day")
    both = [incomparable_with(why, why, why, why)] * 2
    shown = overview(cast.assessment(), both, plan(), 90)
    assert sum("omparable" in said(line) for line in shown.lines) == 1
    assert not any(
        "omparable" in note for each in shown.figures for note in (*each.notes, *each.more)
    )
    some = [incomparable_with(None, why, why, why)] * 2
    shown = overview(cast.assessment(), some, plan(), 90)
    assert not any("omparable" in said(line) for line in shown.lines)
    assert incomparable(()) is None


def test_only_the_year_may_be_incomparable() -> None:
    why = message("the figure is not known for that day")
    notes = change_notes("expected_loss", [compared(12), compared(None, why)], "{:.0f}".format)
    assert notes[0] == "2 less than a quarter ago"
    assert notes[1].startswith("not comparable with a year ago: the figure")


def test_the_steps_are_one_of_each_kind_before_a_second_of_any() -> None:
    steps = next_steps(cast.assessment(), plan())[:3]
    assert [said(each.title) for each in steps] == [
        "Hand over what Cy holds",
        "Take Sue along to Acme",
        "Talk with Bo",
    ]
    assert said(steps[0].why).startswith("leaves in 23 days")
    assert said(steps[1].why) == ("¥400 k a year, main contact Ann. Sue is in the same team as Ann")
    assert said(steps[2].why).startswith("Nobody else knows 2 customers with ¥300 k")
    assert [(each.page, each.subject_id) for each in steps] == [
        ("departure", "cy"),
        ("coverage", "acme"),
        ("reps", "bo"),
    ]


def test_where_nobody_leaves_more_of_the_other_kinds_come() -> None:
    people = cast.reps().assign(notice_on=pd.NaT, leaves_on=pd.NaT)
    titles = [said(each.title) for each in next_steps(cast.assessment(reps=people), no_plan())]
    assert titles[0].startswith("Talk with")


def test_limits_lead_to_those_whom_they_are_about() -> None:
    first, *others = chips(cast.assessment(), 90)
    assert (said(first.words), said(first.against)) == ("Ann's core customers", "33 % / 20 %")
    assert (first.page, first.query, first.exceeded) == ("reps", {"rep": "ann"}, True)
    assert [(each.exceeded, said(each.against)) for each in others] == [
        (None, "not known"),
        (False, "30 % / 40 %"),
    ]
    drawn = draw_chips((first, *others))
    assert 'href="/reps?rep=ann"' in drawn
    assert 'href="/customers?show=single"' in drawn
    assert "above the limit: " in drawn


def test_a_limit_that_so_few_people_cannot_meet_says_the_equal_share() -> None:
    first, *_ = cast.limits()
    (chip,) = chips(replace(cast.assessment(), limits=(replace(first, least=0.25),)), 90)
    assert said(chip.against) == "33 % / 20 %, equal share 25 %"


def test_an_empty_company_says_why_and_what_to_do() -> None:
    shown = overview(cast.nothing(), (), no_plan(), 90)
    assert shown.nothing is not None
    assert "no customers" in said(shown.nothing[0])
    assert shown.steps == ()


def test_customers_without_bookings_say_so() -> None:
    idle = cast.customers().assign(exposure=0.0, expected_loss=0.0)
    company = cast.assessment(customers=idle, portfolio=cast.portfolio(exposure=0.0, var_95=0.0))
    shown = overview(company, (), no_plan(), 90)
    assert shown.nothing is not None
    assert "no bookings" in said(shown.nothing[0])


def test_everything_unknown_still_makes_an_overview() -> None:
    people = ["top_rep_id", "leaver_id"]
    unknown = cast.customers().assign(
        evidence="none", single_threaded=pd.NA, untended=pd.NA, expected_loss=np.nan
    )
    unknown[people] = None
    unknown = unknown.astype({"single_threaded": "boolean", "untended": "boolean"})
    unknown[people] = unknown[people].astype("str")
    company = cast.assessment(
        customers=unknown.assign(top_rep_id=pd.array([None] * 9, "str")),
        edges=cast.edges().head(0),
        resilience=cast.resilience().head(1).assign(exposure_left=0.0, share_left=np.nan),
        losses=loss_distribution(
            cast.edges().head(0), pd.Series(dtype=float), pd.Series(dtype=float)
        ),
    )
    shown = overview(company, (), no_plan(), 90)
    assert said(shown.answer).startswith("No record shows who knows the customers")
    assert not any(each.total for each in shown.ranking.shown)
    assert {each.page for each in shown.steps} == {"departure", "reps"}


def test_one_person_alone_makes_an_overview() -> None:
    people = cast.reps().head(1)
    held = cast.customers().head(1)
    company = cast.assessment(
        reps=people, customers=held, edges=cast.edges().head(1), drivers=cast.drivers().head(1)
    )
    shown = overview(replace(company, portfolio=cast.portfolio(reps_active=1)), (), no_plan(), 90)
    assert [each.rep_id for each in shown.ranking.shown] == ["ann"]
