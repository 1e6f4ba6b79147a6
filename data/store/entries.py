"""What people entered: read, saved under the next version, and undone."""

import getpass
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from analytics.errors import InputError
from analytics.messages import message
from data.home.private import FILE_MODE, private_folder
from data.home.refusals import writing
from data.home.settings import Settings
from data.home.stored import beside, damaged, is_whole
from data.home.versions import alone
from data.printable import printable
from data.store.blobs import add_blob, blob_of, drop_unnamed
from data.store.connecting import engine_of
from data.store.failures import Superseded, name_of, newer, unusable
from data.store.migrating import is_known, migrate, revision_of
from data.store.place import Server, StorePlace, place_of
from data.store.schema import HEAD, NAME, SUBJECT, entries

__all__ = ["LONGEST", "Author", "Draft", "Entry", "Rewritten", "Store", "system_user"]

T = TypeVar("T")

#: Characters of the content of one entry.
LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Author:
    """Who enters something; verified is a name that a sign-in vouches for."""

    name: str
    verified: bool = False

    def __post_init__(self) -> None:
        name = printable(" ".join(self.name.split()))
        if not name:
            raise InputError(message("Enter your name: what is entered carries its author"))
        object.__setattr__(self, "name", printable(name, NAME - 1))


def system_user() -> str:
    """The name of the user who runs this program, as the system knows it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "local user"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody entered. Times are in UTC."""

    entry_id: int
    kind: str
    subject: str
    #: 1 for the first entry about a subject; the next takes the place of the one before.
    version: int
    content: Mapping[str, Any]
    author: str
    author_verified: bool
    made_at: datetime
    undone_at: datetime | None
    undone_by: str | None

    def day_in(self, timezone: str) -> date:
        """The day on which it was entered, in a zone (IANA name)."""
        return self.made_at.astimezone(ZoneInfo(timezone)).date()


