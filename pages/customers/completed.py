"""What salespeople have stated of a customer in workbooks: drawn apart, by whom and when."""

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from analytics.errors import LinchpinError
from analytics.messages import Message, message
from data.completion.form import HEADINGS, WECHAT_WORDS, Field, WeChat
from pages.components import loading
from pages.components.loading import Context
from pages.components.text import tm

__all__ = ["draw_completed"]


def draw_completed(about: Context, customer_id: str) -> None:
    """Draw what each person has stated of a customer; nothing where nobody has."""
    try:
        facts = loading.facts_at_hand(about.kind, about.policy)
    except LinchpinError:
        return  # the page says so on top
    own = facts[facts["customer_id"] == customer_id]
    zone = ZoneInfo(about.policy.company.timezone)
    days = [each.astimezone(zone).date() for each in own["made_at"]]
    for (rep_id, name, day), said in own.assign(day=days).groupby(["rep_id", "author", "day"]):
        with st.container(key=f"stated-facts-{rep_id}-{day}"):
            st.caption("  \n".join(map(tm, (*_cells(said), _origin(name, day)))))


def _cells(said: pd.DataFrame) -> list[Message]:
    """What the cells say, in the order of the workbook."""
    values = dict(zip(said["field"], said["value"], strict=True))
    return [_cell(each, values[each]) for each in Field if each in values]


def _cell(field: Field, value: str) -> Message:
    if field is Field.WECHAT:
        return message("In touch by {account}", account=WECHAT_WORDS[WeChat(value)])
    of_days = field in (Field.CONTRACT_STARTS_ON, Field.CONTRACT_ENDS_ON)
    told = date.fromisoformat(value) if of_days else value
    return message("{heading}: {value}", heading=HEADINGS[field], value=told)


def _origin(name: str, day: date) -> Message:
    return message(
        "Stated by {name} (unverified) on {day} in a workbook, not measured", name=name, day=day
    )
