"""A company that can be counted by hand: nothing open, everything open once, or everything just
within its limit.

Six salespeople in one job with two customers each, a manager, the owner and three who have left;
every customer buys and is visited every month.
"""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

__all__ = [
    "AS_OF",
    "IMPORT_DAY",
    "PLANTED",
    "POLICY",
    "as_text",
    "clean",
    "nearly",
    "planted",
    "written",
]

AS_OF, IMPORT_DAY = date(2026, 6, 30), date(2026, 7, 1)
#: The rule that is off by default is on.
POLICY = """
[company]
currency = "CNY"
[concentration]
bus_factor_seconds = 0.1
[losses]
scenarios = 100
parameter_uncertainty = false
[safeguards.no_non_compete]
enabled = true
"""

#: What is planted: rule → who or what it is about.
PLANTED = {
    "leaver_active_access": "L1",
    "rep_sees_all": "S2",
    "mass_export": "S1",
    "mass_delete": "S3",
    "export_before_leaving": "X1",
    "no_confidentiality": "M1",
    "no_non_compete": "S4",
    "no_non_solicit": "S4",
    "non_compete_unpaid": "L3",
    "non_compete_expired": "S6",
    "non_compete_term": "S1",
    "no_handover": "S5",
    "backup_stale": "files",
    "backup_failed": "mail",
    "restore_untested": "archive",
    "crm_silence": "C13",
    "contacts_missing": "C14",
    "contact_details_suspect": "C15",
    "buys_less_contact_unchanged": "C16",
    "pay_below_peers": "S2",
    "commission_low_for_revenue_held": "S3",
    "promotion_stalled": "S4",
    "no_long_term_plan": "S5",
    "orphaned_customer": "C17",
    "untended_customer": "C18",
    "dormant_account": "S6",
}

Row = dict[str, Any]
Tables = dict[str, list[Row]]
SELLERS = ["S1", "S2", "S3", "S4", "S5", "S6"]
KINDS = ["confidentiality", "non_compete", "non_solicit", "handover"]
_MONTHS = 26


def ago(days: int) -> date:
    """So many days before the as-of date."""
    return AS_OF - timedelta(days=days)


def clean() -> Tables:
    """The company with nothing open."""
    tables: Tables = {
        "reps": _reps(),
        "customers": [],
        "contacts": [],
        "revenue": [],
        "activities": [],
        "compensation": [_pay(rep) for rep in [*SELLERS, "X1"]],
        "agreements": [_paper(rep, kind) for rep in [*SELLERS, "X1", "M1"] for kind in KINDS],
        "access": [_account(rep) for rep in [*SELLERS, "X1", "M1"]],
        "roles": [{"rep_id": rep, "role": "rep"} for rep in SELLERS],
        "access_log": _log(),
        "backups": [_backup("crm", 1)],
    }
    tables["roles"].append({"rep_id": "M1", "role": "manager"})
    one(tables["access"], rep_id="M1")["scope"] = "all"
    for number in range(1, 13):
        add_customer(tables, f"C{number:02}", SELLERS[(number - 1) % 6])
    return tables


def one(rows: list[Row], **which: str) -> Row:
    """The only row with these values."""
    (found,) = [row for row in rows if which.items() <= row.items()]
    return found


def add_customer(
    tables: Tables,
    customer: str,
    rep: str,
    *,
    amounts: Callable[[int], float] = lambda _: 1000.0,
    credited: bool = True,
    visits: bool = True,
    contact: bool = True,
) -> None:
    """A customer with a booking and a visit in each month; amounts by months back."""
    tables["customers"].append({"customer_id": customer, "name": customer, "owner_id": rep})
    if contact:
        tables["contacts"].append(
            {
                "contact_id": f"P-{customer}",
                "customer_id": customer,
                "email": f"buyer@{customer}.example",
                "phone": f"+86 {customer}",
            }
        )
    for back in range(_MONTHS):
        day = ago(30 * back)
        booking = {"customer_id": customer, "amount": amounts(back), "booked_on": day}
        tables["revenue"].append(booking | {"rep_id": rep if credited else ""})
        if visits:
            tables["activities"].append(met(customer, rep, day))


def met(customer: str, rep: str, day: date, kind: str = "visit") -> Row:
    """A contact record."""
    return {"customer_id": customer, "rep_id": rep, "happened_at": f"{day}T10:00", "kind": kind}


def _reps() -> list[Row]:
    def rep(rep_id: str, function: str, **more: object) -> Row:
        return {
            "rep_id": rep_id,
            "name": rep_id,
            "email": f"{rep_id}@house.example".lower(),
            "function": function,
            "title": "Representative" if function == "sales" else "Head",
            "hired_on": "2020-01-01",
            "notice_on": "",
            "left_on": "",
            "last_promoted_on": "2025-01-01",
            "jurisdiction": "CN",
        } | more

    leavers = [
        rep("L1", "sales", left_on=ago(181)),
        rep("L2", "sales", left_on=ago(800)),
        rep("L3", "sales", left_on=ago(150)),
    ]
    staff = [rep(rep_id, "sales") for rep_id in SELLERS]
    staff += [rep("X1", "sales", notice_on=ago(29)), rep("M1", "management")]
    return [*staff, rep("O1", "owner"), *leavers]


def _pay(rep: str) -> Row:
    return {
        "rep_id": rep,
        "period_start": "2026-01-01",
        "base": 100_000,
        "variable": 20_000,
        "commission_rate": 0.02,
        "long_term_plan": "true",
        "currency": "CNY",
    }


