"""Companies drawn, assessed and judged, several at a time."""

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.planning import second_contact_plan
from tests.validation.drawn import assessed
from tests.validation.laws import draw
from tests.validation.scores import Scores, judge

__all__ = ["judge_all", "judged"]


def judged(name: str, seed: int) -> Scores:
    """One company from its law to its figures."""
    drawn = draw(name, seed)
    with TemporaryDirectory() as folder:
        found = assessed(drawn, Path(folder))
    return judge(drawn, found, second_contact_plan(found))


def judge_all(names: Sequence[str], seeds: int, processes: int) -> list[Scores]:
    """Every law and seed, in that order; progress on stderr."""
    asked = [(name, seed) for name in names for seed in range(1, seeds + 1)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(judged, *each) for each in asked]
        for done, _ in enumerate(as_completed(running), start=1):
            print(f"\r{done} of {len(asked)} companies", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        return [each.result() for each in running]
