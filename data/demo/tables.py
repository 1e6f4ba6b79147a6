"""From positions, numbers and day numbers to the rows of the canonical tables."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.demo.careers import Careers
from data.demo.customers import OVERSEAS
from data.demo.days import AS_OF_DAY, as_dates, stream
from data.demo.people import SALES
from data.demo.ties import Ties, owned_now
from data.demo.words import REGIONS, SEGMENTS, TEAMS, TITLES

__all__ = [
    "DESTINATIONS",
    "activities",
    "assignments",
    "contacts",
    "customer_ids",
    "customers",
    "deals",
    "named_history",
    "rep_ids",
    "reps",
    "revenue",
    "with_rep_id",
]

Ints = npt.NDArray[np.int64]

#: Where leavers go, by number.
DESTINATIONS = np.array(["competitor", "own_business", "other"])

_ROLE_OF_TIE = {
    "owner": "owner",
    "second": "second",
    "service": "service",
    "technical": "support",
    "manager": "support",
}


def rep_ids(position: npt.ArrayLike) -> pd.Series:
    """Return R001 … of positions, missing for −1."""
    return _ids(position, "R", 3)


def customer_ids(position: npt.ArrayLike) -> pd.Series:
    """Return C0001 … of positions, missing for −1."""
    return _ids(position, "C", 4)


def _ids(position: npt.ArrayLike, letter: str, width: int) -> pd.Series:
    """Return texts such as R001; each text is made once and then taken by number."""
    numbers = np.asarray(position, dtype=np.int64)
    texts = [f"{letter}{n:0{width}d}" for n in range(1, int(numbers.max(initial=0)) + 2)]
    return pd.Series([*texts, None], dtype="str").take(numbers).reset_index(drop=True)


def _numbered(letter: str, count: int) -> pd.Series:
    return _ids(np.arange(count), letter, 6)


def with_rep_id(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with rep_id in place of the position ``rep``."""
    frame = frame.reset_index(drop=True)
    return frame.assign(rep_id=rep_ids(frame["rep"])).drop(columns="rep")


def _words(pairs: list[tuple[str, str]], number: Ints, column: str) -> dict[str, list[str | None]]:
    """Return a column in both languages; missing for −1."""
    both = [pairs[n] if n >= 0 else (None, None) for n in number]
    return {column: [b[0] for b in both], f"{column}_zh": [b[1] for b in both]}


def reps(staff: pd.DataFrame, careers: Careers, destination: Ints) -> pd.DataFrame:
    """Return the table of our own people."""
    team, system = staff["team"].to_numpy(), (staff["function"] == "system").to_numpy()
    left, notice, to = (np.full(len(staff), np.nan) for _ in range(3))
    left[:SALES], notice[:SALES] = careers.left, careers.notice
    to[:SALES] = np.where(careers.left <= AS_OF_DAY, destination, np.nan)
    mail = staff["name"].str.lower().str.replace(" ", ".") + "@harbourlight.example"
    return pd.DataFrame(
        {
            "rep_id": staff["rep_id"],
            "name": staff["name"],
            "name_zh": staff["name_zh"],
            "email": mail,
            "function": staff["function"],
            **_words(TEAMS, team, "team"),
            "manager_id": rep_ids(staff["manager"]),
            **_words(TITLES, staff["title"].to_numpy(), "title"),
            **_words(REGIONS, team, "region"),
            "hired_on": as_dates(np.where(system, np.nan, staff["hired"])),
            "notice_on": as_dates(notice),
            "left_on": as_dates(left),
            "left_to": [None if np.isnan(t) else DESTINATIONS[int(t)] for t in to],
            "last_promoted_on": as_dates(staff["promoted"]),
            "jurisdiction": pd.Series("CN", staff.index).where(~system),
            "languages": pd.Series(np.where(team == OVERSEAS, "zh, en", "zh")).where(~system),
        }
    )


def named_history(history: pd.DataFrame) -> pd.DataFrame:
    """Return rep_history with the names of teams and titles and the manager's id."""
    return pd.DataFrame(
        {
            "rep": history["rep"],
            "valid_from": history["valid_from"],
            "manager_id": rep_ids(history["manager"]),
            **_words(TEAMS, history["team"].to_numpy(), "team"),
            **_words(TITLES, history["title"].to_numpy(), "title"),
        }
    )