@dataclass(frozen=True, slots=True)
class Draft:
    """Something to be entered about a subject.

    seen: the newest version of the subject that the author has seen, 0 for none.
    """

    kind: str
    subject: str
    content: Mapping[str, Any]
    author: Author
    seen: int


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What an entry is to hold in place of what it holds, with the blobs that this names; drops:
    digests of blobs that go unless another entry names them."""

    content: Mapping[str, Any]
    blobs: tuple[bytes, ...] = ()
    drops: tuple[str, ...] = ()


class Store:
    """The store of one environment; every call opens it and lets go of it again.

    A store that was never written to is empty, and reading makes nothing. All methods raise
    ``StoreError`` where it is damaged, newer than this program, or out of reach.
    """

    _writes: ClassVar[int] = 0

    def __init__(self, place: StorePlace, timezone: str = "UTC") -> None:
        self._place = place
        self._zone = ZoneInfo(timezone)

    @classmethod
    def of(cls, settings: Settings, timezone: str = "UTC") -> "Store":
        """The store that the settings name; days are told in ``timezone``, the company's.

        Raises
        ------
        InputError
            LINCHPIN_STORE cannot be used.
        """
        return cls(place_of(settings), timezone)

    @property
    def state(self) -> tuple[object, ...] | None:
        """Differs after every change of a file; None of a server, which must be asked."""
        if isinstance(self._place, Server):
            return None
        return tuple(_state(path) for path in (self._place, beside(self._place)[0]))

    @property
    def writes(self) -> int:
        """Differs after every change by this program, also of a server."""
        return Store._writes

    def all(self, kind: str) -> list[Entry]:
        """Every entry of a kind, oldest first: also those that were replaced or undone."""
        query = sa.select(entries).where(entries.c.kind == kind).order_by(entries.c.entry_id)
        return self._read(lambda connection: [_entry(row) for row in connection.execute(query)], [])

    def current(self, kind: str) -> list[Entry]:
        """What counts of a kind: of each subject the newest entry that was not undone."""
        newest = {each.subject: each for each in self.all(kind) if each.undone_at is None}
        return sorted(newest.values(), key=lambda each: each.entry_id)

    def version(self, kind: str, subject: str) -> int:
        """The newest version of a subject, undone or not; 0 where nobody entered any."""
        query = _newest(kind, subject)
        return self._read(lambda connection: int(connection.execute(query).scalar() or 0), 0)

    def save(
        self, kind: str, subject: str, content: Mapping[str, Any], *, author: Author, seen: int
    ) -> Entry:
        """Enter something about a subject; durable on return.

        seen: the newest version of the subject that the author has seen, 0 for none.

        Raises
        ------
        InputError
            The content or its subject is too long.
        Superseded
            Somebody has entered a version meanwhile that the author has not seen.
        """
        (entry,) = self.save_all([Draft(kind, subject, content, author, seen)])
        return entry

    def save_all(self, drafts: Iterable[Draft], blobs: Iterable[bytes] = ()) -> list[Entry]:
        """Enter several things at once, in their order: all of them or, where one fails, none; and
        with them the blobs that they name.

        Raises
        ------
        InputError
            The content or the subject of one, or a blob, is too long.
        Superseded
            Somebody has entered a version of one meanwhile that its author has not seen.
        """
        rows, large = [_row(draft) for draft in drafts], list(blobs)

        def saved(connection: sa.Connection) -> list[Entry]:
            for each in large:
                add_blob(connection, each)
            return [_added(connection, row, self._zone) for row in rows]

        return self._write(saved)

    def blob(self, digest: str) -> bytes:
        """What is kept under a digest.

        Raises
        ------
        StoreError
            It is not there, or is not what it was.
        """
        found: bytes | None = self._read(lambda connection: blob_of(connection, digest), None)
        if found is None:
            lost = message("a part of it is missing or not what it was")
            raise damaged(name_of(self._place), lost)
        return found

    def rewrite(
        self, kind: str, change: Callable[[Entry, Callable[[str], bytes | None]], Rewritten | None]
    ) -> int:
        """Change what entries of a kind hold, for good and all at once; gives how many changed.

        For what the law asks to be forgotten, and nothing else: entries never change otherwise.
        ``change(entry, blob)`` says what each is to hold, None: as it is; ``blob(digest)`` gives
        what is kept under a digest.
        """
        return self._write(lambda connection: _rewritten(connection, kind, change))

    def undo(self, entry_id: int, *, author: Author, seen: int | None = None) -> Entry:
        """Take an entry back; what it had replaced counts again.

        seen: the newest version of its subject that the author has seen; None: whichever.

        Raises
        ------
        Superseded
            It was undone already, or somebody has entered a version that the author has not seen.
        """

        def undone(connection: sa.Connection) -> Entry:
            if seen is not None:
                _refuse_unseen(connection, entry_id, seen, self._zone)
            return _undone(connection, entry_id, author, self._zone)

        return self._write(undone)

    def undo_all(self, entry_id: int, others: Iterable[int], *, author: Author) -> Entry:
        """Take an entry back, and with it ``others`` as far as they were not undone before.

        Raises
        ------
        Superseded
            The entry itself was undone already.
        """
        numbers = sorted(others)
        return self._write(
            lambda connection: _all_undone(connection, entry_id, numbers, author, self._zone)
        )

    def remove(self, kind: str, subjects: Iterable[str]) -> int:
        """Remove all entries of a kind about some subjects, for good and all at once; gives how
        many went. For what is kept no longer, and nothing else: entries are undone otherwise.
        """
        about = sorted(set(subjects))
        if not about:
            return 0
        of_them = sa.and_(entries.c.kind == kind, entries.c.subject == sa.bindparam("about"))
        query = sa.delete(entries).where(of_them)
        return self._write(
            lambda connection: sum(
                connection.execute(query, {"about": each}).rowcount for each in about
            )
        )

    def _read(self, work: Callable[[sa.Connection], T], empty: T) -> T:
        """What ``work`` says of the store; ``empty`` where it was never written to."""
        if isinstance(self._place, Path) and not os.path.lexists(self._place):
            return empty
        with self._connected(writes=False) as connection:
            revision = revision_of(connection)
            if not is_known(revision):
                raise newer(self._place)
            if revision == HEAD:
                return work(connection)
        return empty if revision is None else self._write(work)

    def _write(self, work: Callable[[sa.Connection], T]) -> T:
        with self._alone(), self._connected(writes=True) as connection:
            if not is_known(revision_of(connection)):
                raise newer(self._place)
            migrate(connection)
            done = work(connection)
        Store._writes += 1
        return done

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody restores the home meanwhile, and the file is there for this user alone."""
        store = self._place
        if not isinstance(store, Path):
            yield
            return
        private_folder(store.parent)
        with alone(store.parent, "store"):
            with writing(store):
                os.close(os.open(store, os.O_RDWR | os.O_CREAT, FILE_MODE))
            yield

    @contextmanager
    def _connected(self, *, writes: bool) -> Iterator[sa.Connection]:
        """A connection in a transaction, which is kept where nothing fails."""
        try:
            _check(self._place)
            engine = engine_of(self._place, writes=writes, unchanging=_is_sealed(self._place))
            with engine.begin() as connection:
                yield connection
        except (DBAPIError, OSError) as error:
            raise unusable(self._place, error) from None


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


#: The state in which each file was looked through last, and held together.
_WHOLE: dict[Path, object] = {}


def _check(place: StorePlace) -> None:
    """Look through a file once in each of its states."""
    if not isinstance(place, Path) or not place.exists():
        return
    state = _state(place)
    if _WHOLE.get(place) == state or place.stat().st_size == 0:
        return
    if not _is_sealed(place) and not is_whole(place):
        raise damaged(name_of(place), message("it does not hold together"))
    _WHOLE[place] = state


def _is_sealed(place: StorePlace) -> bool:
    """Whether a file lies where this program cannot write, complete without a log."""
    if not isinstance(place, Path):
        return False
    log = _state(beside(place)[0])
    return not os.access(place.parent, os.W_OK) and (log is None or log[1] == 0)


