"""What other systems write for the words of the schema."""

import pytest

from data.words import CHOICES


@pytest.mark.parametrize(
    "written", ["engaging", "engaged", "contacted", "connected", "interested", "evaluation"]
)
def test_a_deal_that_is_being_talked_about_is_open(written: str) -> None:
    assert CHOICES["deals", "stage"][written] == "open"
