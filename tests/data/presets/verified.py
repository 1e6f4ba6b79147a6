"""What is verified of the systems that presets are for: lists of columns outside the repository."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from tests.serving import ROOT

CRM = ROOT.parent / "shared" / "crm"

#: The lists that a preset rests on, and columns that are verified beside them, each by its source.
LISTS: dict[str, tuple[str, ...]] = {
    "dynamics365": ("dynamics365",),
    "espocrm": ("espocrm",),
    "freshsales": ("freshsales",),
    "hubspot-ui": (),
    "hubspot-ui-es": (),
    "hubspot-warehouse": ("hubspot_fivetran",),
    "netsuite": ("netsuite",),
    "odoo": ("odoo16", "odoo17", "odoo18"),
    "pipedrive-api": ("pipedrive",),
    "pipedrive-ui": (),
    "salesforce-api": ("salesforce_api", "salesforce_data_export"),
    "salesforce-data-export": ("salesforce_data_export",),
    "salesforce-fivetran": ("salesforce_fivetran",),
    "salesforce-report": (),
    "sap-b1": ("sap_b1",),
    "suitecrm": ("suitecrm",),
    "vtiger": ("vtiger",),
    "zoho": ("zoho",),
}

#: The names of header lines that presets of labels rest on.
HEADERS = {
    "hubspot-ui": ("HubSpot UI export (en)", "HubSpot import"),
    "hubspot-ui-es": ("HubSpot UI export (es)",),
    "pipedrive-ui": ("Pipedrive",),
    "salesforce-fivetran": ("Salesforce fivetran",),
    "salesforce-report": ("Salesforce report", "Salesforce import"),
}

FURTHER: dict[str, dict[str, tuple[str, ...]]] = {
    # odoo/odoo, odoo/addons/base/models/ir_model.py
    "odoo": {"ir_model_fields": ("id", "name", "model")},
    # object reference: Event by API
    "salesforce-api": {"Event": ("StartDateTime", "EndDateTime")},
    # field reference: labels of Account and Opportunity
    "salesforce-report": {
        "labels": (
            "Opportunity ID", "Account ID", "Opportunity Owner", "Amount", "Close Date", "Closed",
            "Won", "Created Date", "Opportunity Currency", "Amount Currency", "Industry",
        )
    },
    # labels of deals, and of contacts in English, in header lines of importers
    "hubspot-ui": {
        "labels": (
            "Record ID", "Create Date", "Associated Company IDs (Primary)", "Deal Stage", "Close Date", "Deal owner", "Amount",
            "Amount in company currency",
        )
    },
    # spellings that occur in further files
    "pipedrive-ui": {
        "labels": (
            "Deal - Pipedrive System ID", "Deal - System ID", "Deal - Currency", "Deal - Add time",
            "Deal - Creation date", "Deal - Deal created on", "Deal - Closed on",
        )
    },
    # credit memos have the columns of invoices
    "sap-b1": {"ORIN": ("DocEntry", "CardCode", "SlpCode", "DocDate", "DocDueDate", "DocTotal", "CANCELED")},
}


@cache
def verified(preset: str) -> dict[str, list[str]]:
    """The verified columns of a preset's system by table; skipped where the lists are absent."""
    if not CRM.is_dir():
        pytest.skip("the verified columns of other systems are not here")
    tables: dict[str, list[str]] = {}
    for name in LISTS[preset]:
        _add(tables, _tables(CRM / f"{name}.json"))
    for line in json.loads((CRM / "headers_west.json").read_text(encoding="utf-8"))["headers"]:
        if line["system"].startswith(HEADERS.get(preset, ("–",))):
            _add(tables, {line["object"]: line["header"]})
    _add(tables, {name: list(columns) for name, columns in FURTHER.get(preset, {}).items()})
    return tables


def _tables(path: Path) -> dict[str, list[str]]:
    return json.loads(path.read_text(encoding="utf-8"))["tables"]


def _add(tables: dict[str, list[str]], more: dict[str, list[str]]) -> None:
    for name, columns in more.items():
        plain = re.sub(r" \(export\)$|_v2$", "", name)
        known = tables.setdefault(plain, [])
        known += [column for column in columns if column not in known]