def _paper(rep: str, kind: str) -> Row:
    binds = kind in ("non_compete", "non_solicit")
    return {
        "rep_id": rep,
        "kind": kind,
        "signed_on": "2020-01-01",
        "ends_on": "",
        "months": 12 if binds else "",
        "paid": "true" if kind == "non_compete" else "",
    }


def _account(rep: str) -> Row:
    return {
        "rep_id": rep,
        "scope": "own",
        "can_export": "true",
        "active": "true",
        "last_login_at": f"{ago(1)}T09:00",
        "revoked_on": "",
    }


def _log() -> list[Row]:
    """S1 exports and deletes on 25 days, the others on three, 15 to 25 records a day."""
    days = [("S1", day) for day in range(25)] + [
        (rep, day) for rep in SELLERS[1:] for day in range(3)
    ]
    return [
        logged(rep, action, ago(10 * day + 5), 15 + day % 11)
        for rep, day in days
        for action in ("export", "delete")
    ]


def logged(rep: str, action: str, day: date, records: int) -> Row:
    """A row of the log."""
    return {
        "rep_id": rep, "action": action, "happened_at": f"{day}T18:00", "records": records
    }  # fmt: skip


def _backup(system: str, days: int, *, succeeded: bool = True, restored: int = 100) -> Row:
    return {
        "system": system,
        "finished_at": f"{ago(days)}T03:00",
        "succeeded": "true" if succeeded else "false",
        "restored_on": ago(restored),
    }


def planted() -> Tables:
    """The company with every rule broken once, each just beyond its limit."""
    return _changed(beyond=True)


def nearly() -> Tables:
    """The company with every rule just kept."""
    return _changed(beyond=False)


def _changed(*, beyond: bool) -> Tables:
    tables = clean()
    for change in (_accounts, _exports, _papers, _backups, _recording, _peers, _customers):
        change(tables, beyond)
    return tables


def _accounts(tables: Tables, beyond: bool) -> None:
    tables["access"].append(_account("L1") | {"revoked_on": "" if beyond else AS_OF})
    one(tables["access"], rep_id="S2")["scope"] = "all" if beyond else "team"
    days = 91 if beyond else 90
    one(tables["access"], rep_id="S6")["last_login_at"] = f"{ago(days)}T09:00"


def _exports(tables: Tables, beyond: bool) -> None:
    records = 500 if beyond else 499
    tables["access_log"] += [
        logged("S1", "export", ago(50 + 1), records),
        logged("S3", "delete", ago(60 + 1), records),
        # The notice was given 29 days ago.
        logged("X1", "export", ago(29 + 90), 100 if beyond else 99),
        logged("X1", "export", ago(29 + 91), 400),
    ]


def _papers(tables: Tables, beyond: bool) -> None:
    papers = tables["agreements"]
    for rep, kind in (
        ("M1", "confidentiality"),
        ("S4", "non_solicit"),
        ("S5", "handover"),
        ("S6", "non_compete"),
    ):
        one(papers, rep_id=rep, kind=kind)["ends_on"] = ago(1) if beyond else AS_OF
    if beyond:
        papers.remove(one(papers, rep_id="S4", kind="non_compete"))
    one(papers, rep_id="S1", kind="non_compete")["months"] = 25 if beyond else 12
    papers.append(_paper("L3", "non_compete") | {"paid": "false" if beyond else "true"})
    # Ended long ago: whoever left then may call on customers, and has for long.
    papers.append(_paper("L2", "non_compete") | {"paid": "false", "months": 12})


def _backups(tables: Tables, beyond: bool) -> None:
    tables["backups"] += [
        _backup("files", 8 if beyond else 7),
        _backup("mail", 1),
        _backup("mail", 0, succeeded=not beyond),
        _backup("archive", 1, restored=366 if beyond else 365),
    ]


def _recording(tables: Tables, beyond: bool) -> None:
    add_customer(tables, "C13", "S1", visits=False)
    last = 365 if beyond else 364
    tables["activities"] += [met("C13", "S1", ago(last + 30 * back)) for back in range(12)]
    add_customer(tables, "C14", "S2", contact=not beyond)
    add_customer(tables, "C15", "S3")
    shared = {"email": "S2@House.example"} if beyond else {"phone": "+86 C01"}
    one(tables["contacts"], customer_id="C15").update(shared)
    # Thirteen bookings in the last 12 months, twelve in the year before: 0.646 of each is 70 %.
    share = 0.64 if beyond else 0.65
    add_customer(tables, "C16", "S4", amounts=lambda back: 1000 * (share if back < 13 else 1))


def _peers(tables: Tables, beyond: bool) -> None:
    pay = tables["compensation"]
    one(pay, rep_id="S2")["base"] = 87_999 if beyond else 88_000
    one(pay, rep_id="S3")["commission_rate"] = 0.0149 if beyond else 0.015
    one(pay, rep_id="S5")["long_term_plan"] = "false" if beyond else "true"
    one(tables["reps"], rep_id="S4")["last_promoted_on"] = ago(1096 if beyond else 1095)


def _customers(tables: Tables, beyond: bool) -> None:
    for customer in ("C17", "C18"):
        add_customer(tables, customer, "S5", credited=False, visits=False)
    # As much by somebody who is here as by who has left keeps the customer in our hands.
    tables["activities"] += [
        met("C17", "L1", ago(190)),
        met("C17", "S5", ago(191 if beyond else 190)),
    ]
    tables["activities"] += [met("C18", "S5", ago(300 if beyond else 10), kind="email")]


def as_text(tables: Tables) -> dict[str, list[dict[str, str]]]:
    """Every cell as a file would hold it."""
    return {
        name: [{key: str(value) for key, value in row.items()} for row in rows]
        for name, rows in tables.items()
    }


def written(tables: Tables, folder: Path) -> Path:
    """The tables as a folder of CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder
