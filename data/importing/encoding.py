"""In which encoding a text file is written, and reading it without losing what is wrong with it.

UTF-8 and UTF-16 say themselves what they are. Another encoding is taken only where it is certain:
its reading of the whole file looks written (:mod:`data.importing.scripts`), and every other
reading that does gives the same text. Else the likely ones are named and the file is refused.
"""

import codecs
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from data.importing.scripts import alphabetic, languages, likelihood, part_written

__all__ = ["MARKED", "TextForm", "detect", "in_encoding", "open_text", "read_marked", "unmarked"]

_CHUNK = 1 << 20
_MARKS = "linchpin-mark"

#: A byte that did not decode, kept as a lone surrogate.
MARKED = re.compile("[\udc00-\udcff]")

_ASIAN = ("gb18030", "cp950", "cp932", "euc_jp", "cp949")
_LATIN = (
    "cp1252",
    "cp1250",
    "cp1254",
    "cp1257",
    "iso8859_15",
    "iso8859_2",
    "cp850",
    "cp852",
    "cp857",
    "mac_roman",
)
_OTHERS = ("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic", "cp1253")
_SHOWN = {
    "gb18030": "GB18030",
    "cp950": "Big5",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
    "cp1252": "windows-1252",
    "cp1250": "windows-1250",
    "cp1254": "windows-1254",
    "cp1257": "windows-1257",
    "iso8859_15": "ISO-8859-15",
    "iso8859_2": "ISO-8859-2",
    "cp850": "cp850",
    "cp852": "cp852",
    "cp857": "cp857",
    "mac_cyrillic": "Macintosh Cyrillic",
    "mac_roman": "Macintosh",
    "cp1251": "windows-1251",
    "koi8_r": "KOI8-R",
    "iso8859_5": "ISO-8859-5",
    "cp866": "cp866",
    "cp1253": "windows-1253",
    "utf-8-sig": "UTF-8",
}
#: What a reading must be more likely by than any other one (e^7 is about a thousand times).
_CERTAIN = 7.0
#: How much a text of this encoding is expected before anything is read of it: it is the one
#: that the product promises to read.
_EXPECTED = {"gb18030": 5.0}
#: What the characters of a text are at least likely, on average.
_WRITTEN = -9.8
#: Readings that much less likely than the best are not worth naming.
_LIKELY = 40.0
#: Letters of which so many cannot be plausible words by chance.
_MANY = 16
#: Bytes beyond ASCII that make at least three East Asian characters.
_FEWEST = 5
#: A reading of which more characters than one in so many do not decode is none.
_MOST_BAD = 5
#: A reading of which no more words than that are plausible is not supposed.
_MOSTLY = 0.8
_SAMPLE = 1 << 18
_FOREIGN_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_LONGEST_LINE = 1 << 14


@dataclass(frozen=True, slots=True)
class TextForm:
    """An encoding, and whether there are bytes that do not decode, or NUL characters.

    ``likely`` names the encodings that the file may be written in where none is ``certain``.
    """

    encoding: str
    damaged: bool
    likely: tuple[str, ...] = ()
    certain: bool = True

    @property
    def shown(self) -> str:
        """How the encoding is called in words."""
        return _SHOWN.get(self.encoding, self.encoding.upper())


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Keep every byte that does not decode as one surrogate, so that its place is known."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    undecodable = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in undecodable), error.end


codecs.register_error(_MARKS, _mark)


def detect(stream: BinaryIO) -> TextForm:
    """Find the encoding by reading the whole stream, at most three times, in bounded memory.

    >>> detect(io.BytesIO("客户编号".encode("gbk")))
    TextForm(encoding='gb18030', damaged=False, likely=(), certain=True)
    """
    stream.seek(0)
    start = stream.read(_CHUNK)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return in_encoding(stream, "utf-16")
    if unmarked_utf16 := _utf16(start):
        return in_encoding(stream, unmarked_utf16)
    utf8 = _Survey(stream, "utf-8-sig")
    if not utf8.bad or utf8.good >= utf8.bad:
        return TextForm("utf-8-sig", utf8.damaged)
    sample = _foreign_lines(stream)
    certain, likely = _judged(sample)
    if certain is None:
        likely = likely or _supposed(sample)
        return TextForm("utf-8-sig", True, tuple(_SHOWN[each] for each in likely), certain=False)
    return in_encoding(stream, certain)


def in_encoding(stream: BinaryIO, encoding: str) -> TextForm:
    """The form of a text whose encoding is known."""
    return TextForm(encoding, _Survey(stream, encoding).damaged)


