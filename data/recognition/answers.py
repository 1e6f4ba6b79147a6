"""Whether answers belong to questions that are asked, and what to say where they do not."""

from collections.abc import Iterator, Mapping

from analytics.messages import Message, message
from data.mapping.answers import reading_asked
from data.mapping.names import nearest_said
from data.recognition.catalogue import Catalogue
from data.recognition.proposal import Question
from data.recognition.recognise import NO_TABLE, recognise
from data.schema import TABLES

__all__ = ["wrong_answers"]


def wrong_answers(
    catalogue: Catalogue, answers: Mapping[str, str]
) -> Iterator[tuple[str, Message]]:
    """The ids that no question has, and those whose answer is none of its options.

    Answers to questions about the reading of columns are left to :mod:`data.mapping.answers`.
    """
    tables = {table.called for table in catalogue.tables}
    mine = {asked: each for asked, each in answers.items() if reading_asked(asked) is None}
    kinds = {asked: each for asked, each in mine.items() if each in (*TABLES, NO_TABLE)}
    told = {asked: each for asked, each in mine.items() if asked not in tables or asked in kinds}
    for asked, answer in mine.items():
        if asked in tables and asked in kinds:
            continue
        others = {key: each for key, each in told.items() if key != asked}
        questions = recognise(catalogue, others).questions
        why = _wrong(asked, answer, {each.id: each for each in questions}, tables)
        if why is not None:
            yield asked, why


def _wrong(
    asked: str, answer: str, questions: Mapping[str, Question], tables: set[str]
) -> Message | None:
    if asked in tables and asked not in questions:
        near = nearest_said(answer, [*TABLES, NO_TABLE])
        return message("there is no such table: {answer}; {near}", answer=answer, near=near)
    if asked not in questions:
        near = nearest_said(asked, sorted(questions))
        return message("nothing like this is asked; {near}", near=near)
    keys = [option.key for option in questions[asked].options]
    if answer in keys:
        return None
    near = nearest_said(answer, keys)
    return message("this is none of the answers: {answer}; {near}", answer=answer, near=near)
