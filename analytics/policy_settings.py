"""Every setting of the policy in plain words: what it is, what it does, its default and bounds.

The words stand here once; pages and docs/definitions.md take them from here, and defaults, choices
and bounds from the types of :mod:`analytics.policy`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from analytics.bounds import Between
from analytics.messages import Message, message
from analytics.policy import Policy

__all__ = [
    "GROUPS",
    "Setting",
    "SettingKind",
    "bounds",
    "differences",
    "setting",
    "settings_in",
    "value_of",
]


class SettingKind(StrEnum):
    """How a setting is entered and shown. SHARE: a number from 0 to 1, shown as per cent; COUNTS:
    numbers by a name; GIVEN: set by what somebody accepts by name, not by hand."""

    SWITCH = "switch"
    CHOICE = "choice"
    SHARE = "share"
    NUMBER = "number"
    WHOLE = "whole"
    TEXT = "text"
    COUNTS = "counts"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. path: as in the file, with dots; group: a key of GROUPS; choices: of CHOICE;
    bounds: None where anything goes."""

    path: str
    group: str
    name: Message
    meaning: Message
    kind: SettingKind
    default: Any
    choices: tuple[Any, ...] = ()
    bounds: Between | None = None


#: What settings are about, in the order in which they are shown.
GROUPS: Mapping[str, Message] = {
    "limits": message("Limits"),
    "knowing": message("Who knows a customer"),
    "revenue": message("What revenue counts"),
    "leaving": message("Who may leave"),
    "following": message("Who would follow"),
    "losses": message("How losses add up"),
    "second": message("Second contacts"),
    "service": message("Service"),
    "company": message("Company"),
    "people": message("Data about people"),
    "retention": message("How long things are kept"),
}

_WEIGHT = message(
    "How much a day with this kind of contact counts. Higher: such contacts decide more about who "
    "knows the customer."
)

