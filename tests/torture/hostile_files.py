"""300 hostile files: damaged, disguised, forged, and such as reach outside of the source."""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.torture.bombs import BOMBS
from tests.torture.children import Warm
from tests.torture.judging import DATABASE, FILES, assess
from tests.torture.material import DATABASES, FORMATS, company, source_of, write
from tests.torture.outcomes import Case, Finding
from tests.torture.reaching import REACHING

__all__ = ["file_cases"]

#: Changes the one file of a source that it is given.
Damage = Callable[[Path, Random], None]

_TOTAL = 300
#: How ZIP, Parquet, old Excel, SQLite, PDF, gzip and programs begin.
_HEADS = (
    b"PK\x03\x04",
    b"PAR1",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"SQLite format 3\x00",
    b"%PDF-1.7",
    b"\x1f\x8b\x08",
    b"\x7fELF",
)


def _truncated(path: Path, random: Random) -> None:
    size = path.stat().st_size
    os.truncate(path, random.choice([0, 1, 4, size - 1, random.randrange(size)]))


def _flipped(path: Path, random: Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(random.choice([1, 3, 30])):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    path.write_bytes(data)


def _overwritten(path: Path, random: Random) -> None:
    data = bytearray(path.read_bytes())
    at, length = random.randrange(len(data)), random.choice([1, 8, 64, 512])
    data[at : at + length] = random.choice([b"\x00", b"\xff", random.randbytes(1)]) * length
    path.write_bytes(data)


def _garbage(path: Path, random: Random) -> None:
    path.write_bytes(random.randbytes(random.choice([1, 7, 512, 65_536])))


def _disguised(path: Path, random: Random) -> None:
    """The content of one format under the name of another."""
    path.write_bytes(random.choice(_HEADS) + random.randbytes(2_000))


def _doubled(path: Path, _: Random) -> None:
    path.write_bytes(path.read_bytes() * 2)


def _prefixed(path: Path, random: Random) -> None:
    """A byte order mark of another encoding, or bytes that no encoding has."""
    marks = [
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf\xef\xbb\xbf",
        b"\x00\x00\xfe\xff",
        b"\x80\x81",
    ]
    path.write_bytes(random.choice(marks) + path.read_bytes())


def _recoded(path: Path, random: Random) -> None:
    """Text in an encoding that may not hold it, cut in the middle of a character."""
    text = path.read_bytes().decode("utf-8", "replace") + "客户 é ﷺ 😀"
    encoding = random.choice(
        ["utf-16", "utf-16-be", "utf-32", "gb18030", "utf-7", "cp037", "shift_jis"]
    )
    path.write_bytes(text.encode(encoding, "replace")[: -random.choice([1, 2, 3])])


def _riddled(path: Path, random: Random) -> None:
    """Control codes, marks that turn text around, and NUL bytes in the middle of everything."""
    data = bytearray(path.read_bytes())
    for _ in range(12):
        at = random.randrange(len(data))
        data[at:at] = random.choice(
            [b"\x00", b"\x1b[2J", "\u202e".encode(), b"\r", b'"', b"\n\n", b"\x1a"]
        )
    path.write_bytes(data)


def _headless(path: Path, _: Random) -> None:
    path.write_bytes(path.read_bytes().partition(b"\n")[2] or b"\n")


DAMAGES: dict[str, Damage] = {
    damage.__name__[1:]: damage
    for damage in (
        _truncated, _flipped, _overwritten, _garbage, _disguised, _doubled, _prefixed, _recoded,
        _riddled, _headless,
    )
}  # fmt: skip


def _damaged(damage: Damage, form: str) -> Callable[[Path, Random, Warm], list[Finding]]:
    def attempt(sandbox: Path, random: Random, warm: Warm) -> list[Finding]:
        source = sandbox / "crm"
        write(company(), source, form)
        victim = random.choice(sorted(source.iterdir()))
        damage(victim, random)
        if form == "xlsx" and random.random() < 0.3:
            victim.rename(victim.with_suffix(".xls"))
        limits = DATABASE if form in DATABASES else FILES
        return assess(warm, sandbox, source_of(source, form), limits=limits, untouched=source)

    return attempt


def _wide(columns: int, form: str) -> Callable[[Path, Random, Warm], list[Finding]]:
    def attempt(sandbox: Path, random: Random, warm: Warm) -> list[Finding]:
        tables = company()
        name = "custom field " * random.choice([1, 1, 20])
        for row in tables["customers"]:
            row.update({f"{name}{n}": random.choice(["", "x", "1"]) for n in range(columns)})
        write(tables, sandbox / "crm", form)
        source = source_of(sandbox / "crm", form)
        limits = DATABASE if form in DATABASES else FILES
        return assess(warm, sandbox, source, limits=limits, untouched=sandbox / "crm")

    return attempt


def _named(name: str) -> Callable[[Path, Random, Warm], list[Finding]]:
    """A further file whose name plays tricks, beside a source that is well."""

    def attempt(sandbox: Path, _: Random, warm: Warm) -> list[Finding]:
        source = sandbox / "crm"
        write(company(), source, "csv")
        path = os.fsencode(source) + b"/" + name.encode("utf-8", "surrogateescape")
        with open(path, "wb") as stream:
            stream.write(b"customer_id,name\nc1,x\n")
        return assess(warm, sandbox, str(source), untouched=source)

    return attempt


NAMES = [
    "\x1b[2Jcustomers.csv", "customers\n.csv", "\u202evsc.sremotsuc.csv", "customers.csv\u200b",
    "CUSTOMERS.CSV", "Customers.tsv", "customers.xlsx", "customers.parquet", "customers.csv.csv",
    ".customers.csv", "customers\udcff.csv", "\udce9.csv", "revenue" + "x" * 200 + ".csv",
    "{0}.csv", "%s.csv", "reps .csv", "=cmd.csv", "<b>.csv", "-.csv", "~$customers.xlsx",
    "activities.xls",
]  # fmt: skip


def _into(where: str) -> Callable[[Path, Random, Warm], list[Finding]]:
    """The report's folder in a relation to the source that would destroy it."""

    def attempt(sandbox: Path, _: Random, warm: Warm) -> list[Finding]:
        source = sandbox / "crm" / "tables"
        write(company(), source, "csv")
        (sandbox / "link").symlink_to(source)
        (sandbox / "crm" / "customers.csv").write_text("mine", encoding="utf-8")
        out = str(sandbox / where)
        return assess(warm, sandbox, str(source), "--out", out, untouched=sandbox / "crm")

    return attempt


RELATIONS = {
    "same": "crm/tables",
    "linked": "link",
    "above": "crm",
    "inside": "crm/tables/out",
    "roundabout": "crm/tables/../tables",
    "inside-linked": "link/out",
    "file": "crm/tables/customers.csv",
}


def file_cases(seed: int) -> list[Case]:
    """The cases by name; damages are drawn until there are enough."""
    random = Random(f"{seed}/files")
    cases = [Case(f"files/name-{n:02}", _named(name)) for n, name in enumerate(NAMES)]
    cases += [Case(f"files/out-{name}", _into(where)) for name, where in RELATIONS.items()]
    for form in FORMATS:
        for columns in (300, 1_900, 4_000):
            if form != "sqlite" or columns < 2_000:
                cases.append(Case(f"files/wide-{form}-{columns}", _wide(columns, form)))
    cases += [Case(f"files/{name}", attempt) for name, attempt in {**BOMBS, **REACHING}.items()]
    for number in range(_TOTAL - len(cases)):
        name = list(DAMAGES)[number % len(DAMAGES)]
        form = random.choice(FORMATS)
        cases.append(Case(f"files/{name}-{form}-{number:03}", _damaged(DAMAGES[name], form)))
    return cases
