"""The demo company's own people: who they are, before anything happens to them.

Sales comes first (R001 …), then one manager a team, service and application engineers, the head
of people, the managing director and the mail robot.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.demo.days import AS_OF_DAY, stream
from data.demo.words import GIVEN_NAMES, SURNAMES, TEAMS, TITLES

__all__ = [
    "LOGGER",
    "SALES",
    "SILENT",
    "STAR",
    "TITLE_PAY",
    "full_names",
    "staff",
]

Ints = npt.NDArray[np.int64]

#: Number of salespeople, past ones included.
SALES = 40

#: Positions of the one who holds much, the one who records little, the one who records all.
STAR, SILENT, LOGGER = 6, 12, 18

#: Monthly base pay by title, in the order of TITLES.
TITLE_PAY = np.array([9_000, 12_000, 16_000, 24_000, 11_000, 14_000, 20_000, 45_000, 0.0])

#: How many titles a promotion moves somebody up.
_TITLE_STEP = 1

_TEAMS = len(TEAMS)
_FIRST_HIRES = 30  # of the salespeople, already there when the records begin
_OTHERS = (
    ("management", 3, _TEAMS),
    ("service", 4, _TEAMS),
    ("technical", 5, 2),
    ("management", 6, 1),
    ("owner", 7, 1),
    ("system", 8, 1),
)


def full_names(order: Ints) -> tuple[list[str], list[str]]:
    """Return the names with these numbers, each number one surname with one given name.

    >>> full_names(np.array([0, 61]))
    (['Chen Jianhua', 'Wang Zhiyuan'], ['陈建华', '王志远'])
    """
    pairs = [(SURNAMES[n // len(GIVEN_NAMES)], GIVEN_NAMES[n % len(GIVEN_NAMES)]) for n in order]
    english = [f"{surname[0]} {given[0]}" for surname, given in pairs]
    return english, [surname[1] + given[1] for surname, given in pairs]


def staff(seed: int, names: Ints) -> pd.DataFrame:
    """Return everybody ever employed, with the traits that the law depends on.

    Columns: rep_id, name, name_zh, function, team (number, −1 none), manager (position, −1 none),
    title (number, today's), hired (day number, below 0 before the records), promoted (day number,
    NaN never), pay (relative to the title's), attainment (of target), book (weight in sharing
    out customers), logging (recorded contacts per contact made).
    """
    rng = stream(seed, "people")
    frame = pd.concat([_sales(rng), _others(rng)], ignore_index=True)
    frame.insert(0, "rep_id", [f"R{n:03d}" for n in range(1, len(frame) + 1)])
    english, chinese = full_names(names[: len(frame)])
    frame["name"], frame["name_zh"] = english, chinese
    frame.loc[frame["function"] == "system", ["name", "name_zh"]] = TITLES[8]
    return frame


def _sales(rng: np.random.Generator) -> pd.DataFrame:
    hired = _hired(rng)
    promoted = _promoted(hired, rng)
    kinds = rng.permutation(np.repeat([0, 1, 2], [10, 24, 6]))
    frame = pd.DataFrame(
        {
            "function": "sales",
            "team": np.arange(SALES) % _TEAMS,
            "manager": SALES + np.arange(SALES) % _TEAMS,
            "title": np.where(np.isnan(promoted), 0, _TITLE_STEP) + (hired < -2200),
            "hired": hired,
            "promoted": promoted,
            "pay": _pay(rng),
            "attainment": rng.uniform(*np.array([[0.6, 0.9, 1.15], [0.82, 1.15, 1.4]])[:, kinds]),
            "book": _book(rng),
            "logging": np.exp(rng.normal(0, 0.2, SALES)),
        }
    )
    frame.loc[[STAR, SILENT, LOGGER], "logging"] = [0.7, 0.015, 2.0]
    return frame


def _hired(rng: np.random.Generator) -> Ints:
    veterans = -60 - rng.exponential(1300, _FIRST_HIRES).clip(max=4700)
    newcomers = rng.uniform(30, 960, SALES - _FIRST_HIRES)
    return np.concatenate([veterans, np.sort(newcomers)]).astype(np.int64)


def _promoted(hired: Ints, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Half of those with two years of service were promoted once, at the earliest after one."""
    day = hired + 365 + rng.random(SALES) * (AS_OF_DAY - 60 - hired - 365)
    return np.where((hired < AS_OF_DAY - 730) & (rng.random(SALES) < 0.5), np.floor(day), np.nan)


def _pay(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    under = rng.random(SALES) < 0.2
    return np.where(under, rng.uniform(0.8, 0.89, SALES), rng.uniform(0.95, 1.12, SALES))


def _book(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Heavy-tailed for the veterans, small for newcomers; the silent one holds much."""
    book = np.exp(rng.normal(0, 0.8, SALES))
    book[_FIRST_HIRES:] = 0.9
    book[[STAR, SILENT, LOGGER]] = [2.5, 3.0, 1.2]
    return book


def _others(rng: np.random.Generator) -> pd.DataFrame:
    counts = [count for _, _, count in _OTHERS]
    functions = np.repeat([function for function, _, _ in _OTHERS], counts)
    total = len(functions)
    team = np.full(total, -1)
    team[: 2 * _TEAMS] = np.tile(np.arange(_TEAMS), 2)
    owner = SALES + int(np.flatnonzero(functions == "owner")[0])
    manager = np.where(np.isin(functions, ("owner", "system")), -1, owner)
    manager[_TEAMS : 2 * _TEAMS] = SALES + np.arange(_TEAMS)
    return pd.DataFrame(
        {
            "function": functions,
            "team": team,
            "manager": manager,
            "title": np.repeat([title for _, title, _ in _OTHERS], counts),
            "hired": -(400 + rng.exponential(1500, total)).astype(np.int64),
            "promoted": np.nan,
            "pay": 1.0,
            "attainment": np.nan,
            "book": 0.0,
            "logging": 0.9,
        }
    )
