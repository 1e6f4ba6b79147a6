"""The glossary finds a word in either language, and leads from a question mark to its term."""

from pathlib import Path

import pytest

from analytics.policy import Policy
from pages.components.catalogue import speaking
from pages.components.definitions.panel import definitions
from pages.glossary import found
from tests.pages.homes import own_home
from tests.pages.opening import heading, markdown, open_app
from tests.pages.saying import said


@pytest.mark.usefixtures("english")
def test_a_word_is_found_in_both_languages_whichever_is_spoken() -> None:
    terms = definitions(Policy())
    assert [said(each.name) for each in found("second contact", [terms["second_contact"]])]
    assert found("第二对接人", terms.values()) == found("第二对接人", terms.values())
    assert terms["second_contact"] in found("第二对接人", terms.values())
    with speaking("zh"):
        assert terms["second_contact"] in found("SECOND contact", terms.values())
    assert found("no such word at all", terms.values()) == []
    assert len(found("", terms.values())) == len(terms)


def test_the_page_shows_every_term_with_its_name_in_the_other_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("glossary", own_home(tmp_path), monkeypatch, term="walk_away_probability")
    assert not app.exception
    assert heading(app) == "Glossary"
    shown = [str(each.value) for each in app.markdown]
    first = next(each for each in shown if "·" in each)
    assert "May leave with a person" in first
    app.text_input(key="glossary-search").set_value("bus [x](http://y)").run()
    assert "No term says" in markdown(app)
    assert not app.exception
