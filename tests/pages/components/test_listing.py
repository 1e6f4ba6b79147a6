"""What every list does: filters in the address, totals, order, a row that opens in place."""

from collections import OrderedDict
from collections.abc import Callable, Hashable

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import loading
from tests.pages.opening import click_heading, click_row, heading


class _Fresh:
    """A context that keeps nothing."""

    key = ("v1",)

    def once(self, _: str, make: Callable[[], object], *__: Hashable) -> object:
        return make()


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "context", _Fresh)
    monkeypatch.setattr("pages.components.tables._DRAWN._slots", OrderedDict())


def page(rows: int = 3) -> None:
    import datetime

    import pandas as pd
    import streamlit as st

    from analytics.messages import message
    from pages.components import listing, registry, session
    from pages.components.columns import Cell, Column, Target
    from pages.components.frame import View
    from pages.components.listing import Choice, Listing, options
    from pages.components.navigation import Menu

    session.enter("customers")
    frame = pd.DataFrame(
        {
            "customer_id": ["C1", "C2", "C3"],
            "display_name": ["Acme", "Bold", "Cast"],
            "team": ["North", "South", "South"],
            "core": [True, False, True],
            "amount": [30.0, 20.0, 10.0],
        }
    ).head(rows)
    name = Target("customers", "customer", "customer_id")
    listed = Listing(
        page="customers",
        table="customers",
        query="customer",
        id_column="customer_id",
        rows=frame,
        columns=(
            Column("display_name", "Customer", Cell.LINK, target=name),
            Column("amount", "Revenue", Cell.MONEY),
            Column("words", "Words", sortable=False),
            Column("dear", "Dear", Cell.INTEGER, aside=True, costly=True),
        ),
        marks={"core": message("core customers")},
        marked=lambda found, _: found["core"],
        choices=(Choice("team", "Team", "team", options(frame, "team")),),
        totals=lambda shown: message("{shown} customers", shown=len(shown)),
        order=message("The order is not certain.") if rows > 2 else None,
        nothing=(message("No customers."), message("Bring some.")),
        none_pass=message("No customer passes these filters."),
        hint=message("Choose one."),
        alt=message("Customers"),
        complete=lambda first, more: first.assign(
            words=first["display_name"] + "!", dear=first["amount"] if more else None
        ),
    )
    view = View(registry.entry("customers"), Menu(st.empty(), {}), *(st.empty() for _ in range(4)))
    view.headline("Everything.")
    found = listing.opened(
        "customer",
        lambda wanted: wanted if wanted in set(frame["customer_id"]) else None,
        lambda wanted: f"nobody is {wanted}",
    )
    if found:
        st.text(f"detail {found}")
        listing.back("All", page="customers", query="customer")
    else:
        listing.draw(view, listed, datetime.date(2026, 6, 30))


def opened(rows: int = 3, **query: str | list[str]) -> AppTest:
    app = AppTest.from_function(page, kwargs={"rows": rows}, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def names(app: AppTest) -> list[str]:
    assert not app.exception
    return app.dataframe[0].value["display_name"].tolist()


def more(app: AppTest) -> str:
    """What the further filters are called."""
    return str(app.get("popover")[0].proto.popover.label)


def address(app: AppTest) -> set[str]:
    return set(app.query_params)


def test_without_filters_the_page_keeps_its_answer_and_the_totals_stand_below() -> None:
    app = opened()
    assert names(app) == ["Acme", "Bold", "Cast"]
    assert heading(app) == "Everything."
    assert "3 customers" in [each.value for each in app.markdown]
    assert not [button for button in app.button if button.key == "customers-clear"]
    assert more(app) == "More filters"


def test_while_something_is_filtered_the_title_speaks_of_what_is_shown() -> None:
    app = opened(show="core", team="South")
    assert names(app) == ["Cast"]
    assert heading(app) == "1 customers"
    assert more(app) == "More filters: 1 on"
    assert more(opened(team="East")) == "More filters"


def test_filters_of_one_choice_are_alternatives_and_of_several_must_all_hold() -> None:
    assert names(opened(team=["North", "South"])) == ["Acme", "Bold", "Cast"]
    assert names(opened(team="South", q="c2")) == ["Bold"]
    assert names(opened(q="aCm")) == ["Acme"]


def test_text_of_a_search_is_no_pattern() -> None:
    assert not opened(q=".*").dataframe


def test_all_filters_are_cleared_at_once_and_the_order_stays() -> None:
    app = opened(show="core", team="South", q="c", sort="amount", order="asc")
    app.button(key="customers-clear").click().run()
    assert names(app) == ["Cast", "Bold", "Acme"]
    assert address(app) == {"sort", "order"}


def test_where_nothing_passes_the_way_back_is_said() -> None:
    app = opened(q="nobody")
    assert "**No customer passes these filters.**" in [each.value for each in app.markdown]
    assert app.button(key="customers-clear").label == "Clear all filters"


def test_an_empty_list_says_why_and_what_next() -> None:
    app = opened(rows=0)
    assert [each.value for each in app.markdown] == ["**No customers.**", "Bring some."]


def test_the_order_is_said_to_be_uncertain_where_it_is() -> None:
    assert "The order is not certain." in [each.value for each in opened().caption]
    assert "The order is not certain." not in [each.value for each in opened(rows=2).caption]


def test_columns_that_cost_time_are_made_for_the_rows_shown_in_their_order() -> None:
    app = opened(sort="amount", order="asc")
    assert app.dataframe[0].value["words"].tolist() == ["Cast!", "Bold!", "Acme!"]


def test_a_heading_sorts_and_a_row_opens_and_the_way_back_keeps_both() -> None:
    app = click_heading(opened(show="core"), 0, "amount")
    app = click_heading(app, 0, "amount")
    assert names(app) == ["Cast", "Acme"]
    app = click_row(app, 0, 0)
    assert app.text[0].value == "detail C3"
    app.button(key="customers-back").click().run()
    assert names(app) == ["Cast", "Acme"]
    assert address(app) == {"show", "sort", "order"}


def test_an_unknown_id_is_said_above_the_list() -> None:
    app = opened(customer="C9")
    assert app.info[0].value == "nobody is C9"
    assert names(app) == ["Acme", "Bold", "Cast"]


def test_a_download_holds_every_row_that_passes_not_only_those_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files: list[Callable[[], bytes]] = []

    def kept(_xlsx: Callable[[], bytes], csv: Callable[[], bytes], **_: object) -> None:
        files.append(csv)

    monkeypatch.setattr("pages.components.tables.download_buttons", kept)
    monkeypatch.setattr("pages.components.listing._SHOWN", 2)
    app = opened(order="asc", sort="amount")
    assert len(names(app)) == 2
    lines = files[0]().decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 3
    # What is added for the rows on screen only is in the file, too.
    assert all("!" in line for line in lines[1:])
    assert "Dear" not in lines[0], "what costs time is read for whom asks for it"
    assert "dear" in opened(columns="1").dataframe[0].value
    assert files[1]().decode("utf-8-sig").splitlines()[0].endswith("Dear")
