"""One person: the sentence, the book, what rests on them, and fair words."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.messages import message
from pages.components.sentences.rep_steps import rep_steps
from pages.components.theme import DARK, LIGHT, Palette
from pages.reps import charts
from pages.reps.detail import RepDetail, rep_detail
from tests.pages import cast
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")


def detail(rep_id: str, **changes: object) -> RepDetail:
    found = rep_detail(cast.assessment(**changes), rep_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("rep_id", "sentence"),
    [
        ("ann", "2 customers with ¥460 k a year are on record with Ann only."),
        ("cy", "Cy leaves in 23 days: 1 customer, ¥200 k, 1 without successor."),
        ("dee", "Dee left on 15 May 2026."),
        ("sue", "Every customer of Sue is known to somebody else, too."),
        ("x9", "No customer relationship of x9 is recorded."),
    ],
)
def test_one_sentence_says_what_rests_on_the_person(rep_id: str, sentence: str) -> None:
    assert said(detail(rep_id).answer) == sentence


def test_an_unknown_id_has_no_detail() -> None:
    assert rep_detail(cast.assessment(), "nobody") is None


def test_who_has_left_is_told_with_what_their_customers_bought_since() -> None:
    past = cast.departures()
    dee = replace(
        past,
        summary=past.summary.assign(rep_id="dee"),
        customers=past.customers.assign(rep_id="dee"),
    )
    found = detail("dee", departures=dee)
    assert said(found.answer) == (
        "Dee left on 15 May 2026; the customers left behind bought 40 % less than comparable ones."
    )
    assert found.left is not None


def test_what_customers_who_stay_buy_less_stands_beside_the_loss() -> None:
    less = cast.reps().assign(expected_shrinkage=12_000.0)
    for people, said_there in ((cast.reps(), False), (less, True)):
        figures = {figure.key: figure for figure in detail("ann", reps=people).figures}
        notes = [note.replace("\xa0", " ") for note in figures["expected_loss"].notes]
        remark = "besides, customers who stay are expected to buy ¥12.0 k less"
        assert (remark in notes) == said_there


def test_the_core_share_is_held_against_the_limit() -> None:
    figures = {figure.key: figure for figure in detail("ann").figures}
    assert figures["core_share"].notes == ("above the limit of 20\xa0%",)
    assert figures["expected_loss"].notes[1] == "13\xa0% of that of the whole company"


def test_the_rank_is_told_as_the_places_that_are_possible() -> None:
    notes = {rep_id: detail(rep_id).figures[2].notes[2] for rep_id in ("ann", "cy")}
    assert notes == {"ann": "rank: 2 to 3 of 6", "cy": "rank: 1 of 6"}


def test_an_unknown_rank_is_not_known() -> None:
    people = cast.reps().assign(rank_low=pd.array([None] * 6, "Int64"))
    assert detail("ann", reps=people).figures[2].notes[2] == "rank: not known"


def test_who_has_left_has_no_chance_of_leaving_and_no_step() -> None:
    gone = detail("dee")
    assert (gone.figures, gone.step, gone.band, gone.chance) == ((), None, None, None)


def test_a_rep_known_by_id_only_is_shown_as_such() -> None:
    assert "only an id in the records, not in the table of people" in detail("x9").facts


def test_the_book_tells_who_else_knows_each_customer() -> None:
    book = detail("ann").book.set_index("customer_id")["alone_words"]
    assert book.to_dict() == {
        "acme": "only this person",
        "dune": "others know them too",
        "eden": "only this person",
        "idle": "nobody in touch",
    }


def test_the_book_of_who_has_left_lists_what_is_left_behind() -> None:
    assert detail("dee").book["customer_id"].tolist() == ["acme", "fort"]


def test_customers_to_cover_first_are_those_held_alone() -> None:
    cover = detail("ann").cover
    assert cover["customer_id"].tolist() == ["acme", "eden", "dune", "idle"]
    assert cover["second"].tolist() == ["Bo", "Bo", "Sue", "Bo"]
    assert cover["why"].iloc[2].replace("\xa0", " ") == "already holds 40 % of the relationship"


def test_nobody_is_suggested_where_nobody_can_be() -> None:
    people = cast.reps()
    alone = people[people["rep_id"].isin(["cy", "dee"])]
    cover = detail("cy", reps=alone).cover
    assert cover["second"].isna().all()
    assert cover["why"].tolist() == ["nobody suggests themselves; choose together"]


def test_the_band_comes_in_words_before_the_number() -> None:
    assert said(detail("bo").band) == "Chance of leaving within 12 months: higher than usual."
    assert said(detail("bo").chance).startswith("Estimate: 40 %, range 20–60 % (4 of 5 times).")
    assert "not a verdict" in said(detail("bo").chance)
    assert said(detail("cy").band) == "Has given notice and leaves on 23 July 2026."
    unsaid = cast.reps().assign(leaves_on=pd.NaT)
    assert said(detail("cy", reps=unsaid).band) == "Has given notice."


def owned() -> pd.DataFrame:
    """The people with Ann as the owner of the company."""
    people = cast.reps()
    ann = people["rep_id"] == "ann"
    estimates = ["attrition_low", "attrition_high", "rank_low", "rank_high"]
    people.loc[ann, ["attrition_probability", "expected_loss"]] = 0.0
    people.loc[ann, "function"] = "owner"
    people.loc[ann, estimates[:2]] = np.nan
    return people


def test_the_owner_is_not_estimated_nor_covered_like_a_leaver() -> None:
    found = detail("ann", reps=owned())
    assert said(found.band) == "Not estimated: the owner (counted as 0 %)."
    assert found.chance is None
    assert found.step is not None
    assert "stands in for the owner at Acme" in said(found.step.next_step)
    notes = {figure.key: figure.notes for figure in found.figures}["expected_loss"]
    assert notes == ("yours, not a leaver",)
    assert "Bring" not in said(found.step.next_step)


def test_who_is_not_estimated_has_no_band() -> None:
    people = cast.reps().assign(attrition_low=np.nan, attrition_high=np.nan)
    assert said(detail("bo", reps=people).band) == (
        "Chance of leaving within 12 months: not estimated."
    )


def test_indicators_say_which_way_they_speak() -> None:
    found = detail("bo").indicators
    assert found["effect"].tolist() == ["for leaving", "neither way"]
    assert found["text"].iloc[0].replace("\xa0", " ") == "Contacts fell by 41 %"
    assert detail("ann").indicators["effect"].tolist() == ["for staying"]
    assert detail("cy").indicators[["name", "effect"]].to_numpy().tolist() == [
        ["Notice", "decides"]
    ]


def test_reasons_say_from_what_to_what_and_stand_beside_the_estimate_once() -> None:
    found = detail("bo")
    assert [said(each) for each in found.telling] == [
        "Contacts fell by 41 %: raises the estimate from 28 % to 40 % (strong)"
    ]
    assert found.indicators["effect"].tolist() == ["for leaving", "neither way"]
    moved = [each.replace("\xa0", " ") for each in found.indicators["moved_words"]]
    assert moved == ["from 28 % to 40 %", "hardly at all"]
    assert said(detail("ann").telling[0]).endswith(": lowers the estimate from 12 % to 10 % (weak)")
    assert "odds" not in " ".join([*map(said, found.telling), *moved])
    assert found.step is not None
    assert [said(each) for each in found.step.reasons] == [
        "Nobody else knows 2 customers with ¥300 k",
        "No colleague shares a customer with Bo: whoever takes over starts from zero.",
    ]


def test_the_history_of_the_team_is_named_among_the_reasons() -> None:
    told = message("{count} people of this team have left", count=3)
    row = pd.DataFrame(
        [("bo", "team", 3.0, 1.2, 1.4, 0.32, "strong", str(told), told)],
        columns=list(cast.drivers()),
    )
    found = detail("bo", drivers=row).indicators
    assert found[["name", "effect"]].to_numpy().tolist() == [["History of the team", "for leaving"]]


def test_without_a_personal_estimate_the_usual_rate_is_named_as_such() -> None:
    people = cast.reps().assign(attrition_low=np.nan, attrition_high=np.nan)
    assert said(detail("bo", reps=people).chance).startswith("Taken as 40 %: the usual rate")


def test_under_notice_no_chance_is_estimated() -> None:
    assert detail("cy").chance is None


def test_the_plan_names_the_second_contact_where_it_has_one() -> None:
    found = rep_detail(cast.assessment(), "ann", cast.plan())
    assert found is not None
    cover = found.cover.set_index("customer_id")
    assert cover["second"].to_dict() == {"acme": "Sue", "eden": "Cy", "dune": "Sue", "idle": "Bo"}
    assert cover.loc["acme", "why"].replace("\xa0", " ") == (
        "by the plan: the expected loss falls from ¥12.0 k to ¥5.0 k"
    )
    assert cover.loc["eden", "why"] == "Cy is becoming second contact already"
    assert found.step is not None
    assert said(found.step.next_step) == "Bring Sue along to Acme"


def test_a_good_logger_does_not_look_dangerous_nor_a_silent_one_safe() -> None:
    assert "that is care, not danger" in said(detail("ann").coverage)
    assert "what rests on them may be more" in said(detail("bo").coverage)
    assert "Few records do not mean few contacts" in said(detail("x9").coverage)


def test_months_are_the_persons_own_and_in_order() -> None:
    months = detail("bo").months
    assert months["month"].is_monotonic_increasing
    assert len(months) == 18
    assert detail("ann").months.empty


def test_steps_never_accuse() -> None:
    steps = rep_steps(cast.assessment(), ["ann", "bo", "cy", "sue"])
    words = " ".join(said(each.next_step) for each in steps.values()).lower()
    assert not any(word in words for word in ("risk", "disloyal", "suspect", "watch", "monitor"))
    assert said(steps["bo"].next_step) == (
        "Talk this month about what would help; bring Ann along to Bold"
    )


def test_a_person_without_customers_is_still_talked_to() -> None:
    assert said(rep_steps(cast.assessment(), ["sue"])["sue"].next_step) == (
        "Talk about how things are going"
    )


def test_without_exposure_no_share_of_the_company_is_claimed() -> None:
    poor = cast.assessment(portfolio=cast.portfolio(expected_loss=0.0))
    found = rep_detail(poor, "ann")
    assert found is not None
    assert found.figures[2].notes[1] == "of the whole company: not known"


def test_without_core_customers_the_share_is_not_known() -> None:
    people = cast.reps().assign(core_share=np.nan)
    figure = detail("ann", reps=people).figures[3]
    assert (figure.value, figure.notes) == ("not known", ("there are no core customers",))


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_bars_are_split_by_share_and_customers_known_alone_have_the_colour_of_risk(
    colours: Palette,
) -> None:
    drawing = charts.book_chart(detail("ann").main, colours, "CNY")
    held, others, _ = drawing.data
    assert list(held.y) == ["idle", "eden", "dune", "acme"]
    assert dict(zip(held.y, held.x, strict=True))["dune"] == pytest.approx(60_000)
    assert dict(zip(others.y, others.x, strict=True))["dune"] == pytest.approx(40_000)
    assert list(held.marker.color) == [colours.brand, colours.risk, colours.brand, colours.risk]
    assert others.marker.pattern.shape == "/"
    assert list(drawing.layout.yaxis.ticktext) == ["Idle", "Eden", "Dune", "Acme"]


def test_the_largest_customers_are_those_of_the_main_contact() -> None:
    # Sue holds 40 % of Dune, whose main contact Ann is.
    assert detail("sue").book["customer_id"].tolist() == ["dune"]
    assert detail("sue").main.empty
    assert detail("dee").main["customer_id"].tolist() == ["fort"]


def test_the_last_three_months_stand_out() -> None:
    drawing = charts.months_chart(detail("bo").months, LIGHT)
    assert list(drawing.data[0].marker.color) == [LIGHT.neutral] * 15 + [LIGHT.brand] * 3
    assert drawing.data[0].text[-1] == "June 2026: 1 customer contact"


def test_one_month_alone_can_be_drawn() -> None:
    month = pd.DataFrame({"month": [pd.Timestamp("2026-06-01")], "contact_days": [3]})
    assert list(charts.months_chart(month, LIGHT).data[0].y) == [3]
