"""A slow, separate reading of the design's definitions, to see what the demo company shows."""

from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd

WEIGHTS = {"visit": 4, "meeting": 3, "call": 2, "service": 1.5, "message": 1, "email": 1}


class Measures:
    """The headline figures of one demo database as of one day, from plain pandas."""

    def __init__(self, tables: dict[str, pd.DataFrame], as_of: date):
        self.as_of, self.t = pd.Timestamp(as_of), tables
        reps = tables["reps"].set_index("rep_id")
        self.function = reps["function"]
        left, hired = pd.to_datetime(reps["left_on"]), pd.to_datetime(reps["hired_on"])
        here = (left.isna() | (left > self.as_of)) & ~(hired > self.as_of)
        self.active = set(reps.index[here & (reps["function"] != "system")])
        self.departed = set(reps.index[left <= self.as_of])
        self.revenue, self.exposure = self._money()
        self.strength = self._strength()
        self.edges = self._edges()

    def _bookings(self) -> pd.DataFrame:
        booked = self.t["revenue"].assign(booked_on=lambda f: pd.to_datetime(f["booked_on"]))
        booked = booked[booked["customer_id"].isin(self.t["customers"]["customer_id"])]
        booked = booked[(booked["booked_on"] <= self.as_of) & (booked["currency"] != "EUR")]
        rates = self.t["exchange_rates"].assign(at=lambda f: pd.to_datetime(f["valid_on"]))
        booked = pd.merge_asof(
            booked.sort_values("booked_on"),
            rates[["at", "rate"]],
            left_on="booked_on",
            right_on="at",
        )
        rate = np.where(booked["currency"] == "USD", booked["rate"], 1.0)
        return booked.assign(value=booked["amount"] * rate)

    def _money(self) -> tuple[pd.Series, pd.Series]:
        booked = self.booked = self._bookings()
        self.window = booked[booked["booked_on"] > self.as_of - timedelta(365)]
        ids = self.t["customers"]["customer_id"]
        revenue = self.window.groupby("customer_id")["value"].sum().reindex(ids, fill_value=0.0)
        days = booked[booked["amount"] > 0].groupby("customer_id")["booked_on"].unique()
        gap = days[days.map(len) > 1].map(
            lambda d: np.median(np.diff(np.sort(d)).astype("m8[D]").astype(int))
        )
        last = booked[booked["amount"] > 0].groupby("customer_id")["booked_on"].max()
        silent = (self.as_of - last).dt.days.reindex(ids)
        self.lapsed = (silent > 180) & (gap.reindex(ids) < 90)
        return revenue, revenue.clip(lower=0).where(~self.lapsed, 0.0)

    def _strength(self) -> pd.DataFrame:
        made = self.t["activities"]
        made = made[made["rep_id"].map(self.function).fillna("sales") != "system"]
        made = made.assign(day=made["happened_at"].dt.normalize())
        made = made[made["day"] <= self.as_of]
        made = made.assign(weight=made["kind"].map(WEIGHTS).fillna(0.5))
        self.touched = set(
            made.loc[
                (made["day"] > self.as_of - timedelta(365)) & made["rep_id"].isin(self.active),
                "customer_id",
            ]
        )
        days = made.groupby(["customer_id", "rep_id", "day"], as_index=False)["weight"].max()
        age = (self.as_of - days["day"]).dt.days
        days["s"] = days["weight"] * 0.5 ** (age / 90)
        return days.groupby(["customer_id", "rep_id"], as_index=False)["s"].sum()

    def _booking_strength(self) -> pd.DataFrame:
        """Strength from bookings for customers that only bookings tie to an active rep."""
        recent = self.window[self.window["rep_id"].isin(self.active)]["customer_id"]
        booked = self.booked[self.booked["customer_id"].isin(set(recent) - self.touched)]
        age = (self.as_of - booked["booked_on"]).dt.days
        return (
            booked.assign(s=0.5 ** (age / 90))
            .groupby(["customer_id", "rep_id"], as_index=False)["s"]
            .sum()
        )

    def _edges(self) -> pd.DataFrame:
        active = self.strength[self.strength["customer_id"].isin(self.touched)]
        both = pd.concat([active.assign(least=0.5), self._booking_strength().assign(least=0.0)])
        edges = both[both["rep_id"].isin(self.active)].copy()
        largest = edges.groupby("customer_id")["s"].transform("max")
        edges["knows"] = (edges["s"] >= 0.2 * largest) & (edges["s"] >= edges["least"])
        edges["share"] = edges["s"] / edges.groupby("customer_id")["s"].transform("sum")
        return edges

    def known_by(self) -> pd.Series:
        """People who know each customer, of those with proven evidence."""
        return self.edges.groupby("customer_id")["knows"].sum()

    def single_threaded_share(self) -> float:
        """Exposure of customers known by one person (proven) over all exposure."""
        single = self.known_by().loc[lambda n: n == 1].index
        return float(self.exposure[single].sum() / self.exposure.sum())

    def core(self) -> pd.Index:
        """Core customers: the largest until 80 % of the exposure."""
        order = self.exposure.sort_values(ascending=False)
        before = order.cumsum() - order
        return order.index[(before < 0.8 * order.sum()) & (order > 0)]

    def core_shares(self) -> pd.Series:
        """Share of core customers by top rep, largest first."""
        top = self.edges.sort_values("s").drop_duplicates("customer_id", keep="last")
        held = top[top["customer_id"].isin(self.core())].groupby("rep_id").size()
        return (held / len(self.core())).sort_values(ascending=False)

    def orphaned(self) -> pd.Index:
        """Customers of whose strength departed reps hold more than half."""
        gone = self.strength["rep_id"].isin(self.departed)
        part = self.strength["s"].where(gone, 0).groupby(self.strength["customer_id"]).sum()
        return part.index[part / self.strength.groupby("customer_id")["s"].sum() > 0.5]


def read_tables(path: str) -> dict[str, pd.DataFrame]:
    """Read every table of a database file."""
    with duckdb.connect(path, read_only=True) as connection:
        names = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
        return {name: connection.table(name).df() for name in names}
