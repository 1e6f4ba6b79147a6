"""Uploads before Streamlit's own route, which decides who may upload and takes the empty file."""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.types import Message
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_routes import create_upload_routes

from data.uploads import FILE_BYTES, Limits, Uploads
from pages.server.uploads import UploadsToDisk
from tests.serving import ROOT

SESSION = "aaaaaaaa-2222-3333-4444-555555555555"
KEY = "11111111-2222-3333-4444-555555555555"
BOUNDARY = "----WebKitFormBoundaryAbc"
TOKEN = generate_xsrf_token_string()


class Served:
    """Streamlit's route with one session, behind the middleware."""

    def __init__(self, home: Path, limits: Limits):
        self.uploads = Uploads(home, limits, free=lambda _: 1 << 40)
        self.streamlit = MemoryUploadedFileManager("/_stcore/upload_file")
        runtime = SimpleNamespace(is_active_session=lambda session: session == SESSION)
        routes = create_upload_routes(runtime, self.streamlit, None)  # type: ignore[arg-type]
        self.app = UploadsToDisk(Starlette(routes=routes), self.uploads)

    def ask(
        self,
        parts: Iterable[bytes],
        *,
        method: str = "PUT",
        path: str = f"/_stcore/upload_file/{SESSION}/{KEY}",
        token: str = TOKEN,
        length: int | None = -1,
        gone: bool = False,
    ) -> tuple[int, str]:
        """Status and text of the answer to a body that comes in these parts."""
        whole = list(parts)
        received = [{"type": "http.request", "body": part, "more_body": True} for part in whole]
        if not gone:
            received.append({"type": "http.request", "body": b"", "more_body": False})
        sent: list[Message] = []

        async def receive() -> Message:
            return received.pop(0) if received else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        said = sum(map(len, whole)) if length == -1 else length
        headers = {
            "content-type": f"multipart/form-data; boundary={BOUNDARY}",
            "x-xsrftoken": token,
            "cookie": f"_streamlit_xsrf={TOKEN}",
        } | ({} if said is None else {"content-length": str(said)})
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        asyncio.run(self.app(scope, receive, send))
        return sent[0]["status"], sent[1].get("body", b"").decode()

    @property
    def on_disk(self) -> list[Path]:
        home = self.uploads.place
        return [each for each in home.rglob("*") if each.is_file() and each.suffix != ".lock"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path, Limits(file=3 << 20, session=3 << 20, server=4 << 20))
    yield served
    served.uploads.close()


def body(content: bytes, name: str = "customers.csv", end: bytes = b"--\r\n") -> bytes:
    """A file as a browser sends it."""
    kind = f'name="{name}"; filename="{name}"\r\nContent-Type: text/csv'
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {kind}\r\n\r\n"
    return head.encode() + content + f"\r\n--{BOUNDARY}".encode() + end


def cut(whole: bytes, size: int) -> list[bytes]:
    return [whole[place : place + size] for place in range(0, len(whole), size)]


TRICKY = b"a\r\n--" + BOUNDARY[:-1].encode() + b"\r\n\r\n\x00\xff" + b"--\r\n" * 3


@pytest.mark.parametrize("content", [b"", b"id\r\n1", TRICKY, bytes(range(256)) * 9])
@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_content_goes_to_disk_and_streamlit_gets_the_name_alone(
    served: Served, content: bytes, size: int
) -> None:
    assert served.ask(cut(body(content, "客户.csv"), size)) == (204, "")
    path = served.uploads.path(KEY)
    assert path is not None
    assert path.read_bytes() == content
    (file,) = served.streamlit.get_files(SESSION, [KEY])
    assert (file.name, file.type, file.data) == ("客户.csv", "text/csv", b"")


def test_large_file_is_written_as_it_comes(served: Served) -> None:
    content = bytes(range(256)) * (10 << 10)
    assert served.ask(cut(body(content), 1 << 16))[0] == 204
    (path,) = served.on_disk
    assert path.read_bytes() == content


def test_what_streamlit_refuses_leaves_nothing(served: Served) -> None:
    foreign = f"/_stcore/upload_file/{KEY}/{KEY}"
    assert served.ask([body(b"x")], token="forged")[0] == 403
    assert served.ask([body(b"x")], path=foreign)[0] == 400
    assert served.on_disk == []
    assert served.uploads.path(KEY) is None


@pytest.mark.parametrize(
    "whole",
    [
        b"",
        b"no multipart at all",
        body(b"cut short")[:-12],
        body(b"one", end=b"\r\n") + body(b"two"),
        b"--other\r\n\r\nx\r\n--other--\r\n",
        b"--" + BOUNDARY.encode() + b"\r\nx: " + b"y" * 70_000,
    ],
)
def test_body_that_is_not_one_whole_file_is_refused_and_leaves_nothing(
    served: Served, whole: bytes
) -> None:
    assert served.ask(cut(whole, 5000))[0] == 400
    assert served.on_disk == []
    assert served.uploads.path(KEY) is None


def test_browser_that_goes_away_leaves_nothing(served: Served) -> None:
    assert served.ask([body(b"x" * 1000)[:500]], length=1200, gone=True)[0] == 400
    assert served.on_disk == []


def test_more_than_the_limit_is_refused_in_words_before_anything_is_kept(served: Served) -> None:
    status, said = served.ask(cut(body(b"x" * (3 << 20)), 1 << 16))
    assert (status, "a file may have 3 MB at most" in said) == (413, True)
    assert "a file may have" in str(served.uploads.refusal(SESSION))
    assert served.on_disk == []


@pytest.mark.parametrize(("length", "status"), [(None, 411), (-5, 411)])
def test_upload_must_say_how_long_it_is(served: Served, length: int | None, status: int) -> None:
    assert served.ask([body(b"x")], length=length)[0] == status


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(
    "path", [f"/_stcore/upload_file/{SESSION}/x", "/_stcore/upload_file/a/b/c"]
)
def test_names_that_streamlit_does_not_give_are_not_taken(
    served: Served, method: str, path: str
) -> None:
    assert served.ask([body(b"x")], method=method, path=path)[0] == 404
    assert served.streamlit.get_files(SESSION, ["x"]) == []


def test_removed_file_goes_from_disk_but_only_by_its_own_page(served: Served) -> None:
    served.ask([body(b"x")])
    assert served.ask([], method="DELETE", token="forged")[0] == 403
    assert len(served.on_disk) == 1
    assert served.ask([], method="DELETE")[0] == 204
    assert served.on_disk == []


def test_full_disk_is_said_in_words(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pages.server.incoming.run_in_threadpool", full)
    status, said = served.ask([body(b"x")])
    assert (status, "the disk is full" in said) == (507, True)
    assert served.on_disk == []


def test_limit_of_one_file_is_the_one_that_the_browser_is_told() -> None:
    settings = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert f"maxUploadSize = {FILE_BYTES >> 20}\n" in settings
