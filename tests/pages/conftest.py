"""What tests of pages share."""

from collections.abc import Iterator

import pytest

from pages.components.catalogue import speaking


@pytest.fixture
def english() -> Iterator[None]:
    """Words are in English, without a session that says so."""
    with speaking("en"):
        yield
