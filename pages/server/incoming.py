"""A file on its way in: one part of a multipart body, written to disk as it comes."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, BinaryIO, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

__all__ = ["Incoming", "NotOneFile"]

#: More than browsers write before the content of a file: its name and type.
_HEAD_BYTES: Final = 64 << 10
#: So much is gathered before a thread is asked to write it.
_WRITE_BYTES: Final = 1 << 20
_END_OF_HEAD: Final = b"\r\n\r\n"


class NotOneFile(ValueError):
    """A body that is not exactly one whole file, as the uploader of a page sends it."""


class Incoming:
    """The body of an upload, of which the head is read first and the file is written later."""

    def __init__(self, receive: Receive, content_type: str):
        self._chunks = _chunks(receive)
        self._boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        self._begun = b""

    async def stand_in(self) -> bytes:
        """A body with the same head (the name of the file, its type) and no content.

        Raises
        ------
        NotOneFile
            The body has no such head.
        """
        async for chunk in self._chunks:
            self._begun += chunk
            if _END_OF_HEAD in self._begun or len(self._begun) > _HEAD_BYTES:
                break
        head, end, _ = self._begun.partition(_END_OF_HEAD)
        if not end or not self._boundary:
            raise NotOneFile
        return head + end + b"\r\n--" + self._boundary + b"--\r\n"

    async def write_to(self, stream: BinaryIO) -> None:
        """Write the content of the file to ``stream``.

        Raises
        ------
        NotOneFile
            The body ends early, or holds something else than one file.
        OSError
            The disk refuses it.
        """
        part = _Part()
        parser = MultipartParser(self._boundary, part.callbacks())
        try:
            parser.write(self._begun)
            async for chunk in self._chunks:
                parser.write(chunk)
                if len(part.content) >= _WRITE_BYTES:
                    await run_in_threadpool(stream.write, part.taken())
        except FormParserError:
            raise NotOneFile from None
        await run_in_threadpool(stream.write, part.taken())
        if part.count != 1 or not part.ended:
            raise NotOneFile

    async def drain(self) -> None:
        """Read the rest and drop it, so that the browser comes to read the answer."""
        async for _ in self._chunks:
            pass


class _Part:
    """What the parser has found so far."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.count = 0
        self.ended = False

    def callbacks(self) -> "MultipartCallbacks":
        return {"on_part_begin": self._begin, "on_part_data": self._data, "on_end": self._end}

    def taken(self) -> bytes:
        """The content that has not been taken yet."""
        content, self.content = bytes(self.content), bytearray()
        return content

    def _begin(self) -> None:
        self.count += 1

    def _data(self, chunk: bytes, start: int, end: int) -> None:
        self.content += chunk[start:end]

    def _end(self) -> None:
        self.ended = True


async def _chunks(receive: Receive) -> AsyncIterator[bytes]:
    """The body as it comes; NotOneFile where the browser goes away before its end."""
    while True:
        received: Message = await receive()
        if received["type"] != "http.request":
            raise NotOneFile
        if received.get("body"):
            yield received["body"]
        if not received.get("more_body", False):
            return
