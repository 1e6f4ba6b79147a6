"""Which alerts arise: what holds now and did not hold when somebody looked last."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from analytics.alerts.conditions import AlertKind, Condition
from analytics.messages import Message, message

__all__ = ["Alert", "arising", "holding"]

#: So many names are told of one alert.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert: what has come up, without names; whom or what it is about, for whoever is told
    names (None of a limit); what to do. key: the same for the same things."""

    kind: AlertKind
    key: str
    what: Message
    named: Message | None
    to_do: Message


def arising(now: Sequence[Condition], before: Collection[str] | None) -> tuple[Alert, ...]:
    """The alerts of what holds now.

    before: keys of the conditions that held when somebody looked last, None where nobody has. Then
    everything that holds is told but core customers with one person: of those nobody knows which
    are new.
    """
    known = set() if before is None else set(before)
    new = [each for each in now if each.key not in known]
    if before is None:
        new = [each for each in new if each.kind is not AlertKind.SINGLE_CORE]
    return _alerts(new, _what)


def holding(now: Sequence[Condition]) -> tuple[Alert, ...]:
    """What holds now as alerts, new or not."""
    return _alerts(now, _what_holds)


def _alerts(
    about: Sequence[Condition], what: Callable[[AlertKind, int], Message]
) -> tuple[Alert, ...]:
    alerts: list[Alert] = []
    for kind in AlertKind:
        of_kind = [each for each in about if each.kind is kind]
        if kind is AlertKind.LIMIT:
            alerts += [_limit(each) for each in of_kind]
        elif of_kind:
            alerts.append(_alert(kind, of_kind, what(kind, len(of_kind))))
    return tuple(alerts)


def _limit(condition: Condition) -> Alert:
    assert condition.said is not None
    what = message("A limit is crossed: {limit}", limit=condition.said)
    return Alert(AlertKind.LIMIT, condition.key, what, None, _TO_DO[AlertKind.LIMIT])


def _alert(kind: AlertKind, about: Sequence[Condition], what: Message) -> Alert:
    key = hashlib.sha256("".join(sorted(each.key for each in about)).encode()).hexdigest()
    return Alert(kind, key, what, _named(about), _TO_DO[kind])


def _named(about: Sequence[Condition]) -> Message | None:
    names = list(dict.fromkeys(each.name for each in about if each.name))
    if not names:
        return None
    shown, more = _listed(names[:_NAMED]), len(names) - _NAMED
    if more <= 0:
        return message("It is about {names}.", names=shown)
    return message(
        "It is about {names} and {count} more.",
        "It is about {names} and {count} more.",
        names=shown,
        count=more,
    )


def _listed(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(names)


def _what_holds(kind: AlertKind, count: int) -> Message:
    if kind is not AlertKind.SINGLE_CORE:
        return _what(kind, count)
    return message(
        "{count} core customer is on record with one person only.",
        "{count} core customers are on record with one person only.",
        count=count,
    )


def _what(kind: AlertKind, count: int) -> Message:
    match kind:
        case AlertKind.LEAVER_ACCESS:
            return message(
                "{count} person has left and can still log in to the customer system.",
                "{count} people have left and can still log in to the customer system.",
                count=count,
            )
        case AlertKind.MASS_EXPORT:
            return message(
                "{count} export from the customer system is far from usual.",
                "{count} exports from the customer system are far from usual.",
                count=count,
            )
        case AlertKind.SINGLE_CORE:
            return message(
                "{count} more core customer is on record with one person only.",
                "{count} more core customers are on record with one person only.",
                count=count,
            )
    return message("{count} action is overdue.", "{count} actions are overdue.", count=count)


_TO_DO = {
    AlertKind.LEAVER_ACCESS: message(
        "Have the account closed today; under Safeguards it is noted once that is done."
    ),
    AlertKind.MASS_EXPORT: message(
        "Ask what it was for before you conclude anything; there is often a good reason."
    ),
    AlertKind.SINGLE_CORE: message(
        "Name a second contact: the page Second contacts proposes one, with reasons."
    ),
    AlertKind.LIMIT: message(
        "Look at it on the overview, and decide: change something, or accept it until a day."
    ),
    AlertKind.OVERDUE: message(
        "Do it, or put it off with a new day: the page Second contacts lists what is agreed."
    ),
}
