"""What a company sells, in words, and which settings fit that.

Customers who buy every week and customers who buy once in three years cannot be judged by the same
twelve months, and whoever buys advice follows the adviser sooner than whoever buys screws.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from analytics.messages import Message, message
from analytics.policy import Policy

__all__ = ["BUSINESSES", "Business", "settings_for"]


@dataclass(frozen=True, slots=True)
class Business:
    """One kind of business: its name, what it means, and the settings that fit."""

    title: Message
    meaning: Message
    months: int
    pipeline: str
    follow_rate: float
    lapsed_days: int


#: By the word that the policy keeps (``company.sells``).
BUSINESSES: Mapping[str, Business] = MappingProxyType(
    {
        "goods": Business(
            message("Goods"),
            message("Customers order again and again; the product matters more than the person."),
            12,
            "none",
            0.15,
            180,
        ),
        "projects": Business(
            message("Machines and projects"),
            message("Customers buy every few years; open deals count beside bookings."),
            36,
            "open",
            0.15,
            365,
        ),
        "services": Business(
            message("Services"),
            message("Customers pay for work that goes on; who does it matters."),
            12,
            "none",
            0.30,
            180,
        ),
        "advice": Business(
            message("Advice"),
            message("Customers come for the person: finance, law, consulting, care."),
            12,
            "none",
            0.80,
            365,
        ),
        "brokerage": Business(
            message("Brokerage"),
            message("Customers buy once or seldom; listings and mandates are the business."),
            24,
            "open",
            0.80,
            365,
        ),
    }
)


def settings_for(sells: str) -> dict[str, dict[str, object]]:
    """The settings of ``policy.toml`` for a kind of business, by section.

    Raises
    ------
    KeyError
        There is no such kind in :data:`BUSINESSES`.

    >>> settings_for("projects")["exposure"]
    {'months': 36, 'pipeline': 'open'}
    """
    kind = BUSINESSES[sells]
    settings: dict[str, dict[str, object]] = {
        "company": {"sells": sells},
        "exposure": {"months": kind.months, "pipeline": kind.pipeline},
        "follow": {"base_rate": kind.follow_rate},
        "relationships": {"lapsed_days": kind.lapsed_days},
    }
    Policy.model_validate(settings)
    return settings
