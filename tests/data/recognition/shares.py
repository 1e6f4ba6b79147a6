"""How many columns of header lines with a known meaning are proposed rightly.

``.venv/bin/python -m tests.data.recognition.shares`` measures all lists, names every column that
is not proposed rightly, and writes the table of docs/recognition.md. The lists of public header
lines lie in ``../shared/crm``; where they are absent, their rows of the table stay as they are.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.recognition.catalogue import Catalogue, Catalogued, SourceColumn
from data.recognition.proposal import Certainty, Proposal
from data.recognition.recognise import recognise
from tests.serving import ROOT

__all__ = ["HeaderLine", "Score", "lines_of", "lists", "measured"]

HERE = Path(__file__).parent
SHARED = ROOT.parent / "shared" / "crm"
DOCUMENT = ROOT / "docs" / "recognition.md"

_IDENTITIES = {"customer_id": "customer", "rep_id": "rep"}


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """The header of one table, and by column what it means (``a|b``: either)."""

    language: str
    table: str
    header: tuple[str, ...]
    expected: Mapping[str, str]
    unused: tuple[str, ...] = ()


@dataclass(slots=True)
class Score:
    """Expected columns, those proposed rightly (certain, or first in a question), and faults."""

    expected: int = 0
    certain: int = 0
    asked: int = 0
    wrong: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the expected columns, those proposed rightly, 0 to 1."""
        return (self.certain + self.asked) / self.expected if self.expected else 1.0


def measured(lines: Iterable[HeaderLine]) -> dict[str, Score]:
    """By language, and under ``all``: how many expected columns are proposed rightly."""
    scores: dict[str, Score] = {"all": Score()}
    for line in lines:
        columns = tuple(SourceColumn(name) for name in dict.fromkeys(line.header))
        proposal = recognise(Catalogue((Catalogued(line.table, columns),)))
        for score in (scores["all"], scores.setdefault(line.language, Score())):
            _add(score, line, proposal)
    return scores


def _add(score: Score, line: HeaderLine, proposal: Proposal) -> None:
    by_column = {finding.column: finding for finding in proposal.findings}
    first = {
        column: target
        for question in proposal.questions
        for target, column in question.options[0].columns
    }
    for column, meanings in line.expected.items():
        score.expected += 1
        finding = by_column[column]
        right = _right(meanings, finding.targets)
        if right and finding.certainty is Certainty.CERTAIN:
            score.certain += 1
        elif right and (column in first or "." not in (finding.question or ".")):
            score.asked += 1
        elif finding.certainty is Certainty.CERTAIN and finding.targets:
            score.wrong += 1
            score.faults.append(f"WRONG {line.table}: {column} = {finding.targets}, not {meanings}")
        else:
            said = f"{finding.certainty} {finding.targets}"
            score.faults.append(f"missed {line.table}: {column} = {said}, not {meanings}")
    for column in line.unused:
        finding = by_column[column]
        if finding.certainty is Certainty.CERTAIN and finding.targets:
            score.wrong += 1
            score.faults.append(f"WRONG {line.table}: {column} = {finding.targets}, not used")


def _right(meanings: str, targets: tuple[str, ...]) -> bool:
    return any(_one_right(each, targets) for each in meanings.split("|"))


def _one_right(expected: str, targets: tuple[str, ...]) -> bool:
    """A column that stands for the customer (or salesperson) is right under any of its names."""
    if expected in targets:
        return True
    table, _, column = expected.rpartition(".")
    key = {"customers.name": "customer_id", "reps.name": "rep_id", "customers.owner_id": "rep_id"}
    wanted = key.get(expected, column if column in _IDENTITIES and table != "quotas" else "")
    return any(target.rpartition(".")[2] == wanted for target in targets) if wanted else False


def lines_of(file: Path) -> Iterator[HeaderLine]:
    """The header lines of a file."""
    if file.suffix == ".toml":
        yield from map(_of_toml, tomllib.loads(file.read_text("utf-8"))["line"])
    else:
        lines = json.loads(file.read_text("utf-8"))["headers"]
        yield from (_of_json(line) for line in lines)


def _of_toml(line: dict[str, Any]) -> HeaderLine:
    unused = tuple(line.get("unused", ()))
    header = tuple(line.get("header", (*line["expected"], *unused)))
    return HeaderLine(line["language"], line["table"], header, line["expected"], unused)


def _of_json(line: dict[str, Any]) -> HeaderLine:
    """Expectations that are notes in brackets say what a column is not, and are left out."""
    expected = {
        column: meaning.partition(" (")[0]
        for column, meaning in line.get("expected", {}).items()
        if not meaning.startswith("(")
    }
    table = str(line.get("object", "Sheet1"))
    return HeaderLine(line.get("language", "zh"), table, tuple(line["header"]), expected)


def western() -> list[HeaderLine]:
    """Public header lines with the meaning that was written down beside them."""
    expected = tomllib.loads((HERE / "expected_west.toml").read_text("utf-8"))["line"]
    meant = {(line["system"], line["object"]): line["expected"] for line in expected}
    lines = json.loads((SHARED / "headers_west.json").read_text("utf-8"))["headers"]
    return [
        HeaderLine("", line["object"], tuple(line["header"]), meant[key])
        for line in lines
        if (key := (line["system"], line["object"])) in meant
    ]


def lists() -> dict[str, list[HeaderLine]]:
    """By title: the lists that are here."""
    own = {
        "invented": list(lines_of(HERE / "holdout.toml")),
        "public, gathered afterwards": list(lines_of(HERE / "holdout_public.toml")),
        "public, untouched": list(lines_of(HERE / "untouched.toml")),
    }
    if not SHARED.is_dir():
        return own
    chinese = list(lines_of(SHARED / "headers_cn.json"))
    return {"public, Chinese": chinese, "public, Western": western(), **own}


def main() -> None:
    """Print every column that is not proposed rightly, and write the table of the document."""
    text = DOCUMENT.read_text("utf-8")
    for title, lines in lists().items():
        score = measured(lines)["all"]
        print(title, *score.faults, sep="\n  ")
        row = (
            f"| {title} | {len(lines)} | {score.expected} | {score.certain} | {score.asked} "
            f"| {score.wrong} | {score.share:.1%} |"
        )
        text = re.sub(rf"^\| {re.escape(title)} \|.*$", row, text, flags=re.MULTILINE)
    DOCUMENT.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
