"""Opening customer systems, read-only, and bringing their rows to the canonical form."""

from data.sources.source import Source, bookings_of, open_source

__all__ = ["Source", "bookings_of", "open_source"]
