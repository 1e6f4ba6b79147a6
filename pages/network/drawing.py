"""The map as it is sent: a layout with names, money and colours, in as few bytes as show it.

One message holds the whole picture and is sent once; whatever is chosen afterwards travels alone.
It starts with its token (sixteen characters), the length of a header (four bytes, little-endian)
and the header (JSON), then come the arrays that it names. Positions are whole numbers of a 32,767th
of the picture; texts come in one piece each, a line an entry. The number of dots is bounded
(:data:`analytics.map.dots.MOST`), and so is the message, whatever the number of customers.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.assessment import Assessment
from analytics.concentration.held import held_by_contact
from analytics.map.layout import Layout, layout
from analytics.map.ring import along
from pages.components import numbers
from pages.components.text import plain_text
from pages.components.theme import LIGHT
from pages.components.words import names_of

__all__ = ["Drawing", "draw_up", "drawing"]

#: Steps of a position from the middle of the picture to its edge.
_STEPS = 32_767
#: Characters of the token.
_TOKEN = 16
#: Stands for nobody, and for a chance that is not known.
_NOBODY, _NO_CHANCE = 65_535, 255
#: How many people know a dot: from here on it is all the same.
_SEVERAL = 2
#: A chance at which the scale ends, as in charts.
_TOP_CHANCE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """The picture of one assessment in one language.

    content: the message. token: names it. person: place on the map by rep_id. dot: place of the
    dot of every customer that is drawn, by customer_id. groups: dots that stand for several.
    """

    layout: Layout
    content: bytes
    token: str
    person: dict[str, int]
    dot: dict[str, int]
    groups: frozenset[int]

    @property
    def together(self) -> int:
        """How many customers share their dot with others."""
        return len(self.dot) - len(self.layout.at) + len(self.groups)

    def members(self, dot: int) -> np.ndarray:
        """The codes of the customers of one dot, as in the graph, largest first."""
        members = self.layout.dots.members
        return np.sort(members.indices[members.indptr[dot] : members.indptr[dot + 1]])


def draw_up(
    assessment: Assessment, before: Mapping[str, tuple[float, float]] | None = None
) -> Layout:
    """Lay out the map of an assessment, the same in every language; ``before``: where customers
    stood on the last one."""
    return layout(assessment.graph, assessment.relationships.edges, before=before)


def drawing(assessment: Assessment, drawn: Layout) -> Drawing:
    """Put a layout into words and bytes for the reader's language."""
    graph, dots = assessment.graph, drawn.dots
    extent = _extent(drawn)
    unit = _STEPS / extent
    rows, columns = dots.members.nonzero()
    counts = np.diff(dots.members.indptr)
    ids = graph.customers.index.tolist()
    texts = {
        **_people_texts(assessment, drawn),
        **_dot_texts(assessment, drawn),
    }
    arrays = {
        **_people_arrays(assessment, drawn, unit),
        **_dot_arrays(drawn, unit, counts),
    }
    people = drawn.people
    header = {
        "extent": extent,
        "arcs": [[plain_text(name or ""), first, last] for name, first, last in people.arcs],
        "nobody": people.nobody,
        "texts": {name: "\n".join(lines) for name, lines in texts.items()},
    }
    content = _packed(header, arrays)
    return Drawing(
        layout=drawn,
        content=content,
        token=content[:_TOKEN].decode(),
        person={name: place for place, name in enumerate(graph.people.index.tolist())},
        dot={ids[column]: row for row, column in zip(rows.tolist(), columns.tolist(), strict=True)},
        groups=frozenset(np.flatnonzero(counts > 1).tolist()),
    )


def _extent(drawn: Layout) -> float:
    """Half of the side of a square around everything."""
    reach = np.abs(drawn.at) + drawn.radius[:, None]
    return float(max(reach.max(initial=0.0), 1 + drawn.people.radius.max(initial=0.0)))


