"""The policy: every value of a definition that a company may set for itself.

It is read from ``policy.toml``; everything is optional, and a key that is not known is an
error that suggests the nearest name, so that a typing mistake never goes unnoticed.
"""

import difflib
import hashlib
import tomllib
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from analytics.errors import PolicyError
from analytics.messages import message

__all__ = [
    "HAZARD_CODES",
    "KIND_WEIGHTS",
    "PURPOSE_VERSION",
    "Policy",
    "Purpose",
    "read_policy",
]

#: Version of the notice that says what individual estimates are for; a new wording that asks for
#: more needs a new number, and then everybody is asked again.
PURPOSE_VERSION = 1

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
HAZARD_CODES = (
    "leaver_active_access rep_sees_all mass_export mass_delete export_before_leaving "
    "no_confidentiality no_non_compete no_non_solicit non_compete_unpaid non_compete_expired "
    "non_compete_term no_handover backup_stale backup_failed restore_untested crm_silence "
    "contacts_missing contact_details_suspect buys_less_contact_unchanged pay_below_peers "
    "commission_low_for_revenue_held promotion_stalled no_long_term_plan orphaned_customer "
    "untended_customer dormant_account"
).split()

Share = Annotated[float, Field(ge=0, le=1)]
Probability = Annotated[float, Field(gt=0, lt=1)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Weights(Section):
    visit: Positive = KIND_WEIGHTS["visit"]
    meeting: Positive = KIND_WEIGHTS["meeting"]
    call: Positive = KIND_WEIGHTS["call"]
    service: Positive = KIND_WEIGHTS["service"]
    message: Positive = KIND_WEIGHTS["message"]
    email: Positive = KIND_WEIGHTS["email"]
    other: Positive = KIND_WEIGHTS["other"]


class RelationshipRules(Section):
    half_life_days: Positive = 90.0
    weights: Weights = Weights()
    meaningful_share: Annotated[float, Field(gt=0, le=1)] = 0.2
    min_strength: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.5
    orphan_share: Share = 0.5
    lapsed_days: Annotated[int, Field(gt=0)] = 180
    core_share: Annotated[float, Field(gt=0, le=1)] = 0.8


def _name_and_day(text: str) -> str:
    name, _, day = text.rpartition(",")
    try:
        date.fromisoformat(day.strip())
    except ValueError:
        name = ""
    if text and not name.strip():
        raise ValueError('is not a name and a day, such as "Li Na, 2026-03-01"')
    return text


class Purpose(NamedTuple):
    """Who answers for estimating people one by one, and since when."""

    name: str
    accepted_on: date


class AttritionRules(Section):
    base_rate: Probability = 0.20
    other_rate: Probability = 0.10
    prior_events: Positive = 20.0
    individual: bool = True
    #: Who has accepted what individual estimates are for, and when: "name, YYYY-MM-DD".
    purpose_accepted: Annotated[str, AfterValidator(_name_and_day)] = ""
    #: Which version of the notice was accepted.
    purpose_version: Annotated[int, Field(ge=1, le=PURPOSE_VERSION)] = PURPOSE_VERSION
    #: Whether log-ins and exports count as leaving indicators, too.
    access_log: bool = False

    @property
    def purpose(self) -> Purpose | None:
        """Who has accepted the purpose notice in its present version; None: nobody."""
        if not self.purpose_accepted or self.purpose_version < PURPOSE_VERSION:
            return None
        name, _, day = self.purpose_accepted.rpartition(",")
        return Purpose(name.strip(), date.fromisoformat(day.strip()))

    @property
    def estimates_individuals(self) -> bool:
        """Whether people are estimated one by one: switched on, and somebody answers for it.

        Otherwise everybody in sales has the base rate; nothing else changes.
        """
        return self.individual and self.purpose is not None


class FollowRules(Section):
    base_rate: Probability = 0.30


class LossRules(Section):
    """How departures depend on each other; defaults and reasons in
    :mod:`analytics.losses.dependence`."""

    correlation: Annotated[float, Field(ge=0, lt=1)] = 0.0
    contagion: Annotated[float, Field(ge=0, lt=1)] = 0.01
    scenarios: Annotated[int, Field(ge=100, le=1_000_000)] = 20_000


class ConcentrationRules(Section):
    bus_factor_seconds: Positive = 1.0


class CoverageRules(Section):
    """``build_up``: strength of a new second contact as a part of the main contact's."""

    budget: Annotated[int, Field(ge=0)] = 20
    capacity: Annotated[int, Field(ge=0)] = 5
    objective: Literal["expected_loss", "es_95"] = "expected_loss"
    build_up: Share = 0.5
    same_team: bool = False
    same_region: bool = False
    same_language: bool = False


class LimitRules(Section):
    rep_core_share: Share = 0.20
    single_threaded_share: Share = 0.40
    core_single_threaded_days: Annotated[int, Field(ge=0)] = 90


class SafeguardRules(Section):
    enabled: bool | None = None
    severity: Literal["high", "medium", "low"] | None = None
    limits: dict[str, float] = {}


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is not a time zone of the IANA list, such as Asia/Shanghai")
    return name


def _known_codes(safeguards: dict[str, SafeguardRules]) -> dict[str, SafeguardRules]:
    for code in safeguards:
        if code not in HAZARD_CODES:
            raise ValueError(f"{code} is not known{_nearest(code, HAZARD_CODES)}")
    return safeguards


class Company(Section):
    name: str = ""
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    group_by_parent: bool = False

    def zone(self) -> ZoneInfo:
        """The company's time zone, in which a contact's local day is counted."""
        return ZoneInfo(self.timezone)


class Policy(Section):
    """All settings of the definitions, with the defaults of the design."""

    relationships: RelationshipRules = RelationshipRules()
    attrition: AttritionRules = AttritionRules()
    follow: FollowRules = FollowRules()
    losses: LossRules = LossRules()
    concentration: ConcentrationRules = ConcentrationRules()
    coverage: CoverageRules = CoverageRules()
    limits: LimitRules = LimitRules()
    safeguards: Annotated[dict[str, SafeguardRules], AfterValidator(_known_codes)] = {}
    company: Company = Company()

    @property
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
        return Policy.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(
            message("policy.toml cannot be read: {reason}", reason=str(error))
        ) from None
    except ValidationError as error:
        raise _explained(error) from None


def _explained(error: ValidationError) -> PolicyError:
    fault = error.errors()[0]
    *sections, key = [str(part) for part in fault["loc"]]
    if fault["type"] == "extra_forbidden":
        hint = _nearest(key, _names(sections))
        return PolicyError(
            message(
                "policy.toml: {key} is not known{hint}", key=".".join([*sections, key]), hint=hint
            )
        )
    reason = fault["msg"].removeprefix("Value error, ")
    return PolicyError(
        message(
            "policy.toml: {key} = {value} cannot be used: {reason}",
            key=".".join([*sections, key]),
            value=repr(fault["input"]),
            reason=reason[0].lower() + reason[1:],
        )
    )


def _names(sections: list[str]) -> list[str]:
    model: Any = Policy
    for section in sections:
        model = (
            model.model_fields[section].annotation
            if section in model.model_fields
            else SafeguardRules
        )
        model = model if hasattr(model, "model_fields") else SafeguardRules
    return list(model.model_fields)


def _nearest(name: str, names: Any) -> str:
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else f"; known here: {', '.join(names)}"
