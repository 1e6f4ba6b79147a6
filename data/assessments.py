"""From a place where data lies to a finished assessment: the one way for pages and assess.py."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analytics.errors import InputError, PolicyError
from analytics.inputs import Extract
from analytics.messages import Message, message
from analytics.policy import Company, Policy, read_policy
from data.checks import check_source
from data.extract import (
    extract_edges,
    extract_with_earlier,
    with_departures,
    with_rep_months,
)
from data.quality import control_total, quality
from data.sources import Source, open_source

if TYPE_CHECKING:
    from analytics.assessment import Assessment
    from analytics.comparison import Comparison
    from analytics.coverage import CoveragePlan

__all__ = [
    "DEMO_COMPANY",
    "Loaded",
    "Progress",
    "Settings",
    "assess_source",
    "assess_with_quality",
    "assumptions",
    "database_source",
    "demo_source",
    "given_source",
    "load",
    "load_policy",
    "with_demo_company",
]

#: Told how much is done (0 to 1) and what is being done.
Progress = Callable[[float, Message], None]

#: How the demo company counts its money and days; policies of real companies say it themselves.
DEMO_COMPANY = Company(currency="CNY", timezone="Asia/Shanghai")

_DATABASES = {".duckdb": "duckdb", ".ddb": "duckdb", ".sqlite": "sqlite", ".db": "sqlite"}


def _silent(done: float, doing: Message) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things live at run time."""

    home: Path
    source: str | None
    policy: Path

    @classmethod
    def from_environment(cls, root: Path) -> "Settings":
        """Read LINCHPIN_HOME, LINCHPIN_SOURCE and LINCHPIN_POLICY; ``root`` holds app.py."""
        home = Path(os.environ.get("LINCHPIN_HOME") or root / ".linchpin")
        policy = Path(os.environ.get("LINCHPIN_POLICY") or home / "policy.toml")
        return cls(home, os.environ.get("LINCHPIN_SOURCE") or None, policy)


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """One assessment with what surrounds it on screen."""

    assessment: "Assessment"
    #: Against a quarter and a year ago.
    comparisons: tuple["Comparison", ...]
    quality: pd.DataFrame
    control_total: pd.DataFrame
    #: The second-contact plan.
    plan: "CoveragePlan"


