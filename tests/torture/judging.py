"""What one finished run of assess.py must not have done."""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.serving import ROOT
from tests.torture.children import Ended, Limits, Warm
from tests.torture.outcomes import Finding, Kind

__all__ = ["CANARY", "DATABASE", "FILES", "assess", "contents", "left_behind", "run_faults"]

#: Stated limits (docs/security.md) and what may be read between two looks of the watching process.
FILES = Limits(memory=1_400 << 20, seconds=90)
DATABASE = Limits(memory=2_400 << 20, seconds=90)

#: What lies outside every source, and every password: it may appear nowhere.
CANARY = "canary7f3a91c2"

#: Control codes (but tab and line ends) and marks that reorder text on a terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_EXCERPT = 160


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder with the hash of what it holds; links are not followed."""
    return {os.fsdecode(path): _hash(path) for path in _below(folder)}


def assess(
    warm: Warm,
    sandbox: Path,
    source: str,
    *options: str,
    limits: Limits = FILES,
    untouched: Path | None = None,
) -> list[Finding]:
    """Run assess.py once into ``sandbox/out`` and judge everything about it."""
    before = contents(untouched) if untouched else {}
    arguments = [str(ROOT / "assess.py"), "--source", source, *options]
    if "--out" not in options:
        arguments += ["--out", str(sandbox / "out")]
    ended = warm.run(arguments, sandbox, limits)
    findings = [*run_faults(ended), *_written_faults(ended, sandbox)]
    if untouched and contents(untouched) != before:
        findings.append(Finding(Kind.LOST, "files of the user were changed"))
    return findings


def run_faults(ended: Ended) -> Iterator[Finding]:
    """What exit code, streams, time and memory of one run say."""
    if ended.limit == "time":
        yield Finding(Kind.HUNG, f"still running after {ended.seconds:.0f} s")
    if ended.limit == "memory":
        yield Finding(Kind.OVER_MEMORY, f"{ended.peak >> 20} MB in one process")
    if ended.left_running:
        yield Finding(Kind.HUNG, f"left running: {'; '.join(ended.left_running)}")
    said = ended.out + ended.err
    if "Traceback" in said or ended.code not in (0, 2, None):
        yield Finding(Kind.TRACEBACK, f"exit {ended.code}: {_last_line(ended.err)}")
    if ended.code == 2 and not ended.err.strip():
        yield Finding(Kind.TRACEBACK, "exit 2 without a reason")
    if CANARY in said:
        yield Finding(Kind.LEAKED, f"a secret was printed: {_around(said, CANARY)}")
    if code := _CONTROL.search(said):
        yield Finding(Kind.LEAKED, f"control code {code[0]!r} reached the terminal")


def left_behind(folder: Path, what: str) -> Iterator[Finding]:
    """Temporary files that outlived their run."""
    left = sorted(path.name for path in _below(folder) if path.suffix != ".lock")
    if left:
        yield Finding(Kind.LEAKED, f"{what} left behind: {', '.join(left)[:_EXCERPT]}")


def _written_faults(ended: Ended, sandbox: Path) -> Iterator[Finding]:
    out = sandbox / "out"
    written = list(_below(out))
    if ended.code == 2 and written:
        yield Finding(Kind.HALF, f"exit 2, but {len(written)} files were written")
    if not ended.limit:
        yield from left_behind(sandbox / "tmp", "temporary files")
    for path in [*written, *_below(sandbox / "home"), *_below(sandbox / "tmp")]:
        if CANARY.encode() in _read(path):
            yield Finding(Kind.LEAKED, f"a secret stands in {path.name}")
    if ended.code == 0:
        yield from _readable_by_others([out, *written])


def _readable_by_others(paths: Iterable[Path]) -> Iterator[Finding]:
    if os.name != "posix":
        return
    opened = {path.name: path.stat().st_mode & 0o777 for path in paths if path.exists()}
    wide = {name: mode for name, mode in opened.items() if mode & 0o077}
    if wide:
        name, mode = next(iter(wide.items()))
        yield Finding(Kind.LEAKED, f"{len(wide)} files readable by others, such as {name} {mode:o}")


def _below(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place) / name for name in sorted(names))


def _read(path: Path) -> bytes:
    return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else b""


def _hash(path: Path) -> str:
    if path.is_symlink():
        return f"link to {os.readlink(path)}"
    return hashlib.sha256(_read(path)).hexdigest()


def _last_line(text: str) -> str:
    lines: Sequence[str] = text.strip().splitlines() or [""]
    return lines[-1][:_EXCERPT]


def _around(text: str, word: str) -> str:
    at = text.index(word)
    return repr(text[max(0, at - 60) : at + len(word)])
