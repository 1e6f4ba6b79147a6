"""The card of one person: agreements, access, place of pay in the same job, promotion.

Each part has a switch in the policy, and none shows before somebody answers for looking at people
one by one.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.hazard_rules import HAZARD_RULES, switch_of
from analytics.messages import Message, Money, Percent, message
from analytics.policy import Policy
from analytics.safeguards.checking import Safeguards
from pages.components.definitions.panel import definition
from pages.components.loading import Context
from pages.components.registry import link
from pages.components.text import t, tm
from pages.components.words import listed

__all__ = ["card_lines", "draw_card"]

Row = Mapping[str, Any]

_KINDS = {
    "confidentiality": message("confidentiality"),
    "non_compete": message("non-compete"),
    "non_solicit": message("no soliciting of customers"),
    "handover": message("handover"),
}
_SCOPES = {
    "own": message("own customers"),
    "team": message("customers of the team"),
    "all": message("all customers"),
}


def draw_card(about: Context, found: Safeguards, rep_id: str) -> None:
    """Draw what may be shown of a person who works here; nothing of anybody else."""
    rows = found.cards[found.cards["rep_id"] == rep_id]
    if rows.empty:
        return
    lines = card_lines({str(k): v for k, v in rows.iloc[0].to_dict().items()}, about.policy)
    with st.container(border=True, key="reps-card"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            st.subheader(t("Agreements, access, pay, promotion"), anchor=False)
            definition("non_compete_cost", key="reps-card")
        if about.policy.safeguards.purpose is None:
            st.caption(t("Not shown before somebody answers for looking at people one by one."))
            link("safeguards", t("What is looked at, and what it is for"))
            return
        st.markdown("\n".join(f"- {tm(line)}" for line in lines))
        points = _points(found, rep_id, about.policy)
        if points:
            st.caption(t("Open points besides:"))
            st.markdown("\n".join(f"- {tm(each)}" for each in points))
        link("safeguards", t("All open points"), icon=":material/arrow_forward:")


#: What the lines of a card say already.
_SAID = ("agreements", "pay")


def _points(found: Safeguards, rep_id: str, policy: Policy) -> list[Message]:
    """The evidence of open points about a person that no line of the card says."""
    shows = policy.safeguards.shows
    switches = {code: switch_of(code, "rep") for code in HAZARD_RULES}
    seen = [code for code, switch in switches.items() if shows(switch) and switch not in _SAID]
    hazards = found.hazards
    own = (hazards["subject_type"] == "rep") & (hazards["subject_id"] == rep_id)
    return hazards.loc[own & hazards["code"].isin(seen), "evidence_message"].tolist()


def card_lines(row: Row, policy: Policy) -> list[Message]:
    """What is known of a person, line by line; what may not be shown is left out."""
    rules = policy.safeguards
    lines: list[Message] = []
    if rules.shows("agreements"):
        lines += _agreements(row)
    if rules.shows("access_cards"):
        lines.append(_access(row))
    if rules.shows("pay"):
        lines += [_pay(row, int(rules.rule("pay_below_peers").limits["people"])), *_career(row)]
    if rules.shows("pay") and rules.shows("agreements"):
        lines += _cost(row, rules.rule("non_compete_term").limits["usual_to_months"])
    return lines


def _agreements(row: Row) -> list[Message]:
    groups: dict[str, list[Message]] = {"signed": [], "missing": [], "unknown": []}
    for kind, word in _KINDS.items():
        held = row[kind]
        groups["unknown" if pd.isna(held) else "signed" if held else "missing"].append(word)
    said = {
        "signed": lambda kinds: message("Signed and in force: {kinds}", kinds=kinds),
        "missing": lambda kinds: message("Not on record: {kinds}", kinds=kinds),
        "unknown": lambda kinds: message("Not known, of nobody: {kinds}", kinds=kinds),
    }
    lines = [said[group](tuple(kinds)) for group, kinds in groups.items() if kinds]
    months = row["non_compete_months"]
    if pd.notna(months):
        lines.append(message("The non-compete binds for {months} months", months=float(months)))
    return lines


def _access(row: Row) -> Message:
    scope = row["scope"]
    if not isinstance(scope, str) or scope not in _SCOPES:
        return message("No open account is on record")
    parts = [message("Sees {scope}", scope=_SCOPES[scope])]
    if pd.notna(row["can_export"]):
        parts.append(
            message("May export lists") if row["can_export"] else message("May not export lists")
        )
    if pd.notna(row["last_login_on"]):
        parts.append(message("Last log-in on {day}", day=_day(row["last_login_on"])))
    said = listed(parts)
    assert said is not None
    return said


def _pay(row: Row, people: int) -> Message:
    if pd.isna(row["pay"]):
        return message("Pay is not recorded")
    if pd.isna(row["pay_against_middle"]):
        return message("Pay is not compared: fewer than {people} in the same job", people=people)
    values = {"people": int(row["job_people"])}
    if row["pay_gap"] > 0:
        return message(
            "Pay is {difference} below the middle of {people} people in the same job; closing the "
            "gap costs {cost} a year",
            difference=Percent(-float(row["pay_against_middle"])),
            cost=Money(float(row["pay_gap"]), str(row["pay_currency"])),
            **values,
        )
    return message("Pay is at the middle of {people} people in the same job or above", **values)


def _career(row: Row) -> list[Message]:
    lines = [
        message("Last promoted on {day}", day=_day(row["promoted_on"]))
        if pd.notna(row["promoted_on"])
        else message("No promotion is on record")
    ]
    if pd.notna(row["long_term_plan"]):
        lines.append(
            message("Takes part in a long-term plan")
            if row["long_term_plan"]
            else message("Takes part in no long-term plan")
        )
    return lines


def _cost(row: Row, months: float) -> list[Message]:
    if pd.isna(row["non_compete_cost"]):
        return []
    return [
        message(
            "A non-compete of {months} months would cost {cost} at least, by the law of the place; "
            "{held} a year would go along (arithmetic, no promise)",
            months=months,
            cost=Money(float(row["non_compete_cost"]), str(row["pay_currency"])),
            held=Money(float(row["revenue_held"]), str(row["pay_currency"]))
            if pd.notna(row["revenue_held"])
            else None,
        )
    ]


def _day(value: Any) -> date:
    return pd.Timestamp(value).date()