#: Group, name and meaning by path, in the order of their group.
_WORDS: dict[str, tuple[str, Message, Message]] = {
    "limits.rep_core_share": (
        "limits",
        message("Core customers of one person, at most"),
        message("Beyond this share of core customers with one main contact, the limit is crossed."),
    ),
    "limits.single_threaded_share": (
        "limits",
        message("Revenue on record with one person only, at most"),
        message("Beyond this share of proven yearly customer revenue, the limit is crossed."),
    ),
    "limits.core_single_threaded_days": (
        "limits",
        message("Core customers with one person only, days at most"),
        message("A core customer may be on record with one person only for so many days."),
    ),
    "relationships.half_life_days": (
        "knowing",
        message("How fast contacts fade (half-life, days)"),
        message("After so many days a contact counts half. Higher: old contacts count longer."),
    ),
    "relationships.meaningful_share": (
        "knowing",
        message("How much of the closest one's contact counts as knowing"),
        message(
            "Who has less than this share of the closest colleague's strength does not count as "
            "knowing the customer. Higher: more customers on record with one person only."
        ),
    ),
    "relationships.min_strength": (
        "knowing",
        message("How strong a relationship must be to count"),
        message("Weaker relationships do not count. An e-mail of today has 1, a visit 4."),
    ),
    "relationships.orphan_share": (
        "knowing",
        message("Share with leavers that leaves a customer without anyone"),
        message("A customer counts as without anyone if leavers hold more than this share."),
    ),
    "relationships.weights.visit": ("knowing", message("Weight of a visit"), _WEIGHT),
    "relationships.weights.meeting": ("knowing", message("Weight of a meeting"), _WEIGHT),
    "relationships.weights.call": ("knowing", message("Weight of a call"), _WEIGHT),
    "relationships.weights.service": ("knowing", message("Weight of a service job"), _WEIGHT),
    "relationships.weights.message": ("knowing", message("Weight of a message"), _WEIGHT),
    "relationships.weights.email": ("knowing", message("Weight of an e-mail"), _WEIGHT),
    "relationships.weights.other": ("knowing", message("Weight of any other contact"), _WEIGHT),
    "exposure.months": (
        "revenue",
        message("Months of revenue that count"),
        message("Revenue of so many months as a year's. Longer: rare buyers count better."),
    ),
    "exposure.pipeline": (
        "revenue",
        message("Open deals"),
        message("none: bookings alone count; open: open deals at your own win rate, too."),
    ),
    "relationships.lapsed_days": (
        "revenue",
        message("After how many days a customer counts as gone"),
        message("Who bought often and has not for so many days is lapsed, and no longer at risk."),
    ),
    "relationships.core_share": (
        "revenue",
        message("Share of revenue that core customers make up"),
        message("The largest customers up to this share are core. Higher: more are core."),
    ),
    "attrition.base_rate": (
        "leaving",
        message("How many leave in a usual year"),
        message("The usual rate in sales. Estimates start from it; so does the expected loss."),
    ),
    "attrition.other_rate": (
        "leaving",
        message("How many leave outside sales"),
        message("The usual rate of service, technical staff and management."),
    ),
    "attrition.prior_events": (
        "leaving",
        message("How much published evidence counts"),
        message("As much as so many own departures. Higher: own departures move estimates less."),
    ),
    "attrition.learn_from_estimates": (
        "leaving",
        message("Learn from departures on an estimated day"),
        message("On: departures whose day was estimated teach the models, too."),
    ),
    "attrition.access_log": (
        "leaving",
        message("Log-ins and exports as reasons"),
        message("On: how often somebody logs in or exports moves the chance of leaving."),
    ),
    "follow.base_rate": (
        "following",
        message("How many customers would follow"),
        message("The chance for a customer whom one person alone holds, before own departures."),
    ),
    "follow.evidence": (
        "following",
        message("Published evidence on following"),
        message("register: a public register of lobbyists; studies: steps of single studies."),
    ),
    "follow.partial_losses": (
        "following",
        message("Customers who stay buy less"),
        message("On: as far as own departures teach it, this is shown beside the expected loss."),
    ),
    "losses.contagion": (
        "losses",
        message("Chance that a departure carries a teammate along"),
        message("Higher: bad years become worse, the average hardly moves."),
    ),
    "losses.correlation": (
        "losses",
        message("Common cause of departures"),
        message("In some years everybody is more likely to leave. Higher: bad years become worse."),
    ),
    "losses.parameter_uncertainty": (
        "losses",
        message("Count what is not known of the chances"),
        message("On: the range of losses holds that chances are estimates. Off: it is too narrow."),
    ),
    "losses.scenarios": (
        "losses",
        message("Simulated years"),
        message("Where the law of the loss is not exact. More: steadier figures, longer waits."),
    ),
    "concentration.bus_factor_seconds": (
        "losses",
        message("Seconds to look for the fewest departures"),
        message("Longer: a tighter answer to how few departures leave half without anyone."),
    ),
    "coverage.budget": (
        "second",
        message("New second contacts in the plan"),
        message("The plan names at most so many pairs."),
    ),
    "coverage.capacity": (
        "second",
        message("New customers for one person, at most"),
        message("Nobody becomes second contact of more customers than that."),
    ),
    "coverage.objective": (
        "second",
        message("What the plan saves"),
        message("expected_loss: most on average; es_95: most in the worst years."),
    ),
    "coverage.build_up": (
        "second",
        message("Strength that a new second contact reaches"),
        message("As a part of the main contact's. Higher: a second contact saves more."),
    ),
    "coverage.same_team": (
        "second",
        message("From the same team only"),
        message("On: second contacts come from the main contact's team."),
    ),
    "coverage.same_region": (
        "second",
        message("From the same region only"),
        message("On: second contacts come from the main contact's region."),
    ),
    "coverage.same_language": (
        "second",
        message("Who speaks the customer's language only"),
        message("On: second contacts speak the customer's language."),
    ),
    "service.visits": (
        "service",
        message("Visits promised to segments"),
        message("Visits or meetings a quarter; without an entry a customer's own rhythm counts."),
    ),
    "company.name": (
        "company",
        message("Name of the company"),
        message("Stands in the head of every page and on papers; no figure depends on it."),
    ),
    "company.currency": (
        "company",
        message("Currency to report in"),
        message("Three letters of ISO 4217, such as CNY. Empty: the currency of the bookings."),
    ),
    "company.timezone": (
        "company",
        message("Time zone"),
        message("Decides on which day a contact took place, and what today is."),
    ),
    "company.sells": (
        "company",
        message("What the company sells"),
        message("Decides which settings fit; asked in words on the page Data."),
    ),
    "company.group_by_parent": (
        "company",
        message("Count groups of companies as one customer"),
        message("On: customers count as the group at the top of their parent companies."),
    ),
    "company.fiscal_year_starts": (
        "company",
        message("Month in which the fiscal year begins"),
        message("1 is January. The head of every page then names fiscal year and quarter."),
    ),
    "attrition.individual": (
        "people",
        message("Estimate people one by one"),
        message("Off: everybody in sales has the usual rate, whatever was accepted."),
    ),
    "attrition.purpose_accepted": (
        "people",
        message("Who answers for individual estimates"),
        message("Name and day of whoever accepted the notice; empty: nobody, and none are made."),
    ),
    "attrition.purpose_version": (
        "people",
        message("Version of the notice on estimates"),
        message("A newer notice is asked for again."),
    ),
    "safeguards.pay": (
        "people",
        message("Compare pay with the same job"),
        message(
            "On, once somebody has answered for it: pay, commission, promotion, long-term plan."
        ),
    ),
    "safeguards.agreements": (
        "people",
        message("Show each person's agreements"),
        message(
            "On, once somebody has answered for it: which agreements were signed, ended, paid."
        ),
    ),
    "safeguards.access_cards": (
        "people",
        message("Show each person's access"),
        message("On, once somebody has answered for it: what a person may see and take out."),
    ),
    "safeguards.exports": (
        "people",
        message("Check exports and deletions of single people"),
        message("On, once somebody has answered for it: what is far from usual for that person."),
    ),
    "safeguards.purpose_accepted": (
        "people",
        message("Who answers for checks on single people"),
        message("Name and day of whoever accepted the notice; empty: nobody, and none are made."),
    ),
    "safeguards.purpose_version": (
        "people",
        message("Version of the notice on checks"),
        message("A newer notice is asked for again."),
    ),
    "retention.entered_months": (
        "retention",
        message("Months for what people entered and is over"),
        message("Decisions done, statements that ran out, handovers ended: removed after that."),
    ),
    "retention.reviews_months": (
        "retention",
        message("Months until people in old reviews become pseudonyms"),
        message("Figures stay as they were; names and ids of people go for good."),
    ),
    "retention.alerts_months": (
        "retention",
        message("Months for alerts that were sent"),
        message("What was sent to whom is removed after that."),
    ),
}


