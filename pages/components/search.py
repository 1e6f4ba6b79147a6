"""Find a customer or a person from every page: names and ids, asked on the server."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from analytics.assessment import Assessment
from pages.components import loading, session
from pages.components.registry import entry
from pages.components.text import t_text
from pages.components.words import names_of

__all__ = ["MOST", "found", "haystack", "search"]

#: Hits at most; whoever means another one types on.
MOST = 20

_SCRIPT = Path(__file__).with_name("search.js").read_text(encoding="utf-8")
_LOOK = Path(__file__).with_name("search.css").read_text(encoding="utf-8")
_FIELD = st.components.v2.component("linchpin_search", js=_SCRIPT, css=_LOOK)


def haystack(assessment: Assessment) -> pd.DataFrame:
    """Everybody and everything that has a page, what weighs most first.

    One row each: page, query (what opens it in the address), subject_id, name, words (what is
    searched: name and id, without case).
    """
    people, customers = assessment.reps, assessment.customers
    parts = [
        _rows("reps", "rep", people, people["expected_loss"]),
        _rows("customers", "customer", customers, customers["exposure"]),
    ]
    return pd.concat(parts, ignore_index=True)


def _rows(page: str, query: str, named: pd.DataFrame, weight: pd.Series) -> pd.DataFrame:
    names = names_of(named, f"{query}_id")
    rows = pd.DataFrame(
        {"page": page, "query": query, "subject_id": names.keys(), "name": names.values()}
    )
    rows = rows.astype(str)
    rows["words"] = (rows["name"] + "\n" + rows["subject_id"]).str.casefold()
    order = np.argsort(-weight.fillna(0.0).to_numpy(dtype=float), kind="stable")
    return rows.iloc[order]


def found(rows: pd.DataFrame, text: str) -> pd.DataFrame:
    """The rows of a :func:`haystack` that have the text, those that begin with it first."""
    wanted = " ".join(text.casefold().split())
    if not wanted:
        return rows.head(0)
    hits = rows[rows["words"].str.contains(wanted, regex=False)]
    begins = hits["words"].str.startswith(wanted)
    return pd.concat([hits[begins], hits[~begins]]).head(MOST)


@st.fragment
def search() -> None:
    """Draw the field and, below it, what was found; a hit opens its page."""
    asked = str((st.session_state.get("frame-search") or {}).get("asked") or "")
    result = _FIELD(
        key="frame-search",
        data={
            "asked": asked,
            "hits": _hits(asked),
            "label": t_text("Search a customer or person"),
            "nothing": t_text("No customer or person of this name"),
            "clear": t_text("Clear the search"),
        },
        default={"asked": ""},
        on_asked_change=lambda: None,
        on_opened_change=lambda: None,
        height="content",
    )
    if result.opened:
        session.go(result.opened["path"], **{result.opened["query"]: result.opened["id"]})
        st.rerun()


def _hits(text: str) -> list[dict[str, Any]]:
    about = loading.at_hand() if text.strip() else None
    if about is None:
        return []
    rows = about.once("search", lambda: haystack(loading.loaded(about).assessment))
    kinds = {"reps": t_text("Person"), "customers": t_text("Customer")}
    return [
        {
            "id": row.subject_id,
            "name": row.name,
            "kind": kinds[row.page],
            "path": entry(row.page).path,
            "query": row.query,
            "href": session.address(entry(row.page).path, **{row.query: row.subject_id}),
        }
        for row in found(rows, text).itertuples(index=False)
    ]
