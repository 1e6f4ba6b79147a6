"""The remark on customers who stay: beside expected losses, and only where it says something."""

import numpy as np
import pytest

from analytics.messages import Money, message
from pages.components.partial import and_buy_less, buy_less
from pages.components.text import tm_text


def test_the_remark_names_the_money():
    (note,) = buy_less(12_000.0, "CNY")
    assert note.replace("\xa0", " ") == (
        "besides, customers who stay are expected to buy ¥12.0 k less"
    )


@pytest.mark.parametrize("nothing", [0.0, None, np.nan])
def test_nothing_and_not_known_have_no_remark(nothing: float | None):
    assert buy_less(nothing, "CNY") == ()


def test_a_sentence_gets_the_remark_only_where_there_is_one():
    said = message("{amount} expected loss", amount=Money(50_000.0, "CNY"))
    assert and_buy_less(said, 0.0, "CNY") is said
    assert tm_text(and_buy_less(said, 12_000.0, "CNY")) == (
        tm_text(said) + "; besides, customers who stay are expected to buy ¥12.0\xa0k less"
    )
