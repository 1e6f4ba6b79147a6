"""Whether this process can serve readers now, asked again every few seconds and never for long.

Each thing that must be there is looked at in a thread of its own. One that says nothing within
three seconds is not there, and is not asked again before it has answered. What is told outside is
the name of a thing and one word; why, stands in the log, once for each change.
"""

import logging
import time
from collections.abc import Callable, Mapping
from threading import Event, Lock, Thread
from typing import Final

from analytics.errors import LinchpinError

__all__ = ["Readiness"]

#: So long an answer is waited for, and so long it stands.
_PATIENCE_SECONDS: Final = 3.0
_STANDS_SECONDS: Final = 2.0

_LOG = logging.getLogger("linchpin")


class _Look:
    """One look at one thing."""

    def __init__(self, check: Callable[[], object]):
        self.over = Event()
        self.why: BaseException | None = None
        self._check = check
        Thread(target=self._run, daemon=True, name="ready").start()

    def _run(self) -> None:
        try:
            self._check()
        except BaseException as error:
            self.why = error
        self.over.set()


class Readiness:
    """What must be there, by name: each check raises where it is not."""

    def __init__(self, checks: Mapping[str, Callable[[], object]]):
        self._checks = checks
        self._looks: dict[str, _Look] = {}
        self._lock = Lock()
        self._said: dict[str, str] = {}
        self._said_at = float("-inf")

    def look(self) -> dict[str, str]:
        """``ok``, ``failed`` or ``no answer`` for each thing."""
        with self._lock:
            if time.monotonic() - self._said_at > _STANDS_SECONDS:
                said = self._looked()
                self._tell_changes(said)
                self._said, self._said_at = said, time.monotonic()
            return dict(self._said)

    def _looked(self) -> dict[str, str]:
        for name, check in self._checks.items():
            if name not in self._looks or self._looks[name].over.is_set():
                self._looks[name] = _Look(check)
        until = time.monotonic() + _PATIENCE_SECONDS
        said = {}
        for name, each in self._looks.items():
            answered = each.over.wait(max(0.0, until - time.monotonic()))
            said[name] = "no answer" if not answered else "failed" if each.why else "ok"
        return said

    def _tell_changes(self, said: Mapping[str, str]) -> None:
        for name, word in said.items():
            before = self._said.get(name, "ok")
            if word == before:
                continue
            why = self._looks[name].why
            if word == "ok":
                _LOG.warning("ready again: %s", name)
            elif isinstance(why, LinchpinError):
                _LOG.warning("not ready: %s: %s", name, why)
            else:
                _LOG.warning("not ready: %s: %s", name, type(why).__name__ if why else word)
