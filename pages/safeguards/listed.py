"""The list of points: filters, order and what is shown live in the address."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from analytics.hazard_rules import SEVERITIES
from analytics.messages import Message, Money, message
from analytics.open_points import PointState
from pages.components import filters, sorting
from pages.components.actions.book import ActionBook
from pages.components.columns import Cell, Column
from pages.components.sentences.rules import RULES, SEVERITY_WORDS, STATE_WORDS, THEMES
from pages.components.tables import cards_shown, download_row, draw_more
from pages.components.text import t, t_text, tm, tm_text
from pages.safeguards.book import Point, PointBook
from pages.safeguards.deciding import draw_buttons, draw_failure, draw_form
from pages.safeguards.model import columns, rows

__all__ = ["draw_points", "shown_points"]


_ICONS = {
    PointState.OPEN: ":material/radio_button_unchecked:",
    PointState.CHECKED: ":material/visibility:",
    PointState.EXPLAINED: ":material/check_circle:",
    PointState.ACCEPTED: ":material/schedule:",
}


def draw_points(book: PointBook, actions: ActionBook, assessment: Assessment) -> None:
    """Draw filters, then the points that pass them in the order asked for, then their files."""
    draw_failure()
    themes = {
        code: tm_text(THEMES[code])
        for code in THEMES
        if any(each.theme == code for each in book.points)
    }
    severities: dict[str, str] = {code: tm(SEVERITY_WORDS[code]) for code in SEVERITIES}
    states = {
        "waiting": t_text("To be settled"),
        "settled": t_text("Settled"),
        "all": t_text("All"),
    }
    with st.container(horizontal=True, vertical_alignment="bottom", key="safeguards-filters"):
        state = filters.one_of("show", t_text("State"), states, "waiting", page="safeguards")
        grave = filters.marks_of("severity", t_text("Severity"), severities, page="safeguards")
    chosen = filters.any_of("theme", t_text("About what"), themes, page="safeguards")
    passing = shown_points(book.points, state, chosen, grave)
    if not passing:
        _draw_none(book, state)
        return
    ordered = _ordered(passing)
    drawn = cards_shown("points-")
    for point in ordered[:drawn]:
        _draw(book, actions, point, assessment.currency)
    draw_more(len(ordered), key="points", prefix="points-")
    download_row(
        rows(ordered),
        columns(assessment.currency),
        key="points",
        page="safeguards",
        as_of=assessment.as_of,
    )


def shown_points(
    points: Sequence[Point], state: str, themes: Sequence[str], severities: Sequence[str]
) -> tuple[Point, ...]:
    """The points that pass the filters; an empty filter lets everything pass."""
    wanted = {"waiting": True, "settled": False}.get(state)
    return tuple(
        each
        for each in points
        if (wanted is None or each.is_open is wanted)
        and (not themes or each.theme in themes)
        and (not severities or each.severity in severities)
    )


def _draw_none(book: PointBook, state: str) -> None:
    if book.points and state != "settled":
        st.caption(t("Nothing is open that passes the filters."))
    elif state == "settled":
        st.caption(t("Nothing is settled yet that passes the filters."))
    else:
        ran = [tm(RULES[each.code]) for each in book.checks if each.ran]
        st.markdown(t("**Nothing is open.** These rules were checked, and are kept:"))
        st.markdown("\n".join(f"- {each}" for each in ran))


def _order_columns() -> tuple[Column, ...]:
    return (
        Column("money", t_text("What hangs on it"), Cell.MONEY),
        Column("evidence_on", t_text("Newest day"), Cell.DATE),
        Column("subject", t_text("Who or what")),
        Column("rule", t_text("Rule")),
    )


def _ordered(points: Sequence[Point]) -> list[Point]:
    """The points in the order of the address; without one the gravest first."""
    named, prefix = _order_columns(), "points-"
    order = sorting.asked(named, prefix)
    sorting.control(named, order, key="points", prefix=prefix)
    frame = pd.DataFrame(
        {
            "place": range(len(points)),
            "money": [each.money for each in points],
            "evidence_on": pd.to_datetime([each.evidence_on for each in points]),
            "subject": [each.name for each in points],
            "rule": [tm_text(RULES[each.code]) for each in points],
        }
    ).astype({"money": "float64"})
    return [points[place] for place in sorting.ordered(frame, named, order)["place"]]


def _draw(book: PointBook, actions: ActionBook, point: Point, currency: str) -> None:
    with st.container(border=True, key=f"point-{point.key}", gap=None):
        head = [f"**{tm(RULES[point.code])}**", tm(_severity(point))]
        if point.money:
            head.append(t("{amount} hangs on it", amount=Money(point.money, currency)))
        st.caption(" · ".join(head))
        st.markdown(tm(point.evidence))
        with st.container(horizontal=True, vertical_alignment="center"):
            lines = [f":material/arrow_forward: {tm(point.remedy)}"]
            if point.decided is not None:
                lines.append(f"{_ICONS[point.state]} {tm(_standing(point))}")
            st.caption("  \n".join(lines), width="stretch")
            draw_buttons(book, actions, point)
        draw_form(book, point)


def _severity(point: Point) -> Message:
    return message("severity {severity}", severity=SEVERITY_WORDS[point.severity])


def _standing(point: Point) -> Message:
    """Its state, who decided when, who sees to it, and why."""
    kept = point.decided
    if kept is None:
        return message("{state}", state=STATE_WORDS[point.state])
    if point.state is PointState.OPEN:
        return message(
            "open again: {name} said {state} on {day}",
            name=kept.entry.author,
            state=STATE_WORDS[kept.decision.state],
            day=kept.made_on,
        )
    values = {
        "state": STATE_WORDS[point.state],
        "name": kept.entry.author,
        "day": kept.made_on,
        "owner": kept.decision.owner or kept.entry.author,
        "reason": kept.decision.reason,
        "until": kept.decision.until,
    }
    match point.state:
        case PointState.EXPLAINED:
            return Message(_EXPLAINED.template, values)
        case PointState.ACCEPTED:
            return Message(_ACCEPTED.template, values)
    said = Message(_CHECKED.template, values)
    if not kept.decision.reason:
        return said
    return message("{said}. {note}", said=said, note=kept.decision.reason)


_CHECKED = message("{state} by {name} (unverified) on {day}; {owner} sees to it")
_EXPLAINED = message("{state} by {name} (unverified) on {day}: {reason}")
_ACCEPTED = message("{state} until {until} by {name} (unverified) on {day}: {reason}")
