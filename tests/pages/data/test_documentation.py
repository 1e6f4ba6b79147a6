import pytest
from streamlit.testing.v1 import AppTest

from data.schema import TABLES
from pages.components.catalogue import speaking
from pages.data.documentation import OPEN, columns_overview, tables_overview
from pages.data.words import KINDS, PURPOSES, kind_words


def test_every_table_and_kind_is_explained() -> None:
    assert list(PURPOSES) == list(TABLES)
    assert {column.kind for table in TABLES.values() for column in table.columns.values()} == set(
        KINDS
    )


def test_overview_names_what_is_needed() -> None:
    overview = tables_overview().set_index("table")
    assert overview.loc["customers", "needed"] == "yes"
    assert overview.loc["revenue", "needed"] == "one of these four"
    assert overview.loc["backups", "needed"] == "no"
    assert overview.loc["reps", "required"] == "rep_id, name"
    assert "left_on" in overview.loc["reps", "others"]


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_listed_in_order_with_what_they_hold(name: str) -> None:
    listed = columns_overview(TABLES[name])
    assert list(listed["column"]) == list(TABLES[name].columns)
    assert listed["needed"].notna().sum() == len(TABLES[name].required)
    assert listed["holds"].str.len().min() > 0


def test_choices_are_given_word_for_word_in_every_language() -> None:
    column = TABLES["activities"].columns["direction"]
    assert kind_words(column) == "one of: in, out"
    with speaking("zh"):
        assert kind_words(column) == "以下之一：in, out"


def test_tables_are_drawn_only_while_the_fold_is_open() -> None:
    def page() -> None:
        from pages.data.documentation import draw

        draw()

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert len(app.dataframe) == 0
    app.session_state[OPEN] = True
    app.run()
    assert not app.exception
    assert list(app.dataframe[0].value["table"]) == list(TABLES)
    app.selectbox(key="data-documented-table").select("revenue").run()
    assert list(app.dataframe[1].value["column"]) == list(TABLES["revenue"].columns)
