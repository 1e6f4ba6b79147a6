"""What was agreed as files in the import form of a customer system, where it is known:
introductions, and of handovers the new owners of customers and the tasks.

Only columns that the system's preset names are written (``data/presets``): their spelling was
verified there. New owners go back into the columns that they were read from. Where no form is
known, there is one plain table of each.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

import pandas as pd

from data.report.spreadsheets import neutral

__all__ = ["FORMS", "What", "crm_files", "own_form"]

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

#: By what is written and preset; these carry API names, as the data loader of that system takes
#: them.
FORMS: Mapping[What, Mapping[str, Form]] = {
    "introductions": {"salesforce-api": {**_TEAM, **_TASK}, "salesforce-data-export": _TASK},
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


def _written(columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    cells = [{head: _cell(each.get(name)) for head, name in columns.items()} for each in rows]
    frame = pd.DataFrame(cells, columns=list(columns))
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig", errors="replace")


def _cell(value: object) -> object:
    return neutral(value) if isinstance(value, str) else value
