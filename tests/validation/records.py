"""What a customer system would hold of a drawn company: the canonical tables."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.demo.days import AS_OF_DAY, MONTH_STARTS, as_dates
from data.demo.law import DEMO_AS_OF, MONTHS
from data.demo.writing import write_database
from data.schema import NAMED_IN_CHINESE, TABLES
from tests.validation.books import Book
from tests.validation.held_out_following import contract_ends
from tests.validation.leaving import Leaving
from tests.validation.workforce import Careers, Force

__all__ = ["Tables", "customer_ids", "rep_ids", "tables_of", "write"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Tables = dict[str, pd.DataFrame]

_TITLES = np.array(["Account executive", "Senior account executive", "Key account executive"])
_BASE = np.array([48_000.0, 62_000.0, 80_000.0])
_PLACES = np.array(["competitor", "own_business", "other"])
_KINDS = np.array(["visit", "meeting", "call", "message", "email"])
_MONTH_DAYS = 30.4


def rep_ids(position: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """r000 … of positions; None for −1."""
    return _ids("r", position, 3)


def customer_ids(position: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """c0000 … of positions."""
    return _ids("c", position, 4)


def _ids(letter: str, position: npt.ArrayLike, width: int) -> npt.NDArray[np.object_]:
    numbers = np.asarray(position, dtype=np.int64)
    texts = [f"{letter}{n:0{width}d}" for n in range(int(numbers.max(initial=0)) + 1)]
    return np.array([*texts, None], dtype=object)[numbers]


def tables_of(careers: Careers, law: Leaving, book: Book, rng: np.random.Generator) -> Tables:
    """Every table of the company, up to the as-of date."""
    force = careers.force
    logging = law.logging(force.effects, rng)[:, None]
    decided = np.arange(MONTHS) > careers.gone[:, None]
    level = np.where(decided, 0.4, law.level(careers.withdrawn)) * logging
    return {
        "reps": _reps(careers, managers_leave=law.managers_leave),
        "rep_history": _rep_history(force),
        "customers": _customers(book),
        "contacts": _contacts(book),
        "activities": _activities(book, level, careers.left, rng),
        "revenue": _revenue(book, rng),
        "assignments": _assignments(book),
        "quotas": _quotas(force, careers.left),
        "compensation": _compensation(force, careers.left),
    }


def _manager_ids(number: Ints) -> npt.NDArray[np.object_]:
    return _ids("m", number, 3)


def _reps(careers: Careers, *, managers_leave: bool) -> pd.DataFrame:
    force, notice, left = careers.force, careers.notice, careers.left
    people = np.arange(len(force.team))
    known = np.where(force.promotions <= AS_OF_DAY, force.promotions, np.nan)
    promoted = pd.DataFrame(known).max(axis=1).to_numpy()
    told = left <= AS_OF_DAY
    sales = pd.DataFrame(
        {
            "rep_id": rep_ids(people),
            "name": [f"Rep {n}" for n in people],
            "function": "sales",
            "team": _ids("t", force.team, 1),
            "manager_id": _manager_ids(force.manager[force.team, MONTHS - 1]),
            "title": _TITLES[force.title],
            "hired_on": as_dates(force.hired),
            "notice_on": as_dates(np.where(notice <= AS_OF_DAY, notice, np.nan)),
            "left_on": as_dates(np.where(told, left, np.nan)),
            "left_to": np.where(told, _PLACES[careers.destination], None),
            "last_promoted_on": as_dates(promoted),
        }
    )
    numbers, went = _managers(force)
    managers = _manager_ids(numbers)
    above = pd.DataFrame({"rep_id": managers, "name": managers, "function": "management"})
    if managers_leave:
        above["left_on"] = as_dates(went)
    return pd.concat([sales, above.assign(hired_on=as_dates(-3000.0))], ignore_index=True)


def _managers(force: Force) -> tuple[Ints, Floats]:
    """Numbers of all managers of the history, and the last day of those who had a successor."""
    past = force.manager[:, :MONTHS]
    numbers = np.unique(past)
    last = np.array([np.nonzero(past == number)[1].max() for number in numbers])
    ends = np.append(MONTH_STARTS, 0)[last + 1].astype(float) - 1
    return numbers, np.where(last < MONTHS - 1, ends, np.nan)


def _rep_history(force: Force) -> pd.DataFrame:
    past = force.manager[:, :MONTHS]
    team, month = np.nonzero(np.diff(past, axis=1, prepend=-1))
    rep, change = np.nonzero(force.team[:, None] == team)
    start = np.where(month == 0, -3000, MONTH_STARTS[month])[change]
    ends = np.append(start[1:], 0)
    same = np.append(rep[1:] == rep[:-1], False)
    over = same & (ends <= force.hired[rep])  # ended before this person came
    return pd.DataFrame(
        {
            "rep_id": rep_ids(rep),
            "valid_from": as_dates(np.maximum(start, force.hired[rep])),
            "team": _ids("t", force.team[rep], 1),
            "manager_id": _manager_ids(past[team, month][change]),
            "title": _TITLES[force.title[rep]],
        }
    )[~over].reset_index(drop=True)


def _owners(book: Book) -> pd.DataFrame:
    """Owner ties that began by the as-of date, cut where the customer stopped."""
    owned = book.ties[book.ties["owner"] & (book.ties["rep"] >= 0)]
    return owned[(owned["first"] <= AS_OF_DAY) & (owned["last"] >= owned["first"])]


def _customers(book: Book) -> pd.DataFrame:
    owned = _owners(book).sort_values("first").drop_duplicates("customer", keep="last")
    number = np.arange(len(book.customers))
    owner = owned.set_index("customer")["rep"].reindex(number).fillna(-1).to_numpy()
    customers = pd.DataFrame(
        {
            "customer_id": customer_ids(number),
            "name": [f"Customer {n}" for n in number],
            "owner_id": rep_ids(owner),
            "created_on": as_dates(book.customers["firm"]),
        }
    )
    return customers.assign(**_contracts(book.customers)) if "term" in book.customers else customers


def _contracts(clients: pd.DataFrame) -> dict[str, npt.NDArray[np.datetime64]]:
    """First and last day of the running contracts."""
    ends = contract_ends(clients, AS_OF_DAY)
    starts = ends - clients["term"].to_numpy() + 1
    return {"contract_starts_on": as_dates(starts), "contract_ends_on": as_dates(ends)}


def _contacts(book: Book) -> pd.DataFrame:
    customer = np.repeat(np.arange(len(book.customers)), book.customers["contacts"])
    return pd.DataFrame(
        {
            "contact_id": _ids("k", np.arange(len(customer)), 1),
            "customer_id": customer_ids(customer),
            "name": "Somebody",
        }
    )


def _cells(spans: pd.DataFrame, monthly: Floats, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw events of spans: row of the span and day, from expected numbers by span and month."""
    first = np.maximum(spans["first"].to_numpy()[:, None], MONTH_STARTS[:MONTHS])
    last = np.minimum(spans["last"].to_numpy()[:, None], MONTH_STARTS[1:] - 1)
    length = np.maximum(last - first + 1, 0)
    count = rng.poisson(monthly * length / _MONTH_DAYS).ravel()
    cell = np.repeat(np.arange(count.size), count)
    day = first.ravel()[cell] + np.floor(rng.random(len(cell)) * length.ravel()[cell])
    return cell // MONTHS, day.astype(np.int64)


