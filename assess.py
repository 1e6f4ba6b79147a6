"""Assess a source without a browser: CRM tables in, CSV and JSON files out."""

import argparse
import gc
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

#: Options of the documented interface that this version does not offer.
ABSENT = {"--map": "mappings of foreign CRM tables", "--as": "restricted views for one person"}


def main(arguments: list[str] | None = None) -> int:
    """Run one assessment; returns 0, or 2 for input that cannot be used."""
    options = _parser().parse_args(arguments)
    # Imported late: a wrong option is answered at once, not after two seconds of imports.
    from analytics.errors import InputFaults, LinchpinError

    try:
        print(_assess(options))
    except InputFaults as error:
        print(error, *error.faults[:100], sep="\n", file=sys.stderr)
        return 2
    except LinchpinError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _assess(options: argparse.Namespace) -> str:
    """Read, assess and write; returns the summary."""
    from data.assessments import assess_with_quality
    from data.home.private import keep_to_oneself
    from data.home.temporary import system_place, temporary_folder
    from data.sources.opening import Settings, given_source, load_policy

    chosen = options.policy or Settings.from_environment(Path(__file__).parent).policy
    policy = load_policy(chosen, required=options.policy is not None)
    keep_to_oneself()
    with temporary_folder(system_place()) as folder:
        source = given_source(
            options.source,
            policy,
            folder,
            skip_faulty=options.skip_faulty,
            progress=_say,
        )
        _say(0.0, "assessing")
        assessment, issues = assess_with_quality(
            source,
            policy,
            as_of=options.as_of,
            currency=options.currency,
            seed=options.seed,
        )
        source.close()
    from analytics.planning import second_contact_plan
    from data.export import summary, write_files

    _say(0.9, "planning second contacts")
    with ThreadPoolExecutor(max_workers=1) as beside:
        plan = beside.submit(second_contact_plan, assessment, seed=options.seed)
        write_files(assessment, plan.result, issues, options.out)
    return summary(assessment).text()


def _say(done: float, what: object) -> None:
    print(f"{done:4.0%} {what}", file=sys.stderr)


class _Absent(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        name = self.option_strings[0]
        parser.error(f"{name} is not available in this version ({ABSENT[name]})")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="assess.py", description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "--source", required=True, metavar="URL_OR_PATH", help="folder, workbook or database URL"
    )
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder for the files"
    )
    parser.add_argument("--policy", type=Path, metavar="FILE", help="policy.toml to use")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="day to assess"
    )
    parser.add_argument("--currency", metavar="CUR", help="reporting currency (ISO 4217)")
    parser.add_argument("--skip-faulty", action="store_true", help="leave out faulty rows")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the simulation")
    for name in ABSENT:
        parser.add_argument(name, action=_Absent, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    # Matrices are small here: threads within one product cost more than they bring, and the second
    # core has other work. Read by NumPy when it is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # One short run: looking for garbage in cycles again and again frees next to nothing, and
    # neither does a last look through everything at its end.
    gc.disable()
    code = main()
    gc.freeze()
    sys.exit(code)