def _people_texts(assessment: Assessment, drawn: Layout) -> dict[str, list[str]]:
    reps, ids = assessment.reps, assessment.graph.people.index.tolist()
    names = names_of(reps, "rep_id")
    currency = assessment.currency
    held = held_by_contact(assessment.customers).set_index("rep_id")["shared"]
    return {
        "rep_ids": ids,
        "rep_names": [plain_text(names[each]) for each in ids],
        "rep_alone": [numbers.money(each, currency) for each in drawn.alone.tolist()],
        "rep_shared": [numbers.money(each, currency) for each in held.reindex(ids, fill_value=0.0)],
    }


def _dot_texts(assessment: Assessment, drawn: Layout) -> dict[str, list[str]]:
    dots, ids = drawn.dots, assessment.graph.customers.index
    names = names_of(assessment.customers, "customer_id")
    keys = ids[dots.customer].tolist()
    return {
        "ids": keys,
        "names": [plain_text(names[each]) for each in keys],
        "money": [numbers.money(each, assessment.currency) for each in dots.exposure.tolist()],
    }


def _people_arrays(assessment: Assessment, drawn: Layout, unit: float) -> dict[str, np.ndarray]:
    people = drawn.people
    stands = along(people.angle).reshape(-1, 2)
    chances = assessment.reps.set_index("rep_id")["attrition_probability"]
    team = np.full(len(people.angle), _NO_CHANCE, np.uint8)
    for number, (_, first, last) in enumerate(people.arcs):
        team[(people.angle >= first) & (people.angle <= last)] = min(number, _NO_CHANCE)
    order = np.lexsort((np.arange(len(drawn.alone)), -drawn.held, -drawn.alone))
    return {
        "px": np.round(stands[:, 0] * unit).astype(np.int16),
        "py": np.round(stands[:, 1] * unit).astype(np.int16),
        "pr": np.round(people.radius * unit).astype(np.uint16),
        "pwidth": np.round(people.width / (2 * np.pi) * _NOBODY).astype(np.uint16),
        "pteam": team,
        "pchance": _steps(chances.reindex(assessment.graph.people.index)),
        "porder": order.astype(np.uint16),
    }


def _steps(chances: pd.Series) -> np.ndarray:
    """The step of the scale of colours of each chance, as in :class:`Palette`."""
    count = len(LIGHT.scale)
    share = np.clip(chances.to_numpy(float) / _TOP_CHANCE, 0.0, 0.999)
    return np.where(np.isnan(share), _NO_CHANCE, share * count).astype(np.uint8)


def _dot_arrays(drawn: Layout, unit: float, counts: np.ndarray) -> dict[str, np.ndarray]:
    dots = drawn.dots
    main = dots.main()
    return {
        "x": np.round(drawn.at[:, 0] * unit).astype(np.int16),
        "y": np.round(drawn.at[:, 1] * unit).astype(np.int16),
        "r": np.round(drawn.radius * unit).astype(np.uint16),
        "known": np.minimum(dots.known_by, _SEVERAL).astype(np.uint8),
        "main": np.where(main < 0, _NOBODY, main).astype(np.uint16),
        "count": counts.astype(np.uint32),
        "kstart": dots.knowers.indptr.astype(np.uint32),
        "kperson": dots.knowers.indices.astype(np.uint16),
        "kweight": np.round(dots.knowers.data * 255).astype(np.uint8),
    }


def _packed(header: dict[str, object], arrays: dict[str, np.ndarray]) -> bytes:
    """Header and arrays, each of which starts at a multiple of four bytes."""
    places, parts, at = {}, [], 0
    for name, values in arrays.items():
        raw = values.astype(values.dtype.newbyteorder("<")).tobytes()
        places[name] = [values.dtype.name, at, len(values)]
        parts.append(raw + bytes(-len(raw) % 4))
        at += len(parts[-1])
    told = json.dumps({**header, "arrays": places}, ensure_ascii=False, separators=(",", ":"))
    text = told.encode()
    text += b" " * (-len(text) % 4)
    body = len(text).to_bytes(4, "little") + text + b"".join(parts)
    return hashlib.sha256(body).hexdigest()[:_TOKEN].encode() + body
