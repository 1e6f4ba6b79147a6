"""The map as a matrix: people and their 40 largest customers, for who answers for a team."""

from dataclasses import dataclass
from html import escape as html_escape

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.map.layout import Layout
from pages.components import numbers, session
from pages.components.text import plain_text, t_text
from pages.components.theme import Palette
from pages.components.words import names_of

__all__ = ["Matrix", "matrix", "matrix_html"]

#: Customers of the matrix.
LARGEST = 40
#: A mark is at least so large, of its cell.
_SMALLEST = 0.28


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Who knows the largest customers.

    customers: customer_id, name, exposure, known_by (0: nobody), largest first. people: rep_id,
    name, team, chance (missing: not known), in the order of the ring. shares: customers × people,
    the part of each who knows, 0 of others.
    """

    customers: pd.DataFrame
    people: pd.DataFrame
    shares: np.ndarray


def matrix(assessment: Assessment, drawn: Layout, team: str | None = None) -> Matrix:
    """The 40 largest customers, of ``team`` those that somebody in it knows; and whoever knows any
    of them."""
    graph, people = assessment.graph, drawn.people
    ids = graph.people.index
    reps = assessment.reps.set_index("rep_id").reindex(ids)
    known = graph.knows
    asked = np.ones(len(graph.customers), bool)
    if team is not None:
        mates = np.flatnonzero((reps["team"] == team).fillna(False).to_numpy(bool))
        asked = np.diff(known[:, mates].tocsr().indptr) > 0
    asked &= graph.exposure > 0
    order = np.lexsort((np.arange(len(asked)), -graph.exposure))
    codes = order[asked[order]][:LARGEST]
    shares = _shares(assessment, codes)
    some = np.flatnonzero(shares.sum(axis=0) > 0)
    some = some[np.argsort(people.angle[some], kind="stable")]
    names = names_of(assessment.customers, "customer_id")
    rep_names = names_of(assessment.reps, "rep_id")
    return Matrix(
        customers=pd.DataFrame(
            {
                "customer_id": graph.customers.index[codes],
                "name": [names[each] for each in graph.customers.index[codes]],
                "exposure": graph.exposure[codes],
                "known_by": np.diff(known.indptr)[codes],
            }
        ),
        people=pd.DataFrame(
            {
                "rep_id": ids[some],
                "name": [rep_names[each] for each in ids[some]],
                "team": reps["team"].to_numpy(object)[some],
                "chance": reps["attrition_probability"].to_numpy(float)[some],
            }
        ),
        shares=shares[:, some],
    )


def _shares(assessment: Assessment, codes: np.ndarray) -> np.ndarray:
    """Customers × people: the share of who knows, a hundredth where none is on record."""
    graph, edges = assessment.graph, assessment.relationships.edges
    ids = graph.customers.index[codes]
    own = edges[edges["knows"] & edges["customer_id"].isin(ids)]
    row = pd.Index(ids).get_indexer(own["customer_id"].astype(str))
    column = graph.people.index.get_indexer(own["rep_id"].astype(str))
    shares = np.zeros((len(codes), len(graph.people)))
    shares[row, column] = np.maximum(own["share"].fillna(0.0).to_numpy(float), 0.01)
    return shares


def matrix_html(made: Matrix, currency: str, colours: Palette, caption: str) -> str:
    """A table that screen readers can walk; every value is escaped."""
    heads = "".join(_head(person, first) for person, first in _with_team(made.people))
    body = "".join(
        _row(customer, made, place, currency, colours)
        for place, customer in enumerate(made.customers.to_dict("records"))
    )
    who, money = html_escape(t_text("Customer")), html_escape(t_text("Yearly revenue"))
    return (
        f'<div class="lp-matrix" style="--lp-surface:{colours.surface}" tabindex="0" role="region" '
        f'aria-label="{html_escape(caption, quote=True)}"><table>'
        f'<thead><tr><th scope="col">{who}</th><th scope="col">{money}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _with_team(people: pd.DataFrame) -> list[tuple[dict[str, object], bool]]:
    """Every person, and whether a team begins."""
    records = people.to_dict("records")
    before = [None, *(each["team"] for each in records)]
    return [
        ({str(name): value for name, value in each.items()}, place > 0 and each["team"] != last)
        for place, (each, last) in enumerate(zip(records, before, strict=False))
    ]


def _head(person: dict[str, object], first: bool) -> str:
    address = html_escape(session.address("network", rep=str(person["rep_id"])), quote=True)
    name = html_escape(plain_text(person["name"]))
    begins = ' class="lp-begins"' if first else ""
    return (
        f'<th scope="col"{begins}><a href="{address}" target="_self"><span>{name}</span></a></th>'
    )


def _row(
    customer: dict[str, object], made: Matrix, place: int, currency: str, colours: Palette
) -> str:
    address = session.address("network", customer=str(customer["customer_id"]))
    name = html_escape(plain_text(customer["name"]))
    money = html_escape(numbers.money(float(str(customer["exposure"])), currency))
    alone = customer["known_by"] == 1
    cells = "".join(
        _cell(float(share), bool(alone), person, first, colours)
        for share, (person, first) in zip(made.shares[place], _with_team(made.people), strict=True)
    )
    unknown = "" if customer["known_by"] else ' class="lp-nobody"'
    return (
        f'<tr{unknown}><th scope="row"><a href="{html_escape(address, quote=True)}" '
        f'target="_self">{name}</a></th><td>{money}</td>{cells}</tr>'
    )


def _cell(
    share: float, alone: bool, person: dict[str, object], first: bool, colours: Palette
) -> str:
    begins = ' class="lp-begins"' if first else ""
    if share <= 0:
        return f"<td{begins}></td>"
    size = max(_SMALLEST, share**0.5)
    chance = float(str(person["chance"]))
    fill = colours.neutral if np.isnan(chance) else colours.risk_colour(chance)
    look = f"background:{fill};" if alone else ""
    said = numbers.percent(share)
    title = html_escape(f"{plain_text(person['name'])}: {said}", quote=True)
    return (
        f'<td{begins} title="{title}"><i style="{look}--size:{size:.2f}"></i>'
        f'<span class="lp-unseen">{html_escape(said)}</span></td>'
    )
