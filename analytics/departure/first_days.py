"""The first five days: whom to call, with whom, and what else has to be done.

Calls go to customers that nobody who stays knows, in order of size times chance, made by the
proposed successor (by management where nobody is proposed), ``_CALLS_A_DAY`` a person and day.
With weeks of notice the leaver comes along to the largest customers of whom the leaver is the main
contact, one visit a day. Access is closed at once where somebody goes at once, or to earn a living
from the same customers; otherwise on the last of these days, for exports.
"""

import pandas as pd

from analytics.contracts.departing import DEPARTING
from analytics.departure.simulation import Departure

__all__ = ["DAYS", "first_days"]

#: Days that are planned, today aside.
DAYS = 5
#: Calls of one person a day, beside the person's own work [judgement].
_CALLS_A_DAY = 4
#: The team is told within three days, customers are written to on the day after.
_TALK_DAY, _LETTER_DAY = 3, 4
#: Ways of leaving in which the customers are what somebody leaves for.
_RIVAL = ("competitor", "own_business", "team")
_ORDER = ("agree", "access", "call", "visit", "talk", "letter")


def first_days(departure: Departure) -> pd.DataFrame:
    """The tasks in their order; columns: :data:`analytics.contracts.departing.DEPARTING`
    (``tasks``)."""
    parts = [_once(departure), _calls(departure), _visits(departure)]
    tasks = pd.concat([each for each in parts if len(each)] or parts[:1], ignore_index=True)
    rank = tasks["task"].map({task: place for place, task in enumerate(_ORDER)})
    tasks = tasks.assign(rank=rank).sort_values(["day", "rank"], kind="stable")
    return DEPARTING["tasks"].typed(tasks)


def _once(departure: Departure) -> pd.DataFrame:
    """What is done once, whatever the customers."""
    if not departure.rep_ids:
        return DEPARTING["tasks"].empty()
    customers = departure.customers
    main = int(customers["main"].sum())
    alone = int(((customers["band"] != "stays") & (customers["exposure"] > 0)).sum())
    at_once = departure.weeks == 0 or departure.kind in _RIVAL
    tasks = [("access", 0 if at_once else DAYS, 0), ("talk", _TALK_DAY, 0)]
    if departure.weeks > 0:
        tasks.append(("agree", 0, alone))
    if main:
        tasks.append(("letter", _LETTER_DAY, main))
    rows = pd.DataFrame(tasks, columns=["task", "day", "customers"])
    return rows.assign(customer_id=None, rep_id=None, leaver_id=None)


def _calls(departure: Departure) -> pd.DataFrame:
    customers = departure.customers
    called = customers[(customers["band"] != "stays") & (customers["loss"] > 0)]
    turn = called.groupby(called["successor_rep_id"].fillna("")).cumcount()
    return _one_a_customer("call", called.assign(day=turn // _CALLS_A_DAY + 1))


def _visits(departure: Departure) -> pd.DataFrame:
    """Joint visits from the second day on, each leaver one a day, the largest customers first."""
    customers = departure.customers
    chosen = customers["main"] & customers["core"] & customers["successor_rep_id"].notna()
    visited = customers[chosen & (departure.weeks > 0)].sort_values(
        ["exposure", "customer_id"], ascending=[False, True], kind="stable"
    )
    turn = visited.groupby("leaver_id").cumcount()
    return _one_a_customer("visit", visited.assign(day=turn + 2))


def _one_a_customer(task: str, customers: pd.DataFrame) -> pd.DataFrame:
    rows = customers[customers["day"] <= DAYS]
    kept = rows[["day", "customer_id", "leaver_id"]]
    return kept.assign(rep_id=rows["successor_rep_id"], task=task, customers=1)
