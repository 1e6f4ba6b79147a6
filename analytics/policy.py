"""The policy: every value of a definition that a company may set for itself.

It is read from ``policy.toml``; everything is optional, and a key that is not known is an
error that suggests the nearest name, so that a typing mistake never goes unnoticed.
"""

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from analytics.bounds import Between, Refused, between
from analytics.errors import PolicyError
from analytics.hazard_rules import HAZARD_RULES, HazardRule, Severity
from analytics.messages import Message, message
from analytics.policy_text import settings_of, shortened

__all__ = [
    "HAZARD_CODES",
    "KIND_WEIGHTS",
    "PURPOSE_VERSION",
    "Policy",
    "Purpose",
    "RuleInForce",
    "SafeguardRules",
    "read_policy",
]

#: Version of the notice that says what individual estimates are for; a new wording that asks for
#: more needs a new number, and then everybody is asked again.
PURPOSE_VERSION = 1

#: Nobody has accepted the notice before there was one.
_FIRST_PURPOSE = date(2020, 1, 1)
#: A year of a window, in days.
_YEAR = 365
_MONTHS_OF_YEAR, _MONTHS_OF_QUARTER = 12, 3

#: Weight of a contact day by the strongest kind of contact on it.
KIND_WEIGHTS = {
    "visit": 4.0,
    "meeting": 3.0,
    "call": 2.0,
    "service": 1.5,
    "message": 1.0,
    "email": 1.0,
    "other": 0.5,
}

#: Stable codes of the open points that safeguards look for.
HAZARD_CODES = tuple(HAZARD_RULES)

