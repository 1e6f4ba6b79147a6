"""Second step: what the files are taken for, and what must be asked before it is used."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data.importing.understood import tables_used
from data.recognition.catalogue import Catalogue
from data.recognition.proposal import Certainty, Finding, Option, Proposal, Question
from pages.components import numbers
from pages.components.columns import Column
from pages.components.tables import download_row
from pages.components.text import escape, plain_text, t, t_text, tm, tm_text
from pages.components.whole import draw_whole
from pages.data import ways
from pages.data.checking import Outcome
from pages.data.choices import Way, answer
from pages.data.keys import DataKey
from pages.data.readings import few
from pages.data.words import column_alone, column_words, table_words

__all__ = ["draw", "open_questions"]

_SIGNS = {Certainty.CERTAIN: "✓", Certainty.ASKED: "?", Certainty.UNUSED: "–"}


def open_questions(outcome: Outcome) -> int:
    """How many questions of recognition wait for an answer."""
    asks = outcome.proposal is not None and outcome.way is Way.RECOGNISED
    questions = outcome.proposal.questions if asks and outcome.proposal else ()
    return len([each for each in questions if each.id not in outcome.chosen.answers])


def draw(outcome: Outcome) -> None:
    """Draw where the meaning comes from, the questions, and every column with its meaning."""
    if outcome.catalogue is None or outcome.proposal is None:
        return
    ways.draw(outcome)
    if outcome.way is Way.RECOGNISED:
        _questions(outcome, outcome.proposal)
        if not open_questions(outcome):
            _missing(outcome.proposal)
    _tables(outcome.catalogue, outcome.proposal, outcome)


def _questions(outcome: Outcome, proposal: Proposal) -> None:
    """Those that are open, and those that were answered, which can be changed."""
    now = {each.id for each in proposal.questions} | set(outcome.chosen.answers)
    asked = [each for each in outcome.questions if each.options and each.id in now]
    if not asked:
        return
    st.subheader(t("Please decide"), anchor=False)
    st.caption(t("What is not answered stays out of every figure."))
    for question in asked:
        _question(outcome, question)


def _question(outcome: Outcome, question: Question) -> None:
    key = f"{DataKey.QUESTION}-{question.id}"
    labels = {each.key: _option(outcome, question, each) for each in question.options}
    given = outcome.chosen.answers.get(question.id)
    keys = list(labels)
    st.radio(
        tm(question.text),
        keys,
        index=keys.index(given) if given in keys else None,
        format_func=labels.__getitem__,
        key=key,
        on_change=answer,
        args=(outcome.chosen.files, question.id, key),
    )


def _option(outcome: Outcome, question: Question, option: Option) -> str:
    """One answer with three values, or with what its column adds up to."""
    said = tm(option.text)
    total = outcome.sums.get(option.money) if option.money else None
    if total is not None and total.rows:
        amount = numbers.decimal(total.total, 2)
        if total.other is not None:
            either, other = sorted((total.total, total.other), reverse=True)
            return t(
                "{column}: {either} or {other} in {count} row",
                "{column}: {either} or {other} in {count} rows",
                column=option.key,
                either=numbers.decimal(either, 2),
                other=numbers.decimal(other, 2),
                count=total.rows,
            )
        return t(
            "{column}: {amount} in {count} row",
            "{column}: {amount} in {count} rows",
            column=option.key,
            amount=amount,
            count=total.rows,
        )
    samples = _samples(outcome, question.table, option.key)
    return f"{said} ({escape(', '.join(samples))})" if samples else said


def _samples(outcome: Outcome, table: str | None, column: str) -> tuple[str, ...]:
    findings = outcome.proposal.findings if outcome.proposal else ()
    return next((f.samples for f in findings if (f.table, f.column) == (table, column)), ())


def _missing(proposal: Proposal) -> None:
    for said in proposal.missing:
        st.caption(f":material/info: {tm(said)}")


@dataclass(frozen=True, slots=True)
class _Row:
    sign: str
    column: str
    meaning: str
    samples: str
    reason: str
    #: The tables of Linchpin that it is taken for.
    tables: tuple[str, ...] = ()


def _tables(catalogue: Catalogue, proposal: Proposal, outcome: Outcome) -> None:
    """Every table of the source, folded where nothing of it is asked or used."""
    st.subheader(t("What every column is taken for"), anchor=False)
    st.caption(t("✓ is used, ? waits for your answer, – is not used."))
    by_mapping = outcome.way is not Way.RECOGNISED
    used, made_of = tables_used(proposal.mapping, catalogue), proposal.mapping.parts.keys()
    made = {
        table.name: [
            _row_of(each, outcome.targets.get((each.table, each.column), ()))
            if by_mapping
            else _row(each, made_of if each.table in used else ())
            for each in proposal.findings
            if each.table == table.name
        ]
        for table in catalogue.tables
    }
    groups = _alike(made)
    for number, sources in enumerate(groups):
        each = made[sources[0]]
        if any(row.sign != "–" for row in each):
            # Folded where nothing is asked: the title says what was taken.
            asked = any(row.sign == "?" for row in each)
            with st.expander(_title(sources, each), expanded=asked):
                _table(each, number, few(sources))
    unused = [name for name, each in made.items() if all(row.sign == "–" for row in each)]
    if unused:
        names = ", ".join(map(plain_text, unused))
        st.caption(t("– Nothing of these is used: {names}", names=names))
    _file(made)
    if catalogue.others:
        names = ", ".join(map(plain_text, catalogue.others))
        st.caption(t("Not a table, so not used: {names}", names=names))


def _title(sources: Sequence[str], columns: Sequence[_Row]) -> str:
    """What a table of the source is taken for, with the columns that are used (Markdown)."""
    used = [row for row in columns if row.sign == "✓"]
    made = dict.fromkeys(table_words(name) for row in used for name in row.tables)
    title = t(
        "{table}: {used} of {count} column used",
        "{table}: {used} of {count} columns used",
        table=f"{few(sources)} → {', '.join(made)}" if made else few(sources),
        used=len(used),
        count=len(columns),
    )
    names = escape(", ".join(row.column for row in used))
    return f"**{title}** · {names}" if used else f"**{title}**"


def _alike(made: Mapping[str, Sequence[_Row]]) -> list[list[str]]:
    """The files, those together whose columns are the same and mean the same."""
    groups: dict[tuple[tuple[str, str, str], ...], list[str]] = {}
    for source, each in made.items():
        key = tuple((row.sign, row.column, row.meaning) for row in each)
        groups.setdefault(key or ((source, "", ""),), []).append(source)
    return list(groups.values())


def _file(made: Mapping[str, Sequence[_Row]]) -> None:
    """All columns of all files as a file."""
    every = [(source, row) for source, each in made.items() for row in each]
    frame = pd.DataFrame(
        {
            "file": [source for source, _ in every],
            "sign": [row.sign for _, row in every],
            "column": [row.column for _, row in every],
            "meaning": [row.meaning for _, row in every],
            "samples": [row.samples for _, row in every],
            "reason": [row.reason for _, row in every],
        }
    ).astype("str")
    columns = (
        Column("file", t_text("File")),
        Column("sign", t_text("Used")),
        Column("column", t_text("Column")),
        Column("meaning", t_text("Taken for")),
        Column("samples", t_text("Three values")),
        Column("reason", t_text("Why")),
    )
    if every:
        download_row(frame, columns, key="columns", page="data", as_of=None)


def _meaning(targets: Sequence[str]) -> str:
    """What a column is taken for, the name of each table once (plain text)."""
    by_table: dict[str, list[str]] = {}
    for target in targets:
        table, _, _ = target.partition(".")
        by_table.setdefault(table, []).append(target)
    said = []
    for several in by_table.values():
        first, *others = several
        said.append(", ".join([column_words(first), *map(column_alone, others)]))
    return "; ".join(said)


def _row(finding: Finding, made: Collection[str]) -> _Row:
    """The column as it was recognised; ``made``: the tables of Linchpin that are made of its
    table, so far."""
    targets = [target for target in finding.targets if target.partition(".")[0] in made]
    certain = finding.certainty is Certainty.CERTAIN
    idle = certain and not (targets or (made and not finding.targets))
    return _Row(
        "–" if idle else _SIGNS[finding.certainty],
        plain_text(finding.column),
        _meaning(targets if certain and targets else finding.targets),
        " · ".join(map(plain_text, finding.samples)),
        t_text("Nothing is made of it so far.") if idle else tm_text(finding.reason),
        _tables_of(targets if certain else finding.targets),
    )


def _row_of(finding: Finding, targets: Sequence[str]) -> _Row:
    """The same where a mapping says what the column is."""
    return _Row(
        "✓" if targets else "–",
        plain_text(finding.column),
        _meaning(targets),
        " · ".join(map(plain_text, finding.samples)),
        t_text("The mapping says so.") if targets else t_text("The mapping does not use it."),
        _tables_of(targets),
    )


def _tables_of(targets: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(target.partition(".")[0] for target in targets))


def _table(made: Sequence[_Row], number: int, source: str) -> None:
    order = {"?": 0, "✓": 1, "–": 2}
    shown = sorted(made, key=lambda row: order[row.sign])
    frame = pd.DataFrame(
        {
            "column": [f"{row.sign} {row.column}" for row in shown],
            "meaning": [row.meaning for row in shown],
            "samples": [row.samples for row in shown],
            "reason": [row.reason for row in shown],
        }
    ).astype("str")
    columns = (
        Column("column", t_text("Column"), width=190),
        Column("meaning", t_text("Taken for"), width=310),
        Column("samples", t_text("Three values"), width=300),
        Column("reason", t_text("Why")),
    )
    alt = t_text("The columns of {table}", table=source)
    draw_whole(frame, columns, key=f"data-understood-{number}", alt=alt)
