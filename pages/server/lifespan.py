"""What runs beside the pages for as long as the server does."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Final

import streamlit as st

from analytics.errors import LinchpinError
from data.mirror.place import retire_unasked
from pages.components import loading
from pages.components.refreshing import refresh_if_due
from pages.server.uploads import swept

__all__ = ["lifespan"]

#: Between two looks at whether a refresh is due.
_LOOK_SECONDS: Final = 15.0


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Sweep uploads, and refresh the database that is shown, in one thread for all sessions."""
    ended = Event()
    refreshing = Thread(target=_refresh, args=(ended,), daemon=True, name="refreshing")
    async with swept(app):
        refreshing.start()
        try:
            yield
        finally:
            ended.set()


def _refresh(ended: Event) -> None:
    with suppress(LinchpinError):  # every page says so
        retire_unasked(loading.settings().home, now=time.time())
    while not ended.wait(_LOOK_SECONDS):
        refresh_if_due(datetime.now(UTC))
