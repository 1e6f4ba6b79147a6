"""Places of identifiers, and frames side by side, against what pandas says."""

import numpy as np
import pandas as pd
import pytest

from analytics.places import joined, places

IDS = pd.Series(["b", "d", None, "a", "b", "x"], dtype="str")


@pytest.mark.parametrize("among", [["a", "b", "d", "x"], ["d", "b"], list("zyxdcba"), []])
def test_places_are_those_of_the_index(among: list[str]) -> None:
    index = pd.Index(among, dtype="str")
    expected = index.get_indexer(pd.Index(IDS))
    for ids in (IDS, IDS.astype("category"), IDS.astype(pd.CategoricalDtype(list("xdbaq")))):
        assert places(ids, index).tolist() == expected.tolist()


def test_frames_of_the_same_keys_or_of_others_join_as_a_merge_does() -> None:
    first = pd.DataFrame({"key": ["a", "b", "c"], "one": [1, 2, 3]}, index=[7, 8, 9])
    same = pd.DataFrame({"key": ["a", "b", "c"], "two": [4, 5, 6]}, index=[0, 5, 1])
    fewer = pd.DataFrame({"key": ["c", "a"], "three": [1.5, 2.5]})
    found = joined(first, [same, fewer], "key")
    keys = {"on": "key", "how": "left"}
    pd.testing.assert_frame_equal(found, first.merge(same, **keys).merge(fewer, **keys))
    assert np.issubdtype(found["two"].dtype, np.integer)
    with pytest.raises(pd.errors.MergeError):
        joined(first, [pd.concat([fewer, fewer])], "key")
