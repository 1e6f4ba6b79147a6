"""Companies drawn, assessed and judged, several at a time."""

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.planning import second_contact_plan
from tests.validation.drawn import assessed, of_base_rate
from tests.validation.laws import HELD_OUT, draw
from tests.validation.scores import Scores, judge

__all__ = ["FULL", "IN_SAMPLE", "QUICK", "Asked", "judge_all", "judged"]

#: Seeds up to this one were looked at while constants were settled (not of the laws held out).
IN_SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """How many companies of each law: in_sample of the seeds from 1, fresh of those from ``first``;
    plans: of so many of the fresh ones, and of all others, second contacts are planned."""

    first: int
    fresh: int
    in_sample: int
    plans: int

    def seeds(self, law: str) -> Iterator[tuple[int, bool]]:
        """Each seed, and whether second contacts are planned."""
        if law not in HELD_OUT:
            yield from ((seed, True) for seed in range(1, self.in_sample + 1))
        yield from ((self.first + place, place < self.plans) for place in range(self.fresh))


#: What is reported: some of the seeds looked at, and 100 that nobody has looked at.
FULL = Asked(first=1001, fresh=100, in_sample=5, plans=10)
#: For development: few companies, none of those that are reported.
QUICK = Asked(first=501, fresh=4, in_sample=2, plans=4)


def judged(name: str, seed: int, plans: bool) -> Scores:
    """One company from its law to its figures."""
    drawn = draw(name, seed)
    with TemporaryDirectory() as folder:
        found = assessed(drawn, Path(folder))
        scores = judge(drawn, found, second_contact_plan(found) if plans else None)
        if plans:
            rate = scores.figures["leave"]
            again = judge(drawn, assessed(drawn, Path(folder), of_base_rate(drawn, rate)))
            scores.figures["var_95_own_rate"] = again.figures["var_95_exceeded"]
    return scores


def judge_all(names: Sequence[str], asked: Asked, processes: int) -> list[Scores]:
    """Every law and seed, in that order; progress on stderr."""
    # Two processes that each use both cores would only wait for each other.
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))
    wanted = [(name, *each) for name in names for each in asked.seeds(name)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(judged, *each) for each in wanted]
        for done, _ in enumerate(as_completed(running), start=1):
            print(f"\r{done} of {len(wanted)} companies", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        return [each.result() for each in running]
