import string

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.catalogue import speaking, templates
from pages.components.definitions.panel import DEFINITIONS
from pages.components.text import tm_text

#: Terms of the issue and the glossary that a reader may ask about.
ASKED = (
    "revenue_12m exposure lapsed single_threaded known_by untended orphaned strength share "
    "evidence top_rep core attrition_probability follow_probability walk_away_probability "
    "expected_loss departure_loss var_95 es_95 resilience bus_factor concentration effective_reps "
    "limits logging_coverage second_contact company_share attrition_interval rank_band "
    "further_departures learned_from past_check loss_law what_matters joint_stress "
    "second_contact_plan past_departures"
).split()

AVOIDED = ("flight risk", "disloyal", "叛逃", "高危员工", "巴士系数", "证据")


def sentences(term: str) -> list[str]:
    meaning = DEFINITIONS[term]
    return [tm_text(m) for m in (meaning.name, meaning.meaning, meaning.formula, meaning.origin)]


def test_every_term_has_its_definition() -> None:
    assert set(ASKED) <= DEFINITIONS.keys()


@pytest.mark.parametrize("term", DEFINITIONS)
def test_definitions_are_plain_in_both_languages(term: str) -> None:
    for language in ("en", "zh"):
        with speaking(language):  # type: ignore[arg-type]
            texts = sentences(term)
        assert all(texts)
        assert not any(word in text for word in AVOIDED for text in texts)
        assert not any(field for text in texts for _, field, _, _ in string.Formatter().parse(text))


@pytest.mark.parametrize("term", DEFINITIONS)
def test_names_of_terms_are_translated(term: str) -> None:
    assert DEFINITIONS[term].name.template in templates("zh")


def test_several_terms_open_at_one_click_in_their_order() -> None:
    def page() -> None:
        from pages.components.definitions.panel import definition

        definition("rank_band", "further_departures", key="test")

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert [each.value for each in app.markdown][::2] == [
        "**Cannot be told apart**",
        "**Further departures (domino effect)**",
    ]


def test_definition_opens_at_one_click_with_formula_and_origin() -> None:
    def page() -> None:
        from pages.components.definitions.panel import definition

        definition("var_95", key="test")

    app = AppTest.from_function(page).run()
    assert not app.exception
    texts = [each.value for each in (*app.markdown, *app.caption)]
    assert texts[0] == "**Bad year, one in twenty**"
    assert texts[1].startswith("In one year of twenty, ")
    assert texts[2].startswith("How it is computed: ")
    assert texts[3].startswith("From: ")
    (popover,) = app.get("popover")
    assert popover.proto.popover.label == "What is this? Bad year, one in twenty"
