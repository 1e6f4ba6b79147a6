"""How many columns of header lines with a known meaning are proposed rightly.

``python -m data.recognition.measure FILE …``: files of header lines as they lie beside the tests
(TOML), or a JSON list whose lines carry ``header`` and ``expected``.
"""

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.recognition.catalogue import Catalogue, Catalogued, SourceColumn
from data.recognition.proposal import Certainty, Proposal
from data.recognition.recognise import recognise

__all__ = ["HeaderLine", "Score", "lines_of", "measured"]

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


def main(files: list[str]) -> None:
    """Print the shares of all files, and every column that is not proposed rightly."""
    for name in files:
        scores = measured(lines_of(Path(name)))
        for language, score in scores.items():
            print(
                f"{Path(name).name} {language}: {score.share:.1%} of {score.expected} "
                f"({score.certain} certain, {score.asked} asked first, {score.wrong} wrong)"
            )
        print(*scores["all"].faults, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
