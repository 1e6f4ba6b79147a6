"""What was agreed as files in the import form of a customer system, where it is known:
introductions, and of handovers the new owners of customers and the tasks.

Only columns that the system's preset names are written (``data/presets``): their spelling was
verified there. Every other system gets one plain table of each.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

import pandas as pd

from data.report.spreadsheets import neutral

__all__ = ["FORMS", "What", "crm_files"]

#: introductions and tasks: customer_id, customer, owner_id, owner (of the task), due, subject,
#: the former also rep_id and person (the second contact); owners: customer_id, customer, rep_id,
#: person (the new owner), from_id, from (the owner until now), on (from when).
What = Literal["introductions", "owners", "tasks"]

#: By the object that the system imports: its columns, and what they hold.
Form = Mapping[str, Mapping[str, str]]

_TASK: Form = {
    "Task": {
        "WhatId": "customer_id",
        "OwnerId": "owner_id",
        "Subject": "subject",
        "ActivityDate": "due",
    }
}
_TEAM: Form = {"AccountTeamMember": {"AccountId": "customer_id", "UserId": "rep_id"}}
_ACCOUNT: Form = {"Account": {"Id": "customer_id", "OwnerId": "rep_id"}}

#: By what is written and preset; these carry API names, as the data loader of that system takes
#: them.
FORMS: Mapping[What, Mapping[str, Form]] = {
    "introductions": {"salesforce-api": {**_TEAM, **_TASK}, "salesforce-data-export": _TASK},
    "owners": {"salesforce-api": _ACCOUNT, "salesforce-data-export": _ACCOUNT},
    "tasks": {"salesforce-api": _TASK, "salesforce-data-export": _TASK},
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


def crm_files(
    what: What, preset: str | None
) -> list[tuple[str, Callable[[Sequence[Mapping[str, Any]]], bytes]]]:
    """The files for the system of a preset: the name of each, and what writes it of rows (see
    :data:`What`)."""
    forms = FORMS[what].get(preset or "")
    if forms is None:
        name, columns = _PLAIN[what]
        return [(name, partial(_written, {each: each for each in columns}))]
    return [(name, partial(_written, columns)) for name, columns in forms.items()]


def _written(columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    cells = [{head: _cell(each.get(name)) for head, name in columns.items()} for each in rows]
    frame = pd.DataFrame(cells, columns=list(columns))
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig", errors="replace")


def _cell(value: object) -> object:
    return neutral(value) if isinstance(value, str) else value
