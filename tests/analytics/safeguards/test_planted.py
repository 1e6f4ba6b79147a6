"""The company of tests.planted through the product: everything is found once, and nothing else."""

from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import assess
from analytics.contracts.safeguarded import HOUSE_RECORDS, SAFEGUARDED
from analytics.messages import SchemaName
from analytics.policy import HAZARD_CODES
from analytics.safeguards.checking import Safeguards
from tests import planted
from tests.analytics.safeguards.conftest import Checks
from tests.planted import Tables

#: Tables without which the company can be assessed, and the rules that need them.
NEEDED = {
    "access": {"leaver_active_access", "rep_sees_all"},
    "access_log": {"mass_export", "mass_delete", "export_before_leaving"},
    "agreements": {
        "no_confidentiality",
        "no_non_compete",
        "no_non_solicit",
        "no_handover",
        "non_compete_unpaid",
        "non_compete_expired",
        "non_compete_term",
    },
    "backups": {"backup_stale", "backup_failed", "restore_untested"},
    "contacts": {"contacts_missing", "contact_details_suspect"},
    "compensation": {"pay_below_peers", "commission_low_for_revenue_held", "no_long_term_plan"},
}


def found(made: Safeguards) -> dict[str, list[str]]:
    return {code: list(rows["subject_id"]) for code, rows in made.hazards.groupby("code")}


def without(tables: Tables, column: str) -> Tables:
    """The tables without one column, named ``table.column``."""
    table, _, name = column.partition(".")
    rows = [{key: value for key, value in row.items() if key != name} for row in tables[table]]
    return tables | {table: rows}


def test_a_company_with_nothing_open_has_no_open_point(checked: Checks) -> None:
    made = checked(planted.clean())
    assert made.hazards.empty
    assert [each.code for each in made.checks] == list(HAZARD_CODES)
    assert all(each.ran for each in made.checks)
    assert SAFEGUARDED["hazards"].faults(made.hazards) == []


def test_everything_planted_is_found_once_and_nothing_else(checked: Checks) -> None:
    made = checked(planted.planted())
    assert found(made) == {code: [subject] for code, subject in planted.PLANTED.items()}
    assert set(planted.PLANTED) == set(HAZARD_CODES)
    assert Counter(each.found for each in made.checks) == {1: len(HAZARD_CODES)}
    frames = {name: getattr(made, name) for name in SAFEGUARDED}
    faults = {name: SAFEGUARDED[name].faults(frame) for name, frame in frames.items()}
    records = {
        name: HOUSE_RECORDS[name].faults(getattr(made.records, name)) for name in HOUSE_RECORDS
    }
    assert not any(faults.values()), faults
    assert not any(records.values()), records


def test_what_is_just_within_its_limit_is_no_open_point(checked: Checks) -> None:
    assert found(checked(planted.nearly())) == {}


def test_the_file_holds_the_open_points_sorted_by_its_first_columns(tmp_path: Path) -> None:
    folder = planted.written(planted.planted(), tmp_path / "files")
    policy = tmp_path / "policy.toml"
    policy.write_text(planted.POLICY, encoding="utf-8")
    out = tmp_path / "out"
    options = ["--source", str(folder), "--out", str(out), "--policy", str(policy)]
    assert assess.main(options) == 0
    rows = pd.read_csv(out / "hazards.csv")
    first = ["code", "severity", "subject_type", "subject_id", "evidence", "remedy"]
    assert list(rows.columns)[:6] == first
    assert dict(zip(rows["code"], rows["subject_id"], strict=True)) == planted.PLANTED
    assert rows["code"].is_monotonic_increasing
    assert rows[["evidence", "remedy"]].notna().all(axis=None)


@pytest.mark.parametrize("table", NEEDED)
def test_a_missing_table_is_named_and_the_rest_is_still_found(checked: Checks, table: str) -> None:
    tables = planted.planted()
    del tables[table]
    made = checked(tables)
    unable = {each.code for each in made.checks if not each.ran}
    assert unable == NEEDED[table]
    for code in unable:
        assert made.check(code).missing == (SchemaName(table),)
        assert table in str(made.check(code).unable)
    assert set(found(made)) >= set(HAZARD_CODES) - unable - {"dormant_account"}


