"""The tables and columns of the source among which a mapping by hand chooses."""

from data.mapping.model import Mapping, Part
from data.recognition.catalogue import Catalogued
from pages.components.text import plain_text
from pages.data.checking import Outcome

__all__ = ["column_options", "source_table"]

_SHOWN = 3


def source_table(outcome: Outcome, now: Mapping, alias: str) -> Catalogued | None:
    """The table of the source that an alias of the mapping means."""
    wanted = {alias.casefold()}
    if alias in now.tables:
        wanted |= {name.casefold() for name in now.tables[alias].name}
    tables = outcome.catalogue.tables if outcome.catalogue else ()
    return next((t for t in tables if wanted & {name.casefold() for name in t.names}), None)


def column_options(outcome: Outcome, now: Mapping, part: Part) -> dict[str, str]:
    """The columns that a part can take, by the name it calls them by, with three values each."""
    options: dict[str, str] = {}
    aliases = [(part.source, ""), *((j.table, f"{j.alias or j.table}.") for j in part.join)]
    for alias, before in aliases:
        table = source_table(outcome, now, alias)
        for name in table.header if table else ():
            values = [v for v in table.column(name).values if v] if table else []
            shown = " · ".join(plain_text(v)[:24] for v in dict.fromkeys(values))
            samples = " · ".join(shown.split(" · ")[:_SHOWN])
            options[f"{before}{name}"] = plain_text(f"{before}{name}") + (
                f"  ({samples})" if samples else ""
            )
    return options
