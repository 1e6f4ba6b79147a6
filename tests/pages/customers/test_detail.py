"""One customer: the sentence, who knows them, what if."""

from dataclasses import replace

import pandas as pd
import pytest

from pages.components.sentences.customer_steps import customer_steps
from pages.components.theme import DARK, LIGHT, Palette
from pages.customers import charts
from pages.customers.detail import CustomerDetail, customer_detail
from pages.customers.following import FollowParts
from tests.pages import cast
from tests.pages.planned_cast import plan
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")


def detail(customer_id: str, **changes: object) -> CustomerDetail:
    found = customer_detail(cast.assessment(**changes), customer_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("customer_id", "sentence"),
    [
        ("acme", "Acme: ¥400 k a year rests on Ann alone."),
        ("dune", "Dune: ¥100 k a year, known by 2 people, Ann most of all."),
        ("eden", "Eden: ¥60.0 k a year, and Ann is the only name on file."),
        ("fort", "Fort: ¥40.0 k a year, and nobody in touch since Dee left."),
        ("gale", "Gale has stopped buying; there is nothing left to lose."),
        ("hush", "Hush: ¥50.0 k a year, and no record shows who knows them."),
        ("idle", "Idle: ¥50.0 k a year, and nobody is in touch any more; last was Ann."),
    ],
)
def test_one_sentence_says_on_whom_the_customer_rests(customer_id: str, sentence: str) -> None:
    assert said(detail(customer_id).answer) == sentence


def test_an_unknown_id_has_no_detail() -> None:
    assert customer_detail(cast.assessment(), "nobody") is None


def test_figures_show_unknown_as_not_known() -> None:
    values = {figure.key: figure.value for figure in detail("hush").figures}
    assert values["walk_away"] == "not known"
    assert values["expected_loss"] == "not known"
    assert values["known_by"] == "not known"


def test_what_a_customer_who_stays_buys_less_stands_beside_the_loss() -> None:
    less = cast.customers().assign(expected_shrinkage=12_000.0)
    for customers, said_there in ((cast.customers(), False), (less, True)):
        figures = {figure.key: figure for figure in detail("acme", customers=customers).figures}
        notes = [note.replace("\xa0", " ") for note in figures["expected_loss"].notes]
        remark = "besides, customers who stay are expected to buy ¥12.0 k less"
        assert (remark in notes) == said_there


def test_facts_name_the_owner_and_the_contract() -> None:
    facts = [fact.replace("\xa0", " ") for fact in detail("acme").facts]
    assert "owner: Ann" in facts
    assert "contract ends on 31 August 2026" in facts
    assert "known from: contact records" in facts


def test_where_nothing_is_known_no_source_is_claimed() -> None:
    assert not any(fact.startswith("known from") for fact in detail("hush").facts)


def test_a_customer_of_one_person_says_which_colleagues_are_near() -> None:
    assert said(detail("acme").near) == (
        "1 colleague shares customers with Ann already: Sue (1 customer)."
    )
    assert detail("dune").near is None


def test_a_departure_that_has_happened_is_told_apart() -> None:
    assert said(detail("fort").departure_title) == "Since the main contact left"
    assert said(detail("cast").departure_title) == "When the main contact leaves"
    assert said(detail("acme").departure_title) == "If the main contact left"


def test_who_has_left_comes_last_and_has_no_share() -> None:
    knowers = detail("acme").knowers
    assert knowers["rep_id"].tolist() == ["ann", "dee"]
    assert knowers["state"].tolist() == ["knows", "left"]
    assert pd.isna(knowers["share"].iloc[1])


def test_who_knows_the_customer_is_the_title() -> None:
    assert said(detail("dune").knowers_title) == "Ann holds 60 % of the relationship"
    assert said(detail("fort").knowers_title) == "Nobody who is still here knows this customer"
    assert said(detail("hush").knowers_title) == "Nobody is recorded with this customer"


