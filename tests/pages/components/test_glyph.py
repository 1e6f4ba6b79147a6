"""The risk glyph: on one scale, the same in words, and harmless."""

import re
from dataclasses import replace

import pytest

from pages.components.glyph import Beside, Glyph, glyph_below_name, glyph_of, glyphs, glyphs_of
from tests.pages import cast

pytestmark = pytest.mark.usefixtures("english")


def shown() -> dict[str, Glyph]:
    return {each.rep_id: each for each in glyphs_of(cast.assessment())}


def drawn(*people: Glyph) -> str:
    return glyphs(people, "CNY").replace("\xa0", " ")


def test_everybody_active_has_one_in_the_declared_order() -> None:
    assert list(shown()) == ["cy", "bo", "ann", "sue", "x9"]


def test_the_bar_is_on_the_scale_of_all_who_are_compared() -> None:
    bo, ann = shown()["bo"], shown()["ann"]
    assert 'class="lp-alone" style="width:100.00%"' in drawn(bo)
    together = glyphs([bo], "CNY", all_of=[bo, ann])
    assert f'class="lp-alone" style="width:{100 * 300 / 610:.2f}%"' in together


def test_the_dot_lies_on_its_range() -> None:
    text = drawn(shown()["bo"])
    # The scale ends at the upper end of the range, 60 %.
    assert 'class="lp-line" style="left:33.33%;width:66.67%"' in text
    assert 'class="lp-dot lp-risk-4" style="left:66.67%"' in text


def test_only_of_whom_little_is_recorded_it_is_said() -> None:
    functions = {
        each.rep_id: each.function.replace("\xa0", " ") for each in glyphs_of(cast.assessment())
    }
    recorded = cast.reps().set_index("rep_id")["logging_coverage"]
    for rep_id, function in functions.items():
        assert ("recorded" in function) == (recorded[rep_id] < 0.5), rep_id


def test_below_a_name_the_bar_takes_the_whole_width_and_leads_nowhere() -> None:
    ann = glyph_of(cast.assessment(), "ann")
    assert ann is not None
    text = glyph_below_name(ann, "CNY")
    assert "<a " not in text
    assert "<b>Ann</b>" not in text
    assert "Ann, sales: " in text.replace("\xa0", " ")
    widths = [float(each) for each in re.findall(r'class="lp-[a-z]+" style="width:([\d.]+)%', text)]
    assert sum(widths) == pytest.approx(100, abs=0.05)
    assert glyph_of(cast.assessment(), "dee") is None


def test_what_stands_beside_has_a_head_and_is_said_in_words() -> None:
    bo, ann = shown()["bo"], shown()["ann"]
    beside = Beside("Loss <a year>", {"bo": "¥5 & more"})
    text = glyphs([bo, ann], "CNY", beside=beside)
    assert text.count("Loss &lt;a year&gt;: ¥5 &amp; more") == 1
    assert text.count('class="lp-last"') == 1


def test_who_has_left_has_neither_amount_nor_chance() -> None:
    nothing = float("nan")
    gone = Glyph("dee", "Dee", "sales", (0.0,) * 4, nothing, nothing, nothing, "has left")
    text = drawn(gone)
    assert '<span class="lp-unseen">Dee, sales: has left.</span>' in text
    assert '<span class="lp-money"></span>' in text
    assert '<span class="lp-chance"></span>' in text
    assert "may leave within" not in text


def test_the_same_is_said_in_words() -> None:
    assert (
        "Bo, sales, 20 % recorded: ¥300 k a year, ¥300 k of it on record with this person only; "
        "may leave within 12 months: 40 %, range 20–60 % (4 of 5 times), higher than usual."
        in drawn(shown()["bo"])
    )


def test_who_leaves_for_certain_has_a_day_and_no_dot() -> None:
    text = drawn(shown()["cy"])
    assert "leaves on 23 Jul 2026" in text
    assert "lp-dot" not in text


def test_whom_no_model_was_asked_about_has_a_dotted_dot_without_a_range() -> None:
    usual = replace(shown()["bo"], low=float("nan"), high=float("nan"))
    assert "lp-dot lp-usual" in drawn(usual)
    assert "lp-line" not in drawn(usual)


def test_a_company_without_revenue_or_chances_is_drawn() -> None:
    nothing = replace(shown()["bo"], parts=(0.0, 0.0, 0.0, 0.0), chance=float("nan"))
    assert "<li>" in drawn(nothing)
    assert drawn() != ""


def test_names_are_text() -> None:
    hostile = replace(shown()["bo"], name="<img src=x onerror=alert(1)>", rep_id='"><b>')
    assert "<img" not in drawn(hostile)
    assert "rep=%22%3E%3Cb%3E" in drawn(hostile)
