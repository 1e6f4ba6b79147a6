"""The data and the assessment behind a page: opened and computed once for all who may see it.

Assessments are kept per data version, policy and reader's scope, for readers of every language and
for all processes of the home. The first reader computes and sees the progress; others wait for the
same result.
"""

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pandas as pd
import streamlit as st

from analytics.errors import LinchpinError
from analytics.messages import Message, message
from analytics.policy import Policy
from analytics.review.snapshot import Snapshot
from analytics.self_check import SelfAnswer
from analytics.statements import NO_STATEMENTS, Statements
from data.access import LOCAL, Scope
from data.assessments import Loaded, assess_source, assumptions, load, waited
from data.completion.keeping import ledger_of
from data.home.start import GIVEN, start
from data.importing import ACCEPTED, DamagedData, current
from data.logs import named_request
from data.mapping.presets import mapping_given
from data.mirror.state import State
from data.opening import (
    Settings,
    copied_source,
    demo_source,
    given_source,
    own_source,
    policy_of,
    today,
    with_demo_company,
)
from data.policy_file import policy_text
from data.progress import Cancelled, Progress, silent
from data.sources import AnySource, SourceChanged, SourceError, stated
from data.store.accepted_losses import AcceptedLosses, accepted_losses
from data.store.actions import KeptAction, kept_actions
from data.store.alerts import Delivery, deliveries
from data.store.as_of_days import ChosenDay, chosen_day
from data.store.connections import Connection, connection
from data.store.entries import Entry, Store
from data.store.open_points import KeptDecision, kept_decisions
from data.store.refreshes import Interval, refreshing
from data.store.reviews import KeptReview, cadence_of, due_on, kept_reviews, snapshot_kept
from data.store.self_checks import self_answers
from data.store.statements import KeptStatement, current_of, kept_statements, standing
from pages.components import freshness, session
from pages.components.assessed_once import assessed_once, basis_of
from pages.components.cache import Kept
from pages.components.catalogue import Language, language, speaking
from pages.components.work import Work

if TYPE_CHECKING:
    from analytics.assessment import Assessment

__all__ = [
    "ROOT",
    "Context",
    "Kind",
    "actions_at_hand",
    "answers_at_hand",
    "assessment_state",
    "assumed",
    "at_hand",
    "cancel",
    "cancel_check",
    "checked",
    "connected",
    "context",
    "decisions_at_hand",
    "deliveries_at_hand",
    "facts_at_hand",
    "forget",
    "held_settings",
    "interval",
    "is_given",
    "is_stated",
    "kind",
    "loaded",
    "own_kind",
    "password",
    "policy",
    "previewed",
    "results_kept",
    "review_due_at_hand",
    "reviews_at_hand",
    "settings",
    "snapshot_at_hand",
    "start_again",
    "statements_at_hand",
    "store",
    "swap_in",
    "unread",
    "version_of",
]

#: The newest results of each name that are kept for all sessions, see :meth:`Context.once`.
MOST = 64

#: So long the answers of a database server are taken as unchanged.
_SERVER_SECONDS = 600
#: So many different views of a database are computed anew when it is refreshed.
_MOST_ASKED = 4
#: So long what people entered into a server is taken as unchanged.
_STORE_SECONDS = 2

ROOT = Path(__file__).parents[2]

T = TypeVar("T")

#: ``demo``; ``own``: what was imported last; ``given``: named by LINCHPIN_SOURCE, or a database
#: that was connected.
Kind = Literal["demo", "own", "given"]

#: Answers of the self-check by question, each with its entry.
Answers = dict[str, tuple[SelfAnswer, Entry]]

