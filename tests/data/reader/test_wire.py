"""What goes between the reading process and its parent, whole and damaged."""

import io
import pickle

import numpy as np
import pandas as pd
import pytest

from data.reader import wire
from data.reader.wire import FrameError, receive, receive_answer, send


def sent(content: object) -> bytes:
    stream = io.BytesIO()
    send(stream, content)
    return stream.getvalue()


FRAME = pd.DataFrame(
    {
        "id": pd.Categorical(["b", "a", "b"]),
        "name": pd.Series(["x", None, "z"], dtype="str"),
        "day": pd.to_datetime(["2026-01-01", None, "2026-01-03"]).astype("datetime64[s]"),
        "sum": [1.0, np.nan, 3.0],
        "count": pd.array([1, None, 3], dtype="Int64"),
        "flag": pd.array([True, None, False], dtype="boolean"),
    }
)


@pytest.mark.parametrize("read", [receive, receive_answer])
def test_frames_arrive_as_they_were_and_can_be_changed(read) -> None:
    number, frame = read(io.BytesIO(sent((7, FRAME))))
    assert number == 7
    pd.testing.assert_frame_equal(frame, FRAME)
    frame.loc[0, "sum"] = 5.0
    assert frame["sum"][0] == 5.0


def test_what_follows_a_frame_is_the_next_one() -> None:
    stream = io.BytesIO(sent(FRAME) + sent("next"))
    receive_answer(stream)
    assert receive_answer(stream) == "next"


@pytest.mark.parametrize("part", [0, 5, 20, -1])
def test_half_a_frame_is_none(part: int) -> None:
    with pytest.raises(FrameError, match="ended"):
        receive_answer(io.BytesIO(sent(FRAME)[:part]))


@pytest.mark.parametrize("parts", [0, 2**40])
def test_a_frame_of_no_or_too_many_parts_is_none(parts: int) -> None:
    with pytest.raises(FrameError, match="parts"):
        receive_answer(io.BytesIO(parts.to_bytes(8, "little")))


def test_a_frame_may_not_be_longer_than_sums_are(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sent(FRAME)
    monkeypatch.setattr(wire, "MOST_BYTES", 100)
    with pytest.raises(FrameError, match="too long"):
        receive_answer(io.BytesIO(whole))


def test_an_answer_runs_nothing() -> None:
    hostile = pickle.dumps(print)
    frame = b"".join(number.to_bytes(8, "little") for number in (1, len(hostile))) + hostile
    with pytest.raises(FrameError, match="taken apart"):
        receive_answer(io.BytesIO(frame))
