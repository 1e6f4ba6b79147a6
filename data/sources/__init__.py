"""Opening customer systems, read-only, and bringing their rows to the canonical form.

From an address to rows: ``opening.given_source`` says what is named and whether it must be imported
first; ``addresses`` reads an address in one way or refuses it, before anything is asked;
``source.open_source`` has the database opened and matches its tables with the canonical ones, each
a ``relation.Relation``; ``Source.rows`` is a statement of ``sql`` expressions (``zones`` for
times), which the class of the engine spells. ``checks`` counts the values that cannot be used.

All reading goes through ``database.Database.reading``: ``watching`` gives it a deadline and ends it
on request, ``fetching`` bounds its results by ``limits``, and ``failures`` has one sentence for
each way in which it can fail.

A new engine is one module in ``engines``, whose docstring says what goes into it.
"""

from data.sources.failures import SourceError
from data.sources.remote import AnySource, RemoteSource, SourceChanged, in_place, stated
from data.sources.source import Source, open_source

__all__ = [
    "AnySource",
    "RemoteSource",
    "Source",
    "SourceChanged",
    "SourceError",
    "in_place",
    "open_source",
    "stated",
]
