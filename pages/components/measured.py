"""What an operator can measure (OpenMetrics): counts and seconds, never names, ids or amounts.

Every label has a few values that are known before: pages, outcomes, classes of answers. The
addresses that hand it out are in :mod:`pages.server.addresses`.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from data.progress import Cancelled

__all__ = [
    "ANSWERS",
    "KEPT",
    "REGISTRY",
    "SESSIONS",
    "Assessed",
    "assessing",
    "rerunning",
]

#: All that is handed out, and nothing that a library counts by itself.
REGISTRY: Final = CollectorRegistry()

_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)

SESSIONS: Final = Gauge(
    "linchpin_sessions_open", "Browser windows that are connected", registry=REGISTRY
)
ANSWERS: Final = Counter(
    "linchpin_requests",
    "Answers to HTTP requests by class of status, and websockets that were asked for",
    ("status",),
    registry=REGISTRY,
)
KEPT: Final = Gauge(
    "linchpin_results_kept", "Results in memory that all sessions share", registry=REGISTRY
)
_RERUNS: Final = Histogram(
    "linchpin_rerun_seconds",
    "Runs of a page, including what they waited for",
    ("page",),
    buckets=_SECONDS,
    registry=REGISTRY,
)
_ASSESSMENTS: Final = Histogram(
    "linchpin_assessment_seconds",
    "Assessments by what came of them: computed, read (of another process, or of before a "
    "restart), failed, cancelled",
    ("outcome",),
    buckets=_SECONDS,
    registry=REGISTRY,
)
_UNDER_WAY: Final = Gauge(
    "linchpin_assessments_under_way",
    "Assessments that are being computed, read or waited for",
    registry=REGISTRY,
)
# Memory, processor time, open files and start of this process, where the system tells them.
ProcessCollector(namespace="linchpin", registry=REGISTRY)

_OUTCOMES: Final = ("computed", "read", "failed", "cancelled")
for _each in _OUTCOMES:
    _ASSESSMENTS.labels(_each)


class Assessed:
    """What became of one assessment, as its maker says: ``computed`` unless it was read."""

    outcome: Literal["computed", "read"] = "computed"

    def __init__(self) -> None:
        self._begun = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds since it was begun."""
        return time.perf_counter() - self._begun


@contextmanager
def assessing() -> Iterator[Assessed]:
    """Measure one assessment, whatever comes of it."""
    made = Assessed()
    outcome = "failed"
    with _UNDER_WAY.track_inprogress():
        try:
            yield made
            outcome = made.outcome
        except Cancelled:
            outcome = "cancelled"
            raise
        finally:
            _ASSESSMENTS.labels(outcome).observe(made.seconds)


@contextmanager
def rerunning(page: str) -> Iterator[None]:
    """Measure one run of a page, also where it ends early; ``page`` is one of the registry."""
    with _RERUNS.labels(page).time():
        yield
