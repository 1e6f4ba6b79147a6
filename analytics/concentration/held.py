"""Whose the yearly customer revenue is: by the one contact who is named for each customer."""

import numpy as np
import pandas as pd

__all__ = ["contacts_named", "held_by_contact"]

_PARTS = ["alone", "inferred", "shared", "untended"]


def contacts_named(customers: pd.DataFrame) -> pd.Series:
    """Who is named as the contact of each customer: who alone knows it, by statement too, else the
    main contact (missing where there is none).

    customers: sole_knower_id, top_rep_id, both may be missing. Returns rep_ids, row by row.
    """
    return customers["sole_knower_id"].fillna(customers["top_rep_id"])


def held_by_contact(customers: pd.DataFrame) -> pd.DataFrame:
    """Yearly customer revenue by contact: rep_id, alone, inferred, shared, untended, total.

    customers: customer_id, top_rep_id, sole_knower_id, exposure, single_threaded, evidence,
    untended. alone: on record with this person only, proven; inferred: the same by the name in the
    file only; shared: others know them too; untended: nobody is in touch any more. Amounts in the
    reporting currency; one row a contact, by rep_id, each with a total > 0. Every customer counts
    once, with the contact who is named (:func:`contacts_named`); those without a main contact
    (nobody known) are in no row.
    """
    held = customers[customers["top_rep_id"].notna() & (customers["exposure"] > 0)]
    single = held["single_threaded"].fillna(False).astype(bool)
    inferred = held["evidence"] == "ownership"
    nobody = held["untended"].fillna(False).astype(bool)
    kind = np.select(
        [nobody, single & inferred, single], ["untended", "inferred", "alone"], "shared"
    )
    by = [contacts_named(held).rename("rep_id"), pd.Series(kind, index=held.index)]
    table = held["exposure"].groupby(by).sum().unstack(fill_value=0.0) if len(held) else held
    table = table.reindex(columns=_PARTS, fill_value=0.0).astype("float64")
    table["total"] = table[_PARTS].sum(axis=1)
    return table.rename_axis("rep_id").reset_index()
