"""What the mappings that ship with Linchpin deliver, in docs/presets.md: from the mappings."""

from collections.abc import Iterator

from data.mapping.model import Mapping
from data.mapping.presets import preset, preset_names
from data.schema import TABLES
from tests.documents.marked import rewritten
from tests.serving import ROOT

__all__ = ["PRESETS", "with_presets"]

PRESETS = ROOT / "docs" / "presets.md"


def with_presets(text: str) -> str:
    """The text of docs/presets.md with its table, and what each mapping cannot, written anew."""
    presets = {name: preset(name) for name in preset_names()}
    overview = rewritten(text, "presets", "\n".join(_overview(presets)))
    return rewritten(overview, "costs", "\n\n".join(_costs(presets)))


def _overview(presets: dict[str, Mapping]) -> Iterator[str]:
    yield "| `--map` | system and shape | delivers | verified for |\n|---|---|---|---|"
    for name, mapping in presets.items():
        about = mapping.about
        tables = ", ".join(table for table in TABLES if table in mapping.parts)
        yield f"| `{name}` | {about.title['en']} | {tables} | {about.version} |"


def _costs(presets: dict[str, Mapping]) -> Iterator[str]:
    for name, mapping in presets.items():
        lines = [f"- {text['en']}" for text in mapping.about.cannot]
        sources = "; ".join(mapping.about.sources)
        yield "\n".join((f"### {name}\n", *lines, f"\nNames verified in: {sources}."))
