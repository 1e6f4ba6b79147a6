"""``python -m data.home.backup FILE``: what a home holds, in one file.

Imported data in use and what undo leads back to, what people entered, kept mappings, and the
policy, also where LINCHPIN_POLICY names one outside the home; not the demo company, copies of a
source, or anything temporary, nor a database that LINCHPIN_STORE names, which has backups of its
own. The file is whole or not there, for this user alone, and may be made while the server runs,
imports and saves.
``python -m data.home.restore FILE`` puts it back.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from analytics.errors import InputError, LinchpinError
from analytics.messages import Message, message
from data.home.archive import pack
from data.home.imported import imported_on
from data.home.mappings import kept_texts, mapping_path
from data.home.refusals import shown, writing
from data.home.replacing import publish
from data.home.settings import POLICY, Settings
from data.home.start import start
from data.home.stored import STORE, copy_whole
from data.home.temporary import temporary_folder
from data.home.uses import hold
from data.home.versions import (
    POINTER,
    alone,
    current,
    damaged,
    database_path,
    history,
    pointer_text,
)

__all__ = ["back_up", "main"]

ROOT = Path(__file__).parents[2]


def back_up(settings: Settings, target: Path, *, replace: bool = False) -> Message:
    """Write a backup of a home; returns what was done, in words.

    Raises
    ------
    InputError
        There is nothing to back up, or the file exists and must not be replaced.
    DamagedData
        The data in use is damaged or gone.
    StorageError
        Something cannot be read or written, or what people entered is damaged; no backup was made.
    """
    _check_target(settings.home, target, replace)
    start(settings.home)
    files, data = _held(settings)
    outside = POLICY in files and settings.policy.resolve().parent != settings.home.resolve()
    made_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    with temporary_folder(target.parent) as folder, writing(target):
        if STORE in files:
            # As it is at one moment, while others save.
            copy_whole(settings.home / STORE, folder / STORE)
            files[STORE] = folder / STORE
        staged = folder / "backup"
        pack(staged, files, made_at=made_at, policy_from_outside=outside)
        _name(staged, target, replace)
    return message(
        "{file} is written: {count} import, and the policy and what people entered where there is "
        "any",
        "{file} is written: {count} imports, and the policy and what people entered where there is "
        "any",
        count=data,
        file=shown(target),
    )


def _check_target(home: Path, target: Path, replace: bool) -> None:
    if target.resolve().is_relative_to(home.resolve()):
        raise InputError(
            message(
                "{file} lies in the home itself and would be lost with it: name a file elsewhere",
                file=shown(target),
            )
        )
    if target.is_dir() or (os.path.lexists(target) and not replace):
        raise _exists(target)


def _exists(target: Path) -> InputError:
    return InputError(
        message(
            "{file} exists already: name another file, or replace it with --replace",
            file=shown(target),
        )
    )


def _held(settings: Settings) -> tuple[dict[str, Path | bytes], int]:
    """What is backed up, by name, at one moment; and how many imports that are.

    Earlier imports that are gone or damaged are left out, as undo passes over them.
    """
    home = settings.home
    with alone(home):
        used = current(home)
        versions = history(home)
        there = [
            v for v in versions if v is None or imported_on(database_path(home, v)) is not None
        ]
        if used is not None and versions[0] not in there:
            raise damaged(used, message("it cannot be opened"))
        data = [database_path(home, version) for version in there if version]
        for path in data:
            # Data never changes, but may be removed once it is out of use.
            hold(path)
        files: dict[str, Path | bytes] = {POINTER: pointer_text(tuple(there))}
    if settings.policy.exists():
        files[POLICY] = settings.policy
    if (home / STORE).is_file() and (home / STORE).stat().st_size:
        files[STORE] = home / STORE
    files |= {path.name: path for path in data}
    for kept, text in kept_texts(home).items():
        files[mapping_path(home, kept).name] = text.encode("utf-8")
    if len(files) == 1:
        raise InputError(
            message(
                "the home {folder} holds no imported data, no policy and nothing that people "
                "entered: there is nothing to back up",
                folder=shown(home),
            )
        )
    return files, len(data)


def _opens(home: Path, version: str | None) -> bool:
    return version is None or imported_on(database_path(home, version)) is not None


def _name(staged: Path, target: Path, replace: bool) -> None:
    """Give the finished backup its name; what has it already is replaced only if wanted."""
    if not replace:
        try:
            # Takes a name only if nobody has it, in one step.
            os.link(staged, target)
        except FileExistsError:
            raise _exists(target) from None
        except OSError:
            if os.path.lexists(target):
                raise _exists(target) from None
    publish(staged, target)


def main(arguments: list[str] | None = None) -> int:
    """Back up the home of this environment; returns 0, or 2 with the reason."""
    parser = argparse.ArgumentParser(
        prog="python -m data.home.backup",
        description="Back up data, policy and entries into one file.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup to write")
    parser.add_argument("--replace", action="store_true", help="replace the file if it exists")
    options = parser.parse_args(arguments)
    try:
        print(back_up(Settings.from_environment(ROOT), options.file, replace=options.replace))
    except LinchpinError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
