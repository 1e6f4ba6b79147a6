"""Opening customer systems, read-only, and bringing their rows to the canonical form.

From an address to rows: ``opening.given_source`` says what is named and whether it must be imported
first; ``source.open_source`` asks ``engines`` for the kind of database, has it opened read-only
and matches its tables with the canonical ones, each a ``relation.Relation``; ``Source.rows`` is a
statement of ``sql`` expressions (``zones`` for times), which the class of the engine spells.
``checks`` counts the values that cannot be used.

A new engine is one module in ``engines``, whose docstring says what goes into it.
"""

from data.sources.remote import AnySource, RemoteSource, SourceChanged, in_place
from data.sources.source import Source, open_source

__all__ = ["AnySource", "RemoteSource", "Source", "SourceChanged", "in_place", "open_source"]
