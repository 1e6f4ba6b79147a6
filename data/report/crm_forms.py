"""What was agreed as files in the import form of a customer system, where it is known:
introductions, and of handovers the new owners of customers and the tasks.

Only columns whose spelling is verified are written: those that the system's preset names
(``data/presets``), or the lists of columns that it rests on. New owners go back into the columns
that they were read from. Where no form is known, there is one plain table of each.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

import pandas as pd

from data.report.spreadsheets import neutral

__all__ = ["FORMS", "What", "crm_files", "own_form"]

#: introductions and tasks: customer_id, customer, owner_id, owner (of the task), due, subject,
#: the former also rep_id and person (the second contact); owners: customer_id, customer, rep_id,
#: person (the new owner), from_id, from (the owner until now), on (from when).
What = Literal["introductions", "owners", "tasks"]


class _Fixed(NamedTuple):
    """What a column holds in every row, such as the kind of what a task is about."""

    value: str


#: By the object that the system imports: its columns, and what they hold.
Form = Mapping[str, Mapping[str, str | _Fixed]]

_TASK: Form = {
    "Task": {
        "WhatId": "customer_id",
        "OwnerId": "owner_id",
        "Subject": "subject",
        "ActivityDate": "due",
    }
}
_TEAM: Form = {"AccountTeamMember": {"AccountId": "customer_id", "UserId": "rep_id"}}

#: Tasks in other systems, by preset.
_TASKS: Mapping[str, Form] = {
    # The names that its data loader takes, whatever the warehouse calls them.
    **dict.fromkeys(("salesforce-api", "salesforce-data-export", "salesforce-fivetran"), _TASK),
    "dynamics365": {
        "task": {
            "regardingobjectid": "customer_id",
            "regardingobjecttypecode": _Fixed("account"),
            "ownerid": "owner_id",
            "subject": "subject",
            "scheduledend": "due",
        }
    },
    "espocrm": {
        "task": {
            "parent_id": "customer_id",
            "parent_type": _Fixed("Account"),
            "assigned_user_id": "owner_id",
            "name": "subject",
            "date_end_date": "due",
        }
    },
    "pipedrive-api": {
        "activities": {
            "org_id": "customer_id",
            "owner_id": "owner_id",
            "subject": "subject",
            "due_date": "due",
        }
    },
    "suitecrm": {
        "tasks": {
            "parent_id": "customer_id",
            "parent_type": _Fixed("Accounts"),
            "assigned_user_id": "owner_id",
            "name": "subject",
            "date_due": "due",
        }
    },
    "zoho": {
        "tasks": {
            "Related To.id": "customer_id",
            "Task Owner.id": "owner_id",
            "Subject": "subject",
            "Due Date": "due",
        }
    },
}

#: By what is written and preset. An introduction is a task of the main contact; where the system
#: keeps a team for each customer, the second contact joins it.
FORMS: Mapping[What, Mapping[str, Form]] = {
    "introductions": {**_TASKS, "salesforce-api": {**_TEAM, **_TASK}},
    "tasks": _TASKS,
}

_TASK_COLUMNS = ("owner", "due", "subject")
#: The plain table of each: its name and columns.
_PLAIN: Mapping[What, tuple[str, Sequence[str]]] = {
    "introductions": (
        "introductions",
        ("customer_id", "customer", "rep_id", "person", *_TASK_COLUMNS),
    ),
    "owners": (
        "owner-changes",
        ("customer_id", "customer", "from_id", "from", "rep_id", "person", "on"),
    ),
    "tasks": ("tasks", ("customer_id", "customer", "owner_id", *_TASK_COLUMNS)),
}


def own_form(
    what: What, preset: str | None, owners: tuple[str, str, str] | None = None
) -> Form | None:
    """The import form of a system, by its preset, where it is known.

    ``owners``: its table of customers, with their id and their owner (see
    :func:`data.mapping.owners.owner_columns`), into which new owners go back.
    """
    if what == "owners":
        return owners and {owners[0]: {owners[1]: "customer_id", owners[2]: "rep_id"}}
    return FORMS[what].get(preset or "")


def crm_files(
    what: What, form: Form | None
) -> list[tuple[str, Callable[[Sequence[Mapping[str, Any]]], bytes]]]:
    """The files of a form, or the one plain table: the name of each, and what writes it of rows
    (see :data:`What`)."""
    if form is None:
        name, columns = _PLAIN[what]
        return [(name, partial(_written, {each: each for each in columns}))]
    return [(name, partial(_written, columns)) for name, columns in form.items()]


def _written(columns: Mapping[str, str | _Fixed], rows: Sequence[Mapping[str, Any]]) -> bytes:
    cells = [{head: _cell(held, each) for head, held in columns.items()} for each in rows]
    frame = pd.DataFrame(cells, columns=list(columns))
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig", errors="replace")


def _cell(held: str | _Fixed, row: Mapping[str, Any]) -> object:
    value = held.value if isinstance(held, _Fixed) else row.get(held)
    return neutral(value) if isinstance(value, str) else value
