"""The overview's sentences, figures and findings, on the hand-countable company."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.comparison import Change, Comparison
from analytics.losses.distribution import loss_distribution
from analytics.messages import Message, message
from pages.components.catalogue import speaking
from pages.components.sentences.first_people import first_people
from pages.components.sentences.notices import notices
from pages.components.text import tm_text
from pages.overview import findings
from pages.overview.actions import customer_actions, rep_actions
from pages.overview.answer import answer, basis_line, evidence_line, loss_line
from pages.overview.headline import change_notes, headline_figures, incomparable
from pages.overview.model import limits_title, overview
from pages.reps.ranking import rep_rows
from tests.pages import cast
from tests.pages.confidence.planned_cast import no_plan, plan

THOUSAND = 1000.0

#: The headline figures that are compared with earlier days.
_COMPARED = ("expected_loss", "single_threaded_proven_share", "bus_factor", "var_95")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def said(sentence: Message | None) -> str:
    assert sentence is not None
    return tm_text(sentence).replace("\xa0", " ")


def test_the_answer_names_the_first_people_and_the_money() -> None:
    # Five people may leave: no more than half of them are named.
    assert said(answer(cast.assessment())) == (
        "If Cy and Bo left, ¥500 k a year would have nobody who knows the customer: 42 % of "
        "yearly customer revenue."
    )


def test_the_first_people_are_the_same_everywhere() -> None:
    shown = overview(cast.assessment(), (), plan())
    listed = [each.subject_id for each in shown.people.actions]
    assert list(shown.named) == listed[:2] == shown.holders["rep_id"].tolist()[:2] == ["cy", "bo"]
    assert rep_rows(cast.assessment())["rep_id"].tolist()[: len(listed)] == listed
    drawn = shown.leavers["rep_id"].tolist()
    assert drawn == [rep for rep in listed if rep != "cy"]


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
    assert evidence_line(empty) is None


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


def test_proven_inferred_and_unknown_are_told_apart() -> None:
    line = said(evidence_line(cast.assessment()))
    assert "proven for 88 % of ¥1.2 M of yearly customer revenue" in line
    assert "inferred from the name in the file for 5 %" in line
    assert "not known for 8 %" in line


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
    shown = overview(cast.assessment(), both, plan())
    assert sum("omparable" in said(line) for line in shown.lines) == 1
    assert not any(
        "omparable" in note for each in shown.figures for note in (*each.notes, *each.more)
    )
    some = [incomparable_with(None, why, why, why)] * 2
    shown = overview(cast.assessment(), some, plan())
    assert not any("omparable" in said(line) for line in shown.lines)
    assert incomparable(()) is None


def test_only_the_year_may_be_incomparable() -> None:
    why = message("the figure is not known for that day")
    notes = change_notes("expected_loss", [compared(12), compared(None, why)], "{:.0f}".format)
    assert notes[0] == "2 less than a quarter ago"
    assert notes[1].startswith("not comparable with a year ago: the figure")


def test_holders_add_up_to_the_exposure_with_a_main_contact() -> None:
    table = findings.holders(cast.assessment()).set_index("rep_id")
    parts = ["alone", "inferred", "shared", "untended", "total"]
    assert (table.loc["ann", parts] / THOUSAND).tolist() == [400, 60, 100, 50, 610]
    assert (table.loc["bo", parts] / THOUSAND).tolist() == [300, 0, 0, 0, 300]
    assert table["total"].sum() == 1110 * THOUSAND


def test_the_title_says_what_those_drawn_hold_and_how_much_alone() -> None:
    table = findings.holders(cast.assessment())
    words = findings.holders_finding(table, cast.assessment())
    assert table["rep_id"].tolist() == ["cy", "bo", "ann"]
    assert said(words.title) == "3 people hold 92 % of yearly customer revenue, 86 % of it alone"


def test_the_owner_is_drawn_last_and_named_as_such() -> None:
    people = cast.reps()
    people["function"] = people["function"].mask(people["rep_id"] == "cy", "owner")
    table = findings.holders(cast.assessment(reps=people))
    assert table["name"].tolist() == ["Bo", "Ann", "Cy (owner)"]
    many = pd.concat([table.head(1)] * 20 + [table.tail(1)])
    shown = findings.first_holders(many)
    assert len(shown) == findings.SHOWN
    assert shown["owner"].tolist()[-1]


def test_who_is_leaving_already_is_not_in_the_scatter() -> None:
    table = findings.leavers(cast.assessment())
    assert table["rep_id"].tolist() == ["bo", "ann", "sue"]
    assert table["attrition_high"].tolist() == pytest.approx([0.6, 0.15, 0.15])
    words = findings.leavers_finding(table, cast.assessment())
    # Cy's 60 of 112.5 thousand, who has given notice, counts too.
    assert said(words.title) == "Half of the expected loss rests on 1 person"


def test_the_resilience_title_is_true_to_the_curve() -> None:
    words = findings.resilience_finding(cast.assessment())
    assert said(words.title).startswith("After 2 departures, half of the revenue has nobody")
    assert findings.half_point(cast.resilience()) == 2


def test_exactly_half_left_is_not_yet_less_than_half() -> None:
    curve = cast.resilience().assign(share_left=[1.0, 0.5, 0.4, 0.1, 0.0])
    assert findings.half_point(curve) == 2


def test_without_losses_the_bad_year_says_so() -> None:
    words = findings.bad_year_finding(cast.nothing())
    assert said(words.title).startswith("No year in twenty")


def test_five_customers_come_with_reasons_and_a_next_step() -> None:
    actions = customer_actions(cast.assessment(), plan()).actions
    assert [each.subject_id for each in actions] == ["cast", "bold", "acme", "fort", "dune"]
    by_id = {each.subject_id: each for each in actions}
    assert said(by_id["cast"].why) == "Only Cy knows them. Cy has given notice"
    assert said(by_id["cast"].next_step) == "Cy hands over to Ann in person"
    assert said(by_id["acme"].why) == (
        "Only Ann knows them. We know one person there only. The contract ends on 31 August 2026"
    )
    assert said(by_id["fort"].why).startswith("Dee, who knew them, left on 15 May 2026")


def test_the_next_step_names_the_second_contact_of_the_plan_with_reason_and_saving() -> None:
    by_id = {each.subject_id: each for each in customer_actions(cast.assessment(), plan()).actions}
    assert said(by_id["bold"].next_step) == "Bo introduces Ann as second contact"
    assert said(by_id["bold"].because) == (
        "That saves ¥10.0 k of expected loss a year. Ann is in touch already"
    )
    assert by_id["cast"].because is None


def test_whoever_is_leaving_hands_over_to_the_second_contact_of_the_plan() -> None:
    pairs = plan().pairs.assign(customer_id=["acme", "cast"], current_rep_id=["ann", "cy"])
    listed = customer_actions(cast.assessment(), plan(pairs=pairs))
    assert said(listed.actions[0].next_step) == "Cy hands over to Ann in person"


def test_the_file_holds_the_reason_of_the_step_too() -> None:
    steps = customer_actions(cast.assessment(), plan()).frame.set_index("customer_id")["next_step"]
    assert steps["bold"].replace("\xa0", " ") == (
        "Bo introduces Ann as second contact. That saves ¥10.0 k of expected loss a year. Ann is "
        "in touch already"
    )


def test_a_clear_first_needs_no_word_on_the_order() -> None:
    assert customer_actions(cast.assessment(), plan()).order is None


def test_how_many_of_the_first_cannot_be_told_apart_is_said() -> None:
    equal = cast.customers().assign(rank_group=pd.array([1] * 8 + [None], "Int64"))
    order = customer_actions(cast.assessment(customers=equal), plan()).order
    assert said(order).startswith("By expected loss, the first 6 cannot be told apart")


def test_people_who_have_given_notice_stand_in_their_place() -> None:
    people = cast.reps()
    people.loc[people["rep_id"] == "cy", ["expected_loss", "departure_loss"]] = 20 * THOUSAND
    listed = rep_actions(cast.assessment(reps=people), plan())
    assert [each.subject_id for each in listed.actions] == ["bo", "cy", "ann", "sue"]
    assert said(listed.actions[1].money) == "¥20.0 k would go; has given notice"


def test_people_who_cannot_be_told_apart_are_counted_from_the_first() -> None:
    people = cast.reps().assign(rank_group=pd.array([1, 1, 1, None, 2, 2], "Int64"))
    assert said(rep_actions(cast.assessment(reps=people), plan()).order) == (
        "By expected loss, the first 3 cannot be told apart: any of them may be first."
    )


def test_people_come_with_the_range_of_their_chance() -> None:
    by_id = {each.subject_id: each for each in rep_actions(cast.assessment(), plan()).actions}
    assert said(by_id["bo"].chance) == (
        "May leave within 12 months: 40 %, range 20–60 % (4 of 5 times)"
    )
    assert by_id["cy"].chance is None


def test_without_a_range_the_chance_stands_alone() -> None:
    people = cast.reps().assign(attrition_low=np.nan, attrition_high=np.nan)
    by_id = {
        each.subject_id: each for each in rep_actions(cast.assessment(reps=people), plan()).actions
    }
    assert said(by_id["bo"].chance) == "May leave within 12 months: 40 %"


def test_further_departures_are_named_where_they_matter() -> None:
    by_id = {each.subject_id: each for each in rep_actions(cast.assessment(), plan()).actions}
    domino = "Further departures in the team would become more likely: ¥12.0 k more"
    assert said(by_id["bo"].why).endswith(domino)
    assert "Further departures" not in said(by_id["ann"].why)


def test_a_bad_year_claims_no_accuracy() -> None:
    exact = cast.assessment().losses
    drawn = replace(
        exact,
        method="simulated",
        scenarios=12_000,
        standard_errors={"var_95": exact.var_95 * 0.012},
    )
    words = findings.bad_year_finding(cast.assessment(losses=drawn))
    assert not any(word in said(words.subtitle) for word in ("simulated", "accurate", "±"))


def test_somebody_under_notice_is_never_suggested() -> None:
    steps = [said(each.next_step) for each in customer_actions(cast.assessment(), plan()).actions]
    assert not any("Cy as second contact" in step or "to Cy" in step for step in steps)


def test_people_to_talk_to_come_in_the_order_of_expected_loss() -> None:
    actions = rep_actions(cast.assessment(), plan()).actions
    assert [each.subject_id for each in actions] == ["cy", "bo", "ann", "sue"]
    assert said(actions[0].next_step) == "Agree the handover together, Cast to Ann first"
    assert said(actions[1].why) == (
        "Nobody else knows 2 customers with ¥300 k. Contacts fell by 41 %. "
        "Further departures in the team would become more likely: ¥12.0 k more"
    )


def test_actions_are_the_same_in_the_file() -> None:
    listed = customer_actions(cast.assessment(), plan())
    assert listed.frame["name"].tolist() == [each.name for each in listed.actions]
    assert set(listed.frame.columns) >= {column.name for column in listed.columns}


def test_limits_are_summed_up_in_words() -> None:
    exceeded, kept, unknown = cast.limits()
    assert said(limits_title((exceeded, kept, unknown))) == (
        "More than we allow: 1 of 3 limits is exceeded"
    )
    assert said(limits_title((kept, unknown))) == (
        "No limit is exceeded, but 1 of 2 cannot be checked"
    )
    assert said(limits_title((kept,))) == "Within all 1 limits"


def test_an_empty_company_says_why_and_what_to_do() -> None:
    shown = overview(cast.nothing(), (), no_plan())
    assert shown.nothing is not None
    assert "no customers" in said(shown.nothing[0])
    assert shown.customers.actions == ()


def test_customers_without_bookings_say_so() -> None:
    idle = cast.customers().assign(exposure=0.0, expected_loss=0.0)
    company = cast.assessment(customers=idle, portfolio=cast.portfolio(exposure=0.0, var_95=0.0))
    shown = overview(company, (), no_plan())
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
    shown = overview(company, (), no_plan())
    assert said(shown.answer).startswith("No record shows who knows the customers")
    assert shown.holders.empty
    assert shown.customers.actions == ()


def test_one_person_alone_makes_an_overview() -> None:
    people = cast.reps().head(1)
    held = cast.customers().head(1)
    company = cast.assessment(
        reps=people, customers=held, edges=cast.edges().head(1), drivers=cast.drivers().head(1)
    )
    shown = overview(replace(company, portfolio=cast.portfolio(reps_active=1)), (), no_plan())
    assert shown.holders["rep_id"].tolist() == ["ann"]
    assert said(shown.customers.actions[0].next_step) == (
        "Choose a second contact and introduce them together"
    )
