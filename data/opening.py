"""Where the data of a company lies, and how it is opened: the one way for pages and assess.py.

Nothing is computed here; :mod:`data.assessments` does that with what is opened.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext

from analytics.errors import InputError, InputFaults, PolicyError
from analytics.messages import message
from analytics.policy import PURPOSE_VERSION, Company, Policy, read_policy
from data.home.settings import Settings
from data.home.temporary import system_place, temporary_folder
from data.home.uses import hold
from data.home.versions import damaged
from data.mapping.answers import reading_asked
from data.mapping.model import Mapping
from data.mapping.presets import mapping_given
from data.mirror.place import copy_file, folder_of
from data.mirror.refreshing import opened, refresh
from data.mirror.state import State
from data.policy_file import policy_text
from data.progress import Progress, silent
from data.sources.addresses import scheme_of, shown
from data.sources.checks import check_source
from data.sources.engines import by_ending
from data.sources.remote import AnySource, RemoteSource, copied
from data.sources.source import NotCanonical, Source, open_source
from data.sources.survey import Unusual

__all__ = [
    "DEMO_COMPANY",
    "Settings",
    "copied_source",
    "database_source",
    "demo_source",
    "given_source",
    "load_policy",
    "own_source",
    "policy_of",
    "refreshed",
    "today",
    "with_demo_company",
]

#: How the demo company counts its money and days; policies of real companies say it themselves.
DEMO_COMPANY = Company(currency="CNY", timezone="Asia/Shanghai")

#: Names of the engine's errors that speak of a damaged file.
_DAMAGE = ("IOException", "SerializationException", "InternalException", "FatalException")

#: So many columns are told of a database whose values have to be read.
_TOLD = 5

#: Stands where the policy of a real company names who answers for individual estimates.
DEMO_PURPOSE = "invented people, 2026-06-30"


#: What names no file and may hold a password, though it lacks the :// of an address.
_MEANT_AS_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|.*@", re.DOTALL)


def load_policy(path: Path, *, required: bool = False) -> Policy:
    """Read the policy file; the defaults where it does not exist and need not.

    Raises
    ------
    PolicyError
        The file is missing although ``required``, cannot be read, or holds an unusable setting.
    """
    return policy_of(policy_text(path, required=required))


def policy_of(text: str) -> Policy:
    """The policy that a text spells.

    Raises
    ------
    PolicyError
        A setting cannot be used, or the purpose was accepted on a day that is yet to come.
    """
    policy = read_policy(text)
    for section in ("attrition", "safeguards"):
        purpose = getattr(policy, section).purpose
        if purpose is not None and purpose.accepted_on > today(policy):
            raise PolicyError(
                message(
                    "policy.toml: {key} lies in the future ({day}); write the day on which the "
                    "notice was accepted",
                    key=f"{section}.purpose_accepted",
                    day=purpose.accepted_on,
                )
            )
    return policy


def today(policy: Policy) -> date:
    """The present day in the company's time zone."""
    return datetime.now(policy.company.zone()).date()


def demo_source(home: Path, language: str, progress: Progress = silent) -> Source:
    """Open the demo company in one language, building it first where it is not there yet.

    Raises
    ------
    StorageError
        It has to be built and cannot be written.
    """
    from data.demo import DEMO_AS_OF
    from data.demo.storage import demo_file

    return open_source(
        f"duckdb:///{demo_file(home, progress)}",
        timezone=DEMO_COMPANY.timezone,
        import_day=DEMO_AS_OF,
        language="zh" if language.startswith("zh") else None,
    )


def own_source(path: Path, policy: Policy) -> Source:
    """Open imported data of the home; damage is named whenever it shows, also while reading.

    Raises
    ------
    DamagedData
        The file is damaged, or no import has written it.
    """
    hold(path)
    try:
        source = database_source(f"duckdb:///{path}", policy)
    except InputError as error:
        raise damaged(path, error.message) from None
    if not source.checked:
        source.close()
        raise damaged(path, message("no import has written it"))
    event.listen(source.engine, "handle_error", partial(_name_damage, path))
    return source


