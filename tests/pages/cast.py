"""A company of five people and nine customers whose figures can be counted by hand.

Yearly customer revenue is 1,200 thousand: acme 400 (only Ann), bold 300 (only Bo), cast 200 (only
Cy, who has given notice), dune 100 (Ann and Sue), eden 60 (Ann's name on file only), fort 40
(nobody since Dee left), hush 50 (not known), idle 50 (nobody in touch any more), gale 0 (lapsed).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, wraps
from typing import Any

import numpy as np
import pandas as pd

from analytics.assessment import Assessment, Portfolio
from analytics.attrition.probability import Attrition, Estimated
from analytics.concentration.bus_factor import BusFactor
from analytics.concentration.limits import Limit
from analytics.contracts.assessed import ASSESSED
from analytics.contracts.contract import Contract
from analytics.contracts.departed import DEPARTED_CUSTOMERS, DEPARTURE_SUMMARY
from analytics.contracts.extracted import EXTRACTED
from analytics.contracts.planned import PLANNED
from analytics.coverage.plan import CoveragePlan
from analytics.extract import Extract
from analytics.follow.model import FollowModel, fit_follow
from analytics.follow.past_departures import PastDepartures
from analytics.losses.distribution import loss_distribution
from analytics.losses.stress import JointStress
from analytics.messages import Percent, message
from analytics.policy import Policy
from analytics.relationships.graph import Graph, relationship_graph
from analytics.relationships.strength import Relationships

DAY = date(2026, 6, 30)
CURRENCY = "CNY"
THOUSAND = 1000.0

_CUSTOMERS = """
id    exposure core  top  share known single untended evidence  orphaned leaver walk loss   revenue
acme  400      True  ann  1.0   1     True   False    activity  False    -      .03  12     400
bold  300      True  bo   1.0   1     True   False    activity  False    -      .12  36     300
cast  200      True  cy   1.0   1     True   False    activity  False    -      .3   60     200
dune  100      False ann  0.6   2     False  False    activity  False    -      .02  2      100
eden  60       False ann  1.0   1     True   False    ownership False    -      .025 1.5    60
fort  40       False -    -     -     -      -        none      True     dee    .2   8      40
gale  0        False bo   1.0   1     True   False    activity  False    -      .12  0      15
hush  50       False -    -     -     -      -        none      -        -      -    -      50
idle  50       False ann  1.0   0     False  True     activity  False    -      .02  1      50
"""

_EDGES = """
customer rep strength share knows active leaver follow activities last       first
acme     ann 20       1.0   True  True   False  .30    16         2026-06-20 2024-01-10
acme     dee 2        -     False False  False  0      9          2024-11-03 2023-02-01
bold     bo  9        1.0   True  True   False  .30    7          2026-06-01 2025-01-10
cast     cy  8        1.0   True  True   False  .30    6          2026-05-28 2025-02-10
dune     ann 6        0.6   True  True   False  .15    5          2026-06-11 2025-03-10
dune     sue 4        0.4   True  True   False  .05    4          2026-06-12 2025-04-10
eden     ann 1        1.0   True  True   False  .25    0          -          -
fort     dee 3        -     False False  True   .20    8          2026-05-02 2024-05-10
gale     bo  1        1.0   True  True   False  .30    1          2026-01-02 2024-06-10
idle     ann .2       1.0   False True   False  .20    1          2025-08-02 2024-07-10
"""

_REPS = """
id  task    team  active known notice     left       sole rev held a  band   stake loss core log day
ann sales   North True   True  -          -          2    460 4    .1 low    160   16   1    .9  120
bo  sales   North True   True  -          -          2    300 2    .4 high   90    36   1    .2  30
cy  sales   South True   True  2026-06-01 -          1    200 1    1  notice 60    60   1    .8  60
dee sales   South False  True  -          2026-05-15 0    0   0    -  -      -     8    0    .7  40
sue service -     True   True  -          -          0    0   1    .1 medium 5     .5   0    .6  25
x9  sales   -     True   False -          -          0    0   0    .2 medium 0     0    0    -   -
"""


def _rows(text: str) -> pd.DataFrame:
    head, *lines = text.strip().splitlines()
    return pd.DataFrame([line.split() for line in lines], columns=head.split()).replace("-", None)


def _number(values: pd.Series) -> pd.Series:
    return pd.to_numeric(values).astype("float64")


def _typed(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """The columns of the contract, in its order and types; further or absent ones are an error."""
    assert set(frame) == set(contract.names), set(frame) ^ set(contract.names)
    return frame[contract.names].astype(contract.dtypes)


def _flag(values: pd.Series) -> pd.Series:
    return values.map({"True": True, "False": False}).astype("boolean")


def _made_once(make: Callable[[], pd.DataFrame]) -> Callable[[], pd.DataFrame]:
    """Every test gets a copy of its own, but the frame is typed only once."""
    kept = cache(make)

    @wraps(make)
    def copied() -> pd.DataFrame:
        return kept().copy()

    return copied


@_made_once
def customers() -> pd.DataFrame:
    """The customers of the assessment."""
    rows = _rows(_CUSTOMERS)
    count = len(rows)
    frame = pd.DataFrame(
        {
            "customer_id": rows["id"].astype("str"),
            "name": rows["id"].str.title().astype("str"),
            "parent_id": pd.array([None] * count, "str"),
            "segment": pd.array(["large", "large", "large", *["small"] * (count - 3)], "str"),
            "industry": pd.array(["steel", "steel", "wine", *["steel"] * (count - 3)], "str"),
            "region": pd.array(["north"] * 5 + ["south"] * (count - 5), "str"),
            "language": pd.array([None] * count, "str"),
            "owner_id": rows["top"].astype("str"),
            "created_on": pd.Timestamp("2023-01-01"),
            "contract_ends_on": pd.to_datetime(
                pd.Series(["2026-08-31", None, "2027-06-30"] + [None] * (count - 3))
            ),
            "revenue_12m": _number(rows["revenue"]) * THOUSAND,
            "exposure": _number(rows["exposure"]) * THOUSAND,
            "lapsed": rows["id"] == "gale",
            "core": _flag(rows["core"]).astype(bool),
            "top_rep_id": rows["top"].astype("str"),
            "top_share": _number(rows["share"]),
            "effective_reps": 1 / _number(rows["share"]),
            "known_by": _number(rows["known"]).astype("Int64"),
            "single_threaded": _flag(rows["single"]),
            "sole_knower_id": rows["top"].where(rows["single"] == "True").astype("str"),
            "untended": _flag(rows["untended"]),
            "company_share": np.where(rows["id"] == "dune", 0.4, 0.0),
            "contacts_known": pd.array([1, 3, 2, 4, None, 1, 1, None, 1], "Int64"),
            "single_contact": pd.array(
                [True, False, False, False, None, True, True, None, True], "boolean"
            ),
            "evidence": rows["evidence"].astype("str"),
            "orphaned": _flag(rows["orphaned"]),
            "leaver_id": rows["leaver"].astype("str"),
            "follow_probability": [0.3, 0.3, 0.3, 0.15, 0.25, 0.2, 0.3, np.nan, 0.2],
            "walk_away_probability": _number(rows["walk"]),
            "expected_loss": _number(rows["loss"]) * THOUSAND,
            "expected_loss_low": _number(rows["loss"]) * THOUSAND / 2,
            "expected_loss_high": _number(rows["loss"]) * THOUSAND * 2,
            "expected_shrinkage": _number(rows["loss"]) * 0.0,
            "expected_total": _number(rows["loss"]) * THOUSAND,
            "last_activity_on": pd.Timestamp("2026-06-20"),
            "stated": False,
            "bookings_12m": 4,
        }
    )
    frame["known_by_measured"] = frame["known_by"]
    frame["revenue_share"] = frame["revenue_12m"] / frame["revenue_12m"].sum()
    frame = frame.assign(
        rank_low=pd.array([2, 2, 1, 5, 5, 4, 8, None, 6], "Int64"),
        rank_high=pd.array([3, 3, 1, 6, 7, 4, 8, None, 7], "Int64"),
        rank_group=pd.array([2, 2, 1, 4, 4, 3, 5, None, 4], "Int64"),
        near_colleagues=pd.array([1, 0, 0, None, 1, None, 0, None, None], "Int64"),
        nearest_colleague_id=pd.array(["sue", *[None] * 3, "sue", *[None] * 4], "str"),
        nearest_shared_customers=pd.array([1, *[None] * 3, 1, *[None] * 4], "Int64"),
        component_people=pd.array([2, 1, 1, 2, 2, None, 1, None, None], "Int64"),
    )
    return _typed(frame, ASSESSED["customers"])


@_made_once
def edges() -> pd.DataFrame:
    """Who knows whom."""
    rows = _rows(_EDGES)
    frame = pd.DataFrame(
        {
            "customer_id": rows["customer"].astype("str"),
            "rep_id": rows["rep"].astype("str"),
            "strength": _number(rows["strength"]),
            "share": _number(rows["share"]),
            "knows": _flag(rows["knows"]).astype(bool),
            "active": _flag(rows["active"]).astype(bool),
            "leaver": _flag(rows["leaver"]).astype(bool),
            "leaver_share": np.where(rows["leaver"] == "True", 1.0, np.nan),
            "follow_probability": _number(rows["follow"]),
            "shrinking": 0.0,
            "activities": _number(rows["activities"]).astype("int64"),
            "last_activity_on": pd.to_datetime(rows["last"]),
            "first_on": pd.to_datetime(rows["first"]),
            "knows_measured": _flag(rows["knows"]).astype(bool),
            "stated": pd.array([None] * len(rows), "boolean"),
        }
    )
    return _typed(frame, ASSESSED["edges"])


@_made_once
def reps() -> pd.DataFrame:
    """The people."""
    rows = _rows(_REPS)
    count = len(rows)
    frame = pd.DataFrame(
        {
            "rep_id": rows["id"].astype("str"),
            "name": rows["id"].str.capitalize().where(rows["known"] == "True", rows["id"]),
            "function": rows["task"].astype("str"),
            "team": rows["team"].astype("str"),
            "manager_id": pd.array([None] * count, "str"),
            "title": pd.array(["Account manager"] * count, "str"),
            "region": pd.array(["north"] * count, "str"),
            "languages": pd.array([None] * count, "str"),
            "active": _flag(rows["active"]).astype(bool),
            "known": _flag(rows["known"]).astype(bool),
            "hired_on": pd.Timestamp("2020-01-01"),
            "notice_on": pd.to_datetime(rows["notice"]),
            "leaves_on": pd.to_datetime(pd.Series([None, None, "2026-07-23", None, None, None])),
            "left_on": pd.to_datetime(rows["left"]),
            "left_to": pd.array([None] * count, "str"),
            "leaving_day_evidence": rows["left"].where(rows["left"].isna(), "recorded"),
            "revenue_12m": _number(rows["rev"]) * THOUSAND,
            "revenue_share": _number(rows["rev"]) / 1215,
            "customers": _number(rows["held"]).astype("int64"),
            "sole_customers": _number(rows["sole"]).astype("int64"),
            "sole_revenue": _number(rows["rev"]) * THOUSAND,
            "core_customers": _number(rows["core"]).astype("int64"),
            "core_share": _number(rows["core"]) / 3,
            "attrition_probability": _number(rows["a"]),
            "attrition_low": _number(rows["a"]).where(rows["band"] != "notice") * 0.5,
            "attrition_high": _number(rows["a"]).where(rows["band"] != "notice") * 1.5,
            "attrition_band": rows["band"].astype("str"),
            "departure_loss": _number(rows["stake"]) * THOUSAND,
            "expected_loss": _number(rows["loss"]) * THOUSAND,
            "expected_loss_low": _number(rows["loss"]) * THOUSAND / 2,
            "expected_loss_high": _number(rows["loss"]) * THOUSAND * 2,
            "expected_shrinkage": _number(rows["loss"]) * 0.0,
            "expected_total": _number(rows["loss"]) * THOUSAND,
            "es_contribution": _number(rows["loss"]) * THOUSAND,
            "further_departures": [0.2, 0.3, 0.0, np.nan, 0.05, 0.0],
            "domino_loss": [4e3, 12e3, 0.0, np.nan, 500.0, 0.0],
            "rank_low": pd.array([2, 2, 1, 4, 5, 5], "Int64"),
            "rank_high": pd.array([3, 3, 1, 4, 6, 6], "Int64"),
            "rank_group": pd.array([2, 2, 1, None, 3, 3], "Int64"),
            "keep_value": [16e3, 36e3, 60e3, np.nan, 500.0, 0.0],
            "raise_break_even": [0.0, 3e3, np.nan, np.nan, np.nan, np.nan],
            "logging_coverage": _number(rows["log"]),
            "contact_days_12m": _number(rows["day"]).astype("Int64"),
            "near_colleagues": pd.array([1, 0, 0, None, 1, 0], "Int64"),
            "component_people": pd.array([2, 1, 1, None, 2, 1], "Int64"),
            "component_customers": pd.array([3, 2, 1, None, 3, 0], "Int64"),
            "component_revenue": [560e3, 300e3, 200e3, np.nan, 560e3, 0.0],
            "team_sole_customers": pd.array([3, 2, 1, None, None, None], "Int64"),
            "team_sole_revenue": [560e3, 300e3, 200e3, np.nan, np.nan, np.nan],
            "pair_rep_id": pd.array(["sue", None, None, None, "ann", None], "str"),
            "pair_customers": pd.array([1, 0, 0, None, 1, 0], "Int64"),
            "pair_revenue": [100e3, 0.0, 0.0, np.nan, 100e3, 0.0],
        }
    )
    return _typed(frame, ASSESSED["reps"])


@_made_once
def drivers() -> pd.DataFrame:
    """Reasons: a strong one for Bo's leaving, a weak one for Ann's staying, Cy's notice."""
    rows = [
        (
            "ann",
            "tenure",
            6.0,
            4.0,
            0.8,
            0.12,
            "weak",
            message("With the company for {years} years", years=6.0),
        ),
        (
            "bo",
            "activity_trend",
            -0.41,
            -0.02,
            1.7,
            0.28,
            "strong",
            message("Contacts fell by {change}", change=Percent(0.41)),
        ),
        ("bo", "manager_change", 0.0, 0.0, 1.0, 0.4, None, message("No change of manager")),
        (
            "cy",
            "notice",
            1.0,
            0.0,
            np.nan,
            np.nan,
            "strong",
            message("Has given notice on {day}", day=date(2026, 6, 1)),
        ),
    ]
    names = "rep_id indicator value reference odds_ratio probability_without reason message"
    frame = pd.DataFrame(rows, columns=names.split())
    return _typed(frame.assign(text=frame["message"].map(str)), ASSESSED["drivers"])


