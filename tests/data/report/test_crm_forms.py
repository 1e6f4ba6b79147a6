"""Files for customer systems hold only columns that the system's preset has verified."""

import csv
import io
from datetime import date

import pytest

from data.mapping.owners import owner_columns
from data.mapping.presets import FOLDER, mapping_in_use, preset, preset_in_use
from data.mapping.writing import mapping_text
from data.report.crm_forms import FORMS, What, crm_files, own_form
from tests.data.presets.verified import verified

ROW = {
    "customer_id": "001",
    "customer": "=Acme",
    "rep_id": "005A",
    "person": "Sue",
    "owner_id": "005B",
    "owner": "Ann",
    "due": date(2026, 7, 1),
    "subject": "Sue becomes second contact of Acme",
    "from_id": "005C",
    "from": "@Bob",
    "on": date(2026, 8, 1),
}


def _owners(name: str | None) -> tuple[str, str, str] | None:
    return None if name is None else owner_columns(preset(name))


def written(what: What, name: str | None) -> dict[str, list[dict[str, str]]]:
    return {
        file: list(csv.DictReader(io.StringIO(make([ROW]).decode("utf-8-sig"))))
        for file, make in crm_files(what, own_form(what, name, _owners(name)))
    }


@pytest.mark.parametrize("name", sorted(FORMS["introductions"]))
def test_columns_are_verified(name: str) -> None:
    lists = {} if name == "salesforce-fivetran" else verified(name)
    known = {table.lower(): columns for table, columns in lists.items()}
    text = "".join(
        (FOLDER / f"{each}.toml").read_text(encoding="utf-8") for each in (name, "salesforce-api")
    )
    for table, columns in FORMS["introductions"][name].items():
        named = known.get(table.lower(), ())
        assert named or f'name = "{table}"' in text, table
        assert [each for each in columns if each not in named and f'"{each}"' not in text] == []


def test_tasks_say_of_what_kind_their_customer_is() -> None:
    (row,) = written("tasks", "suitecrm")["tasks"]
    assert (row["parent_type"], row["parent_id"], row["assigned_user_id"]) == (
        "Accounts", "001", "005B"
    )  # fmt: skip
    (row,) = written("introductions", "dynamics365")["task"]
    assert (row["regardingobjecttypecode"], row["scheduledend"]) == ("account", "2026-07-01")
    assert written("tasks", "salesforce-fivetran").keys() == {"Task"}


def test_known_system_gets_its_own_import_form() -> None:
    files = written("introductions", "salesforce-api")
    assert files["AccountTeamMember"] == [{"AccountId": "001", "UserId": "005A"}]
    assert files["Task"][0]["ActivityDate"] == "2026-07-01"
    assert files["Task"][0]["OwnerId"] == "005B"


def test_unknown_system_gets_one_plain_table_without_formulas() -> None:
    (row,) = written("introductions", "pipedrive-ui")["introductions"]
    assert row["customer"] == "'=Acme"
    assert row["person"] == "Sue"
    assert written("introductions", None).keys() == {"introductions"}


def test_owners_and_tasks_of_a_handover_have_their_own_files() -> None:
    assert written("owners", "salesforce-api") == {"Account": [{"Id": "001", "OwnerId": "005A"}]}
    assert written("tasks", "salesforce-data-export")["Task"][0]["OwnerId"] == "005B"
    (row,) = written("owners", None)["owner-changes"]
    assert (row["from"], row["rep_id"], row["on"]) == ("'@Bob", "005A", "2026-08-01")
    assert list(written("tasks", None)["tasks"][0]) == [
        "customer_id", "customer", "owner_id", "owner", "due", "subject"
    ]  # fmt: skip


def test_new_owners_go_back_into_the_columns_they_were_read_from() -> None:
    assert _owners("odoo") == ("res_partner", "id", "user_id")
    assert _owners("dynamics365") == ("account", "accountid", "ownerid")
    assert _owners("hubspot-ui") == ("companies", "Record ID", "Company owner")
    assert _owners("zoho") == ("accounts", "Record Id", "Account Owner.id")
    assert written("owners", "odoo") == {"res_partner": [{"id": "001", "user_id": "005A"}]}


def test_owner_of_another_table_or_of_a_part_of_a_text_has_no_way_back() -> None:
    # vtiger keeps the owner in a table beside, fxiaoke in a list, WeCom in the link to people.
    assert [_owners(name) for name in ("vtiger", "fxiaoke", "wecom")] == [None] * 3
    assert written("owners", "vtiger").keys() == {"owner-changes"}


def test_mapping_in_use_is_the_first_that_can_be_read() -> None:
    assert mapping_in_use(None, "no such file.toml", "odoo") == preset("odoo")
    assert mapping_in_use(None, "") is None


def test_preset_in_use_is_found_by_name_or_by_the_text_of_its_mapping() -> None:
    assert preset_in_use(None, "salesforce-api") == "salesforce-api"
    assert preset_in_use(mapping_text(preset("salesforce-api")), None) == "salesforce-api"
    assert preset_in_use('[tables.a]\nname = "a"\n', "no such file.toml") is None
