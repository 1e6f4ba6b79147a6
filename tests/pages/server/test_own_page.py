import asyncio
import base64
import hashlib

from starlette.types import Message, Receive, Scope, Send

from pages.server.own_page import OwnPage

PAGE = b"<!DOCTYPE html><html><head><title>x</title></head><body><head></body></html>"
STYLE = "p { margin: 0; }"


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

    asyncio.run(OwnPage(app, STYLE)({"type": "http", "headers": []}, receive, send))
    return messages


def asked_for(accept: bytes) -> list[bytes]:
    """The headers with which a request reaches the app."""
    seen: list[bytes] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        seen.extend(name for name, _ in scope["headers"])

    headers = [
        (b"accept", accept),
        (b"accept-encoding", b"gzip, br"),
        (b"if-none-match", b'"1"'),
        (b"if-modified-since", b"Sun, 29 Nov 2026 16:40:21 GMT"),
    ]
    asyncio.run(OwnPage(app, STYLE)({"type": "http", "headers": headers}, None, None))  # type: ignore[arg-type]
    return seen


def test_a_page_is_asked_for_itself_uncompressed_and_everything_else_as_it_was() -> None:
    assert asked_for(b"text/html,*/*;q=0.8") == [b"accept"]
    others = [b"accept", b"accept-encoding", b"if-none-match", b"if-modified-since"]
    assert asked_for(b"*/*") == others


def length_of(start: Message) -> int:
    return int(dict(start["headers"])[b"content-length"])


def test_a_page_says_where_its_server_is_once_and_its_length_fits() -> None:
    start, body = sent(PAGE[:20], PAGE[20:])
    assert body["body"].count(b"BACKEND_BASE_URL") == 1
    assert body["body"].index(b"BACKEND_BASE_URL") < body["body"].index(b"<title>")
    assert length_of(start) == len(body["body"])


def test_the_style_is_the_last_thing_of_a_page() -> None:
    _, body = sent(PAGE)
    assert body["body"].endswith(b"<style>p { margin: 0; }</style></body></html>")


def test_everything_else_passes_untouched() -> None:
    start, first, second = sent(b"{", b"}", kind=b"application/json")
    assert (first["body"], second["body"], length_of(start)) == (b"{", b"}", 2)
    start, body = sent(PAGE, status=404)
    assert (body["body"], length_of(start)) == (PAGE, len(PAGE))


def test_an_answer_without_a_body_keeps_its_length() -> None:
    start, body = sent(b"")
    assert (body["body"], length_of(start)) == (b"", 0)


def hash_of(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def test_policy_of_a_page_names_the_scripts_that_stand_in_it_and_no_others() -> None:
    theirs = b"\n  window.prerenderReady = false\n"
    page = PAGE.replace(b"<title>", b"<script>" + theirs + b"</script><title>")
    start, body = sent(page)
    ours = body["body"].split(b"<script>")[1].split(b"</script>")[0]
    policy = dict(start["headers"])[b"content-security-policy"].decode()
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src "))
    assert scripts.split()[1:] == ["'self'", "blob:", hash_of(ours), hash_of(theirs)]
    assert hash_of(b"alert(1)") not in policy
