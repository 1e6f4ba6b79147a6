"""Assessments that are computed once for all processes of a home, see :mod:`data.home.artefacts`.

The key of one holds everything that its figures rest on: the data, the policy, who may see it, what
is stated, the day, and the program that computes: its own code and the libraries under it. The
language is no part of it. What people stated is not written, only what it comes to; the reader has
the statements themselves.
"""

import copyreg
import hashlib
import json
import logging
import platform
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final, Literal

import networkx as nx

from analytics.errors import StorageError
from analytics.messages import message
from analytics.policy import Policy
from analytics.statements import NO_STATEMENTS, Statements
from data import plain_values
from data.assessments import Loaded
from data.home.artefacts import alone_at, discard, keep, read, retire_artefacts
from data.progress import Progress

__all__ = ["Basis", "Origin", "shared"]

#: Where an assessment came from.
Origin = Literal["computed", "read"]

_LOG = logging.getLogger("linchpin")
_ROOT: Final = Path(__file__).parents[1]
_CODE: Final = ("analytics", "data")
_CODE_ENDINGS: Final = frozenset({".py", ".toml"})
_LIBRARIES: Final = (
    "duckdb",
    "duckdb-sqlalchemy",
    "networkx",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "scipy",
    "sqlalchemy",
)
_WAITING: Final = message("Another process of this server computes the figures")
#: What stands in an assessment besides plain values and our own records.
_ALSO: Final = {"networkx.classes.graph": {"Graph"}, "scipy.sparse._csr": {"csr_array"}}


@dataclass(frozen=True, slots=True)
class Basis:
    """What the figures of an assessment rest on, besides the program.

    of: the data, as :func:`data.home.versions.own_data` names what was imported; version: its
    fingerprint; scope: who may see it; day: the one that somebody chose; accepted: whether losses
    are; spell: differs where data of this version may differ all the same.
    """

    of: str
    version: str
    policy: Policy
    scope: str
    statements: Statements
    day: date | None
    accepted: bool
    spell: int = 0

    @property
    def key(self) -> str:
        """The name of the artefact: 64 hexadecimal digits."""
        parts = {
            "program": _program(),
            "of": self.of,
            "version": self.version,
            "policy": self.policy.model_dump(mode="json"),
            "scope": self.scope,
            "statements": [{**asdict(each), "note": ""} for each in self.statements.made],
            "day": self.day,
            "accepted": self.accepted,
            "spell": self.spell,
        }
        text = json.dumps(parts, ensure_ascii=True, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def shared(
    home: Path, basis: Basis, compute: Callable[[Progress], Loaded], progress: Progress
) -> tuple[Loaded, Origin]:
    """The assessment that rests on this, read where it was kept, else computed and kept: by one
    process of the home, while the others wait.

    Where nothing can be kept it is computed, and the log says so. Raises what ``compute`` raises.
    """
    kept = _kept(home, basis)
    if kept is not None:
        return kept, "read"
    with ExitStack() as stack:
        try:
            stack.enter_context(alone_at(home, basis.key, lambda: progress(0.0, _WAITING)))
        except StorageError as error:
            _LOG.warning("figures are not kept for other processes: %s", error)
            return compute(progress), "computed"
        kept = _kept(home, basis)
        if kept is not None:
            return kept, "read"
        made = compute(progress)
        _keep(home, basis, made)
        return made, "computed"


def _kept(home: Path, basis: Basis) -> Loaded | None:
    content = read(home, basis.key)
    if content is None:
        return None
    try:
        loaded = plain_values.from_bytes(content, _ALSO)
        if isinstance(loaded, Loaded):
            return replace(loaded, statements=basis.statements)
        why: object = "it is no assessment"
    except Exception as error:  # whatever hostile bytes come to: they are as good as none
        why = type(error).__name__
    _LOG.warning("the artefact %s is not used and is made anew: %s", basis.key[:12], why)
    discard(home, basis.key)
    return None


def _keep(home: Path, basis: Basis, made: Loaded) -> None:
    """Keep it where that can be done; the reader has it in any case."""
    try:
        content = plain_values.to_bytes(replace(made, statements=NO_STATEMENTS), _REDUCERS)
        keep(home, basis.key, content, of=basis.of)
        retire_artefacts(home)
    except StorageError as error:
        _LOG.warning("figures are not kept for other processes: %s", error)


def _bare_graph(graph: nx.Graph) -> tuple[object, ...]:
    """A graph without the views of itself that it remembers once somebody has looked."""
    held = {name: vars(graph)[name] for name in ("graph", "_node", "_adj")}
    return copyreg.__newobj__, (nx.Graph,), held | {"__networkx_cache__": {}}  # type: ignore[attr-defined]


_REDUCERS: Final[plain_values.Reducers] = {nx.Graph: _bare_graph}


@cache
def _program() -> str:
    """A fingerprint of the code that computes, and of the libraries under it."""
    digest = hashlib.sha256()
    for folder in _CODE:
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix in _CODE_ENDINGS and path.is_file():
                digest.update(f"{path.relative_to(_ROOT).as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name in _LIBRARIES:
        digest.update(f"{name} {version(name)}\0".encode())
    digest.update(f"{sys.version} {platform.machine()}".encode())
    return digest.hexdigest()
