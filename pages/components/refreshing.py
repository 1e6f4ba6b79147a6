"""Refreshing the database that is shown: by the clock in the background, or at once on a click.

One refresh at a time. Readers see the figures of before until those of the new state are computed.
"""

import logging
from datetime import datetime, timedelta
from threading import Lock

from analytics.errors import LinchpinError
from data.mapping.presets import mapping_given
from data.opening import refreshed
from data.progress import Progress, silent
from pages.components import freshness, loading

__all__ = ["refresh", "refresh_if_due"]

_LOG = logging.getLogger("linchpin")
#: So long after a failure it is tried again, where the interval is longer.
_RETRY = timedelta(minutes=5)
_ALONE = Lock()


def refresh(*, whole: bool = False, progress: Progress = silent) -> None:
    """Ask the database that is shown for what is new, or everything, and show that when it is
    ready; nothing where no database is shown.

    Raises
    ------
    LinchpinError
        It cannot be reached, or what it holds cannot be assessed; what is shown stays.
    """
    locations = loading.settings()
    where, told = locations.source, locations.mapping
    if where is None:
        return
    with _ALONE:
        try:
            rules = loading.policy(locations)
            mapping = None if told is None else mapping_given(told)
            _, state = refreshed(
                where, rules, locations.home, whole=whole, mapping=mapping, progress=progress
            )
            loading.swap_in(locations, rules, state)
        except LinchpinError as error:
            freshness.failed(where, error)
            raise
        freshness.succeeded(where, state.read_at)


def refresh_if_due(now: datetime) -> bool:
    """Refresh where the interval that was chosen has passed; whether it was tried.

    What fails is told on every page (:mod:`pages.components.freshness`) and tried again soon.
    """
    try:
        locations = loading.settings()
        length = loading.interval(locations).length
    except LinchpinError:
        return False  # every page says so
    if length is None or locations.source is None or not _due(locations.source, length, now):
        return False
    try:
        refresh()
    except LinchpinError as error:
        _LOG.warning("%s", error)
    return True


def _due(where: str, length: timedelta, now: datetime) -> bool:
    locations = loading.settings()
    state = freshness.in_use(locations.home, where, locations.mapping)
    known = freshness.freshness(where)
    if known.failing_since is not None and known.tried_at is not None:
        return now - known.tried_at >= min(length, _RETRY)
    return state is None or now - state.read_at >= length
