"""One assessment for all processes that share a home, measured and told in the log."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from analytics.policy import Policy
from analytics.statements import Statements
from data.access import Scope
from data.assessments import Loaded
from data.home.versions import own_data
from data.logs import log_event, name_request
from data.progress import Progress
from data.shared_assessments import Basis, shared
from data.sources import AnySource
from pages.components.measured import assessing

__all__ = ["assessed_once", "basis_of"]

#: So long a live database is taken to hold what it held: what is seen of it tells no corrected row.
_LIVE_SECONDS: Final = 600


def basis_of(
    kind: str,
    source: AnySource,
    policy: Policy,
    scope: Scope,
    statements: Statements,
    day: date | None,
    *,
    accepted: bool,
) -> Basis:
    """What the figures of a source rest on; ``kind`` tells whose data it is."""
    version = source.imported.get("version")
    return Basis(
        of=own_data(version) if kind == "own" and version else kind,
        version=source.version,
        policy=policy,
        scope=scope.key,
        statements=statements,
        day=day,
        accepted=accepted,
        spell=0 if source.imported else int(time.time() // _LIVE_SECONDS),
    )


def assessed_once(
    home: Path,
    basis: Basis,
    compute: Callable[[Progress], Loaded],
    progress: Progress,
    *,
    request: str | None,
) -> Loaded:
    """The assessment that rests on this, computed by one process of the home.

    request: the one that asked for it first, which the log names.
    """
    name_request(request)
    with assessing() as made:
        loaded, made.outcome = shared(home, basis, compute, progress)
        portfolio = loaded.assessment.portfolio
        log_event(
            f"assessment {made.outcome}",
            seconds=round(made.seconds, 3),
            customers=portfolio.customers,
            people=portfolio.reps_active,
        )
    return loaded
