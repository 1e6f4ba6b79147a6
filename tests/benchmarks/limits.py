"""What no program can do without, measured on this machine beside what the rooms take.

A limit is the least that any way to a room's answer has to do: read what it is made from once, move
the numbers that it consists of through the processor once, load the libraries. It is not what the
same method could reach; what stands between is the method (models are fitted in rounds, checked
against the past, and drawn from), and what Python adds. Each is the best of some tries, in seconds
of processors, as the costs are.
"""

import builtins
import io
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import numpy as np

from analytics.assessment import Assessment
from analytics.attrition.person_periods import person_periods
from analytics.follow.model import TERMS
from analytics.losses.rank_bands import draws_affordable
from tests.benchmarks.sampling import room_of
from tests.benchmarks.synthetic import GROUP_BY

__all__ = ["Asked", "Limit", "asked", "of_assessment", "of_messages", "of_questions"]

_TRIES = 5
#: Read to learn how fast memory is: far more than any cache of a processor holds.
_BYTES = 512 << 20
#: Draws of the chances of leaving at most: those of the plan.
_MOST_DRAWS = 400
_LIBRARIES = "numpy, pandas, pyarrow, scipy.sparse, scipy.special, duckdb, sqlalchemy"
_LOADING = f"""
import time
begun = time.process_time()
import {_LIBRARIES}
print(time.process_time() - begun)
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """The least that a room's answer takes: what that is, and its seconds."""

    what: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What a room asked the file system for: a function of it, and where."""

    ask: Callable[..., Any]
    path: str


def of_assessment(assessment: Assessment, database: Path) -> dict[str, Limit]:
    """The limits of the rooms of an assessment, from the sizes that this one had."""
    periods = person_periods(assessment.extract).z
    pairs, years = len(assessment.edges), assessment.losses.scenarios
    draws = draws_affordable(pairs)
    looks = 4 * pairs * (draws + years)
    speed = _BYTES / _least(np.ones(_BYTES // 8).sum)
    grouped = _least(lambda: _grouped(database))
    read = Limit("every column of every table read once", _least(lambda: _read(database)))
    return {
        "analytics/attrition": Limit(
            f"the chance of each of {len(periods):,} months of people in {_MOST_DRAWS} draws: one "
            f"product with {periods.shape[1]} indicators, and an exponential of each",
            _drawn(len(periods), periods.shape[1], _MOST_DRAWS),
        ),
        "analytics/losses": Limit(
            f"{pairs:,} pairs × {draws} draws and {years:,} years, 4 bytes each, read once at "
            f"{speed / 1e9:.1f} GB/s",
            looks / speed,
        ),
        "analytics/follow": Limit(
            f"one product of {pairs:,} pairs × {len(TERMS)} terms × {draws} draws, and an "
            "exponential of each",
            _drawn(pairs, len(TERMS), draws),
        ),
        "analytics/relationships": Limit(f"{pairs:,} pairs sorted once", _sorted(pairs)),
        "data/frames": Limit("the plain GROUP BY of the contact records", grouped),
        "data/quality": read,
        "data/extract": read,
        "imports": Limit(f"{_LIBRARIES} in a new process", min(_loading() for _ in range(_TRIES))),
    }


def of_messages(messages: Iterable[Any], pages: int) -> Limit:
    """Messages (protobuf) of pages written into bytes once, the mean of so many pages."""
    kept = list(messages)
    seconds = _least(lambda: [each.SerializeToString() for each in kept])
    return Limit("the messages of the page written into bytes once", seconds / pages)


def of_questions(pages: Sequence[Mapping[str, list[Asked]]]) -> dict[str, Limit]:
    """Each question that a room has asked of the file system for a page asked once, and nothing
    else done; mean of the pages."""
    limits = {}
    for room in {room for page in pages for room in page}:
        all_ = [each for page in pages for each in page.get(room, [])]
        once = [each for page in pages for each in dict.fromkeys(page.get(room, []))]
        limits[room] = Limit(
            f"of its {len(all_) / len(pages):.0f} questions to the file system those that differ "
            f"({len(once) / len(pages):.0f}) asked once",
            _least(partial(_ask_again, once)) / len(pages),
        )
    return limits


@contextmanager
def asked() -> Iterator[dict[str, list[Asked]]]:
    """Notes what our rooms ask the file system for as long as the block lasts."""
    found: dict[str, list[Asked]] = defaultdict(list)
    with ExitStack() as stack:
        for place, name, again in (
            *((os, each, getattr(os, each)) for each in ("stat", "lstat", "listdir", "scandir")),
            (io, "open", _read_file),
            (builtins, "open", _read_file),
        ):
            stack.enter_context(mock.patch.object(place, name, _noting(place, name, again, found)))
        yield found


def _noting(
    place: Any, name: str, again: Callable[..., Any], found: dict[str, list[Asked]]
) -> Callable[..., Any]:
    real = getattr(place, name)

    def noting(*given: Any, **options: Any) -> Any:
        room = room_of(sys._getframe(1))
        if room is not None and "/" in room and given:
            found[room].append(Asked(again, str(given[0])))
        return real(*given, **options)

    return noting


def _ask_again(all_: list[Asked]) -> None:
    for each in all_:
        with suppress(OSError):  # what was not there is not there
            each.ask(each.path)


def _read_file(path: Any) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _least(work: Callable[[], object]) -> float:
    """Seconds of processors that the cheapest of some tries takes."""
    taken = []
    for _ in range(_TRIES):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def _drawn(rows: int, terms: int, draws: int) -> float:
    values, drawn = np.ones((rows, terms), np.float32), np.ones((terms, draws), np.float32)
    result = np.empty((rows, draws), np.float32)

    def draw() -> None:
        np.matmul(values, drawn, out=result)
        np.exp(result, out=result)

    return _least(draw)


def _sorted(pairs: int) -> float:
    keys = np.random.default_rng(0).permutation(pairs)
    return _least(lambda: np.argsort(keys, kind="stable"))


def _grouped(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute(GROUP_BY).to_arrow_table()


def _read(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            columns = ", ".join(connection.table(table).columns)
            connection.execute(f"select bit_xor(hash({columns})) from {table}").fetchall()


def _loading() -> float:
    """Processor seconds that a new process takes to load the libraries, without its own start."""
    command = [sys.executable, "-c", _LOADING]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
