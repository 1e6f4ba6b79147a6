"""What the demo company's people recorded of their contacts with customers."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.demo.careers import Careers
from data.demo.days import (
    MONTH_STARTS,
    calendar_month,
    draw_workdays,
    stream,
    workdays_between,
)
from data.demo.law import LAW, MONTHS
from data.demo.money import MONTH_WORKDAYS
from data.demo.people import LOGGER, SALES
from data.demo.ties import Ties

__all__ = ["KINDS", "activities"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

KINDS = np.array(["meeting", "call", "email", "message", "visit", "service", "other"])

_KIND_SHARES = {
    "owner": (0.12, 0.32, 0.30, 0.13, 0.11, 0.0, 0.02),
    "second": (0.12, 0.34, 0.30, 0.13, 0.09, 0.0, 0.02),
    "service": (0.02, 0.18, 0.12, 0.06, 0.04, 0.56, 0.02),
    "technical": (0.25, 0.25, 0.2, 0.05, 0.2, 0.05, 0.0),
    "manager": (0.38, 0.22, 0.12, 0.05, 0.22, 0.0, 0.01),
    "boss": (0.6, 0.25, 0.05, 0.0, 0.1, 0.0, 0.0),
}
_ROLES = list(_KIND_SHARES)
_LOGGER_SHARES = (0.08, 0.22, 0.48, 0.14, 0.06, 0.0, 0.02)
_LETTERS_A_MONTH, _LETTER_READERS = 600, 0.7  # of the mail robot, to this share of customers
_NAMES_A_CONTACT, _INCOMING = 0.85, 0.35


def activities(
    seed: int,
    staff: pd.DataFrame,
    careers: Careers,
    customers: pd.DataFrame,
    ties: Ties,
    contacts: pd.DataFrame,
) -> pd.DataFrame:
    """Return all recorded contacts in order of time.

    Columns: customer, rep, contact (positions, −1 none), happened_at (datetime64[s]), kind,
    direction. People write on working days between 9 and 18 o'clock.
    """
    rng = stream(seed, "activities")
    made = _made(staff, careers, ties, rng)
    letters = _letters(len(staff) - 1, customers, rng)
    frame = pd.concat([made, letters], ignore_index=True)
    seconds = (9 * 3600 + rng.beta(1.6, 1.5, len(frame)) * 9 * 3600).astype(np.int64)
    start = np.datetime64("2023-07-01T00:00:00")
    frame["happened_at"] = start + (frame["day"] * 86_400 + seconds).to_numpy()
    frame["contact"] = _met(frame, contacts, rng)
    incoming = (rng.random(len(frame)) < _INCOMING) & (frame["rep"] < len(staff) - 1)
    frame["direction"] = np.where(incoming, "in", "out")
    order = ["happened_at", "customer", "rep"]
    return frame.sort_values(order, kind="stable", ignore_index=True).drop(columns="day")


def _made(
    staff: pd.DataFrame,
    careers: Careers,
    ties: Ties,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw contacts by tie and month: rate · season · level · logging · part of the month."""
    spans = ties.spans[ties.spans["last"] >= 0]
    first = np.maximum(spans["first"].to_numpy()[:, None], MONTH_STARTS[:MONTHS])
    last = np.minimum(spans["last"].to_numpy()[:, None], MONTH_STARTS[1:] - 1)
    expected = _monthly(spans, staff, careers) * workdays_between(first, last) / MONTH_WORKDAYS
    cells = np.repeat(np.arange(expected.size), rng.poisson(expected).ravel())
    tie = cells // MONTHS
    return pd.DataFrame(
        {
            "customer": spans["customer"].to_numpy()[tie],
            "rep": spans["rep"].to_numpy()[tie],
            "day": draw_workdays(first.ravel()[cells], last.ravel()[cells], rng),
            "kind": _kinds(spans, tie, rng),
        }
    )


def _monthly(spans: pd.DataFrame, staff: pd.DataFrame, careers: Careers) -> Floats:
    rep = spans["rep"].to_numpy()
    levels = np.ones((len(staff), MONTHS))
    levels[:SALES] = careers.contact_levels()[:, :MONTHS]
    season = np.array(LAW.contact_season)[calendar_month(np.arange(MONTHS))]
    planned = spans["rate"].to_numpy() * staff["logging"].to_numpy()[rep]
    return LAW.contact_scale * planned[:, None] * levels[rep] * season


def _kinds(spans: pd.DataFrame, tie: Ints, rng: np.random.Generator) -> npt.NDArray[np.str_]:
    shares = np.array([*_KIND_SHARES.values(), _LOGGER_SHARES]).cumsum(axis=1)
    role = spans["role"].map({name: row for row, name in enumerate(_ROLES)}).to_numpy()
    row = np.where(spans["rep"].to_numpy() == LOGGER, len(_ROLES), role)[tie]
    drawn = (rng.random(len(tie))[:, None] > shares[row][:, :-1]).sum(axis=1)
    return KINDS[drawn]


def _letters(robot: int, customers: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Draw the automatic e-mails: newsletters and order confirmations, whoever the customer is."""
    readers = np.flatnonzero(rng.random(len(customers)) < _LETTER_READERS)
    customer = rng.choice(readers, _LETTERS_A_MONTH * MONTHS)
    month = np.repeat(np.arange(MONTHS), _LETTERS_A_MONTH)
    first = np.maximum(MONTH_STARTS[month], customers["created"].to_numpy()[customer])
    there = workdays_between(first, MONTH_STARTS[month + 1] - 1) > 0
    day = draw_workdays(first[there], MONTH_STARTS[month + 1][there] - 1, rng)
    return pd.DataFrame({"customer": customer[there], "rep": robot, "day": day, "kind": "email"})


def _met(frame: pd.DataFrame, contacts: pd.DataFrame, rng: np.random.Generator) -> Ints:
    """Draw whom at the customer; the first person named is the one met most."""
    count = np.bincount(contacts["customer"].to_numpy(), minlength=int(frame["customer"].max()) + 1)
    offset = count.cumsum() - count
    customer = frame["customer"].to_numpy()
    person = offset[customer] + (count[customer] * rng.random(len(frame)) ** 2).astype(np.int64)
    return np.where(rng.random(len(frame)) < _NAMES_A_CONTACT, person, -1)
