"""What tests let the reading process do; each is a function of a module, as it must be."""

import os
import signal
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pandas as pd

from analytics.errors import Fault, InputError, InputFaults
from analytics.messages import message
from data.progress import Progress
from data.reader.worker import at_end


def number_of_process() -> int:
    return os.getpid()


def doubled(value: int, *, progress: Progress) -> int:
    progress(0.5, message("Doubling {value}", value=value))
    return 2 * value


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "text": pd.Series(["客户", None], dtype="str"),
            "category": pd.Categorical(["a", "b"]),
            "day": pd.Series(["2026-03-05", None]).astype("datetime64[s]"),
            "amount": [1.5, float("nan")],
            "flag": pd.array([True, None], dtype="boolean"),
            "count": pd.array([1, None], dtype="Int64"),
        }
    )


def refuse() -> None:
    raise InputError(message("{file} holds nothing", file="a.csv"))


def faults() -> None:
    fault = Fault("customers", message("the key is empty"), message("Give it one"), row=3)
    raise InputFaults(message("1 fault"), [fault])


def fail() -> None:
    raise KeyError("nobody foresaw this")


def hang(started: Path | None = None) -> None:
    if started is not None:
        started.touch()
    while True:
        time.sleep(0.01)


def burn() -> None:
    while True:
        sum(range(1000))


def fill_memory() -> None:
    kept = []
    while True:
        kept.append(bytearray(b"x" * (1 << 22)))


def reserve_memory(size: int) -> None:
    bytearray(size)


def one_large_file(folder: Path) -> None:
    (folder / "large").write_bytes(b"x" * (2 << 20))


def many_files(folder: Path) -> None:
    for number in count():
        (folder / str(number)).write_bytes(b"x" * (1 << 16))
        time.sleep(0.01)


def write_to_a_full_disk() -> None:
    with open("/dev/full", "w") as file:
        file.write("x")


def crash() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def print_much() -> str:
    os.write(1, b"x" * (1 << 20))
    os.write(2, b"y" * (1 << 20))
    print("something", file=sys.stderr)
    return "printed"


def until_interrupted(trace: Path, ready: Path) -> None:
    at_end(lambda: trace.write_text("interrupted"))
    hang(ready)


def answer_with_code() -> Callable[..., int]:
    return os.system