def load_policy(path: Path, *, required: bool = False) -> Policy:
    """Read the policy file; the defaults where it does not exist and need not.

    Raises
    ------
    PolicyError
        The file is missing although ``required``, is not UTF-8, or holds an unusable setting.
    """
    if not path.exists() and not required:
        return Policy()
    try:
        return read_policy(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or str(error)
    except UnicodeDecodeError:
        reason = "it is not UTF-8 text"
    raise PolicyError(message("{file} cannot be read: {reason}", file=path.name, reason=reason))


def today(policy: Policy) -> date:
    """The present day in the company's time zone."""
    return datetime.now(policy.company.zone()).date()


def demo_source(home: Path, language: str, progress: Progress = _silent) -> Source:
    """Open the demo company in one language, building it first where it is not there yet."""
    from data.demo import DEMO_AS_OF, DEMO_VERSION, build_demo

    path = home / f"{DEMO_VERSION}.duckdb"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        build_demo(path, progress)
    return open_source(
        f"duckdb:///{path}",
        timezone=DEMO_COMPANY.timezone,
        import_day=DEMO_AS_OF,
        language="zh" if language.startswith("zh") else None,
    )


def given_source(
    location: str,
    policy: Policy,
    folder: Path,
    *,
    skip_faulty: bool = False,
    progress: Progress = _silent,
) -> Source:
    """Open what LINCHPIN_SOURCE or ``--source`` names: files are imported into ``folder`` first.

    Raises
    ------
    InputError, InputFaults
        The place does not exist, or what lies there cannot be assessed.
    """
    path = Path(location)
    if "://" in location or path.suffix.lower() in _DATABASES:
        source = database_source(_as_url(location), policy)
        check_source(source, skip_faulty=skip_faulty)
        return source
    if not path.exists():
        raise InputError(message("{place} does not exist", place=location))
    from data.importing import check, find_files

    report = check(
        find_files(path),
        folder,
        timezone=policy.company.timezone,
        import_day=today(policy),
        skip_faulty=skip_faulty,
        progress=progress,
    )
    assert report.path is not None
    source = database_source(f"duckdb:///{report.path}", policy)
    return replace(source, label=path.name)


def database_source(url: str, policy: Policy) -> Source:
    """Open a database or an imported file for reading."""
    return open_source(url, timezone=policy.company.timezone, import_day=today(policy))


def _as_url(location: str) -> str:
    if "://" in location:
        return location
    path = Path(location)
    if not path.is_file():
        raise InputError(message("{place} does not exist", place=location))
    return f"{_DATABASES[path.suffix.lower()]}:///{path.resolve()}"


def with_demo_company(policy: Policy) -> Policy:
    """The policy for the demo company: its own name, currency and zone, all else as set."""
    return policy.model_copy(update={"company": DEMO_COMPANY})


def load(
    source: Source,
    policy: Policy,
    *,
    as_of: date | None = None,
    currency: str | None = None,
    seed: int = 0,
    progress: Progress = _silent,
) -> Loaded:
    """Assess a source now, a quarter and a year ago, and report on its quality."""
    from analytics.comparison import compare, months_before
    from analytics.planning import second_contact_plan

    progress(0.0, message("Reading customers, contacts and bookings"))
    now, issues = assess_with_quality(source, policy, as_of=as_of, currency=currency, seed=seed)
    earlier = []
    for done, months in ((0.4, 3), (0.7, 12)):
        day = months_before(now.as_of, months)
        progress(done, message("Assessing {day} for comparison", day=day))
        then = assess_source(source, policy, as_of=day, currency=now.currency, seed=seed)
        earlier.append(compare(now, then))
    progress(0.9, message("Planning second contacts"))
    plan = second_contact_plan(now, seed=seed)
    progress(0.95, message("Checking the quality of the data"))
    return Loaded(now, tuple(earlier), issues, control_total(source, policy, now.extract), plan)


def assumptions(
    source: Source, policy: Policy, now: "Assessment", progress: Progress = _silent
) -> pd.DataFrame:
    """How far the expected loss of ``now`` moves with each assumption, see
    :func:`analytics.sensitivity.what_matters`. Reads the source again only for what moves its
    sums; models of leaving and following are learned anew where their own base rate moves."""
    from analytics.attrition import attrition
    from analytics.departures import past_departures
    from analytics.exposure import expose
    from analytics.follow_model import fit_follow
    from analytics.relationships import relate
    from analytics.risk import expected_loss
    from analytics.sensitivity import VARIATIONS, what_matters

    done = count()

    def loss(moved: Policy, read_again: bool) -> float:
        progress(
            next(done) / (1 + 2 * len(VARIATIONS)),
            message("Computing the expected loss under other assumptions"),
        )
        extracted = _with_edges(source, moved, now.extract) if read_again else now.extract
        leaving, following = now.attrition, now.follow
        if moved.attrition != policy.attrition:
            leaving = attrition(extracted, moved)
        if moved.follow != policy.follow:
            following = fit_follow(past_departures(extracted, moved), moved)
        ties = relate(extracted, moved)
        exposures = expose(extracted.customers, as_of=extracted.as_of, policy=moved)
        return expected_loss(extracted, moved, ties, exposures, leaving, following)

    return what_matters(policy, loss)


def _with_edges(source: Source, policy: Policy, now: Extract) -> Extract:
    """The extract with relationships summed anew under another policy."""
    edges = extract_edges(source, policy, now.as_of, now=now)
    return replace(
        now,
        activity_edges=edges.activity_edges,
        booking_edges=edges.booking_edges,
        ownership=edges.ownership,
    )


def assess_with_quality(
    source: Source,
    policy: Policy,
    *,
    as_of: date | None = None,
    currency: str | None = None,
    seed: int = 0,
) -> "tuple[Assessment, pd.DataFrame]":
    """Assess a source, and have its engine look for quality issues meanwhile.

    Raises
    ------
    InputError
        The day lies after the day of the import, or the source cannot be assessed.
    """
    with ThreadPoolExecutor(max_workers=1) as engine:
        reading = engine.submit(_extracted, source, policy, as_of=as_of, currency=currency)
        # Imported while the engine reads: SciPy takes a good part of a second.
        from analytics.assessment import assess

        extracted, before = reading.result()
        months = engine.submit(with_rep_months, source, policy, extracted)
        # One worker: the months are there before the departures are asked for.
        whole = engine.submit(lambda: with_departures(source, policy, months.result()))
        issues = engine.submit(quality, source, policy, extracted)
        assessment = assess(
            extracted,
            policy,
            before=lambda: before,
            months=months.result,
            whole=whole.result,
            seed=seed,
        )
        return assessment, issues.result()


def assess_source(
    source: Source,
    policy: Policy,
    *,
    as_of: date | None = None,
    currency: str | None = None,
    seed: int = 0,
) -> "Assessment":
    """Assess a source as of one day (without one: its newest record).

    Raises
    ------
    InputError
        The day lies after the day of the import, or the source cannot be assessed.
    """
    from analytics.assessment import assess

    extracted, before = _extracted(source, policy, as_of=as_of, currency=currency)
    whole = with_departures(source, policy, with_rep_months(source, policy, extracted))
    return assess(whole, policy, before=lambda: before, seed=seed)


def _extracted(
    source: Source, policy: Policy, *, as_of: date | None, currency: str | None
) -> tuple[Extract, Extract]:
    """The extract, and what the limit on core customers known by one person compares it with."""
    if as_of is not None and as_of > source.import_day:
        raise InputError(
            message(
                "{day} cannot be assessed yet: the data was read on {today}",
                day=as_of,
                today=source.import_day,
            )
        )
    days = policy.limits.core_single_threaded_days
    return extract_with_earlier(source, policy, days=days, as_of=as_of, currency=currency)
