"""What is not recorded of one customer, and what is open about it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from analytics.messages import Message, message
from analytics.safeguards.checking import Safeguards
from pages.components.registry import link
from pages.components.text import t, tm

__all__ = ["draw_unrecorded", "unrecorded"]


def draw_unrecorded(assessment: Assessment, found: Safeguards, customer_id: str) -> None:
    """Draw what is open about a customer, and what no record says; nothing where all is there."""
    points = _points(found, customer_id)
    lacking = unrecorded(assessment, found, customer_id)
    if not points and not lacking:
        return
    with st.container(border=True, key="customers-unrecorded"):
        st.subheader(t("What is not recorded"), anchor=False)
        st.markdown("\n".join(f"- {tm(each)}" for each in (*points, *lacking)))
        link("safeguards", t("All open points"), icon=":material/arrow_forward:")


def _points(found: Safeguards, customer_id: str) -> list[Message]:
    hazards = found.hazards
    own = (hazards["subject_type"] == "customer") & (hazards["subject_id"] == customer_id)
    return hazards.loc[own, "evidence_message"].tolist()


def unrecorded(assessment: Assessment, found: Safeguards, customer_id: str) -> list[Message]:
    """What no record says of a customer, as far as the source has room for it at all."""
    customers = assessment.customers
    rows = customers[customers["customer_id"] == customer_id]
    if rows.empty:
        return []
    row: Mapping[str, Any] = {str(k): v for k, v in rows.iloc[0].to_dict().items()}
    said = [
        *_people(assessment, found, customer_id),
        *_contacts(assessment, row),
        *_owner(assessment, row),
    ]
    if _used(assessment, "contract_ends_on") and pd.isna(row["contract_ends_on"]):
        said.append(message("Until when a contract runs"))
    if _used(assessment, "industry") and not isinstance(row["industry"], str):
        said.append(message("The industry"))
    return said


def _used(assessment: Assessment, column: str) -> bool:
    """Whether the source says it of any customer."""
    return bool(assessment.customers[column].notna().any())


def _people(assessment: Assessment, found: Safeguards, customer_id: str) -> list[Message]:
    if "contacts" not in assessment.extract.tables:
        return [message("The people at the customer: there is no table of contacts")]
    details = found.records.contact_details
    own = details[details["customer_id"] == customer_id]
    if own.empty:
        return [message("The people at the customer")]
    without = int(own["people"].iloc[0] - own["reachable"].iloc[0])
    if not without:
        return []
    return [
        message(
            "A phone number or e-mail address of {count} person at the customer",
            "A phone number or e-mail address of {count} people at the customer",
            count=without,
        )
    ]


def _contacts(assessment: Assessment, row: Mapping[str, Any]) -> list[Message]:
    if "activities" not in assessment.extract.tables:
        return [message("Contacts with the customer: there is no table of activities")]
    if pd.isna(row["last_activity_on"]):
        return [message("Any contact with the customer")]
    if pd.notna(row["contacts_known"]) and row["contacts_known"] == 0:
        return [message("With whom at the customer we talked during the last 12 months")]
    return []


def _owner(assessment: Assessment, row: Mapping[str, Any]) -> list[Message]:
    unknown = _used(assessment, "owner_id") and not isinstance(row["owner_id"], str)
    return [message("Who owns the customer")] if unknown else []
