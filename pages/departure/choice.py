"""Who leaves or is away, when and where to: what the address of the page says.

``rep`` names people (several with commas), ``team`` whole teams, ``kind`` the way (``away``, or one
of :data:`analytics.losses.exits.EXIT_KINDS`; ``orderly`` and ``sudden`` leave open where to),
``weeks`` the time until then, ``handover=no`` that nothing is handed over in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics.relationships.people import under_notice

__all__ = ["DESTINATIONS", "WEEKS", "Choice", "chosen", "usual_weeks"]

#: Where somebody goes: not known, or one of the ways of leaving.
DESTINATIONS = ("sudden", "competitor", "own_business", "team")
WEEKS = (0, 2, 4, 8, 12)
_USUAL_WEEKS = 4
_MOST_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Choice:
    """One question to the page. rep_ids: active people, those of the teams included; named: as the
    address names them; unknown: ids and teams that nobody has; left: people no longer here."""

    rep_ids: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unknown_teams: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    away: bool = False
    kind: str = "sudden"
    weeks: int = _USUAL_WEEKS
    handover: bool = True

    @property
    def handing_over(self) -> tuple[str, ...]:
        """Whom a handover is about: its days go on when some of them are no longer here."""
        return (*self.rep_ids, *self.left)

    @property
    def address(self) -> dict[str, str]:
        """What the address of a link says to ask the same of the same people."""
        asked = {"rep": ",".join(self.rep_ids), "weeks": str(self.weeks)}
        if self.away or self.kind != "sudden":
            asked["kind"] = "away" if self.away else self.kind
        return asked if self.handover else {**asked, "handover": "no"}

    @property
    def introductions(self) -> int:
        """The weeks in which successors are introduced."""
        return self.weeks if self.handover else 0


def chosen(reps: pd.DataFrame, address: Mapping[str, Sequence[str]], as_of: date) -> Choice:
    """What the address asks; whatever it says wrong is told apart or read as the usual.

    reps: rep_id, team, active, notice_on, leaves_on; address: all values by name.
    """
    active = reps[reps["active"].astype(bool)]
    here, ever = set(active["rep_id"]), set(reps["rep_id"])
    asked = list(dict.fromkeys(_ids(address.get("rep", ()), ever)))
    known_teams, asked_teams = set(active["team"]), dict.fromkeys(address.get("team", ()))
    teams = tuple(each for each in asked_teams if each in known_teams)
    mates = active.loc[active["team"].isin(teams), "rep_id"]
    named = tuple(each for each in asked if each in here)
    rep_ids = tuple(dict.fromkeys([*named, *mates]))
    kind = _last(address, "kind")
    told = _last(address, "weeks")
    weeks = usual_weeks(reps, rep_ids, as_of)
    several = len(rep_ids) > 1
    return Choice(
        rep_ids=rep_ids,
        named=named,
        teams=teams,
        unknown=tuple(each for each in asked if each not in ever),
        unknown_teams=tuple(each for each in asked_teams if each not in known_teams),
        left=tuple(each for each in asked if each in ever - here),
        away=kind == "away",
        kind=kind if kind in DESTINATIONS[1 : 4 if several else 3] else "sudden",
        weeks=int(told) if told.isdecimal() and int(told) <= _MOST_WEEKS else weeks,
        handover=_last(address, "handover") != "no",
    )


def usual_weeks(reps: pd.DataFrame, rep_ids: Iterable[str], as_of: date) -> int:
    """The whole weeks until the last day of who has given notice, if that is everybody chosen;
    else four."""
    rows = reps[reps["rep_id"].isin(list(rep_ids))]
    days = (rows.loc[under_notice(rows), "leaves_on"] - pd.Timestamp(as_of)).dt.days
    if rows.empty or len(days) < len(rows) or days.isna().any():
        return _USUAL_WEEKS
    return int(min(max(days.min() // 7, 0), _MOST_WEEKS))


def _ids(values: Iterable[str], known: set[str]) -> Iterable[str]:
    """Ids of the address: a value that is one, or several with commas between them."""
    for value in values:
        parts = [value] if value in known else value.split(",")
        yield from (part.strip() for part in parts if part.strip())


def _last(address: Mapping[str, Sequence[str]], name: str) -> str:
    values = address.get(name, ())
    return values[-1] if values else ""
