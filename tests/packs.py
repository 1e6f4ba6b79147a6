"""A pack of the company that can be counted by hand (:mod:`tests.pages.cast`)."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from analytics.actions import Action, ActionKind, ActionState
from analytics.assessment import Assessment
from analytics.comparison import Change, Comparison
from analytics.messages import Percent, message
from analytics.pack.model import Pack, PackOptions
from analytics.pack.pack import pack
from analytics.pack.sources import Followed, PackSources
from data.pack.said import Say
from pages.components.catalogue import Language, speaking
from pages.components.text import write_value
from tests.pages import cast
from tests.pages.planned_cast import plan

__all__ = [
    "ACTIONS",
    "SINCE",
    "TODAY",
    "cast_quality",
    "company_sources",
    "made_pack",
    "quarters",
    "say_in",
]

TODAY, SINCE = date(2026, 7, 1), date(2026, 3, 30)

#: A talk that was held, a second contact that records prove, a visit that is late, another step.
ACTIONS = (
    Followed(
        Action(ActionKind.TALK, owner="ann", state=ActionState.DONE, rep_id="bo"),
        date(2026, 6, 2),
    ),
    Followed(
        Action(
            ActionKind.SECOND_CONTACT,
            owner="ann",
            customer_id="dune",
            rep_id="sue",
            due=date(2026, 6, 10),
        ),
        date(2026, 5, 2),
        date(2026, 5, 2),
        date(2026, 5, 20),
        proven=True,
    ),
    Followed(
        Action(ActionKind.VISIT, owner="cy", customer_id="cast", due=date(2026, 6, 30)),
        date(2026, 6, 1),
    ),
    Followed(
        Action(ActionKind.OTHER, owner="Eve Stone", topic="Ask Eve Stone for the keys"),
        date(2026, 6, 1),
    ),
)

#: By months before: share of proven single-threaded revenue, expected loss, fewest departures.
_PAST: dict[date, tuple[float | None, float | None, int | None]] = {
    date(2026, 3, 30): (0.7, 130_000.0, 3),
    date(2025, 12, 30): (0.65, 125_000.0, 3),
    date(2025, 9, 30): (0.6, None, None),
    date(2025, 6, 30): (None, None, None),
}
_FIGURES = ("single_threaded_proven_share", "expected_loss", "bus_factor")


@cache
def _assessment() -> Assessment:
    first, *others = cast.limits()
    named = message("{rep} is the main contact of {value}.", rep="Ann", value=Percent(0.333))
    return cast.assessment(limits=(replace(first, message=named), *others))


def quarters() -> tuple[Comparison, ...]:
    """Four earlier quarters; the oldest cannot be compared."""
    now = _assessment().portfolio
    return tuple(
        Comparison(
            day,
            {
                name: Change(
                    name,
                    getattr(now, name),
                    then,
                    None if then is not None else message("the records do not reach back"),
                )
                for name, then in zip(_FIGURES, past, strict=True)
            },
        )
        for day, past in _PAST.items()
    )


def company_sources(**changes: Any) -> PackSources:
    """What a pack of the company is made from."""
    assessment = _assessment()
    held: dict[str, Any] = {
        "assessment": assessment,
        "quarters": quarters(),
        "plan": plan(),
        "quality": cast_quality(),
        "actions": ACTIONS,
        "today": TODAY,
        "since": SINCE,
        "company": "Acme & Söhne",
    }
    return PackSources(**{**held, **changes})


def cast_quality() -> pd.DataFrame:
    """One issue that changes the answer and names a person, one that is a note."""
    said = [
        message("{count} booking names {rep}, who is unknown.", count=3, rep="Ann"),
        message("A column is ignored."),
    ]
    return pd.DataFrame(
        {
            "table": ["revenue", "customers"],
            "issue": ["unknown_rep", "ignored"],
            "rows": pd.array([3, None], dtype="Int64"),
            "weight": ["changes", "note"],
            "effect": [str(each) for each in said],
            "message": said,
        }
    )


def made_pack(language: Language = "en", /, **options: Any) -> Pack:
    """The pack of the company, in a language."""
    changes = options.pop("sources", {})
    return pack(company_sources(**changes), PackOptions(language, **options))


def say_in(language: Language) -> Say:
    """What writes values in a language."""

    def say(value: Any) -> str:
        with speaking(language):
            return write_value(value)

    return say
