"""Published data sets brought to canonical tables, one small documented script each."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

#: Where the published files lie, beside the repository.
PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "datasets"


def read_rows(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    """The rows of a CSV file; the text NULL is an empty value."""
    with path.open(encoding=encoding, newline="") as file:
        return [
            {name: "" if cell == "NULL" else cell for name, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def write_table(folder: Path, table: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Write one canonical table; the first row names the columns."""
    listed = list(rows)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)
