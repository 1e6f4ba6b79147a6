"""Where customers stood on the map, kept from one state of the data to the next.

A file in the home for each source, ``map-<name>.json``: the state of the data, where its map
started from, and where it ended. The same state always starts from the same places, so that the
map is the same on every server; the next one starts from where the last had ended.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.home.replacing import replace_durably

__all__ = ["Positions", "keep_positions", "positions_before"]

#: By customer_id: to the right and up, in units of the map.
Positions = Mapping[str, tuple[float, float]]


def positions_before(home: Path, name: str, state: str) -> Positions:
    """Where the map of a state of the data starts from; empty at first, and where the file is
    damaged."""
    held = _held(_path(home, name))
    try:
        kept = held["start"] if held["state"] == _digest(state) else held["end"]
        return {str(each): (float(x), float(y)) for each, (x, y) in kept.items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}


def keep_positions(home: Path, name: str, state: str, start: Positions, end: Positions) -> None:
    """Keep where the map of a state ended, once.

    Raises
    ------
    StorageError
        The home cannot be written.
    """
    path, digest = _path(home, name), _digest(state)
    if _held(path).get("state") == digest:
        return
    held = {"state": digest, "start": dict(start), "end": dict(end)}
    replace_durably(path, json.dumps(held, ensure_ascii=True).encode())


def _held(path: Path) -> dict[str, Any]:
    try:
        held = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _path(home: Path, name: str) -> Path:
    return home / f"map-{_digest(name)}.json"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