def test_a_missing_column_is_named(checked: Checks) -> None:
    needed = {
        "access_log.records": {"mass_export", "mass_delete"},
        "agreements.paid": {"non_compete_unpaid"},
        "agreements.months": {"non_compete_term"},
        "backups.restored_on": {"restore_untested"},
        "compensation.long_term_plan": {"no_long_term_plan"},
        "reps.last_promoted_on": {"promotion_stalled"},
    }
    tables = planted.planted()
    for column in needed:
        tables = without(tables, column)
    made = checked(tables)
    missing = {each.code: each.missing for each in made.checks if not each.ran}
    assert missing == {
        code: (SchemaName(*column.split(".")),)
        for column, codes in needed.items()
        for code in codes
    }


def test_agreements_without_days_of_signing_are_signed(checked: Checks) -> None:
    assert found(checked(without(planted.clean(), "agreements.signed_on"))) == {}


def test_a_paper_that_waits_for_its_signature_is_not_signed(checked: Checks) -> None:
    tables = planted.clean()
    planted.one(tables["agreements"], rep_id="S3", kind="handover")["signed_on"] = ""
    assert found(checked(tables)) == {"no_handover": ["S3"]}


def test_a_kind_of_which_nothing_is_recorded_is_not_judged(checked: Checks) -> None:
    tables = planted.clean()
    tables["agreements"] = [row for row in tables["agreements"] if row["kind"] != "handover"]
    made = checked(tables)
    assert found(made) == {}
    assert not made.check("no_handover").ran
    assert "not known" in str(made.check("no_handover").unable)


def test_rights_of_today_are_not_judged_for_an_earlier_day(checked: Checks) -> None:
    made = checked(planted.planted(), as_of=date(2026, 3, 31))
    unable = {each.code for each in made.checks if not each.ran}
    assert {"leaver_active_access", "rep_sees_all"} <= unable
    # The export of May, the failed backup of June and the notice of June were not known.
    assert {"mass_export", "backup_failed"}.isdisjoint(found(made))


def test_limits_severities_and_rules_are_those_of_the_policy(checked: Checks) -> None:
    made = checked(
        planted.planted(),
        """
        [safeguards.mass_export]
        limits.records = 501
        [safeguards.backup_stale]
        severity = "low"
        [safeguards.backup_failed]
        enabled = false
        [safeguards.pay_below_peers.limits]
        people = 8
        """,
    )
    assert {"mass_export", "backup_failed", "pay_below_peers"}.isdisjoint(found(made))
    severity = made.hazards.set_index("code")["severity"]
    assert (severity["backup_stale"], severity["restore_untested"]) == ("low", "medium")
    assert not made.check("backup_failed").enabled
    assert "fewer than 8" in str(made.check("pay_below_peers").note)


@pytest.mark.parametrize(
    ("switch", "rules"),
    [
        ("pay", NEEDED["compensation"] | {"promotion_stalled"}),
        ("agreements", NEEDED["agreements"]),
        ("access_cards", NEEDED["access"]),
        ("exports", NEEDED["access_log"]),
    ],
)
def test_a_switch_turns_off_every_rule_of_its_kind(
    checked: Checks, switch: str, rules: set[str]
) -> None:
    made = checked(planted.planted(), f"[safeguards]\n{switch} = false")
    assert {each.code for each in made.checks if not each.enabled} == rules
    assert set(found(made)).isdisjoint(rules)


def test_a_non_compete_is_asked_for_only_where_the_law_lets_it_bind(checked: Checks) -> None:
    tables = planted.clean()
    tables["agreements"] = [
        row
        for row in tables["agreements"]
        if row["kind"] != "non_compete" or row["rep_id"] not in ("S1", "S2", "S3")
    ]
    for rep, place in (("S1", "US-CA"), ("S2", "DE"), ("S3", "CN")):
        planted.one(tables["reps"], rep_id=rep)["jurisdiction"] = place
    assert found(checked(tables)) == {"no_non_compete": ["S2", "S3"]}
    only = '[safeguards]\nno_non_compete = { enabled = true, jurisdictions = ["DE"] }'
    more = only.removeprefix("[safeguards]\n")
    policy = planted.POLICY.replace("[safeguards.no_non_compete]\nenabled = true\n", "")
    assert found(checked(tables, policy=f"{policy}[safeguards]\n{more}")) == {
        "no_non_compete": ["S2"]
    }


