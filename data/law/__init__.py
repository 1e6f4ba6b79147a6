"""The law of jurisdictions as data: one TOML file each, with article, source and day checked.

Information, never advice. Another jurisdiction is another file, named by its code (ISO country, or
country-region): nothing else names it.
"""

from data.law.reading import law

__all__ = ["law"]
