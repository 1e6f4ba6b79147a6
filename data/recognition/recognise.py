"""From the tables of an unknown source to a proposed mapping, with what must be asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analytics.messages import Message, SchemaName, message
from data.recognition import reasons
from data.recognition.assembly import Assembled, assembled, deleted_flag
from data.recognition.bookings_sheet import NAMED_AFTER, Bookings, bookings_in
from data.recognition.catalogue import Catalogue, Catalogued
from data.recognition.claims import canonical
from data.recognition.formulas import named
from data.recognition.joining import join_lines, join_regions, leave_hopeless, settle_persons
from data.recognition.kinds import NAMED_ALIKE, KindScore, kind_scores
from data.recognition.lexicon import spelled
from data.recognition.proposal import Certainty, Finding, Money, Option, Proposal, Question
from data.recognition.questions import column_question
from data.recognition.sample_types import filled
from data.recognition.series import is_series
from data.recognition.table_reading import NO_COLUMN, Doubt, TableReading, read_table
from data.schema import TABLES

__all__ = ["BOTH", "NO_TABLE", "recognise"]

#: The second kind is asked where it is as near as this to the first.
RIVAL_KIND = 0.85

#: Kinds of which a source has one table: others that fit are rivals.
_ONE_TABLE = ("customers", "reps", "contacts", "deals", "revenue")

#: Answers to questions about tables.
NO_TABLE = "-"
BOTH = "+"

_SHOWN_SAMPLES = 3
_SUMS = ("revenue.amount", "deals.amount", "revenue.margin", "quotas.quota", "quotas.attained")


@dataclass(slots=True)
class _Read:
    """Everything that was read of a source, and what remains open."""

    readings: list[TableReading] = field(default_factory=list)
    #: Names of tables whose use waits for an answer, by the question's id.
    waiting: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    #: Names of tables that an answer or a better one has ruled out.
    out: set[str] = field(default_factory=set)
    #: ``customer`` and ``rep``: the table that holds them, where one does.
    homes: dict[str, str] = field(default_factory=dict)


def recognise(catalogue: Catalogue, answers: Mapping[str, str] | None = None) -> Proposal:
    """Propose a mapping. ``answers`` holds, by question id, the key of the option chosen.

    The mapping holds what is certain and what was answered; a table whose required columns are
    not all there yet is not in it.
    """
    answers = answers or {}
    read = _Read()
    for table in catalogue.tables:
        _read_kind(read, table, answers)
    _choose_copies(read, answers)
    join_lines(r for r in read.readings if _usable(read, r))
    _choose_rivals(read, answers)
    used = [r for r in read.readings if _usable(read, r)]
    settle_persons(used)
    join_regions(used)
    leave_hopeless(used)
    for reading in used:
        reading.answer(answers)
    result = assembled(used)
    read.homes = result.homes
    for reading in used:
        read.questions += [_question(read, reading, doubt) for doubt in reading.doubts]
    findings = [finding for table in catalogue.tables for finding in _findings(read, table)]
    present = frozenset(
        f"{table}.{column}"
        for table, parts in result.mapping.parts.items()
        for part in parts
        for column in part.columns
    )
    return Proposal(
        result.mapping, tuple(findings), tuple(read.questions), tuple(_missing(result)), present
    )


def _read_kind(read: _Read, table: Catalogued, answers: Mapping[str, str]) -> None:
    scores = kind_scores(table)
    answer = answers.get(table.called)
    likely = _likely(table, scores)
    if answer in (*TABLES, NO_TABLE):
        likely = [KindScore(answer, 0.0)]
    if not likely or likely[0].kind in ("other", NO_TABLE):
        return
    reading = read_table(table, likely[0].kind, answers)
    read.readings.append(reading)
    if len(likely) > 1 and likely[0].score < NAMED_ALIKE and not _gives_nothing(reading):
        read.waiting[table.called] = table.called
        read.questions.append(_kind_question(table, likely))


def _likely(table: Catalogued, scores: list[KindScore]) -> list[KindScore]:
    """The kinds that a table may be of, the likeliest first."""
    if not scores:
        return []
    likely = [each for each in scores if each.score >= RIVAL_KIND * scores[0].score]
    if scores[0].kind not in NAMED_AFTER:
        return likely
    found = bookings_in(table)
    named, bookings = KindScore(scores[0].kind, 0.0), KindScore("revenue", 0.0)
    ways = {
        Bookings.CERTAIN: [bookings],
        Bookings.LIKELY: [bookings, named],
        Bookings.POSSIBLE: [named, bookings],
    }
    return ways.get(found, likely)


def _gives_nothing(reading: TableReading) -> bool:
    """A table that is little like anything and gives nothing as its kind needs no question."""
    return not reading.taken and not reading.doubts


def _kind_question(table: Catalogued, likely: list[KindScore]) -> Question:
    options = [
        Option(s.kind, message("{kind}", kind=SchemaName(s.kind)))
        for s in likely
        if s.kind != "other"
    ]
    options.append(Option(NO_TABLE, message("None of these: leave it out")))
    text = message("What does the table {table} hold?", table=table.name)
    return Question(table.called, text, tuple(options), table.name)


def _choose_rivals(read: _Read, answers: Mapping[str, str]) -> None:
    for kind in _ONE_TABLE:
        some = [r for r in read.readings if r.kind == kind and _usable(read, r)]
        groups = _alike(_serviceable(some))
        if any(_gives_names(group[0]) for group in groups):
            nameless = [r for group in groups for r in group if not _gives_names(group[0])]
            read.out |= {reading.table.called for reading in nameless}
            groups = [group for group in groups if _gives_names(group[0])]
        if len(groups) < 2:
            continue
        named = [group for group in groups if _named_alike(group[0], kind)]
        answer = named[0][0].table.called if len(named) == 1 else answers.get(kind)
        _keep(read, kind, groups, answer)


def _gives_names(reading: TableReading) -> bool:
    """Whether a table of people or companies is more than a list of which belongs to which."""
    entity = {"customers": "customer", "reps": "rep", "contacts": "contact"}.get(reading.kind)
    parts = ("name", "first", "surname", "email")
    return entity is None or any(reading.tells(f"{entity}.{part}") for part in parts)


def _choose_copies(read: _Read, answers: Mapping[str, str]) -> None:
    """Tables with one header and no names of a series may be one table twice: that is asked."""
    for kind in dict.fromkeys(reading.kind for reading in read.readings):
        some = [r for r in read.readings if r.kind == kind and r.table.called not in read.waiting]
        for group in _alike([r for r in some if not _gives_nothing(r)]):
            if len(group) > 1 and not is_series([reading.table.called for reading in group]):
                singly = [[reading] for reading in group]
                _keep(read, kind, singly, _answer_among(singly, answers.get(kind)))


def _answer_among(groups: list[list[TableReading]], answer: str | None) -> str | None:
    called = {reading.table.called for group in groups for reading in group}
    return answer if answer == BOTH or answer in called else None


def _serviceable(readings: list[TableReading]) -> list[TableReading]:
    """Those that give rows of their kind, certain or asked, the best first."""
    able = [r for r in readings if not _lacks(r)]
    return sorted(able, key=lambda r: -kind_scores(r.table)[0].score)


def _lacks(reading: TableReading) -> bool:
    of_customer = reading.head is not None or reading.tells("customer")
    needed = {
        "customers": reading.tells("customer"),
        "reps": reading.tells("rep"),
        "contacts": reading.tells("contact"),
        "deals": reading.tells("customer"),
        "revenue": of_customer and reading.tells("revenue.amount"),
    }
    return not needed[reading.kind]


def _alike(readings: list[TableReading]) -> list[list[TableReading]]:
    """Tables with one header (a sheet a year) stand below each other: they are no rivals."""
    groups: dict[frozenset[str], list[TableReading]] = {}
    for reading in readings:
        header = frozenset(spelled(column.name) for column in reading.table.columns)
        groups.setdefault(header, []).append(reading)
    return list(groups.values())


def _named_alike(reading: TableReading, kind: str) -> bool:
    best = kind_scores(reading.table)[0]
    return best.kind == kind and best.score >= NAMED_ALIKE


def _keep(read: _Read, kind: str, groups: list[list[TableReading]], answer: str | None) -> None:
    everyone = {reading.table.called for group in groups for reading in group}
    if answer is None:
        read.questions.append(_rival_question(kind, groups))
        read.waiting.update(dict.fromkeys(everyone, kind))
        return
    chosen = next((g for g in groups if answer in [r.table.called for r in g]), [])
    if answer != BOTH:
        read.out |= everyone - {reading.table.called for reading in chosen}


def _rival_question(kind: str, groups: list[list[TableReading]]) -> Question:
    options = [
        Option(
            group[0].table.called,
            message("{tables}", tables=_names(group)),
            money=_money(group[0], f"{kind}.amount"),
        )
        for group in groups
    ]
    options.append(Option(BOTH, message("All of them: no row stands in two of them")))
    return Question(kind, _which_counts(kind), tuple(options))


def _money(reading: TableReading, name: str, source: str | None = None) -> Money | None:
    """What a total is made of that should stand beside an answer: a column, or a formula."""
    doubts = [doubt for doubt in reading.doubts if doubt.field == name]
    first = doubts[0].options[0].get(name) if doubts else None
    source = source or reading.get(name) or first
    if name not in _SUMS or source is None:
        return None
    formula = named(source) if source in reading.table.header else source
    return Money(reading.table.name, formula) if formula else None


def _which_counts(kind: str) -> Message:
    general = message(
        "Several tables may hold the same rows ({kind}). Which one counts?", kind=SchemaName(kind)
    )
    sentences = {
        "customers": message("Several tables may hold the customers. Which one counts?"),
        "reps": message("Several tables may hold the salespeople. Which one counts?"),
        "contacts": message("Several tables may hold the people at customers. Which one counts?"),
        "deals": message("Several tables may hold the deals. Which one counts?"),
        "revenue": message("Several tables may hold the bookings. Which one counts?"),
    }
    return sentences.get(kind, general)


def _names(group: list[TableReading]) -> str:
    return ", ".join(reading.table.name for reading in group)


def _usable(read: _Read, reading: TableReading) -> bool:
    name = reading.table.called
    return name not in read.waiting and name not in read.out


def _question(read: _Read, reading: TableReading, doubt: Doubt) -> Question:
    name = canonical(doubt.field)
    options = [
        Option(
            key,
            _option_text(reading, key),
            _targets_of(read, reading, option),
            _money(reading, doubt.field, option.get(doubt.field)),
        )
        for key, option in zip(doubt.keys, doubt.options, strict=True)
    ]
    options.append(Option(NO_COLUMN, message("None of these columns")))
    return Question(
        f"{reading.table.called}.{doubt.field}",
        column_question(name, reading.table.name),
        tuple(options),
        reading.table.name,
    )


def _option_text(reading: TableReading, key: str) -> Message:
    if key in reading.bridges:
        return message("{column}: the salesperson who has it", column=key)
    return message("{column}", column=key)


def _targets_of(
    read: _Read, reading: TableReading, option: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    fields = {**reading.taken, **option}
    return tuple(
        (target, column)
        for name, column in option.items()
        for target in _targets(read, reading, name, fields)
    )


def _targets(
    read: _Read, reading: TableReading, name: str, fields: Mapping[str, str]
) -> tuple[str, ...]:
    """The canonical columns that a field fills, of this table and of those derived from it."""
    entity, _, part = name.partition(".")
    if entity not in ("customer", "rep", "owner"):
        return (canonical(name),)
    person = "customer" if entity == "customer" else "rep"
    if part == "via":
        reference = _reference_column(reading.kind, entity)
        return (reference,) if reference else ()
    stands_for_id = part == "id" or (part in ("name", "email") and f"{entity}.id" not in fields)
    reference = _reference_column(reading.kind, entity) if stands_for_id else None
    referred = (reference,) if reference else ()
    if read.homes.get(person, reading.table.called) != reading.table.called:
        return referred
    key = (canonical(f"{person}.id"),) if stands_for_id else ()
    return tuple(dict.fromkeys((*referred, *key, canonical(f"{person}.{part}"))))


def _reference_column(kind: str, entity: str) -> str | None:
    if entity == "owner":
        return "customers.owner_id"
    if entity == "customer":
        return _column_of(kind, "customer_id") if kind != "customers" else None
    return _column_of(kind, "rep_id") if kind != "reps" else None


def _column_of(kind: str, column: str) -> str | None:
    return f"{kind}.{column}" if column in TABLES[kind].columns else None


def _findings(read: _Read, table: Catalogued) -> list[Finding]:
    reading = next((r for r in read.readings if r.table is table), None)
    return [_finding(read, reading, table, column.name) for column in table.columns]


def _finding(read: _Read, reading: TableReading | None, table: Catalogued, column: str) -> Finding:
    samples = tuple(dict.fromkeys(filled(table.column(column))))[:_SHOWN_SAMPLES]
    if reading is None or table.called in read.out:
        reason = reasons.unused(reading.kind if reading else "customers", column)
        return Finding(table.name, column, (), Certainty.UNUSED, reason, samples)
    fields = [n for n, source in reading.taken.items() if column in reading.columns_of(source)]
    targets = [t for name in fields for t in _targets(read, reading, name, reading.taken)]
    waiting = read.waiting.get(table.called)
    if targets:
        sure = Certainty.ASKED if waiting else Certainty.CERTAIN
        why = reasons.taken(fields[0], column, answered=fields[0] in reading.answered)
        return Finding(table.name, column, tuple(targets), sure, why, samples, waiting)
    for doubt in reading.doubts:
        options = [o for o in doubt.options if column in _columns_of(reading, o.values())]
        if options:
            pairs = _targets_of(read, reading, options[0])
            own = tuple(t for t, source in pairs if column in reading.columns_of(source))
            why = reasons.asked(len(doubt.options))
            asked = f"{table.called}.{doubt.field}"
            return Finding(table.name, column, own, Certainty.ASKED, why, samples, asked)
    if fields:
        why = message("Customers and salespeople have tables of their own.")
        return Finding(table.name, column, (), Certainty.UNUSED, why, samples)
    if column == deleted_flag(table):
        why = message("Rows that it marks as deleted are left out.")
        return Finding(table.name, column, (), Certainty.CERTAIN, why, samples)
    why = reasons.unused(reading.kind, column)
    return Finding(table.name, column, (), Certainty.UNUSED, why, samples)


def _columns_of(reading: TableReading, sources: Iterable[str]) -> set[str]:
    return {name for source in sources for name in reading.columns_of(source)}


def _missing(result: Assembled) -> Iterable[Message]:
    lacking: dict[tuple[str, str], list[SchemaName]] = {}
    for table, kind, column in result.lacking:
        lacking.setdefault((table, kind), []).append(SchemaName(column=column))
    for (table, kind), columns in lacking.items():
        yield message(
            "{table} is not used for {kind} yet: no column is taken for {columns}",
            table=table,
            kind=SchemaName(kind),
            columns=tuple(columns),
        )
