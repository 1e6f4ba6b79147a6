"""Assess a source without a browser: CRM tables in, CSV and JSON files out."""

import argparse
import gc
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NoReturn

from data.freed_memory import give_back
from data.home.private import keep_to_oneself
from data.printable import printable
from data.reader.ahead import start_ahead
from data.terminal import (
    Terminated,
    complain,
    let_every_character_out,
    open_standard_files,
    say,
    told_to_end,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from analytics.assessment import Assessment
    from analytics.coverage.plan import CoveragePlan
    from analytics.pack.model import PackOptions
    from analytics.pack.sources import PackSources
    from analytics.policy import Policy
    from analytics.statements import Statements
    from data.assessments import Assessed
    from data.logs import LogFile
    from data.mapping.model import Mapping
    from data.opening import Settings
    from data.sources import AnySource

PRODUCT = Path(__file__).resolve().parent

#: The endings of a pack, as those of data/pack/writing.py.
_PACK_FORMS = ("pdf", "pptx", "xlsx", "docx", "png")

#: Options of the documented interface that this version does not offer.
ABSENT = {"--as": "restricted views for one person"}

#: Exit codes: input that cannot be used, an unforeseen fault, ended by the user or the system.
UNUSABLE, UNFORESEEN, INTERRUPTED, TERMINATED = 2, 3, 130, 143

#: Of the faults of a source, so many are listed.
_LISTED = 100
#: What was told of the progress so far.
_SAID: list[str] = []
#: Characters of an error about the options.
_LONGEST_ERROR = 300
#: Characters of an option in a message.
_SHOWN = 80
_WHOLE = "The report is whole where linchpin-manifest.json is."

_FIRST_DAY = date(1970, 1, 1)
_LARGEST_SEED = 2**32 - 1
_LONGEST_PLACE = 4_096


def main(arguments: list[str] | None = None) -> int:
    """Run one assessment.

    Returns 0; 2 for input that cannot be used, or a folder that cannot be written; 3 for an
    unforeseen fault; 130 or 143 where it was interrupted or terminated.
    """
    let_every_character_out()
    try:
        with told_to_end():
            return _run(_options(arguments))
    except KeyboardInterrupt:
        complain(f"Interrupted. {_WHOLE}")
        return INTERRUPTED
    except Terminated:
        complain(f"Terminated. {_WHOLE}")
        return TERMINATED
    except Exception as error:
        complain(f"Linchpin cannot start: {type(error).__name__}: {error}")
        return UNFORESEEN


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.dry_run and not options.alert:
        parser.error("--dry-run belongs to --alert")
    return options


def _run(options: argparse.Namespace) -> int:
    give_back()
    if "://" in options.source and options.refresh is None:
        start_ahead()
    # Imported late: a wrong option is answered at once, not after two seconds of imports.
    from analytics.errors import InputFaults, LinchpinError
    from data.logs import file_log, keep_secret, log_path
    from data.opening import Settings

    keep_secret(options.source)
    settings = Settings.from_environment(PRODUCT)
    with file_log(log_path(settings.home, "assess")) as log:
        try:
            said = _assess(options, settings)
        except InputFaults as error:
            more = len(error.faults) - _LISTED
            complain(str(error), *map(str, error.faults[:_LISTED]))
            complain(*([f"… and {more:,} more"] if more > 0 else []))
            return UNUSABLE
        except LinchpinError as error:
            complain(str(error))
            return UNUSABLE
        except MemoryError:
            complain(
                "There is not enough memory for this source; end other programs, then try again"
            )
            return UNUSABLE
        except Exception as error:
            complain(_unforeseen(error, log))
            return UNFORESEEN
    say(said)
    return 0


def _unforeseen(error: Exception, log: "LogFile") -> str:
    """Log what nobody foresaw; returns the line for the user."""
    from data.logs import log_failure

    number = log_failure(error, where="assess.py")
    place = log.baseFilename
    explained = f"{place} explains it under {number}"
    unwritten = f"{place} cannot be written: {type(error).__name__}: {error}"
    return f"Something went wrong on our side; {explained if log.writable else unwritten}"


def _assess(options: argparse.Namespace, settings: "Settings") -> str:
    """Read, assess and write; returns the summary."""
    from data.opening import load_policy
    from data.report.columns import FILES
    from data.report.folder import check_folder
    from data.report.place import checked_place, local_path

    chosen = options.policy or settings.policy
    source = local_path(options.source)
    read = [chosen] if source is None else [source, chosen]
    out = checked_place(options.out, read=read, home=settings.home, product=PRODUCT)
    check_folder(out, FILES)
    if options.pack is not None:
        from data.report.packed import checked_pack

        options.pack = checked_pack(
            options.pack, out, read=read, home=settings.home, product=PRODUCT
        )
    policy = load_policy(chosen, required=options.policy is not None)
    mapping = _mapping(options.map)
    statements = _stated(options, settings, policy)
    return _assess_into(out, options, settings, policy, mapping, statements)


def _mapping(named: str | None) -> "Mapping | None":
    if named is None:
        return None
    from data.mapping.presets import mapping_given

    return mapping_given(named)


def _stated(options: argparse.Namespace, settings: "Settings", policy: "Policy") -> "Statements":
    """The statements of the store that stand today, if they shall count."""
    from analytics.statements import NO_STATEMENTS

    if not options.statements:
        return NO_STATEMENTS
    from data.opening import today
    from data.store.entries import Store
    from data.store.statements import statements_of

    return statements_of(Store.of(settings), today(policy), policy.company.timezone)


def _assess_into(
    out: Path,
    options: argparse.Namespace,
    settings: "Settings",
    policy: "Policy",
    mapping: "Mapping | None",
    statements: "Statements",
) -> str:
    from data.home.temporary import system_place, temporary_folder

    # While another process reads: SciPy and what needs it take a good second to import.
    Thread(target=import_module, args=("analytics.planning",), daemon=True).start()
    # The plan is made beside what does not wait for it.
    with ThreadPoolExecutor(max_workers=1) as beside:
        with temporary_folder(system_place()) as folder:
            source = _source(folder, options, settings, policy, mapping)
            plan = _Plan(beside, options.seed)
            assessed = _assessed(options, source, policy, statements, plan.begin)
            sources = None
            if options.pack is not None:
                sources = _pack_sources(
                    options, settings, source, policy, assessed, plan(), statements
                )
            source.close()
        return _report(out, options, settings, assessed, len(statements.made), plan, sources)


def _source(
    folder: Path,
    options: argparse.Namespace,
    settings: "Settings",
    policy: "Policy",
    mapping: "Mapping | None",
) -> "AnySource":
    """What is named, or the copy of it after it was asked for what is new."""
    from data.opening import copied_source, given_source, refreshed

    skip = options.skip_faulty
    if options.refresh is None:
        return given_source(
            options.source, policy, folder, skip_faulty=skip, mapping=mapping, progress=_say
        )
    from data.home.start import start
    from data.mirror.told import doubts

    start(settings.home)
    whole = options.refresh == "whole"
    url, state = refreshed(
        options.source, policy, settings.home, whole=whole, mapping=mapping, progress=_say
    )
    complain(*(each.text() for each in doubts(state)))
    return copied_source(state, settings.home, url, policy, folder, skip_faulty=skip)


def _assessed(
    options: argparse.Namespace,
    source: "AnySource",
    policy: "Policy",
    statements: "Statements",
    then: "Callable[[Assessment], None]",
) -> "Assessed":
    from data.assessments import assess_with_quality

    _say(0.0, "assessing")
    return assess_with_quality(
        source,
        policy,
        as_of=options.as_of,
        currency=options.currency,
        seed=options.seed,
        accept_losses=options.accept_losses,
        statements=statements,
        closing=options.pack is None,
        then=then,
    )


class _Plan:
    """The plan of second contacts, made beside other work and waited for where it is asked for."""

    def __init__(self, beside: ThreadPoolExecutor, seed: int) -> None:
        self._beside, self._seed = beside, seed

    def begin(self, assessment: "Assessment") -> None:
        from analytics.planning import second_contact_plan

        _say(0.9, "planning second contacts")
        self._plan = self._beside.submit(second_contact_plan, assessment, seed=self._seed)

    def __call__(self) -> "CoveragePlan":
        return self._plan.result()


def _pack_sources(
    options: argparse.Namespace,
    settings: "Settings",
    source: "AnySource",
    policy: "Policy",
    assessed: "Assessed",
    plan: "CoveragePlan",
    statements: "Statements",
) -> "PackSources":
    """What a pack is made from: the figures and their past, what was decided, what has changed."""
    from analytics.comparison import months_before
    from analytics.pack.sources import PackSources
    from data.opening import today
    from data.pack.followed import followed_in
    from data.pack.quarters import four_quarters
    from data.pack.since import since_last_review
    from data.store.actions import kept_actions
    from data.store.entries import Store
    from data.store.open_points import kept_decisions, unsettled

    assessment, demo, zone = assessed.assessment, _is_demo(options), policy.company.timezone
    store, day = Store.of(settings), today(policy)
    quarters = four_quarters(
        source, policy, assessment, seed=options.seed, statements=statements, progress=_say
    )
    since = since_last_review(store, source, assessment, plan, statements, demo=demo)
    found = assessed.safeguards.shown(policy.safeguards)
    return PackSources(
        assessment,
        quarters,
        plan,
        assessed.quality,
        followed_in(source, policy, assessment, kept_actions(store, zone, demo=demo)),
        today=day,
        since=months_before(assessment.as_of, 3) if since is None else since.day,
        company=policy.company.name,
        demo=demo,
        hazards=unsettled(found, kept_decisions(store, zone, demo=demo), day),
        changes=None if since is None else since.changes,
    )


def _is_demo(options: argparse.Namespace) -> bool:
    from data.demo.storage import is_demo_file
    from data.report.place import local_path

    place = local_path(options.source)
    return place is not None and is_demo_file(place)


def _report(
    out: Path,
    options: argparse.Namespace,
    settings: "Settings",
    assessed: "Assessed",
    statements: int,
    plan: "Callable[[], CoveragePlan]",
    sources: "PackSources | None",
) -> str:
    from data.report.columns import FILES
    from data.report.files import write_files
    from data.report.folder import write_report
    from data.report.summary import packed, stated, summary

    write = partial(
        write_files,
        assessed.assessment,
        plan,
        assessed.quality,
        assessed.safeguards.hazards,
        for_spreadsheets=options.for_spreadsheets,
    )
    # Made first: where it cannot be written, nothing is.
    pack = None if sources is None else _pack(options, sources)
    write_report(out, FILES, write)
    said = [summary(assessed.assessment, assessed.quality)]
    if options.statements:
        said.append(stated(statements).text())
    if pack is not None:
        from data.report.packed import put_pack

        put_pack(options.pack, out, pack)
        said.append(packed(options.pack).text())
    if options.retention:
        said.append(_removed(settings))
    alerted = _alerted(options, assessed) if options.alert else ""
    return " ".join(said) + alerted


def _removed(settings: "Settings") -> str:
    """Remove what the home keeps no longer, by the home's own policy whichever is assessed by; says
    how much it was."""
    from data.opening import load_policy, today
    from data.retention import remove_what_is_over
    from data.store.entries import Store

    rules = load_policy(settings.policy)
    store = Store.of(settings, rules.company.timezone)
    return f"Retention: {remove_what_is_over(store, rules, today(rules))} removed."


def _pack(options: argparse.Namespace, sources: "PackSources") -> bytes:
    """The pack as the file that is asked for, in the language that is asked for."""
    from analytics.pack.pack import pack
    from data.pack.writing import pack_bytes
    from pages.components.catalogue import speaking
    from pages.components.text import write_value

    _say(0.95, "making the pack")
    with speaking(options.language):
        made = pack(sources, _pack_options(options))
        return pack_bytes(made, options.pack.suffix[1:].lower(), write_value)


def _pack_options(options: argparse.Namespace) -> "PackOptions":
    from analytics.pack.model import PackOptions

    return PackOptions(
        language=options.language,
        chances=options.pack_chances,
        names=not options.pack_without_names,
    )


def _alerted(options: argparse.Namespace, assessed: "Assessed") -> str:
    """Tell those who want to be told what is new since the last look; says what became of it."""
    from data.alerts.outbox import deliver, send
    from data.alerts.raising import keep, look, overdue_on
    from data.alerts.secrets import secret_of
    from data.alerts.told import dry_run, told
    from data.opening import Settings, today
    from data.store.entries import Author, Store, system_user
    from pages.components.text import said_in

    assessment = assessed.assessment
    policy = assessment.policy
    hazards = assessed.safeguards.shown(policy.safeguards)
    store = Store.of(Settings.from_environment(PRODUCT), policy.company.timezone)
    overdue = overdue_on(store, today(policy))
    found = look(store, options.source, assessment, overdue, said_in, hazards=hazards)
    if options.dry_run:
        return f"\n{dry_run(found.outgoing)}"
    author = Author(system_user())
    keep(store, found, author=author)
    tried = deliver(store, send(partial(secret_of, root=PRODUCT)), author=author)
    complain(*(line for each in tried if (line := told(each))))
    taken = sum(not told(each) for each in tried)
    return f" Alerts: {len(found.alerts)} new; {taken} of {len(tried)} messages were taken."


def _say(done: float, what: object) -> None:
    """Tell of the progress; what is told again while it goes on is said once."""
    line = f"{done:4.0%} {what}"
    if _SAID[-1:] != [line]:
        _SAID.append(line)
        complain(line)


class _Absent(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        name = self.option_strings[0]
        parser.error(f"{name} is not available in this version ({ABSENT[name]})")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """End with 2 and one harmless line after the usage."""
        super().error(printable(message, _LONGEST_ERROR))


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _invalid("day", text, "write it as 2026-03-31") from None
    if day < _FIRST_DAY:
        raise _invalid("day", text, f"no records are older than {_FIRST_DAY}")
    return day


def _seed(text: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", text) or int(text) > _LARGEST_SEED:
        raise _invalid("seed", text, f"write a whole number from 0 to {_LARGEST_SEED}")
    return int(text)


def _currency(text: str) -> str:
    if not re.fullmatch("[A-Za-z]{3}", text):
        raise _invalid("currency", text, "write the three letters of ISO 4217, such as CNY")
    return text.upper()


def _place(text: str) -> str:
    if not text.strip() or "\0" in text or len(text) > _LONGEST_PLACE:
        longest = f"at most {_LONGEST_PLACE:,} characters"
        raise _invalid("place", text, f"name a file, folder or address of {longest}")
    return text


def _path(text: str) -> Path:
    return Path(_place(text))


def _pack_file(text: str) -> Path:
    place = _path(text)
    if place.suffix[1:].lower() not in _PACK_FORMS:
        raise _invalid("pack", text, f"its name has to end with .{', .'.join(_PACK_FORMS)}")
    return place


def _invalid(kind: str, text: str, remedy: str) -> argparse.ArgumentTypeError:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return argparse.ArgumentTypeError(f"invalid {kind} {shown!r}: {remedy}")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="assess.py",
        description=__doc__,
        epilog="Exit code: 0 done; 2 the input or the folder cannot be used, with the reason, and "
        "nothing was written; 3 an unforeseen fault, with an id that leads to the log.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--source",
        required=True,
        type=_place,
        metavar="URL_OR_PATH",
        help="folder, workbook or database URL",
    )
    parser.add_argument(
        "--out",
        required=True,
        type=_path,
        metavar="DIR",
        help="folder for the files, apart from the source; files of others in it stay",
    )
    parser.add_argument(
        "--map",
        type=_place,
        metavar="NAME_OR_TOML",
        help="mapping of the tables of another system: its name, or a TOML file (docs/mapping.md)",
    )
    _add_reading_options(parser)
    _add_options(parser)
    return parser


def _add_reading_options(parser: argparse.ArgumentParser) -> None:
    """What is read, and what counts of it."""
    parser.add_argument("--policy", type=_path, metavar="FILE", help="policy.toml to use")
    parser.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="day to assess")
    parser.add_argument(
        "--currency", type=_currency, metavar="CUR", help="reporting currency (ISO 4217)"
    )
    parser.add_argument(
        "--refresh",
        nargs="?",
        choices=("new", "whole"),
        const="new",
        help="keep a copy of a database in the home and ask only for what is new (docs/refresh.md);"
        " whole: for everything, which also finds what was deleted",
    )
    parser.add_argument("--skip-faulty", action="store_true", help="leave out faulty rows")
    parser.add_argument(
        "--accept-losses",
        action="store_true",
        help="assess also where less than half of the bookings or contact records can be used",
    )
    parser.add_argument(
        "--statements",
        action="store_true",
        help="let count what people have stated on the pages; without it records alone do",
    )


def _add_options(parser: argparse.ArgumentParser) -> None:
    """What is made of it, and what is done besides."""
    parser.add_argument(
        "--for-spreadsheets",
        action="store_true",
        help="put an apostrophe before texts that a spreadsheet would take for a formula",
    )
    _add_pack_options(parser)
    parser.add_argument("--seed", type=_seed, default=0, metavar="N", help="seed of the simulation")
    parser.add_argument(
        "--retention",
        action="store_true",
        help="also remove, for good, what people entered and the home's policy keeps no longer, as "
        "every start of the pages does",
    )
    parser.add_argument(
        "--alert",
        action="store_true",
        help="tell whom Settings names what is new since the last look; sends what waits",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="with --alert: say what would go to whom; nothing is kept or sent",
    )
    for name in ABSENT:
        parser.add_argument(name, action=_Absent, help=argparse.SUPPRESS)


def _add_pack_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--pack",
        type=_pack_file,
        metavar="FILE",
        help="also make the pack of the risk review: .pdf, .pptx, .xlsx, .docx, or .png of page "
        "one for a phone",
    )
    parser.add_argument(
        "--language", choices=("en", "zh"), default="en", help="language of the pack"
    )
    parser.add_argument(
        "--pack-chances",
        action="store_true",
        help="with each person's chance of leaving and its reasons; without it none is in the pack",
    )
    parser.add_argument(
        "--pack-without-names",
        action="store_true",
        help="with numbers in place of people's names",
    )


if __name__ == "__main__":
    open_standard_files()
    # Matrices are small here: threads within one product cost more than they bring, and the second
    # core has other work. Read by NumPy when it is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # One short run: looking for garbage in cycles again and again frees next to nothing, and
    # neither does a last look through everything at its end.
    gc.disable()
    keep_to_oneself()
    code = main()
    gc.freeze()
    sys.exit(code)
