"""300 kills at random moments, and what is there afterwards."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import duckdb

from tests.serving import ROOT
from tests.torture.children import Ended, Kill, Limits, Warm
from tests.torture.judging import FILES, contents, left_behind, run_faults
from tests.torture.material import company, write
from tests.torture.outcomes import Case, Finding, Kind

__all__ = ["Prepared", "kill_cases"]

_PROGRAM = str(ROOT / "tests" / "torture" / "program.py")
_BACKUP, _RESTORE = (str(ROOT / "data" / "home" / f"{name}.py") for name in ("backup", "restore"))
_FOREIGN = "notes of the user.txt"
_MANIFEST = "linchpin-manifest.json"
_DEMO = Limits(memory=2_400 << 20, seconds=300)
#: How many of each; the last part of a run, where things are published, is hit most often.
_COUNTS = {
    "import": 100,
    "report": 100,
    "backup": 30,
    "restore": 30,
    "purpose": 16,
    "save": 12,
    "demo": 12,
}


@dataclass(slots=True)
class Hits:
    """How many kills met a running process."""

    tried: int = 0
    met: int = 0


class Prepared:
    """What kills start from and are compared with: whole runs that nobody disturbed."""

    def __init__(self, folder: Path) -> None:
        self.hits = Hits()
        self._folder, self._seconds = folder, {}

    def prepare(self, warm: Warm) -> None:
        """Make the whole runs; RuntimeError where one of them fails."""
        for who in "ABC":
            write(company(who), self._folder / who, "csv")
        self._imports(warm)
        self._reports(warm)
        self._backups(warm)

    def source(self, who: str) -> Path:
        """The folder of one of the companies A, B and C."""
        return self._folder / who

    @property
    def backup(self) -> Path:
        """A backup of the home of company A."""
        return self._folder / "A.zip"

    def copy(self, name: str, to: Path) -> None:
        """A copy of the home or the report of company A."""
        shutil.copytree(self._folder / name, to, symlinks=True)

    def killed(
        self,
        what: str,
        arguments: list[str],
        folder: Path,
        sandbox: Path,
        random: Random,
        warm: Warm,
    ) -> Ended:
        """Run to a random moment: of the whole run, or while names change in ``folder``."""
        family = random.random() < 0.5
        if random.random() < 0.5:
            # The later part, where things are published, more often.
            kill = Kill(random.random() ** 0.5 * self._seconds[what] * 1.05, family)
        else:
            kill = Kill(random.random() * 0.004, family, random.randint(1, 12), folder)
        limits = _DEMO if what == "demo" else FILES
        ended = warm.run(arguments, sandbox, limits, kill=kill)
        self.hits.tried += 1
        self.hits.met += ended.code is None
        return ended

    def _imports(self, warm: Warm) -> None:
        self.states = {}
        for who in "ABC":
            sandbox = self._folder / f"import-{who}"
            sandbox.mkdir()
            home = str(sandbox / "home")
            ended = self._whole([_PROGRAM, "import", str(self.source(who)), home], sandbox, warm)
            self._seconds["import"] = ended.seconds
            self.states[who] = _look(sandbox / "home", sandbox, warm)
        for who, name in (("A", "home"), ("B", "home-B")):
            shutil.copytree(self._folder / f"import-{who}" / "home", self._folder / name)
        self._seconds["purpose"] = self._whole(
            [_PROGRAM, "purpose", str(sandbox / "p.toml"), "X"], sandbox, warm
        ).seconds
        self._seconds["save"] = self._whole(
            [_PROGRAM, "save", str(sandbox / "home"), "whole-", "20"], sandbox, warm
        ).seconds

    def _reports(self, warm: Warm) -> None:
        self.reports = {}
        for who in "AB":
            sandbox = self._folder / f"report-{who}"
            sandbox.mkdir()
            ended = self._whole(_assess(self, who, sandbox), sandbox, warm)
            self._seconds["report"] = ended.seconds
            self.reports[who] = _relative(sandbox / "out")
        shutil.copytree(self._folder / "report-A" / "out", self._folder / "out", symlinks=True)

    def _backups(self, warm: Warm) -> None:
        """A backup of the home of A, and how long it takes to make and to restore it."""
        sandbox = self._folder / "import-A"
        arguments = [_BACKUP, str(self.backup)]
        self._seconds["backup"] = self._whole(arguments, sandbox, warm).seconds
        sandbox = self._folder / "import-B"
        self._seconds["restore"] = self._whole([_RESTORE, str(self.backup)], sandbox, warm).seconds

    def demo(self, warm: Warm) -> dict[str, object]:
        """The tables of a whole demo company, built when it is first asked for."""
        sandbox = self._folder / "demo"
        if not sandbox.exists():
            sandbox.mkdir()
            self._seconds["demo"] = self._whole(
                [_PROGRAM, "demo", str(sandbox / "home")], sandbox, warm, _DEMO
            ).seconds
        (path,) = (sandbox / "home").glob("demo-*.duckdb")
        return _tables(path)

    def _whole(
        self, arguments: list[str], sandbox: Path, warm: Warm, limits: Limits = FILES
    ) -> Ended:
        ended = warm.run(arguments, sandbox, limits)
        if ended.code != 0:
            raise RuntimeError(
                f"{arguments} ended with {ended.code} although nobody disturbed it: {ended.err}"
            )
        return ended


def kill_cases(prepared: Prepared) -> list[Case]:
    """The cases by name."""
    attempts = {
        "import": _import,
        "report": _report,
        "backup": _backup,
        "restore": _restore,
        "purpose": _purpose,
        "save": _save,
        "demo": _demo,
    }

    def case(what: str, number: int) -> Case:
        def attempt(sandbox: Path, random: Random, warm: Warm) -> list[Finding]:
            return list(attempts[what](prepared, sandbox, random, warm))

        return Case(f"kills/{what}-{number:03}", attempt)

    return [case(what, number) for what, count in _COUNTS.items() for number in range(count)]


def _import(prepared: Prepared, sandbox: Path, random: Random, warm: Warm) -> Iterator[Finding]:
    home = sandbox / "home"
    prepared.copy("home", home)
    own = contents(prepared.source("B"))
    arguments = [_PROGRAM, "import", str(prepared.source("B")), str(home)]
    ended = prepared.killed("import", arguments, home, sandbox, random, warm)
    yield from run_faults(ended)
    state = _look(home, sandbox, warm)
    acknowledged = "acknowledged" in ended.out
    if acknowledged and state != prepared.states["B"]:
        yield Finding(Kind.LOST, f"an acknowledged import is not in use: {state}")
    elif state not in (prepared.states["A"], prepared.states["B"]):
        kind = Kind.LOST if isinstance(state, str) else Kind.HALF
        yield Finding(kind, f"neither the old data nor the new: {state}")
    if contents(prepared.source("B")) != own:
        yield Finding(Kind.LOST, "the user's files were changed")
    again = warm.run([_PROGRAM, "import", str(prepared.source("C")), str(home)], sandbox, FILES)
    if again.code != 0 or _look(home, sandbox, warm) != prepared.states["C"]:
        yield Finding(Kind.HALF, f"the next import does not work: {again.err[-160:]}")
    yield from _litter(home, sandbox)


def _report(prepared: Prepared, sandbox: Path, random: Random, warm: Warm) -> Iterator[Finding]:
    out = sandbox / "out"
    prepared.copy("out", out)
    (out / _FOREIGN).write_text("mine", encoding="utf-8")
    ended = prepared.killed("report", _assess(prepared, "B", sandbox), out, sandbox, random, warm)
    yield from run_faults(ended)
    yield from _report_faults(prepared, out, done=ended.code == 0)
    again = warm.run(_assess(prepared, "B", sandbox), sandbox, FILES)
    if again.code != 0:
        yield Finding(Kind.HALF, f"the next report is refused: {again.err[-160:]}")
    else:
        yield from _report_faults(prepared, out, done=True)
    yield from _litter(out, sandbox)


def _report_faults(prepared: Prepared, out: Path, *, done: bool) -> Iterator[Finding]:
    if not (out / _FOREIGN).exists() or (out / _FOREIGN).read_text(encoding="utf-8") != "mine":
        yield Finding(Kind.LOST, "a foreign file in the report's folder was changed")
    there = _relative(out)
    old, new = (prepared.reports[who] for who in "AB")
    telling = [
        name for name in old.keys() & new.keys() if old[name] != new[name] and name != _MANIFEST
    ]
    of_old = [name for name in telling if there.get(name) == old[name]]
    missing = [name for name in new if name not in there]
    if done and (of_old or missing):
        yield Finding(Kind.LOST, f"exit 0, but old or missing: {', '.join(of_old + missing)}")
    elif _MANIFEST in there:
        wrong = _wrong_hashes(out)
        if wrong:
            yield Finding(Kind.MIXED, f"not as the manifest says: {', '.join(wrong)}")
    elif _MANIFEST not in new and of_old and len(of_old) < len(telling):
        yield Finding(Kind.MIXED, f"{len(of_old)} of {len(telling)} files are of the run before")


def _wrong_hashes(out: Path) -> list[str]:
    """Files that are not what the manifest of their folder says."""
    files = json.loads((out / _MANIFEST).read_text(encoding="utf-8"))["files"]
    there = _relative(out)
    return [name for name, says in files.items() if there.get(name) != says["sha256"]]


def _backup(prepared: Prepared, sandbox: Path, random: Random, warm: Warm) -> Iterator[Finding]:
    prepared.copy("home", sandbox / "home")
    place = sandbox / "elsewhere"
    place.mkdir()
    made = place / "backup.zip"
    ended = prepared.killed("backup", [_BACKUP, str(made)], place, sandbox, random, warm)
    yield from run_faults(ended)
    if ended.code == 0 and not made.exists():
        yield Finding(Kind.LOST, "exit 0, but the backup is not there")
    if made.exists():
        shutil.rmtree(sandbox / "home")
        restored = warm.run([_RESTORE, str(made)], sandbox, FILES)
        if restored.code != 0 or _look(sandbox / "home", sandbox, warm) != prepared.states["A"]:
            kind = Kind.LOST if ended.code == 0 else Kind.HALF
            yield Finding(kind, f"the backup cannot be restored: {restored.err[-160:]}")
    else:
        again = warm.run([_BACKUP, str(made)], sandbox, FILES)
        if again.code != 0:
            yield Finding(Kind.HALF, f"the next backup is refused: {again.err[-160:]}")
        yield from _litter(place, sandbox)


def _restore(prepared: Prepared, sandbox: Path, random: Random, warm: Warm) -> Iterator[Finding]:
    home = sandbox / "home"
    prepared.copy("home-B", home)
    arguments = [_RESTORE, str(prepared.backup)]
    ended = prepared.killed("restore", arguments, home, sandbox, random, warm)
    yield from run_faults(ended)
    state = _look(home, sandbox, warm)
    if ended.code == 0 and state != prepared.states["A"]:
        yield Finding(Kind.LOST, f"a restored backup is not in use: {state}")
    elif state not in (prepared.states["A"], prepared.states["B"]):
        kind = Kind.LOST if isinstance(state, str) else Kind.HALF
        yield Finding(kind, f"neither the data before nor the backup: {state}")
    again = warm.run(arguments, sandbox, FILES)
    if again.code != 0 or _look(home, sandbox, warm) != prepared.states["A"]:
        yield Finding(Kind.HALF, f"the next restore does not work: {again.err[-160:]}")
    yield from _litter(home, sandbox)


def _demo(prepared: Prepared, sandbox: Path, random: Random, warm: Warm) -> Iterator[Finding]:
    whole = prepared.demo(warm)
    home = sandbox / "home"
    ended = prepared.killed("demo", [_PROGRAM, "demo", str(home)], home, sandbox, random, warm)
    yield from run_faults(ended)
    visible = list(home.glob("demo-*.duckdb")) if home.exists() else []
    for path in visible:
        if (tables := _tables(path)) != whole:
            yield Finding(Kind.HALF, f"an unfinished demo company is visible: {tables}")
    if "acknowledged" in ended.out and not visible:
        yield Finding(Kind.LOST, "the demo company is gone")


def _purpose(prepared: Prepared, sandbox: Path, random: Random, warm: Warm) -> Iterator[Finding]:
    folder = sandbox / "policy"
    folder.mkdir()
    policy = folder / "policy.toml"
    old = '# mine\n[company]\nname = "X"\n'
    policy.write_text(old, encoding="utf-8")
    ended = prepared.killed(
        "purpose", [_PROGRAM, "purpose", str(policy), "Li Na"], folder, sandbox, random, warm
    )
    yield from run_faults(ended)
    text = policy.read_text(encoding="utf-8") if policy.exists() else ""
    accepted = text.startswith(old) and 'purpose_accepted = "Li Na, 2026-07-01"' in text
    if ("acknowledged" in ended.out and not accepted) or not (accepted or text == old):
        yield Finding(Kind.LOST, f"policy.toml is neither the old nor the new one: {text!r}")
    again = warm.run([_PROGRAM, "purpose", str(policy), "Li Na"], sandbox, FILES)
    if again.code != 0:
        yield Finding(Kind.HALF, f"the policy cannot be changed any more: {again.err[-160:]}")
    yield from _litter(folder, sandbox)


def _save(prepared: Prepared, sandbox: Path, random: Random, warm: Warm) -> Iterator[Finding]:
    home = sandbox / "home"
    prepared.copy("home", home)
    save = [_PROGRAM, "save", str(home)]
    ended = prepared.killed("save", [*save, "k", "20"], home, sandbox, random, warm)
    yield from run_faults(ended)
    told = [line.split()[1] for line in ended.out.splitlines() if line.startswith("acknowledged ")]
    looked = warm.run([_PROGRAM, "saved", str(home)], sandbox, FILES)
    there = json.loads(looked.out) if looked.code == 0 else []
    lost = sorted(set(told) - set(there))
    if lost or looked.code != 0:
        yield Finding(Kind.LOST, f"acknowledged, but gone: {lost} {looked.err[-160:]}")
    if len(there) > len(told) + 1:
        yield Finding(Kind.HALF, f"{len(there)} entries of which {len(told)} were acknowledged")
    again = warm.run([*save, "again", "1"], sandbox, FILES)
    if again.code != 0:
        yield Finding(Kind.HALF, f"nothing can be saved any more: {again.err[-160:]}")
    yield from _litter(home, sandbox)


def _assess(prepared: Prepared, who: str, sandbox: Path) -> list[str]:
    source, out = str(prepared.source(who)), str(sandbox / "out")
    return [str(ROOT / "assess.py"), "--source", source, "--out", out]


def _look(home: Path, sandbox: Path, warm: Warm) -> object:
    """What is in use: counts of rows, or in words why nothing is."""
    ended = warm.run([_PROGRAM, "look", str(home)], sandbox, FILES)
    return json.loads(ended.out) if ended.code == 0 else f"unreadable: {ended.err[-160:]}"


def _litter(folder: Path, sandbox: Path) -> Iterator[Finding]:
    """What a kill left and the next whole run did not sweep."""
    yield from left_behind(sandbox / "tmp", "temporary files of the killed run")
    hidden = sorted(p.name for p in folder.iterdir() if p.name[0] == "." and p.suffix != ".lock")
    if hidden:
        yield Finding(Kind.LEAKED, f"left in the folder by the killed run: {', '.join(hidden)}")


def _relative(folder: Path) -> dict[str, str]:
    return {str(Path(name).relative_to(folder)): held for name, held in contents(folder).items()}


def _tables(path: Path) -> dict[str, object]:
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            names = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
            count = "SELECT count(*) FROM "
            return {n: connection.execute(f'{count}"{n}"').fetchone()[0] for n in sorted(names)}
    except duckdb.Error as error:
        return {"unreadable": str(error)[:160]}
