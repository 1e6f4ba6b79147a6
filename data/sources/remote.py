"""A database that is read in a process of its own: what others have written may ask for anything.

A :class:`RemoteSource` stands for a :class:`~data.sources.source.Source` that a reading process has
open. Functions of a source that are marked with :func:`in_place` run there, and only their results
come back; for a source that is open here, such as one that an import wrote, they just run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar

from analytics.errors import InputError
from analytics.messages import message
from analytics.statements import Identities
from data.mapping import model
from data.progress import Progress, silent
from data.reader.ahead import database_reader
from data.reader.process import Reader
from data.reader.worker import at_end, function_named
from data.sources.checks import check_source
from data.sources.copying import copied_tables
from data.sources.engines import located
from data.sources.source import Recognised, Source, open_source
from data.sources.survey import Unusual, unusual_values
from data.sources.watching import cancel_all

__all__ = [
    "AnySource",
    "RemoteSource",
    "SourceChanged",
    "StatedSource",
    "copied",
    "in_place",
    "stated",
]

P = ParamSpec("P")
T = TypeVar("T")

#: The source that this process has open, where it is a reading process.
_OPEN: list[Source] = []


class SourceChanged(InputError):
    """The data is not what it was when the source was opened; it must be opened again."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a source without asking it again."""

    version: str
    label: str
    import_day: date
    imported: Mapping[str, str]
    ignored: tuple[str, ...]
    refused: tuple[str, ...]
    recognised: tuple[str, ...]
    unusual: tuple[Unusual, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the database lies and how it is to be opened."""

    url: str = field(repr=False)
    timezone: str
    import_day: date
    skip_faulty: bool
    mapping: model.Mapping | None
    recognised: Recognised | None
    surveyed: bool


class RemoteSource:
    """A database that a reading process has open; a process that ended is started again.

    ``surveyed``: it is looked first whether all values can be read as they stand
    (:attr:`unusual`); where they cannot, none is judged yet, and only :func:`copied` is of use.

    Raises
    ------
    InputError, InputFaults
        The database cannot be opened, or its values cannot be used.
    """

    def __init__(
        self,
        url: str,
        *,
        timezone: str,
        import_day: date,
        skip_faulty: bool = False,
        mapping: model.Mapping | None = None,
        recognised: Recognised | None = None,
        surveyed: bool = False,
        progress: Progress = silent,
    ):
        _, address = located(url)
        self._place = _Place(url, timezone, import_day, skip_faulty, mapping, recognised, surveyed)
        self._named = address.place
        self._lock = Lock()
        self._reader, self._facts = self._opened(progress)

    @property
    def version(self) -> str:
        """Fingerprint of the data; part of every cache key."""
        return self._facts.version

    @property
    def label(self) -> str:
        """How to name the source on screen; never holds a password."""
        return self._facts.label

    @property
    def import_day(self) -> date:
        """Rows after this day are not seen (``future_date``)."""
        return self._facts.import_day

    @property
    def imported(self) -> Mapping[str, str]:
        """What an import wrote down about itself (empty for a live database)."""
        return self._facts.imported

    @property
    def unusual(self) -> tuple[Unusual, ...]:
        """The columns whose values need more than a cast, where it was looked for them."""
        return self._facts.unusual

    @property
    def ignored(self) -> tuple[str, ...]:
        """Names of unknown tables, and of unknown columns as ``table.column``."""
        return self._facts.ignored

    @property
    def refused(self) -> tuple[str, ...]:
        """Columns, as ``table.column``, that must never be used (:mod:`data.denied`)."""
        return self._facts.refused

    @property
    def recognised(self) -> tuple[str, ...]:
        """Names of others that are read by what they say."""
        return self._facts.recognised

    def ask(self, function: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """What a function marked with :func:`in_place` says of the source.

        Raises
        ------
        SourceChanged
            The process had to be started again and found other data.
        LinchpinError
            What the function raised, or what :meth:`data.reader.process.Reader.call` says.
        """
        return self.ask_stated(Identities(), function, *arguments, **named)

    def ask_stated(
        self, identities: Identities, function: Callable[..., T], *arguments: Any, **named: Any
    ) -> T:
        """The same with ids as they are stated."""
        with self._lock:
            if self._reader.ended:
                self._reader, facts = self._opened(silent)
                if _differ(facts, self._facts):
                    raise SourceChanged(
                        message(
                            "{source} has changed since it was read; load the page again",
                            source=self.label,
                        )
                    )
            reader = self._reader
        name = f"{function.__module__}:{function.__qualname__}"
        return reader.call(_asked, name, arguments, named, identities, subject=self._named)

    def stated(self, identities: Identities) -> "StatedSource":
        """The same source with ids as they are stated."""
        return StatedSource(self, identities)

    def close(self) -> None:
        """Interrupt what is being read and let the process end; it can be asked again."""
        self._reader.close()

    def cancel(self) -> None:
        """Give up what is being read; it can be asked again."""
        self.close()

    def __del__(self) -> None:
        reader = getattr(self, "_reader", None)
        if reader is not None and not reader.ended:
            reader.close()

    def _opened(self, progress: Progress) -> tuple[Reader, _Facts]:
        reader = database_reader()
        try:
            facts = reader.call(_open, self._place, subject=self._named, progress=progress)
        except BaseException:
            reader.close()
            raise
        return reader, facts


class StatedSource:
    """A source that a reading process has open, with ids as they are stated."""

    def __init__(self, source: RemoteSource, identities: Identities):
        self._source = source
        self._identities = identities

    @property
    def version(self) -> str:
        """As that of the source: what is stated is no part of it."""
        return self._source.version

    @property
    def label(self) -> str:
        """How to name the source on screen; never holds a password."""
        return self._source.label

    @property
    def import_day(self) -> date:
        """Rows after this day are not seen (``future_date``)."""
        return self._source.import_day

    @property
    def imported(self) -> Mapping[str, str]:
        """What an import wrote down about itself (empty for a live database)."""
        return self._source.imported

    def ask(self, function: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """As :meth:`RemoteSource.ask`."""
        return self._source.ask_stated(self._identities, function, *arguments, **named)

    def stated(self, identities: Identities) -> "StatedSource":
        """As :meth:`RemoteSource.stated`; what was stated of it before no longer counts."""
        return StatedSource(self._source, identities)

    def close(self) -> None:
        """As :meth:`RemoteSource.close`."""
        self._source.close()

    def cancel(self) -> None:
        """As :meth:`RemoteSource.cancel`."""
        self._source.cancel()


#: A source that is open here, or in a reading process.
AnySource = Source | RemoteSource | StatedSource


def stated(source: AnySource, identities: Identities) -> AnySource:
    """A source with ids as they are stated; one without statements is the source itself.

    Raises
    ------
    SourceError
        The source cannot be asked which of the ids it has.
    """
    if not identities:
        return source
    return source.stated(identities)


def in_place(
    function: Callable[Concatenate[Source, P], T],
) -> Callable[Concatenate[AnySource, P], T]:
    """Let a function of a source run where the source is open; its results must be plain values.

    The function must be one of a module, and everything given to it able to go to another process.
    """

    @wraps(function)
    def run(source: AnySource, /, *arguments: P.args, **named: P.kwargs) -> T:
        if isinstance(source, Source):
            return function(source, *arguments, **named)
        return source.ask(run, *arguments, **named)

    return run


def _open(place: _Place, *, progress: Progress) -> _Facts:
    """Inside the reading process: open the database and look for values that cannot be used."""
    progress(0.0, message("Opening {source}", source=located(place.url)[1].place))
    at_end(cancel_all)
    source = open_source(
        place.url,
        timezone=place.timezone,
        import_day=place.import_day,
        mapping=place.mapping,
        recognised=place.recognised,
    )
    for each in source.missing:
        progress(0.0, each.said())
    unusual = unusual_values(source) if place.surveyed else ()
    if not unusual:
        check_source(source, skip_faulty=place.skip_faulty)
    _OPEN[:] = [source]
    return _Facts(
        source.version,
        source.label,
        source.import_day,
        dict(source.imported),
        source.ignored,
        source.refused,
        source.recognised,
        unusual,
    )


def _differ(now: _Facts, before: _Facts) -> bool:
    """Whether a source is not what it was."""
    return now.version != before.version or bool(now.unusual) != bool(before.unusual)


@in_place
def copied(source: Source, folder: str) -> list[str]:
    """Write the canonical tables into a folder, as files; returns their names."""
    return copied_tables(source, folder)


def _asked(
    name: str, arguments: tuple[Any, ...], named: dict[str, Any], identities: Identities
) -> Any:
    """Inside the reading process: run a function on the source that is open."""
    return function_named(name)(_OPEN[0].stated(identities), *arguments, **named)
