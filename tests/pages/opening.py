"""Opening the real app in AppTest, on a home folder of one's own."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from streamlit.proto.Common_pb2 import StringTriggerValue
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from tests.serving import ROOT

__all__ = [
    "click_heading",
    "click_name",
    "click_row",
    "click_tab",
    "heading",
    "html",
    "markdown",
    "open_app",
]

_SECONDS = 60


def open_app(
    path: str,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    source_location: str | None = None,
    **query: str,
) -> AppTest:
    """Open the page of an address (without slash) as a first request; runs it once.

    ``source_location`` becomes LINCHPIN_SOURCE, ``query`` the address's parameters. What was made
    before is at hand, as on a server that runs already: an assessment of the same data under the
    same policy is computed once, whichever home the data lie in.
    """
    monkeypatch.setenv("LINCHPIN_HOME", str(home))
    monkeypatch.delenv("LINCHPIN_POLICY", raising=False)
    monkeypatch.delenv("LINCHPIN_SOURCE", raising=False)
    if source_location is not None:
        monkeypatch.setenv("LINCHPIN_SOURCE", source_location)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=_SECONDS)
    app._page_hash = calc_hash(path) if path else ""
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def heading(app: AppTest) -> str:
    """The text of the one h1."""
    (title,) = app.title
    return str(title.value)


def html(app: AppTest) -> str:
    """All HTML of the page except its style, one piece a line."""
    bodies = [str(element.proto.body) for element in app.get("html")]
    return "\n".join(body for body in bodies if not body.startswith("<style>"))


def markdown(app: AppTest) -> str:
    """All Markdown and HTML of the page, one piece a line."""
    return "\n".join([*(str(each.value) for each in app.markdown), html(app)])


def click_row(app: AppTest, table: int, row: int) -> AppTest:
    """The page after a click on the box of one row of a table."""
    return _selected(app, table, rows=[row])


def click_heading(app: AppTest, table: int, column: str) -> AppTest:
    """The page after a click on a heading, by the column's name."""
    return _selected(app, table, columns=[column])


def _selected(
    app: AppTest, table: int, rows: Sequence[int] = (), columns: Sequence[str] = ()
) -> AppTest:
    selection = {"rows": list(rows), "columns": list(columns), "cells": []}
    value = json.dumps({"selection": selection})
    return _sent(app, WidgetState(id=app.dataframe[table].proto.id, string_value=value))


def click_name(app: AppTest, table: int, column: str, row: int) -> AppTest:
    """The page after a click on the name in one row of a table."""
    widget = app.dataframe[table].proto.button_click_widgets[column]
    data = StringTriggerValue(data=json.dumps({"row": row, "label": ""}))
    return _sent(app, WidgetState(id=widget, string_trigger_value=data))


def _sent(app: AppTest, state: WidgetState) -> AppTest:
    states = app._tree.get_widget_states()
    states.widgets.append(state)
    return app._run(states)


def click_tab(app: AppTest, label: str) -> AppTest:
    """The page after a click on a tab, by its label."""
    bars = app.get("tab_container")
    (bar,) = [each for each in bars if any(tab.label == label for tab in each.children.values())]
    widget = getattr(bar.proto, "tab_container", bar.proto).id
    return _sent(app, WidgetState(id=widget, string_value=label))
