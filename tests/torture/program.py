"""What the pages do to the home folder, as a program that can be killed.

program.py import FOLDER HOME     import and use; prints "acknowledged VERSION" when it is done
program.py look HOME              prints what is in use, as JSON
program.py demo HOME              build the demo company
program.py save HOME PREFIX N     enter N things; prints "acknowledged SUBJECT" for each
program.py saved HOME             prints the subjects of what was entered, as JSON
program.py purpose POLICY NAME    accept the purpose notice; prints "acknowledged NAME"
"""

import json
import sys
from datetime import date
from pathlib import Path

import duckdb

from analytics.errors import LinchpinError
from data.home.start import start
from data.home.stored import STORE
from data.importing import activate, check, current, find_files
from data.opening import demo_source
from data.purpose import accept_purpose
from data.store.entries import Author, Store

DAY = date(2026, 7, 1)


def bring(folder: str, home: str) -> None:
    start(Path(home))
    report = check(find_files(Path(folder)), Path(home), timezone="UTC", import_day=DAY)
    activate(Path(home), report.version)
    print("acknowledged", report.version, flush=True)


def look(home: str) -> None:
    start(Path(home))
    path = current(Path(home))
    print(json.dumps(None if path is None else _summary(path)))


def _summary(path: Path) -> dict[str, object]:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = sorted(row[0] for row in connection.execute("SHOW TABLES").fetchall())
        quoted = ((name, '"' + name + '"') for name in tables)
        return {
            name: connection.execute(f"SELECT count(*), sum(hash(t)) FROM {table} t").fetchone()[0]
            for name, table in quoted
        } | {"first": connection.execute("SELECT min(name) FROM customers").fetchone()[0]}


def demo(home: str) -> None:
    start(Path(home))
    demo_source(Path(home), "en").engine.dispose()
    print("acknowledged demo", flush=True)


def purpose(policy: str, name: str) -> None:
    accept_purpose(Path(policy), name, DAY)
    print("acknowledged", name, flush=True)


def save(home: str, prefix: str, number: str) -> None:
    start(Path(home))
    store = Store(Path(home) / STORE)
    for each in range(int(number)):
        store.save("torture", f"{prefix}{each}", {}, author=Author("torture"), seen=0)
        print("acknowledged", f"{prefix}{each}", flush=True)


def saved(home: str) -> None:
    start(Path(home))
    print(json.dumps([each.subject for each in Store(Path(home) / STORE).all("torture")]))


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    try:
        {
            "import": bring,
            "look": look,
            "demo": demo,
            "purpose": purpose,
            "save": save,
            "saved": saved,
        }[what](*arguments)
    except LinchpinError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