def _utf16(start: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: the upper halves of plain letters are NUL."""
    start = start[: len(start) // 2 * 2]
    for encoding, zeros, others in (
        ("utf-16-le", start[1::2], start[::2]),
        ("utf-16-be", start[::2], start[1::2]),
    ):
        many = 10 * zeros.count(0) >= len(zeros) and zeros.count(0) >= 4
        if many and 20 * others.count(0) <= zeros.count(0):
            text = start.decode(encoding, "replace")
            if "\n" in text or "\r" in text:
                return encoding
    return None


class _Survey:
    """How well a stream decodes: bytes that do not, characters beyond ASCII, and NUL."""

    def __init__(self, stream: BinaryIO, encoding: str):
        self.bad = self.good = 0
        self.nul = False
        stream.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)(_MARKS)
        while chunk := stream.read(_CHUNK):
            self._count(decoder.decode(chunk))
        self._count(decoder.decode(b"", final=True))

    def _count(self, text: str) -> None:
        self.nul = self.nul or "\0" in text
        if not text.isascii():
            bad = len(MARKED.findall(text))
            self.bad += bad
            self.good += len(text) - len(text.encode("ascii", "ignore")) - bad

    @property
    def damaged(self) -> bool:
        return self.nul or self.bad > 0


def _foreign_lines(stream: BinaryIO) -> bytes:
    """Lines that are not plain ASCII, as many as are enough to judge them."""
    stream.seek(0)
    lines: list[bytes] = []
    size, rest = 0, b""
    while size < _SAMPLE and (chunk := stream.read(_CHUNK)):
        whole = rest + chunk
        cut = max(whole.rfind(b"\n"), whole.rfind(b"\r")) + 1 or len(whole)
        rest = whole[cut:]
        fresh = [line[:_LONGEST_LINE] for line in _FOREIGN_LINE.findall(whole[:cut])]
        lines += fresh
        size += sum(map(len, fresh))
    lines += [line[:_LONGEST_LINE] for line in _FOREIGN_LINE.findall(rest)]
    return b"\n".join(lines)[:_SAMPLE]


def _judged(sample: bytes) -> tuple[str | None, Sequence[str]]:
    """The encoding where it is certain, and those that are likely where it is not."""
    ranked = _ranked(sample)
    asian = tuple(each for value, each in ranked if ranked[0][0] - value < _LIKELY)
    others = _readings(sample, _LATIN) | _readings(sample, _OTHERS)
    words = {each: text for each, text in others.items() if alphabetic(text, each)}
    if words and not (asian and _short(words)):
        return _alphabet(words)
    if words:
        return None, (*asian, *words)
    enough = sum(byte > 0x7F for byte in sample) >= _FEWEST
    if ranked and enough and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _CERTAIN):
        return ranked[0][1], ()
    return None, asian


def _supposed(sample: bytes) -> Sequence[str]:
    """The readings of which most words are plausible, the best first, where none is wholly."""
    shares = {
        each: part_written(text, each)
        for each, text in (_readings(sample, _LATIN) | _readings(sample, _OTHERS)).items()
    }
    return sorted((each for each in shares if shares[each] > _MOSTLY), key=lambda e: -shares[e])


def _short(words: dict[str, str]) -> bool:
    """Whether so few letters could be plausible by chance."""
    return min(sum(not each.isascii() for each in text) for text in words.values()) < _MANY


def _alphabet(words: dict[str, str]) -> tuple[str | None, Sequence[str]]:
    if len(set(words.values())) == 1:
        return next(iter(words)), ()
    # One language may explain all letters under one encoding, and several be needed otherwise.
    single = [each for each, text in words.items() if languages(text, each)]
    texts = {words[each] for each in single}
    apart = {text: each for each, text in reversed(words.items())}
    likely = tuple(each for each, text in words.items() if apart[text] == each)
    return (single[0] if len(texts) == 1 else None), likely


def _readings(sample: bytes, encodings: Sequence[str]) -> dict[str, str]:
    """The text under each encoding that decodes all of the sample."""
    readings = {}
    for encoding in encodings:
        try:
            readings[encoding] = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
    return readings


def _ranked(sample: bytes) -> list[tuple[float, str]]:
    """The East Asian encodings that decode nearly everything, the likeliest first."""
    ranked = []
    for encoding in _ASIAN:
        text = sample.decode(encoding, _MARKS)
        bad = len(MARKED.findall(text))
        beyond = sum(not character.isascii() for character in text)
        likely = likelihood(text, encoding)
        if bad * _MOST_BAD <= beyond and likely >= _WRITTEN * beyond:
            ranked.append((likely + _EXPECTED.get(encoding, 0), encoding))
    return sorted(ranked, reverse=True)


def open_text(stream: BinaryIO, form: TextForm) -> TextIO:
    """Read the stream from its start as text, line ends untouched, bad bytes marked."""
    stream.seek(0)
    errors = _MARKS if form.damaged else "strict"
    return io.TextIOWrapper(stream, encoding=form.encoding, errors=errors, newline="")


def read_marked(value: bytes | None) -> str | None:
    """Decode one value as UTF-8, bad bytes marked."""
    return None if value is None else value.decode("utf-8", _MARKS)


def unmarked(text: str) -> str:
    r"""Show bytes that did not decode as ``\xff``."""
    return MARKED.sub(lambda mark: f"\\x{ord(mark.group()) - 0xDC00:02x}", text)
