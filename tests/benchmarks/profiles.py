"""The largest costs of an assessment and of a rerun, as parts of the time that threads work.

    python -m tests.benchmarks.profiles

The assessment is that of a company of 1,000,000 activities, with plan and safeguards, in a new
process; the reruns are those of four pages of the demo company, warm. See :mod:`sampling` for what
counts for what. Run by ``make bench``.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.sampling import Sampler
from tests.benchmarks.synthetic import Size, build
from tests.serving import ROOT

SIZE = Size(activities=1_000_000, customers=20_000, reps=500, bookings=200_000)
PAGES = ("", "customers", "reps", "departure")
RERUNS = 30
_MOST = 8


def main() -> None:
    """Print both profiles; each is taken in a process of its own."""
    if sys.argv[1:2] == ["assessment"]:
        _assessment(sys.argv[2])
    elif sys.argv[1:2] == ["reruns"]:
        _reruns(sys.argv[2])
    else:
        with tempfile.TemporaryDirectory() as name:
            database = Path(name) / "million.duckdb"
            build(database, SIZE)
            for what, given in (("assessment", str(database)), ("reruns", name)):
                command = [sys.executable, "-m", "tests.benchmarks.profiles", what, given]
                subprocess.run(command, cwd=ROOT, check=True)


def _assessment(database: str) -> None:
    begun = time.perf_counter()
    with Sampler() as sampler:
        from analytics.planning import second_contact_plan
        from data.assessments import assess_with_quality
        from data.opening import database_source
        from tests.policies import accepted

        policy = accepted()
        source = database_source(f"duckdb:///{database}", policy)
        found = assess_with_quality(source, policy)
        second_contact_plan(found.assessment, seed=0)
    seconds = time.perf_counter() - begun
    print(f"an assessment of {SIZE.activities:,} activities, imports and plan: {seconds:.1f} s")
    _tell(sampler)


def _reruns(home: str) -> None:
    from streamlit.testing.v1 import AppTest
    from streamlit.util import calc_hash

    os.environ["LINCHPIN_HOME"] = home
    apps = []
    for path in PAGES:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app._page_hash = calc_hash(path) if path else ""
        apps.append(app.run())
    with Sampler() as sampler:
        for _ in range(RERUNS):
            for app in apps:
                app.run()
    print(f"a warm rerun, mean of {RERUNS} each of {len(PAGES)} pages")
    _tell(sampler)


def _tell(sampler: Sampler) -> None:
    for room, share in sampler.shares(_MOST):
        print(f"  {room:<28}{share:6.1%}")


if __name__ == "__main__":
    main()