_SOURCES: Work[AnySource] = Work(4)
#: Databases by place and mapping, as they were opened last: their figures stay where they can be
#: reached no longer.
_REACHED: dict[tuple[str | None, str | None], AnySource] = {}
#: Of what figures were asked last, and in which language: they are computed anew first.
_ASKED_FOR: "OrderedDict[tuple[str, ...], tuple[Context, Language]]" = OrderedDict()
_ASKING = Lock()
_LOADED: Work[Loaded] = Work(8)
_ASSUMED: Work[pd.DataFrame] = Work(8)
_PREVIEWED: Work["Assessment"] = Work(4)
_CHECKS: Work[Any] = Work(8)
_ASKED: Work[Any] = Work(MOST)
_SOLVED: Work[Any] = Work(MOST)
_STATED: Kept[AnySource] = Kept(8)
_STATEMENTS: Kept[list[KeptStatement]] = Kept(8)
_ACTIONS: Kept[list[KeptAction]] = Kept(8)
_DELIVERIES: Kept[list[Delivery]] = Kept(2)
_FACTS: Kept[pd.DataFrame] = Kept(8)
_DECISIONS: Kept[list[KeptDecision]] = Kept(8)
_ANSWERS: Kept[Answers] = Kept(8)
_REVIEWS: Kept[list[KeptReview]] = Kept(8)
_DUE: Kept[date | None] = Kept(8)
_SNAPSHOTS: Kept[Snapshot] = Kept(8)
_POLICIES: Kept[Policy] = Kept(4)
_DAYS: Kept[ChosenDay | None] = Kept(8)
_LOSSES: Kept[AcceptedLosses | None] = Kept(8)
_CONNECTED: Kept[Connection | None] = Kept(8)
_INTERVALS: Kept[Interval] = Kept(8)
_RESULTS: dict[str, Kept[Any]] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What a page is about: where the data comes from, under which policy, for whom."""

    kind: Kind
    source: AnySource
    policy: Policy
    scope: Scope
    #: What people have stated and counts in these figures.
    statements: Statements = NO_STATEMENTS
    #: The day that somebody chose in place of that of the newest record.
    day: ChosenDay | None = None
    #: That somebody has accepted what a database loses.
    accepted: AcceptedLosses | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """Differs whenever what is drawn could differ; part of every cache key."""
        return (*self.figures, language())

    @property
    def figures(self) -> tuple[str, ...]:
        """Differs whenever any figure could differ; they are the same in every language."""
        said, day = self.statements.fingerprint, self.day.day.isoformat() if self.day else ""
        source, policy = self.source.version, self.policy.fingerprint
        accepted = "accepted" if self.accepted else ""
        return (source, policy, self.scope.key, said, day, accepted)

    def once(self, name: str, make: Callable[[], T], *of: Hashable) -> T:
        """What ``make`` gives, made once for all readers of this context.

        ``name`` says what it is, ``of`` whatever else it depends on, such as a customer's id or
        the filters; the data, the policy, the reader's scope and the language are part of the key
        already. The newest of each name are kept, see :class:`~pages.components.cache.Kept`.
        """
        kept: Kept[T] = _RESULTS.setdefault(name, Kept(MOST))
        return kept.get((self.key, of), make)

    def asked(
        self, name: str, ask: Callable[[], T], *of: Hashable, progress: Progress = silent
    ) -> T:
        """Rows of the source, asked for once for all readers of these figures, in every language.

        ``ask`` runs in another thread, which knows neither reader nor language.
        """

        def read(tell: Progress) -> T:
            return waited(self.source, ask, message("Reading the rows behind it"), tell)

        rows: T = _ASKED.get(
            (self.figures, name, of), read, reader=session.reader(), progress=progress
        )
        return rows

    def solved(
        self,
        name: str,
        solve: Callable[[], T],
        *of: Hashable,
        what: Message,
        progress: Progress = silent,
    ) -> T:
        """What ``solve`` gives, made once for all readers of this context; see :meth:`once`.

        ``solve`` runs in another thread, which knows neither reader nor language: this one only
        waits, so that whoever asks for something else meanwhile is not kept waiting.
        """

        def run(tell: Progress) -> T:
            tell(0.0, what)
            return solve()

        key = (self.key, name, of)
        found: T = _SOLVED.get(key, run, reader=session.reader(), progress=progress)
        return found


def settings() -> Settings:
    """Where things live, from the environment; makes sure that the home is fit and private.

    Raises
    ------
    StorageError
        The home lies in no fit place or cannot be made.
    """
    held = _HELD.get()
    return _settings() if held is None else held


#: Where things live, for as long as one run looks at them.
_HELD: ContextVar[Settings | None] = ContextVar("held", default=None)


@contextmanager
def held_settings() -> Iterator[None]:
    """Look once where things live, and not again until this is over: pages ask for it often.

    Where the home cannot be used nothing is held, and whoever asks is told.
    """
    try:
        held = _settings()
    except LinchpinError:
        held = None
    token = _HELD.set(held)
    try:
        yield
    finally:
        _HELD.reset(token)


def _settings() -> Settings:
    locations = Settings.from_environment(ROOT)
    start(locations.home)
    known = _connected(locations)
    if known is None:
        return locations
    address = known.place.address(password(known.secret) or "")
    return replace(locations, source=address, mapping=known.mapping or None)


def connected() -> Connection | None:
    """The database that a reader has connected; none where the server was started with a source.

    Raises
    ------
    StorageError
        The home lies in no fit place or cannot be made.
    """
    locations = Settings.from_environment(ROOT)
    start(locations.home)
    return _connected(locations)


def _connected(locations: Settings) -> Connection | None:
    if locations.source is not None:
        return None
    try:
        opened = Store.of(locations)
        state = opened.state or (time.time() // _STORE_SECONDS, locations.store)
        return _CONNECTED.get((locations.home, state), lambda: connection(opened))
    except LinchpinError:
        return None  # said wherever the store itself is needed


def password(name: str) -> str | None:
    """What stands in an environment variable or a secret of Streamlit; None where nothing does."""
    if not name:
        return ""
    if name in os.environ:
        return os.environ[name]
    try:
        return str(st.secrets[name])
    except (KeyError, FileNotFoundError):
        return None


def forget() -> None:
    """Drop every source and assessment at hand, as when the server starts."""
    _SOURCES.forget()
    _LOADED.forget()
    _ASSUMED.forget()
    _PREVIEWED.forget()
    _CHECKS.forget()
    _ASKED.forget()
    _SOLVED.forget()
    _STATED.forget()
    _STATEMENTS.forget()
    _ACTIONS.forget()
    _DELIVERIES.forget()
    _FACTS.forget()
    _DECISIONS.forget()
    _ANSWERS.forget()
    _REVIEWS.forget()
    _DUE.forget()
    _SNAPSHOTS.forget()
    _DAYS.forget()
    _LOSSES.forget()
    _CONNECTED.forget()
    _INTERVALS.forget()
    _REACHED.clear()
    _ASKED_FOR.clear()
    freshness.forget()
    _RESULTS.clear()


def results_kept() -> int:
    """How many results are in memory for all sessions."""
    made: tuple[Work[Any], ...] = (_SOURCES, _LOADED, _ASSUMED, _PREVIEWED, _ASKED, _SOLVED)
    return sum(len(each) for each in made) + sum(len(each) for each in list(_RESULTS.values()))


def assessment_state() -> Literal["at hand", "under way", "none"]:
    """Whether this process has an assessment at hand, or is making one: of whichever data."""
    return _LOADED.state


def own_kind() -> Kind | None:
    """What there is besides the demo company, if anything."""
    locations = settings()
    if locations.source is not None:
        return "given"
    return "own" if current(locations.home) is not None else None


def is_given() -> bool:
    """Whether the source is one that was named or connected, and is what is shown."""
    # Asked also where the home itself cannot be used.
    locations = Settings.from_environment(ROOT)
    given = locations.source is not None or _connected(locations) is not None
    return given and session.source_choice() != "demo"


def kind() -> Kind:
    """What this session looks at: its own choice, else own data, else the demo company."""
    return "demo" if session.source_choice() == "demo" else own_kind() or "demo"


def policy(locations: Settings) -> Policy:
    """The policy now; understood again when the text of its file changes.

    Raises
    ------
    PolicyError
        The file cannot be read, or a setting cannot be used.
    """
    text = policy_text(locations.policy)
    return _POLICIES.get(text, lambda: policy_of(text))


def context(progress: Progress = silent) -> Context:
    """The context of this session; opens its source, building the demo company at first.

    Raises
    ------
    LinchpinError
        The source cannot be opened or the policy cannot be used.
    """
    if session.cancelled():
        raise Cancelled(message("Reading the data was cancelled"))
    locations, shown = settings(), kind()
    rules = policy(locations)
    if shown == "demo":
        rules = with_demo_company(rules)
    key, spoken, copy = _source_key(locations, shown, rules), language(), _copy(locations, shown)
    try:
        source = _SOURCES.get(
            key,
            lambda tell: _open(locations, shown, rules, spoken, tell, copy),
            reader=session.reader(),
            progress=progress,
        )
    except SourceError as error:
        return _reached_before(locations, shown, rules, error)
    if shown == "given" and copy is None:
        # What it held before is read no more; each would keep a process.
        _SOURCES.drop(lambda other: other[0] == shown and other != key)
        _note_reached(locations, source)
    return _context_of(source, locations, shown, rules)


def _context_of(source: AnySource, locations: Settings, shown: Kind, rules: Policy) -> Context:
    said = _counted(shown, rules)
    key, of_them = (id(source), source.version, said.fingerprint), said.identities
    seen = _STATED.get(key, lambda: stated(source, of_them))
    day, accepted = _day(source, rules), _accepted(locations, shown, rules)
    return Context(shown, seen, rules, LOCAL, said, day, accepted)


def _note_reached(locations: Settings, source: AnySource) -> None:
    """A database was opened; how fresh it is counts from the first time that it is seen so."""
    where = (locations.source, locations.mapping)
    before = _REACHED.get(where)
    if locations.source and "://" in locations.source and before is not source:
        _REACHED[where] = source
        freshness.succeeded(locations.source, datetime.now(UTC))
        if before is not None and before.version != source.version:
            _let_go(before.version)


def _let_go(version: str) -> None:
    """Keep no figures of a state of a database that nobody can see any more: those of a large
    company take a gigabyte, and a live one has a new state every few minutes."""

    def of_it(figures: tuple[Any, ...]) -> bool:
        return bool(figures[0] == version)

    _LOADED.drop(of_it)
    _ASSUMED.drop(of_it)
    for work in (_PREVIEWED, _ASKED, _SOLVED):
        work.drop(lambda key: of_it(key[0]))
    for kept in list(_RESULTS.values()):
        kept.drop(lambda key: of_it(key[0]))
    _STATED.drop(lambda key: bool(key[1] == version))
    with _ASKING:
        for key in [key for key in _ASKED_FOR if of_it(key)]:
            del _ASKED_FOR[key]


def _reached_before(locations: Settings, shown: Kind, rules: Policy, error: SourceError) -> Context:
    """The database as it was reached last, where its figures are at hand; else the error."""
    source = _REACHED.get((locations.source, locations.mapping))
    if shown != "given" or source is None or locations.source is None:
        raise error
    about = _context_of(source, locations, shown, rules)
    if not _LOADED.has(about.figures):
        raise error
    freshness.failed(locations.source, error)
    return about


def interval(locations: Settings) -> Interval:
    """How often the database that is shown is refreshed; off where it is none, or nobody chose."""
    where = locations.source
    if where is None or "://" not in where:
        return Interval.OFF
    try:
        opened = store()
        chosen = _INTERVALS.get((_state(opened), where), lambda: _chosen(opened, where))
    except LinchpinError:
        return Interval.OFF  # said wherever the store itself is needed
    return chosen


def _chosen(opened: Store, where: str) -> Interval:
    chosen = refreshing(opened, where)
    return Interval.OFF if chosen is None else chosen.interval


def _copy(locations: Settings, shown: Kind) -> State | None:
    """The state of the copy in use, where the database is refreshed and has been copied."""
    if shown != "given" or locations.source is None or interval(locations) is Interval.OFF:
        return None
    return freshness.in_use(locations.home, locations.source, locations.mapping)


def swap_in(locations: Settings, rules: Policy, state: State) -> None:
    """Put another state of a copy into use, once everything that was asked for is computed anew.

    Raises
    ------
    LinchpinError
        It cannot be assessed; what is in use stays so.
    """
    where, shown = locations.source, "given"
    if where is None:
        return
    key = _copy_key(locations, rules, state)
    source = _SOURCES.get(
        key, lambda tell: _open(locations, "given", rules, "en", tell, state), reader="refresh"
    )
    with _ASKING:
        asked = list(_ASKED_FOR.values())
    for about, spoken in asked:
        if about.policy.fingerprint == rules.fingerprint:
            of_them = about.statements.identities
            day = _day(source, rules)
            with speaking(spoken):
                loaded(replace(about, source=stated(source, of_them), day=day))
    freshness.put_in_use(locations.home, where, locations.mapping, state)
    _SOURCES.drop(lambda other: other[0] == shown and other != key)


def version_of(source: AnySource) -> str:
    """What tells one state of the data from another, whichever day it is looked at."""
    return source.imported.get("version") or source.version


def _day(source: AnySource, rules: Policy) -> ChosenDay | None:
    """The day that was chosen for these data; none where the store cannot be read, as pages say."""
    try:
        opened, version, zone = store(), version_of(source), rules.company.timezone
        state = opened.state or (time.time() // _STORE_SECONDS, settings().store)
        key = (settings().home, state, zone, version)
        return _DAYS.get(key, lambda: chosen_day(opened, version, zone))
    except LinchpinError:
        return None


def _accepted(locations: Settings, shown: Kind, rules: Policy) -> AcceptedLosses | None:
    """Whether the losses of the database that is shown are accepted; of files the import says so.
    None where the store cannot be read, as pages say."""
    if shown != "given" or locations.source is None:
        return None
    try:
        opened, zone, where = store(), rules.company.timezone, locations.source
        return _LOSSES.get(
            (_state(opened), zone, where), lambda: accepted_losses(opened, where, zone)
        )
    except LinchpinError:
        return None


def store(rules: Policy | None = None) -> Store:
    """What people entered; whoever writes names the policy, whose zone the days are told in.

    Raises
    ------
    InputError
        LINCHPIN_STORE cannot be used.
    """
    zone = rules.company.timezone if rules is not None else "UTC"
    return Store.of(settings(), zone)


def statements_at_hand(shown: Kind, rules: Policy) -> list[KeptStatement]:
    """Every statement about what is shown, also those replaced or undone, oldest first.

    Raises
    ------
    InputError, StoreError
        The store cannot be read.
    """
    opened, zone, demo = store(), rules.company.timezone, shown == "demo"
    return _STATEMENTS.get(
        (_state(opened), zone, demo),
        lambda: kept_statements(opened, zone, demo=demo, history=True),
    )


def actions_at_hand(shown: Kind, rules: Policy) -> list[KeptAction]:
    """Every version of every action about what is shown, oldest first; also those replaced or
    undone.

    Raises
    ------
    InputError, StoreError
        The store cannot be read.
    """
    opened, zone, demo = store(rules), rules.company.timezone, shown == "demo"
    return _ACTIONS.get((_state(opened), zone, demo), lambda: kept_actions(opened, zone, demo=demo))


def deliveries_at_hand() -> list[Delivery]:
    """Everything in the outbox of alerts as it stands, oldest first.

    Raises
    ------
    InputError, StoreError
        The store cannot be read.
    """
    opened = store()
    return _DELIVERIES.get(_state(opened), lambda: deliveries(opened))


def decisions_at_hand(shown: Kind, rules: Policy) -> list[KeptDecision]:
    """Every decision about open points of what is shown, oldest first; also those replaced or
    undone.

    Raises
    ------
    InputError, StoreError
        The store cannot be read.
    """
    opened, zone, demo = store(rules), rules.company.timezone, shown == "demo"
    return _DECISIONS.get(
        (_state(opened), zone, demo), lambda: kept_decisions(opened, zone, demo=demo)
    )


def answers_at_hand(shown: Kind, rules: Policy) -> Answers:
    """The newest answer to each question of the self-check, with its entry.

    Raises
    ------
    InputError, StoreError
        The store cannot be read.
    """
    opened, zone, demo = store(rules), rules.company.timezone, shown == "demo"
    return _ANSWERS.get((_state(opened), zone, demo), lambda: self_answers(opened, zone, demo=demo))


def reviews_at_hand(shown: Kind, rules: Policy) -> list[KeptReview]:
    """Every risk review of what is shown that stands, oldest first.

    Raises
    ------
    InputError, StoreError
        The store cannot be read.
    """
    opened, demo = store(rules), shown == "demo"
    return _REVIEWS.get((_state(opened), demo), lambda: kept_reviews(opened, demo=demo))


def review_due_at_hand(shown: Kind, rules: Policy) -> date | None:
    """The day on which the next risk review is due; None before the first was closed, and while one
    is open.

    Raises
    ------
    InputError, StoreError
        The store cannot be read.
    """
    opened, demo = store(rules), shown == "demo"
    every = reviews_at_hand(shown, rules)
    if any(each.is_open for each in every):
        return None
    key = (_state(opened), demo)
    return _DUE.get(key, lambda: due_on(every, cadence_of(opened, demo=demo)))


def snapshot_at_hand(review: KeptReview, rules: Policy) -> Snapshot:
    """The figures that a review has frozen; the same under the same digest for good.

    Raises
    ------
    InputError, StoreError
        They cannot be read.
    """
    key = (settings().home, review.snapshot)
    return _SNAPSHOTS.get(key, lambda: snapshot_kept(store(rules), review))


def facts_at_hand(shown: Kind, rules: Policy) -> pd.DataFrame:
    """What salespeople have stated in workbooks about what is shown; columns as those of
    :meth:`data.completion.keeping.Ledger.facts`.

    Raises
    ------
    InputError, StoreError
        The store cannot be read.
    """
    opened, demo = store(rules), shown == "demo"
    return _FACTS.get((_state(opened), demo), lambda: ledger_of(opened, demo=demo).facts())


def _state(opened: Store) -> tuple[object, ...]:
    """A server is asked anew every other second and after every own change, a file whenever it has
    changed."""
    locations = settings()
    state = opened.state or (time.time() // _STORE_SECONDS, locations.store, opened.writes)
    return locations.home, state


def is_stated() -> bool:
    """Whether anything is stated about what this session sees that is not undone."""
    try:
        shown, rules = kind(), policy(settings())
        rules = with_demo_company(rules) if shown == "demo" else rules
        every = statements_at_hand(shown, rules)
    except LinchpinError:
        return False
    return any(each.entry.undone_at is None for each in every)


def unread(shown: Kind, rules: Policy) -> LinchpinError | None:
    """Why what people have stated cannot be read and does not count; None where it can."""
    try:
        statements_at_hand(shown, rules)
    except LinchpinError as error:
        return error
    return None


def _counted(shown: Kind, rules: Policy) -> Statements:
    """The statements that count for this session; none where they cannot be read, as pages say."""
    if not session.with_statements() or unread(shown, rules) is not None:
        return NO_STATEMENTS
    return standing(current_of(statements_at_hand(shown, rules)), today(rules))


def at_hand() -> Context | None:
    """The context of this session where its assessment needs no reading or computing, else None.

    Raises
    ------
    LinchpinError
        As :func:`context`.
    """
    locations, shown = settings(), kind()
    rules = with_demo_company(policy(locations)) if shown == "demo" else policy(locations)
    if not _SOURCES.has(_source_key(locations, shown, rules)):
        return None
    about = context()
    return about if _LOADED.has(about.figures) else None


def _source_key(locations: Settings, shown: Kind, rules: Policy) -> tuple[object, ...]:
    """What a source is opened for: the place, the state of its files, the day, the language."""
    if shown == "demo":
        return (shown, locations.home, language())
    copy = _copy(locations, shown)
    if copy is not None:
        return _copy_key(locations, rules, copy)
    where = current(locations.home) if shown == "own" else locations.source
    stamp = _stamp(str(where)) if where is not None else None
    return (shown, where, locations.mapping, stamp, today(rules), rules.company.timezone)


def _copy_key(locations: Settings, rules: Policy, state: State) -> tuple[object, ...]:
    """What the copy of a database is opened for; the day is that on which it was read."""
    zone = rules.company.zone()
    read = (state.version, state.read_at.astimezone(zone).date())
    return ("given", locations.source, locations.mapping, read, rules.company.timezone)


def _stamp(location: str) -> tuple[object, ...]:
    """The state of a file or folder; a database server is asked anew every ten minutes."""
    if "://" in location:
        return (int(time.time() // _SERVER_SECONDS),)
    path = Path(location)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    states = [(file.name, file.stat()) for file in files if file.exists()]
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)


def _open(
    locations: Settings,
    shown: Kind,
    rules: Policy,
    spoken: Language,
    progress: Progress,
    copy: State | None = None,
) -> AnySource:
    if shown == "given" and locations.source is not None:
        told = locations.mapping
        mapping = None if told is None else mapping_given(told)
        where = locations.home / GIVEN
        if copy is not None:
            return copied_source(copy, locations.home, locations.source, rules, where)
        return given_source(locations.source, rules, where, mapping=mapping, progress=progress)
    path = current(locations.home) if shown == "own" else None
    if path is not None:
        return own_source(path, rules)
    return demo_source(locations.home, spoken, progress)


def loaded(about: Context, progress: Progress = silent) -> Loaded:
    """The assessment of a context, computed once.

    Raises
    ------
    LinchpinError
        The source cannot be assessed; nothing is kept, the next run tries again.
    """

    home, request = settings().home, named_request()
    day = about.day.day if about.day else None
    accepted = about.accepted is not None or ACCEPTED in about.source.imported

    def compute(tell: Progress) -> Loaded:
        return load(
            about.source,
            about.policy,
            as_of=day,
            accept_losses=accepted,
            statements=about.statements,
            progress=tell,
        )

    def once(tell: Progress) -> Loaded:
        basis = basis_of(
            about.kind,
            about.source,
            about.policy,
            about.scope,
            about.statements,
            day,
            accepted=accepted,
        )
        return assessed_once(home, basis, compute, tell, request=request)

    try:
        found = _LOADED.get(about.figures, once, reader=session.reader(), progress=progress)
        _note_asked(about)
        return found
    except SourceChanged:
        _SOURCES.forget()
        raise
    except DamagedData:
        # So that the file is looked at again once it is mended.
        _LOADED.drop(lambda key: key == about.figures)
        about.source.close()
        raise


def _note_asked(about: Context) -> None:
    """Remember what was asked for of a database; of earlier states of it nothing is kept alive."""
    if about.kind != "given":
        return
    with _ASKING:
        for key, (other, _) in list(_ASKED_FOR.items()):
            if key == about.key or other.source.version != about.source.version:
                del _ASKED_FOR[key]
        _ASKED_FOR[about.key] = (about, language())
        while len(_ASKED_FOR) > _MOST_ASKED:
            _ASKED_FOR.popitem(last=False)


def assumed(about: Context, progress: Progress = silent) -> pd.DataFrame:
    """How far the expected loss of a context moves with each assumption, computed once.

    Raises
    ------
    LinchpinError
        The source cannot be read again; nothing is kept, the next run tries again.
    """

    now = loaded(about).assessment

    def compute(tell: Progress) -> pd.DataFrame:
        return assumptions(about.source, about.policy, now, tell)

    return _ASSUMED.get(about.figures, compute, reader=session.reader(), progress=progress)


def previewed(about: Context, rules: Policy, progress: Progress = silent) -> "Assessment":
    """What the assessment of a context would be under other rules, computed once.

    Raises
    ------
    LinchpinError
        The source cannot be assessed under them.
    """

    def compute(tell: Progress) -> "Assessment":
        return assess_source(
            about.source,
            rules,
            as_of=about.day.day if about.day else None,
            statements=about.statements,
            progress=tell,
        )

    key = (about.figures, rules.fingerprint)
    return _PREVIEWED.get(key, compute, reader=session.reader(), progress=progress)


def checked(key: Hashable, check: Callable[[Progress], T], progress: Progress) -> T:
    """What a check of uploaded files comes to; it is not kept."""
    try:
        outcome: T = _CHECKS.get(key, check, reader=session.reader(), progress=progress)
        return outcome
    finally:
        if _CHECKS.has(key):
            _CHECKS.drop(lambda other: other == key)


def cancel() -> None:
    """Read nothing more for this session until it starts again (callback of the button)."""
    _SOURCES.cancel(session.reader())
    _LOADED.cancel(session.reader())
    _ASKED.cancel(session.reader())
    session.cancel()


def cancel_check() -> None:
    """Give up the check of this session's files (callback of the button)."""
    _CHECKS.cancel(session.reader())


def start_again() -> None:
    """Wait for it again, also where it failed a moment ago (callback of the button)."""
    _SOURCES.retry()
    _LOADED.retry()
    _ASKED.retry()
    session.start_again()