def test_with_customers_people_and_bookings_alone_everything_else_is_named(
    checked: Checks,
) -> None:
    tables = planted.planted()
    made = checked({name: tables[name] for name in ("reps", "customers", "revenue")})
    ran = {each.code for each in made.checks if each.ran}
    assert ran == {"promotion_stalled", "orphaned_customer", "untended_customer", "dormant_account"}
    assert all(each.unable is not None for each in made.checks if not each.ran)
    for name, contract in SAFEGUARDED.items():
        assert contract.faults(getattr(made, name)) == [], name
    assert found(made)["promotion_stalled"] == ["S4"]


def test_absurd_values_end_in_no_error_and_in_finite_figures(checked: Checks) -> None:
    tables = planted.planted()
    for row, months in zip(tables["agreements"], (-5, 0, 1e9, 1e-9, 599), strict=False):
        row["months"] = months
    for row, records in zip(tables["access_log"], (-10, 0, 1e12, 0.5), strict=False):
        row["records"] = records
    for row, base in zip(tables["compensation"], (-1, 0, 1e12, ""), strict=False):
        row["base"] = base
    tables["compensation"][4]["commission_rate"] = -0.5
    tables["access"] += [
        planted.one(tables["access"], rep_id="S3") | {"scope": "EVERYTHING"},
        planted.one(tables["access"], rep_id="S3") | {"scope": "Team", "last_login_at": ""},
        planted.one(tables["access"], rep_id="S4") | {"rep_id": "nobody at all"},
    ]
    tables["roles"].append({"rep_id": "ghost", "role": "emperor"})
    tables["backups"].append(
        {"system": "x" * 70, "finished_at": "2026-06-30T23:59", "succeeded": "false"}
    )
    tables["agreements"].append({"rep_id": "ghost", "kind": "oath", "signed_on": "2020-01-01"})
    tables["agreements"].append(
        {"rep_id": "L3", "kind": "non_compete", "signed_on": "2030-01-01", "ends_on": "1999-01-01"}
    )
    made = checked(tables)
    for name, contract in SAFEGUARDED.items():
        assert contract.faults(getattr(made, name)) == [], name
    assert "x" * 70 in found(made)["backup_failed"]
    assert all("nan" not in text.lower().split() for text in made.hazards["evidence"])


def test_cards_cost_a_non_compete_by_the_law_of_the_place(checked: Checks) -> None:
    tables = planted.clean()
    places = {"S1": "CN", "S2": "DE", "S3": "US-CA", "S4": "", "S5": "FR", "S6": "DE-BY"}
    for rep, place in places.items():
        planted.one(tables["reps"], rep_id=rep)["jurisdiction"] = place
    cards = checked(tables).cards.set_index("rep_id")
    # A year of 120,000: 30 % of it, half of it, nothing that binds, nothing known.
    costs = cards["non_compete_cost"].reindex(list(places))
    assert costs.fillna(-1).tolist() == [36_000, 60_000, -1, -1, -1, 60_000]
    assert cards["pay_gap"].dropna().eq(0).all()
    assert cards.loc["M1", "scope"] == "all"
    assert cards.loc["O1", ["confidentiality", "non_compete"]].tolist() == [False, False]


def test_the_gap_to_the_middle_of_the_job_is_what_closing_it_costs(checked: Checks) -> None:
    cards = checked(planted.planted()).cards.set_index("rep_id")
    assert cards.loc["S2", "pay_gap"] == 120_000 - 107_999
    assert cards.loc["S2", "pay_against_middle"] == pytest.approx(107_999 / 120_000 - 1)
    assert cards.loc["S2", "job_people"] == 7
