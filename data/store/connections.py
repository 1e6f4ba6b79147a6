"""The database that a reader has connected in place of files: where it is, never its password."""

from dataclasses import dataclass
from datetime import date

from data.sources.listing import Place
from data.store.entries import Author, Entry, Store

__all__ = ["Connection", "connect", "connection", "disconnect"]

_KIND, _SUBJECT = "connection", "source"


@dataclass(frozen=True, slots=True)
class Connection:
    """A database in use: where it is, the name under which its password stands (empty: it has
    none), how its tables are read (name or text of a mapping; empty: by their names, or as they
    are recognised), who connected it and on which day of the company."""

    place: Place
    secret: str
    mapping: str
    author: str
    made_on: date
    entry: Entry


def connection(store: Store, timezone: str = "UTC") -> Connection | None:
    """The database that is connected; None where none is."""
    current = store.current(_KIND)
    if not current:
        return None
    entry = current[-1]
    made_on = entry.day_in(timezone)
    told = dict(entry.content)
    secret, mapping = str(told.pop("secret")), str(told.pop("mapping", ""))
    return Connection(Place(**told), secret, mapping, entry.author, made_on, entry)


def connect(store: Store, place: Place, secret: str, mapping: str = "", *, author: Author) -> Entry:
    """Put a database into use; ``secret`` is the name under which its password stands, ``mapping``
    how its tables are read.

    Raises
    ------
    Superseded
        Somebody has connected another one meanwhile.
    StoreError
        The store cannot be written.
    """
    content = {
        "engine": place.engine,
        "host": place.host,
        "port": place.port,
        "database": place.database,
        "user": place.user,
        "schema": place.schema,
        "secret": secret,
        "mapping": mapping,
    }
    seen = store.version(_KIND, _SUBJECT)
    return store.save(_KIND, _SUBJECT, content, author=author, seen=seen)


def disconnect(store: Store, *, author: Author) -> None:
    """Use no database any more: what was imported, or the demo, is shown again."""
    open_ = [each.entry_id for each in store.all(_KIND) if each.undone_at is None]
    if open_:
        store.undo_all(open_[-1], open_[:-1], author=author)
