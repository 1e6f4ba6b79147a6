"""What a click into a chart does."""

import pytest

from pages.components import clicks


def test_a_bar_opens_what_it_stands_for_and_taking_the_choice_back_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(clicks.session, "go", lambda path, **query: gone.append((path, query)))
    widgets = {
        "some": {"selection": {"points": [{"x": 3.0, "y": "C 7"}, {"x": 1.0, "y": "C8"}]}},
        "none": {"selection": {"points": []}},
    }
    monkeypatch.setattr(clicks.st, "session_state", widgets)
    for widget in widgets:
        clicks.bar_clicked(widget, "customers", "customer")
    assert gone == [("customers", {"customer": "C 7"})]
