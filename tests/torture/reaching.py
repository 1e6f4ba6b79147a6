"""Sources that make the reader open something outside of them: links, views, pipes."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import duckdb

from tests.torture.children import Warm
from tests.torture.judging import CANARY, DATABASE, FILES, assess
from tests.torture.material import company, source_of, write
from tests.torture.outcomes import Finding

__all__ = ["REACHING"]

Attempt = Callable[[Path, Random, Warm], list[Finding]]


def _secret(sandbox: Path) -> Path:
    """A table of somebody else, well formed: read, it would stand in the report."""
    path = sandbox / "secret" / "customers.csv"
    path.parent.mkdir()
    rows = "".join(f"{CANARY}{n},{CANARY}\n" for n in range(3))
    path.write_text(f"customer_id,name\n{rows}", encoding="utf-8")
    return path


def _placed(place: Callable[[Path, Path], None]) -> Attempt:
    """``place`` is given where customers.csv should lie, and the secret."""

    def attempt(sandbox: Path, _: Random, warm: Warm) -> list[Finding]:
        source = sandbox / "crm"
        write(company(), source, "csv")
        (source / "customers.csv").unlink()
        place(source / "customers.csv", _secret(sandbox))
        return assess(warm, sandbox, str(source), limits=FILES, untouched=sandbox / "secret")

    return attempt


def _linked(path: Path, secret: Path) -> None:
    path.symlink_to(secret)


def _linked_twice(path: Path, secret: Path) -> None:
    (path.parent / "between").symlink_to(secret)
    path.symlink_to("between")


def _linked_relative(path: Path, secret: Path) -> None:
    path.symlink_to(Path("..") / "secret" / secret.name)


def _circle(path: Path, _: Path) -> None:
    path.symlink_to(path.name)


def _pipe(path: Path, _: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path, _: Path) -> None:
    path.mkdir()


def _device(device: str) -> Callable[[Path, Path], None]:
    return lambda path, _: path.symlink_to(device)


def _viewed(form: str, *statements: str) -> Attempt:
    """Customers become a view; ``{secret}`` stands for the path of the secret."""

    def attempt(sandbox: Path, _: Random, warm: Warm) -> list[Finding]:
        source = sandbox / "crm"
        write(company(), source, form)
        opened = sqlite3.connect if form == "sqlite" else duckdb.connect
        connection = opened(str(source / "crm.db"))
        secret = _secret(sandbox)
        connection.execute("DROP TABLE customers")
        for statement in statements:
            connection.execute(statement.format(secret=secret))
        connection.commit()
        connection.close()
        address = source_of(source, form)
        return assess(warm, sandbox, address, limits=DATABASE, untouched=sandbox / "secret")

    return attempt


def _options(form: str, query: str) -> Attempt:
    def attempt(sandbox: Path, _: Random, warm: Warm) -> list[Finding]:
        source = sandbox / "crm"
        write(company(), source, form)
        secret = _secret(sandbox)
        address = source_of(source, form) + query.format(secret=secret)
        return assess(warm, sandbox, address, limits=DATABASE, untouched=source)

    return attempt


_AS = "CREATE VIEW customers AS SELECT"

REACHING: dict[str, Attempt] = {
    "reach-link": _placed(_linked),
    "reach-link-twice": _placed(_linked_twice),
    "reach-link-relative": _placed(_linked_relative),
    "reach-link-circle": _placed(_circle),
    "reach-pipe": _placed(_pipe),
    "reach-folder": _placed(_folder),
    "reach-zero": _placed(_device("/dev/zero")),
    "reach-stdin": _placed(_device("/dev/stdin")),
    "reach-memory": _placed(_device("/proc/self/mem")),
    "reach-duckdb-csv": _viewed("duckdb", f"{_AS} * FROM read_csv('{{secret}}')"),
    "reach-duckdb-file": _viewed("duckdb", f"{_AS} * FROM '{{secret}}'"),
    "reach-duckdb-text": _viewed(
        "duckdb", f"{_AS} 'c1' AS customer_id, content AS name FROM read_text('{{secret}}')"
    ),
    "reach-duckdb-blob": _viewed(
        "duckdb", f"{_AS} 'c1' AS customer_id, content::TEXT AS name FROM read_blob('{{secret}}')"
    ),
    "reach-duckdb-glob": _viewed(
        "duckdb", f"{_AS} file AS customer_id, file AS name FROM glob('/etc/*')"
    ),
    "reach-duckdb-macro": _viewed(
        "duckdb",
        "CREATE MACRO m() AS TABLE SELECT * FROM read_csv('{secret}')",
        f"{_AS} * FROM m()",
    ),
    "reach-duckdb-default": _viewed(
        "duckdb",
        f"{_AS} 'c1' AS customer_id, (SELECT max(name) FROM read_csv('{{secret}}')) AS name",
    ),
    "reach-duckdb-settings": _viewed(
        "duckdb", f"{_AS} name AS customer_id, value AS name FROM duckdb_settings()"
    ),
    "reach-duckdb-write": _options("duckdb", "?access_mode=read_write"),
    "reach-duckdb-extension": _options("duckdb", "?allow_unsigned_extensions=true"),
    "reach-duckdb-temporary": _options("duckdb", "?temp_directory={secret}.tmp"),
    "reach-sqlite-file": _viewed(
        "sqlite", f"{_AS} 'c1' AS customer_id, sqlite_source_id() AS name"
    ),
    "reach-sqlite-memory": _options("sqlite", "?mode=memory"),
    "reach-sqlite-write": _options("sqlite", "?mode=rwc&uri=true"),
}  # fmt: skip