def bounds(section: str = "", model: type[BaseModel] = Policy) -> Iterator[tuple[str, Between]]:
    """Path and bounds of every number that a policy may set, but those of safeguards."""
    for path, field in _fields(section, model):
        if (found := _bounds_of(field)) is not None:
            yield path, found


def _fields(section: str, model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _fields(f"{section}{name}.", field.annotation)
        else:
            yield f"{section}{name}", field


def _bounds_of(field: FieldInfo) -> Between | None:
    checks = (each.func for each in field.metadata if isinstance(each, AfterValidator))
    return next((each for each in checks if isinstance(each, Between)), None)


@cache
def _settings() -> Mapping[str, Setting]:
    fields = dict(_fields("", Policy))
    return {
        path: _setting(path, fields[path], *words)
        for path, words in _WORDS.items()
        if path in fields
    }


def _setting(path: str, field: FieldInfo, group: str, name: Message, meaning: Message) -> Setting:
    limits, default = _bounds_of(field), field.get_default(call_default_factory=True)
    choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    kind = _kind(path, default, choices, limits)
    return Setting(path, group, name, meaning, kind, default, choices, limits)


def _kind(path: str, default: Any, choices: tuple[Any, ...], limits: Between | None) -> SettingKind:
    if path.rpartition(".")[2].startswith("purpose_"):
        return SettingKind.GIVEN
    if choices:
        return SettingKind.CHOICE
    match default:
        case bool():
            return SettingKind.SWITCH
        case dict():
            return SettingKind.COUNTS
        case int():
            return SettingKind.WHOLE
        case float():
            share = limits is not None and limits.high <= 1
            return SettingKind.SHARE if share else SettingKind.NUMBER
    return SettingKind.TEXT


def setting(path: str) -> Setting | None:
    """The setting of a path; None of rules of safeguards, which have a page of their own."""
    return _settings().get(path)


def settings_in(group: str) -> tuple[Setting, ...]:
    """The settings of a group, in their order."""
    return tuple(each for each in _settings().values() if each.group == group)


def value_of(policy: Policy, path: str) -> Any:
    """The setting in force.

    >>> value_of(Policy(), "relationships.weights.visit")
    4.0
    """
    value: Any = policy
    for name in path.split("."):
        value = getattr(value, name)
    return value


def differences(before: Policy, after: Policy) -> dict[str, tuple[Any, Any]]:
    """What differs between two policies, by path; of a setting that one does not have: None.

    >>> from analytics.policy import read_policy
    >>> differences(Policy(), read_policy("follow.base_rate = 0.2"))
    {'follow.base_rate': (0.3, 0.2)}
    """
    old, new = (dict(_flat("", each.model_dump())) for each in (before, after))
    return {
        path: (old.get(path), new.get(path))
        for path in dict.fromkeys((*old, *new))
        if old.get(path) != new.get(path)
    }


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and path != "service.visits":
        for name, each in value.items():
            yield from _flat(f"{path}.{name}" if path else name, each)
    else:
        yield path, value
