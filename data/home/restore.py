"""``python -m data.home.restore FILE``: put a backup in the place of what a home holds.

Everything in the file is checked before anything changes. What was there is kept for 30 days as
the folder ``before-restore-<time>`` in the home; its files moved back are the way back. The server
may run meanwhile, and shows the restored data with the next page that is loaded.
"""

import argparse
import sys
from pathlib import Path

from analytics.errors import LinchpinError
from analytics.messages import Message, message
from data.home.archive import unpack
from data.home.refusals import shown, writing
from data.home.restoring import commit
from data.home.settings import POLICY, Settings
from data.home.start import start
from data.home.stored import STORE
from data.home.temporary import temporary_folder

__all__ = ["main", "restore"]

ROOT = Path(__file__).parents[2]


def restore(settings: Settings, archive: Path) -> list[Message]:
    """Restore a backup into a home; returns what was done, in words.

    Raises
    ------
    InputError
        The file is no backup, or damaged; nothing was changed.
    StorageError
        Something cannot be read or written.
    """
    home = settings.home
    start(home)
    with temporary_folder(home) as folder:
        unpacked = folder / "unpacked"
        with writing(home):
            unpacked.mkdir(mode=0o700)
            manifest = unpack(archive, unpacked)
        kept = commit(home, unpacked)
    said = [
        message(
            "{file} is restored; what was there is kept in {folder} for 30 days",
            file=shown(archive),
            folder=shown(kept),
        )
    ]
    if STORE not in manifest.files and (kept / STORE).exists():
        said.append(
            message(
                "The backup holds nothing that people entered; what they had entered is kept in "
                "{folder}",
                folder=shown(kept),
            )
        )
    elsewhere = settings.policy.resolve() != (home / POLICY).resolve()
    if POLICY in manifest.files and (manifest.policy_from_outside or elsewhere):
        said.append(
            message(
                "The policy is now {file}: it is used unless LINCHPIN_POLICY names another",
                file=shown(home / POLICY),
            )
        )
    return said


def main(arguments: list[str] | None = None) -> int:
    """Restore into the home of this environment; returns 0, or 2 with the reason."""
    parser = argparse.ArgumentParser(
        prog="python -m data.home.restore",
        description="Restore data, policy and entries from a backup.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup to restore")
    options = parser.parse_args(arguments)
    try:
        for said in restore(Settings.from_environment(ROOT), options.file):
            print(said)
    except LinchpinError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