def _activities(book: Book, level: Floats, left: Floats, rng: np.random.Generator) -> pd.DataFrame:
    ties = book.ties[book.ties["rep"] >= 0]
    rep = ties["rep"].to_numpy()
    end = np.minimum(ties["last"], book.customers["stops"].to_numpy()[ties["customer"]] + 30)
    end = np.fmin(end, np.where(np.isnan(left), np.inf, left)[rep])
    spans = ties.assign(last=end)
    row, day = _cells(spans, ties["rate"].to_numpy()[:, None] * level[rep], rng)
    customer = ties["customer"].to_numpy()[row]
    count = book.customers["contacts"].to_numpy()
    offset = count.cumsum() - count
    known = count[customer] if "met" not in ties else ties["met"].to_numpy()[row]
    first = 0 if "met" not in ties else ties["met_from"].to_numpy()[row]
    met = (first + np.floor(known * rng.random(len(row)) ** 1.5).astype(int)) % count[customer]
    met += offset[customer]
    seconds = day * 86_400 + rng.integers(8 * 3600, 18 * 3600, len(row))
    return pd.DataFrame(
        {
            "customer_id": customer_ids(customer),
            "rep_id": rep_ids(rep[row]),
            "happened_at": as_dates(0.0) + seconds.astype("timedelta64[s]"),
            "contact_id": _ids("k", np.where(rng.random(len(row)) < 0.8, met, -1), 1),
            "kind": _kinds(ties, row, rng),
        }
    )


