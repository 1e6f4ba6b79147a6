"""Secrets of alerts: from the environment or Streamlit's secrets, never from the store."""

import os
import tomllib
from pathlib import Path

from data.logs import keep_secret
from data.store.alerts import SECRET_PREFIX

__all__ = ["secret_of"]


def secret_of(name: str, root: Path) -> str | None:
    """What stands under a name in the environment, else in ``.streamlit/secrets.toml`` below
    ``root`` or the user's home; None where nothing does, or the name is none of alerts. Logs mask
    it from then on."""
    if not name.startswith(SECRET_PREFIX):
        return None
    found = os.environ.get(name) or _in_files(name, (root, Path.home()))
    if found:
        keep_secret(found)
    return found


def _in_files(name: str, places: tuple[Path, ...]) -> str | None:
    for place in places:
        try:
            held = tomllib.loads((place / ".streamlit" / "secrets.toml").read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(held.get(name), str):
            return str(held[name])
    return None
