"""300 hostile values: in a cell, an option, a setting of the policy or an address."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from tests.torture.children import Warm
from tests.torture.judging import CANARY, DATABASE, FILES, assess
from tests.torture.material import DATABASES, FORMATS, company, source_of, write
from tests.torture.outcomes import Case, Finding

__all__ = ["value_cases"]

CELLS = {
    "number": [
        *"1e308 -1e308 1e400 -1e400 5e-324 nan inf -inf 0x10 1_000 １２３ ٣٤ -0 1.2E+17".split(),
        *"1,2,3 1.2.3 --5 +-5 5% ¥ ¥-1 () (5) 1e 1e999999999 5- −5 ½".split(),
        "9" * 400, "1" + "0" * 40, "0." + "1" * 5_000, "1 2 3",
    ],
    "day": [
        *"0000-00-00 0000-01-01 0001-01-01 0001-01-01T00:00:00+14:00 1899-12-30".split(),
        *"9999-12-31 99999-01-01 -0001-01-01 2026-02-30 2026-13-01 infinity -infinity".split(),
        *"now epoch 1e10 2958466 -1 2026-W53 2026-366 2026-03-05T24:00:00".split(),
        *"2026-03-05T23:59:60 2026-03-05T10:00+99:99 2026-03-05T10:00-24:00".split(),
        *"2026-03-05T10:00Z+01 9999-12-31T23:59:59-12:00 2026年13月40日 ٢٠٢٦-٠٣-٠٥".split(),
        "30/2/2026", "20260305000000000",
    ],
    "id": [
        "", " ", "\t", "NULL", "无", "公海", "0", "-", "=cmd|' /C calc'!A0", '="0012"',
        "'; DROP TABLE", "\u200b", "\ufeffr1", "r1\u00a0", "\u202er1", "r1\x00r1", "\x1b[2J",
        "a" * 100_000, "{name}", "%s", "{0!r:>1000000000}", "$(id)", "`id`", "../../etc/passwd",
        "<img src=x onerror=alert(1)>", "![x](http://127.0.0.1:9/x.png)", "\\N", "\\", '"',
        "r1,r1", "r1\nr1", "\r", "😀" * 500, "e\u0301" * 200, "1.0", "1E+17", "NaN", "True",
        "000000000000000AAA", "ﷺ" * 999,
    ],
    "word": [
        "\x1b]0;x\x07", "🏳️‍🌈" * 90, "\u2066\u2067", "x" * 3_000_000, "|" * 9_999,
        "\u202egnp.exe", "{}{}{}", "\x7f\x85",
    ],
}  # fmt: skip

PLACES = [
    ("revenue", "amount", "number"), ("revenue", "booked_on", "day"), ("revenue", "currency", "id"),
    ("revenue", "customer_id", "id"), ("revenue", "rep_id", "id"), ("revenue", "revenue_id", "id"),
    ("activities", "happened_at", "day"), ("activities", "customer_id", "id"),
    ("activities", "rep_id", "id"), ("activities", "kind", "word"), ("reps", "rep_id", "id"),
    ("reps", "name", "word"), ("reps", "hired_on", "day"), ("reps", "left_on", "day"),
    ("customers", "customer_id", "id"), ("customers", "name", "id"),
    ("customers", "owner_id", "id"), ("customers", "parent_id", "id"),
]  # fmt: skip

OPTIONS = {
    "--as-of": [
        "0001-01-01", "9999-12-31", "1000-01-01", "2026-02-30", "", "infinity", "2026-03-01T10:00",
        "２０２６-03-01", "20260301",
    ],
    "--seed": ["-1", "0", str(2**31), str(2**32), str(2**64), str(10**4000), "1e3", "", "０"],
    "--currency": ["", "eur", "EURO", "¥", "XXX", "\x1b[2J", "A" * 100_000, "{}", "E\u0300R"],
    "--policy": ["", ".", "/dev/null", "/dev/zero", "/proc/self/mem", "x" * 5_000, "\x1b[2J.toml"],
    "--out": ["", "/dev/null", "/dev/full", "/proc/linchpin", "x" * 5_000, "a/" * 3_000, "\x1b[2J"],
}  # fmt: skip

NUMBERS = [
    "1e308", "-1e308", "1e-308", "5e-324", "nan", "inf", "-inf", "0", "-1", "0.99999999999",
    "1e-12", "1" + "0" * 300, "true", '"x"', "[]", "{}", "1979-05-27", "1_000_000_000",
]  # fmt: skip
SETTINGS = (
    "relationships.half_life_days relationships.weights.visit relationships.weights.other "
    "relationships.meaningful_share relationships.min_strength relationships.orphan_share "
    "relationships.lapsed_days relationships.core_share attrition.base_rate attrition.other_rate "
    "attrition.prior_events follow.base_rate losses.correlation losses.contagion losses.scenarios "
    "concentration.bus_factor_seconds coverage.budget coverage.capacity coverage.build_up "
    "limits.rep_core_share limits.core_single_threaded_days company.name company.currency "
    "company.timezone company.group_by_parent attrition.purpose_accepted"
).split()

#: Port 9 of this machine: nobody listens, so the refusal is immediate.
ADDRESSES = [
    f"{scheme}://u:{password}@127.0.0.1:9/crm{query}"
    for scheme in ("postgresql+psycopg", "mysql+pymysql")
    for password, query in (
        (CANARY, ""), (f"{CANARY}@x", ""), (f"x@{CANARY}", ""), (f"{CANARY}:x/y", ""),
        (f"{CANARY}#x", ""), (f"{CANARY}é", ""), (f"%zz{CANARY}", ""), (f"{CANARY}%", ""),
        ("x", f"?password={CANARY}"), ("x", f"?sslpassword={CANARY}"),
        ("x", f"?init_command={CANARY}"), ("x", "?read_default_file=/etc/passwd"),
        ("x", f"?passfile={CANARY}"), (f"[{CANARY}", ""),
        (f"{CANARY}\x1b[2J", ""), (f"{CANARY}\n", ""), (f"{CANARY}?", ""),
    )
] + [
    "duckdb:///:memory:", "sqlite://", "duckdb:////etc/passwd", "sqlite:////etc/passwd",
    f"oracle://u:{CANARY}@h/x", f"x+y://{CANARY}@", "://",
    "duckdb:////dev/zero", "sqlite:////dev/zero", f"duckdb:///:memory:?custom_user_agent={CANARY}",
    "file:///etc/passwd", f"http://u:{CANARY}@127.0.0.1:9/", "duckdb:///x?access_mode=read_write",
]  # fmt: skip

_TOTAL = 300


def value_cases(seed: int) -> list[Case]:
    """The cases by name; which value stands where is drawn from the seed."""
    random = Random(f"{seed}/values")
    fixed = [*_option_cases(), *_address_cases(), *_policy_cases(random)]
    random.shuffle(fixed)
    fixed = fixed[: _TOTAL // 2]
    return fixed + [_cell_case(random, number) for number in range(_TOTAL - len(fixed))]


def _cell_case(random: Random, number: int) -> Case:
    table, column, kind = PLACES[number % len(PLACES)]
    value = random.choice(CELLS[kind] if random.random() < 0.8 else CELLS[random.choice([*CELLS])])
    form = random.choice(FORMATS)
    skip = ["--skip-faulty"] if random.random() < 0.5 else []
    everywhere = random.random() < 0.3

    def attempt(sandbox: Path, own: Random, warm: Warm) -> list[Finding]:
        tables = company()
        rows = tables[table] if everywhere else [own.choice(tables[table])]
        for row in rows:
            row[column] = value
        source = sandbox / "crm"
        write(tables, source, form)
        limits = DATABASE if form in DATABASES else FILES
        return assess(
            warm, sandbox, source_of(source, form), *skip, limits=limits, untouched=source
        )

    return Case(f"values/{number:03}-{table}-{column}-{form}", attempt)


def _option_cases() -> Iterator[Case]:
    for option, values in OPTIONS.items():
        for number, value in enumerate(values):
            yield Case(f"values/option{option}-{number}", _with_options(option, value))


def _address_cases() -> Iterator[Case]:
    for number, address in enumerate(ADDRESSES):
        yield Case(f"values/address-{number:02}", _at(address))


def _policy_cases(random: Random) -> Iterator[Case]:
    for setting in SETTINGS:
        for number in random.sample(range(len(NUMBERS)), 6):
            text = f"{setting} = {NUMBERS[number]}\n"
            yield Case(f"values/policy-{setting}-{number:02}", _with_policy(text))


def _with_options(*options: str) -> Callable[[Path, Random, Warm], list[Finding]]:
    def attempt(sandbox: Path, _: Random, warm: Warm) -> list[Finding]:
        write(company(), sandbox / "crm", "csv")
        return assess(warm, sandbox, str(sandbox / "crm"), *options, untouched=sandbox / "crm")

    return attempt


def _at(address: str) -> Callable[[Path, Random, Warm], list[Finding]]:
    def attempt(sandbox: Path, _: Random, warm: Warm) -> list[Finding]:
        return assess(warm, sandbox, address, limits=DATABASE)

    return attempt


def _with_policy(text: str) -> Callable[[Path, Random, Warm], list[Finding]]:
    def attempt(sandbox: Path, _: Random, warm: Warm) -> list[Finding]:
        write(company(), sandbox / "crm", "csv")
        (sandbox / "policy.toml").write_text(text, encoding="utf-8")
        policy = ("--policy", str(sandbox / "policy.toml"))
        return assess(warm, sandbox, str(sandbox / "crm"), *policy, untouched=sandbox / "crm")

    return attempt
