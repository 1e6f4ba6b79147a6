"""The pairs in which something can be lost, counted by hand."""

import pandas as pd
import pytest

from analytics.losses.book import LossBook
from tests.analytics.losses.loss_cases import edges_of

EXPOSURE = pd.Series({"a": 100.0, "b": 50.0, "lapsed": 0.0})


def test_only_pairs_in_which_something_can_be_lost_are_kept():
    edges = edges_of(
        ("a", "mover", 0.5), ("b", "mover", 0.4),
        ("a", "stayer", 0.5),  # never leaves
        ("lapsed", "mover", 0.9),  # nothing to lose
        ("b", "other", 0.0),  # nobody follows
        ("unknown", "mover", 0.9),
    )  # fmt: skip
    leave = pd.Series({"mover": 0.2, "stayer": 0.0, "other": 0.3})
    book = LossBook.of(edges, EXPOSURE, leave)
    assert book.rep_ids.tolist() == ["mover"]
    assert book.leave.tolist() == [0.2]
    assert sorted(book.exposure) == [50.0, 100.0]
    assert len(book.customer) == 2
    # 100 · 0.2 · 0.5 + 50 · 0.2 · 0.4
    assert book.mean == pytest.approx(14.0)


def test_leaver_of_an_orphaned_customer_has_left_for_certain():
    edges = edges_of(("a", "gone", 0.5, True), ("a", "mover", 0.5))
    book = LossBook.of(edges, EXPOSURE, pd.Series({"mover": 0.2}))
    assert dict(zip(book.rep_ids, book.leave, strict=True)) == {"gone": 1.0, "mover": 0.2}
    # 100 · (1 − 0.5 · 0.9)
    assert book.mean == pytest.approx(55.0)
