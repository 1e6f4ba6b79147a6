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
    heads = tuple(map(say, (message("Figure"), message("Now"))))
    days = tuple(each.day for each in words.figures[0].quarters[:-1])
    blocks = (*_page_one(words, heads, days), *_sections(words))
    document = Document(words.title, words.language, blocks, foot=words.footed)
    return settled(docx_bytes(document), pack.as_of)


def _page_one(words: SaidPack, heads: tuple[str, ...], days: tuple[str, ...]) -> Iterator[Block]:
    yield Heading(words.title, 1)
    yield Paragraph(" · ".join(filter(None, (words.about, words.demo))), quiet=True)
    yield Paragraph(words.answer)
    yield Grid(
        (*heads, *days),
        tuple(
            (each.name, _now(each), *(quarter.value for quarter in each.quarters[:-1]))
            for each in words.figures
        ),
        (5, 5, *(2 for _ in days)),
        (False, False, *(True for _ in days)),
    )
    for each in words.figures:
        explained = filter(None, (f"{each.name}: {each.note}.", each.gap))
        yield Paragraph(" ".join(explained), quiet=True)
    yield Heading(words.limits_title, 3)
    yield Facts(tuple((each.state, each.sentence) for each in words.limits))
    for title, lines in ((words.done_title, words.done), (words.asked_title, words.asked)):
        yield Heading(title, 3)
        for line in lines:
            yield Paragraph(f"– {line}")


def _now(figure: SaidFigure) -> str:
    """The figure with its range, or against its limit."""
    under = figure.limit or figure.reach
    return f"{figure.value} ({under})" if under else figure.value


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
