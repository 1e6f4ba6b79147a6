"""The rules that safeguards look for, with what a company may set of each: defaults and bounds.

What a rule means, and how it is checked, stands in :mod:`analytics.safeguards`; here is only what
``policy.toml`` may say of it (``[safeguards.<code>] enabled, severity, limits``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from analytics.bounds import Between
from analytics.messages import message

__all__ = ["HAZARD_RULES", "SEVERITIES", "HazardRule", "RuleLimit", "Severity", "switch_of"]

Severity = Literal["high", "medium", "low"]

#: The gravest first.
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class RuleLimit:
    """One number of a rule: its default, and what else it may be."""

    default: float
    bounds: Between


@dataclass(frozen=True, slots=True)
class HazardRule:
    """The defaults of one rule. ``subject``: whom a switch of ``[safeguards]`` protects, if any."""

    severity: Severity
    limits: Mapping[str, RuleLimit] = field(default_factory=dict)
    enabled: bool = True
    switch: str = ""


#: Ends of what a limit may be: days of ten years, months of fifty, and how many there can be of
#: anything.
_MOST_DAYS, _MOST_MONTHS, _MOST_COUNTED = 3650, 600, 1_000_000


def _days(default: float) -> RuleLimit:
    why = message("records of more than ten years say nothing of now")
    return RuleLimit(default, Between(0, _MOST_DAYS, why))


def _months(default: float) -> RuleLimit:
    why = message("nobody works for longer than fifty years")
    return RuleLimit(default, Between(0, _MOST_MONTHS, why))


def _share(default: float) -> RuleLimit:
    return RuleLimit(default, Between(0, 1, message("it is a share of the whole")))


def _count(default: float) -> RuleLimit:
    why = message("it counts people, customers, days or records")
    return RuleLimit(default, Between(1, _MOST_COUNTED, why))


#: Smaller groups would let one person's pay be read from a comparison.
_PEERS = RuleLimit(
    5, Between(5, _MOST_COUNTED, message("smaller groups give one person's pay away"))
)
_ROBUST_Z = RuleLimit(
    3.5, Between(1, 100, message("below, every third day is unusual, and beyond none is"))
)
_UNUSUAL = {"records": _count(500), "robust_z": _ROBUST_Z, "known_days": _count(20)}

#: Every rule by its stable code, in the order in which open points of one severity are listed.
HAZARD_RULES: Mapping[str, HazardRule] = MappingProxyType(
    {
        "leaver_active_access": HazardRule("high", switch="access_cards"),
        "rep_sees_all": HazardRule("medium", switch="access_cards"),
        "mass_export": HazardRule("high", _UNUSUAL, switch="exports"),
        "mass_delete": HazardRule("high", _UNUSUAL, switch="exports"),
        "export_before_leaving": HazardRule(
            "high", {"days": _days(90), "records": _count(100)}, switch="exports"
        ),
        "no_confidentiality": HazardRule("medium", switch="agreements"),
        "no_non_compete": HazardRule("low", enabled=False, switch="agreements"),
        "no_non_solicit": HazardRule("low", switch="agreements"),
        "non_compete_unpaid": HazardRule("high", switch="agreements"),
        "non_compete_expired": HazardRule("medium", {"days": _days(365)}, switch="agreements"),
        "non_compete_term": HazardRule(
            "medium",
            {"usual_from_months": _months(6), "usual_to_months": _months(12)},
            switch="agreements",
        ),
        "no_handover": HazardRule("low", switch="agreements"),
        "backup_stale": HazardRule("high", {"days": _days(7)}),
        "backup_failed": HazardRule("high"),
        "restore_untested": HazardRule("medium", {"days": _days(365)}),
        "crm_silence": HazardRule(
            "medium", {"days": _days(365), "share": _share(0.5), "customers": _count(5)}
        ),
        "contacts_missing": HazardRule("low"),
        "contact_details_suspect": HazardRule("medium", {"customers": _count(3)}),
        "buys_less_contact_unchanged": HazardRule(
            "medium",
            {
                "share": _share(0.3),
                "contacts_share": _share(0.8),
                "bookings": _count(6),
                "standard_errors": RuleLimit(
                    3.0,
                    Between(0, 100, message("beyond a hundred, nothing is ever more than chance")),
                ),
            },
        ),
        "pay_below_peers": HazardRule(
            "medium", {"share": _share(0.1), "people": _PEERS}, switch="pay"
        ),
        "commission_low_for_revenue_held": HazardRule(
            "medium", {"share": _share(0.25), "people": _PEERS}, switch="pay"
        ),
        "promotion_stalled": HazardRule(
            "low", {"months": _months(36), "people": _PEERS}, switch="pay"
        ),
        "no_long_term_plan": HazardRule(
            "low", {"share": _share(0.5), "people": _PEERS}, switch="pay"
        ),
        "orphaned_customer": HazardRule("high"),
        "untended_customer": HazardRule("high"),
        "dormant_account": HazardRule("low", {"days": _days(90)}),
    }
)


def switch_of(code: str, subject_type: str) -> str:
    """The switch of ``[safeguards]`` that an open point hangs on; empty where it is about nobody.

    >>> switch_of("dormant_account", "rep"), switch_of("dormant_account", "customer")
    ('access_cards', '')
    """
    of_login = code == "dormant_account" and subject_type == "rep"
    return "access_cards" if of_login else HAZARD_RULES[code].switch