Share = Annotated[float, between(0, 1, message("it is a share of the whole"))]
PositiveShare = Annotated[
    float, between(0.01, 1, message("it is a share of the whole, and below 1 % chance decides"))
]
Probability = Annotated[
    float,
    between(0.001, 0.95, message("what happens to nobody, or to everybody, needs no estimate")),
]
Weight = Annotated[
    float,
    between(0.01, 100, message("one contact is no more than a hundred others, and no less")),
]
Jurisdiction = Annotated[str, Field(pattern="^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
Days = Annotated[
    int, between(1, 3650, message("records of more than ten years say nothing of now"))
]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Weights(Section):
    visit: Weight = KIND_WEIGHTS["visit"]
    meeting: Weight = KIND_WEIGHTS["meeting"]
    call: Weight = KIND_WEIGHTS["call"]
    service: Weight = KIND_WEIGHTS["service"]
    message: Weight = KIND_WEIGHTS["message"]
    email: Weight = KIND_WEIGHTS["email"]
    other: Weight = KIND_WEIGHTS["other"]


class RelationshipRules(Section):
    half_life_days: Annotated[
        float, between(1, 3650, message("a half-life of more than ten years forgets nothing"))
    ] = 90.0
    weights: Weights = Weights()
    meaningful_share: PositiveShare = 0.2
    min_strength: Annotated[
        float, between(0, 1000, message("nobody is as strong as a thousand e-mails of today"))
    ] = 0.5
    orphan_share: Share = 0.5
    lapsed_days: Days = 180
    core_share: PositiveShare = 0.8


def _name_and_day(text: str) -> str:
    name, _, day = text.rpartition(",")
    try:
        accepted_on = date.fromisoformat(day.strip())
    except ValueError:
        name, accepted_on = "", date.max
    if text and not name.strip():
        raise Refused(message('is not a name and a day, such as "Li Na, 2026-03-01"'))
    if text and accepted_on < _FIRST_PURPOSE:
        raise Refused(message("the day must not lie before {day}", day=_FIRST_PURPOSE))
    return text


class Purpose(NamedTuple):
    """Who answers for estimating people one by one, and since when."""

    name: str
    accepted_on: date


def accepted_purpose(text: str, version: int) -> Purpose | None:
    """Who accepted a notice, given the setting that says so; None where it is empty or about an
    older version."""
    if not text or version < PURPOSE_VERSION:
        return None
    name, _, day = text.rpartition(",")
    return Purpose(name.strip(), date.fromisoformat(day.strip()))


class AttritionRules(Section):
    base_rate: Probability = 0.20
    other_rate: Probability = 0.10
    prior_events: Annotated[
        float,
        between(1, 10_000, message("below one departure nothing holds, and beyond nobody learns")),
    ] = 20.0
    individual: bool = True
    #: Who has accepted what individual estimates are for, and when: "name, YYYY-MM-DD".
    purpose_accepted: Annotated[str, Field(max_length=300), AfterValidator(_name_and_day)] = ""
    #: Which version of the notice was accepted.
    purpose_version: Annotated[int, Field(ge=1, le=PURPOSE_VERSION)] = PURPOSE_VERSION
    #: Whether departures on an estimated day teach the models of leaving and following.
    learn_from_estimates: bool = False
    #: Whether log-ins and exports count as leaving indicators, too.
    access_log: bool = False

    @property
    def purpose(self) -> Purpose | None:
        """Who has accepted the purpose notice in its present version; None: nobody."""
        return accepted_purpose(self.purpose_accepted, self.purpose_version)

    @property
    def estimates_individuals(self) -> bool:
        """Whether people are estimated one by one: switched on, and somebody answers for it.

        Otherwise everybody in sales has the base rate; nothing else changes.
        """
        return self.individual and self.purpose is not None


class ExposureRules(Section):
    """What of a customer's revenue is at stake: that of so many months as a year's, and deals."""

    months: Literal[12, 24, 36] = 12
    pipeline: Literal["none", "open"] = "none"

    @property
    def years(self) -> int:
        """The span as years."""
        return self.months // 12

    @property
    def span(self) -> timedelta:
        """From the first day of the span to its last, which is the as-of date."""
        return timedelta(days=_YEAR * self.years - 1)


class FollowRules(Section):
    base_rate: Probability = 0.30
    #: Which published evidence holds until own departures move it: a public register of lobbyists
    #: and their customers, or the steps of single studies with a share that counts in proportion.
    evidence: Literal["register", "studies"] = "register"
    #: Whether customers who stay are expected to buy less, as far as own departures teach it.
    partial_losses: bool = True


class LossRules(Section):
    """How departures depend on each other; defaults and reasons in
    :mod:`analytics.losses.dependence`."""

    correlation: Annotated[
        float, between(0, 0.9, message("beyond, all leave together or nobody does"))
    ] = 0.0
    contagion: Annotated[
        float, between(0, 0.5, message("beyond, one departure empties the team"))
    ] = 0.01
    scenarios: Annotated[
        int, between(100, 1_000_000, message("fewer say nothing, more change nothing"))
    ] = 20_000
    parameter_uncertainty: bool = True


class ConcentrationRules(Section):
    bus_factor_seconds: Annotated[
        float, between(0.1, 60, message("readers wait for it, in seconds"))
    ] = 1.0


class CoverageRules(Section):
    """``build_up``: strength of a new second contact as a part of the main contact's."""

    budget: Annotated[
        int, between(0, 1000, message("more second contacts than that are no plan for one year"))
    ] = 20
    capacity: Annotated[
        int, between(0, 500, message("nobody takes on more customers than that"))
    ] = 5
    objective: Literal["expected_loss", "es_95"] = "expected_loss"
    build_up: Share = 0.5
    same_team: bool = False
    same_region: bool = False
    same_language: bool = False


class LimitRules(Section):
    rep_core_share: Share = 0.20
    single_threaded_share: Share = 0.40
    core_single_threaded_days: Annotated[
        int, between(0, 3650, message("records of more than ten years say nothing of now"))
    ] = 90


Months = Annotated[
    int, between(1, 120, message("what nobody needs for ten years should not be kept"))
]


class RetentionRules(Section):
    """For how many months things are kept that hold people's names; see :mod:`data.retention`."""

    #: What people entered, once it is over: done, run out or taken back.
    entered_months: Months = 36
    #: Risk reviews; after that people in them go by pseudonyms.
    reviews_months: Months = 36
    #: Alerts that were sent.
    alerts_months: Months = 12


Visits = Annotated[int, between(1, 92, message("a quarter has no more days"))]


class ServiceRules(Section):
    """How often customers of a segment are to be visited in a quarter; without an entry, the own
    rhythm of a customer counts (:mod:`analytics.relationships.service`)."""

    visits: Annotated[dict[str, Visits], Field(max_length=100)] = {}


class SafeguardRule(Section):
    """What a company sets of one rule; what it leaves open has the default of the rule."""

    enabled: bool | None = None
    severity: Severity | None = None
    limits: Annotated[dict[str, float], Field(max_length=20)] = {}
    #: Where the rule holds (``CN``, ``US-CA``); empty: wherever the law allows it. Only of
    #: no_non_compete.
    jurisdictions: Annotated[tuple[Jurisdiction, ...], Field(max_length=50)] = ()


class SafeguardRules(Section):
    """Rules by code, and a switch for each kind of check that is about single people."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, SafeguardRule] = Field(init=False)

    #: Pay, commission, promotion and long-term plan of people against others in the same job.
    pay: bool = True
    #: Which agreements each person has signed.
    agreements: bool = True
    #: What each person may see and take out of the customer system, and when they last logged in.
    access_cards: bool = True
    #: Exports and deletions of single people.
    exports: bool = True
    #: Who has accepted what checks on single people are for, and when: "name, YYYY-MM-DD".
    purpose_accepted: Annotated[str, Field(max_length=300), AfterValidator(_name_and_day)] = ""
    #: Which version of the notice was accepted.
    purpose_version: Annotated[int, Field(ge=1, le=PURPOSE_VERSION)] = PURPOSE_VERSION

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, given: Any) -> Any:
        known = (*HAZARD_CODES, *cls.model_fields)
        for key in given if isinstance(given, dict) else ():
            if key not in known:
                raise _UnknownKey(f"safeguards.{shortened(str(key))}", str(key), known)
        return given

    @model_validator(mode="after")
    def _within_bounds(self) -> "SafeguardRules":
        for code, chosen in self.rules.items():
            where, limits = f"safeguards.{code}", HAZARD_RULES[code].limits
            if chosen.jurisdictions and code != "no_non_compete":
                raise _UnknownKey(f"{where}.jurisdictions", "jurisdictions", _RULE_KEYS)
            for name, value in chosen.limits.items():
                key = f"{where}.limits.{shortened(name)}"
                if name not in limits:
                    raise _UnknownKey(key, name, limits)
                _check_bounds(key, value, limits[name].bounds)
        return self

    @property
    def rules(self) -> dict[str, SafeguardRule]:
        """What is set of single rules, by code."""
        return self.__pydantic_extra__

    @property
    def purpose(self) -> Purpose | None:
        """Who has accepted the notice about checks on single people; None: nobody."""
        return accepted_purpose(self.purpose_accepted, self.purpose_version)

    def shows(self, switch: str) -> bool:
        """Whether pages show what is about single people: switched on, and somebody answers for it.

        ``switch`` is ``pay``, ``agreements``, ``access_cards`` or ``exports``; empty for what is
        about nobody, which always shows.
        """
        return not switch or (bool(getattr(self, switch)) and self.purpose is not None)

    def rule(self, code: str) -> "RuleInForce":
        """One rule with what is set and what is not; its switch turns it off, too."""
        default, chosen = HAZARD_RULES[code], self.rules.get(code, SafeguardRule())
        enabled = default.enabled if chosen.enabled is None else chosen.enabled
        limits = {name: limit.default for name, limit in default.limits.items()}
        return RuleInForce(
            code=code,
            enabled=enabled and self.switched_on(default),
            severity=chosen.severity or default.severity,
            limits=limits | chosen.limits,
            jurisdictions=chosen.jurisdictions,
        )

    def switched_on(self, rule: HazardRule) -> bool:
        """Whether checks of this kind are made at all."""
        return not rule.switch or bool(getattr(self, rule.switch))


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """One rule of safeguards as it holds under a policy."""

    code: str
    enabled: bool
    severity: Severity
    limits: Mapping[str, float]
    jurisdictions: tuple[str, ...] = ()


_RULE_KEYS = ("enabled", "severity", "limits")


class _UnknownKey(Refused):
    """A key below the one that Pydantic names; its sentence is whole."""

    def __init__(self, where: str, name: str, known: Iterable[str]):
        hint = _nearest(name, known)
        super().__init__(message("policy.toml: {key} is not known{hint}", key=where, hint=hint))


class _BeyondBounds(Refused):
    """A value below the key that Pydantic names; its sentence is whole."""


def _check_bounds(key: str, value: float, bounds: Between) -> None:
    try:
        bounds(value)
    except Refused as refused:
        raise _BeyondBounds(
            message(
                "policy.toml: {key} = {value} cannot be used: {reason}",
                key=key,
                value=shortened(repr(value)),
                reason=refused.message,
            )
        ) from None


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise Refused(message("is not a time zone of the IANA list, such as Asia/Shanghai"))
    return name


class Company(Section):
    name: Annotated[str, Field(max_length=200)] = ""
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    #: What the company sells, in words (:mod:`analytics.business`).
    sells: Literal["", "goods", "projects", "services", "advice", "brokerage"] = ""
    group_by_parent: bool = False
    #: The month in which the fiscal year begins.
    fiscal_year_starts: Annotated[int, between(1, 12, message("a year has twelve months"))] = 1

    def fiscal_quarter(self, day: date) -> tuple[int, int]:
        """The fiscal year of a day, called by the year in which it ends, and its quarter.

        >>> Company(fiscal_year_starts=4).fiscal_quarter(date(2026, 6, 30))
        (2027, 1)
        """
        begun = self.fiscal_year_starts > 1 and day.month >= self.fiscal_year_starts
        quarter = (day.month - self.fiscal_year_starts) % _MONTHS_OF_YEAR // _MONTHS_OF_QUARTER + 1
        return day.year + begun, quarter

    def zone(self) -> ZoneInfo:
        """The company's time zone, in which a contact's local day is counted."""
        return ZoneInfo(self.timezone)


class Policy(Section):
    """All settings of the definitions, with the defaults of the design."""

    relationships: RelationshipRules = RelationshipRules()
    exposure: ExposureRules = ExposureRules()
    attrition: AttritionRules = AttritionRules()
    follow: FollowRules = FollowRules()
    losses: LossRules = LossRules()
    concentration: ConcentrationRules = ConcentrationRules()
    coverage: CoverageRules = CoverageRules()
    limits: LimitRules = LimitRules()
    service: ServiceRules = ServiceRules()
    safeguards: SafeguardRules = SafeguardRules()
    company: Company = Company()
    retention: RetentionRules = RetentionRules()

    @cached_property
    def fingerprint(self) -> str:
        """A short text that differs whenever any setting differs; part of every cache key."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @property
    def changed(self) -> dict[str, Any]:
        """The settings that differ from the defaults, nested as in the file."""
        return self.model_dump(exclude_defaults=True)


def read_policy(text: str) -> Policy:
    """Read the text of a ``policy.toml``.

    Raises
    ------
    PolicyError
        Naming the key, its value and the remedy.

    >>> read_policy("[relationships]\\nhalf_life_days = 30").relationships.half_life_days
    30.0
    """
    try:
        return Policy.model_validate(settings_of(text))
    except ValidationError as error:
        raise _explained(error) from None


def _explained(error: ValidationError) -> PolicyError:
    fault = error.errors()[0]
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, _UnknownKey | _BeyondBounds):
        return PolicyError(cause.message)
    *sections, key = [shortened(str(part)) for part in fault["loc"]]
    where = ".".join([*sections, key])
    if fault["type"] == "extra_forbidden":
        hint = _nearest(str(fault["loc"][-1]), _names(sections))
        return PolicyError(message("policy.toml: {key} is not known{hint}", key=where, hint=hint))
    return PolicyError(
        message(
            "policy.toml: {key} = {value} cannot be used: {reason}",
            key=where,
            value=shortened(repr(fault["input"])),
            reason=_reason(fault),
        )
    )


def _reason(fault: Any) -> Message | str:
    """Our own sentence, or that of Pydantic."""
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, Refused):
        return cause.message
    said = str(fault["msg"])
    return said[0].lower() + said[1:]


def _names(sections: list[str]) -> list[str]:
    model: Any = Policy
    for section in sections:
        model = (
            model.model_fields[section].annotation
            if section in model.model_fields
            else SafeguardRule
        )
        model = model if hasattr(model, "model_fields") else SafeguardRule
    return list(model.model_fields)


def _nearest(name: str, names: Any) -> str:
    close = difflib.get_close_matches(shortened(name), list(names), n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else f"; known here: {', '.join(names)}"
