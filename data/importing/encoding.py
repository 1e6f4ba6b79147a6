"""In which encoding a text file is written, and reading it without losing what is wrong with it.

UTF-8 with or without byte order mark, UTF-16 with one, and GB18030 (which holds GBK and GB2312).
A text that is neither is not guessed: Latin letters with accents would come out as Chinese.
"""

import codecs
import io
import re
from dataclasses import dataclass
from typing import BinaryIO, TextIO

__all__ = ["MARKED", "TextForm", "detect", "open_text", "read_marked", "unmarked"]

_CHUNK = 1 << 20
_MARKS = "linchpin-mark"

#: A byte that did not decode, kept as a lone surrogate.
MARKED = re.compile("[\udc00-\udcff]")

# Two-byte characters of GB18030; those of GB2312, of which ordinary Chinese consists, have both
# bytes in the upper half, while Latin-1 mostly has a letter of ASCII after an accented one.
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_COMMON_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")


@dataclass(frozen=True, slots=True)
class TextForm:
    """An encoding, and whether there are bytes that do not decode, or NUL characters."""

    encoding: str
    damaged: bool


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Keep every byte that does not decode as one surrogate, so that its place is known."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    undecodable = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in undecodable), error.end


codecs.register_error(_MARKS, _mark)


def detect(stream: BinaryIO) -> TextForm:
    """Find the encoding by reading the whole stream once, in bounded memory.

    >>> detect(io.BytesIO("客户".encode("gbk")))
    TextForm(encoding='gb18030', damaged=False)
    """
    start = stream.read(3)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _damage(stream, "utf-16")
    utf8 = _Survey(stream, "utf-8-sig")
    if not utf8.bad or utf8.good >= utf8.bad:
        return TextForm("utf-8-sig", utf8.damaged)
    if _looks_chinese(stream):
        return _damage(stream, "gb18030")
    return TextForm("utf-8-sig", True)


def _damage(stream: BinaryIO, encoding: str) -> TextForm:
    return TextForm(encoding, _Survey(stream, encoding).damaged)


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


def _looks_chinese(stream: BinaryIO) -> bool:
    stream.seek(0)
    sample = stream.read(_CHUNK)
    pairs = _PAIR.findall(sample)
    common = sum(1 for pair in pairs if _COMMON_PAIR.fullmatch(pair))
    return bool(pairs) and 2 * common > len(pairs)


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