def resilience() -> pd.DataFrame:
    """Ann, Bo, Cy, Sue: 1,000 thousand proven and known, then 600, 300, 100, 0."""
    left = np.array([1000.0, 600.0, 300.0, 100.0, 0.0]) * THOUSAND
    frame = pd.DataFrame(
        {
            "departures": np.arange(5, dtype="int64"),
            "rep_id": pd.array([None, "ann", "bo", "cy", "sue"], "str"),
            "exposure_left": left,
            "share_left": left / left[0],
        }
    )
    return _typed(frame, ASSESSED["resilience"])


def limits() -> tuple[Limit, ...]:
    """One limit of each state."""
    return (
        Limit("rep_core_share", 0.333, 0.2, True, "ann", message("Ann holds too much.")),
        Limit("single_threaded_share", 0.3, 0.4, False, 3, message("That is fine.")),
        Limit("leaver_access", None, 0.0, None, None, message("There is no access table.")),
    )


def portfolio(**changes: Any) -> Portfolio:
    """The company's figures."""
    figures: dict[str, Any] = {
        "as_of": DAY,
        "currency": CURRENCY,
        "customers": 9,
        "reps_active": 5,
        "revenue_12m": 1215 * THOUSAND,
        "exposure": 1200 * THOUSAND,
        "unassigned_revenue": 0.0,
        "unknown_customers": 2,
        "unknown_revenue": 90 * THOUSAND,
        "evidence_share": {
            "activity": 1050 / 1200,
            "transactions": 0.0,
            "ownership": 60 / 1200,
            "none": 90 / 1200,
            "stated": 0.0,
        },
        "hhi": 0.4,
        "effective_reps": 2.5,
        "gini": 0.4,
        "top1_share": 0.4,
        "top3_share": 0.9,
        "top5_share": 1.0,
        "top10_share": 1.0,
        "single_threaded_customers": 5,
        "single_threaded_revenue_share": 960 / 1200,
        "single_threaded_proven_share": 900 / 1200,
        "bus_factor": 2,
        "bus_factor_low": 2,
        "bus_factor_high": 2,
        "isolated_customers": 3,
        "isolated_revenue": 500 * THOUSAND,
        "closed_groups": 3,
        "closed_revenue": 1060 * THOUSAND,
        "limits": [],
        "expected_loss": 120.5 * THOUSAND,
        "expected_loss_low": 60 * THOUSAND,
        "expected_loss_high": 200 * THOUSAND,
        "expected_shrinkage": 0.0,
        "expected_total": 120.5 * THOUSAND,
        "loss_mean": 120.5 * THOUSAND,
        "loss_sd": 100.0,
        "var_95": 400 * THOUSAND,
        "es_95": 500 * THOUSAND,
        "var_99": 600 * THOUSAND,
        "es_99": 700 * THOUSAND,
        "standard_errors": {},
        "attrition_learned_from": 0,
        "attrition_backtest": None,
        "follow_learned_from": 0,
        "follow_backtest": None,
        "shrinking_fraction": 0.0,
        "shrinking_learned_from": 0,
        "departure_effect": {"mean": -0.4, "low": -0.55, "high": -0.2, "withheld": None},
        "joint_stress": {},
        "statements": 0,
        "policy": {},
    }
    return Portfolio(**(figures | changes))