def _kinds(ties: pd.DataFrame, row: Ints, rng: np.random.Generator) -> npt.NDArray[np.str_]:
    """How people were in touch: as private as the tie is, where the law knows of that."""
    kinds = rng.choice(_KINDS, len(row), p=[0.12, 0.13, 0.35, 0.1, 0.3])
    if "private" not in ties:
        return kinds
    privately = rng.random(len(row)) < ties["private"].to_numpy()[row]
    company = rng.choice(["email", "meeting"], len(row), p=[0.8, 0.2])
    return np.where(privately, np.where(kinds == "call", "call", "message"), company)


def _revenue(book: Book, rng: np.random.Generator) -> pd.DataFrame:
    owned = book.ties[book.ties["owner"]]
    client = book.customers.iloc[owned["customer"]]
    size = client["size"].to_numpy()
    orders = np.clip(0.5 * (size / np.exp(10)) ** 0.3, 0.25, 3.0)
    spans = owned.assign(last=np.minimum(owned["last"], client["stops"].to_numpy() - 1))
    row, day = _cells(spans, np.repeat(orders[:, None], MONTHS, axis=1), rng)
    amount = (size * owned["factor"].to_numpy() / (12 * orders))[row]
    rep = np.where(rng.random(len(row)) < 0.9, owned["rep"].to_numpy()[row], -1)
    return pd.DataFrame(
        {
            "customer_id": customer_ids(owned["customer"].to_numpy()[row]),
            "amount": (amount * np.exp(rng.normal(-0.08, 0.4, len(row)))).round(2),
            "booked_on": as_dates(day),
            "rep_id": rep_ids(rep),
            "revenue_id": _ids("b", np.arange(len(row)), 1),
        }
    )


def _assignments(book: Book) -> pd.DataFrame:
    owned = _owners(book)
    last = owned["last"].to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "customer_id": customer_ids(owned["customer"]),
            "rep_id": rep_ids(owned["rep"]),
            "role": "owner",
            "start_on": as_dates(owned["since"]),
            "end_on": as_dates(np.where(last <= AS_OF_DAY, last, np.nan)),
        }
    )


def _quotas(force: Force, left: Floats) -> pd.DataFrame:
    """One target a quarter for who was there all the time."""
    start = MONTH_STARTS[:MONTHS:3]
    end = MONTH_STARTS[3::3] - 1
    there = (force.hired[:, None] <= start) & ~(left[:, None] < end)
    rep, quarter = np.nonzero(there)
    quota = 100_000.0 * (1 + force.title[rep])
    return pd.DataFrame(
        {
            "rep_id": rep_ids(rep),
            "period_start": as_dates(start[quarter]),
            "period_end": as_dates(end[quarter]),
            "quota": quota,
            "attained": (quota * force.quarters[rep, quarter + 4]).round(2),
        }
    )


def _compensation(force: Force, left: Floats) -> pd.DataFrame:
    """Base and variable pay from every July; 3 % more each year for everybody."""
    start = MONTH_STARTS[:MONTHS:12]
    there = (force.hired[:, None] <= start + 364) & ~(left[:, None] < start)
    rep, year = np.nonzero(there)
    base = _BASE[force.title[rep]] * np.exp(force.pay[rep]) * 1.03**year
    return pd.DataFrame(
        {
            "rep_id": rep_ids(rep),
            "period_start": as_dates(np.maximum(start[year], force.hired[rep])),
            "base": base.round(2),
            "variable": (0.4 * base).round(2),
        }
    )


def _stored(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    chinese = (f"{column}_zh" for column in NAMED_IN_CHINESE.get(name, ()))
    columns = [*TABLES[name].columns, *chinese]
    absent = set(columns) - set(frame)
    return frame.reindex(columns=columns).astype(dict.fromkeys(absent, object))


def write(path: Path, tables: Tables, version: str) -> None:
    """Write canonical frames into one new DuckDB file, as an import would leave it."""
    facts = {
        "kind": "validation",
        "version": version,
        "imported_on": DEMO_AS_OF.isoformat(),
        "files": "[]",
        "ignored": "[]",
    }
    stored = {name: _stored(name, frame) for name, frame in tables.items()}
    write_database(path, stored, facts)
