"""Reading the files of jurisdictions."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from analytics.safeguards.law import Jurisdiction, Law, LawRule, Said

__all__ = ["law"]

_FOLDER = Path(__file__).parent


@cache
def law() -> Law:
    """Every jurisdiction that a file of this folder describes, by its code.

    >>> law()["DE"].longest_months, law()["US-CA"].void
    (24.0, True)
    """
    files = sorted(_FOLDER.glob("*.toml"))
    return MappingProxyType({file.stem: _jurisdiction(file) for file in files})


def _jurisdiction(file: Path) -> Jurisdiction:
    held = tomllib.loads(file.read_text(encoding="utf-8"))
    return Jurisdiction(
        code=file.stem,
        name=_said(held, "name"),
        void=bool(held["void"]),
        longest_months=_number(held, "longest_months"),
        compensation=_number(held, "compensation"),
        compensation_longer=_number(held, "compensation_longer"),
        owed=str(held["owed"]),
        rules=tuple(
            LawRule(
                says=_said(rule, "says"),
                article=_said(rule, "article"),
                source=_said(rule, "source"),
                url=str(rule["url"]),
                checked_on=rule["checked_on"],
            )
            for rule in held["rules"]
        ),
    )


def _number(held: Mapping[str, Any], name: str) -> float | None:
    return float(held[name]) if name in held else None


def _said(held: Mapping[str, Any], name: str) -> Said:
    return Said(str(held[name]), str(held[f"{name}_zh"]))
