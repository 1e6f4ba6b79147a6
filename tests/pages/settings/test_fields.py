"""Numbers by name are entered one in a line."""

import pytest

from analytics.errors import InputError
from pages.settings.fields import read_counts


def test_lines_without_a_whole_number_are_refused_by_name() -> None:
    assert read_counts(" Key = 3 \n\nA=B = 1") == {"Key": 3, "A=B": 1}
    with pytest.raises(InputError, match="Key 3: write a segment"):
        read_counts("Key 3")
    with pytest.raises(InputError, match="Key = x"):
        read_counts("Key = x")
