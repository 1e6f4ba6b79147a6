"""On how few people the revenue is concentrated.

Answers "who holds the revenue, alone or shared?" for every rep and for the company. The measures
themselves stand in :mod:`analytics.concentration.inequality`, the company's limits in
:mod:`analytics.concentration.limits`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.concentration.inequality import effective_number, gini, hhi, top_shares
from analytics.extract import Extract
from analytics.messages import Message, Percent, message
from analytics.places import found, joined, places
from analytics.relationships.pairs import Pairs, Roster, sums
from analytics.relationships.people import active_reps
from analytics.relationships.strength import EVIDENCE_LEVELS, PROVEN, Relationships

__all__ = [
    "PortfolioConcentration",
    "portfolio_concentration",
    "proven_alone",
    "proven_share",
    "rep_concentration",
]

#: How many people the figures top…_share count.
_TOPS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True, eq=False)
class PortfolioConcentration:
    """Concentration of the company; amounts in reporting currency, shares 0–1, None: not known.

    hhi, effective_reps, top…_share: of the revenue credited in the last 365 days, over all reps
    with any, departed ones included (negative totals as 0, unassigned left out; None without
    positive credit). gini: the same over active reps, those without credit included.
    single_threaded_revenue_share: exposure of single-threaded customers in all exposure;
    …_proven_share counts only those proven by records. evidence_share: part of the exposure per
    evidence level. unknown_…: customers with evidence ``none`` and their revenue_12m.
    """

    hhi: float | None
    effective_reps: float | None
    gini: float | None
    top1_share: float | None
    top3_share: float | None
    top5_share: float | None
    top10_share: float | None
    unassigned_revenue: float
    single_threaded_customers: int
    single_threaded_revenue_share: float | None
    single_threaded_proven_share: float | None
    evidence_share: Mapping[str, float | None]
    unknown_customers: int
    unknown_revenue: float


def rep_concentration(
    extract: Extract, relationships: Relationships, exposures: pd.DataFrame
) -> pd.DataFrame:
    """Describe what rests on every rep.

    ``exposures`` are those of :func:`analytics.relationships.exposure.expose` for the same
    customers.

    Returns
    -------
    DataFrame
        One row per rep of the extract, same order: rep_id; revenue_12m (credited in the last 365
        days; 0 without any); revenue_share (of the net revenue with the unassigned part; missing
        where that is ≤ 0); customers (int64: with a share > 0); sole_customers (int64) and
        sole_revenue (exposure) of the single-threaded customers that the rep knows;
        core_customers (int64: core customers whose top_rep_id this is) and core_share (of the
        number of core customers; missing without any); contact_days_12m (Int64; missing where
        the source has no activities); logging_coverage (of the customers credited to or owned by
        the rep, the part with a contact day by the rep in the last 365 days; missing without
        such customers or activities). Money in the reporting currency.
    """
    rep_ids = extract.reps["rep_id"].reset_index(drop=True)
    reps = Roster.of(rep_ids)
    by_rep = pd.DataFrame(
        {
            **_credit(extract, reps),
            **_customers_held(relationships, exposures, reps),
            **_logging(extract, reps),
        }
    )
    rows = by_rep.take(reps.codes(rep_ids)).reset_index(drop=True)
    rows.insert(0, "rep_id", rep_ids)
    return rows


def _credit(extract: Extract, reps: Roster) -> dict[str, object]:
    credit = extract.credits["credit"].to_numpy(np.float64)
    codes = reps.codes(extract.credits["rep_id"])
    revenue = sums(codes[codes >= 0], credit[codes >= 0], len(reps))
    total = credit.sum()
    share = revenue / total if total > 0 else np.full(len(reps), np.nan)
    return {"revenue_12m": revenue, "revenue_share": share}


def _customers_held(
    relationships: Relationships, exposures: pd.DataFrame, reps: Roster
) -> dict[str, object]:
    customers, edges = relationships.customers, relationships.edges
    ids = pd.Index(customers["customer_id"])
    single = np.append(customers["single_threaded"].fillna(False).to_numpy(bool), False)
    alone = edges["knows"].to_numpy(bool) & single[places(edges["customer_id"], ids)]
    sole = edges.loc[alone, ["customer_id", "rep_id"]]
    sole_reps = reps.codes(sole["rep_id"])
    exposure = exposures["exposure"].fillna(0.0).to_numpy()
    at_stake = exposure[places(sole["customer_id"], pd.Index(exposures["customer_id"]))]
    core = exposures.loc[exposures["core"], "customer_id"]
    row = found(core, ids)
    led = customers["top_rep_id"].take(row[row >= 0]).dropna()
    core_customers = np.bincount(reps.codes(led), minlength=len(reps))
    return {
        "customers": _counts(edges.loc[edges["share"] > 0, "rep_id"], reps),
        "sole_customers": np.bincount(sole_reps, minlength=len(reps)),
        "sole_revenue": sums(sole_reps, at_stake, len(reps)),
        "core_customers": core_customers,
        "core_share": core_customers / len(core) if len(core) else np.nan,
    }


def _counts(rep_ids: pd.Series, reps: Roster) -> np.ndarray:
    return np.bincount(reps.codes(rep_ids), minlength=len(reps))


def _logging(extract: Extract, reps: Roster) -> dict[str, object]:
    """Columns contact_days_12m and logging_coverage."""
    if "activities" not in extract.tables:
        return {
            "contact_days_12m": pd.array([None] * len(reps), "Int64"),
            "logging_coverage": np.full(len(reps), np.nan),
        }
    customers = Roster.of(extract.customers["customer_id"])
    touched = Pairs.of(extract.activity_edges, customers, reps, recent="contact_days_12m")
    expected = Pairs.of(_book(extract), customers, reps)
    recorded = np.append(touched.ordered().recent, 0)[expected.rows_in(touched.ordered())] > 0
    days = sums(touched.rep, touched.recent.astype(np.float64), len(reps))
    size = np.bincount(expected.rep, minlength=len(reps))
    logged = sums(expected.rep, recorded.astype(np.float64), len(reps))
    coverage = np.divide(logged, size, out=np.full(len(reps), np.nan), where=size > 0)
    return {
        "contact_days_12m": pd.array(days.astype(np.int64), "Int64"),
        "logging_coverage": coverage,
    }


def _book(extract: Extract) -> pd.DataFrame:
    """The customers credited to or owned by each rep, every pair once."""
    pair = ["customer_id", "rep_id"]
    named = pd.concat([extract.credits[pair], extract.ownership[pair]], ignore_index=True)
    return named.dropna().drop_duplicates()


def portfolio_concentration(
    extract: Extract, relationships: Relationships, exposures: pd.DataFrame
) -> PortfolioConcentration:
    """Describe how concentrated the company is; see :class:`PortfolioConcentration`.

    ``exposures`` are those of :func:`analytics.relationships.exposure.expose` for the same
    customers. Customers with evidence ``none`` are in no single-threaded count.
    """
    customers = joined(exposures, [relationships.customers], "customer_id")
    single = customers["single_threaded"].fillna(False).to_numpy(bool)
    # What is stated does not prove anything, and does not take a proof away.
    proven = (customers["known_by_measured"] == 1).fillna(False).to_numpy(bool)
    level = customers["evidence"]
    unknown = level == "none"
    unassigned = extract.credits["rep_id"].isna()
    return PortfolioConcentration(
        **_spread(extract),
        unassigned_revenue=float(extract.credits.loc[unassigned, "credit"].sum()),
        single_threaded_customers=int(single.sum()),
        single_threaded_revenue_share=_exposure_share(customers, single),
        single_threaded_proven_share=_exposure_share(customers, proven & level.isin(PROVEN)),
        evidence_share={
            name: _exposure_share(customers, level == name) for name in EVIDENCE_LEVELS
        },
        unknown_customers=int(unknown.sum()),
        unknown_revenue=float(customers.loc[unknown, "revenue_12m"].sum()),
    )


def proven_alone(
    share: float | None, evidence_share: Mapping[str, float | None]
) -> Percent | Message:
    """Say the part of the exposure that is proven to be on record with one person only.

    Where no record proves anything, 0 would read as safe: it is not known then. ``share`` and
    ``evidence_share`` are those of :class:`PortfolioConcentration`.
    """
    if share is not None and proven_share(evidence_share) > 0:
        return Percent(share)
    inferred = evidence_share.get("ownership")
    if not inferred:
        return message("not known")
    return message("not known ({inferred} inferred)", inferred=Percent(inferred))


def proven_share(evidence_share: Mapping[str, float | None]) -> float:
    """Part of the exposure whose knowers contact records or bookings prove."""
    return sum(evidence_share.get(level) or 0.0 for level in PROVEN)


def _spread(extract: Extract) -> dict[str, float | None]:
    credit = extract.credits.groupby("rep_id")["credit"].sum().clip(lower=0.0)
    working = extract.reps.loc[active_reps(extract.reps, as_of=extract.as_of), "rep_id"]
    top = top_shares(credit, _TOPS)
    figures = {
        "hhi": hhi(credit),
        "effective_reps": effective_number(credit),
        "gini": gini(credit.reindex(working, fill_value=0.0)),
        **dict(zip(("top1_share", "top3_share", "top5_share", "top10_share"), top, strict=True)),
    }
    return {name: None if np.isnan(value) else value for name, value in figures.items()}


def _exposure_share(
    customers: pd.DataFrame, chosen: "pd.Series[bool] | np.ndarray"
) -> float | None:
    total = customers["exposure"].sum()
    return float(customers.loc[chosen, "exposure"].sum() / total) if total > 0 else None
