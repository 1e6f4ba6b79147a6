"""What is chosen on the map: a person, a customer, or a dot that stands for several customers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.messages import Message, Money, message
from analytics.relationships.people import human_reps
from pages.components import session
from pages.components.glyph import Glyph, glyph_of
from pages.components.sentences.attrition_words import band_sentence, chance_sentence
from pages.components.sentences.ties import ties_of_person
from pages.components.text import t_text
from pages.components.words import evidence_word, function_word, names_of
from pages.network.drawing import Drawing
from pages.network.words import if_they_left

__all__ = ["NOTHING", "Chosen", "choose", "customer_chosen", "group_chosen", "person_chosen"]

#: What the address may select on this page, at most one of them.
SELECTIONS = ("rep", "customer", "group")
#: Customers in the panel.
_LARGEST = 10
#: Customers of a group that are drawn inside its dot.
_OPENED = 300


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The side of the picture: everything about what is chosen.

    glyph: what rests on a person and how likely they may leave (None: has left).
    facts: short ones below the name; sentences: what it means. customers: customer_id, name,
    exposure; people: names by rep_id. dot: its place on the map, if any. members: exposures of a
    group, as parts of its largest. outcome: what if the person left.
    """

    name: str = ""
    rep_id: str | None = None
    customer_id: str | None = None
    facts: tuple[str, ...] = ()
    glyph: Glyph | None = None
    sentences: tuple[Message, ...] = ()
    heading: Message | None = None
    customers: pd.DataFrame | None = None
    people: tuple[tuple[str, str], ...] = ()
    dot: int | None = None
    members: tuple[int, ...] = ()
    outcome: Message | None = None


NOTHING = Chosen()


def choose(**chosen: str) -> None:
    """Put what is chosen into the address, in place of what was (callback)."""
    for name in SELECTIONS:
        session.select(name, chosen.get(name))


def person_chosen(assessment: Assessment, rep_id: str) -> Chosen | None:
    """One person; None for an id that nobody has."""
    rows = assessment.reps[(assessment.reps["rep_id"] == rep_id) & human_reps(assessment.reps)]
    if rows.empty:
        return None
    row: dict[str, Any] = {str(name): value for name, value in rows.iloc[0].to_dict().items()}
    known = _known(assessment, rep_id)
    alone = known[known["alone"]]
    # Where a number stands beside its range, words say no more.
    estimated = not pd.isna(row["attrition_low"])
    band = None if estimated else chance_sentence(row) or band_sentence(row)
    told = [each for each in (band, ties_of_person(assessment, row)) if each]
    largest = alone if len(alone) else known
    return Chosen(
        name=names_of(rows, "rep_id")[rep_id],
        rep_id=rep_id,
        facts=_facts(row, len(known)),
        glyph=glyph_of(assessment, rep_id),
        sentences=tuple(told),
        heading=_largest(len(alone), len(known)),
        customers=largest.head(_LARGEST),
        outcome=if_they_left(assessment, rep_id),
    )


def _largest(alone: int, known: int) -> Message | None:
    if alone:
        return message("Largest customers nobody else knows")
    return message("Largest customers, all known to others too") if known else None


def _facts(row: dict[str, Any], known: int) -> tuple[str, ...]:
    team = row["team"] if isinstance(row["team"], str) else None
    knows = t_text("knows {count} customer", "knows {count} customers", count=known)
    return tuple(each for each in (function_word(row["function"]), team, knows) if each)


def _known(assessment: Assessment, rep_id: str) -> pd.DataFrame:
    """The customers that a person knows: customer_id, name, exposure, alone; largest first."""
    graph = assessment.graph
    person = int(graph.people.codes(pd.Series([rep_id], dtype="str"))[0])
    if person < 0:
        return _rows(assessment, np.zeros(0, np.int64)).assign(alone=False)
    own = np.flatnonzero(graph.knows[:, [person]].toarray()[:, 0])
    rows = _rows(assessment, own)
    known_by = np.diff(graph.knows.indptr)
    codes = graph.customers.codes(rows["customer_id"])
    return rows.assign(alone=known_by[codes] == 1)


