"""Similar customers are counted as one would by hand."""

import numpy as np
import pandas as pd
import pytest

from analytics.coverage.similarity import CustomerBook, likeness


def counted(customers: pd.DataFrame, edges: pd.DataFrame, reps: pd.DataFrame):
    book = CustomerBook.of(customers, edges, reps)
    return likeness(book, customers, reps, wanted=customers, rep_ids=reps["rep_id"])


@pytest.mark.parametrize("seed", range(5))
def test_counts_equal_those_of_a_loop(seed: int) -> None:
    random = np.random.default_rng(seed)
    ids = [f"c{i}" for i in range(12)]
    customers = pd.DataFrame(
        {
            "customer_id": ids,
            "top_rep_id": random.choice(["r0", "r1", None], 12),
            "industry": random.choice(["steel", "wine", None], 12),
            "region": random.choice(["north", "south", None], 12),
        }
    )
    reps = pd.DataFrame({"rep_id": ["r1", "r0", "r2"], "team": ["A", "A", None]})
    pairs = [(c, r, random.choice([0.5, 0.0, np.nan])) for c in ids for r in reps["rep_id"]]
    edges = pd.DataFrame(pairs, columns=["customer_id", "rep_id", "share"])
    found = counted(customers, edges, reps)
    rows = customers.astype("object").where(customers.notna(), None).to_dict("records")
    held = {(c, r) for c, r, share in pairs if share > 0}
    for i, rep_id in enumerate(reps["rep_id"]):
        book = [row for row in rows if (row["customer_id"], rep_id) in held]
        for j, row in enumerate(rows):
            field = [b for b in book if row["industry"] and b["industry"] == row["industry"]]
            place = [b for b in book if row["region"] and b["region"] == row["region"]]
            both = [b for b in field if b in place]
            assert found.industry[i, j] == len(field)
            assert found.region[i, j] == len(place)
            assert found.both[i, j] == len(both)
            assert found.same_team[i, j] == (rep_id != "r2" and row["top_rep_id"] is not None)


def test_no_customers_are_like_nothing() -> None:
    customers = pd.DataFrame(columns=["customer_id", "top_rep_id", "industry", "region"])
    edges = pd.DataFrame({"customer_id": [], "rep_id": [], "share": []}, dtype="object")
    found = counted(customers, edges, pd.DataFrame({"rep_id": ["a"], "team": ["A"]}))
    assert found.both.shape == found.same_team.shape == (1, 0)
