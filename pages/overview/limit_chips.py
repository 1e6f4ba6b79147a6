"""The company's limits as chips: value and limit, each leading to those whom it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from analytics.assessment import Assessment
from analytics.concentration.limits import Limit
from analytics.messages import Message, Percent, message
from pages.components import session
from pages.components.registry import entry
from pages.components.text import t_text, tm_text
from pages.components.words import names_of

__all__ = ["Chip", "chips", "draw_chips"]


@dataclass(frozen=True, slots=True)
class Chip:
    """One limit: its words, value beside limit, where it leads (page and address), its sentence."""

    words: Message
    against: Message
    exceeded: bool | None
    page: str
    query: Mapping[str, str | list[str]]
    sentence: Message


def chips(assessment: Assessment, days: int) -> tuple[Chip, ...]:
    """One for each limit, those exceeded first; ``days``: of the limit on core customers."""
    names = names_of(assessment.reps, "rep_id")
    made = [_chip(limit, names, days) for limit in assessment.limits]
    return tuple(sorted(made, key=lambda chip: (not chip.exceeded, chip.exceeded is False)))


def _chip(limit: Limit, names: Mapping[str, str], days: int) -> Chip:
    words, page, query = _about(limit, names, days)
    return Chip(words, _against(limit), limit.exceeded, page, query, limit.message)


def _about(
    limit: Limit, names: Mapping[str, str], days: int
) -> tuple[Message, str, Mapping[str, str | list[str]]]:
    match limit.code:
        case "rep_core_share" if isinstance(limit.subject, str):
            name = names.get(limit.subject, limit.subject)
            words = message("{rep}'s core customers", rep=name)
            return words, "reps", {"rep": limit.subject}
        case "rep_core_share":
            return message("core customers of one person"), "reps", {}
        case "single_threaded_share":
            return message("proven with one person only"), "customers", {"show": "single"}
        case "core_single_threaded_days":
            words = message("core customers alone for {days} days", days=days)
            return words, "customers", {"show": ["core", "single"]}
    return message("leavers with access"), "safeguards", {"theme": "access"}


def _against(limit: Limit) -> Message:
    if limit.value is None:
        return message("not known")
    share = limit.code in ("rep_core_share", "single_threaded_share")
    value, most = (Percent(each) if share else round(each) for each in (limit.value, limit.limit))
    if limit.least is None:
        return message("{value} / {limit}", value=value, limit=most)
    return message(
        "{value} / {limit}, equal share {least}",
        value=value,
        limit=most,
        least=Percent(limit.least),
    )


def draw_chips(shown: Sequence[Chip]) -> str:
    """The chips as HTML."""
    return f'<ul class="lp-chips">{"".join(map(_drawn, shown))}</ul>'


def _drawn(chip: Chip) -> str:
    state = {True: "over", False: "within", None: "open"}[chip.exceeded]
    word = {
        True: t_text("above the limit"),
        False: t_text("within the limit"),
        None: t_text("not known"),
    }[chip.exceeded]
    href = escape(session.address(entry(chip.page).path, **chip.query))
    seen = f"{escape(tm_text(chip.words))} <b>{escape(tm_text(chip.against))}</b>"
    said = escape(f"{word}: {tm_text(chip.sentence)}")
    return (
        f'<li><a class="lp-chip lp-{state}" href="{href}" title="{said}">'
        f'<span class="lp-unseen">{escape(word)}: </span>{seen}</a></li>'
    )
