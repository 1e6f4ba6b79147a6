"""In the head of every page: whose data, as of when, in which currency and policy."""

from datetime import date
from html import escape as html_escape

import pandas as pd

from analytics.messages import NO_CURRENCY, Message, message
from analytics.policy import Policy
from data.assessments import Loaded
from data.store.refreshes import Interval
from pages.components import freshness, loading, numbers
from pages.components.text import plain_text, t_text

__all__ = [
    "assessment_facts",
    "company",
    "failing",
    "heaviest_warning",
    "line",
    "policy_words",
    "source_facts",
]


def line(parts: list[str]) -> str:
    """The facts that there are, as HTML; every one is escaped."""
    text = " · ".join(html_escape(part) for part in parts if part)
    return f'<p class="lp-facts">{text}</p>'


def company(about: loading.Context) -> str:
    """How the company is called, as plain text; empty where nothing names it."""
    if about.kind == "demo" or about.policy.company.name:
        return plain_text(about.policy.company.name)
    return plain_text(about.source.label) if about.kind == "given" else ""


def source_facts(about: loading.Context) -> list[str]:
    """Where the data comes from, as far as the name of the company does not say it."""
    day = about.source.imported.get("imported_on")
    if about.kind != "own" or about.policy.company.name or not day:
        return []
    return [t_text("Own data, imported on {day}", day=date.fromisoformat(day))]


def assessment_facts(about: loading.Context, result: Loaded) -> list[str]:
    """All facts of an assessment, as plain text."""
    extract = result.assessment.extract
    return [
        *source_facts(about),
        _read(),
        t_text("data as of {day} ({reason})", day=extract.as_of, reason=extract.as_of_reason),
        _fiscal(about.policy, extract.as_of),
        t_text("no currency named")
        if extract.currency == NO_CURRENCY
        else numbers.currency_word(extract.currency),
        _span(about.policy),
        policy_words(about.policy.changed),
        _stated(about),
    ]


def failing() -> Message | None:
    """That the database cannot be read at present, why, and how old the figures are."""
    where = _database()
    known = freshness.freshness(where) if where else None
    if known is None or known.reason is None or known.failing_since is None:
        return None
    if known.read_at is None:
        return None
    return message(
        "The newest data cannot be read (first tried {since}): {reason}. These figures are as it "
        "was read {ago}",
        since=freshness.ago(known.failing_since),
        reason=known.reason,
        ago=freshness.ago(known.read_at),
    )


def _read() -> str:
    """When a database that is refreshed was read last."""
    where = _database()
    locations = loading.settings()
    if where is None or loading.interval(locations) is Interval.OFF:
        return ""
    known = freshness.freshness(where)
    return t_text("read {ago}", ago=freshness.ago(known.read_at)) if known.read_at else ""


def _database() -> str | None:
    """The database that is shown."""
    where = loading.settings().source if loading.is_given() else None
    return where if where and "://" in where else None


def heaviest_warning(quality: pd.DataFrame) -> Message | None:
    """The first issue of quality that overturns or changes the answer, and how many more do."""
    heavy = quality[quality["weight"] != "note"]
    if heavy.empty:
        return None
    first, more = heavy["message"].iloc[0], len(heavy) - 1
    if not more:
        return message("Before you rely on this: {effect} See the rows", effect=first)
    return message(
        "Before you rely on this: {effect} See the rows, and {count} more warning",
        "Before you rely on this: {effect} See the rows, and {count} more warnings",
        count=more,
        effect=first,
    )


def _stated(about: loading.Context) -> str:
    """Whether anything counts that was stated, not measured."""
    if about.statements:
        return t_text(
            "with {count} statement of people",
            "with {count} statements of people",
            count=len(about.statements.made),
        )
    return t_text("without the statements of people") if loading.is_stated() else ""


def _fiscal(policy: Policy, day: date) -> str:
    """The fiscal year and quarter of a day, where that is not simply the calendar's."""
    if policy.company.fiscal_year_starts == 1:
        return ""
    year, quarter = policy.company.fiscal_quarter(day)
    return t_text("quarter {quarter} of fiscal year {year}", quarter=quarter, year=str(year))


def _span(policy: Policy) -> str:
    """What counts as a year's revenue, where it is not simply that of the last twelve months."""
    rules = policy.exposure
    if rules.pipeline == "open":
        return t_text(
            "a year's revenue from the last {months} months and open deals", months=rules.months
        )
    if rules.months == 12:
        return ""
    return t_text("a year's revenue from the last {months} months", months=rules.months)


#: Settings that are no choice about figures: the page names the company and who answers for it,
#: and says how long things are kept.
_SAID_ELSEWHERE = (
    "company.",
    "attrition.purpose_",
    "safeguards.purpose_",
    "exposure.",
    "retention.",
)


def policy_words(changed: dict[str, object]) -> str:
    settings = [text for section, values in changed.items() for text in _flat(section, values)]
    settings = [text for text in settings if not text.startswith(_SAID_ELSEWHERE)]
    if not settings:
        return "" if "exposure" in changed else t_text("standard policy")
    named = ", ".join(settings[:3]) + (" …" if len(settings) > 3 else "")
    return t_text(
        "own policy, {count} setting changed: {settings}",
        "own policy, {count} settings changed: {settings}",
        count=len(settings),
        settings=named,
    )


def _flat(path: str, value: object) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path} = {value}"]
    return [text for key, inner in value.items() for text in _flat(f"{path}.{key}", inner)]
