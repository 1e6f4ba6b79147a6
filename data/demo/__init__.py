"""The demo company: an invented firm that follows a documented law (``LAW.md``).

It shows every page something to say before anybody has brought data of their own, and lets tests
compare an estimate with the truth. Everything is drawn from one seed.
"""

import hashlib
from pathlib import Path

from analytics.messages import message
from data import schema
from data.demo.company import Truth, canonical_tables, imagine, truth_of
from data.demo.law import DEMO_AS_OF
from data.demo.writing import write_database
from data.home.refusals import writing
from data.home.replacing import publish
from data.home.temporary import temporary_folder
from data.progress import Progress, silent

__all__ = [
    "DEMO_AS_OF",
    "DEMO_SEED",
    "DEMO_VERSION",
    "Truth",
    "build_demo",
    "demo_truth",
]

#: The seed of the company everybody sees.
DEMO_SEED = 20260630


def _version() -> str:
    """Name the law by the text of this package and the schema, so that no change goes unseen."""
    files = [*sorted(Path(__file__).parent.glob("*.py")), Path(schema.__file__)]
    return "demo-" + hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


#: Differs whenever the law or the tables differ; part of the data version.
DEMO_VERSION = _version()


def build_demo(
    path: Path,
    progress: Progress | None = None,
    *,
    seed: int = DEMO_SEED,
) -> None:
    """Write the demo company as a DuckDB file, which has its name only once it is whole.

    ``progress`` is told the part done (0–1) and what is being done.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    tell = progress or silent
    tell(0.0, message("Hiring people and inviting customers"))
    cast = imagine(seed)
    tables = canonical_tables(cast, tell)
    tell(0.6, message("Filing everything"))
    with temporary_folder(path.parent) as folder, writing(path):
        staged = folder / path.name
        write_database(staged, tables, _facts(seed))
        publish(staged, path)
    tell(1.0, message("The demo company is ready"))


def _facts(seed: int) -> dict[str, str]:
    return {
        "kind": "demo",
        "version": DEMO_VERSION if seed == DEMO_SEED else f"{DEMO_VERSION}-{seed}",
        "imported_on": DEMO_AS_OF.isoformat(),
        "files": "[]",
        "ignored": "[]",
    }


def demo_truth(seed: int = DEMO_SEED) -> Truth:
    """Return what is true of the demo company and no customer system knows."""
    return truth_of(imagine(seed))
