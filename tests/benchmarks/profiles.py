"""The largest costs of an assessment and of a rerun, as parts of the time that threads work, and
beside each what it cannot fall below, both in milliseconds of processors.

    python -m tests.benchmarks.profiles

The assessment is that of a company of 1,000,000 activities, with plan and safeguards, in a new
process; the reruns are those of four pages of the demo company, warm. See :mod:`sampling` for what
counts for what, and :mod:`limits` for what the least is. Run by ``make bench``.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.sampling import Sampler
from tests.serving import ROOT

# No library is loaded here: loading them is a part of the assessment that is measured.
if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from tests.benchmarks.limits import Limit

_BARE = Path(__file__).with_name("bare_page.py")
ACTIVITIES, CUSTOMERS, REPS, BOOKINGS = 1_000_000, 20_000, 500, 200_000
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
        from tests.benchmarks.synthetic import Size, build

        size = Size(activities=ACTIVITIES, customers=CUSTOMERS, reps=REPS, bookings=BOOKINGS)
        with tempfile.TemporaryDirectory() as name:
            database = Path(name) / "million.duckdb"
            build(database, size)
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
    source.close()
    from tests.benchmarks.limits import of_assessment

    print(f"an assessment of {ACTIVITIES:,} activities, imports and plan: {seconds:.1f} s")
    _tell(sampler, of_assessment(found.assessment, Path(database)), runs=1)


def _reruns(home: str) -> None:
    from streamlit.testing.v1 import AppTest
    from streamlit.util import calc_hash

    from tests.benchmarks.limits import Limit, asked, of_messages, of_questions

    os.environ["LINCHPIN_HOME"] = home
    apps, bare = [], []
    for path in PAGES:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app._page_hash = calc_hash(path) if path else ""
        apps.append(app.run())
        empty = AppTest.from_file(str(_BARE))
        empty.query_params["elements"] = str(len(_drawn(app)))
        bare.append(empty.run())
    with Sampler() as sampler:
        _run_all(apps)
    with Sampler() as without:
        _run_all(bare)
    questions = []
    for app in apps:
        with asked() as found:
            app.run()
        questions.append(found)
    runs = RERUNS * len(apps)
    elements = [len(_drawn(app)) for app in apps]
    limits = {
        "streamlit": Limit(
            f"a bare page of as many elements ({min(elements)} to {max(elements)})",
            sum(seconds for *_, seconds in without.costs(_MOST)) / runs,
        ),
        "pages/components": of_messages((each for app in apps for each in _drawn(app)), len(apps)),
        **of_questions(questions),
    }
    print(f"a warm rerun, mean of {RERUNS} each of {len(PAGES)} pages")
    _tell(sampler, limits, runs=runs)


def _run_all(apps: "list[AppTest]") -> None:
    for _ in range(RERUNS):
        for app in apps:
            app.run()


def _drawn(app: "AppTest") -> list[Any]:
    """The message (protobuf) of each element that a page has drawn."""
    found = (getattr(each, "proto", None) for each in app._tree)
    return [each for each in found if each is not None]


def _tell(sampler: Sampler, limits: "Mapping[str, Limit]", *, runs: int) -> None:
    """Print each room's part and processor time of a run, and its limit, where one is known."""
    print(f"  {'room':<25}{'share':>6}{'CPU ms':>10}{'least':>11}{'times':>9}  the least is")
    for room, share, seconds in sampler.costs(_MOST):
        line = f"  {room:<25}{share:6.1%}{1000 * seconds / runs:10.2f}"
        if (limit := limits.get(room)) is not None:
            times = seconds / runs / limit.seconds
            line += f"{1000 * limit.seconds:11.3f}{times:9,.1f}  {limit.what}"
        print(line)


if __name__ == "__main__":
    main()
