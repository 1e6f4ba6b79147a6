"""Opening the real app in AppTest, on a home folder of one's own."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages.components import loading
from tests.serving import ROOT

__all__ = ["heading", "html", "markdown", "open_app"]

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

    ``source_location`` becomes LINCHPIN_SOURCE, ``query`` the address's parameters.
    """
    monkeypatch.setenv("LINCHPIN_HOME", str(home))
    monkeypatch.delenv("LINCHPIN_POLICY", raising=False)
    monkeypatch.delenv("LINCHPIN_SOURCE", raising=False)
    if source_location is not None:
        monkeypatch.setenv("LINCHPIN_SOURCE", source_location)
    loading.forget()
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
