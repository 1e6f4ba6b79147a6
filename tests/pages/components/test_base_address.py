import asyncio

from starlette.types import Message, Receive, Scope, Send

from pages.components.base_address import BaseAddress

PAGE = b"<!DOCTYPE html><html><head><title>x</title></head><body><head></body></html>"


def sent(
    *parts: bytes, kind: bytes = b"text/html; charset=utf-8", status: int = 200
) -> list[Message]:
    """What reaches the client of an answer in these parts."""
    messages: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        length = str(sum(map(len, parts))).encode()
        headers = [(b"content-type", kind), (b"content-length", length)]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        for place, part in enumerate(parts):
            more = place + 1 < len(parts)
            await send({"type": "http.response.body", "body": part, "more_body": more})

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        messages.append(message)

    asyncio.run(BaseAddress(app)({"type": "http", "headers": []}, receive, send))
    return messages


def asked_for(accept: bytes) -> list[bytes]:
    """The headers with which a request reaches the app."""
    seen: list[bytes] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        seen.extend(name for name, _ in scope["headers"])

    headers = [(b"accept", accept), (b"accept-encoding", b"gzip, br")]
    asyncio.run(BaseAddress(app)({"type": "http", "headers": headers}, None, None))  # type: ignore[arg-type]
    return seen


def test_only_pages_are_asked_for_uncompressed() -> None:
    assert asked_for(b"text/html,*/*;q=0.8") == [b"accept"]
    assert asked_for(b"*/*") == [b"accept", b"accept-encoding"]


def length_of(start: Message) -> int:
    return int(dict(start["headers"])[b"content-length"])


def test_a_page_says_where_its_server_is_once_and_its_length_fits() -> None:
    start, body = sent(PAGE[:20], PAGE[20:])
    assert body["body"].count(b"BACKEND_BASE_URL") == 1
    assert body["body"].index(b"BACKEND_BASE_URL") < body["body"].index(b"<title>")
    assert length_of(start) == len(body["body"])


def test_everything_else_passes_untouched() -> None:
    start, first, second = sent(b"{", b"}", kind=b"application/json")
    assert (first["body"], second["body"], length_of(start)) == (b"{", b"}", 2)
    start, body = sent(PAGE, status=404)
    assert (body["body"], length_of(start)) == (PAGE, len(PAGE))


def test_an_answer_without_a_body_keeps_its_length() -> None:
    start, body = sent(b"")
    assert (body["body"], length_of(start)) == (b"", 0)