def _name_damage(path: Path, context: ExceptionContext) -> None:
    """Say that the file is damaged, where the engine meets it in the midst of reading."""
    error = context.original_exception
    if type(error).__name__ in _DAMAGE:
        # No connection of the pool is used again: the engine keeps what it has read of a file for
        # as long as one is open, and would not notice that the file was mended.
        context.is_disconnect = True
        first, *_ = str(error).splitlines()
        raise damaged(path, first.replace(str(path), path.name)) from None


def given_source(
    location: str,
    policy: Policy,
    folder: Path,
    *,
    skip_faulty: bool = False,
    mapping: Mapping | None = None,
    progress: Progress = silent,
) -> AnySource:
    """Open what LINCHPIN_SOURCE or ``--source`` names: files are copied into ``folder`` first.

    A database is read in a process of its own. A ``mapping`` says how the tables of another system
    become the canonical ones; one without parts answers what was asked. Without one, tables and
    columns that have no canonical names are recognised.

    Raises
    ------
    InputError, InputFaults
        The place does not exist, or what lies there cannot be assessed.
    """
    url, path = _database_url(location), Path(location)
    if url is not None:
        remote = _remote(url, policy, skip_faulty=skip_faulty, mapping=mapping, progress=progress)
        if not remote.unusual:
            return remote
        # What was asked of its tables is answered by now: what is brought in has our names.
        answers = Mapping(answers=_readings(mapping))
        return _brought_in(
            remote,
            remote.unusual,
            policy,
            folder,
            skip_faulty=skip_faulty,
            answers=answers,
            progress=progress,
        )
    from data.importing import copy_of

    copy = copy_of(
        path,
        folder,
        timezone=policy.company.timezone,
        skip_faulty=skip_faulty,
        currency=policy.company.currency,
        mapping=mapping,
        progress=progress,
    )
    source = database_source(f"duckdb:///{copy}", policy)
    return replace(source, label=path.name)


def copied_source(
    state: State,
    home: Path,
    url: str,
    policy: Policy,
    folder: Path,
    *,
    skip_faulty: bool = False,
) -> Source:
    """Open what was kept of a database (:mod:`data.mirror`) as the database itself is opened.

    Rows are seen up to the day on which it was asked last. Values that need reading are read into
    ``folder``, as :func:`given_source` does.

    Raises
    ------
    InputError, InputFaults
        What lies there cannot be assessed.
    """
    file = copy_file(folder_of(home, url), state)
    source = opened(file, state, policy.company.timezone)
    if state.judged.unusual:
        unusual = [Unusual(*each) for each in state.judged.unusual]
        answers = Mapping(answers=_readings(mapping_given(state.asked) if state.asked else None))
        return _brought_in(
            source, unusual, policy, folder, skip_faulty=skip_faulty, answers=answers
        )
    if state.judged.faulty:
        check_source(source, skip_faulty=skip_faulty)
    return source


def refreshed(
    location: str,
    policy: Policy,
    home: Path,
    *,
    whole: bool = False,
    mapping: Mapping | None = None,
    progress: Progress = silent,
) -> tuple[str, State]:
    """The address of a database, and the state of its copy after it was asked for what is new.

    Raises
    ------
    InputError, InputFaults
        The place names files, which are read whole anyway; or as
        :func:`data.mirror.refreshing.refresh`.
    """
    url = _database_url(location)
    if url is None:
        raise InputError(
            message(
                "{place} is no database: files are read whole whenever they change",
                place=shown(location),
            )
        )
    zone = policy.company.timezone
    state = refresh(url, home, timezone=zone, mapping=mapping, whole=whole, progress=progress)
    return url, state


def _readings(mapping: Mapping | None) -> dict[str, str]:
    """The answers that say how values are read."""
    given = mapping.answers.items() if mapping else ()
    return {asked: each for asked, each in given if reading_asked(asked) is not None}