def customers(customers: pd.DataFrame, ties: Ties, unknown: Ints) -> pd.DataFrame:
    """Return the table of customers; the file still names most leavers as owners of orphans."""
    owner, since = owned_now(ties, len(customers))
    owner = np.where(np.isin(np.arange(len(customers)), unknown), -1, owner)
    created = customers["created"].to_numpy()
    origin = np.where(since > created + 30, "inherited", "company")
    brought = (origin == "company") & (customers.index % 6 == 0)
    region = customers["region"].to_numpy()
    return pd.DataFrame(
        {
            "customer_id": customers["customer_id"],
            "name": customers["name"],
            "name_zh": customers["name_zh"],
            "parent_id": customer_ids(customers["parent"]),
            **_words(SEGMENTS, customers["segment"].to_numpy(), "segment"),
            "industry": customers["industry"],
            "industry_zh": customers["industry_zh"],
            **_words(REGIONS, region, "region"),
            "owner_id": rep_ids(owner),
            "created_on": as_dates(created),
            "origin": np.where(brought, "brought", origin),
            "contract_ends_on": as_dates(customers["contract"]),
            "language": np.where(region == OVERSEAS, "en", "zh"),
        }
    )


def contacts(contacts: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Return the table of people at the customers."""
    ids = customers["customer_id"].take(contacts["customer"]).reset_index(drop=True)
    return contacts.assign(customer_id=ids).drop(columns="customer")


def revenue(seed: int, booked: pd.DataFrame) -> pd.DataFrame:
    """Return the table of bookings with margin, due day and day of payment."""
    rng = stream(seed, "margins")
    day, count = booked["day"].to_numpy(), len(booked)
    due = day + rng.choice([30, 60, 90], count)
    paid = due + rng.normal(2, 12, count).round()
    margin = booked["amount"].to_numpy() * rng.normal(0.28, 0.06, count).clip(0.05, 0.5)
    return pd.DataFrame(
        {
            "customer_id": customer_ids(booked["customer"]),
            "amount": booked["amount"],
            "booked_on": as_dates(day),
            "rep_id": rep_ids(booked["rep"]),
            "currency": booked["currency"],
            "revenue_id": _numbered("B", count),
            "margin": margin.round(2),
            "due_on": as_dates(due),
            "paid_on": as_dates(np.where(paid <= AS_OF_DAY, np.maximum(paid, day), np.nan)),
        }
    )


def deals(dealt: pd.DataFrame) -> pd.DataFrame:
    """Return the table of deals."""
    return pd.DataFrame(
        {
            "deal_id": _numbered("D", len(dealt)),
            "customer_id": customer_ids(dealt["customer"]),
            "rep_id": rep_ids(dealt["rep"]),
            "amount": dealt["amount"].to_numpy(),
            "currency": dealt["currency"].to_numpy(),
            "stage": dealt["stage"].to_numpy(),
            "created_on": as_dates(dealt["created"]),
            "closed_on": as_dates(dealt["closed"]),
            "updated_on": as_dates(dealt["updated"]),
        }
    )


def activities(made: pd.DataFrame) -> pd.DataFrame:
    """Return the table of contact records."""
    return pd.DataFrame(
        {
            "customer_id": customer_ids(made["customer"]),
            "rep_id": rep_ids(made["rep"]),
            "happened_at": made["happened_at"].to_numpy(),
            "activity_id": _numbered("A", len(made)),
            "contact_id": _ids(made["contact"], "K", 5),
            "kind": made["kind"].to_numpy(),
            "direction": made["direction"].to_numpy(),
        }
    )


def assignments(ties: Ties, unknown: Ints) -> pd.DataFrame:
    """Return the table of assignments: owners, second contacts, service and support."""
    spans = ties.spans[
        ties.spans["role"].isin(_ROLE_OF_TIE) & ~ties.spans["customer"].isin(unknown)
    ]
    spans = spans.sort_values(["customer", "first", "rep"], kind="stable")
    last = spans["last"].to_numpy()
    return pd.DataFrame(
        {
            "customer_id": customer_ids(spans["customer"]),
            "rep_id": rep_ids(spans["rep"]),
            "role": spans["role"].map(_ROLE_OF_TIE).to_numpy(),
            "start_on": as_dates(spans["first"]),
            "end_on": as_dates(np.where(last <= AS_OF_DAY, last, np.nan)),
        }
    )