def test_what_would_happen_if_the_main_contact_left() -> None:
    assert [said(line) for line in detail("dune").departure] == [
        "1 other person still knows the customer: Sue.",
        "The customer would follow Ann with a chance of 15 %.",
        "On average, ¥15.0 k a year would go.",
    ]
    assert said(detail("acme").departure[0]) == "Nobody else knows the customer."


def test_what_has_happened_is_said_as_past() -> None:
    lines = [said(line) for line in detail("fort").departure]
    assert lines[0] == "Dee has left; the customer follows with a chance of 20 %."


def test_without_a_main_contact_nothing_is_foretold() -> None:
    assert detail("hush").departure == ()
    assert detail("hush").reasons == FollowParts()


def test_the_chance_to_follow_is_explained_part_by_part() -> None:
    parts = detail("dune").reasons
    start = [said(each) for each in parts.start]
    assert start[0].startswith("Assumed for a customer held by one person alone: 30 %")
    assert start[1] == "Holds 60 % of the relationship"
    less_likely = [said(each) for each in parts.less_likely]
    assert "1 colleague knows the customer, too" in less_likely
    assert "Customer of the company since 1 January 2023" in map(
        said, (*parts.likelier, *parts.less_likely, *parts.no_effect)
    )
    assert not [each for each in parts.likelier if each in parts.less_likely]


def test_the_rank_is_a_place_or_a_range_of_places() -> None:
    notes = {each: detail(each).figures[2].notes[2] for each in ("acme", "cast", "hush")}
    assert notes == {
        "acme": "rank: 2 to 3 of 8",
        "cast": "rank: 1 of 8",
        "hush": "rank: not known",
    }


def test_it_is_said_whether_the_chance_to_follow_is_learned() -> None:
    assert said(detail("acme").learned).startswith("Published evidence only")
    model = replace(cast.following(), outcomes=117, leavers=3)
    learned = detail("acme", follow=model)
    assert said(learned.learned) == ("Learned from what became of 117 customers of 3 leavers.")


def test_the_second_contact_of_the_plan_comes_before_the_first_suggestion() -> None:
    planned = customer_detail(cast.assessment(), "acme", cast.plan())
    assert planned is not None
    assert said(planned.step.next_step) == "Ann introduces Sue (service) as second contact"
    assert planned.step.why_second is not None
    assert said(planned.step.why_second) == (
        "Only Ann knows the customer. Sue. Second contact by the plan: the expected loss falls "
        "from ¥12.0 k to ¥5.0 k."
    )


def test_a_second_contact_under_way_is_not_suggested_anew() -> None:
    step = customer_steps(cast.assessment(), ["eden"], cast.plan())["eden"]
    assert step.second_rep_id == "cy"
    assert step.why_second is not None
    assert said(step.why_second) == "Cy is becoming second contact already"


def test_without_a_pair_in_the_plan_the_first_suggestion_stays() -> None:
    step = customer_steps(cast.assessment(), ["dune"], cast.plan())["dune"]
    assert (step.second_rep_id, step.why_second) == ("sue", None)


@pytest.mark.parametrize(
    ("customer_id", "step"),
    [
        ("acme", "Ann introduces Bo (sales) as second contact"),
        ("cast", "Cy hands over to Ann (sales) in person"),
        ("dune", "Ann and Sue (service) visit together"),
        ("eden", "Ask Ann who is in touch, and record it"),
        ("fort", "Ann (sales) becomes the new main contact"),
        ("idle", "Ann or somebody else gets in touch again"),
    ],
)
def test_the_next_step_is_a_service_to_the_customer(customer_id: str, step: str) -> None:
    found = customer_steps(cast.assessment(), [customer_id])[customer_id]
    assert said(found.next_step) == step


def test_who_knows_the_customer_already_is_named_first() -> None:
    """By function; for the plan wants somebody of sales, and whoever is there goes on."""
    made = plan()
    pairs = made.pairs.assign(customer_id=["dune", "bold"], second_rep_id=["bo", "ann"])
    planned = replace(made, pairs=pairs)
    step = customer_steps(cast.assessment(), ["dune"], planned)["dune"]
    assert said(step.next_step) == (
        "Sue (service) keeps the contact meanwhile; Ann introduces Bo (sales) for offers and "
        "contracts"
    )
    people = cast.reps()
    people["notice_on"] = people["notice_on"].mask(
        people["rep_id"] == "ann", pd.Timestamp(cast.DAY)
    )
    leaving = cast.assessment(reps=people)
    step = customer_steps(leaving, ["dune"], planned)["dune"]
    assert said(step.next_step) == (
        "Ann hands over in person: Sue (service) knows the customer and goes on at once, Bo "
        "(sales) joins for offers and contracts"
    )


def test_other_departments_in_touch_are_named_with_what_they_hold() -> None:
    notes = {figure.key: figure.notes for figure in detail("dune").figures}["known_by"]
    assert notes[0].replace("\xa0", " ").endswith("of the relationship outside sales: service")
    assert len({figure.key: figure.notes for figure in detail("acme").figures}["known_by"]) == 1


def test_without_any_candidate_the_choice_is_left_open() -> None:
    people = cast.reps()
    alone = cast.assessment(reps=people[people["rep_id"].isin(["cy", "dee"])])
    steps = customer_steps(alone, ["cast", "fort"])
    assert said(steps["cast"].next_step) == "Choose a successor and visit together with Cy"
    assert said(steps["fort"].next_step) == "Choose a new main contact"


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_knowing_alone_is_filled_with_the_colour_of_risk(colours: Palette) -> None:
    alone = charts.knowers_chart(detail("acme").knowers, colours)
    shared = charts.knowers_chart(detail("dune").knowers, colours)
    assert alone.data[0].marker.color == colours.risk
    assert shared.data[0].marker.color == colours.brand
    assert list(alone.data[1].text) == ["has left"]
    assert alone.data[1].marker.pattern.shape == "/"


def days() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rep_id": ["ann", "ann", "dee"],
            "name": ["Ann", "Ann", "Ann"],
            "active": [True, True, False],
            "day": pd.to_datetime(["2026-06-20", "2026-05-02", "2024-11-03"]),
            "kind": ["visit", "email", "call"],
            "weight": [4.0, 1.0, 2.0],
        }
    )


def test_the_time_line_has_a_row_a_person_and_a_larger_dot_for_closer_contact() -> None:
    drawing = charts.timeline_chart(
        days(), LIGHT, start=pd.Timestamp("2024-07-01"), end=pd.Timestamp("2026-06-30")
    )
    dee, ann = drawing.data
    assert ann.marker.size[0] > ann.marker.size[1]
    assert (ann.marker.color, dee.marker.color) == (LIGHT.brand, LIGHT.surface)
    assert list(drawing.layout.yaxis.tickvals) == ["dee", "ann"]
    assert "visit" in ann.text[0]


def test_months_without_bookings_are_drawn_as_empty() -> None:
    months = pd.DataFrame(
        {"month": pd.date_range("2026-01-01", periods=3, freq="MS"), "amount": [100.0, 0.0, 50.0]}
    )
    drawing = charts.bookings_chart(months, LIGHT, "EUR")
    assert list(drawing.data[0].y) == [100.0, 0.0, 50.0]
    assert drawing.data[0].text[0] == "January 2026: €100.00"


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ({"state": "knows", "share": 0.68, "stated": pd.NA}, "68 %"),
        ({"state": "trace", "share": 0.68, "stated": pd.NA}, "68 %, a trace only"),
        (
            {"state": "trace", "share": 0.68, "stated": False},
            "68 %, but stated not to know the customer",
        ),
        ({"state": "knows", "share": float("nan"), "stated": True}, "stated, not measured"),
        ({"state": "left", "share": float("nan"), "stated": pd.NA}, "has left"),
    ],
)
def test_what_is_stated_is_never_labelled_as_measured(row: dict[str, object], label: str) -> None:
    assert charts._share_label(row).replace("\xa0", " ") == label
