"""Write what a program can write of the documents."""

from collections.abc import Callable
from pathlib import Path

from tests.documents.bounds import with_bounds
from tests.documents.columns import DEFINITIONS, with_columns
from tests.documents.examples import OUT, write_example
from tests.documents.hazards import with_hazards
from tests.documents.limits import SECURITY, with_limits
from tests.documents.presets import PRESETS, with_presets
from tests.documents.rooms import ARCHITECTURE, with_rooms
from tests.supply_chain.licences import LICENCES, with_licences


def _rewrite(path: Path, write: Callable[[str], str]) -> None:
    path.write_text(write(path.read_text(encoding="utf-8")), encoding="utf-8")


_rewrite(DEFINITIONS, with_columns)
_rewrite(DEFINITIONS, with_bounds)
_rewrite(DEFINITIONS, with_hazards)
_rewrite(ARCHITECTURE, with_rooms)
_rewrite(LICENCES, with_licences)
_rewrite(SECURITY, with_limits)
_rewrite(PRESETS, with_presets)
write_example(OUT)
