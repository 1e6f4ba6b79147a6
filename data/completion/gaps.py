"""Which customers of whom lack what."""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from analytics.assessment import Assessment
from analytics.policy import Policy
from data.extract.groups import heads
from data.frames import COUNT, TEXT, fetch
from data.sources import Source, in_place

__all__ = ["contacts_on_record", "customers_of_people", "gaps"]

#: What a customer may lack, as columns of :func:`gaps`.
LACKS = ("lacks_contact", "lacks_phone", "lacks_contract")

_ON_RECORD = {"customer_id": TEXT, "named": COUNT, "reachable": COUNT}


@in_place
def contacts_on_record(source: Source, policy: Policy) -> pd.DataFrame:
    """How many contact persons of each customer are named, and how many have a phone number:
    customer_id, named, reachable (counts); no row for customers without any.

    Where groups count as one customer, those of all its companies do.
    """
    rows = source.rows("contacts")
    customer = rows.c.customer_id
    joined: sa.FromClause = rows
    if policy.company.group_by_parent:
        of_group = heads(source)
        joined = rows.join(of_group, of_group.c.customer_id == rows.c.customer_id)
        customer = of_group.c.head_id
    query = (
        sa.select(
            customer.label("customer_id"),
            sa.func.count(_filled(rows.c.name)).label("named"),
            sa.func.count(_filled(rows.c.phone)).label("reachable"),
        )
        .select_from(joined)
        .where(customer.is_not(None))
        .group_by(customer)
        .order_by(customer)
    )
    with source.reading() as connection:
        return fetch(connection, query, _ON_RECORD)


def _filled(column: Any) -> Any:
    """The text of a column; nothing where there is none."""
    return sa.func.nullif(sa.func.trim(column), "")


def customers_of_people(assessment: Assessment) -> pd.DataFrame:
    """Whose customer each is: rep_id, customer_id; one row a pair, sorted.

    A person's own customers are those whom the person owns or is assigned to today, was credited
    with in the last 365 days, or knows. Only people who are active.
    """
    extract, edges = assessment.extract, assessment.edges
    pairs = [
        extract.ownership[["rep_id", "customer_id"]],
        extract.credits.loc[extract.credits["rep_id"].notna(), ["rep_id", "customer_id"]],
        edges.loc[edges["knows"].astype(bool), ["rep_id", "customer_id"]].astype("str"),
    ]
    every = pd.concat(pairs, ignore_index=True).astype("str").drop_duplicates()
    reps = assessment.reps
    active = set(reps.loc[reps["active"].astype(bool), "rep_id"])
    there = set(assessment.customers["customer_id"])
    kept = every[every["rep_id"].isin(active) & every["customer_id"].isin(there)]
    return kept.sort_values(["rep_id", "customer_id"]).reset_index(drop=True)


def gaps(
    assessment: Assessment, on_record: pd.DataFrame, stated: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The customers of each person that lack something, on record and by statement.

    on_record: as :func:`contacts_on_record`; stated: customer_id, field of what was stated.

    Returns rep_id, rep, customer_id, customer (names), exposure, lacks_contact, lacks_phone,
    lacks_contract (bool): one row a pair of which at least one is true, by rep_id and name.
    """
    lacking = _lacking(assessment, on_record, stated)
    rows = customers_of_people(assessment).merge(lacking, on="customer_id")
    names = dict(zip(assessment.reps["rep_id"], assessment.reps["name"], strict=True))
    rows.insert(1, "rep", rows["rep_id"].map(names).astype("str"))
    return rows.sort_values(["rep_id", "customer", "customer_id"]).reset_index(drop=True)


def _lacking(
    assessment: Assessment, on_record: pd.DataFrame, stated: pd.DataFrame | None
) -> pd.DataFrame:
    """customer_id, customer, exposure and what each lacks, of those that lack anything."""
    customers = assessment.customers
    record = on_record.set_index("customer_id").reindex(customers["customer_id"])
    said = _said(stated)
    known = {
        "lacks_contact": record["named"].fillna(0).to_numpy() > 0,
        "lacks_phone": record["reachable"].fillna(0).to_numpy() > 0,
        "lacks_contract": customers["contract_ends_on"].notna().to_numpy(),
    }
    rows = pd.DataFrame(
        {
            "customer_id": customers["customer_id"].astype("str"),
            "customer": customers["name"].fillna(customers["customer_id"]).astype("str"),
            "exposure": customers["exposure"],
            **{
                name: ~there & ~customers["customer_id"].isin(said[name]).to_numpy()
                for name, there in known.items()
            },
        }
    )
    return rows[rows[list(LACKS)].any(axis=1)].reset_index(drop=True)


#: The field that closes each gap.
_CLOSED_BY = {
    "lacks_contact": "contact",
    "lacks_phone": "phone",
    "lacks_contract": "contract_ends_on",
}


def _said(stated: pd.DataFrame | None) -> dict[str, set[str]]:
    if stated is None:
        return {name: set() for name in LACKS}
    return {
        name: set(stated.loc[stated["field"] == field, "customer_id"])
        for name, field in _CLOSED_BY.items()
    }