def _rows(assessment: Assessment, codes: np.ndarray) -> pd.DataFrame:
    """Customers by code: customer_id, name, exposure; the largest first, ties by id."""
    graph, names = assessment.graph, names_of(assessment.customers, "customer_id")
    ids = graph.customers.index[codes]
    rows = pd.DataFrame(
        {
            "customer_id": ids,
            "name": [names[each] for each in ids],
            "exposure": graph.exposure[codes],
        }
    )
    return rows.sort_values(["exposure", "customer_id"], ascending=[False, True], ignore_index=True)


def customer_chosen(assessment: Assessment, drawn: Drawing, customer_id: str) -> Chosen | None:
    """One customer; None for an id that none has."""
    rows = assessment.customers[assessment.customers["customer_id"] == customer_id]
    if rows.empty:
        return None
    row = rows.iloc[0]
    people = _people(assessment, customer_id)
    dot = drawn.dot.get(customer_id)
    return Chosen(
        name=names_of(rows, "customer_id")[customer_id],
        customer_id=customer_id,
        facts=(t_text("known from: {evidence}", evidence=evidence_word(row["evidence"])),),
        sentences=_customer_sentences(assessment, drawn, row, people, dot),
        people=people,
        dot=dot,
    )


def _people(assessment: Assessment, customer_id: str) -> tuple[tuple[str, str], ...]:
    """Who knows a customer, the largest share first: id and name."""
    edges = assessment.edges
    own = edges[(edges["customer_id"] == customer_id) & edges["knows"] & edges["active"]]
    own = own.assign(share=own["share"].fillna(0.0)).sort_values(
        ["share", "rep_id"], ascending=[False, True]
    )
    names = names_of(assessment.reps, "rep_id")
    return tuple((each, names[each]) for each in own["rep_id"].astype(str))


def _customer_sentences(
    assessment: Assessment,
    drawn: Drawing,
    row: pd.Series,
    people: tuple[tuple[str, str], ...],
    dot: int | None,
) -> tuple[Message, ...]:
    amount = Money(float(row["exposure"]), assessment.currency)
    said = []
    match len(people):
        case 0:
            said.append(
                message("{amount} a year: not known, or nobody is in touch.", amount=amount)
            )
        case 1:
            said.append(
                message("{amount} a year, known by {rep} only.", amount=amount, rep=people[0][1])
            )
        case count:
            said.append(
                message(
                    "{amount} a year, known by {count} person.",
                    "{amount} a year, known by {count} people.",
                    amount=amount,
                    count=count,
                )
            )
    if dot is None:
        said.append(message("Not drawn: there is no yearly revenue."))
    elif dot in drawn.groups:
        others = len(drawn.members(dot)) - 1
        said.append(
            message(
                "Drawn in one dot with {count} other small customer.",
                "Drawn in one dot with {count} other small customers.",
                count=others,
            )
        )
    return tuple(said)


def group_chosen(assessment: Assessment, drawn: Drawing, customer_id: str) -> Chosen | None:
    """The customers that share a dot with one of them; None where it has a dot of its own."""
    dot = drawn.dot.get(customer_id)
    if dot is None or dot not in drawn.groups:
        return None
    rows = _rows(assessment, drawn.members(dot))
    dots, total = drawn.layout.dots, float(rows["exposure"].sum())
    names = names_of(assessment.reps, "rep_id")
    first, last = dots.knowers.indptr[dot], dots.knowers.indptr[dot + 1]
    ids = assessment.graph.people.index[dots.knowers.indices[first:last]].tolist()
    whole = float(rows["exposure"].max())
    parts = tuple((rows["exposure"].head(_OPENED) / whole * 1000).round().astype(int).clip(1))
    return Chosen(
        name=t_text("{count} small customer", "{count} small customers", count=len(rows)),
        facts=(),
        sentences=(
            message(
                "{amount} a year together; each is too small for a dot of its own.",
                amount=Money(total, assessment.currency),
            ),
        ),
        heading=message("The customers of this dot, largest first"),
        customers=rows,
        people=tuple((each, names[each]) for each in ids),
        dot=dot,
        members=parts,
    )
