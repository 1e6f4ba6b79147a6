"""Overview, customers and salespeople at the edges: nothing there, nothing known, one person."""

from pathlib import Path

import pytest

from pages.components.catalogue import LANGUAGES
from pages.customers import records
from tests.pages.edges import write_edge
from tests.pages.opening import heading, markdown, open_app

pytestmark = pytest.mark.slow

EDGES = ("no_bookings", "no_activities", "one_rep", "all_unknown", "no_currency")
NONSENSE = ("nan", "NaT", "None", "<NA>", "XXX", "¤")
ADDRESSES = (
    ("", {}),
    ("customers", {}),
    ("customers", {"customer": "C1"}),
    ("customers", {"customer": "C2"}),
    ("customers", {"customer": "gone"}),
    ("reps", {}),
    ("reps", {"rep": "R1"}),
    ("reps", {"rep": "gone"}),
    ("coverage", {}),
    ("coverage", {"customer": "C1", "tab": "agreed"}),
    ("coverage", {"rep": "R1"}),
    ("coverage", {"rep": "R2", "n": "3", "capacity": "1"}),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edge", EDGES)
def test_every_page_says_something_sensible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edge: str, language: str
) -> None:
    place = write_edge(tmp_path / "files", edge)
    for path, query in ADDRESSES:
        app = open_app(path, tmp_path, monkeypatch, source_location=place, lang=language, **query)
        assert not app.exception, (path, query)
        text = " ".join([heading(app), markdown(app), *(str(each.value) for each in app.caption)])
        assert not any(word in text for word in NONSENSE), (path, query, text)


def test_without_bookings_the_overview_says_what_to_bring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = write_edge(tmp_path / "files", "no_bookings")
    app = open_app("", tmp_path, monkeypatch, source_location=place)
    assert heading(app).startswith("No customer bought anything in the last 12 months")
    assert "Bring in bookings or won deals" in markdown(app)


def test_where_nobody_is_known_nothing_is_shown_as_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = write_edge(tmp_path / "files", "all_unknown")
    app = open_app("", tmp_path, monkeypatch, source_location=place)
    assert "No record shows who knows the customers" in heading(app)
    assert "not known" in markdown(app)


def test_where_the_past_is_too_much_to_be_read_the_page_of_a_customer_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = write_edge(tmp_path / "files", "one_rep")
    said = []
    for most in (records._MOST_READ, 0):
        monkeypatch.setattr(records, "_MOST_READ", most)
        app = open_app("customers", tmp_path, monkeypatch, source_location=place, customer="C1")
        said.append(any("largest share has moved is left out" in c.value for c in app.caption))
    assert said == [False, True]
