"""A pack as DOCX, for minutes that somebody goes on writing."""

from collections.abc import Iterator

from analytics.messages import message
from analytics.pack.model import Pack
from data.documents.model import Block, Document, Facts, Grid, Heading, Paragraph
from data.documents.word import docx_bytes
from data.pack.said import SaidFigure, SaidPack, SaidSection, Say, said
from data.pack.settled import settled

__all__ = ["pack_docx"]


def pack_docx(pack: Pack, say: Say) -> bytes:
    """The pack as DOCX; its charts are left out, their numbers stand in the tables."""
    words = said(pack, say)
    blocks = (*_page_one(words, say), *_sections(words))
    document = Document(words.title, words.language, blocks, foot=words.footed)
    return settled(docx_bytes(document), pack.as_of)


def _page_one(words: SaidPack, say: Say) -> Iterator[Block]:
    yield Heading(words.title, 1)
    yield Paragraph(" · ".join(filter(None, (words.about, words.demo))), quiet=True)
    yield Paragraph(words.answer)
    days = tuple(each.day for each in words.figures[0].quarters[:-1])
    yield Grid(
        (say(message("Figure")), say(message("Now")), *days),
        tuple(
            (each.name, _now(each, say), *(quarter.value for quarter in each.quarters[:-1]))
            for each in words.figures
        ),
        (5, 5, *(2 for _ in days)),
        (False, False, *(True for _ in days)),
    )
    for each in words.figures:
        explained = say(message("{figure}: {note}.", figure=each.name, note=each.note))
        yield Paragraph(" ".join(filter(None, (explained, each.gap))), quiet=True)
    yield Heading(words.limits_title, 3)
    yield Facts(tuple((each.state, each.sentence) for each in words.limits))
    for title, lines in ((words.done_title, words.done), (words.asked_title, words.asked)):
        yield Heading(title, 3)
        for line in lines:
            yield Paragraph(f"– {line}")


def _now(figure: SaidFigure, say: Say) -> str:
    """The figure with its range, or against its limit."""
    under = figure.limit or figure.reach
    if not under:
        return figure.value
    return say(message("{value} ({under})", value=figure.value, under=under))


def _sections(words: SaidPack) -> Iterator[Block]:
    for section in words.sections:
        yield Heading(section.title, 2)
        yield from (Paragraph(line) for line in section.lines)
        yield from _table(section)


def _table(section: SaidSection) -> Iterator[Block]:
    table = section.table
    if table is None:
        return
    yield Grid(table.heads, table.rows, table.widths, table.numeric)
    if table.more:
        yield Paragraph(table.more, quiet=True)
