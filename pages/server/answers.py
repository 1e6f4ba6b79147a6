"""Answers that Linchpin gives itself, before Streamlit sees the request: one plain sentence."""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from analytics.messages import Message
from pages.components.catalogue import Language, speaking
from pages.components.text import tm_text

__all__ = ["refuse"]


async def refuse(
    scope: Scope, receive: Receive, send: Send, status: int, sentence: Message
) -> None:
    """Answer with a status and a sentence in the language of the request.

    A websocket is closed before it is accepted, which makes the server answer 403: no browser shows
    a page what else such an answer says.
    """
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    with speaking(_language(scope)):
        answer = PlainTextResponse(tm_text(sentence) + "\n", status)
    answer.headers["Cache-Control"] = "no-store"
    await answer(scope, receive, send)


def _language(scope: Scope) -> Language:
    asked = Headers(scope=scope).get("accept-language", "")
    return "zh" if asked.lower().startswith("zh") else "en"