@cache
def extract() -> Extract:
    """What the pages read of the extract; frames they do not read are empty."""
    frames = {name: contract.empty() for name, contract in EXTRACTED.items()}
    known = customers().assign(deals_won_24m=0, deals_closed_24m=0, open_deals=0.0)
    known["revenue_span"] = known["revenue_12m"]
    frames["customers"] = _known_of(known, EXTRACTED["customers"]).assign(
        first_booking_on=pd.Series([pd.Timestamp("2023-05-01")] * 9, dtype="datetime64[s]")
    )
    frames["reps"] = _known_of(reps(), EXTRACTED["reps"])
    frames["rep_months"] = _rep_months()
    return Extract(
        as_of=DAY,
        as_of_reason=message("chosen by the reader"),
        currency=CURRENCY,
        current=True,
        data_from=date(2023, 1, 1),
        tables=frozenset({"customers", "reps", "activities", "revenue"}),
        **frames,
    )


def _known_of(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """The columns of the contract that the frame has; the others are empty."""
    return frame.reindex(columns=contract.names).astype(contract.dtypes)


def _rep_months() -> pd.DataFrame:
    months = pd.date_range("2025-01-01", periods=18, freq="MS")
    frame = pd.DataFrame(
        {
            "rep_id": "bo",
            "month": months,
            "contact_days": np.arange(18, 0, -1),
            "customers": 2,
            "activities": 20,
            "revenue": 25 * THOUSAND,
            "logins": pd.array([None] * 18, "Int64"),
            "exports": pd.array([None] * 18, "Int64"),
            "handovers": pd.array([None] * 18, "Int64"),
        }
    )
    return _typed(frame, EXTRACTED["rep_months"])


def leaving(**changes: Any) -> Attrition:
    """What is said of leaving, without a model."""
    nobody = Estimated(np.zeros(0, np.int64), (), np.zeros((0, 0)), np.zeros(0, object))
    facts: dict[str, Any] = {
        "reps": reps(),
        "drivers": drivers(),
        "unavailable": (),
        "model": None,
        "check": message("individual estimates are switched off"),
        "estimated": nobody,
        "level_spread": 0.5,
    }
    return Attrition(**(facts | changes))


_LEFT = """
customer before after expected silent walked chance share knew  next stopped
fort     50     30    48       90     False  .04    1.0   True  ann  False
lamb     80     0     70       395    True   .05    .9    True  -    True
mill     60     75    56       12     False  .03    .7    True  bo   False
nook     10     9     9        40     False  .03    .1    False ann  False
"""


@cache
def departures() -> PastDepartures:
    """Gil left for a competitor two years ago: 190 thousand before, 174 expected, 105 came."""
    rows = _rows(_LEFT)
    count = len(rows)
    went = pd.DataFrame(
        {
            "rep_id": "gil",
            "left_on": pd.Timestamp("2024-03-31"),
            "customer_id": rows["customer"],
            "revenue_before": _number(rows["before"]) * THOUSAND,
            "revenue_after": _number(rows["after"]) * THOUSAND,
            "expected_after": _number(rows["expected"]) * THOUSAND,
            "taken_over_by": rows["next"],
            "days_silent": _number(rows["silent"]),
            "walked": _flag(rows["walked"]),
            "share": _number(rows["share"]),
            "knew": _flag(rows["knew"]),
            "colleagues": 0.0,
            "company_share": 0.0,
            "contacts_known": 1.0,
            "person_since": pd.Timestamp("2022-03-31"),
            "firm_since": pd.Timestamp("2021-03-31"),
            "left_to": "competitor",
            "non_solicit": pd.array([None] * count, "boolean"),
            "channels": np.nan,
            "met": np.nan,
            "bought_before": True,
            "walk_chance": _number(rows["chance"]),
            "stopped": _flag(rows["stopped"]),
            "stop_chance": _number(rows["chance"]),
            "expected_error": 4 * THOUSAND,
            "revenue_staying": 90 * THOUSAND,
            "expected_staying": 95 * THOUSAND,
            "staying_error": 4 * THOUSAND,
            "left_on_estimated": False,
            "placebo_revenue": _number(rows["before"]) * THOUSAND,
            "placebo_expected": _number(rows["before"]) * THOUSAND,
            "placebo_error": 4 * THOUSAND,
        }
    )[DEPARTED_CUSTOMERS.names].astype(DEPARTED_CUSTOMERS.dtypes)
    summary = {
        "rep_id": "gil",
        "left_on": pd.Timestamp("2024-03-31"),
        "left_to": "competitor",
        "customers": 3,
        "revenue_before": 190 * THOUSAND,
        "revenue_after": 105 * THOUSAND,
        "expected_after": 174 * THOUSAND,
        "effect": 105 / 174 - 1,
        "effect_low": -0.55,
        "effect_high": -0.20,
        "placebo": 0.0,
        "placebo_low": -0.1,
        "placebo_high": 0.1,
        "withheld": None,
        "raised": 1,
        "walked_share": 1 / 3,
        "comparable_walked_share": 0.04,
        "days_silent": 90.0,
    }
    one = pd.DataFrame([summary])
    pooled = one.assign(rep_id=None, left_on=pd.NaT, left_to=None)
    each = [frame.astype(DEPARTURE_SUMMARY.dtypes) for frame in (one, pooled)]
    return PastDepartures(went, *each, date(2023, 1, 1))


@cache
def nobody_left() -> PastDepartures:
    """No departure on record."""
    none, no_row = DEPARTED_CUSTOMERS.empty(), DEPARTURE_SUMMARY.empty()
    return PastDepartures(none, no_row, no_row, date(2023, 1, 1))


def following(past: PastDepartures | None = None) -> FollowModel:
    """The follow model; without departures the published one."""
    return fit_follow(past or nobody_left(), Policy())


def stress() -> JointStress:
    """What both raised would cost."""
    return JointStress(120.5 * THOUSAND, 150 * THOUSAND, 160 * THOUSAND, 210 * THOUSAND)


def plan() -> CoveragePlan:
    """Sue becomes second contact of acme; Cy is becoming that of eden already."""
    why = message("{situation}. {choice}.", situation="Only Ann knows the customer", choice="Sue")
    pairs = pd.DataFrame(
        {
            "customer_id": ["acme"],
            "current_rep_id": ["ann"],
            "second_rep_id": ["sue"],
            "expected_loss_before": [12 * THOUSAND],
            "expected_loss_after": [5 * THOUSAND],
            "rank": [1],
            "likeness": ["team"],
            "reason": [str(why)],
            "message": [why],
            "saving_low": [0.0],
            "saving_high": [11 * THOUSAND],
        }
    )
    frontier = pd.DataFrame({"pairs": [0, 1], "expected_loss": [120.5e3, 113.5e3], "es_95": np.nan})
    frontier = frontier.assign(saving_low=0.0, saving_high=[0.0, 11 * THOUSAND])
    costs = pd.DataFrame({"constraint": ["budget"], "saving": [2e3], "message": [why]})
    running = pd.DataFrame({"customer_id": ["eden"], "second_rep_id": ["cy"]})
    frames = {
        "pairs": pairs,
        "frontier": frontier,
        "constraint_costs": costs,
        "running": running,
    }
    typed = {name: _typed(frame, PLANNED[name]) for name, frame in frames.items()}
    return CoveragePlan("expected_loss", **typed, bound_gap=0.0, message=None)


def graph(rows: int = 99) -> Graph:
    """Ann and Sue share dune, Bo and Cy nothing; of the first ``rows`` of each frame only."""
    people = replace(extract(), reps=reps().head(rows))
    held = customers().head(rows)
    return relationship_graph(people, Relationships(held, edges().head(rows)), held)


def assessment(**changes: Any) -> Assessment:
    """The whole company; ``changes`` replace fields."""
    return replace(_whole(), **changes)


@cache
def _whole() -> Assessment:
    held, people = customers(), reps()
    losses = loss_distribution(
        edges(),
        held.set_index("customer_id")["exposure"],
        people.set_index("rep_id")["attrition_probability"],
    )
    return Assessment(
        extract=extract(),
        policy=Policy(),
        relationships=Relationships(held, edges()),
        customers=held,
        reps=people,
        edges=edges(),
        drivers=drivers(),
        resilience=resilience(),
        portfolio=portfolio(),
        limits=limits(),
        losses=losses,
        bus_factor=BusFactor(2, 2, 2, ("ann", "bo")),
        graph=graph(),
        attrition=leaving(),
        follow=following(),
        departures=departures(),
        stress=stress(),
    )


def nothing() -> Assessment:
    """A company without any customers, people or bookings."""
    shares = dict.fromkeys(("activity", "transactions", "ownership", "none"))
    curve = {"departures": [0], "rep_id": [None], "exposure_left": [0.0], "share_left": [np.nan]}
    empty_curve = _typed(pd.DataFrame(curve), ASSESSED["resilience"])
    return assessment(
        customers=customers().head(0),
        reps=reps().head(0),
        edges=edges().head(0),
        drivers=drivers().head(0),
        resilience=empty_curve,
        graph=graph(0),
        losses=loss_distribution(edges().head(0), pd.Series(dtype=float), pd.Series(dtype=float)),
        portfolio=portfolio(
            customers=0,
            reps_active=0,
            revenue_12m=0.0,
            exposure=0.0,
            unknown_revenue=0.0,
            evidence_share=shares,
            single_threaded_revenue_share=None,
            single_threaded_proven_share=None,
            single_threaded_customers=0,
            bus_factor=None,
            bus_factor_low=None,
            bus_factor_high=None,
            isolated_customers=0,
            isolated_revenue=0.0,
            closed_groups=0,
            closed_revenue=0.0,
            expected_loss=0.0,
            expected_loss_low=0.0,
            expected_loss_high=0.0,
            expected_total=0.0,
            loss_mean=0.0,
            var_95=0.0,
            es_95=0.0,
        ),
        bus_factor=BusFactor(),
        departures=nobody_left(),
    )