def _newest(kind: str, subject: str) -> sa.Select[Any]:
    same = sa.and_(entries.c.kind == kind, entries.c.subject == subject)
    return sa.select(sa.func.max(entries.c.version)).where(same)


def _added(connection: sa.Connection, row: dict[str, Any], zone: ZoneInfo) -> Entry:
    newest = connection.execute(_newest(row["kind"], row["subject"])).scalar() or 0
    if newest >= row["version"]:
        raise _superseded(connection, row, newest, zone)
    if newest < row["version"] - 1:
        raise InputError(message("there is no version {version} of it", version=row["version"] - 1))
    try:
        with connection.begin_nested():
            entry_id = connection.execute(sa.insert(entries).values(row)).inserted_primary_key
    except IntegrityError:
        # Another process was quicker between the two statements.
        raise _superseded(connection, row, row["version"], zone) from None
    assert entry_id is not None
    return _one(connection, entry_id[0])


def _refuse_unseen(connection: sa.Connection, entry_id: int, seen: int, zone: ZoneInfo) -> None:
    """Refuse to take back an entry whose subject has a version later than the one seen."""
    entry = _one(connection, entry_id)
    newest = connection.execute(_newest(entry.kind, entry.subject)).scalar() or 0
    if newest > seen:
        of = {"kind": entry.kind, "subject": entry.subject}
        raise _superseded(connection, of, newest, zone)


def _superseded(
    connection: sa.Connection, row: Mapping[str, Any], version: int, zone: ZoneInfo
) -> Superseded:
    theirs = sa.and_(*(entries.c[name] == row[name] for name in ("kind", "subject")))
    query = sa.select(entries).where(theirs, entries.c.version == version)
    other = _entry(connection.execute(query).one())
    return Superseded(
        message(
            "{name} has entered something about the same on {day} that you have not seen. Yours is "
            "not saved: look at theirs, then save again",
            name=other.author,
            day=other.made_at.astimezone(zone).date(),
        )
    )


def _row(draft: Draft) -> dict[str, Any]:
    text = _text(draft.content)
    if len(draft.subject) > SUBJECT:
        raise InputError(message("what is entered is longer than {most} characters", most=LONGEST))
    return {
        "kind": draft.kind,
        "subject": draft.subject,
        "version": draft.seen + 1,
        "content": text,
        "author": draft.author.name,
        "author_verified": draft.author.verified,
        "made_at": _now(),
    }


def _text(content: Mapping[str, Any]) -> str:
    text = json.dumps(dict(content), ensure_ascii=True, sort_keys=True)
    if len(text) > LONGEST:
        raise InputError(message("what is entered is longer than {most} characters", most=LONGEST))
    return text


def _all_undone(
    connection: sa.Connection, entry_id: int, others: list[int], author: Author, zone: ZoneInfo
) -> Entry:
    undone = _undone(connection, entry_id, author, zone)
    for number in others:
        connection.execute(_undoing(number, author))
    return undone


def _undoing(entry_id: int, author: Author) -> sa.Update:
    this = sa.and_(entries.c.entry_id == entry_id, entries.c.undone_at.is_(None))
    return sa.update(entries).where(this).values(undone_at=_now(), undone_by=author.name)


def _undone(connection: sa.Connection, entry_id: int, author: Author, zone: ZoneInfo) -> Entry:
    done = connection.execute(_undoing(entry_id, author)).rowcount
    entry = _one(connection, entry_id)
    if not done:
        raise Superseded(
            message(
                "{name} has undone this already on {day}",
                name=entry.undone_by,
                day=entry.undone_at.astimezone(zone).date() if entry.undone_at else None,
            )
        )
    return entry


def _rewritten(
    connection: sa.Connection,
    kind: str,
    change: Callable[[Entry, Callable[[str], bytes | None]], Rewritten | None],
) -> int:
    query = sa.select(entries).where(entries.c.kind == kind).order_by(entries.c.entry_id)
    every = [_entry(row) for row in connection.execute(query)]
    changes = [(each, change(each, lambda digest: blob_of(connection, digest))) for each in every]
    made = [(entry, new) for entry, new in changes if new is not None]
    for entry, new in made:
        for each in new.blobs:
            add_blob(connection, each)
        this = entries.c.entry_id == entry.entry_id
        content = _text(new.content)
        connection.execute(sa.update(entries).where(this).values(content=content))
    for digest in sorted({each for _, new in made for each in new.drops}):
        drop_unnamed(connection, digest)
    return len(made)


def _one(connection: sa.Connection, entry_id: int) -> Entry:
    query = sa.select(entries).where(entries.c.entry_id == entry_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise InputError(message("there is no entry {number}", number=entry_id))
    return _entry(row)


def _entry(row: sa.Row[Any]) -> Entry:
    fields = dict(row._mapping)
    fields["content"] = json.loads(fields["content"])
    for name in ("made_at", "undone_at"):
        fields[name] = datetime.fromisoformat(fields[name]) if fields[name] else None
    return Entry(**fields)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
