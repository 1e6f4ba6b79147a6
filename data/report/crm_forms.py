"""Agreed introductions as files in the import form of a customer system, where it is known.

Only columns that the system's preset names are written (``data/presets``): their spelling was
verified there. Every other system gets one plain table.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from data.report.spreadsheets import neutral

__all__ = ["FORMS", "crm_files"]

#: By the object that the system imports: its columns, and what they hold of an introduction.
_SALESFORCE: Mapping[str, Mapping[str, str]] = {
    "AccountTeamMember": {"AccountId": "customer_id", "UserId": "rep_id"},
    "Task": {
        "WhatId": "customer_id",
        "OwnerId": "owner_id",
        "Subject": "subject",
        "ActivityDate": "due",
    },
}

#: By preset; these carry API names, as the data loader of that system takes them.
FORMS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "salesforce-api": _SALESFORCE,
    "salesforce-data-export": {"Task": _SALESFORCE["Task"]},
}

_PLAIN = ("customer_id", "customer", "rep_id", "person", "owner", "due", "subject")


def crm_files(
    preset: str | None,
) -> list[tuple[str, Callable[[Sequence[Mapping[str, Any]]], bytes]]]:
    """The files for the system of a preset: the name of each, and what writes it of introductions
    (customer_id, customer, rep_id, person, owner_id, owner, due, subject)."""
    forms = FORMS.get(preset or "")
    if forms is None:
        return [("introductions", partial(_written, {each: each for each in _PLAIN}))]
    return [(name, partial(_written, columns)) for name, columns in forms.items()]


def _written(columns: Mapping[str, str], introductions: Sequence[Mapping[str, Any]]) -> bytes:
    rows = [
        {head: _cell(each.get(name)) for head, name in columns.items()} for each in introductions
    ]
    frame = pd.DataFrame(rows, columns=list(columns))
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig", errors="replace")


def _cell(value: object) -> object:
    return neutral(value) if isinstance(value, str) else value
