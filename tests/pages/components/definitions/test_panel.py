import re
import string

import pytest
from streamlit.testing.v1 import AppTest

from analytics.policy import Policy, read_policy
from pages.components.catalogue import Language, speaking, templates
from pages.components.definitions.panel import definitions
from pages.components.text import tm_text

#: Terms of the issue and the glossary that a reader may ask about.
ASKED = (
    "revenue_12m exposure lapsed single_threaded known_by untended orphaned strength share "
    "evidence top_rep core attrition_probability follow_probability walk_away_probability "
    "expected_loss departure_loss var_95 es_95 resilience bus_factor concentration effective_reps "
    "limits logging_coverage second_contact company_share attrition_interval rank_band "
    "further_departures learned_from past_check loss_law what_matters joint_stress "
    "departure_bands first_days successor price_concession "
    "second_contact_plan past_departures open_points checks_run without_anyone decided_points "
    "self_check usual_exports non_compete_cost review_change risk_fall"
).split()

DEFINITIONS = definitions(Policy())

#: Every number of the policy that a definition names, changed.
OWN = """
[relationships]
half_life_days = 33
meaningful_share = 0.37
min_strength = 1.7
orphan_share = 0.61
lapsed_days = 246
core_share = 0.77
[relationships.weights]
visit = 21.5
meeting = 22.5
call = 23.5
service = 24.5
message = 25.5
email = 26.5
other = 27.5
[attrition]
base_rate = 0.17
other_rate = 0.07
[follow]
base_rate = 0.43
[losses]
contagion = 0.09
correlation = 0.08
scenarios = 4321
[coverage]
budget = 17
capacity = 6
build_up = 0.58
[limits]
rep_core_share = 0.29
single_threaded_share = 0.47
core_single_threaded_days = 66
"""

#: How the numbers above read, by the term that names them.
NAMED = {
    "lapsed": "246 123",
    "core": "77%",
    "orphaned": "61%",
    "known_by": "37% 1.7",
    "strength": "21.5 22.5 23.5 24.5 25.5 26.5 27.5 33",
    "attrition_probability": "17% 7%",
    "follow_probability": "43%",
    "limits": "29% 47% 66",
    "loss_law": "0.09 0.08 4,321",
    "second_contact_plan": "17 6 58%",
}

AVOIDED = ("flight risk", "disloyal", "叛逃", "高危员工", "巴士系数", "证据")


def sentences(term: str, policy: Policy | None = None) -> list[str]:
    meaning = definitions(policy or Policy())[term]
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


def numbers_of(term: str, policy: Policy) -> set[str]:
    text = " ".join(sentences(term, policy)).replace("\xa0%", "%")
    return set(re.findall(r"\d[\d,.]*\d%?|\d%?", text))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("term", NAMED)
def test_numbers_are_those_of_the_policy_in_force(term: str, language: Language) -> None:
    with speaking(language):
        assert set(NAMED[term].split()) <= numbers_of(term, read_policy(OWN))


def test_no_default_is_left_in_a_definition_under_another_policy() -> None:
    # What every definition says whatever the policy: twelve months, a year of 365 days, one of
    # twenty years, four times of five, 0 and 1.
    for term in NAMED:
        gone = numbers_of(term, Policy()) - numbers_of(term, read_policy(OWN))
        kept = numbers_of(term, Policy()) & numbers_of(term, read_policy(OWN))
        assert gone
        assert kept <= {"12", "1"}, term


def test_a_fixed_term_says_no_number_that_the_policy_sets() -> None:
    same = {term for term in DEFINITIONS if sentences(term) == sentences(term, read_policy(OWN))}
    assert same == DEFINITIONS.keys() - NAMED.keys()


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("contagion = 0.02", "same team a little more likely (0.02)"),
        ("contagion = 0\ncorrelation = 0.3", "everybody is more likely to leave (0.3)"),
        ("contagion = 0", "independent of each other"),
    ],
)
def test_how_departures_depend_is_said_as_the_policy_has_it(rules: str, said: str) -> None:
    assert said in sentences("loss_law", read_policy(f"[losses]\n{rules}"))[1]


def test_the_plan_is_said_by_its_objective() -> None:
    worst = read_policy('[coverage]\nobjective = "es_95"')
    assert "worst years cost least" in sentences("second_contact_plan", worst)[1]


@pytest.mark.parametrize("term", DEFINITIONS)
def test_names_of_terms_are_translated(term: str) -> None:
    assert DEFINITIONS[term].name.template in templates("zh")


def test_several_terms_open_at_one_click_in_their_order() -> None:
    def page() -> None:
        from pages.components.definitions.panel import definition

        definition("rank_band", "further_departures", key="test")

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert [each.value.split("\n")[0] for each in app.markdown] == [
        "**Cannot be told apart**",
        "**Further departures (domino effect)**",
    ]


def test_definition_opens_at_one_click_with_formula_and_origin() -> None:
    def page() -> None:
        from pages.components.definitions.panel import definition

        definition("var_95", key="test")

    app = AppTest.from_function(page).run()
    assert not app.exception
    drawn = [each.value for each in (*app.markdown, *app.caption)]
    texts = [line for each in drawn for line in each.split("\n\n")]
    assert texts[0] == "**Bad year, one in twenty**"
    assert texts[1].startswith("In one year of twenty, ")
    assert texts[2].startswith("How it is computed: ")
    assert texts[3].startswith("From: ")
    (popover,) = app.get("popover")
    assert popover.proto.popover.label == "What is this? Bad year, one in twenty"
