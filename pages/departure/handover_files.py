"""What a handover changes in the customer system, as files that it takes in."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from analytics.assessment import Assessment
from analytics.departure.owners import new_owners
from data.mapping.owners import owner_columns
from data.mapping.presets import mapping_in_use, preset_in_use
from data.report.crm_forms import What, crm_files, own_form
from data.store.handovers import Handover
from pages.components import loading
from pages.components.downloads import file_name
from pages.components.loading import Context
from pages.components.text import plain_text, t, t_text, tm_text
from pages.components.words import names_of
from pages.departure.followed import Particulars, customer_tasks, followed, steps_done
from pages.departure.handover_rows import TASK_WORDS

__all__ = ["draw_handover_files", "owner_rows", "task_rows"]

NAME = "departure"
#: Steps at a customer that are management's and not the successor's.
_OF_MANAGEMENT = ("letter", "management_visit")


def draw_handover_files(
    about: Context, assessment: Assessment, found: Handover, behind: Particulars
) -> None:
    """Draw the files: new owners, and the steps that are open."""
    mappings = about.source.imported.get("mapping"), loading.settings().mapping
    used, read = preset_in_use(*mappings), mapping_in_use(*mappings)
    places = owner_columns(read) if read is not None else None
    owners, tasks = owner_rows(assessment, found), task_rows(assessment, found, behind)
    plain = {
        "owners": t(
            "New owners of {count} customer as a file",
            "New owners of {count} customers as a file",
            count=len(owners),
        ),
        "tasks": t("Open steps as a file"),
    }
    kinds: tuple[tuple[What, list[dict[str, Any]]], ...] = (("owners", owners), ("tasks", tasks))
    with st.container(horizontal=True, gap="small", key="departure-files"):
        for what, rows in kinds:
            form = own_form(what, used, places)
            for name, make in crm_files(what, form) if rows else ():
                st.download_button(
                    t("{name} for the import of your system", name=name) if form else plain[what],
                    partial(make, rows),
                    file_name=file_name(NAME, name, assessment.as_of, "csv"),
                    mime="text/csv",
                    key=f"departure-file-{name}",
                    icon=":material/download:",
                    type="tertiary",
                    on_click="ignore",
                )


def owner_rows(assessment: Assessment, found: Handover) -> list[dict[str, Any]]:
    """The new owners, of customers that have not refused theirs; see
    :data:`data.report.crm_forms.What`."""
    states = {each: found.state(each) for each in found.successors}
    taken = {
        each: None if state.answer == "refused" else state.successor_id
        for each, state in states.items()
    }
    people = names_of(assessment.reps, "rep_id")
    names = names_of(assessment.customers, "customer_id")
    customers = assessment.customers.set_index("customer_id")
    owners = customers["owner_id"].fillna(customers["top_rep_id"])
    return [
        {
            "customer_id": customer_id,
            "customer": plain_text(names[customer_id]),
            "rep_id": rep_id,
            "person": plain_text(people.get(rep_id, rep_id)),
            "from_id": owners[customer_id],
            "from": plain_text(people.get(owners[customer_id], owners[customer_id])),
            "on": found.ends_on,
        }
        for customer_id, rep_id in new_owners(assessment.customers, taken, found.rep_ids).items()
    ]


def task_rows(assessment: Assessment, found: Handover, behind: Particulars) -> list[dict[str, Any]]:
    """The steps at customers that are not done; see :data:`data.report.crm_forms.What`."""
    done = steps_done(found, followed(assessment, found, behind))
    return list(_open_steps(assessment, found, done))


def _open_steps(
    assessment: Assessment, found: Handover, done: Mapping[str, Mapping[str, date]]
) -> Iterable[dict[str, Any]]:
    people = names_of(assessment.reps, "rep_id")
    names = names_of(assessment.customers, "customer_id")
    managers = assessment.reps.set_index("rep_id")["manager_id"].astype(object)
    manager = managers.reindex(list(found.rep_ids)).dropna()
    held = assessment.customers
    for facts in held[held["customer_id"].isin(list(found.successors))].to_dict("records"):
        customer_id = str(facts["customer_id"])
        state = found.state(customer_id)
        for task in customer_tasks({str(name): each for name, each in facts.items()}):
            if task in done[customer_id]:
                continue
            owner = state.successor_id
            if task in _OF_MANAGEMENT:
                owner = None if manager.empty else str(manager.iloc[0])
            name = plain_text(names[customer_id])
            yield {
                "customer_id": customer_id,
                "customer": name,
                "owner_id": owner,
                "owner": None if owner is None else plain_text(people.get(owner, owner)),
                "due": found.due(task),
                "subject": t_text(
                    "{task}: {customer}", task=tm_text(TASK_WORDS[task]), customer=name
                ),
            }
