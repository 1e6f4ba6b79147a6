"""Reading files in the process of the test, which spares starting others."""

from functools import partial

import pytest

from data.importing import check, inspect_files, look_at_rows, sums_of

__all__ = ["read_here"]


def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the Data page read files without processes of their own."""
    for function in (check, inspect_files, look_at_rows, sums_of):
        monkeypatch.setattr(
            f"pages.data.checking.{function.__name__}", partial(function, limits=None)
        )