def _remote(
    url: str, policy: Policy, *, skip_faulty: bool, mapping: Mapping | None, progress: Progress
) -> RemoteSource:
    """The database, by the names of its tables, by its mapping, or as it is recognised."""
    opened = partial(
        RemoteSource,
        url,
        timezone=policy.company.timezone,
        import_day=today(policy),
        skip_faulty=skip_faulty,
        surveyed=True,
        progress=progress,
    )
    refusal: NotCanonical | None = None
    if mapping is None or mapping.parts:
        try:
            return opened(mapping=mapping)
        except NotCanonical as error:
            if mapping is not None:
                raise
            refusal = error
    # Imported late: a database of canonical names needs nothing of it.
    from data.importing.databases import recognised_database

    understood = recognised_database(url, mapping or Mapping(), progress)
    if understood is None:
        # It says what is missing, and where else it may be.
        raise refusal or _refusal(opened)
    return opened(mapping=understood[0], recognised=understood[1])


def _refusal(opened: Callable[..., RemoteSource]) -> InputError:
    """Why a database cannot be used of which nothing is recognised."""
    try:
        opened(mapping=None).close()
    except NotCanonical as error:
        return error
    return InputError(message("nothing of what the mapping answers is asked of this database"))


def _brought_in(
    remote: RemoteSource | Source,
    unusual: Sequence[Unusual],
    policy: Policy,
    folder: Path,
    *,
    skip_faulty: bool,
    answers: Mapping,
    progress: Progress = silent,
) -> Source:
    """Read the rows of a database as those of files are read, since some need more than a cast.

    Raises
    ------
    InputError, InputFaults
        As of files; rows of a database are called by their key.
    """
    from data.importing import copy_of
    from data.importing.database_rows import called_by_key

    told = ", ".join(f"{each.column} ({each.rows:,})" for each in unusual[:_TOLD])
    progress(0.0, message("values have to be read, as those of files are: {columns}", columns=told))
    with temporary_folder(system_place()) as tables:
        try:
            copied(remote, str(tables))
        finally:
            remote.close()
        try:
            copy = copy_of(
                tables,
                folder,
                timezone=policy.company.timezone,
                skip_faulty=skip_faulty,
                currency=policy.company.currency,
                mapping=answers,
                progress=progress,
            )
        except InputFaults as error:
            raise called_by_key(error, tables) from None
    source = database_source(f"duckdb:///{copy}", policy)
    return replace(
        source,
        label=remote.label,
        ignored=remote.ignored,
        refused=remote.refused,
        recognised=remote.recognised,
    )


def database_source(url: str, policy: Policy) -> Source:
    """Open a file that an import wrote."""
    return open_source(url, timezone=policy.company.timezone, import_day=today(policy))


def _database_url(location: str) -> str | None:
    """The address of the database that is named; None for files that are to be imported."""
    if "://" in location:
        return location
    path = Path(location)
    try:
        path.stat()
    except (OSError, ValueError) as error:
        raise _not_there(location, error) from None
    scheme = by_ending(path.suffix)
    return f"{scheme}:///{path.resolve()}" if scheme and path.is_file() else None


def _not_there(location: str, error: OSError | ValueError) -> InputError:
    """Why a place cannot be used; one that was meant as an address is not repeated."""
    if _MEANT_AS_ADDRESS.match(location):
        scheme_of(location)
    place = shown(location)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return InputError(message("{place} does not exist", place=place))
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(message("{place} cannot be opened: {reason}", place=place, reason=reason))


def with_demo_company(policy: Policy) -> Policy:
    """The policy for the demo company: its own name, currency and zone, all else as set.

    Its people are invented, so that nobody needs to answer for estimates about them.
    """
    accepted = {"purpose_accepted": DEMO_PURPOSE, "purpose_version": PURPOSE_VERSION}
    return policy.model_copy(
        update={
            "company": DEMO_COMPANY,
            "attrition": policy.attrition.model_copy(update=accepted),
            "safeguards": policy.safeguards.model_copy(update=accepted),
        }
    )
