"""The demo company's customers, their groups and the people who work there."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.demo.days import AS_OF_DAY, stream
from data.demo.law import LAW
from data.demo.people import full_names
from data.demo.words import (
    BRANDS,
    CITIES,
    CONTACT_TITLES,
    INDUSTRIES,
    OVERSEAS_FAMILY_NAMES,
    OVERSEAS_GIVEN_NAMES,
)

__all__ = ["OVERSEAS", "contacts", "customers"]

Ints = npt.NDArray[np.int64]

#: Number of the region whose customers pay in US dollars.
OVERSEAS = 4

_REGION_SHARES = [0.19, 0.3, 0.21, 0.13, 0.17]
_GROUPS, _GROUP_SIZES = 50, (1, 2, 3, 4)  # parents, and how many daughters they may have
_SEGMENT_SHARES = (0.15, 0.5)  # of customers by size: key accounts, then mid-size
_TRADES = [(industry, trade) for industry, trades in INDUSTRIES.items() for trade in trades]


def customers(seed: int) -> pd.DataFrame:
    """Return all customers with the traits that the law depends on.

    Columns: customer_id, name, name_zh, industry, industry_zh, region (number), segment (number),
    parent (position, −1 none), brand (number), size (yearly bookings, company currency),
    created (day number, below 0 before the records), churned (day on which it stops buying
    whatever we do, infinite: never), orders (bookings a month), contract (its last day, NaN none).
    """
    rng = stream(seed, "customers")
    count = LAW.customers
    parent = _parents(count, rng)
    size = LAW.size_median * np.exp(rng.normal(0, LAW.size_sigma, count))
    size = np.where(np.isin(np.arange(count), parent), size * 1.5, size)
    region = rng.choice(len(_REGION_SHARES), count, p=_REGION_SHARES)
    frame = pd.DataFrame(
        {
            "customer_id": [f"C{n:04d}" for n in range(1, count + 1)],
            "region": np.where(parent >= 0, region[parent], region),
            "segment": _segments(size),
            "parent": parent,
            "size": size,
            "created": _created(count, rng),
            "orders": _orders(size, rng),
            "contract": _contracts(count, rng),
        }
    )
    lasting = rng.exponential(365 / LAW.churn_yearly, count)
    frame["churned"] = np.maximum(frame["created"], 0) + np.maximum(lasting, 200)
    return pd.concat([frame, _company_names(parent, rng)], axis=1)


def _parents(count: int, rng: np.random.Generator) -> Ints:
    """Give the last customers a parent among the first ones."""
    daughters = rng.choice(_GROUP_SIZES, _GROUPS)
    parent = np.full(count, -1)
    parent[count - daughters.sum() :] = np.repeat(np.arange(_GROUPS) * 7, daughters)
    return parent


def _segments(size: npt.NDArray[np.float64]) -> Ints:
    key, middle = np.quantile(size, [1 - _SEGMENT_SHARES[0], 1 - sum(_SEGMENT_SHARES)])
    return np.where(size >= key, 0, np.where(size >= middle, 1, 2))


def _created(count: int, rng: np.random.Generator) -> Ints:
    """Four of five were there before the records; the rest came evenly since."""
    before = -30 - rng.exponential(1500, count).clip(max=5500)
    since = rng.uniform(0, AS_OF_DAY - 90, count)
    return np.where(rng.random(count) < 0.8, before, since).astype(np.int64)


def _orders(size: npt.NDArray[np.float64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    usual = 0.55 * (size / LAW.size_median) ** 0.3
    return (usual * np.exp(rng.normal(0, 0.35, len(size)))).clip(0.12, 3.0)


def _contracts(count: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    ends = np.floor(rng.uniform(AS_OF_DAY - 60, AS_OF_DAY + 730, count))
    return np.where(rng.random(count) < 0.4, ends, np.nan)


def _company_names(parent: Ints, rng: np.random.Generator) -> pd.DataFrame:
    """Draw brand and trade without repetition; daughters carry their parent's name and a city."""
    drawn = rng.permutation(len(BRANDS) * len(_TRADES))[: len(parent)]
    head = np.where(parent >= 0, parent, np.arange(len(parent)))
    brand, trade = drawn[head] // len(_TRADES), drawn[head] % len(_TRADES)
    sister = pd.Series(head).groupby(head).cumcount().to_numpy()
    rows = [
        _company_name(*each)
        for each in zip(brand, trade, np.where(parent >= 0, sister, 0), strict=True)
    ]
    columns = ["name", "name_zh", "industry", "industry_zh"]
    return pd.DataFrame(rows, columns=columns).assign(brand=brand)


def _company_name(brand: int, trade: int, sister: int) -> tuple[str, str, str, str]:
    (english, chinese), (industry, word) = BRANDS[brand], _TRADES[trade]
    city, city_zh = CITIES[sister - 1] if sister else ("", "")
    return (
        f"{english} {word[0]} {city}".strip(),
        f"{chinese}{city_zh}{word[1]}有限公司",
        *industry,
    )


def contacts(seed: int, customers: pd.DataFrame, names: Ints) -> pd.DataFrame:
    """Return one to six people a customer, sorted by customer, with contact_id K00001 ….

    Columns: contact_id, customer (position), name, name_zh, title, title_zh, email, phone. Names
    of overseas customers' people come from their own lists; no two people share a name.
    """
    rng = stream(seed, "contacts")
    mean = np.array([2.6, 1.4, 0.7])[customers["segment"].to_numpy()]
    count = 1 + rng.poisson(mean).clip(max=5)
    customer = np.repeat(np.arange(len(customers)), count)
    overseas = customers["region"].to_numpy()[customer] == OVERSEAS
    english, chinese = np.empty(len(customer), object), np.empty(len(customer), object)
    english[~overseas], chinese[~overseas] = full_names(names[: (~overseas).sum()])
    english[overseas], chinese[overseas] = _overseas_names(int(overseas.sum()), rng)
    title = rng.integers(0, len(CONTACT_TITLES), len(customer))
    brand = customers["brand"].to_numpy()[customer]
    return pd.DataFrame(
        {
            "contact_id": [f"K{n:05d}" for n in range(1, len(customer) + 1)],
            "customer": customer,
            "name": english,
            "name_zh": chinese,
            "title": [CONTACT_TITLES[t][0] for t in title],
            "title_zh": [CONTACT_TITLES[t][1] for t in title],
            "email": [_address(*each) for each in zip(english, brand, strict=True)],
            "phone": [f"+86 021 {n:08d}" for n in rng.choice(10**8, len(customer), replace=False)],
        }
    )


def _address(name: str, brand: int) -> str:
    local = name.lower().replace(" ", ".").replace("ö", "oe")
    return f"{local}@{BRANDS[brand][0].lower()}.example"


def _overseas_names(count: int, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    drawn = rng.choice(len(OVERSEAS_GIVEN_NAMES) * len(OVERSEAS_FAMILY_NAMES), count, replace=False)
    given = [OVERSEAS_GIVEN_NAMES[n % len(OVERSEAS_GIVEN_NAMES)] for n in drawn]
    family = [OVERSEAS_FAMILY_NAMES[n // len(OVERSEAS_GIVEN_NAMES)] for n in drawn]
    pairs = list(zip(given, family, strict=True))
    return [f"{g[0]} {f[0]}" for g, f in pairs], [f"{g[1]}·{f[1]}" for g, f in pairs]
