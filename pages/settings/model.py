"""What the page Settings says: what differs from the defaults, and what a change would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.assessment import Assessment
from analytics.business import BUSINESSES
from analytics.messages import Message, Money, Percent, message
from analytics.policy import Policy
from analytics.policy_settings import Setting, SettingKind, differences, setting

__all__ = ["Effect", "effects", "headline", "moves_figures", "written"]

#: Settings on which no figure depends.
_WITHOUT_FIGURES = ("company.name", "company.sells", "company.fiscal", "retention.", "safeguards.")

#: What the choices of a setting are called; others are numbers, and speak for themselves.
CHOICES: Mapping[tuple[str, Any], Message] = {
    ("exposure.pipeline", "none"): message("Bookings alone"),
    ("exposure.pipeline", "open"): message("Bookings and open deals"),
    ("follow.evidence", "register"): message("Register of lobbyists"),
    ("follow.evidence", "studies"): message("Steps of single studies"),
    ("coverage.objective", "expected_loss"): message("Expected loss"),
    ("coverage.objective", "es_95"): message("Average of the worst years"),
    ("company.sells", ""): message("Not said yet"),
    **{("company.sells", kind): each.title for kind, each in BUSINESSES.items()},
}


@dataclass(frozen=True, slots=True)
class Effect:
    """One figure as it is, and as it would be."""

    name: Message
    now: Message
    then: Message

    @property
    def moves(self) -> bool:
        """Whether what a reader sees of it changes."""
        return str(self.now) != str(self.then)


def headline(rules: Policy) -> Message:
    """How far the settings are from the defaults."""
    changed = len(differences(Policy(), rules))
    if not changed:
        return message("All settings are at their defaults.")
    return message(
        "{count} setting differs from its default.",
        "{count} settings differ from their defaults.",
        count=changed,
    )


def moves_figures(paths: Sequence[str]) -> bool:
    """Whether any figure may depend on one of the settings."""
    return any(not path.startswith(_WITHOUT_FIGURES) for path in paths)


def effects(now: Assessment, then: Assessment) -> tuple[Effect, ...]:
    """The headline figures of two assessments, side by side."""
    return (
        Effect(
            message("Yearly customer revenue"), _money(now, "exposure"), _money(then, "exposure")
        ),
        Effect(message("On record with one person only"), _alone(now), _alone(then)),
        Effect(message("Expected loss, 12 months"), _loss(now), _loss(then)),
        Effect(message("Bad year, one in twenty"), _money(now, "var_95"), _money(then, "var_95")),
        Effect(message("Limits exceeded"), _exceeded(now), _exceeded(then)),
    )


def _money(assessment: Assessment, figure: str) -> Message:
    amount = float(getattr(assessment.portfolio, figure))
    return message("{amount}", amount=Money(amount, assessment.currency))


def _alone(assessment: Assessment) -> Message:
    share = assessment.portfolio.single_threaded_revenue_share
    return message("not known") if share is None else message("{share}", share=Percent(share))


def _loss(assessment: Assessment) -> Message:
    figures = assessment.portfolio
    return message(
        "{loss}, {low} to {high} (4 of 5 times)",
        loss=Money(float(figures.expected_loss), assessment.currency),
        low=Money(float(figures.expected_loss_low), assessment.currency),
        high=Money(float(figures.expected_loss_high), assessment.currency),
    )


def _exceeded(assessment: Assessment) -> Message:
    known = [each for each in assessment.limits if each.exceeded is not None]
    return message(
        "{over} of {count} limit",
        "{over} of {count} limits",
        over=sum(bool(each.exceeded) for each in known),
        count=len(known),
    )


def written(path: str, value: Any) -> Message:
    """The value of a setting as a reader knows it; None: its default."""
    known = setting(path)
    if value is None and known is not None:
        return message("{value} (default)", value=written(path, known.default))
    return message("{value}", value=_shown(known, value))


def _shown(known: Setting | None, value: Any) -> object:
    if known is None or isinstance(value, bool):
        return value
    match known.kind:
        case SettingKind.SHARE:
            return Percent(float(value))
        case SettingKind.CHOICE:
            return CHOICES.get((known.path, value), value)
        case SettingKind.COUNTS:
            return counts_text(value) or message("none")
    return value if value != "" else message("none")


def counts_text(counts: Mapping[str, int]) -> str:
    """Numbers by name, one in a line."""
    return "\n".join(f"{name} = {count}" for name, count in counts.items())
